"""The results workbook, read back as Excel, LibreOffice and our own reader would."""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet as Saved
from report_makers import CELLS, HEADERS, NOW, campaign_of, report_of, row_of, rows_in, tally_of

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import InternalError, OutputError
from zns_batch.i18n import LANGS, Lang, translate
from zns_batch.ledger.records import DESTINATION, OA_NAME, RowRecord, StateCounts
from zns_batch.ledger.row_codec import encode_cells
from zns_batch.reports.columns import COLUMNS
from zns_batch.reports.results import NEEDS_A_PERSON, write_report
from zns_batch.reports.xlsx import table as pages
from zns_batch.sheets import open_sheet
from zns_batch.sheets.result_columns import LIST_ROW, RESULT_COLUMNS, result_header

CONTRACT: dict[Lang, list[str]] = {
    "en": [
        "Status",
        "Phone sent to",
        "Error code",
        "Reason",
        "What to do",
        "Message ID",
        "Tracking ID",
        "Sent at",
        "Delivered at",
        "Attempts",
        "Cost (VND)",
    ],
    "vi": [
        "Trạng thái",
        "Số đã gửi",
        "Mã lỗi",
        "Lý do",
        "Cách xử lý",
        "Mã tin",
        "Mã đối soát",
        "Gửi lúc",
        "Nhận lúc",
        "Số lần gửi",
        "Chi phí (VNĐ)",
    ],
}


def _sheets(path: Path) -> list[Saved]:
    return list(openpyxl.load_workbook(path).worksheets)


def _values(sheet: Saved) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def _texts(sheet: Saved) -> list[str]:
    return [str(value) for row in _values(sheet) for value in row if value is not None]


@pytest.mark.parametrize("lang, names", [
    ("en", ["Results", "Summary", "Needs a person"]),
    ("vi", ["Kết quả", "Tổng hợp", "Cần xử lý"]),
])  # fmt: skip
def test_three_sheets_in_order(tmp_path: Path, lang: Lang, names: list[str]) -> None:
    """The workbook has the results first, then the summary, then what needs a person."""
    path = report_of(tmp_path / "a.xlsx", rows_in(RowState.ACCEPTED), lang=lang)
    assert names == openpyxl.load_workbook(path).sheetnames


@pytest.mark.parametrize("lang", LANGS)
def test_headers_are_the_inputs_and_then_the_contracts(tmp_path: Path, lang: Lang) -> None:
    """Both tables have the input's headers in order, then the contract's; the third tells the row too."""
    headers = ("Họ tên", "", "Ghi chú", "Ghi chú", "=1+1")
    rows = [row_of(RowState.INVALID, cells=("a", "b", "c", "d", "e"))]
    path = report_of(tmp_path / "a.xlsx", rows, campaign=campaign_of(headers=headers), lang=lang)
    results, _, person = _sheets(path)
    expected = ["Họ tên", None, "Ghi chú", "Ghi chú", "=1+1", *CONTRACT[lang]]
    assert expected == list(_values(results)[0])
    list_row = {"en": "Row in the list", "vi": "Dòng trong danh sách"}[lang]
    assert [*expected, list_row] == list(_values(person)[0])


def test_an_accepted_row_tells_everything(tmp_path: Path) -> None:
    """An accepted row shows phone, ids, times on a Vietnamese clock, attempts and cost, typed."""
    delivered = NOW + timedelta(hours=20)
    path = report_of(tmp_path / "a.xlsx", [row_of(delivered_at=delivered)])
    row = _values(_sheets(path)[0])[1]
    assert CELLS == row[:3]
    assert (
        "accepted",
        "84912345678",
        None,
        None,
        None,
        "5cab5e1a0001",
        "c7k2-1",
        datetime(2026, 11, 22, 10, 4, 5),
        datetime(2026, 11, 23, 6, 4, 5),
        1,
        200,
    ) == row[3:]


@pytest.mark.parametrize("lang", LANGS)
def test_every_row_once_in_its_order(tmp_path: Path, lang: Lang) -> None:
    """There is one line for each input row, in the sheet's order, with its state in words."""
    path = report_of(tmp_path / "a.xlsx", rows_in(*RowState), lang=lang)
    shown = [row[3] for row in _values(_sheets(path)[0])[1:]]
    assert [translate(f"state.{state}", lang) for state in RowState] == shown


def test_status_colours_differ(tmp_path: Path) -> None:
    """Each state has a colour of its own beside its word, and black text is readable on it."""
    states = [state for state in RowState if state is not RowState.SENDING]
    path = report_of(tmp_path / "a.xlsx", rows_in(*states))
    fills = [cell.fill.fgColor.rgb for [cell] in _sheets(path)[0]["D2:D11"]]
    assert len(states) == len(set(fills))
    assert all(int(fill[at : at + 2], 16) > 0xC0 for fill in fills for at in (2, 4, 6))


def test_only_what_was_sent_has_a_phone_it_was_sent_to(tmp_path: Path) -> None:
    """A row that never left shows no phone it was sent to."""
    path = report_of(tmp_path / "a.xlsx", rows_in(RowState.DUPLICATE, RowState.UNKNOWN))
    assert [None, "84912345678"] == [row[4] for row in _values(_sheets(path)[0])[1:]]


def test_a_refused_row_says_why(tmp_path: Path) -> None:
    """A rejected row has the code, the reason and what to do; an invalid one names its columns."""
    problem = Problem(row=3, column="Họ tên", code="value-missing", params={"param": "name"})
    rows = [
        row_of(RowState.REJECTED, code="-118"),
        row_of(RowState.INVALID, seq=2, problems=(problem,)),
    ]
    _, refused, wrong = _values(_sheets(report_of(tmp_path / "a.xlsx", rows))[0])
    assert "-118" == refused[5]
    assert "Zalo" in refused[6]
    assert refused[7]
    assert "Họ tên" in wrong[6]
    assert wrong[7]


def test_cells_are_untouched_and_harmless(tmp_path: Path) -> None:
    """Cells keep their values and types, formulas in them are text, and no sheet holds a formula."""
    cells: tuple[Cell, ...] = ('=HYPERLINK("x")', "+84912345678", date(2026, 11, 22), 7, None, True)
    rows = [row_of(RowState.INVALID, cells=cells)]
    campaign = campaign_of(headers=tuple("ABCDEF"))
    path = report_of(tmp_path / "a.xlsx", rows, campaign=campaign)
    shown = _values(_sheets(path)[0])[1][:6]
    assert (*cells[:2], datetime(2026, 11, 22), *cells[3:]) == shown
    assert not any(
        cell.data_type == "f" for sheet in _sheets(path) for [*row] in sheet for cell in row
    )


def test_words_of_the_provider_are_harmless(tmp_path: Path) -> None:
    """A message id or error text of a provider is text too, whatever it begins with."""
    rows = [
        row_of(message_id="=1+1"),
        row_of(RowState.REJECTED, seq=2, code="=2", said="<r>\ud800</r>"),
    ]
    sheet = _sheets(report_of(tmp_path / "a.xlsx", rows))[0]
    assert ("=1+1", "s") == (sheet["I2"].value, sheet["I2"].data_type)
    assert ("=2", "s") == (sheet["F3"].value, sheet["F3"].data_type)


def test_tables_are_ready_to_work_with(tmp_path: Path) -> None:
    """Headers stay in sight, filters are set over the whole table, and columns fit their content."""
    rows = [row_of(seq=seq, cells=("0912345678", "x" * 30, 1)) for seq in range(1, 6)]
    results = _sheets(report_of(tmp_path / "a.xlsx", rows))[0]
    assert "A2" == results.freeze_panes
    assert "A1:N6" == results.auto_filter.ref
    widths = [results.column_dimensions[letter].width for letter in "ABC"]
    assert 30 < widths[1] < 40
    assert widths[2] < widths[0] < widths[1]


def test_the_third_sheet_has_what_needs_a_person(tmp_path: Path) -> None:
    """The third sheet has exactly the rows that a person must correct or decide on."""
    person = _sheets(report_of(tmp_path / "a.xlsx", rows_in(*RowState)))[2]
    shown = {row[3] for row in _values(person)[1:]}
    assert {"invalid", "rejected", "unknown", "expired"} == shown
    assert shown == set(NEEDS_A_PERSON)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("sheet", ["results", "person"])
def test_the_workbook_can_be_fed_back(tmp_path: Path, lang: Lang, sheet: str) -> None:
    """Our own reader finds the input's columns and cells again, and a second report has ours once."""
    rows = rows_in(RowState.INVALID, RowState.REJECTED)
    first = report_of(tmp_path / "a.xlsx", rows, lang=lang)
    again = open_sheet(first, sheet=translate(f"report.sheet.{sheet}", lang))
    headers = tuple(column.header for column in again.columns)
    list_row = (result_header(LIST_ROW, lang),) if sheet == "person" else ()
    assert (*HEADERS, *CONTRACT[lang], *list_row) == headers
    fed = [row_of(seq=at, cells=row.cells) for at, row in enumerate(again.read(), start=1)]
    assert [CELLS, CELLS] == [row.cells[:3] for row in fed]
    campaign = campaign_of(headers=headers)
    second = report_of(tmp_path / "b.xlsx", fed, campaign=campaign, lang="en")
    saved = _values(_sheets(second)[0])
    assert [*HEADERS, *CONTRACT["en"]] == list(saved[0])
    assert CELLS == saved[1][:3]
    assert "accepted" == saved[1][3]


def test_the_summary_tells_the_sum_first(tmp_path: Path) -> None:
    """The summary begins with the sum line, where the campaign stands, and what to do."""
    rows = rows_in(RowState.ACCEPTED, RowState.ACCEPTED, RowState.UNKNOWN, RowState.PENDING)
    campaign = campaign_of(state=CampaignState.PAUSED, reason=Reason.QUOTA)
    texts = _texts(_sheets(report_of(tmp_path / "a.xlsx", rows, campaign=campaign))[1])
    assert "ZNS results: Khách tháng 11" == texts[0]
    assert "4 rows = 1 pending + 2 accepted + 1 unknown" == texts[1]
    assert texts[2].startswith("State: paused, the day's quota")
    assert any("zns-batch resume c7k2" in text for text in texts)


def test_the_summary_counts_unknown_first(tmp_path: Path) -> None:
    """The table of states begins with the rows in doubt, and its shares and total are right."""
    rows = [*rows_in(RowState.ACCEPTED, RowState.ACCEPTED, RowState.ACCEPTED, RowState.UNKNOWN)]
    table = [row[:3] for row in _values(_sheets(report_of(tmp_path / "a.xlsx", rows))[1])]
    at = table.index(("Status", "Rows", "Share"))
    assert [("unknown", 1, 0.25), ("accepted", 3, 0.75), ("Total", 4, None)] == table[
        at + 1 : at + 4
    ]


def test_the_summary_tells_quota_cost_and_times(tmp_path: Path) -> None:
    """Quota, price, the most it costs and the times stand in the summary as numbers and dates."""
    rows = rows_in(RowState.ACCEPTED, RowState.ACCEPTED)
    table = _values(_sheets(report_of(tmp_path / "a.xlsx", rows))[1])
    facts = {row[0]: row[1:3] for row in table if row[0]}
    assert (5000, None) == facts["Quota of the day (messages)"]
    assert (4000, None) == facts["Quota left (messages)"]
    assert 400 == facts["Cost (VND)"][0]
    assert "at most, before VAT" in str(facts["Cost (VND)"][1])
    assert (datetime(2026, 11, 22, 10, 4, 5), "Vietnam time") == facts["Started at"]


def test_the_chart_draws_the_counts(tmp_path: Path) -> None:
    """The chart has a title, a bar for each state, and its numbers, also for viewers that don't calculate."""
    path = report_of(tmp_path / "a.xlsx", rows_in(RowState.ACCEPTED, RowState.INVALID))
    with zipfile.ZipFile(path) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert "Rows by status" in chart
    for word in ("<c:v>accepted</c:v>", "<c:v>invalid</c:v>", "009E73", "E69F00", "c:showVal"):
        assert word in chart


@pytest.mark.parametrize("lang", LANGS)
def test_a_dry_run_can_not_be_taken_for_a_real_one(tmp_path: Path, lang: Lang) -> None:
    """A rehearsal says so on every sheet, on paper, in every accepted row and in the file's properties."""
    rows = rows_in(RowState.ACCEPTED, RowState.INVALID)
    path = report_of(tmp_path / "a.xlsx", rows, campaign=campaign_of(dry_run=True), lang=lang)
    marked = translate("report.dry-run", lang)
    results, summary, person = _sheets(path)
    for sheet in (results, summary, person):
        color, header = sheet.sheet_properties.tabColor, sheet.oddHeader
        assert color is not None
        assert header is not None
        assert ("FFE69F00", f"&B{marked}") == (color.rgb, header.center.text)
    assert marked in _texts(summary)
    assert marked == _values(results)[1][6]
    # Nobody has accepted anything, not in a cell, nor in the table of states or its chart.
    word = {"en": "would be sent", "vi": "sẽ gửi"}[lang]
    assert word == _values(results)[1][3]
    assert word in _texts(summary)
    assert translate("state.accepted", lang) not in _texts(summary)
    for sheet in (results, person):
        assert sheet["D1"].value == CONTRACT[lang][0]
        assert sheet["D1"].comment.text == marked
    assert marked == openpyxl.load_workbook(path).properties.subject


@pytest.mark.parametrize("lang", LANGS)
def test_practice_can_not_be_taken_for_a_real_run(tmp_path: Path, lang: Lang) -> None:
    """What went to a stand-in says so on every sheet, on paper and in the file's properties."""
    campaign = campaign_of(options={DESTINATION: "42@127.0.0.1:8485"})
    path = report_of(tmp_path / "a.xlsx", rows_in(RowState.INVALID), campaign=campaign, lang=lang)
    place = translate("cli.destination-practice", lang, host="127.0.0.1:8485")
    for sheet in _sheets(path):
        assert sheet.oddHeader is not None
        assert f"&B★ {place}" == sheet.oddHeader.center.text
    summary = _texts(_sheets(path)[1])
    assert {f"★ {place}", translate("report.fact.destination", lang), place} <= set(summary)
    assert f"★ {place}" == openpyxl.load_workbook(path).properties.subject


@pytest.mark.parametrize(
    "options, place",
    [
        ({DESTINATION: "42@"}, "Zalo, OA 42"),
        ({DESTINATION: "@"}, "Zalo"),
        ({DESTINATION: "42@", OA_NAME: "Nhà Sen"}, "Zalo, OA “Nhà Sen” 42"),
        ({}, None),
    ],
)
def test_the_summary_says_where_messages_went(
    tmp_path: Path, options: dict[str, str], place: str | None
) -> None:
    """The OA stands in the summary; a campaign of before this was noted claims nothing."""
    campaign = campaign_of(options=options)
    path = report_of(tmp_path / "a.xlsx", rows_in(RowState.ACCEPTED), campaign=campaign)
    summary = _texts(_sheets(path)[1])
    assert (place is not None) is ("Sent to" in summary)
    assert place is None or place in summary


def test_a_real_run_is_not_marked(tmp_path: Path) -> None:
    """Nothing of a real campaign looks like a rehearsal."""
    path = report_of(tmp_path / "a.xlsx", rows_in(RowState.ACCEPTED))
    for sheet in _sheets(path):
        assert sheet.sheet_properties.tabColor is None
        assert not any("DRY RUN" in text or "PRACTICE" in text for text in _texts(sheet))


def test_an_empty_campaign_makes_a_workbook(tmp_path: Path) -> None:
    """A campaign without rows still makes a workbook that opens."""
    results, summary, _ = _sheets(report_of(tmp_path / "a.xlsx", []))
    assert 1 == results.max_row
    assert "0 rows" in _texts(summary)


def test_a_cut_cell_is_told(tmp_path: Path) -> None:
    """A cell longer than Excel allows is noted at the cell and told in the summary."""
    rows = [row_of(cells=("0912345678", "x" * 40_000, 1))]
    path = tmp_path / "a.xlsx"
    cut = write_report(path, campaign_of(), lambda: rows, tally_of(rows), lang="en", now=NOW)
    assert 1 == cut
    results, summary, _ = _sheets(path)
    assert "cut" in results["B2"].comment.text
    assert any("Cells longer than Excel allows" in text for text in _texts(summary))


def test_a_reader_that_fails_leaves_the_old_workbook(tmp_path: Path) -> None:
    """When the rows can't be read to the end, the old workbook stays and nothing else is left."""

    def failing() -> Iterator[RowRecord]:
        yield row_of()
        raise RuntimeError

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        report_of(path, [], read=failing)
    assert b"old" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_workbook_never_misses_a_row(tmp_path: Path, count: int) -> None:
    """When the ledger counts other rows than it gives, that is told and no workbook is written."""
    path = tmp_path / "a.xlsx"
    with pytest.raises(InternalError):
        report_of(
            path, rows_in(RowState.ACCEPTED, RowState.PENDING), read=lambda: [row_of()] * count
        )
    assert not path.exists()


def test_counts_are_those_of_the_rows_written(tmp_path: Path) -> None:
    """While a campaign runs, the summary agrees with the rows in the same workbook."""
    path = tmp_path / "a.xlsx"
    earlier = StateCounts(rows={RowState.PENDING: 2}, delivered=0)
    rows = rows_in(RowState.ACCEPTED, RowState.SENDING)
    write_report(path, campaign_of(), lambda: rows, earlier, lang="en", now=NOW)
    assert "2 rows = 1 pending + 1 accepted" in _texts(_sheets(path)[1])


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows beyond Excel's limit go on in a further sheet with the same header, and none is lost."""
    monkeypatch.setattr(pages, "MAX_ROWS", 4)
    rows = [row_of(seq=seq, cells=(str(seq), "x", 1)) for seq in range(1, 8)]
    path = report_of(tmp_path / "a.xlsx", rows)
    sheets = {sheet.title: sheet for sheet in _sheets(path)}
    assert ["Results", "Summary", "Needs a person", "Results 2", "Results 3"] == list(sheets)
    found = [
        row
        for name, sheet in sheets.items()
        if name.startswith("Results")
        for row in _values(sheet)
    ]
    assert [str(seq) for seq in range(1, 8)] == [row[0] for row in found if row[0] != HEADERS[0]]
    assert 3 == sum(row[0] == HEADERS[0] for row in found)
    assert "A1:N4" == sheets["Results 2"].auto_filter.ref


def test_too_many_columns_are_one_line(tmp_path: Path) -> None:
    """A sheet with as many columns as Excel holds leaves no room for ours, and that is told."""
    headers = tuple(f"c{at}" for at in range(16_380))
    with pytest.raises(OutputError) as caught:
        report_of(tmp_path / "a.xlsx", [], campaign=campaign_of(headers=headers))
    assert "report.too-many-columns" == caught.value.key
    assert [] == list(tmp_path.iterdir())


def test_our_columns_are_the_contracts() -> None:
    """The headers of our columns are those that scripts rely on."""
    for lang in LANGS:
        assert CONTRACT[lang] == [column.header(lang) for column in COLUMNS]
    assert RESULT_COLUMNS == tuple(column.key for column in COLUMNS)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """LibreOffice opens the workbook and shows the phones, words and times that were written."""
    path = report_of(tmp_path / "a.xlsx", rows_in(RowState.ACCEPTED, RowState.INVALID), lang="vi")
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    first = text.splitlines()[1]
    assert first.startswith('"0912345678","Nguyễn Văn An",150000,"đã nhận","84912345678",')
    assert "22/11/2026 10:04:05" in first


def test_a_moment_beyond_midnight_is_the_next_day_in_viet_nam(tmp_path: Path) -> None:
    """A message of 18:30 UTC was sent on the next day, and the workbook says so."""
    late = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    sheet = _sheets(report_of(tmp_path / "a.xlsx", [row_of(sent_at=late)]))[0]
    assert datetime(2026, 11, 23, 1, 30) == sheet["K2"].value
    assert "dd/mm/yyyy hh:mm:ss" == sheet["K2"].number_format


def test_the_tally_helper_counts_as_the_ledger_does() -> None:
    """The rows used here are counted in every state they are in."""
    assert len(RowState) == tally_of(rows_in(*RowState)).total


def test_titles_stay_above_the_table(tmp_path: Path) -> None:
    """What stood above the header stands there again, and the workbook can be fed back."""
    titles = {"1": encode_cells(("Khách tháng 11", None, None)), "2": encode_cells((None, NOW, 1))}
    campaign = campaign_of(options={"titles": json.dumps(titles), "header_row": 4})
    path = report_of(tmp_path / "a.xlsx", [row_of(number=5)], campaign=campaign)
    results, _, person = _sheets(path)
    assert "Khách tháng 11" == results["A1"].value
    assert ["Số điện thoại", "0912345678"] == [results[cell].value for cell in ("A4", "A5")]
    assert ("A5", "A4:N5") == (results.freeze_panes, results.auto_filter.ref)
    assert "Số điện thoại" == person["A1"].value
    again = open_sheet(path)
    assert 4 == again.header_row
    assert ["Khách tháng 11"] == [row.cells[0] for row in again.titles][:1]
    assert list(HEADERS) == [column.header for column in again.columns][:3]


def test_rows_stand_where_they_stand_in_the_list(tmp_path: Path) -> None:
    """The number that messages name a row by is its row in the workbook; what was left out is hidden."""
    rows = [row_of(RowState.INVALID, number=3), row_of(seq=2, number=9), row_of(seq=3, number=9)]
    campaign = campaign_of(options={"header_row": 1})
    path = report_of(tmp_path / "a.xlsx", rows, campaign=campaign)
    results, _, person = _sheets(path)
    assert ["invalid", "accepted", "accepted"] == [results[f"D{at}"].value for at in (3, 9, 10)]
    hidden = [at for at in range(1, 11) if results.row_dimensions[at].hidden]
    assert [2, 4, 5, 6, 7, 8] == hidden
    assert ("invalid", 3) == (person["D2"].value, person["O2"].value)
    assert [3, 9, 10] == [row.number for row in open_sheet(path).read()]
    assert ["other-sheets"] == [notice.code for notice in open_sheet(path).notices]


def test_several_recipients_of_a_row_shift_no_other_row(tmp_path: Path) -> None:
    """With several phones in a cell every row keeps its place; the further ones stand below, named."""
    rows = [
        row_of(number=2),
        row_of(RowState.REJECTED, seq=2, number=2, code="-124"),
        row_of(seq=3, number=3),
        row_of(seq=4, number=3),
        row_of(RowState.INVALID, seq=5, number=5),
    ]
    campaign = campaign_of(options={"header_row": 1})
    results, summary, person = _sheets(report_of(tmp_path / "a.xlsx", rows, campaign=campaign))
    states = ["accepted", "accepted", None, "invalid", "rejected", "accepted"]
    assert states == [results[f"D{at}"].value for at in range(2, 8)]
    notes = [results[f"D{at}"].comment for at in (6, 7)]
    assert [2, 3] == [int(note.text.split("row ")[1].split()[0]) for note in notes if note]
    assert [5, 2] == [person[f"O{at}"].value for at in (2, 3)]
    assert any("first sheet: 2" in text for text in _texts(summary))


def test_numbers_look_as_they_did_in_the_list(tmp_path: Path) -> None:
    """An amount that the list shows as 1.500.000 is shown so in the results; an unsafe format is not."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["SĐT", "Số tiền", "Tỷ lệ", "Lạ"])
    sheet.append(["0912345678", 1_500_000, 0.5, 7])
    for cell, code in (("B2", '#,##0 "đ"'), ("C2", "0.0"), ("D2", '0"a\x7f"[hh]')):
        sheet[cell].number_format = code
    book.save(tmp_path / "list.xlsx")
    formats = open_sheet(tmp_path / "list.xlsx").number_formats()
    assert {1: '#,##0 "đ"', 2: "0.0"} == {place: formats[place] for place in (1, 2)}
    stored = {str(place): code for place, code in formats.items()}
    campaign = campaign_of(
        headers=("SĐT", "Số tiền", "Tỷ lệ", "Lạ"), options={"number_formats": json.dumps(stored)}
    )
    row = row_of(RowState.INVALID, cells=("0912345678", 1_500_000.0, 0.5, 7))
    results, _, person = _sheets(report_of(tmp_path / "a.xlsx", [row], campaign=campaign))
    for saved in (results, person):
        shown = [saved[cell].number_format for cell in ("B2", "C2", "D2")]
        assert ['#,##0 "đ"', "0.0", "General"] == shown
        assert 1_500_000 == saved["B2"].value


@pytest.mark.parametrize(
    "code, safe",
    [
        ("#,##0", True),
        ('"DH"00000', True),
        ('_(* #,##0_);_(* (#,##0);_(* "-"??_)', True),
        ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', True),
        ('_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-* "-"??\\ "₫"_-;_-@_-', True),
        ("_-* #,##0\\ [$₫-409]_-;_-@_-", True),
        ("General;[Red]-General;0", True),
        ("0*", False),
        ("0@", False),
        ("@;0", False),
        ("General0", False),
        ("0;0;0;@;0", False),
        ("#,##0\\ [$₫-42A]", True),
        ("[Red]-0.00;0.00", True),
        ("dd/mm/yyyy", False),
        ("General", False),
        ("@", False),
        ('0"', False),
        ("0[", False),
        ("0" * 101, False),
    ],
)
def test_only_number_formats_that_excel_surely_reads_are_taken_over(code: str, safe: bool) -> None:
    """A format from a stranger's file never breaks the workbook."""
    assert (code if safe else None) == pages.safe_number_format(code)
