"""Numbers that mean what a person sees: from the file to the parameter."""

import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import starmap
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from planning_sheets import template_of
from sheet_files import (
    SPREADSHEETS,
    binary_format,
    binary_number,
    binary_package,
    binary_row,
    binary_style,
    binary_text,
    first,
    open_document,
    openpyxl_book,
    package,
    refusal,
    rows,
    sheet_xml,
)

from zns_batch.domain.planned_row import PlannedRow
from zns_batch.domain.sheet import DAY_ZERO, Sheet
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.reports.problems import write_problems
from zns_batch.reports.xlsx.table import safe_number_format
from zns_batch.sheets import displayed_values, open_sheet
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.validator import SheetValidator, ValidationOptions

TYPES = template_of(
    Param(name="order", columns=("Mã đơn",)),
    Param(name="customer", columns=("Mã khách",)),
    Param(name="discount", columns=("Giảm",)),
    Param(name="amount", type=ParamType.CURRENCY, columns=("Tiền",)),
    Param(name="count", type=ParamType.NUMBER, columns=("Số lượng",)),
    Param(name="due", type=ParamType.DATE, columns=("Ngày",)),
)
DUE = template_of(Param(name="due", type=ParamType.DATE, columns=("Ngày",)))


def _planned(sheet: Sheet, template: Template) -> list[PlannedRow]:
    check = SheetValidator(
        sheet, template, match_columns(sheet, template), ValidationOptions(sender="zalo:x")
    )
    return list(check.rows())


def _sent(row: PlannedRow, name: str) -> str:
    """What a parameter sends, or why the row can't be sent."""
    return row.problems[0].code if row.problems else row.data[name]


@pytest.mark.parametrize(
    "name", ["openpyxl-seen.xlsx", "libreoffice-seen.xls", "libreoffice-seen.ods"]
)
def test_a_message_says_what_its_row_shows(name: str) -> None:
    """Codes keep their zeros and letters, shares are shares, amounts and dates are what they were."""
    planned = _planned(open_sheet(SPREADSHEETS / name), TYPES)[0]
    assert "84901234567" == planned.phone
    assert {
        "order": "00042",
        "customer": "KH0007",
        "discount": "10%",
        "amount": "150000",
        "count": "5",
        "due": "22/11/2026",
    } == planned.data


@pytest.mark.parametrize(
    "name", ["openpyxl-seen.xlsx", "libreoffice-seen.xls", "libreoffice-seen.ods"]
)
def test_a_text_says_what_its_cell_shows(name: str) -> None:
    """An amount fed to a text is read as its cell shows it, whatever the workbook's format."""
    template = template_of(
        Param(name="amount", columns=("Tiền",)), Param(name="count", columns=("Số lượng",))
    )
    planned = _planned(open_sheet(SPREADSHEETS / name), template)[0]
    assert {"amount": "150.000 ₫", "count": "5,00"} == planned.data


@pytest.mark.parametrize(
    "shape,number,kind,expected",
    [
        ("00000", 42, ParamType.TEXT, "00042"),
        ("00000", 42, ParamType.NUMBER, "42"),
        ("00000", 42, ParamType.CURRENCY, "42"),
        ('00":"00', 830, ParamType.TIME, "08:30"),
        (r"00\/00\/0000", 5112026, ParamType.DATE, "05/11/2026"),
        ("0000000000", 912345678, ParamType.PHONE, "0912345678"),
        ("00 00000000", 2438251234, ParamType.PHONE, "02438251234"),
        ("0.0%", 0.125, ParamType.TEXT, "12,5%"),
        ("0.0%", 0.125, ParamType.URL, "12%2C5%25"),
        ("0.0%", 0.125, ParamType.NUMBER, "value-not-number"),
        ("0%", 0.1, ParamType.CURRENCY, "value-not-amount"),
        ("0%", 0.1, ParamType.BANK_NOTE, "bank-note-signs"),
        ('"DH"000', 7, ParamType.NUMBER, "value-not-number"),
        ("#,##0", 1500, ParamType.TEXT, "1.500"),
        ('#,##0 "đ"', 1500, ParamType.TEXT, "1.500 đ"),
        ('#,##0 "đ"', 1500, ParamType.CURRENCY, "1500"),
        ('#,##0".000"', 1500, ParamType.TEXT, "1.500.000"),
        ('#,##0".000"', 1500, ParamType.CURRENCY, "1500000"),
        ("0.00E+00", 2190, ParamType.TEXT, "value-format"),
        ("0.00E+00", 2190, ParamType.NUMBER, "2190"),
        ("# ?/?", 0.5, ParamType.URL, "value-format"),
        (";;;", 5, ParamType.TEXT, "value-missing"),
        (";;;", 5, ParamType.NUMBER, "value-missing"),
        ('"COB on "@', "pf1", ParamType.TEXT, "COB on pf1"),
        ("mm/yyyy", date(2026, 11, 1), ParamType.TEXT, "11/2026"),
        ("mm/yyyy", date(2026, 11, 1), ParamType.DATE, "date-day-hidden"),
        ("mmm-yy", date(2026, 11, 1), ParamType.DATE, "date-day-hidden"),
        ("yyyy-mm", date(2026, 11, 15), ParamType.DATE, "date-day-hidden"),
        ('"Tháng "mm', date(2026, 11, 1), ParamType.DATE, "date-day-hidden"),
        ("mm/yyyy", datetime(2026, 11, 1, 8, 30), ParamType.DATETIME, "date-day-hidden"),
        ("mm/yyyy", date(2026, 11, 1), ParamType.DATETIME, "time-missing"),
        ("mm/yyyy", date(2026, 11, 1), ParamType.MONTH, "11/2026"),
        ("mm/yyyy", "05/11/2026", ParamType.DATE, "05/11/2026"),
        ("dd/mm", date(2026, 11, 5), ParamType.DATE, "05/11/2026"),
        ("mm:ss", datetime(2026, 11, 5, 8, 30), ParamType.DATE, "05/11/2026"),
        ("yyyy", date(2026, 11, 1), ParamType.TEXT, "2026"),
        ("d-mmm", date(2026, 1, 2), ParamType.TEXT, "value-format"),
        ("yyyy-mm-dd", date(2026, 1, 2), ParamType.TEXT, "02/01/2026"),
        ("dd/mm/yyyy", datetime(2026, 1, 2, 16, 2), ParamType.TEXT, "02/01/2026"),
        ("hh:mm", datetime(2026, 1, 2, 16, 2), ParamType.TEXT, "16:02"),
        ("General", 1500, ParamType.TEXT, "1500"),
        ("0.00", 1.5, ParamType.NUMBER, "1.5"),
    ],
)
def test_what_is_seen_goes_through_the_checks_of_typed_text(
    tmp_path: Path, shape: str, number: float | str | date, kind: ParamType, expected: str
) -> None:
    """A parameter takes what a person sees, or tells that it isn't what the parameter needs."""
    book, page = openpyxl_book()
    page.append(["SĐT", "x"])
    page.append(["0987654321", number])
    page["B2"].number_format = shape
    book.save(tmp_path / "list.xlsx")
    template = template_of(Param(name="x", type=kind))
    assert [expected] == [
        _sent(row, "x") for row in _planned(open_sheet(tmp_path / "list.xlsx"), template)
    ]


def _months_xlsx(folder: Path) -> Path:
    book, page = openpyxl_book()
    page.append(["SĐT", "Ngày"])
    for at, shape in enumerate(("dd/mm/yyyy", "mm/yyyy", "dd/mm/yyyy"), 2):
        page.append([f"091234567{at}", date(2026, 11, 1)])
        page.cell(at, 2).number_format = shape
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def _months_xlsb(folder: Path) -> Path:
    codes = {164: "dd/mm/yyyy", 165: "mmm\\-yy;@"}
    styles = [
        (615, struct.pack("<I", len(codes))),
        *starmap(binary_format, codes.items()),
        (616, b""),
        (617, struct.pack("<I", 3)),
        *(binary_style(number) for number in (0, *codes)),
        (618, b""),
    ]
    records = [(145, b""), binary_row(1), binary_text(0, "SĐT"), binary_text(1, "Ngày")]
    for row, style in ((2, 1), (3, 2), (4, 1)):
        records += [
            binary_row(row),
            binary_text(0, f"091234567{row}"),
            binary_number(1, 46327, style),
        ]
    return binary_package(folder / "list.xlsb", {"S": [*records, (146, b"")]}, styles=styles)


_DATE_STYLES = """<office:automatic-styles>
<number:date-style style:name="N1"><number:month number:style="long"/><number:text>/</number:text>
<number:year number:style="long"/></number:date-style>
<number:date-style style:name="N2"><number:day/><number:text>/</number:text><number:month/>
<number:text>/</number:text><number:year/></number:date-style>
<style:style style:name="month" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="red" style:family="table-cell" style:parent-style-name="month"/>
<style:style style:name="day" style:family="table-cell" style:data-style-name="N2"/>
</office:automatic-styles>"""


def _ods(folder: Path, lines: list[tuple[str, str]]) -> Path:
    """A list whose column's style is a whole date's; each line has its date cell's style and text."""
    word = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [word.format("SĐT") + word.format("Ngày")] + [
        word.format(f"091234567{row}")
        + f'<table:table-cell office:value-type="date" office:date-value="2026-11-01"{style}>'
        f"<text:p>{text}</text:p></table:table-cell>"
        for row, (style, text) in enumerate(lines, 2)
    ]
    table = (
        '<table:table-column/><table:table-column table:default-cell-style-name="day"/>'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    )
    return open_document(folder / "list.ods", table, styles=_DATE_STYLES)


def _months_ods(folder: Path) -> Path:
    return _ods(
        folder,
        [("", "1/11/26"), (' table:style-name="red"', "11/2026"), ("", "1/11/26")],
    )


@pytest.mark.parametrize("write", [_months_xlsx, _months_xlsb, _months_ods])
def test_a_month_is_never_sent_as_its_first_day(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    """A customer told 01/11/2026 by a cell that shows 11/2026 comes on a day that nobody chose."""
    sheet = open_sheet(write(tmp_path))
    planned = _planned(sheet, DUE)
    day = "01/11/2026"
    assert [day, "date-day-hidden", day] == [_sent(row, "due") for row in planned]
    (problem,) = planned[1].problems
    assert (3, "Ngày", {"shown": day}) == (problem.row, problem.column, problem.params)
    allowed = template_of(
        Param(name="due", type=ParamType.DATE, columns=("Ngày",), allow=("no-day",))
    )
    assert [day] * 3 == [_sent(row, "due") for row in _planned(sheet, allowed)]
    month = template_of(Param(name="due", type=ParamType.MONTH, columns=("Ngày",)))
    assert ["11/2026"] * 3 == [_sent(row, "due") for row in _planned(sheet, month)]


def test_a_month_of_an_old_workbook_is_never_sent_as_its_first_day(tmp_path: Path) -> None:
    """An .xls made by a program of twenty years ago hides the day just so."""
    content = (SPREADSHEETS / "libreoffice-types.xls").read_bytes()
    (tmp_path / "list.xls").write_bytes(content.replace(b"dd/mm/yyyy", b'"T"mm/yyyy'))
    whole = _planned(open_sheet(SPREADSHEETS / "libreoffice-types.xls"), DUE)
    months = _planned(open_sheet(tmp_path / "list.xls"), DUE)
    assert ["22/11/2026"] == [_sent(row, "due") for row in whole[:1]]
    assert ["date-day-hidden"] == [_sent(row, "due") for row in months[:1]]


def test_a_date_made_of_columns_shows_its_day(tmp_path: Path) -> None:
    """A date put together with `--set` from a cell that shows only a month is no date either."""
    sheet = open_sheet(_months_xlsx(tmp_path))
    template = template_of(Param(name="due", type=ParamType.DATETIME, set_text="08:30 {Ngày}"))
    sent = [_sent(row, "due") for row in _planned(sheet, template)]
    assert ["08:30 01/11/2026", "date-day-hidden", "08:30 01/11/2026"] == sent


def test_a_workbook_without_such_formats_is_not_read_for_them(tmp_path: Path) -> None:
    """A list whose dates all show their day is checked as fast as before."""
    book, page = openpyxl_book()
    page.append(["SĐT", "Ngày"])
    page.append(["0912345678", date(2026, 11, 1)])
    book.save(tmp_path / "days.xlsx")
    assert None is open_sheet(tmp_path / "days.xlsx").hidden_days(1)
    for name in ("libreoffice-types.xls", "libreoffice-types.ods", "hand-binary-seen.xlsb"):
        assert None is open_sheet(SPREADSHEETS / name).hidden_days(1)


@pytest.mark.parametrize(
    "name",
    [
        "openpyxl-1904-numbers.xlsx",
        "libreoffice-1904-numbers.xlsx",
        "libreoffice-1904-numbers.xls",
        "libreoffice-1904-numbers.ods",
        "hand-binary-seen.xlsb",
    ],
)
def test_a_bare_number_is_the_day_that_its_workbook_counts_to(name: str) -> None:
    """In a workbook that counts from 1904 a number is another day than elsewhere."""
    sheet = open_sheet(SPREADSHEETS / name)
    assert ["22/11/2026"] == [_sent(row, "due") for row in _planned(sheet, DUE)]
    usual = replace(sheet, day_zero=DAY_ZERO)
    assert ["21/11/2022"] == [_sent(row, "due") for row in _planned(usual, DUE)]


def test_dates_and_other_numbers_of_a_workbook_from_1904(tmp_path: Path) -> None:
    """Cells typed as dates, dates as text and numbers that are no dates stay what they are."""
    book, page = openpyxl_book()
    book.epoch = CALENDAR_MAC_1904
    page.append(["SĐT", "Ngày"])
    for at, value in enumerate((44886, "44887", "24/11/2026", date(2026, 11, 25), 5, True)):
        page.append([f"091234567{at}", value])
    book.save(tmp_path / "list.xlsx")
    planned = _planned(open_sheet(tmp_path / "list.xlsx"), DUE)
    days = ["22/11/2026", "23/11/2026", "24/11/2026", "25/11/2026"]
    assert [*days, "value-not-date", "value-boolean"] == [_sent(row, "due") for row in planned]
    assert {"shown": "5"} == planned[4].problems[0].params


def test_a_day_stays_the_same_when_it_is_fed_back(tmp_path: Path) -> None:
    """The errors workbook counts as nearly all do, so it holds the day and not the bare number."""
    sheet = open_sheet(SPREADSHEETS / "openpyxl-1904-numbers.xlsx")
    write_problems(tmp_path / "out.xlsx", sheet, _planned(sheet, DUE), lang="en")
    again = open_sheet(tmp_path / "out.xlsx")
    assert (DAY_ZERO, date(2026, 11, 22)) == (again.day_zero, first(again).cells[1])
    assert ["22/11/2026"] == [_sent(row, "due") for row in _planned(again, DUE)]


def test_a_style_for_every_cell_that_names_none(tmp_path: Path) -> None:
    """A workbook whose normal style is a code's gives codes also in cells that name no style."""
    body = '<row r="1"><c r="A1" t="str"><v>Mã</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000"/></numFmts>'
        '<cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(body)}, {"xl/styles.xml": styles})
    assert [(2, ("007",))] == rows(open_sheet(path))


def test_broken_styles_are_told(tmp_path: Path) -> None:
    """A workbook whose styles can't be read is refused: what its numbers mean isn't known."""
    body = '<row r="1"><c r="A1" t="str"><v>Mã</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
    more = {"xl/styles.xml": "<styleSheet><cellXfs>"}
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(body)}, more)
    assert "sheet.damaged" == refusal(path).key


def test_formats_that_change_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet whose formats change from cell to cell beyond all measure is refused in one line."""
    monkeypatch.setattr(displayed_values, "RUNS_LIMIT", 5)
    book = openpyxl.load_workbook(SPREADSHEETS / "openpyxl-seen.xlsx")
    page = book.worksheets[0]
    for row in range(5, 50, 2):
        page.cell(row, 3, 1).number_format = "00000"
    book.save(tmp_path / "list.xlsx")
    assert "sheet.too-many-cells" == refusal(tmp_path / "list.xlsx").key


@pytest.mark.parametrize(
    "name, shown",
    [
        ("openpyxl-seen.xlsx", {3: '"KH"0000', 6: "0.0%", 7: '#,##0 "₫"', 8: "0.00"}),
        ("libreoffice-seen.xls", {3: '"KH"0000', 6: "0.0%", 7: '#,##0" ₫"', 8: "0.00"}),
        ("libreoffice-seen.ods", {3: '"KH"0000', 6: "0.0%", 7: '#,##0" ₫"', 8: "0.00"}),
        ("hand-binary-seen.xlsb", {1: '"DH"00000', 2: "0%"}),
    ],
)
def test_formats_are_known_of_every_kind_of_workbook(name: str, shown: dict[int, str]) -> None:
    """An amount that any program's list shows as 1.500.000 ₫ can be shown so in the results."""
    formats = open_sheet(SPREADSHEETS / name).number_formats()
    assert shown == {place: formats.get(place) for place in shown}
    assert set(shown.values()) == {safe_number_format(code) for code in shown.values()}


_NUMBERS = """<office:automatic-styles>
<number:currency-style style:name="N1P0"><number:number number:decimal-places="0"
 number:min-integer-digits="1" number:grouping="true"/><number:text> </number:text>
 <number:currency-symbol>₫</number:currency-symbol></number:currency-style>
<number:currency-style style:name="N1"><number:text>-</number:text><number:number
 number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/>
 <number:text> </number:text><number:currency-symbol>₫</number:currency-symbol>
 <style:map style:condition="value()&gt;=0" style:apply-style-name="N1P0"/></number:currency-style>
<number:number-style style:name="N2"><number:number number:decimal-places="2"
 number:min-decimal-places="1" number:min-integer-digits="1"/></number:number-style>
<number:number-style style:name="N3"><number:fraction/></number:number-style>
<style:style style:name="amount" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="red" style:family="table-cell" style:parent-style-name="amount"/>
<style:style style:name="share" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="part" style:family="table-cell" style:data-style-name="N3"/>
</office:automatic-styles>"""


def test_formats_of_an_ods_are_found_through_its_styles(tmp_path: Path) -> None:
    """A format may come from the cell, its column or the style that its own is made from."""
    cell = '<table:table-cell office:value-type="float" office:value="5"{}><text:p>5</text:p></table:table-cell>'
    words = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("SĐT", "Tiền", "Đỏ", "Phần", "Lạ")
    )
    styles = (
        "",
        ' table:style-name="red"',
        ' table:style-name="share"',
        ' table:style-name="part"',
    )
    table = (
        "<table:table-column/>"
        '<table:table-column table:default-cell-style-name="amount"/>'
        f"<table:table-row>{words}</table:table-row><table:table-row>"
        '<table:table-cell office:value-type="string"><text:p>0912345678</text:p></table:table-cell>'
        f"{''.join(map(cell.format, styles))}</table:table-row>"
    )
    sheet = open_sheet(open_document(tmp_path / "a.ods", table, styles=_NUMBERS))
    money = '#,##0" ₫";"-"#,##0" ₫"'
    assert {1: money, 2: money, 3: "0.0#"} == sheet.number_formats()
    assert money == safe_number_format(money)
