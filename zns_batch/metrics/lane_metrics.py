"""Metrics of one account's lane, as the process that sends sees them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from prometheus_client import Counter

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.domain.message import Action, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.interfaces import ProgressObserver

MEASURED_SECONDS = 10
"""Over how many seconds the rate is measured."""

_STATES = {
    OutcomeKind.ACCEPTED: "accepted",
    OutcomeKind.REJECTED: "rejected",
    OutcomeKind.UNKNOWN: "unknown",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneValues:
    """The gauges of an account's lane in this process."""

    account: str
    #: Whether one of its campaigns is being processed here.
    running: bool = False
    #: What the lane waits for in the middle of sending.
    waits_for: Reason | None = None
    #: The rate limit at present, in messages a second; `None` when it is not sending.
    rate: float | None = None
    #: Outcomes a second lately.
    measured: float = 0.0
    #: Requests in flight.
    in_flight: int = 0
    #: The provider's report of today; empty when there was none today.
    quota: Quota = field(default_factory=Quota)


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneCounters:
    """The counters that all lanes share, labelled with the account."""

    #: Messages by state and code.
    messages: Counter
    #: Requests that certainly sent nothing, so that the row goes again, by code.
    retries: Counter
    #: Refusals for the rate.
    throttled: Counter
    #: Makes a label of a code.
    label: Callable[[str], str]


class LaneMetrics(ProgressObserver):
    """Observes one account's lane. The lane and whoever reads the values are different threads."""

    def __init__(self, account: str, clock: Clock, counters: LaneCounters) -> None:
        self._account = account
        self._clock = clock
        self._counters = counters
        # From 0: a series that begins at its first message hides it from Prometheus' `rate`.
        counters.messages.labels(account, "accepted", "")
        self._throttled = counters.throttled.labels(account)
        self._lock = threading.Lock()
        self._values = LaneValues(account=account)
        self._quota_date: date | None = None
        self._began = 0.0
        # How many messages came to an outcome, by the second.
        self._outcomes: dict[int, int] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Note that a campaign of the account is being processed here, until it is over."""
        with self._lock:
            self._began = self._clock.monotonic()
            self._values = replace(self._values, running=True)
        try:
            yield
        finally:
            with self._lock:
                self._outcomes.clear()
                self._values = LaneValues(account=self._account, quota=self._values.quota)

    def on_outcome(self, row: DueRow, outcome: Outcome) -> None:  # noqa: ARG002 — no phone in a metric
        """Count an outcome."""
        failure, counters = outcome.failure, self._counters
        state = _STATES.get(outcome.kind)
        if state is not None:
            second = int(self._clock.monotonic())
            with self._lock:
                if second not in self._outcomes:
                    self._forget(second)
                self._outcomes[second] = self._outcomes.get(second, 0) + 1
            code = counters.label(failure.code if failure else "")
            counters.messages.labels(self._account, state, code).inc()
        elif failure is not None:
            counters.retries.labels(self._account, counters.label(failure.code)).inc()
            if failure.action is Action.SLOW:
                self._throttled.inc()

    def on_progress(self, *, rate: float, quota: Quota, in_flight: int) -> None:
        """Note the rate and the quota."""
        with self._lock:
            self._values = replace(self._values, rate=rate, in_flight=in_flight)
            if quota.remaining is not None:
                self._values = replace(self._values, quota=quota)
                self._quota_date = self._today()

    def on_wait(self, reason: Reason | None) -> None:
        """Note what the lane waits for."""
        with self._lock:
            self._values = replace(self._values, waits_for=reason)

    def values(self) -> LaneValues:
        """Return the gauges as they are now."""
        with self._lock:
            now = self._clock.monotonic()
            self._forget(int(now))
            # The present second is not over; a lane that began a moment ago is measured since then.
            done = sum(count for second, count in self._outcomes.items() if second < int(now))
            span = min(MEASURED_SECONDS, int(now) - self._began)
            values = replace(self._values, measured=done / span if span >= 1 else 0.0)
            # The provider's report counts for its day: nobody has asked since.
            return values if self._quota_date == self._today() else replace(values, quota=Quota())

    def _forget(self, second: int) -> None:
        for old in [key for key in self._outcomes if key < second - MEASURED_SECONDS]:
            del self._outcomes[old]

    def _today(self) -> date:
        return in_vietnam(self._clock.now()).date()
