"""Bulk insert of planned rows, thousands at a time: somebody waits for a long list."""

import marshal
import sqlite3
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Any

import orjson
from sqlalchemy import Connection, String, Table, cast, insert, literal, select

from zns_batch.domain.planned_row import CONTENT_SIZE, PlannedRow
from zns_batch.domain.states import RowState
from zns_batch.ledger.customers import recipient_index
from zns_batch.ledger.customers.recipient_index import line_of, lines_of
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import copy_into
from zns_batch.ledger.db.schema import contents, inputs, rows
from zns_batch.ledger.row_codec import cells_as_utf8
from zns_batch.ledger.rows import dump_problems

CHUNK = 2_500
"""Rows written in one transaction: a lane that is sending waits no longer than that."""

_PART = 50
"""Rows that a chunk takes in at once: so few that what was made of them is still close at hand."""

_CHUNKS_AHEAD = 2
"""Chunks that wait for the thread that writes: a commit may take several times as long as another."""

_TURN_SECONDS = 0.0005

NOT_SENT = bytes(CONTENT_SIZE)
"""What stands among the contents for a row that is not to be sent."""

_END = b"\n"
"""Ends a line. JSON in one line has none within, nor has a phone."""

_INPUT = ("campaign_id", "seq", "number", "cells", "phone", "data", "extras")
_LEFT_OUT = ("campaign_id", "seq", "state", "attempts", "said", "problems")
_WAITING = ("campaign_id", "seq", "state", "tracking_id", "attempts", "said")


@dataclass(kw_only=True, slots=True)
class Chunk:
    """Some rows as the tables take them, column by column.

    What is text stands in UTF-8, a line for each row, and an empty line for a row without it: so it
    goes from one process to another as it is.

    Attributes:
        campaign_id: Whose rows they are.
        first: The `seq` of the first row; the others follow one after the other.
        numbers: The spreadsheet's row numbers.
        cells: The cells, as `encode_cells` writes them.
        phones: The phones.
        data: The parameters as JSON, of rows that are to be sent.
        extras: What the rows bring beside their parameters.
        contents: What the rows say, `CONTENT_SIZE` bytes for each.
        recipients: Whom the rows are for, as `recipient_index` keeps it.
        left_out: The values of `_LEFT_OUT` for each row that is not to be sent.

    """

    campaign_id: str
    first: int
    numbers: list[int] = field(default_factory=list)
    cells: list[bytes] = field(default_factory=list)
    phones: list[bytes] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)
    extras: list[str | None] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    recipients: list[bytes] = field(default_factory=list)
    left_out: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The `seq` of the last row."""
        return self.first + len(self.numbers) - 1

    @property
    def is_full(self) -> bool:
        """Whether it takes no more rows, so that others may follow it."""
        return len(self.numbers) == CHUNK

    def add(self, planned: Sequence[PlannedRow]) -> None:
        """Take in the rows that follow."""
        first = self.last + 1
        numbers, cells, states, phones, data, contents, problems, extras = zip(
            *planned, strict=True
        )
        self.numbers += numbers
        self.cells.append(_END.join(map(cells_as_utf8, cells)))
        self.phones.append(lines_of(phones))
        self.extras += extras
        self.recipients.append(
            lines_of(map(line_of, phones, extras)) if any(extras) else self.phones[-1]
        )
        texts: Iterable[bytes] = map(orjson.dumps, data)
        named: Iterable[bytes] = contents
        if states.count(RowState.PENDING) < len(states):
            waits = [state is RowState.PENDING for state in states]
            texts = [text if sent else b"" for text, sent in zip(texts, waits, strict=True)]
            named = [each if sent else NOT_SENT for each, sent in zip(contents, waits, strict=True)]
            self.left_out += [
                (self.campaign_id, seq, state.value, 0, "", dump_problems(told) if told else None)
                for seq, (state, told) in enumerate(zip(states, problems, strict=True), first)
                if state is not RowState.PENDING
            ]
        self.data.append(_END.join(texts))
        self.contents.append(b"".join(named))

    def packed(self) -> bytes:
        """Return the chunk for another process of this program, where `unpacked` gives it back."""
        return marshal.dumps([getattr(self, name) for name in self.__slots__])

    @classmethod
    def unpacked(cls, packed: bytes | memoryview) -> "Chunk":
        """Return the chunk that another process of this program packed."""
        values = marshal.loads(packed)  # noqa: S302 - made by this program
        return cls(**dict(zip(cls.__slots__, values, strict=True)))

    def write(self, connection: Connection) -> None:
        """Insert the rows: of most lists most rows wait, and the database makes their lines itself."""
        lines = zip(
            repeat(self.campaign_id, len(self.numbers)),
            range(self.first, self.last + 1),
            self.numbers,
            _texts(self.cells),
            _texts(self.phones),
            _texts(self.data),
            self.extras,
            strict=True,
        )
        _insert_many(connection, inputs, _INPUT, lines)
        tracking_id = inputs.c.campaign_id + literal("-") + cast(inputs.c.seq, String)
        state, attempts, said = literal(RowState.PENDING.value), literal(0), literal("")
        waiting = select(
            inputs.c.campaign_id, inputs.c.seq, state, tracking_id, attempts, said
        ).where(
            inputs.c.campaign_id == self.campaign_id,
            inputs.c.seq.between(self.first, self.last),
            inputs.c.data.is_not(None),
        )
        connection.execute(insert(rows).from_select(list(_WAITING), waiting))
        _insert_many(connection, rows, _LEFT_OUT, self.left_out)


def _texts(parts: Sequence[bytes]) -> Sequence[str | None]:
    """Return the lines of some parts as the tables take them: an empty one is no value."""
    texts = _END.join(parts).decode().split("\n")
    return [text or None for text in texts] if "" in texts else texts


def insert_rows(ledger: Ledger, campaign_id: str, planned: Iterable[PlannedRow]) -> int:
    """Insert planned rows, give each its tracking id, and return how many there are."""
    return insert_chunks(ledger, campaign_id, chunks_of(campaign_id, planned))


def chunks_of(campaign_id: str, planned: Iterable[PlannedRow]) -> Iterator[Chunk]:
    """Yield planned rows `CHUNK` at a time, the last ones fewer."""
    rest, first = iter(planned), 1
    while True:
        chunk = Chunk(campaign_id=campaign_id, first=first)
        while part := list(islice(rest, min(_PART, CHUNK - len(chunk.numbers)))):
            chunk.add(part)
        if not chunk.numbers:
            return
        yield chunk
        first = chunk.last + 1


def insert_chunks(ledger: Ledger, campaign_id: str, chunks: Iterable[Chunk]) -> int:
    """Insert chunks of planned rows, and return how many rows there are.

    Chunks are written while the next ones are made: the database leaves the interpreter free.
    """
    contents_of_rows: list[bytes] = []
    recipients: list[bytes] = []
    last = 0

    def write(chunk: Chunk) -> None:
        # Nothing leaves before a commit that waits for the disk, and that one takes these along.
        with ledger.write(synced=False, beside=True) as connection:
            chunk.write(connection)

    with _short_turns(), ThreadPoolExecutor(1) as thread:
        writing: deque[Future[None]] = deque()
        try:
            for chunk in chunks:
                contents_of_rows += chunk.contents
                recipients += chunk.recipients
                last = chunk.last
                if len(writing) > _CHUNKS_AHEAD:
                    writing.popleft().result()
                writing.append(thread.submit(write, chunk))
            while writing:
                writing.popleft().result()
        except BaseException:
            thread.shutdown(cancel_futures=True)  # what waits would be written in vain
            raise
    whole = {"campaign_id": campaign_id, "said": b"".join(contents_of_rows)}
    with ledger.write() as connection:
        connection.execute(insert(contents), whole)
        recipient_index.store(connection, campaign_id, recipients)
    return last


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let the thread that writes have its turn soon each time that it comes back from the database.

    Usually it waits five thousandths of a second, in which it could have written half a chunk.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _insert_many(
    connection: Connection, table: Table, columns: Sequence[str], lines: Iterable[Sequence[Any]]
) -> None:
    """Insert many lines, as many in a statement as the database takes.

    SQLAlchemy's own way looks at every value of every line; for a hundred thousand rows that takes
    longer than the database does.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        copy_into(connection, table, columns, lines)
        return
    width = len(columns)
    values, most = chain.from_iterable(lines), most_values(driver) // width * width
    while part := tuple(islice(values, most)):
        connection.exec_driver_sql(_statement(table, columns, len(part) // width), part)


def most_values(driver: sqlite3.Connection) -> int:
    """Return how many values a statement may have: older versions of SQLite take few."""
    return driver.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


@lru_cache(maxsize=8)
def _statement(table: Table, columns: Sequence[str], count: int) -> str:
    line = f"({', '.join(['?'] * len(columns))})"
    lines = ", ".join([line] * count)
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {lines}"  # noqa: S608 — our names
