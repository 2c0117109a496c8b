"""Writing intents and outcomes while a campaign runs, many rows to a commit.

Each row's own order always holds: its intent is on disk before its request leaves, and its outcome
is written after. The cost of a sync to disk is shared by all rows that are waiting for one: a
thread gathers them and commits them together.
"""

import asyncio
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential

from zns_batch.clock import Clock
from zns_batch.errors import InternalError, LaneHeldError, LedgerError, ZnsBatchError
from zns_batch.ledger.connect import Ledger
from zns_batch.ledger.lanes import Lease
from zns_batch.ledger.moments import to_ms
from zns_batch.ledger.rows import Due
from zns_batch.messages import Kind, Outcome
from zns_batch.states import TRANSITIONS, RowState

BEAT_SECONDS = 2.0
"""How often a lane's owner gives a sign of life when it has nothing to write."""

STALE_SECONDS = 10.0
"""An intent that is older when its request could leave is given back instead: the lane may be lost."""

_MOST_AT_ONCE = 500
_OUTCOME_PATIENCE = 8.0

_STATE_OF: dict[Kind, RowState] = {
    Kind.ACCEPTED: RowState.ACCEPTED,
    Kind.REJECTED: RowState.REJECTED,
    Kind.UNKNOWN: RowState.UNKNOWN,
    Kind.NOT_SENT: RowState.PENDING,
}


def _before(*after: RowState) -> str:
    """Return the states that may become all of `after`, as SQL, from the one state machine."""
    states = [state for state in RowState if set(after) <= TRANSITIONS[state]]
    return ", ".join(f"'{state}'" for state in states)


_BEAT = text(
    "UPDATE lanes SET beat_at = :now, departed_at = coalesce(:departed, departed_at) "
    "WHERE account = :account AND epoch = :epoch"
)
_INTEND = text(
    "UPDATE rows SET state = 'sending', attempts = :attempt, epoch = :epoch "
    "WHERE campaign_id = :campaign AND seq = :seq AND attempts = :attempt - 1 "
    f"AND state IN ({_before(RowState.SENDING)})"
)
_SETTLE = text(
    "UPDATE rows SET state = :state, attempts = :made, code = :code, said = :said, "
    "message_id = :message_id, sent_at = :sent_at "
    "WHERE campaign_id = :campaign AND seq = :seq AND attempts = :attempt "
    f"AND state IN ({_before(RowState.ACCEPTED, RowState.REJECTED, RowState.PENDING)})"
)
_NOTE = text(
    "INSERT INTO changes (campaign_id, seq, at, state, attempt, tracking_id, code, epoch) "
    "VALUES (:campaign, :seq, :at, :state, :attempt, :tracking_id, :code, :epoch)"
)


@dataclass(frozen=True, slots=True)
class _Entry:
    intent: bool
    values: dict[str, Any]
    waiting: asyncio.Future[None]


class _RowTakenError(Exception):
    """Some row of a commit was not in the state it should have been in."""


class Writer:
    """The one writer of a running lane.

    Args:
        ledger: The ledger.
        lease: The right to send.
        clock: What time it is.

    """

    def __init__(self, ledger: Ledger, lease: Lease, clock: Clock) -> None:
        self._ledger = ledger
        self._lease = lease
        self._clock = clock
        self._queue: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._departed: datetime | None = None
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="zns-ledger-writer", daemon=True)
        self._thread.start()

    async def intend(self, row: Due, *, attempt: int) -> None:
        """Return once the intent to send a row is on disk.

        Raises:
            LaneHeldError: Another process has taken the lane over.
            LedgerError: The intent can't be written; the request must not leave.

        """
        await self._write(self._values(row, attempt, RowState.SENDING, None), intent=True)

    async def settle(self, row: Due, *, attempt: int, outcome: Outcome) -> None:
        """Return once what became of a row is on disk.

        Raises:
            LedgerError: It can't be written; the row will be in doubt for the next owner.

        """
        failure = outcome.failure
        values = self._values(
            row, attempt, _STATE_OF[outcome.kind], failure.code if failure else None
        )
        # An intent whose request never left was no attempt.
        held_back = outcome.kind is Kind.NOT_SENT and failure is None
        said = {
            "made": attempt - 1 if held_back else attempt,
            "said": failure.said if failure else "",
            "message_id": outcome.message_id,
            "sent_at": to_ms(outcome.sent_at),
        }
        await self._write(values | said, intent=False)

    def departed(self, when: datetime) -> None:
        """Note when a request left; it goes to disk with the next commit."""
        self._departed = when

    async def close(self) -> None:
        """Write what is waiting, and end."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _values(self, row: Due, attempt: int, state: RowState, code: str | None) -> dict[str, Any]:
        return {
            "campaign": self._lease.campaign_id,
            "seq": row.seq,
            "attempt": attempt,
            "tracking_id": row.tracking_id,
            "epoch": self._lease.epoch,
            "state": state.value,
            "code": code,
            "at": to_ms(self._clock.now()),
        }

    async def _write(self, values: dict[str, Any], *, intent: bool) -> None:
        waiting: asyncio.Future[None] = self._loop.create_future()
        self._queue.put(_Entry(intent, values, waiting))
        # A row that is interrupted here must not take its write with it.
        await asyncio.shield(waiting)

    # From here on everything runs in the writer's own thread.

    def _run(self) -> None:
        open_ = True
        while open_:
            entries, open_ = self._gather()
            self._commit(entries)

    def _gather(self) -> tuple[list[_Entry], bool]:
        entries: list[_Entry] = []
        try:
            entry = self._queue.get(timeout=BEAT_SECONDS)
            while entry is not None:
                entries.append(entry)
                if len(entries) == _MOST_AT_ONCE:
                    return entries, True
                entry = self._queue.get_nowait()
        except queue.Empty:
            return entries, True
        return entries, False

    def _commit(self, entries: list[_Entry]) -> None:
        intents = [entry for entry in entries if entry.intent]
        outcomes = [entry for entry in entries if not entry.intent]
        try:
            self._write_all(intents, outcomes)
        except _RowTakenError:
            self._one_by_one(intents, outcomes)
        except LedgerError as error:
            self._tell(intents, error)
            self._insist(outcomes)
        except Exception as error:  # noqa: BLE001 — a dead writer would keep every row waiting
            self._tell(entries, InternalError.of(error))
        else:
            self._tell(entries, None)

    def _one_by_one(self, intents: list[_Entry], outcomes: list[_Entry]) -> None:
        """Find the row that spoils a commit, so that the others are written all the same."""
        for entry in intents:
            try:
                self._write_all([entry], [])
            except _RowTakenError:
                campaign = self._lease.campaign_id
                self._tell([entry], LedgerError("ledger.row-taken", campaign=campaign))
            except LedgerError as error:
                self._tell([entry], error)
            else:
                self._tell([entry], None)
        self._insist(outcomes)

    def _insist(self, outcomes: list[_Entry]) -> None:
        """Try for a while: an outcome is paid for, and the trouble may pass."""
        if not outcomes:
            return
        patience = Retrying(
            retry=retry_if_exception_type(LedgerError),
            wait=wait_exponential(multiplier=0.1, max=2),
            stop=stop_after_delay(_OUTCOME_PATIENCE),
            reraise=True,
        )
        try:
            patience(self._write_all, [], outcomes)
        except LedgerError as error:
            self._tell(outcomes, error)
        else:
            self._tell(outcomes, None)

    def _write_all(self, intents: Sequence[_Entry], outcomes: Sequence[_Entry]) -> None:
        with self._ledger.write() as connection:
            if not self._beat(connection) and intents:
                raise LaneHeldError("ledger.lane-lost", account=self._lease.account)
            if intents:
                values = [entry.values for entry in intents]
                if connection.execute(_INTEND, values).rowcount != len(values):
                    raise _RowTakenError
                connection.execute(_NOTE, values)
            if outcomes:
                values = [entry.values for entry in outcomes]
                connection.execute(_SETTLE, values)
                connection.execute(_NOTE, values)

    def _beat(self, connection: Connection) -> bool:
        values = {
            "now": to_ms(self._clock.now()),
            "departed": to_ms(self._departed),
            "account": self._lease.account,
            "epoch": self._lease.epoch,
        }
        return connection.execute(_BEAT, values).rowcount == 1

    def _tell(self, entries: Sequence[_Entry], error: ZnsBatchError | None) -> None:
        if entries:
            self._loop.call_soon_threadsafe(_resolve, [e.waiting for e in entries], error)


def _resolve(waiting: Sequence[asyncio.Future[None]], error: ZnsBatchError | None) -> None:
    for future in waiting:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
