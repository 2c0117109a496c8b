"""What a check of an uploaded list found, in a SQLite file of its own: written by the check's process.

It is read while it is written: pages show the first rows and the problems that were found so far.
Nothing in it is needed again once its list is sent or thrown away, so that nothing waits for the
disk.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from zns_batch.domain.planned_row import PlannedRow, Problem
from zns_batch.domain.sheet import Cell, Row
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template
from zns_batch.ledger.row_codec import encode_cells
from zns_batch.services.lists.cell_text import CellTexts
from zns_batch.services.lists.statistics import StatisticsCollector

BATCH = 5_000
"""Rows that are written at a time."""
_LONGEST_CELL = 300
"""Characters of a wrong cell that are kept to show it."""

WRONG, LEFT_OUT = 0, 1
"""Kinds of problems: what must be corrected, and what is left out on purpose (twice, never send)."""

_LEFT_OUT_STATES = frozenset({RowState.DUPLICATE, RowState.SUPPRESSED})

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE head (number INTEGER PRIMARY KEY, cells TEXT NOT NULL);
CREATE TABLE sample (number INTEGER PRIMARY KEY, cells TEXT NOT NULL);
CREATE TABLE rows (
    seq INTEGER PRIMARY KEY, number INTEGER NOT NULL, part INTEGER NOT NULL, state TEXT NOT NULL,
    at INTEGER, phone TEXT, data TEXT NOT NULL, content BLOB NOT NULL, cells TEXT
);
CREATE TABLE problems (
    id INTEGER PRIMARY KEY, row INTEGER, place INTEGER, col TEXT, code TEXT NOT NULL,
    params TEXT NOT NULL, kind INTEGER NOT NULL, cell TEXT NOT NULL
);
CREATE INDEX problems_kind ON problems (kind, id);
CREATE INDEX problems_code ON problems (code, id);
CREATE INDEX problems_col ON problems (col, id);
CREATE INDEX problems_row ON problems (row);
"""
_INDEXES = """
CREATE UNIQUE INDEX rows_at ON rows (at) WHERE at IS NOT NULL;
CREATE INDEX rows_number ON rows (number, part);
CREATE INDEX rows_phone ON rows (phone) WHERE phone IS NOT NULL;
CREATE INDEX rows_state ON rows (state, seq);
"""


class CheckWriter:
    """Writes one check.

    Args:
        path: The file, which must not be there yet.

    """

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600, exist_ok=False)
        # Threads take turns at most: the process has one.
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._connection.executescript(
            "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "PRAGMA cache_size=-16000;"
        )
        self._connection.executescript(f"BEGIN; {_TABLES} COMMIT;")

    def put(self, name: str, value: object) -> None:
        """Keep one thing about the whole list."""
        text = orjson.dumps(value).decode()
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, text))

    def put_head(self, rows: Iterable[tuple[int, Sequence[Cell]]]) -> None:
        """Keep the first rows of the sheet, whatever they hold."""
        self._put_cells("head", rows)

    def put_sample(self, rows: Iterable[Row]) -> None:
        """Keep the first rows below the header, on which columns are tried."""
        self._put_cells("sample", ((row.number, row.cells) for row in rows))

    def _put_cells(self, table: str, rows: Iterable[tuple[int, Sequence[Cell]]]) -> None:
        values = [(number, encode_cells(cells)) for number, cells in rows]
        with self._batch():
            self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", values)  # noqa: S608 — a name of ours

    def put_rows(self, gathered: "RowBatch") -> None:
        """Write what a batch gathered, and empty it."""
        execute = self._connection.executemany
        with self._batch():
            execute("INSERT INTO rows VALUES (?,?,?,?,?,?,?,?,?)", gathered.rows)
            execute("INSERT INTO problems VALUES (?,?,?,?,?,?,?,?)", gathered.problems)
        gathered.clear()

    def _batch(self) -> "_Transaction":
        return _Transaction(self._connection)

    def index(self) -> None:
        """Make what readers look rows up by, once all are there."""
        self._connection.executescript(f"BEGIN; {_INDEXES} COMMIT;")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class _Transaction:
    """A transaction that is not rolled back: without a journal there is no way back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._connection.execute("COMMIT")


class RowBatch:
    """Turns rows after every check into lines of the file, and counts what all of them say.

    Args:
        template: The template.
        places: The place of each column by its title.
        texts: Writes cells as a person sees them.
        statistics: Counts what the messages say.

    Attributes:
        to_send: How many messages there are so far.
        longest: The number among them, from 1, of the longest one; `None` before the first.
        sheet_rows: How many rows of the sheet there are so far: one may have several recipients.
        groups: How many problems there are of each kind, code and column.

    """

    def __init__(
        self,
        template: Template,
        *,
        places: Mapping[str, int],
        texts: CellTexts,
        statistics: StatisticsCollector,
    ) -> None:
        self._names = tuple(template.params)
        self._size_of = _measure_of(template)
        self._places = places
        self._texts = texts
        self._statistics = statistics
        self._seq = self._problem_id = 0
        self._number: int | None = None
        self._part = 0
        self._longest = -1
        self.to_send = 0
        self.longest: int | None = None
        self.sheet_rows = 0
        self.groups: dict[tuple[int, str, str | None], int] = {}
        self.rows: list[tuple[Any, ...]] = []
        self.problems: list[tuple[Any, ...]] = []
        self._messages: list[Mapping[str, str]] = []

    def add(self, row: PlannedRow, problems: Sequence[Problem]) -> None:
        """Take in a row.

        Args:
            row: The row.
            problems: Those that were told when it was checked.

        """
        self._seq += 1
        cells = None
        if row.number == self._number:
            self._part += 1
        else:
            self._number, self._part = row.number, 1
            self.sheet_rows += 1
            cells = encode_cells(row.cells)
        at, data = None, row.data
        if row.state is RowState.PENDING:
            self.to_send += 1
            at = self.to_send
            self._messages.append(data)
            size = self._size_of(data)
            if size > self._longest:
                self._longest, self.longest = size, at
        values = orjson.dumps([*map(data.get, self._names)]).decode() if data else "[]"
        phone, content = row.phone, row.content
        self.rows.append(
            (self._seq, row.number, self._part, row.state, at, phone, values, content, cells)
        )
        for problem in problems:
            self._add_problem(problem, row)

    def _add_problem(self, problem: Problem, row: PlannedRow) -> None:
        self._problem_id += 1
        kind = LEFT_OUT if row.state in _LEFT_OUT_STATES else WRONG
        place = None if problem.column is None else self._places.get(problem.column)
        cell = "" if place is None else self._texts.of(place, row.cells[place])[:_LONGEST_CELL]
        params = orjson.dumps(problem.params).decode()
        column = problem.column
        self.problems.append(
            (self._problem_id, problem.row, place, column, problem.code, params, kind, cell)
        )
        group = kind, problem.code, column
        self.groups[group] = self.groups.get(group, 0) + 1

    def clear(self) -> None:
        """Begin a new batch."""
        self._statistics.add(self._messages)
        self.rows, self.problems, self._messages = [], [], []


def _measure_of(template: Template) -> Callable[[Mapping[str, str]], int]:
    """Return what tells how long a message is, but for the words that are the same in all."""
    text = template.text
    times = {name: 1 if text is None else text.count(f"<{name}>") for name in template.params}
    if set(times.values()) == {1}:
        return lambda data: sum(map(len, data.values()))
    counted = [(name, count) for name, count in times.items() if count]
    return lambda data: sum(len(data.get(name, "")) * count for name, count in counted)
