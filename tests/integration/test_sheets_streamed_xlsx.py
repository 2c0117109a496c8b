"""Workbooks written quickly are, byte for byte, those that XlsxWriter writes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from zns_batch.sheets import streamed_xlsx
from zns_batch.sheets.streamed_xlsx import StreamedWorkbook

_OPTIONS = {"constant_memory": True, "use_zip64": True}
_CREATED = datetime(2026, 11, 30)

Fill = Callable[[Any], None]


def _file(kind: type[Any], fill: Fill) -> BytesIO:
    """A workbook of this kind, filled."""
    file = BytesIO()
    book = kind(file, _OPTIONS)
    book.set_properties({"created": _CREATED})
    fill(book)
    book.close()
    return file


def _parts(file: BytesIO) -> dict[str, bytes]:
    with ZipFile(file) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def _assert_alike(fill: Fill) -> None:
    expected, found = (
        _parts(_file(kind, fill)) for kind in (xlsxwriter.Workbook, StreamedWorkbook)
    )
    assert expected == found


@pytest.mark.parametrize("most", [0, 1 << 18])
def test_a_workbook_in_memory_is_the_one_that_is_made_in_files(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """A short results workbook has the same parts as a long one, however it is put together."""
    monkeypatch.setattr(streamed_xlsx, "_MOST_IN_MEMORY", most)
    _assert_alike(_cells)


def test_a_short_workbook_leaves_no_file_beside_itself(tmp_path: Path) -> None:
    """A worker that writes thousands of them does not fill the disk's folder of temporary files."""
    book = StreamedWorkbook(BytesIO(), {**_OPTIONS, "tmpdir": str(tmp_path)})
    _cells(book)
    assert [] == list(tmp_path.iterdir())
    book.close()
    assert [] == list(tmp_path.iterdir())


def _cells(book: Any) -> None:
    sheet = book.add_worksheet("Kết quả")
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.set_column(2, 2, None, book.add_format({"num_format": "#,##0"}))
    sheet.write_comment(0, 1, "ghi chú")
    sheet.write_string(0, 0, "Họ tên", bold)
    sheet.write_string(0, 1, "Số điện thoại", bold)
    sheet.write_string(0, 2, "Số tiền")
    for row, name in enumerate(["An & Bình", " <Cường>", "Dũng\n", "", "_x0041_", "a\x01\tb\r"], 2):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, "0901234567", text)
        sheet.write_number(row, 2, 150_000)
        sheet.write_datetime(row, 3, date(2026, 11, row), day)
        sheet.write_boolean(row, 16_383, row % 2 == 0, bold)
    sheet.set_column(2, 2, 14, book.add_format({"num_format": "#,##0"}))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 9, 3)
    sheet.data_validation(1, 0, 9, 0, {"validate": "length", "criteria": "<=", "value": 9})
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    other = book.add_worksheet()
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": ["Kết quả", 2, 2, 7, 2], "values_data": [1, 2]})
    other.insert_chart(1, 1, chart)
    book.add_worksheet("Trống")


def _rows_that_need_more(book: Any) -> None:
    sheet = book.add_worksheet()
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    sheet.set_row_pixels(0, 40)
    sheet.write_string(0, 0, "cao")
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.write_blank(1, 0, None, bold)
    sheet.set_row(2, None, red)
    sheet.write_string(2, 0, "đỏ")
    sheet.write_number(2, 1, 1)
    sheet.write_string(2, 2, "đậm", bold)
    sheet.write_url(3, 1, "internal:'Sheet1'!A1")
    sheet.write_string(3, 1, "chỗ sai", red)
    sheet.write_string(3, 0, "trước")
    sheet.write_rich_string(4, 0, "<", bold, "r></r>")
    sheet.write_string(4, 1, "sau <r>")
    sheet.write_formula(5, 0, "=1+1", None, 2)
    sheet.write_boolean(5, 1, True)
    sheet.write_string(9, 0, "lần đầu")
    sheet.write_string(9, 0, "lần sau")


def _higher_rows(book: Any) -> None:
    sheet = book.add_worksheet()
    sheet.set_default_row(30)
    for row in range(3):
        sheet.write_string(row, 0, "cao")


@pytest.mark.parametrize("fill", [_cells, _rows_that_need_more, _higher_rows])
def test_a_workbook_is_the_one_that_xlsxwriter_writes(fill: Fill) -> None:
    """Nothing is lost for speed: styles, notes, links, filters, charts and cells are XlsxWriter's."""
    _assert_alike(fill)


@settings(deadline=None, max_examples=60)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=20),
    numbers=st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False), max_size=20),
)
def test_any_text_and_number_is_the_one_that_xlsxwriter_writes(
    texts: list[str], numbers: list[float]
) -> None:
    """No character and no number comes out as another one."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for row, text in enumerate(texts):
            # XlsxWriter takes this for its own rich text.
            sheet.write_string(row, 0, text.replace("<r>", ""))
        for row, number in enumerate(numbers, len(texts)):
            sheet.write_number(row, 1, number)

    _assert_alike(fill)


@settings(deadline=None, max_examples=60)
@given(
    moments=st.lists(
        st.datetimes(min_value=datetime(1900, 1, 1))
        | st.dates(min_value=date(1900, 1, 1))
        | st.times()
        | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=10**6)),
        max_size=20,
    )
)
def test_any_moment_is_the_one_that_xlsxwriter_writes(
    moments: list[datetime | date | time | timedelta],
) -> None:
    """No day or time comes out as another one, around Excel's 29 February 1900 either."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        shown = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for row, moment in enumerate([date(1900, 2, 28), date(1900, 3, 1), *moments]):
            sheet.write_datetime(row, 0, moment, shown)

    _assert_alike(fill)


@pytest.mark.parametrize("kind", [xlsxwriter.Workbook, StreamedWorkbook])
def test_what_no_sheet_can_hold(kind: type[Any]) -> None:
    """A place outside the sheet, or in a row that is over, is refused as XlsxWriter refuses it."""
    said: list[int] = []

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(5, 0, "x")
        said.extend(
            sheet.write_string(*place, "y") for place in ((4, 0), (5, 16_384), (1 << 20, 0))
        )
        said.extend(sheet.write_number(*place, 1) for place in ((4, 0), (5, -1)))
        said.append(sheet.write_boolean(-1, 0, True))
        said.append(sheet.write_datetime(4, 0, date(2026, 1, 1), book.add_format({"italic": True})))
        said.append(sheet.write_string(6, 0, "x" * 32_768))
        with pytest.raises(TypeError):
            sheet.write_datetime(7, 0, datetime(2026, 1, 1, tzinfo=UTC), book.add_format())

    sheet = openpyxl.load_workbook(_file(kind, fill)).active
    assert [-1, -1, -1, -1, -1, -1, -1, -2] == said
    assert sheet is not None
    assert ["x", "x" * 32_767] == [cell.value for cell in sheet["A"] if cell.value]


def test_the_package_begins_as_office_files_do() -> None:
    """Programs that look at the first part to know the kind of a file find what they look for."""
    with ZipFile(_file(StreamedWorkbook, _cells)) as package:
        assert "[Content_Types].xml" == package.namelist()[0]
        assert {ZIP_DEFLATED} == {part.compress_type for part in package.infolist()}
        assert {1980} == {part.date_time[0] for part in package.infolist()}
