"""What stands in figures at the moment of a scrape, made from what is known; nobody is asked."""

from collections.abc import Callable, Collection, Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from zns_batch.core.clock import Clock
from zns_batch.domain.states import CampaignState
from zns_batch.ledger.maintenance.stats import LedgerStats, PausedCount
from zns_batch.metrics.lane_metrics import LaneValues
from zns_batch.metrics.ledger_poller import LedgerPoller

_STATES = tuple(state for state in CampaignState if state is not CampaignState.DRAFT)


class GaugeCollector(Collector):
    """Gives the gauges.

    Args:
        lanes: Returns the lanes of this process.
        survey: How everything stands in the ledger.
        clock: What time it is.
        is_ready: Tells whether the worker looked for what is due a short while ago.

    """

    def __init__(
        self,
        lanes: Callable[[], Collection[LaneValues]],
        survey: LedgerPoller,
        clock: Clock,
        is_ready: Callable[[], bool],
    ) -> None:
        self._lanes = lanes
        self._survey = survey
        self._clock = clock
        self._is_ready = is_ready

    def describe(self) -> Iterator[Metric]:
        """Name nothing: the names are ours alone, and asking for them would be a scrape."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Return the gauges as they stand."""
        lanes, found = self._lanes(), self._survey.last()
        yield _one("worker_ready", "Whether it looked for what is due lately.", self._is_ready())
        yield _one("ledger_up", "Whether the ledger could be read lately.", found is not None)
        yield from _moving(lanes)
        yield _states(lanes, found)
        if found is not None:
            yield from self._standing(found)

    def _standing(self, found: LedgerStats) -> Iterator[Metric]:
        since = found.since
        lag = max((self._clock.now() - since).total_seconds(), 0.0) if since else 0.0
        yield _one("workers", "Workers that are there, on all machines.", found.workers)
        yield _one("campaigns_due", "Campaigns that are due and wait for a worker.", found.waiting)
        yield _one("lag_seconds", "How long the first of them has waited.", lag)
        by_state = _family("campaigns", "Campaigns by state.", "state")
        for state in _STATES:
            by_state.add_metric([state.value], found.campaigns.get(state, 0))
        yield by_state
        yield _resting(found.resting)


def _moving(lanes: Collection[LaneValues]) -> Iterator[Metric]:
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


def _states(lanes: Collection[LaneValues], found: LedgerStats | None) -> Metric:
    family = _family("lane_state", "1 for how a lane stands.", "account", "state", "reason")
    here = {lane.account: lane for lane in lanes}
    accounts = here.keys() | (found.accounts if found else frozenset())
    rests = {rest.account: rest for rest in found.resting} if found else {}
    for account in sorted(accounts):
        family.add_metric([account, *_state(account, here.get(account), found, rests)], 1)
    return family


def _state(
    account: str,
    here: LaneValues | None,
    found: LedgerStats | None,
    rests: Mapping[str, PausedCount],
) -> tuple[str, str]:
    """Return the word for how a lane stands, and what it waits for."""
    if here is not None and here.waits_for is not None:
        return "waiting", here.waits_for.value
    if here is not None and here.rate is not None:
        return "sending", ""
    if found is not None and account in found.sending:
        return "sending", ""
    if here is not None and here.running:
        return "waiting", "lane"
    return ("waiting", rests[account].reason) if account in rests else ("idle", "")


def _resting(resting: Collection[PausedCount]) -> Metric:
    family = _family(
        "campaigns_resting",
        "Campaigns left to workers that stand still; needs is `person` or `time`.",
        "account",
        "reason",
        "needs",
    )
    for rest in resting:
        family.add_metric(
            [rest.account, rest.reason, "time" if rest.goes_on else "person"], rest.count
        )
    return family


def _one(name: str, said: str, value: float) -> Metric:
    family = _family(name, said)
    family.add_metric([], float(value))
    return family


def _family(name: str, said: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"zns_batch_{name}", said, labels=labels)
