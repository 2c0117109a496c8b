"""A long list that two processes read is checked as one alone would check it."""

import os
import sys
from random import Random

import pytest
from planning_sheets import HEADERS, check_of

from zns_batch.domain.example_row import EXAMPLE_PHONE
from zns_batch.domain.sheet import Cell, Row
from zns_batch.validation import read_ahead, validator
from zns_batch.validation.validator import DuplicatePolicy, SheetValidator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process")

PHONES: tuple[Cell, ...] = (
    *("0912345678", "0987654321", 912345678.0, "84 912 345 679", EXAMPLE_PHONE),
    *("0912", None, "Tổng cộng:"),
)
"""Good ones, one that is never sent to, that of the example row, and what is no phone."""

COLUMNS = (*HEADERS, "Ký nhận")


def lines(seed: int, count: int) -> list[tuple[Cell, ...]]:
    """Make rows: many that repeat others, some with something wrong, and remarks at the end."""
    chance = Random(seed)
    rows: list[tuple[Cell, ...]] = [
        (
            *(chance.choice(PHONES), chance.choice(("Lan", "An", "nan", None))),
            *(f"DH{chance.randrange(9)}", chance.choice((150000.0, "250.000 đ", -1.0))),
        )
        for _ in range(count)
    ]
    remark: tuple[Cell, ...] = (*[None] * 4, "Người lập: Lan")
    return [*((*row, None) for row in rows), *[remark] * (seed % 3)]


def found(check: SheetValidator) -> tuple[object, ...]:
    """Return all that a check tells when it is over."""
    return check.problems, check.counts, check.remarks, check.notices, check.fingerprint.value()


@pytest.fixture(autouse=True)
def _copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a copy help from the fourth row on, and each of the two read three rows at a time."""
    monkeypatch.setattr(validator, "may_copy", lambda: True)
    monkeypatch.setattr(read_ahead, "_ALONE", 4)
    monkeypatch.setattr(read_ahead, "_BLOCK", 3)


@pytest.mark.parametrize("duplicates", DuplicatePolicy)
@pytest.mark.parametrize("seed", range(6))
def test_two_find_what_one_finds(seed: int, duplicates: DuplicatePolicy) -> None:
    """Every problem, count and remark, the first row that another repeats, and what the list says."""
    rows = lines(seed, 80)
    alone, helped = (
        check_of(
            *rows, headers=COLUMNS, duplicates=duplicates, suppressed=frozenset({"84912345679"})
        )
        for _ in range(2)
    )
    list(alone.rows())
    assert found(alone) == found(helped.run())


def test_a_copy_reads_most_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a help: three blocks of five are read by it, and not here again."""
    here: list[int] = []
    check = check_of(*[("0987654321", "An", f"DH{number}", 1.0) for number in range(34)])
    read = check._reader.read

    def counted(row: Row) -> object:
        here.append(row.number)
        return read(row)

    monkeypatch.setattr(check._reader, "read", counted)
    check.run()
    assert [*range(2, 12), *range(21, 27)] == here


def test_what_a_copy_leaves_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the system ends the copy, no row is lost and none is told twice."""
    rows = lines(7, 80)
    alone, helped = (check_of(*rows, headers=COLUMNS) for _ in range(2))
    say, me = helped._say, os.getpid()

    def ends(row: Row) -> read_ahead.Said | None:
        if row.number > 40 and os.getpid() != me:
            os._exit(9)
        return say(row)

    monkeypatch.setattr(helped, "_say", ends)
    list(alone.rows())
    assert found(alone) == found(helped.run())


def test_a_short_list_is_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """To copy a process takes longer than to read a few rows."""

    def copied() -> int:
        raise AssertionError

    monkeypatch.setattr(os, "fork", copied)
    assert check_of(*lines(1, 2), headers=COLUMNS).run().problems is not None
