"""What is read of a checked list: its rows, its problems, and which column feeds what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import RowState
from zns_batch.services.lists.problem_kinds import ProblemKind


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedRow:
    """One recipient of a checked list: mostly one row, with split phones one of several of a row."""

    #: Its place among all recipients, from 1: an opaque key for paging.
    seq: int
    #: The spreadsheet's own row number.
    number: int
    #: Which of the row's recipients it is, from 1.
    part: int
    state: RowState
    #: Its number among the messages that will be sent, from 1; `None` when it won't be.
    at: int | None
    #: `84` and nine digits; `None` when the row has no valid phone.
    phone: str | None
    #: The parameters as they will be sent; empty for a row that can't be.
    data: Mapping[str, str]
    #: The row's cells as the file has them, one for each of `CheckReader.columns`.
    cells: tuple[Cell, ...]
    #: The same as a person sees them in the spreadsheet program.
    shown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedProblem:
    """One problem of a checked list, with the cell it is about."""

    #: Its place among all problems, in the sheet's order.
    id: int
    problem: Problem
    #: The place of its column in the rows; `None` when it is about the whole row.
    place: int | None
    letter: str
    #: What is seen in the cell.
    cell: str
    #: Whether it must be corrected; else its row is left out on purpose.
    must_mend: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemFilter:
    """Which problems to show."""

    kind: ProblemKind | None = None
    #: The column's title.
    column: str | None = None
    #: What the cell holds, anywhere in it.
    text: str = ""
    #: Also rows that are left out on purpose.
    left_out: bool = False
    #: From this row on.
    from_row: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemPage:
    """One page of problems."""

    problems: tuple[ListedProblem, ...]
    #: Keys of the pages before and after; `None` at the ends.
    before: int | None
    after: int | None
    #: How many the filter finds, and how many of them stand before this page.
    total: int
    first: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemGroup:
    """Problems of one kind in one column."""

    code: str
    column: str | None
    count: int
    must_mend: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggested:
    """A column that may be meant for a parameter (`None`: for the phone); never taken by itself."""

    param: str | None
    place: int
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchedColumns:
    """Which columns feed what, by their places in the rows."""

    phone: int | None = None
    params: Mapping[str, int] = field(default_factory=dict)
    #: What no column was found for: parameters that need one, `None` for the phone.
    missing: tuple[str | None, ...] = ()
    suggestions: tuple[Suggested, ...] = ()
    #: Columns of a results workbook of ours, fed back in.
    own: tuple[int, ...] = ()
    #: Choices that this sheet has no column for: parameters, `None` for the phone.
    dropped: tuple[str | None, ...] = ()
    #: What is wrong with the columns, beside those that are missing.
    problems: tuple[Problem, ...] = ()

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "MatchedColumns":
        """Read what the check wrote."""
        return cls(
            phone=stored["phone"],
            params=stored["params"],
            missing=tuple(stored["missing"]),
            suggestions=tuple(Suggested(**each) for each in stored["suggestions"]),
            own=tuple(stored["own"]),
            dropped=tuple(stored["dropped"]),
            problems=tuple(
                Problem(row=None, column=column, code=code, params=params)
                for column, code, params in stored["problems"]
            ),
        )
