"""The figures of one account's lane, as the process that sends sees them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.domain.message import Action, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.interfaces import ProgressObserver

MEASURED_SECONDS = 10
"""Over how many seconds the pace is measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneValues:
    """How an account's lane stands in this process.

    Attributes:
        account: The account.
        running: Its campaign has its turn here.
        waits_for: What the lane waits for in the middle of sending.
        rate: Messages a second that it keeps to now; `None` when it is not sending.
        measured: Messages a second that came to an outcome lately.
        in_flight: Requests on their way.
        quota: The provider's word of today; empty when there was none today.

    """

    account: str
    running: bool = False
    waits_for: Reason | None = None
    rate: float | None = None
    measured: float = 0.0
    in_flight: int = 0
    quota: Quota = field(default_factory=Quota)


class LaneMetrics:
    """Takes down how one account's lane goes. Its lane and those who look are different threads.

    Args:
        account: The account.
        clock: What time it is.

    """

    def __init__(self, account: str, clock: Clock) -> None:
        self._now = LaneValues(account=account)
        self._clock = clock
        self._lock = threading.Lock()
        self._quota_of: date | None = None
        self._began = 0.0
        # How many messages came to an outcome, by the second.
        self._done: dict[int, int] = {}

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Note that a campaign of the account has its turn here, until it is over."""
        with self._lock:
            self._began = self._clock.monotonic()
            self._now = replace(self._now, running=True)
        try:
            yield
        finally:
            with self._lock:
                self._done.clear()
                quota = self._now.quota
                self._now = LaneValues(account=self._now.account, quota=quota)

    def moves(self, *, rate: float, quota: Quota, in_flight: int) -> None:
        """Note how fast the lane goes."""
        with self._lock:
            self._now = replace(self._now, rate=rate, in_flight=in_flight)
            if quota.remaining is not None:
                self._now = replace(self._now, quota=quota)
                self._quota_of = self._today()

    def waits(self, reason: Reason | None) -> None:
        """Note what the lane waits for."""
        with self._lock:
            self._now = replace(self._now, waits_for=reason)

    def done(self) -> None:
        """Count a message that came to an outcome."""
        second = int(self._clock.monotonic())
        with self._lock:
            if second not in self._done:
                self._forget(second)
            self._done[second] = self._done.get(second, 0) + 1

    def look(self) -> LaneValues:
        """Return the figures as they stand."""
        with self._lock:
            found = replace(self._now, measured=self._measured())
            # The provider's word counts for its day: nobody has asked since.
            return found if self._quota_of == self._today() else replace(found, quota=Quota())

    def _measured(self) -> float:
        now = self._clock.monotonic()
        self._forget(int(now))
        # The present second is not over; a lane that began a moment ago is measured since then.
        past = sum(count for second, count in self._done.items() if second < int(now))
        span = min(MEASURED_SECONDS, int(now) - self._began)
        return past / span if span >= 1 else 0.0

    def _forget(self, second: int) -> None:
        for old in [one for one in self._done if one < second - MEASURED_SECONDS]:
            del self._done[old]

    def _today(self) -> date:
        return in_vietnam(self._clock.now()).date()


_STATES = {
    OutcomeKind.ACCEPTED: "accepted",
    OutcomeKind.REJECTED: "rejected",
    OutcomeKind.UNKNOWN: "unknown",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ObserverCounters:
    """Where an account's lane counts.

    Attributes:
        message: Counts a message: its state, and why it was not accepted.
        retry: Counts a request that certainly sent nothing, so that its row goes again: why.
        too_fast: Counts a refusal for the pace.

    """

    message: Callable[[str, str], None]
    retry: Callable[[str], None]
    too_fast: Callable[[], None]


class MetricsObserver(ProgressObserver):
    """Counts what becomes of an account's messages, and notes how its lane goes.

    Args:
        meter: Takes down how the lane goes.
        counting: Where to count.

    """

    def __init__(self, meter: LaneMetrics, counting: ObserverCounters) -> None:
        self._meter = meter
        self._counting = counting

    def on_outcome(self, row: DueRow, outcome: Outcome) -> None:  # noqa: ARG002 — no phone in a figure
        """Count an outcome."""
        failure = outcome.failure
        state = _STATES.get(outcome.kind)
        if state is not None:
            self._meter.done()
            self._counting.message(state, failure.code if failure else "")
        elif failure is not None:
            self._counting.retry(failure.code)
            if failure.action is Action.SLOW:
                self._counting.too_fast()

    def on_progress(self, *, rate: float, quota: Quota, in_flight: int) -> None:
        """Note how fast the lane goes."""
        self._meter.moves(rate=rate, quota=quota, in_flight=in_flight)

    def on_wait(self, reason: Reason | None) -> None:
        """Note what the lane waits for."""
        self._meter.waits(reason)
