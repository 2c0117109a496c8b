"""All figures of a worker, under the names that Prometheus sees.

Names, units and endings follow Prometheus' page on naming ("Metric and label naming"). An account's
name is a label; no campaign, no phone and no list ever is.
"""

import platform
import re
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Info
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from zns_batch.core.clock import Clock
from zns_batch.metrics.collector import GaugeCollector
from zns_batch.metrics.lane_metrics import (
    LaneMetrics,
    LaneValues,
    MetricsObserver,
    ObserverCounters,
)
from zns_batch.metrics.ledger_poller import LedgerPoller

OTHER = "other"
"""Stands for every code that is no word, or one too many."""

MOST = 100
"""Different codes of one process; each makes a time series of its own."""

_CODE = re.compile(r"-?[A-Za-z0-9_.:-]{1,40}", re.ASCII)
# Nine digits in a row may be a phone number.
_LONG_NUMBER = re.compile(r"\d{8}")


class ReasonLabels:
    """Lets the first codes through, as they come."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._lock = threading.Lock()

    def label(self, code: str) -> str:
        """Return a code as a label; empty for none."""
        if not code or code in self._known:
            return code
        if not _CODE.fullmatch(code) or _LONG_NUMBER.search(code):
            return OTHER
        with self._lock:
            if len(self._known) >= MOST and code not in self._known:
                return OTHER
            self._known.add(code)
        return code


class MetricsRegistry:
    """What one worker counts and knows.

    Args:
        survey: How everything stands in the ledger.
        clock: What time it is.
        is_ready: Tells whether the worker looked for what is due a short while ago.
        version: The program's version.

    """

    def __init__(
        self, survey: LedgerPoller, clock: Clock, *, is_ready: Callable[[], bool], version: str
    ) -> None:
        self.registry = CollectorRegistry()
        self._clock = clock
        self._codes = ReasonLabels()
        self._meters: dict[str, LaneMetrics] = {}
        self._lock = threading.Lock()
        self._messages = self._counter(
            "messages", "Messages by what became of them.", "account", "state", "code"
        )
        self._retries = self._counter(
            "retries", "Requests that certainly sent nothing; the row waits.", "account", "code"
        )
        self._too_fast = self._counter(
            "pace_refusals", "Requests that the provider refused as too fast.", "account"
        )
        build = Info("zns_batch_build", "The program.", registry=self.registry)
        build.info({"version": version, "python_version": platform.python_version()})
        self.registry.register(GaugeCollector(self._lanes, survey, clock, is_ready))
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def turn(self, account: str) -> AbstractContextManager[None]:
        """Note that a campaign of an account has its turn here, until it is over."""
        return self._meter(account).turn()

    def watch(self, account: str) -> MetricsObserver:
        """Return who counts what becomes of an account's messages."""
        messages, retries = self._messages, self._retries
        too_fast = self._too_fast.labels(account)
        label = self._codes.label
        counting = ObserverCounters(
            message=lambda state, code: messages.labels(account, state, label(code)).inc(),
            retry=lambda code: retries.labels(account, label(code)).inc(),
            too_fast=too_fast.inc,
        )
        # From 0: a series that begins at its first message hides it from Prometheus' `rate`.
        messages.labels(account, "accepted", "")
        return MetricsObserver(self._meter(account), counting)

    def _meter(self, account: str) -> LaneMetrics:
        with self._lock:
            if account not in self._meters:
                self._meters[account] = LaneMetrics(account, self._clock)
            return self._meters[account]

    def _lanes(self) -> list[LaneValues]:
        with self._lock:
            meters = list(self._meters.values())
        return [meter.look() for meter in meters]

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(f"zns_batch_{name}", said, labels, registry=self.registry)
