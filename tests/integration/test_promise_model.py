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
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import postgres_help
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from promise_machine import ELSEWHERE, HERE, Blow, Fate, Machine, Point, Process
from promise_model import FAIR, Answer, Renewal, Weather, World

from zns_batch.domain.states import RETRYABLE, RowState
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.sending.hours import SendingHours
from zns_batch.sending.interfaces import SendLimits

EXAMPLES = int(os.environ.get("ZNS_MODEL_EXAMPLES", "0"))

WINDOW = SendingHours.parse("08:00-21:30")
TO_EVENING = 41_399.5
"""Seconds from the morning until just before that window closes."""


def often(usual: Any, times: int, *others: Any) -> st.SearchStrategy[Any]:
    """Return one thing mostly, and others now and then: too much trouble ends a run at once."""
    return st.sampled_from([usual] * times + list(others))


listings = st.lists(st.tuples(st.integers(-1, 9), often("x", 3, "y")), min_size=3, max_size=12)
fates = st.none() | st.builds(
    Fate,
    blow=st.sampled_from([Blow.KILL, Blow.FREEZE, Blow.PART, Blow.FREEZE, Blow.SIGNAL]),
    at=st.sampled_from(Point),
    nth=st.integers(1, 8),
)
halts = st.builds(
    Fate,
    blow=st.sampled_from([Blow.PART, Blow.FREEZE, Blow.KILL]),
    at=st.sampled_from([Point.COMMITTED, Point.REQUEST, Point.ARRIVED]),
    nth=st.integers(1, 8),
)
answers = often(Answer.ACCEPTS, 8, *[Answer.ACCEPTS_LATE, Answer.LOST_ACCEPTED] * 4, *Answer)
weathers = st.builds(
    Weather,
    answers=st.lists(answers, max_size=12).map(tuple),
    delays=st.lists(often(0.02, 2, 0.3, 3.0), min_size=1, max_size=3).map(tuple),
    disks=st.lists(often(0.002, 3, 0.1, 4.0), min_size=1, max_size=3).map(tuple),
    renewal=often(Renewal.WORKS, 4, *Renewal),
)
limits = st.builds(
    SendLimits,
    rate=st.sampled_from([50.0, 5.0]),
    concurrency=st.sampled_from([3, 8, 1]),
    quota_reserve=often(0, 3, 1),
    window=often(None, 3, WINDOW),
    tries=often(5, 2, 2),
)
sends = st.fixed_dictionaries(
    {
        "listing": listings,
        "again": often(False, 3, True),
        "expires": often(None, 5, 3.0, 3600.0),
        "limits": limits,
        "weather": weathers,
        "fate": fates,
        "wait": st.booleans(),
    }
)
quotas = often(None, 4, 20, 6, 3, 1, 0)
silences = often(False, 4, True)
runs: dict[str, Any] = {"limits": limits, "weather": weathers, "fate": fates}
chosen = st.sampled_from([{state} for state in RETRYABLE] + [set(RETRYABLE), {RowState.UNKNOWN}])
places = st.integers(0, 3)


class Promise(RuleBasedStateMachine):
    """What persons, processes, clocks and the provider may do."""

    blank: Path | None

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

    @initialize(daily=quotas, silent=silences, asked=sends)
    def begins(self, daily: int | None, silent: bool, asked: dict[str, Any]) -> None:
        self.world.zalo.new_day(daily)
        self.world.zalo.silent = silent
        self.world.send(**asked)

    @precondition(lambda self: self.has_room)
    @rule(asked=sends)
    def send(self, asked: dict[str, Any]) -> None:
        self.world.send(**asked)

    @precondition(lambda self: self.has_room and self.shown)
    @rule(place=places, wait=st.booleans(), host=often(HERE, 2, ELSEWHERE), **runs)
    def resume(self, place: int, **asked: Any) -> None:
        self.world.resume(self._campaign(place), **asked)

    @precondition(lambda self: self.has_room and self.shown)
    @rule(place=places, states=chosen, **runs)
    def retry(self, place: int, states: set[RowState], **asked: Any) -> None:
        self.world.retry(self._campaign(place), states, **asked)

    @precondition(lambda self: self.shown)
    @rule(place=places, fate=fates, command=st.sampled_from(["look", "pause", "cancel"]))
    def looks_or_halts(self, place: int, fate: Fate | None, command: str) -> None:
        if command == "look":
            self.world.look()
        elif command == "pause":
            self.world.pause(self._campaign(place), fate)
        else:
            self.world.cancel(self._campaign(place), fate)

    @property
    def has_room(self) -> bool:
        return len(self.machine.alive) < 3

    @property
    def shown(self) -> list[str]:
        return [one for one in self.world.campaigns if self.world.is_shown(one)]

    def _campaign(self, place: int) -> str:
        """Return a campaign, counted from the newest."""
        shown = self.shown
        return shown[-1 - place % len(shown)]

    # ── what happens to processes ──

    @precondition(lambda self: self.machine.alive)
    @rule(place=places, fate=fates)
    def goes_on(self, place: int, fate: Fate | None) -> None:
        self._process(place).meets(fate)
        self.world.go_on(self._process(place))

    @precondition(lambda self: self.machine.alive and self.has_room and self.shown)
    @rule(place=places, seconds=often(16.0, 3, 5.0), late=fates, **(runs | {"fate": halts}))
    def freezes_and_is_taken_over(
        self, place: int, seconds: float, late: Fate | None, **asked: Any
    ) -> None:
        """What needs the most steps comes up too seldom by itself."""
        process = self._process(place)
        process.frozen = True
        self.machine.pass_time(seconds)
        self.world.resume(self.world.sends[process] or self._campaign(0), **asked)
        process.meets(late)
        self.world.go_on(process)

    @precondition(lambda self: self.machine.alive)
    @rule(place=places, dies=st.booleans())
    def dies_or_is_interrupted(self, place: int, dies: bool) -> None:
        process = self._process(place)
        if dies:
            process.kill()
        else:
            process.interrupt()

    def _process(self, place: int) -> Process:
        alive = self.machine.alive
        return alive[place % len(alive)]

    # ── time, and the provider's day ──

    @rule(seconds=st.sampled_from([1.0, 8.0, 16.0, 3600.0, TO_EVENING, TO_EVENING - 8]))
    def time_passes(self, seconds: float) -> None:
        self.machine.pass_time(seconds)
        self.world.note_doubt()

    @rule(seconds=st.sampled_from([-3600, 3600, 20, -5, TO_EVENING - 1, 90_000]))
    def clock_is_turned(self, seconds: float) -> None:
        self.machine.turn_clock(timedelta(seconds=seconds))

    @rule(daily=quotas, silent=silences, units=st.integers(0, 3))
    def quota_changes(self, daily: int | None, silent: bool, units: int) -> None:
        """With units, another system has used some of it; else it is a new one."""
        if units:
            self.world.zalo.others_use(units)
        else:
            self.world.zalo.new_day(daily)
        self.world.zalo.silent = silent

    @invariant()
    def promise_is_kept(self) -> None:
        self.world.check()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def blank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """An empty ledger, to be copied: making one takes longer than a whole campaign.

    `None` for PostgreSQL, whose server keeps one to be copied.
    """
    if request.param == "postgresql":
        postgres_help.shared()
        return None
    found: Path = tmp_path_factory.mktemp("promise") / "blank.db"
    open_ledger(found).close()
    return found


@contextmanager
def a_world(blank: Path | None) -> Iterator[World]:
    """Give a world that is held to the promise when it ends."""
    with ExitStack() as ends:
        folder = Path(ends.enter_context(TemporaryDirectory(prefix="promise-")))
        world = World(ends.enter_context(Machine()), folder, blank)
        ends.callback(world.close)
        yield world
        world.check()
        world.good_day()


FOUR = [(number, "x") for number in range(4)]
TWO_AT_ONCE = SendLimits(rate=50.0, concurrency=2)
MIXED = Weather(answers=(Answer.ACCEPTS, Answer.LOST_ACCEPTED, Answer.NOT_NOW, Answer.ACCEPTS_LATE))


def sent(world: World, fate: Fate | None) -> Process:
    """Send a short list, in mixed weather."""
    return world.send(FOUR, again=False, expires=None, limits=TWO_AT_ONCE, weather=MIXED, fate=fate)


def resumed(world: World, fate: Fate | None = None) -> None:
    """Resume what was sent, if it has begun."""
    for campaign in filter(world.is_shown, world.campaigns):
        world.resume(campaign, limits=TWO_AT_ONCE, weather=FAIR, fate=fate)


def every_step(blow: Blow, *points: Point, most: int = 40) -> Iterator[Fate]:
    """Return something that happens at each step of a short run, one after the other."""
    for point in points or Point:
        for nth in range(1, most + 1):
            fate = Fate(blow=blow, at=point, nth=nth)
            yield fate
            if not fate.struck:
                break


def test_a_kill_at_any_step_costs_nothing_but_doubt(blank: Path | None) -> None:
    """Wherever `kill -9` hits a run, `resume` sends the rest and nothing twice."""
    for fate in every_step(Blow.KILL):
        with a_world(blank) as world:
            sent(world, fate)
            resumed(world)


def test_a_process_that_wakes_up_to_another_is_harmless(blank: Path | None) -> None:
    """Wherever a run freezes, another may take over, and both may be in the middle of it."""
    for fate in every_step(Blow.FREEZE):
        with a_world(blank) as world:
            frozen = sent(world, fate)
            world.machine.pass_time(16.0)
            resumed(world, Fate(blow=Blow.PART, at=Point.ARRIVED, nth=1))
            if frozen.alive:
                world.go_on(frozen)


@pytest.mark.parametrize("state", [RowState.UNKNOWN, RowState.CANCELLED])
def test_a_retry_may_die_at_any_step(blank: Path | None, state: RowState) -> None:
    """Wherever `kill -9` hits a `retry`, no row is stuck and none is sent without a word."""
    for fate in every_step(Blow.KILL, Point.COMMIT, Point.COMMITTED, most=8):
        with a_world(blank) as world:
            sent(world, Fate(blow=Blow.KILL, at=Point.ARRIVED, nth=2))
            world.cancel(world.campaigns[0])
            world.retry(world.campaigns[0], [state], limits=TWO_AT_ONCE, weather=MIXED, fate=fate)


def test_a_disk_that_stalls_makes_no_burst(blank: Path | None) -> None:
    """Requests whose intents come to disk all at once still leave one after the other."""
    with a_world(blank) as world:
        world.send(
            [(number, "x") for number in range(16)],
            again=False,
            expires=None,
            limits=SendLimits(rate=5.0, concurrency=8),
            weather=Weather(disks=(4.0,)),
        )


@pytest.mark.parametrize("late", [Answer.ACCEPTS, Answer.REFUSES, Answer.NOT_NOW, Answer.LOST])
@pytest.mark.parametrize("then", [Answer.ACCEPTS, Answer.REFUSES, Answer.LOST_ACCEPTED])
def test_a_late_answer_is_for_its_own_attempt(
    blank: Path | None, late: Answer, then: Answer
) -> None:
    """What a frozen process hears of a first attempt says nothing of the one a person asked for."""
    with a_world(blank) as world:
        frozen = world.send(
            FOUR[:1],
            again=False,
            expires=None,
            limits=TWO_AT_ONCE,
            weather=Weather(answers=(late,)),
            fate=Fate(blow=Blow.FREEZE, at=Point.ANSWER, nth=1),
        )
        world.machine.pass_time(16.0)
        resumed(world)
        second = world.retry(
            world.campaigns[0],
            [RowState.UNKNOWN],
            limits=TWO_AT_ONCE,
            weather=Weather(answers=(then,)),
            fate=Fate(blow=Blow.PART, at=Point.ARRIVED, nth=1),
        )
        world.go_on(frozen)
        world.go_on(second)


def test_the_promise_is_kept_whatever_happens(blank: Path | None) -> None:
    """Nothing is sent twice, nothing is lost and no limit is crossed, in any order of events."""
    Promise.blank = blank
    run_state_machine_as_test(
        Promise,
        settings=settings(
            max_examples=EXAMPLES or (30 if blank else 8),
            stateful_step_count=12,
            deadline=None,
            derandomize=not EXAMPLES,
            database=None,
            print_blob=False,
            report_multiple_bugs=False,
            # Explaining a failure takes as long again as making it small.
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
