"""The figures of a worker, by a clock that is turned by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_help import NOW, TestClock, accepted
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.errors import LedgerError
from zns_batch.ledger.maintenance.stats import LedgerStats, PausedCount
from zns_batch.ledger.rows import DueRow
from zns_batch.metrics.ledger_poller import FRESH_SECONDS, LedgerPoller
from zns_batch.metrics.registry import MOST, OTHER, MetricsRegistry, ReasonLabels

ROW = DueRow(seq=1, number=2, attempts=0, tracking_id="z-1", phone="84912345678", data={})
QUOTA = Quota(daily=500, remaining=480)


STANDING = LedgerStats(
    campaigns={"completed": 2},
    sending=frozenset(),
    accounts=frozenset({"shop"}),
    resting=(),
    waiting=0,
    since=None,
    workers=1,
)


class Scene:
    """Figures, and all that they are made from."""

    def __init__(self) -> None:
        self.clock = TestClock()
        self.found: LedgerStats | None = STANDING
        self.survey = LedgerPoller(lambda _now: self._look(), self.clock)
        self.figures = MetricsRegistry(
            self.survey, self.clock, is_ready=lambda: True, version="1.2.3"
        )

    def _look(self) -> LedgerStats:
        if self.found is None:
            raise LedgerError("ledger.bad-address")
        return self.found

    def samples(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        """What a scrape brings, read by Prometheus' own parser."""
        text = generate_latest(self.figures.registry).decode()
        return {
            (one.name.removeprefix("zns_batch_"), tuple(sorted(one.labels.items()))): one.value
            for family in text_string_to_metric_families(text)
            for one in family.samples
            if one.name.startswith("zns_batch_") and not one.name.endswith("_created")
        }

    def get(self, name: str, **labels: str) -> float | None:
        return self.samples().get((name, tuple(sorted(labels.items()))))

    def lane(self) -> set[tuple[str, str]]:
        """How the shop's lane stands."""
        return {
            (dict(labels)["state"], dict(labels)["reason"])
            for (name, labels), value in self.samples().items()
            if name == "lane_state" and dict(labels)["account"] == "shop" and value == 1
        }


def refused(code: str, kind: OutcomeKind, action: Action) -> Outcome:
    return Outcome(kind=kind, failure=Failure(code=code, action=action))


def test_each_outcome_is_counted_where_it_belongs() -> None:
    """Messages are counted by state and code, and what was certainly not sent is no message."""
    scene = Scene()
    watch = scene.figures.watch("shop")
    for outcome in (
        accepted(),
        accepted(),
        refused("-118", OutcomeKind.REJECTED, Action.ROW),
        refused("timeout", OutcomeKind.UNKNOWN, Action.RETRY),
        refused("-32", OutcomeKind.NOT_SENT, Action.SLOW),
        refused("connection-refused", OutcomeKind.NOT_SENT, Action.RETRY),
        Outcome(kind=OutcomeKind.NOT_SENT),
    ):
        watch.on_outcome(ROW, outcome)
    counted = {
        (name, dict(labels).get("state"), dict(labels).get("code")): value
        for (name, labels), value in scene.samples().items()
        if name in {"messages_total", "retries_total", "pace_refusals_total"}
    }
    assert {
        ("messages_total", "accepted", ""): 2,
        ("messages_total", "rejected", "-118"): 1,
        ("messages_total", "unknown", "timeout"): 1,
        ("retries_total", None, "-32"): 1,
        ("retries_total", None, "connection-refused"): 1,
        ("pace_refusals_total", None, None): 1,
    } == counted


def test_the_pace_is_told_only_while_a_lane_sends() -> None:
    """What a lane keeps to and what is measured are there during a turn, and gone after it."""
    scene = Scene()
    watch = scene.figures.watch("shop")
    with scene.figures.turn("shop"):
        watch.on_progress(rate=20.0, quota=QUOTA, in_flight=7)
        for _ in range(5):
            scene.clock.turn(1)
            for _ in range(4):
                watch.on_outcome(ROW, accepted())
        scene.clock.turn(1)
        assert 20 == scene.get("pace_messages_per_second", account="shop")
        assert 20 / 6 == pytest.approx(scene.get("measured_messages_per_second", account="shop"))
        assert 7 == scene.get("requests_in_flight", account="shop")
    assert scene.get("pace_messages_per_second", account="shop") is None
    assert 0 == scene.get("measured_messages_per_second", account="shop")
    assert 0 == scene.get("requests_in_flight", account="shop")
    assert 480 == scene.get("quota_remaining_messages", account="shop")


def test_the_word_on_a_quota_counts_for_its_day() -> None:
    """What was left yesterday is not told as what is left today."""
    scene = Scene()
    scene.figures.watch("shop").on_progress(rate=1.0, quota=QUOTA, in_flight=0)
    assert 500 == scene.get("quota_daily_messages", account="shop")
    scene.clock.turn(15 * 3600)
    assert scene.get("quota_remaining_messages", account="shop") is None


def test_a_lane_stands_in_exactly_one_way() -> None:
    """Idle, sending here or elsewhere, or waiting, with its reason: never two at once."""
    scene = Scene()
    scene.survey.look_once()
    assert {("idle", "")} == scene.lane()
    watch = scene.figures.watch("shop")
    with scene.figures.turn("shop"):
        assert {("waiting", "lane")} == scene.lane()
        watch.on_progress(rate=1.0, quota=Quota(), in_flight=1)
        assert {("sending", "")} == scene.lane()
        watch.on_wait(Reason.QUOTA)
        assert {("waiting", "quota")} == scene.lane()
        watch.on_wait(None)
        assert {("sending", "")} == scene.lane()
    rest = PausedCount(account="shop", reason="night", goes_on=True, count=2)
    scene.found = replace(STANDING, resting=(rest,))
    scene.survey.look_once()
    assert {("waiting", "night")} == scene.lane()
    assert 2 == scene.get("campaigns_resting", account="shop", reason="night", needs="time")
    scene.found = replace(STANDING, sending=frozenset({"shop"}))
    scene.survey.look_once()
    assert {("sending", "")} == scene.lane()


def test_the_lag_is_that_of_the_longest_waiting() -> None:
    """How long the first campaign has been due grows until somebody takes it."""
    scene = Scene()
    scene.found = replace(STANDING, waiting=3, since=NOW - timedelta(seconds=90))
    scene.survey.look_once()
    assert (90, 3) == (scene.get("lag_seconds"), scene.get("campaigns_due"))
    scene.clock.turn(10)
    assert 100 == scene.get("lag_seconds")
    assert (2, 0) == (
        scene.get("campaigns", state="completed"),
        scene.get("campaigns", state="running"),
    )


@pytest.mark.parametrize("way", ["never", "fails", "stands still"])
def test_a_ledger_that_is_away_is_told_and_nothing_old_is(way: str) -> None:
    """Without a fresh look, figures of the ledger are left out; those of the process stay."""
    scene = Scene()
    scene.figures.watch("shop").on_outcome(ROW, accepted())
    if way != "never":
        scene.survey.look_once()
        assert 1 == scene.get("ledger_up")
    if way == "fails":
        scene.found = None
        scene.survey.look_once()
    scene.clock.turn(FRESH_SECONDS + 1)
    assert 0 == scene.get("ledger_up")
    assert scene.get("lag_seconds") is None
    assert scene.get("workers") is None
    assert 1 == scene.get("messages_total", account="shop", state="accepted", code="")


def test_codes_are_few_and_never_a_phone() -> None:
    """Whatever a provider answers, it makes no endless number of series, and no number of a customer one."""
    codes = ReasonLabels()
    assert ["", "-118", "http-502"] == [codes.label(one) for one in ("", "-118", "http-502")]
    strange = ("84912345678", "-84912345678", "no such phone", "x" * 41, "Lỗi", 'a"b', "a\nb")
    assert {OTHER} == {codes.label(one) for one in strange}
    many = {codes.label(f"e{number}") for number in range(3 * MOST)}
    assert OTHER in many
    assert MOST + 1 >= len(many)
    assert "-118" == codes.label("-118"), "one that was known stays known"


def test_names_follow_the_advice_of_prometheus() -> None:
    """Every figure has our prefix, counters end in `_total`, and no label is a customer's or a campaign's."""
    scene = Scene()
    scene.survey.look_once()
    scene.figures.watch("shop").on_progress(rate=1.0, quota=QUOTA, in_flight=0)
    registry: CollectorRegistry = scene.figures.registry
    families = [one for one in registry.collect() if not one.name.startswith(("process", "python"))]
    assert all(one.name.startswith("zns_batch_") for one in families)
    assert all(one.documentation for one in families)
    labels = {label for one in families for sample in one.samples for label in sample.labels}
    assert {
        "account", "state", "code", "reason", "needs", "version", "python_version",
    } >= labels  # fmt: skip
