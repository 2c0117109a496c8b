"""Checking a sheet without a campaign: nothing is written but a workbook that was asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zns_batch.campaigns.preparing import Prepared
from zns_batch.ledger.records import Tally
from zns_batch.plan import PlannedRow
from zns_batch.problems import Problem
from zns_batch.reports.problems_workbook import write_problems
from zns_batch.states import RowState
from zns_batch.texts import Lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        tally: Rows by state; the sendable ones are `pending`.
        problems: Everything that keeps rows from being sent, in the sheet's order.
        cost: VND at the most; `None` when the price is unknown.

    """

    tally: Tally
    problems: tuple[Problem, ...]
    cost: int | None


def check(prepared: Prepared) -> Checked:
    """Check a whole sheet."""
    found = prepared.check.run()
    price = prepared.template.price
    return Checked(
        tally=Tally(rows=dict(found.counts)),
        problems=tuple(found.problems),
        cost=None if price is None else price * found.counts[RowState.PENDING],
    )


def write_problem_book(path: Path, prepared: Prepared, lang: Lang) -> None:
    """Write a copy of the sheet with its wrong cells marked.

    Raises:
        OutputError: The workbook can't be written.

    """
    write_problems(path, prepared.sheet, prepared.check.rows(), lang=lang)


def one_row(prepared: Prepared, number: int | None) -> PlannedRow | None:
    """Return one checked row: by its number, else the first that can be sent, else the first.

    Args:
        prepared: The sheet and its template.
        number: The spreadsheet's own row number.

    """
    if number is not None:
        return next(_numbered(prepared, number), None)
    first = None
    for row in prepared.check.rows():
        first = first or row
        if row.state is RowState.PENDING:
            return row
    return first


def _numbered(prepared: Prepared, number: int) -> Iterator[PlannedRow]:
    return (row for row in prepared.check.rows() if row.number == number)
