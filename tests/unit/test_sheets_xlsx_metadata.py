"""What is found in a sheet's XML beside the reading library."""

from collections.abc import Iterator

import pytest
from sheet_files import sheet_xml, text_cell

from zns_batch.domain.sheet import CellError
from zns_batch.sheets.formats.xlsx import (
    UNCALCULATED,
    SheetMetadata,
    filled_size,
    scan_metadata,
)
from zns_batch.sheets.formats.xlsx_rows import OversizedRowError
from zns_batch.sheets.number_formats import number_format


def _marks(body: str, *, head: str = "", size: int = 1 << 20) -> SheetMetadata:
    return scan_metadata(_chunks(sheet_xml(body, head=head), size))


def _chunks(xml: str, size: int) -> Iterator[bytes]:
    data = xml.encode()
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("size", [7, 64, 1 << 20])
@pytest.mark.parametrize(
    "cell",
    [
        '<row r="2" hidden="1"><c r="C2" s="4" t="e"><v>#N/A</v></c></row>',
        '<row spans="1:3" r="2" hidden="true"><c t="e" r="C2"><f>NA()</f><v>#N/A</v></c></row>',
        "<row r='2' hidden='1'><c r='C2' t='e'><v>#N/A</v></c></row>",
        '<row\nhidden="1"\nr="2"><c\n t="e"\n r="C2"><v>#N/A</v></c></row>',
        '<row hidden="1"><c/><c/><c t="e"><v>#N/A</v></c></row>',
        '<x:row xmlns:x="u" r="2" hidden="1"><x:c r="C2" t="e"><x:v>#N/A</x:v></x:c></x:row>',
    ],
)
def test_every_way_of_writing_a_row(cell: str, size: int) -> None:
    """A hidden row and an error cell are found however the program wrote them."""
    found = _marks(f'<row r="1">{text_cell("A1", "SĐT")}</row>{cell}', size=size)
    assert {2} == found.hidden_rows
    assert {2: {2: CellError(shown="#N/A")}} == found.replaced


def test_rows_without_numbers_are_counted_from_the_last_number() -> None:
    """A row that carries no number of its own follows the one before it."""
    found = _marks('<row r="7"><c r="A7"><v>1</v></c></row><row hidden="1"><c><v>2</v></c></row>')
    assert {8} == found.hidden_rows


@pytest.mark.parametrize(
    "cell,expected",
    [
        ('<c r="A1"><f>1+1</f></c>', True),
        ('<c r="A1"><f>1+1</f><v/></c>', True),
        ('<c r="A1"><f>1+1</f><v></v></c>', True),
        ('<c r="A1" t="str"><f>B1</f></c>', True),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', False),
        ('<c r="A1" t="str"><f>B1&amp;""</f><v></v></c>', False),
        ('<c r="A1" s="1"/><c r="B1"><v>1</v></c>', False),
    ],
)
def test_a_formula_without_a_value_is_told_from_an_empty_answer(cell: str, expected: bool) -> None:
    """Only a formula that was never calculated counts as one; an empty answer is an empty cell."""
    found = _marks(f'<row r="1">{cell}</row>')
    assert ({1: {0: UNCALCULATED}} if expected else {}) == found.replaced


def test_hidden_columns_are_counted_up_to_the_last_a_sheet_can_have() -> None:
    """All columns to the right may be hidden without costing anything."""
    head = (
        '<cols><col min="2" max="2" hidden="1"/><col min="5" max="9999999" hidden="true"/></cols>'
    )
    found = _marks("", head=head)
    assert {1, *range(4, 16_384)} == found.hidden_columns


@pytest.mark.parametrize(
    "body,columns,rows",
    [
        (text_cell("AB1", "x"), 28, 999_999),
        ('<c r="XFD1" s="1"/>', 26, 999_999),
        (text_cell("A1048576", "x"), 26, 1_048_576),
        ("<c r='XFD1'><v>1</v></c>", 16_384, 999_999),
        ("<c/>" * 99 + "<c><v>1</v></c>", 100, 999_999),
    ],
)
def test_how_far_the_cells_reach(body: str, columns: int, rows: int) -> None:
    """The last filled column and row are known before anything is made room for."""
    found = _marks(f'<row r="1">{body}</row>')
    assert (columns, rows) == (found.columns, found.rows)


def test_the_filled_size_is_exact() -> None:
    """Blank rows with a format at the end of a sheet don't count."""
    body = f'<row r="9">{text_cell("A9", "x")}</row><row r="50"><c r="A50" s="2"/></row>'
    assert 9 == filled_size(_chunks(sheet_xml(body), 16))[0]


@pytest.mark.parametrize("size", [7, 64, 1 << 20])
@pytest.mark.parametrize(
    "rows,styles",
    [
        ('<row r="2"><c r="A2" s="3"><v>7</v></c><c r="C2" s="13"><v>7</v></c></row>', {3}),
        ("<row r='2'><c r='A2' s='3'><v>7</v></c><c r='C2'><v>7</v></c></row>", {3}),
        ('<row><c/></row><row><c s="3"><v>7</v></c><c s="4"/><c s="33"><v>7</v></c></row>', {3}),
        ('<row r="2"><c t="n"\ns="3"\nr="A2"><v>7</v></c><c r="C2" s="0"><v>7</v></c></row>', {3}),
        ('<row r="2"><c r="A2"><v>7</v></c><c r="C2" s="3"><v>7</v></c></row>', {0}),
        ('<row r="2"><c r="A2" t="n"><v>7</v></c><c r="C2" s="3"><v>7</v></c></row>', {0, 7}),
        ('<row r="2"><c r="A2" s="0"><v>7</v></c><c r="C2" s="3"><v>7</v></c></row>', {0}),
        ('<row r="2"><c r="A2" s="150"><v>7</v></c><c r="C2" s="3"/></row>', set(range(10, 200))),
    ],
)
def test_cells_of_a_telling_style(rows: str, styles: set[int], size: int) -> None:
    """The filled cells of a style are found however the program wrote them, and no others."""
    shape = number_format("000")
    assert shape
    chunks = _chunks(sheet_xml(rows), size)
    found = scan_metadata(chunks, dict.fromkeys(styles, shape)).formatted
    lines = found.seen(lambda: iter([[7.0] * 3] * 3), 0)()
    assert [[7.0] * 3, ["007", 7.0, 7.0], [7.0] * 3] == list(map(list, lines))


def test_words_of_the_format_in_a_cell_change_nothing() -> None:
    """A cell may speak of sheetData and rows without being taken for them."""
    text = text_cell("A1", "sheetData> :row :c ' hidden= row>")
    found = _marks(f'<row r="1">{text}</row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>')
    assert {2} == found.hidden_rows


def test_a_row_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row larger than any program writes doesn't fill the memory."""
    monkeypatch.setattr("zns_batch.sheets.formats.xlsx_rows.PIECE_LIMIT", 1000)
    with pytest.raises(OversizedRowError):
        _marks(f'<row r="1">{text_cell("A1", "x" * 5000)}</row>', size=100)
