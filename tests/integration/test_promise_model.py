"""The promise under everything that can happen, in any order: a search by hypothesis.

Processes of the program (the real campaigns, lane, writer and ledger, over a real SQLite file) run,
freeze, die, are interrupted and take over from each other, against a provider that does what
providers do on bad days and counts what it gets (`promise_model`), on a machine whose clock is
turned (`promise_machine`). After every step the promise is held against what happened.

In the suite the same few hundred steps are taken each time. To search longer, with new ones:

    ZNS_MODEL_EXAMPLES=2000 python -m pytest tests/integration/test_promise_model.py --timeout=0
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from promise_machine import ELSEWHERE, HERE, Blow, Fate, Machine, Point, Process
from promise_model import Answer, Renewal, Weather, World

from zns_batch.ledger import campaigns
from zns_batch.ledger.connect import open_ledger
from zns_batch.sending.limits import Limits
from zns_batch.sending.window import Window
from zns_batch.states import RETRYABLE

EXAMPLES = int(os.environ.get("ZNS_MODEL_EXAMPLES", "0"))

WINDOW = Window.parse("08:00-21:30")

listings = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from("xxy")), min_size=1, max_size=8
) | st.lists(st.tuples(st.integers(-1, 2), st.just("x")), min_size=1, max_size=4)
fates = st.none() | st.builds(
    Fate,
    blow=st.sampled_from(Blow),
    at=st.sampled_from(Point),
    nth=st.integers(1, 8),
)
answers = st.sampled_from([Answer.ACCEPTS, Answer.ACCEPTS_LATE, Answer.LOST_ACCEPTED, *Answer])
weathers = st.builds(
    Weather,
    answers=st.lists(answers, max_size=12).map(tuple),
    delays=st.lists(st.sampled_from([0.02, 0.3, 3.0]), min_size=1, max_size=3).map(tuple),
    disks=st.lists(st.sampled_from([0.002, 0.1, 4.0]), min_size=1, max_size=3).map(tuple),
    renewal=st.sampled_from([Renewal.WORKS, Renewal.WORKS, *Renewal]),
)
limits = st.builds(
    Limits,
    rate=st.sampled_from([50.0, 5.0]),
    concurrency=st.sampled_from([3, 1, 8]),
    quota_reserve=st.sampled_from([0, 0, 1]),
    window=st.sampled_from([None, WINDOW]),
    tries=st.sampled_from([5, 2]),
)
places = st.integers(0, 5)


class Promise(RuleBasedStateMachine):
    """What persons, processes, clocks and the provider may do."""

    blank: Path

    def __init__(self) -> None:
        super().__init__()
        self._ends = ExitStack()
        folder = Path(self._ends.enter_context(TemporaryDirectory(prefix="promise-")))
        self.machine = self._ends.enter_context(Machine())
        self.world = World(self.machine, folder, self.blank)
        self._ends.callback(self.world.close)

    def teardown(self) -> None:
        with self._ends:
            self.world.good_day()

    # ── commands ──

    @rule(
        listing=listings,
        again=st.sampled_from([False, False, True]),
        expires=st.sampled_from([None, None, 2.0, 3600.0]),
        limits=limits,
        weather=weathers,
        fate=fates,
        wait=st.booleans(),
    )
    def send(self, **asked) -> None:
        if len(self.machine.alive) < 3:
            self.world.send(**asked)

    @rule(
        place=places,
        limits=limits,
        weather=weathers,
        fate=fates,
        wait=st.booleans(),
        host=st.sampled_from([HERE, HERE, ELSEWHERE]),
    )
    def resume(self, place, **asked) -> None:
        campaign = self._campaign(place)
        if campaign is not None and len(self.machine.alive) < 3:
            self.world.resume(campaign, **asked)

    @rule(
        place=places,
        states=st.sets(st.sampled_from(sorted(RETRYABLE)), min_size=1),
        limits=limits,
        weather=weathers,
        fate=fates,
    )
    def retry(self, place, states, **asked) -> None:
        campaign = self._campaign(place)
        if campaign is not None and len(self.machine.alive) < 3:
            self.world.retry(campaign, states, **asked)

    @rule(place=places, fate=fates)
    def pause(self, place, fate) -> None:
        campaign = self._campaign(place)
        if campaign is not None:
            self.world.pause(campaign, fate)

    @rule(place=places, fate=fates)
    def cancel(self, place, fate) -> None:
        campaign = self._campaign(place)
        if campaign is not None:
            self.world.cancel(campaign, fate)

    @rule()
    def look(self) -> None:
        self.world.look()

    def _campaign(self, place: int) -> str | None:
        """Return a campaign, counted from the newest."""
        shown = [one for one in self.world.campaigns if self.world.is_shown(one)]
        return shown[-1 - place % len(shown)] if shown else None

    # ── what happens to processes ──

    @rule(place=places, fate=fates)
    def goes_on(self, place, fate) -> None:
        process = self._process(place)
        if process is not None:
            process.meets(fate)
            self.world.go_on(process)

    @rule(place=places)
    def dies(self, place) -> None:
        process = self._process(place)
        if process is not None:
            process.kill()

    @rule(place=places)
    def is_interrupted(self, place) -> None:
        process = self._process(place)
        if process is not None:
            process.interrupt()

    def _process(self, place: int) -> Process | None:
        alive = self.machine.alive
        return alive[place % len(alive)] if alive else None

    # ── time, and the provider's day ──

    @rule(seconds=st.sampled_from([1.0, 8.0, 16.0, 3600.0]))
    def time_passes(self, seconds) -> None:
        self.machine.pass_time(seconds)
        self.world.note_doubt()

    @rule(seconds=st.sampled_from([-3600, 3600, 20, -5, 41_398, 90_000]))
    def clock_is_turned(self, seconds) -> None:
        self.machine.turn_clock(timedelta(seconds=seconds))

    @rule(seconds=st.sampled_from([41_390.0, 41_399.5]))
    def evening_comes(self, seconds) -> None:
        self.machine.pass_time(seconds)
        self.world.note_doubt()

    @rule(daily=st.sampled_from([None, 3, 1, 10, 0]), silent=st.booleans())
    def quota_begins_anew(self, daily, silent) -> None:
        self.world.zalo.new_day(daily)
        self.world.zalo.silent = silent

    @rule(units=st.integers(1, 3))
    def others_use_quota(self, units) -> None:
        self.world.zalo.others_use(units)

    @invariant()
    def promise_is_kept(self) -> None:
        self.world.check()


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty ledger, to be copied: making one takes longer than a whole campaign."""
    path = tmp_path_factory.mktemp("promise") / "blank.db"
    open_ledger(path).close()
    return path


def test_the_promise_is_kept_whatever_happens(blank: Path) -> None:
    """Nothing is sent twice, nothing is lost and no limit is crossed, in any order of events."""
    Promise.blank = blank
    run_state_machine_as_test(
        Promise,
        settings=settings(
            max_examples=EXAMPLES or 60,
            stateful_step_count=12,
            deadline=None,
            derandomize=not EXAMPLES,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
