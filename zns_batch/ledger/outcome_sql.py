"""SQL of the hot path: intents and outcomes of many rows by one statement each.

A statement for each row would be plainer. But after each statement the writer's thread waits for
its turn beside the loop that sends, so a commit would take as many turns as it has rows.

An example. A commit with the intents of rows 7 and 8 and the outcome of row 5, which was accepted,
executes these statements on SQLite (PostgreSQL has `%s` for `?`), with the lane's heartbeat before them:

```sql
-- settle: ('z1', 5, 'accepted', 1, NULL, '', 'm-5', 1795835100000)
INSERT INTO rows (campaign_id, seq, state, attempts, code, said, message_id, sent_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, seq) DO UPDATE SET state = excluded.state, code = excluded.code,
  said = excluded.said, message_id = excluded.message_id, sent_at = excluded.sent_at
WHERE rows.attempts = excluded.attempts          -- the answer is of the row's last attempt
  AND rows.state IN ('sending', 'unknown')       -- TRANSITIONS: what may become accepted, rejected, pending
  AND (rows.state = 'sending' OR excluded.state <> 'pending')

-- intend: ('z1', 7, 'sending', 1, 4, '', 'z1', 8, 'sending', 1, 4, '')
INSERT INTO rows (campaign_id, seq, state, attempts, epoch, said)
VALUES (?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, seq) DO UPDATE SET state = excluded.state,
  attempts = excluded.attempts, epoch = excluded.epoch
WHERE rows.attempts = excluded.attempts - 1      -- nobody else has taken the row up meanwhile
  AND rows.state IN ('pending')                  -- TRANSITIONS: what may become sending

-- append_history: one line in `changes` for each of the three
```

The rows are there always, so nothing is ever inserted into `rows`: a row that is not as expected is
left as it is, and `intend` tells by its count.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from zns_batch.domain.message import Outcome, OutcomeKind
from zns_batch.domain.states import TRANSITIONS, RowState
from zns_batch.ledger.db.driver import execute
from zns_batch.ledger.db.postgresql import hold_lanes
from zns_batch.ledger.db.timestamps import common_clock, has_clock, to_ms
from zns_batch.ledger.leases import Lease
from zns_batch.ledger.rows import DueRow

MOST = 100
"""Rows in a statement: older versions of SQLite take 999 values at the most."""

# Words and not members: an enumeration takes a while to tell a member's value.
_SENDING = RowState.SENDING.value
_PENDING = RowState.PENDING.value
_STATE_OF: dict[OutcomeKind, str] = {
    OutcomeKind.ACCEPTED: RowState.ACCEPTED.value,
    OutcomeKind.REJECTED: RowState.REJECTED.value,
    OutcomeKind.UNKNOWN: RowState.UNKNOWN.value,
    OutcomeKind.NOT_SENT: _PENDING,
}


class RowUpdate(NamedTuple):
    """One step of one row.

    Attributes:
        row: The row.
        attempt: Which request for it.
        at: The moment, as the ledger keeps it.
        outcome: What became of the request; `None` for the intent to make it.
        state: The row's state after the step, as the ledger keeps it.
        code: Why it was not accepted.

    """

    row: DueRow
    attempt: int
    at: int
    outcome: Outcome | None
    state: str
    code: str | None

    @classmethod
    def of(cls, row: DueRow, attempt: int, at: datetime, outcome: Outcome | None) -> "RowUpdate":
        """Return the step of an outcome, or of an intent where there is none."""
        if outcome is None:
            return cls(row, attempt, to_ms(at), None, _SENDING, None)
        failure = outcome.failure
        code = failure.code if failure is not None else None
        return cls(row, attempt, to_ms(at), outcome, _STATE_OF[outcome.kind], code)


def _before(*after: RowState) -> str:
    """Return the states that may become all of `after`, as SQL, from the one state machine."""
    states = [state for state in RowState if set(after) <= TRANSITIONS[state]]
    return ", ".join(f"'{state}'" for state in states)


_BEAT = (
    "UPDATE lanes SET beat_at = {now}, departed_at = coalesce({mark}, departed_at) "
    "WHERE account = {mark} AND epoch = {mark}"
)
_NOTED = (
    "SELECT 1 FROM changes WHERE campaign_id = {mark} AND seq = {mark} AND at = {mark} "
    "AND state = {mark} AND attempt = {mark} AND epoch = {mark}"
)
# These always find their row there. It is the one way to change many rows, each in its own way, by
# one statement, that PostgreSQL and all versions of SQLite in use have in common.
_INTEND = (
    "INSERT INTO rows (campaign_id, seq, state, attempts, epoch, said) VALUES {lines} "
    "ON CONFLICT (campaign_id, seq) DO UPDATE "
    "SET state = excluded.state, attempts = excluded.attempts, epoch = excluded.epoch "
    "WHERE rows.attempts = excluded.attempts - 1 "
    f"AND rows.state IN ({_before(RowState.SENDING)})"
)
_SETTLE = (
    "INSERT INTO rows (campaign_id, seq, state, attempts, code, said, message_id, sent_at) "
    "VALUES {lines} ON CONFLICT (campaign_id, seq) DO UPDATE "
    "SET state = excluded.state, code = excluded.code, said = excluded.said, "
    "message_id = excluded.message_id, sent_at = excluded.sent_at "
    "WHERE rows.attempts = excluded.attempts "
    f"AND rows.state IN ({_before(RowState.ACCEPTED, RowState.REJECTED, RowState.PENDING)}) "
    # An answer that comes after another took over settles a row. To let it wait again is no longer
    # ours to say: the campaign may be over by then.
    "AND (rows.state = 'sending' OR excluded.state <> 'pending')"
)
_GIVE_BACK = (
    "INSERT INTO rows (campaign_id, seq, state, attempts, said) VALUES {lines} "
    "ON CONFLICT (campaign_id, seq) DO UPDATE "
    "SET state = excluded.state, attempts = excluded.attempts, code = NULL, said = excluded.said, "
    "message_id = NULL, sent_at = NULL "
    "WHERE rows.attempts = excluded.attempts + 1 AND rows.state = 'sending'"
)
_NOTE = (
    "INSERT INTO changes (campaign_id, seq, at, state, attempt, tracking_id, code, epoch) "
    "VALUES {lines}"
)


def heartbeat(
    connection: Connection, lease: Lease, now: datetime, departed: datetime | None
) -> bool:
    """Update the lane's heartbeat; tell whether the lane is still ours.

    It comes first in a transaction: on PostgreSQL the lane's row is what all who change rows of the
    account's campaigns wait for.

    Args:
        departed: When the last request left, if one did.

    """
    mark = _mark(connection)
    values: tuple[Any, ...] = (to_ms(departed), lease.account, lease.epoch)
    if has_clock(connection):
        sql = _BEAT.format(mark=mark, now=common_clock(connection, now))
    else:
        # As a value: the driver keeps statements ready by their text.
        sql, values = _BEAT.format(mark=mark, now=mark), (to_ms(now), *values)
    if execute(connection, sql, values).rowcount == 1:
        return True
    # Who lost the lane settles rows beside its new owner: not at the same moment, all the same.
    hold_lanes(connection, [lease.account])
    return False


def is_noted(connection: Connection, lease: Lease, step: RowUpdate) -> bool:
    """Tell whether a step was written: one whose commit was cut off may have been, or not."""
    made = (step.at, step.state, step.attempt, lease.epoch)
    sql = _NOTED.format(mark=_mark(connection))
    line = execute(connection, sql, (lease.campaign_id, step.row.seq, *made))
    return line.fetchone() is not None


def intend(connection: Connection, lease: Lease, steps: Sequence[RowUpdate]) -> int:
    """Write intents; return for how many rows. One that does not wait can't be taken up."""
    campaign, epoch = lease.campaign_id, lease.epoch
    values: list[Any] = []
    for row, attempt, *_ in steps:
        values += (campaign, row.seq, _SENDING, attempt, epoch, "")
    return _write(connection, _INTEND, len(steps), values)


def settle(connection: Connection, lease: Lease, steps: Sequence[RowUpdate]) -> None:
    """Write outcomes; one of an older attempt changes nothing."""
    campaign = lease.campaign_id
    settled: list[Any] = []
    given_back: list[Any] = []
    held_back = 0
    for row, attempt, _, outcome, state, code in steps:
        assert outcome is not None
        if code is None and state == _PENDING:
            # The request was held back: that was no attempt.
            held_back += 1
            given_back += (campaign, row.seq, state, attempt - 1, "")
            continue
        said = outcome.failure.provider_message if outcome.failure is not None else ""
        answer = (code, said, outcome.message_id, to_ms(outcome.sent_at))
        settled += (campaign, row.seq, state, attempt, *answer)
    _write(connection, _SETTLE, len(steps) - held_back, settled)
    _write(connection, _GIVE_BACK, held_back, given_back)


def append_history(connection: Connection, lease: Lease, steps: Sequence[RowUpdate]) -> None:
    """Note that the steps were made, and when."""
    campaign, epoch = lease.campaign_id, lease.epoch
    values: list[Any] = []
    for row, attempt, at, _, state, code in steps:
        values += (campaign, row.seq, at, state, attempt, row.tracking_id, code, epoch)
    _write(connection, _NOTE, len(steps), values)


def _write(connection: Connection, statement: str, lines: int, values: list[Any]) -> int:
    """Write lines by as few statements as can be; return how many rows were written."""
    if not lines:
        return 0
    written = 0
    width = len(values) // lines
    for start in range(0, lines, MOST):
        count = min(MOST, lines - start)
        sql = _with_lines(statement, _mark(connection), count, width)
        part = values[start * width : (start + count) * width]
        written += execute(connection, sql, part).rowcount
    return written


@lru_cache(maxsize=4 * MOST)
def _with_lines(statement: str, mark: str, count: int, width: int) -> str:
    line = f"({', '.join([mark] * width)})"
    return statement.format(lines=", ".join([line] * count))


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"
