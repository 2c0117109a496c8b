"""Group commit of intents and outcomes while a campaign runs.

Each row's own order always holds: its intent is on disk before its request leaves, and its outcome
is written after. The cost of a sync to disk is shared by all rows that are waiting for one: a
thread gathers them and commits them together.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_exponential

from zns_batch.core.clock import Clock
from zns_batch.domain.message import Outcome
from zns_batch.errors import InternalError, LaneLostError, LedgerError, ZnsBatchError
from zns_batch.ledger import outcome_sql, row_counts
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.errors import PASSING
from zns_batch.ledger.db.kept_connection import KeptConnection
from zns_batch.ledger.leases import Lease, lost
from zns_batch.ledger.outcome_sql import RowUpdate
from zns_batch.ledger.rows import DueRow, is_suppressed

BEAT_SECONDS = 2.0
"""How often a lane's owner sends a heartbeat when it has nothing to write."""

STALE_SECONDS = 10.0
"""An intent that is older when its request could leave is given back instead: the lane may be lost."""

_FEWEST_STEPS = 32
_STEPS_PER_SYNC_SECOND = 15_000
# How long a sync takes is a moving average over about so many commits.
_COMMITS_REMEMBERED = 8
_OUTCOME_PATIENCE = 8.0


class _WriteRequest(NamedTuple):
    step: RowUpdate
    #: Whether it was written; an intent is not, for a row that was taken out of its campaign.
    waiting: asyncio.Future[bool]


class _RowTakenError(Exception):
    """Some row of a commit was not in the state it should have been in."""


def steps_per_commit(waiting: int, sync_seconds: float) -> int:
    """Return how many steps the next commit takes at the most.

    Few while the disk is fast: with more, all rows in flight may fall into step, all wait for the
    disk and then all for the provider, and nothing is done meanwhile. More where they would not keep
    up: twice as many as come while the disk syncs (a lane at full speed makes some 7,000 steps a
    second), and of a long queue all but what fills two further commits. What was measured is in
    docs/performance.md, "How many steps a commit takes".

    Args:
        waiting: How many steps wait.
        sync_seconds: How long the last commits took without their statements, in seconds.

    """
    while_it_syncs = int(sync_seconds * _STEPS_PER_SYNC_SECOND)
    of_a_long_queue = waiting - 2 * _FEWEST_STEPS
    return min(max(_FEWEST_STEPS, while_it_syncs, of_a_long_queue), outcome_sql.MOST)


class OutcomeWriter:
    """The one writer of a running lane."""

    def __init__(self, ledger: Ledger, lease: Lease, clock: Clock) -> None:
        self._ledger = ledger
        self._connection = KeptConnection(ledger)
        self._lease = lease
        self._clock = clock
        # The thread is woken once for many steps: each time is a call of the system and a change of
        # threads, and each commit takes as long as the sending of several messages.
        self._steps: deque[_WriteRequest | None] = deque()
        self._woken = threading.Event()
        self._is_waking = False
        self._is_committing = False
        self._departed: datetime | None = None
        self._sync_seconds = 0.0
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="zns-ledger-writer", daemon=True)
        self._thread.start()

    def record_intent(self, row: DueRow, *, attempt: int) -> asyncio.Future[bool]:
        """Hand over the intent to send a row.

        Returns:
            What is done once the intent is on disk. Its result is whether the row may be sent: its
            recipient may have been put on the never-send list since it was read, and then there is
            no intent. It fails with a `LaneLostError` when another process has taken the lane over,
            and with another `LedgerError` when the intent can't be written: the request must not
            leave.

        """
        return self._hand_over(row, attempt, None)

    def record_outcome(
        self, row: DueRow, *, attempt: int, outcome: Outcome
    ) -> asyncio.Future[bool]:
        """Hand over what became of a row.

        Returns:
            What is done once the outcome is on disk. It fails with a `LedgerError` when it can't be
            written; the row will be in doubt for the next owner.

        """
        return self._hand_over(row, attempt, outcome)

    def departed(self, when: datetime) -> None:
        """Note when a request left; it goes to disk with the next commit."""
        self._departed = when

    async def close(self) -> None:
        """Write what is waiting, and end."""
        self._steps.append(None)
        self._woken.set()
        await asyncio.to_thread(self._thread.join)

    def _hand_over(
        self, row: DueRow, attempt: int, outcome: Outcome | None
    ) -> asyncio.Future[bool]:
        # Who no longer waits for it takes back nothing: what is in the queue is written.
        waiting: asyncio.Future[bool] = self._loop.create_future()
        step = RowUpdate.of(row, attempt, self._clock.now(), outcome)
        self._steps.append(_WriteRequest(step, waiting))
        if not self._is_waking and not self._is_committing:
            self._wake_soon()
        return waiting

    def _wake_soon(self) -> None:
        self._is_waking = True
        self._loop.call_soon(self._wake, len(self._steps))

    def _wake(self, before: int) -> None:
        """Wake the thread, unless the loop has just made more steps: then the commit takes those too."""
        now = len(self._steps)
        if before < now < _FEWEST_STEPS:
            self._wake_soon()
            return
        self._is_waking, self._is_committing = False, True
        self._woken.set()

    def _committed(self) -> None:
        """Begin the next commit once the loop has sent the rows whose intents were in the last one."""
        self._is_committing = False
        if self._steps:
            self._wake_soon()

    # From here on everything runs in the writer's own thread.

    def _run(self) -> None:
        is_open = True
        while is_open:
            is_woken = self._woken.wait(BEAT_SECONDS)
            if is_woken:
                # Only then: a wake-up that comes just after the wait has ended must be found by the next.
                self._woken.clear()
            has_more = True
            while has_more:
                most = steps_per_commit(len(self._steps), self._sync_seconds)
                entries: list[_WriteRequest] = []
                while self._steps and len(entries) < most:
                    entry = self._steps.popleft()
                    if entry is None:
                        is_open = False
                        break
                    entries.append(entry)
                # Without a step it is a heartbeat.
                self._commit(entries)
                has_more = len(entries) == most and bool(self._steps) and is_open
            if is_woken and is_open:
                self._loop.call_soon_threadsafe(self._committed)
        self._connection.close()

    def _commit(self, entries: list[_WriteRequest]) -> None:
        intents = [entry for entry in entries if entry.step.outcome is None]
        outcomes = [entry for entry in entries if entry.step.outcome is not None]
        try:
            self._write_all(intents, outcomes)
        except _RowTakenError:
            self._isolate_conflict(intents, outcomes)
        except LedgerError as error:
            if error.key in PASSING:
                # Nothing of the intents has left: a server that starts again holds them up, no more.
                self._retry(outcomes, intents)
            else:
                self._resolve(intents, error)
                self._retry(outcomes)
        except Exception as error:  # noqa: BLE001 — a dead writer would keep every row waiting
            self._resolve(entries, InternalError.of(error))
        else:
            self._resolve(entries, None)

    def _isolate_conflict(
        self, intents: list[_WriteRequest], outcomes: list[_WriteRequest]
    ) -> None:
        """Find the row that spoils a commit, so that the others are written all the same."""
        self._retry(outcomes)
        for entry in intents:
            try:
                self._write_all([entry], [])
            except _RowTakenError:
                self._resolve_taken(entry)
            except LedgerError as error:
                self._resolve([entry], error)
            else:
                self._resolve([entry], None)

    def _retry(self, outcomes: list[_WriteRequest], intents: Sequence[_WriteRequest] = ()) -> None:
        """Try for a while: an outcome is paid for, and the trouble may pass."""
        if not outcomes and not intents:
            return

        def may_pass(error: BaseException) -> bool:
            lost_for_good = isinstance(error, LaneLostError) or self._ledger.absence.is_long
            return isinstance(error, LedgerError) and not lost_for_good

        patience = Retrying(
            retry=retry_if_exception(may_pass),
            wait=wait_exponential(multiplier=0.1, max=2),
            stop=stop_after_delay(_OUTCOME_PATIENCE),
            reraise=True,
        )
        try:
            patience(self._write_all, intents, outcomes, again=True)
        except _RowTakenError:
            self._isolate_conflict(list(intents), outcomes)
        except LaneLostError as error:
            self._resolve(intents, error)
            self._retry(outcomes)
        except LedgerError as error:
            self._resolve([*outcomes, *intents], error)
        else:
            self._resolve([*outcomes, *intents], None)

    def _write_all(
        self,
        intents: Sequence[_WriteRequest],
        outcomes: Sequence[_WriteRequest],
        *,
        again: bool = False,
    ) -> None:
        taken = [entry.step for entry in intents]
        settled = [entry.step for entry in outcomes]
        with self._connection.write() as connection:
            still_ours = outcome_sql.heartbeat(
                connection, self._lease, self._clock.now(), self._departed
            )
            # A commit that was cut off on its way may have been made: all of it, or nothing.
            if again and outcome_sql.is_noted(connection, self._lease, [*settled, *taken][0]):
                return
            if not still_ours and intents:
                raise lost(connection, self._lease.account)
            if not still_ours:
                # Nobody else expects a change of the campaign's rows now.
                row_counts.clear(connection, self._lease.campaign_id)
            # Outcomes first: then no more rows are ever in flight on disk than requests are.
            outcome_sql.settle(connection, self._lease, settled)
            if outcome_sql.intend(connection, self._lease, taken) != len(taken):
                raise _RowTakenError
            outcome_sql.append_history(connection, self._lease, [*settled, *taken])
            executed_at = self._clock.monotonic()
        synced = self._clock.monotonic() - executed_at
        self._sync_seconds += (synced - self._sync_seconds) / _COMMITS_REMEMBERED

    def _resolve_taken(self, entry: _WriteRequest) -> None:
        """Tell of a row that does not wait whether it was taken out, or whether somebody else sends it."""
        campaign_id = self._lease.campaign_id
        try:
            suppressed = is_suppressed(self._ledger, campaign_id, entry.step.row.seq)
        except LedgerError as error:
            self._resolve([entry], error)
            return
        if suppressed:
            self._resolve([entry], None, written=False)
        else:
            self._resolve([entry], LedgerError("ledger.row-taken", campaign=campaign_id))

    def _resolve(
        self,
        entries: Sequence[_WriteRequest],
        error: ZnsBatchError | None,
        *,
        written: bool = True,
    ) -> None:
        """Let those who wait for their commit go on, or fail with its error."""

        def resolve() -> None:
            for entry in entries:
                if entry.waiting.done():
                    continue
                if error is None:
                    entry.waiting.set_result(written)
                else:
                    entry.waiting.set_exception(error)

        if entries:
            self._loop.call_soon_threadsafe(resolve)
