"""Prometheus gauges, made at each scrape from what is in memory; a scrape asks no database."""

from collections.abc import Callable, Collection, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from zns_batch.core.clock import Clock
from zns_batch.domain.states import CampaignState
from zns_batch.ledger.maintenance.stats import LedgerStats
from zns_batch.metrics.lane_metrics import LaneMetrics, LaneValues
from zns_batch.metrics.ledger_poller import LedgerPoller

_STATES = tuple(state for state in CampaignState if state is not CampaignState.DRAFT)


class GaugeCollector(Collector):
    """Makes the gauges.

    `lanes` returns the lanes of this process, `is_ready` tells whether the worker looked for due
    campaigns a short while ago.
    """

    def __init__(
        self,
        lanes: Callable[[], Collection[LaneMetrics]],
        poller: LedgerPoller,
        clock: Clock,
        is_ready: Callable[[], bool],
    ) -> None:
        self._lanes = lanes
        self._poller = poller
        self._clock = clock
        self._is_ready = is_ready

    def describe(self) -> Iterator[Metric]:
        """Describe nothing: the names are ours alone, and asking for them would be a scrape."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Return the gauges as they are now."""
        lanes, stats = [lane.values() for lane in self._lanes()], self._poller.last()
        yield _gauge("worker_ready", "Whether it looked for what is due lately.", self._is_ready())
        yield _gauge("ledger_up", "Whether the ledger could be read lately.", stats is not None)
        yield from _lane_gauges(lanes)
        yield _lane_states(lanes, stats)
        if stats is not None:
            yield from _ledger_gauges(stats, self._clock)


def _ledger_gauges(stats: LedgerStats, clock: Clock) -> Iterator[Metric]:
    since = stats.since
    lag = max((clock.now() - since).total_seconds(), 0.0) if since else 0.0
    yield _gauge("workers", "Workers that are there, on all machines.", stats.workers)
    yield _gauge("campaigns_due", "Campaigns that are due and wait for a worker.", stats.waiting)
    yield _gauge("lag_seconds", "How long the first of them has waited.", lag)
    by_state = _family("campaigns", "Campaigns by state.", "state")
    for state in _STATES:
        by_state.add_metric([state.value], stats.campaigns.get(state, 0))
    yield by_state
    paused = _family(
        "campaigns_resting",
        "Campaigns left to workers that stand still; needs is `person` or `time`.",
        "account",
        "reason",
        "needs",
    )
    for count in stats.resting:
        needs = "time" if count.goes_on else "person"
        paused.add_metric([count.account, count.reason, needs], count.count)
    yield paused


def _lane_gauges(lanes: Collection[LaneValues]) -> Iterator[Metric]:
    pace = _family("pace_messages_per_second", "The pace that a lane keeps to now.", "account")
    measured = _family("measured_messages_per_second", "Outcomes of the last 10 s.", "account")
    in_flight = _family("requests_in_flight", "Requests on their way.", "account")
    left = _family("quota_remaining_messages", "The provider's last word of today.", "account")
    daily = _family("quota_daily_messages", "The quota of the day.", "account")
    for lane in lanes:
        if lane.rate is not None:
            pace.add_metric([lane.account], lane.rate)
        measured.add_metric([lane.account], lane.measured)
        in_flight.add_metric([lane.account], lane.in_flight)
        if lane.quota.remaining is not None:
            left.add_metric([lane.account], lane.quota.remaining)
        if lane.quota.daily is not None:
            daily.add_metric([lane.account], lane.quota.daily)
    yield from (pace, measured, in_flight, left, daily)


def _lane_states(lanes: Collection[LaneValues], stats: LedgerStats | None) -> Metric:
    """Return the gauge whose labels tell each lane's state and what it waits for."""
    family = _family("lane_state", "1 for how a lane stands.", "account", "state", "reason")
    by_account = {lane.account: lane for lane in lanes}
    paused = {count.account: count.reason for count in stats.resting} if stats else {}
    for account in sorted(by_account.keys() | (stats.accounts if stats else frozenset())):
        lane = by_account.get(account)
        if lane is not None and lane.waits_for is not None:
            state, reason = "waiting", lane.waits_for.value
        elif (lane is not None and lane.rate is not None) or (
            stats is not None and account in stats.sending
        ):
            state, reason = "sending", ""
        elif lane is not None and lane.running:
            state, reason = "waiting", "lane"
        elif account in paused:
            state, reason = "waiting", paused[account]
        else:
            state, reason = "idle", ""
        family.add_metric([account, state, reason], 1)
    return family


def _gauge(name: str, description: str, value: float) -> Metric:
    family = _family(name, description)
    family.add_metric([], float(value))
    return family


def _family(name: str, description: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"zns_batch_{name}", description, labels=labels)
