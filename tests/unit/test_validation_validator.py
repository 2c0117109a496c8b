"""Checks: every row decided, every problem told, duplicates and held-back numbers found."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_sheets import HEADERS, ORDER, check_of, sheet_of, template_of

from zns_batch.domain.example_row import EXAMPLE_PHONE, example_cell
from zns_batch.domain.planned_row import content_of
from zns_batch.domain.sheet import Cell, CellError, Row, RowFault
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Param, ParamType
from zns_batch.i18n import LANGS, Lang
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.validator import DuplicatePolicy, SheetValidator, ValidationOptions

LAN = ("0912345678", "Lan", "DH1", 150000.0)
AN = ("0987654321", "An", "DH2", "250.000 đ")


def states(check: SheetValidator) -> list[str]:
    """Return the states of all rows."""
    return [row.state.value for row in check.rows()]


def test_a_good_row() -> None:
    """A good row is planned with its phone, its parameters as they will be sent, and its content."""
    (row,) = check_of(LAN).rows()
    data = {"customer_name": "Lan", "order_code": "DH1", "amount": "150000", "note": "không có"}
    assert row.state is RowState.PENDING
    assert (row.number, row.phone, row.cells) == (2, "84912345678", LAN)
    assert data == row.data
    assert content_of("zalo:default", "217489", "84912345678", data) == row.content
    assert not row.problems


def test_all_problems_at_once() -> None:
    """Every problem of a row is told, by its row and the header of its column, in both languages."""
    check = check_of(("0912", "L" * 31, None, CellError("#N/A")), AN).run()
    found = [(problem.row, problem.column, problem.code) for problem in check.problems]
    expected = [
        (2, "SĐT", "phone-too-short"),
        (2, "Họ tên", "value-too-long"),
        (2, "Mã đơn", "value-missing"),
        (2, "Tổng tiền", "value-error-cell"),
    ]
    assert expected == found
    assert {RowState.INVALID: 1, RowState.PENDING: 1} == dict(check.counts)
    assert all(problem.text("vi") != problem.text("en") for problem in check.problems)


@pytest.mark.parametrize("code", ["row-too-long", "rows-joined"])
def test_a_row_whose_cells_may_have_moved(code: str) -> None:
    """A row whose cells can't be trusted to be in their columns is told and never sent."""
    fault = RowFault(code=code, params={"count": 5, "columns": 3})
    lines = (Row(number=2, cells=LAN, fault=fault), Row(number=3, cells=AN))
    sheet = replace(sheet_of(HEADERS, LAN), read=lambda: iter(lines))
    check = SheetValidator(
        sheet, ORDER, match_columns(sheet, ORDER), ValidationOptions(sender="zalo:default")
    )
    assert ["invalid", "pending"] == states(check)
    (problem,) = check.problems
    assert (2, None, code) == (problem.row, problem.column, problem.code)


def test_an_invalid_row_sends_nothing() -> None:
    """An invalid row keeps its cells and its phone and has nothing that could be sent."""
    (row,) = check_of(("0912345678", None, "DH1", 1)).rows()
    assert (row.state, row.phone) == (RowState.INVALID, "84912345678")
    assert (dict(row.data), row.content) == ({}, b"")


def test_a_cell_for_two_things_is_told_once() -> None:
    """One bad cell that is both the phone and a parameter makes one problem."""
    template = template_of(Param(name="phone", type=ParamType.PHONE))
    check = check_of(("12",), headers=("Phone",), template=template).run()
    assert [problem.code for problem in check.problems] == ["phone-too-short"]


AGAIN = ("+84 912 345 678", " Lan ", "DH1", "150.000đ")


@pytest.mark.parametrize(
    "duplicates, state, code",
    [
        (DuplicatePolicy.SKIP, "duplicate", "duplicate"),
        (DuplicatePolicy.SEND, "pending", None),
        (DuplicatePolicy.ERROR, "invalid", "duplicate-row"),
    ],
)
def test_duplicates(duplicates: DuplicatePolicy, state: str, code: str | None) -> None:
    """A row that says the same to the same phone, however written, is treated as asked."""
    check = check_of(LAN, AN, AGAIN, duplicates=duplicates)
    assert ["pending", "pending", state] == states(check)
    found = [(problem.row, problem.code, problem.params) for problem in check.problems]
    assert ([(4, code, {"first": "2"})] if code else []) == found


def test_same_phone_with_other_parameters() -> None:
    """Two orders of one customer are two messages."""
    assert states(check_of(LAN, (*LAN[:2], "DH9", 150000))) == ["pending", "pending"]


def test_invalid_rows_are_no_first() -> None:
    """A row that repeats an invalid one is judged on its own."""
    check = check_of(("0912345678", "Lan", "DH1", -1), LAN, LAN)
    assert states(check) == ["invalid", "pending", "duplicate"]
    assert check.problems[-1].params == {"first": "3"}


def test_suppressed() -> None:
    """A number in the list is held back, and its other cells need not be mended."""
    bad = ("0912 345 678", None, None, None)
    check = check_of(LAN, bad, AN, suppressed=frozenset({"84912345678"}))
    assert states(check) == ["suppressed", "suppressed", "pending"]
    found = [(problem.row, problem.column, problem.code) for problem in check.problems]
    assert [(2, "SĐT", "suppressed"), (3, "SĐT", "suppressed")] == found


@pytest.mark.parametrize("limit, rows", [(0, 0), (1, 1), (2, 2), (5, 3), (None, 3)])
def test_limit(limit: int | None, rows: int) -> None:
    """With a limit only the first data rows are planned."""
    check = check_of(LAN, AN, AGAIN, limit=limit)
    assert rows == len(states(check)) == check.counts.total()


def fingerprint(*rows: tuple[Cell, ...], duplicates: DuplicatePolicy = DuplicatePolicy.SKIP) -> str:
    """Return what the sendable rows say, taken together."""
    return check_of(*rows, duplicates=duplicates).run().fingerprint.value()


def test_fingerprint() -> None:
    """The same recipients and parameters are the same list, in whatever order or writing."""
    assert fingerprint(LAN, AN) == fingerprint(AN, AGAIN)
    assert fingerprint(LAN, AN) == fingerprint(LAN, ("bad", "x", "y", 1), AN, AGAIN)
    assert fingerprint(LAN, AN) != fingerprint(LAN)
    assert fingerprint(LAN, AGAIN) != fingerprint(LAN, AGAIN, duplicates=DuplicatePolicy.SEND)


def test_order_of_columns() -> None:
    """Columns in another order, and headers by other names, say the same."""
    turned = check_of(
        ("DH1", "Lan", 150000, "912345678"),
        headers=("order_code", "customer_name", "amount", "Điện thoại"),
    )
    assert fingerprint(LAN) == turned.run().fingerprint.value()


def test_each_run_begins_anew() -> None:
    """Checking twice counts every row once."""
    check = check_of(LAN, AGAIN)
    first = states(check)
    assert first == states(check) == ["pending", "duplicate"]
    assert check.counts.total() == 2
    assert len(check.problems) == 1


def test_rows_stream() -> None:
    """Rows are planned as they are read, so a list without an end can be begun."""
    sheet = sheet_of(HEADERS)

    def endless() -> Iterator[Row]:
        number = 2
        while True:
            yield Row(number=number, cells=LAN)
            number += 1

    object.__setattr__(sheet, "read", endless)
    check = SheetValidator(sheet, ORDER, match_columns(sheet, ORDER), ValidationOptions(sender="x"))
    assert [row.number for row in islice(check.rows(), 3)] == [2, 3, 4]


def test_hidden_columns() -> None:
    """A sheet whose hidden columns are left out is read by its own columns' places."""
    sheet = sheet_of(("", *HEADERS), (None, *LAN))
    object.__setattr__(sheet, "columns", sheet.columns[1:])
    object.__setattr__(sheet, "read", lambda: iter([Row(number=2, cells=LAN)]))
    check = SheetValidator(
        sheet, ORDER, match_columns(sheet, ORDER, phone="B"), ValidationOptions(sender="x")
    )
    assert states(check) == ["pending"]


cells = st.one_of(st.none(), st.text(max_size=5), st.floats(), st.booleans(), st.sampled_from(LAN))


@given(
    rows=st.lists(st.tuples(cells, cells, cells, cells), max_size=8),
    duplicates=st.sampled_from(DuplicatePolicy),
)
def test_every_row_is_counted(rows: list[tuple[Cell, ...]], duplicates: DuplicatePolicy) -> None:
    """Whatever a sheet holds, every row ends in one state, or is told as a remark below the table, and only sendable ones have no problem."""
    check = check_of(*rows, duplicates=duplicates)
    planned = list(check.rows())
    assert len(rows) == len(planned) + len(check.remarks)
    assert len(planned) == check.counts.total()
    for row in planned:
        assert (row.state is RowState.PENDING) == (not row.problems)
        assert bool(row.content) == (row.state is not RowState.INVALID)


def test_remarks_below_the_table_are_no_recipients() -> None:
    """Rows below the last recipient that fill no column in use are told once and stop nothing."""
    headers = ("STT", *HEADERS)
    good = (1, "0912345678", "Lan", "DH1", 150000)
    remarks = [("Người lập: Mai", None, None, " ", None), ("Ghi chú: …", None, None, None, None)]
    check = check_of(good, *remarks, headers=headers).run()
    assert {RowState.PENDING: 1} == check.counts
    assert ([], (3, 4)) == (check.problems, check.remarks)
    [notice] = check.notices
    assert notice.text("en").endswith("left out: 3, 4")
    assert notice.text("vi").endswith("bỏ qua: 3, 4")


def test_a_row_without_anything_between_recipients_is_a_mistake() -> None:
    """A recipient whose number was forgotten is never taken for a remark."""
    headers = ("STT", *HEADERS)
    good = (1, "0912345678", "Lan", "DH1", 150000)
    empty = ("2", None, None, None, None)
    check = check_of(good, empty, good, empty, headers=headers)
    assert [2, 3, 4] == [row.number for row in check.rows()]
    assert (5,) == check.remarks
    assert {3} == {problem.row for problem in check.problems if problem.code == "phone-missing"}


def test_a_limit_never_makes_remarks_of_recipients() -> None:
    """When only the first rows are taken, an empty one may have recipients below it."""
    headers = ("STT", *HEADERS)
    good = (1, "0912345678", "Lan", "DH1", 150000)
    empty = ("2", None, None, None, None)
    check = check_of(good, empty, good, headers=headers, limit=2)
    assert [2, 3] == [row.number for row in check.rows()]
    assert () == check.remarks
    shorter = check_of(good, empty, headers=headers, limit=2)
    assert [2] == [row.number for row in shorter.rows()]


@pytest.mark.parametrize("lang", LANGS)
def test_the_example_row_never_leaves(lang: Lang) -> None:
    """The row that `sample` writes as an example is held back, in either language; one like it is sent."""
    cells = [example_cell(param, lang) for param in ORDER.params.values() if param.required]
    check = check_of((EXAMPLE_PHONE, *cells), ("0912345678", "Lan", *cells[1:]))
    assert [RowState.INVALID, RowState.PENDING] == [row.state for row in check.rows()]
    assert ["example-row"] == [problem.code for problem in check.problems]
