"""Reads what a check of an uploaded list found. Nothing here reads the list's file."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import (
    DAY_ZERO,
    Cell,
    CellDisplay,
    Column,
    Row,
    Sheet,
    SheetListing,
    SheetWarning,
)
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template, from_dict
from zns_batch.ledger.records import StateCounts
from zns_batch.ledger.row_codec import decode_cells
from zns_batch.services.lists.cell_text import CellTexts
from zns_batch.services.lists.checking.check_db import WRONG
from zns_batch.services.lists.listed import (
    ListedProblem,
    ListedRow,
    MatchedColumns,
    ProblemFilter,
    ProblemGroup,
    ProblemPage,
)
from zns_batch.services.lists.problem_kinds import ProblemKind, kind_of
from zns_batch.services.lists.statistics import ParamStatistics
from zns_batch.sheets.display import DisplayFormat, HiddenDays

_PATIENCE_SECONDS = 3.0
_SAME_SHARE = 0.8
"""From this share of the rows on, one problem in one column is one mistake and not many."""
_SAME_LEAST = 5
_LEFT_OUT_KINDS = frozenset({ProblemKind.DUPLICATE, ProblemKind.SUPPRESSED})


@contextmanager
def open_check(path: Path) -> Iterator["CheckReader"]:
    """Open what a check found, also while it is still being written.

    Raises:
        FileNotFoundError: There is nothing (any more).

    """
    if not path.is_file():
        raise FileNotFoundError(str(path))
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=_PATIENCE_SECONDS)) as connection:
        connection.row_factory = sqlite3.Row
        connection.create_function("fold", 1, str.casefold, deterministic=True)
        yield CheckReader(connection)


class CheckReader:
    """One check, open for reading in one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _meta(self, name: str) -> Any:
        found = self._connection.execute(
            "SELECT value FROM meta WHERE name = ?", (name,)
        ).fetchone()
        return json.loads(found[0]) if found else None

    # The sheet

    @cached_property
    def _sheet(self) -> Mapping[str, Any]:
        return self._meta("sheet") or {"name": None, "header_row": None, "columns": []}

    @property
    def sheet_name(self) -> str | None:
        """The sheet's name; `None` for a text file."""
        name: str | None = self._sheet["name"]
        return name

    @property
    def header_row(self) -> int | None:
        """The number of the header row; `None` when none was found."""
        row: int | None = self._sheet["header_row"]
        return row

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The sheet's columns. A column's place in this tuple is its place in a row's cells."""
        return tuple(Column(index=index, header=text) for index, text in self._sheet["columns"])

    @cached_property
    def texts(self) -> CellTexts:
        """Writes cells as a person sees them."""
        formats = self._sheet.get("formats", {})
        return CellTexts({int(place): code for place, code in formats.items()})

    def notices(self) -> tuple[SheetWarning, ...]:
        """Return what a person should know of the sheet and its rows, and what stops nothing."""
        noted = [*self._sheet.get("notices", ()), *(self._meta("notices") or ())]
        return tuple(SheetWarning(code=code, params=params) for code, params in noted)

    def sheets(self) -> tuple[SheetListing, ...]:
        """Return the sheets of the workbook; empty while they were not counted."""
        listed = self._meta("sheets") or ()
        return tuple(SheetListing(**each) for each in listed)

    def head(self) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
        """Return the first rows of the sheet, whatever they hold, from its first visible column."""
        found = self._connection.execute("SELECT number, cells FROM head ORDER BY number")
        return tuple((number, decode_cells(cells)) for number, cells in found)

    def head_columns(self) -> tuple[int, ...]:
        """Return which columns of the spreadsheet the cells of `head` are, from 0."""
        return tuple(self._meta("head_columns") or ())

    def sample(self) -> Sheet:
        """Return a sheet of the first rows below the header, on which columns are tried."""
        found = self._connection.execute("SELECT number, cells FROM sample ORDER BY number")
        rows = [Row(number=number, cells=decode_cells(cells)) for number, cells in found]
        codes = {
            self.columns[int(place)].index: DisplayFormat(code)
            for place, code in self._sheet.get("formats", {}).items()
        }

        def displays(index: int) -> CellDisplay | None:
            # Of the first row: nearly always the whole column has it. The check reads each cell's own.
            display = codes.get(index)
            return None if display is None else lambda _, cell: display.show(cell)

        def hidden_days(index: int) -> CellDisplay | None:
            display = codes.get(index)
            return HiddenDays([(1, True)]) if display and display.hides_day else None

        return Sheet(
            path=Path("sample"),
            name=self.sheet_name,
            columns=self.columns,
            header_row=self.header_row or 1,
            day_zero=date.fromisoformat(self._sheet.get("day_zero", DAY_ZERO.isoformat())),
            read=lambda: iter(rows),
            displays=displays,
            hidden_days=hidden_days,
        )

    def matched(self) -> MatchedColumns | None:
        """Return which columns feed what; `None` before they were looked at."""
        stored = self._meta("columns")
        return None if stored is None else MatchedColumns.load(stored)

    def headers(self) -> dict[str, str]:
        """Return the headers of the columns that feed parameters, by parameter."""
        matched = self.matched()
        places = {} if matched is None else matched.params
        return {name: self.columns[place].header for name, place in places.items()}

    def template(self) -> Template:
        """Return the template that the rows were checked against."""
        return from_dict(self._meta("template"))

    # Counts

    @cached_property
    def _found(self) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self._meta("found")
        return found

    @property
    def is_complete(self) -> bool:
        """Whether every row was checked."""
        return self._found is not None

    def counts(self) -> StateCounts:
        """Return how many recipients stand in each state, so far."""
        if self._found is not None:
            return StateCounts(rows={RowState(s): n for s, n in self._found["counts"].items()})
        found = self._connection.execute("SELECT state, count(*) FROM rows GROUP BY state")
        return StateCounts(rows={RowState(state): count for state, count in found})

    @property
    def to_send(self) -> int:
        """How many messages will be sent."""
        return self.counts().count(RowState.PENDING)

    def sheet_rows(self) -> int:
        """Return how many rows the list has, so far."""
        if self._found is not None and "sheet_rows" in self._found:
            return int(self._found["sheet_rows"])
        query = "SELECT count(*) FROM rows WHERE part = 1"
        found = self._connection.execute(query).fetchone()
        return int(found[0])

    @property
    def fingerprint(self) -> str | None:
        """What the sendable rows say, taken together, as the plan will have it; `None` before the end."""
        return None if self._found is None else str(self._found["fingerprint"])

    def statistics(self) -> tuple[ParamStatistics, ...]:
        """Return what each parameter says over all messages; empty before the end."""
        return tuple(map(ParamStatistics.load, self._meta("statistics") or ()))

    # Rows

    def message(self, at: int) -> ListedRow | None:
        """Return the message of a number among those to be sent, from 1."""
        return next(iter(self._rows("rows.at = ?", at)), None)

    def messages(self, *, after: int = 0, most: int = 200) -> tuple[ListedRow, ...]:
        """Return the messages that follow one, in the sheet's order."""
        return self._rows("rows.at > ? ORDER BY rows.at LIMIT ?", after, most)

    def recipients(self) -> Iterator[tuple[int, str]]:
        """Yield the place and the recipient of every message, in the sheet's order."""
        query = "SELECT seq, phone FROM rows WHERE at IS NOT NULL ORDER BY seq"
        yield from self._connection.execute(query)

    def longest(self) -> ListedRow | None:
        """Return the longest message; `None` when there is none, or before the end."""
        at = self._found and self._found["longest"]
        return self.message(at) if at else None

    def row(self, number: int) -> tuple[ListedRow, ...]:
        """Return the recipients of a row, by the spreadsheet's own number, whatever their state."""
        return self._rows("rows.number = ? ORDER BY rows.seq", number)

    def with_phone(self, phone: str, *, most: int = 50) -> tuple[ListedRow, ...]:
        """Return the recipients that have a phone, as `84` and nine digits."""
        return self._rows("rows.phone = ? ORDER BY rows.seq LIMIT ?", phone, most)

    def in_state(
        self, state: RowState, *, after: int = 0, most: int = 100
    ) -> tuple[ListedRow, ...]:
        """Return the recipients in a state that follow one, by its `seq`."""
        return self._rows(
            "rows.state = ? AND rows.seq > ? ORDER BY rows.seq LIMIT ?", state, after, most
        )

    def saying(
        self, param: str, value: str, *, after: int = 0, most: int = 100
    ) -> tuple[ListedRow, ...]:
        """Return the messages in which a parameter has a value, after one of them, by its `at`."""
        place = self._param_names.index(param)
        value_of = f"json_extract(rows.data, '$[{place:d}]')"
        where = f"rows.at > ? AND {value_of} = ? ORDER BY rows.at LIMIT ?"
        return self._rows(where, after, value, most)

    @cached_property
    def _param_names(self) -> tuple[str, ...]:
        return tuple(self.template().params)

    def _rows(self, where: str, *values: object) -> tuple[ListedRow, ...]:
        query = (
            "SELECT rows.*, first.cells AS shown FROM rows JOIN rows AS first"
            " ON first.number = rows.number AND first.part = 1 WHERE "
        )
        found = self._connection.execute(query + where, values)
        return tuple(self._listed_row(line) for line in found)

    def _listed_row(self, line: sqlite3.Row) -> ListedRow:
        cells = decode_cells(line["shown"])
        values = json.loads(line["data"])
        return ListedRow(
            seq=line["seq"],
            number=line["number"],
            part=line["part"],
            state=RowState(line["state"]),
            at=line["at"],
            phone=line["phone"],
            data={
                name: value
                for name, value in zip(self._param_names, values, strict=False)
                if value is not None
            },
            cells=cells,
            shown=self.texts.of_row(cells),
        )

    def cells(self, number: int) -> tuple[str, ...]:
        """Return the cells of a row as a person sees them; empty when there is no such row."""
        query = "SELECT cells FROM rows WHERE number = ? AND part = 1"
        found = self._connection.execute(query, (number,))
        line = found.fetchone()
        return self.texts.of_row(decode_cells(line[0])) if line else ()

    # Problems

    def problems_of(self, number: int) -> tuple[Problem, ...]:
        """Return everything that is wrong with a row."""
        found = self._connection.execute(
            "SELECT * FROM problems WHERE row = ? ORDER BY id", (number,)
        )
        return tuple(self._listed_problem(line).problem for line in found)

    def every_problem(self) -> Iterator[Problem]:
        """Yield everything that is wrong, in the sheet's order."""
        for line in self._connection.execute("SELECT * FROM problems ORDER BY id"):
            yield self._listed_problem(line).problem

    def problem_groups(self) -> tuple[ProblemGroup, ...]:
        """Return how many problems there are of each kind in each column, the most frequent first."""
        counted: Iterable[tuple[int, str, str | None, int]] | None = (self._found or {}).get(
            "groups"
        )
        if counted is None:
            # Only while the check runs, or of an older one: it looks at all problems.
            counted = self._connection.execute(
                "SELECT kind, code, col, count(*) FROM problems GROUP BY kind, code, col"
            )
        groups = (
            ProblemGroup(code=code, column=column, count=count, must_mend=kind == WRONG)
            for kind, code, column, count in counted
        )
        return tuple(sorted(groups, key=lambda group: (-group.count, group.code)))

    def one_cause(self) -> ProblemGroup | None:
        """Return the problem that nearly all rows have in one column; `None` when there is none."""
        rows = self.sheet_rows()
        for group in self.problem_groups():
            if group.must_mend and group.column and group.count >= _SAME_LEAST:
                return group if group.count >= _SAME_SHARE * rows else None
        return None

    def problem_page(
        self,
        which: ProblemFilter,
        *,
        after: int = 0,
        before: int | None = None,
        most: int = 100,
    ) -> ProblemPage:
        """Return some problems.

        Args:
            which: The filter.
            after: The page begins behind this one, by its `id`.
            before: The page ends in front of this one; `after` does not count then.
            most: How many at the most.

        """
        where, values = self._condition(which)
        if before is not None:
            page = self._connection.execute(
                f"SELECT * FROM problems WHERE {where} AND id < ? ORDER BY id DESC LIMIT ?",  # noqa: S608 — clauses of ours
                (*values, before, most),
            )
            lines = page.fetchall()[::-1]
        else:
            page = self._connection.execute(
                f"SELECT * FROM problems WHERE {where} AND id > ? ORDER BY id LIMIT ?",  # noqa: S608 — clauses of ours
                (*values, after, most),
            )
            lines = page.fetchall()
        first = lines[0]["id"] if lines else 0
        last = lines[-1]["id"] if lines else 0
        total, earlier = self._total(which, where, values), max(first - 1, 0)
        # Where the filter lets all through, a problem's id tells how many come before it.
        if total != sum(group.count for group in self.problem_groups()):
            earlier = self._count(f"{where} AND id < ?", *values, first)
        return ProblemPage(
            problems=tuple(map(self._listed_problem, lines)),
            before=first if earlier else None,
            after=last if earlier + len(lines) < total else None,
            total=total,
            first=earlier + 1 if lines else 0,
        )

    def _total(self, which: ProblemFilter, where: str, values: tuple[object, ...]) -> int:
        """Return how many problems a filter lets through: known without a look at them, or counted."""
        if self._found is None or which.text or which.from_row is not None:
            return self._count(where, *values)
        every = which.left_out or which.kind in _LEFT_OUT_KINDS
        return sum(
            group.count
            for group in self.problem_groups()
            if (every or group.must_mend)
            and (which.kind is None or kind_of(group.code) is which.kind)
            and (not which.column or group.column == which.column)
        )

    def _count(self, where: str, *values: object) -> int:
        query = f"SELECT count(*) FROM problems WHERE {where}"  # noqa: S608 — clauses of ours
        return int(self._connection.execute(query, values).fetchone()[0])

    def _listed_problem(self, line: sqlite3.Row) -> ListedProblem:
        place = line["place"]
        known = place is not None and place < len(self.columns)
        return ListedProblem(
            id=line["id"],
            problem=Problem(
                row=line["row"],
                column=line["col"],
                code=line["code"],
                params=json.loads(line["params"]),
            ),
            place=place,
            letter=self.columns[place].letter if known else "",
            cell=line["cell"],
            must_mend=line["kind"] == WRONG,
        )

    def _condition(self, which: ProblemFilter) -> tuple[str, tuple[object, ...]]:
        clauses, values = ["1"], list[object]()
        if not which.left_out and which.kind not in _LEFT_OUT_KINDS:
            clauses.append("kind = ?")
            values.append(WRONG)
        if which.kind is not None:
            codes = {group.code for group in self.problem_groups()}
            wanted = sorted(code for code in codes if kind_of(code) is which.kind)
            clauses.append(f"code IN ({','.join('?' * len(wanted))})")
            values += wanted
        if which.column:
            clauses.append("col = ?")
            values.append(which.column)
        if which.text:
            clauses.append("instr(fold(cell), ?) > 0")
            values.append(which.text.casefold())
        if which.from_row is not None:
            clauses.append("row >= ?")
            values.append(which.from_row)
        return " AND ".join(clauses), tuple(values)
