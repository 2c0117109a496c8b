"""Several phones in one cell: each is a recipient, or the one that isn't is named."""

import pytest
from planning_sheets import HEADERS, ORDER, check_of, sheet_of

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.row_reader import read_phone_list
from zns_batch.validation.text import CellIssue
from zns_batch.validation.validator import DuplicatePolicy, SheetValidator, ValidationOptions

A, B, C = "84912345678", "84987654321", "84331234567"


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("0912345678", (A,)),
        (912345678.0, (A,)),
        ("091-234-5678", (A,)),
        ("0912345678/0987654321", (A, B)),
        ("0912345678 / 0987 654 321", (A, B)),
        ("0912.345.678, +84987654321", (A, B)),
        ("0912345678;0987654321;01631234567", (A, B, C)),
        ("0912345678\n0987654321", (A, B)),
        ("0912345678\r\n0987654321\r\n", (A, B)),
        ("0912345678|0987654321", (A, B)),
        ("0912-345-678 - 0987654321", (A, B)),
        ("0912345678 – 0987654321", (A, B)),
        ("0912345678 và 0987654321", (A, B)),
        ("0912345678 va\u0300 0987654321", (A, B)),
        ("0912345678 hoặc 0987654321 & 0331234567", (A, B, C)),
        ("0912345678 / 84912345678", (A,)),
        ("0912345678,", (A,)),
    ],
)
def test_every_phone_is_found_once(cell: Cell, expected: tuple[str, ...]) -> None:
    """Phones with any of the usual signs between them are found in order, equal ones once."""
    assert expected == read_phone_list(cell)


@pytest.mark.parametrize(
    "cell, code, shown",
    [
        ("0912345678 / 09876", "phone-part", "09876"),
        ("0912345678/79", "phone-shortened", "09****678/79"),
        ("0912345678 / 679 / 80", "phone-shortened", "09****678 / 679 / 80"),
        ("0987654321, 0912345678/79", "phone-part", "79"),
        ("0912345678, không có", "phone-part", "không có"),
        ("0912345678 (vợ), 0987654321", "phone-part", "09****678 (vợ)"),
        ("024 3812 3456 / 0912345678", "phone-part", "02****456"),
        ("912345678987654321", "phone-together", "91****321"),
    ],
)
def test_a_part_that_is_no_phone(cell: str, code: str, shown: str) -> None:
    """One bad number spoils the cell, and is the one that the problem quotes, masked."""
    found = read_phone_list(cell)
    assert isinstance(found, CellIssue)
    assert (code, shown) == (found.code, found.params["shown"])


@pytest.mark.parametrize(
    "cell, code",
    [
        (None, "phone-missing"),
        ("091/234", "phone-suggestion"),
        ("O912345678", "phone-lookalike"),
        ("09120", "phone-too-short"),
        (CellError("#N/A"), "value-error-cell"),
    ],
)
def test_a_cell_without_several(cell: Cell, code: str) -> None:
    """A cell that holds no several phones has the reason it has without splitting."""
    found = read_phone_list(cell)
    assert isinstance(found, CellIssue)
    expected = {"phone-suggestion": "phone-letters"}.get(code, code)
    assert expected == found.code


def split(
    *rows: tuple[Cell, ...], duplicates: DuplicatePolicy = DuplicatePolicy.SKIP
) -> SheetValidator:
    """Make a check that splits phones."""
    sheet = sheet_of(HEADERS, *rows)
    options = ValidationOptions(
        sender="zalo:default",
        duplicates=duplicates,
        split_phones=True,
        suppressed=frozenset({C}),
    )
    return SheetValidator(sheet, ORDER, match_columns(sheet, ORDER), options)


LAN = ("0912345678 / 0987654321", "Lan", "DH1", 150000)


def test_each_phone_is_a_recipient() -> None:
    """Every phone of a cell makes a recipient under the row's number, with its cells and its message."""
    check = split(LAN)
    first, second = check.rows()
    assert (A, B) == (first.phone, second.phone)
    assert {2} == {first.number, second.number}
    assert first.cells == second.cells == LAN
    assert first.data == second.data
    assert first.content != second.content
    assert {"pending": 2} == dict(check.counts)


def test_without_the_option_several_phones_are_a_problem() -> None:
    """Nobody is sent to twice by accident: without `--split-phones` such a cell is a problem."""
    check = check_of(LAN).run()
    assert [("phone-several", "SĐT")] == [(one.code, one.column) for one in check.problems]


def test_recipients_of_a_row_are_judged_apart() -> None:
    """One phone of a cell may repeat another row or be suppressed while the other is sent to."""
    check = split(("0987654321", *LAN[1:]), LAN, ("0912345679 / 0331234567", *LAN[1:]))
    states = [(row.number, row.phone, row.state.value) for row in check.rows()]
    assert [
        (2, B, "pending"),
        (3, A, "pending"),
        (3, B, "duplicate"),
        (4, "84912345679", "pending"),
        (4, C, "suppressed"),
    ] == states
    assert [(3, "duplicate"), (4, "suppressed")] == [(one.row, one.code) for one in check.problems]


def test_what_is_wrong_with_a_row_is_told_once() -> None:
    """A row with two phones and a missing name is two invalid recipients and one problem."""
    check = split((LAN[0], None, *LAN[2:])).run()
    assert {"invalid": 2} == dict(check.counts)
    assert ["value-missing"] == [one.code for one in check.problems]


def test_the_same_list_in_two_ways_is_the_same_list() -> None:
    """A list with both phones in one cell says the same as one with a row for each."""
    apart = split(("0912345678", *LAN[1:]), ("0987654321", *LAN[1:])).run()
    assert apart.fingerprint.value() == split(LAN).run().fingerprint.value()
