"""All metrics of a worker, under the names that Prometheus sees.

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
from zns_batch.metrics.lane_metrics import LaneCounters, LaneMetrics
from zns_batch.metrics.ledger_poller import LedgerPoller

OTHER = "other"
"""The label of every code that is malformed, or one too many."""

MOST = 100
"""Different codes of one process; each makes a time series of its own."""

_CODE = re.compile(r"-?[A-Za-z0-9_.:-]{1,40}", re.ASCII)
# Nine digits in a row may be a phone number.
_LONG_NUMBER = re.compile(r"\d{8}")


class ReasonLabels:
    """Makes labels of codes; bounds how many different ones there are."""

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
    """The counters and gauges of one worker.

    `is_ready` tells whether the worker looked for due campaigns a short while ago.
    """

    def __init__(
        self, poller: LedgerPoller, clock: Clock, *, is_ready: Callable[[], bool], version: str
    ) -> None:
        self.registry = CollectorRegistry()
        self._clock = clock
        self._lanes: dict[str, LaneMetrics] = {}
        self._lock = threading.Lock()
        self._counters = LaneCounters(
            messages=self._counter(
                "messages", "Messages by what became of them.", "account", "state", "code"
            ),
            retries=self._counter(
                "retries", "Requests that certainly sent nothing; the row waits.", "account", "code"
            ),
            throttled=self._counter(
                "pace_refusals", "Requests that the provider refused as too fast.", "account"
            ),
            label=ReasonLabels().label,
        )
        build = Info("zns_batch_build", "The program.", registry=self.registry)
        build.info({"version": version, "python_version": platform.python_version()})
        self.registry.register(GaugeCollector(self._all_lanes, poller, clock, is_ready))
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def turn(self, account: str) -> AbstractContextManager[None]:
        """Note that a campaign of an account is being processed here, until it is over."""
        return self.watch(account).running()

    def watch(self, account: str) -> LaneMetrics:
        """Return the observer of an account's lane."""
        with self._lock:
            if account not in self._lanes:
                self._lanes[account] = LaneMetrics(account, self._clock, self._counters)
            return self._lanes[account]

    def _all_lanes(self) -> list[LaneMetrics]:
        with self._lock:
            return list(self._lanes.values())

    def _counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(f"zns_batch_{name}", description, labels, registry=self.registry)
