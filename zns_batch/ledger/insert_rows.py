"""Bulk insert of planned rows, thousands at a time: somebody waits for a long list."""

import sqlite3
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
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
from zns_batch.ledger.row_codec import encode_cells
from zns_batch.ledger.rows import dump_problems

CHUNK = 5_000
"""Rows written in one transaction: a lane that is sending waits no longer than that."""

_CHUNKS_AHEAD = 2
"""Chunks that wait for the thread that writes: a commit may take several times as long as another."""

_TURN_SECONDS = 0.0005

NOT_SENT = bytes(CONTENT_SIZE)
"""What stands among the contents for a row that is not to be sent."""

_INPUT = ("campaign_id", "seq", "number", "cells", "phone", "data", "extras")
_LEFT_OUT = ("campaign_id", "seq", "state", "attempts", "said", "problems")
_WAITING = ("campaign_id", "seq", "state", "tracking_id", "attempts", "said")


class _Chunk:
    """Some rows as the tables take them.

    Nothing but what goes into the database is kept of a row, and one value after the other as a
    statement has them: what is not held need not be fetched from memory again.
    """

    def __init__(self, campaign_id: str, first: int) -> None:
        self.campaign_id = campaign_id
        self.first = first
        self.last = first - 1
        self.inputs: list[Any] = []
        self.left_out: list[Any] = []
        self.contents: list[bytes] = []
        self.recipients: list[str | None] = []

    def fill(self, planned: Iterable[PlannedRow]) -> None:
        """Take in the next rows."""
        campaign_id, seq = self.campaign_id, self.last
        inputs, recipients, contents = self.inputs, self.recipients, self.contents
        for number, cells, state, phone, data, content, problems, extras in planned:
            seq += 1
            sent, sent_content = None, NOT_SENT
            if state is RowState.PENDING:
                sent, sent_content = orjson.dumps(data).decode(), content
            else:
                reasons = dump_problems(problems) if problems else None
                self.left_out += (campaign_id, seq, state.value, 0, "", reasons)
            contents.append(sent_content)
            recipients.append(line_of(phone, extras) if extras else phone)
            inputs += (campaign_id, seq, number, encode_cells(cells), phone, sent, extras)
        self.last = seq

    def write(self, connection: Connection) -> None:
        """Insert the rows: of most lists most rows wait, and the database makes their lines itself."""
        _insert_many(connection, inputs, _INPUT, self.inputs)
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


def insert_rows(ledger: Ledger, campaign_id: str, planned: Iterable[PlannedRow]) -> int:
    """Insert planned rows, give each its tracking id, and return how many there are.

    Chunks are written while the next ones are made: the database leaves the interpreter free.
    """
    said: list[bytes] = []
    recipients: list[bytes] = []

    def write(chunk: _Chunk) -> None:
        said.extend(chunk.contents)
        recipients.append(lines_of(chunk.recipients))
        # Nothing leaves before a commit that waits for the disk, and that one takes these along.
        with ledger.write(synced=False, beside=True) as connection:
            chunk.write(connection)

    rest, first = iter(planned), 1
    with _short_turns(), ThreadPoolExecutor(1) as thread:
        writing: deque[Future[None]] = deque()
        try:
            while True:
                chunk = _Chunk(campaign_id, first)
                chunk.fill(islice(rest, CHUNK))
                if chunk.last < first:
                    break
                if len(writing) > _CHUNKS_AHEAD:
                    writing.popleft().result()
                writing.append(thread.submit(write, chunk))
                first = chunk.last + 1
            while writing:
                writing.popleft().result()
        except BaseException:
            thread.shutdown(cancel_futures=True)  # what waits would be written in vain
            raise
    whole = {"campaign_id": campaign_id, "said": b"".join(said)}
    with ledger.write() as connection:
        connection.execute(insert(contents), whole)
        recipient_index.store(connection, campaign_id, recipients)
    return len(said)


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
    connection: Connection, table: Table, columns: Sequence[str], values: Sequence[Any]
) -> None:
    """Insert the values of many lines, as many in a statement as the database takes.

    SQLAlchemy's own way looks at every value of every line; for a hundred thousand rows that takes
    longer than the database does.
    """
    width = len(columns)
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        lines = (values[start : start + width] for start in range(0, len(values), width))
        copy_into(connection, table, columns, lines)
        return
    most = most_values(driver) // width * width
    for start in range(0, len(values), most):
        part = values[start : start + most]
        connection.exec_driver_sql(_statement(table, columns, len(part) // width), tuple(part))


def most_values(driver: sqlite3.Connection) -> int:
    """Return how many values a statement may have: older versions of SQLite take few."""
    return driver.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


@lru_cache(maxsize=8)
def _statement(table: Table, columns: Sequence[str], count: int) -> str:
    line = f"({', '.join(['?'] * len(columns))})"
    lines = ", ".join([line] * count)
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {lines}"  # noqa: S608 — our names
