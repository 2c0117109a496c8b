"""A worker's turn, and a person's word that comes in the middle of it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from ledger_help import NOW, FakeProvider, TestClock, accepted, campaign_of, planned

from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind
from zns_batch.domain.states import CampaignState, Reason
from zns_batch.errors import SettingsError, ZnsBatchError
from zns_batch.ledger import campaigns, leases, rows, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.work_queue import WorkItem
from zns_batch.sending.interfaces import ProgressObserver, SendLimits
from zns_batch.services.campaigns import control
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport
from zns_batch.services.unattended import campaign_worker
from zns_batch.services.unattended.campaign_worker import HANDED_BACK, CampaignWorker

FAST = SendLimits(rate=1000.0)
Say = Callable[..., Campaign]


@dataclass
class Ears:
    """Hears what the worker tells, and lets something happen as a campaign begins."""

    happens: Callable[[], object] = lambda: None
    told: list[tuple[CampaignState, str | None]] = field(default_factory=list)

    def progress_observer(self, _campaign: Campaign) -> ProgressObserver:
        """Look on."""
        return ProgressObserver()

    def on_start(self, _campaign: Campaign, _waiting: int) -> None:
        """The worker holds no lane yet, and has seen that the campaign is due."""
        now, self.happens = self.happens, lambda: None
        now()

    def on_end(self, ended: RunReport, error: ZnsBatchError | None) -> None:
        """Note what people hear."""
        self.told.append((ended.campaign.state, error.key if error else None))


class Post(FakeProvider):
    """A provider that can be closed."""

    async def close(self) -> None:
        """Close nothing."""


class Scene:
    """A worker that attends to a campaign of three rows.

    Args:
        ledger: The ledger.
        monkeypatch: Lets the worker make its run of what the test has.
        rested: The campaign was a person's, and rested until now; else it was left to workers.

    """

    def __init__(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *, rested: bool = False
    ) -> None:
        self.ledger, self.clock, self.post, self.ears = ledger, TestClock(), Post(), Ears()
        self.id = campaign_of(ledger, [planned(1), planned(2), planned(3)]).id
        if rested:
            state, reason = CampaignState.PAUSED, Reason.NETWORK
            campaigns.stop(ledger, self.id, state=state, reason=reason, now=NOW, resume_after=NOW)
        else:
            work_queue.enqueue(
                ledger, self.id, at=NOW, expected=campaigns.get(ledger, self.id).state
            )
        self.attendant = CampaignWorker(ledger=ledger, clock=self.clock, observer=self.ears)
        self.made: Callable[[], object] = lambda: None

        async def build(
            _self: CampaignWorker, turn: WorkItem, _campaign: Campaign
        ) -> CampaignRunner:
            return self._made(turn)

        monkeypatch.setattr(CampaignWorker, "_build_runner", build)

    def _made(self, turn: WorkItem) -> CampaignRunner:
        self.made()
        campaign = self.campaign
        return CampaignRunner(
            ledger=self.ledger,
            campaign=campaign,
            provider=self.post,
            limits=FAST,
            clock=self.clock,
            pre_start_check=lambda: self.attendant.recheck(turn, campaign),
            state_on_failure=HANDED_BACK,
            detached=True,
        )

    @property
    def campaign(self) -> Campaign:
        """The campaign as it stands."""
        return campaigns.get(self.ledger, self.id)

    def say(self, say: Say) -> None:
        """Let a person pause or cancel it."""
        assert say(self.ledger, self.campaign, clock=self.clock).state is not CampaignState.RUNNING

    def take(self) -> None:
        """Take the turn that is due."""
        turn = work_queue.list_due(self.ledger, now=NOW)[0]
        asyncio.run(self.attendant.process(turn, seen_at=NOW))


words = pytest.mark.parametrize(
    "say, state",
    [(control.pause, CampaignState.PAUSED), (control.cancel, CampaignState.CANCELLED)],
)


@pytest.mark.parametrize("rested", [False, True])
@words
def test_a_word_that_comes_before_the_lane_is_taken_holds(
    ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
    say: Say,
    state: CampaignState,
    rested: bool,
) -> None:
    """Who was told "paused" or "cancelled" while a worker got ready: nothing is sent after that."""
    scene = Scene(ledger, monkeypatch, rested=rested)
    scene.ears.happens = lambda: scene.say(say)
    scene.take()
    assert [] == scene.post.arrived
    assert scene.campaign.state is state
    assert [] == work_queue.list_due(ledger, now=NOW + timedelta(days=1))


@words
def test_a_worker_that_can_t_send_does_not_overrule_a_person(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, say: Say, state: CampaignState
) -> None:
    """A worker that lacks a secret leaves alone what a person has paused or cancelled meanwhile."""
    scene = Scene(ledger, monkeypatch)

    def lacks() -> None:
        scene.say(say)
        raise SettingsError("provider.token-missing")

    scene.made = lacks
    scene.take()
    assert scene.campaign.state is state
    assert [(state, None)] == scene.ears.told


def test_a_worker_that_can_t_send_says_nothing_of_what_a_person_has_sent(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A campaign that its owner has sent meanwhile stays completed, and nobody is alarmed."""
    scene = Scene(ledger, monkeypatch, rested=True)

    def sent_by_hand() -> None:
        runner = CampaignRunner(
            ledger=ledger,
            campaign=scene.campaign,
            provider=scene.post,
            limits=FAST,
            clock=scene.clock,
            detached=False,
        )
        # By another process, with a loop of its own.
        with ThreadPoolExecutor() as person:
            person.submit(asyncio.run, runner.run()).result()
        raise SettingsError("provider.token-missing")

    scene.made = sent_by_hand
    scene.take()
    assert 3 == len(scene.post.arrived)
    assert scene.campaign.state is CampaignState.COMPLETED
    assert [] == scene.ears.told


def test_a_missed_campaign_that_was_paused_in_time_does_not_expire(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that a person holds back are not ended because a worker came too late."""
    scene = Scene(ledger, monkeypatch)

    def too_late(_campaign: Campaign, _seen: object) -> bool:
        scene.say(control.pause)
        return True

    monkeypatch.setattr(campaign_worker, "_is_missed", too_late)
    scene.take()
    assert (CampaignState.PAUSED, Reason.PERSON) == (scene.campaign.state, scene.campaign.reason)
    assert 3 == rows.count(ledger, scene.id)


def test_a_person_s_campaign_that_a_worker_hands_back_is_due_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paused `send` that a worker took up and gave back at its end is taken by the next one."""
    scene = Scene(ledger, monkeypatch, rested=True)
    scene.ears.happens = scene.attendant.stop
    scene.take()
    assert scene.campaign.state is CampaignState.SCHEDULED
    assert [scene.id] == [turn.campaign_id for turn in work_queue.list_due(ledger, now=NOW)]
    assert 1 == work_queue.waiting(ledger, now=NOW)[0]


def test_a_frozen_worker_whose_campaign_a_person_paused_ends_its_turn(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sends nothing when it wakes, and a later `resume --detach` finds its turn ended."""
    monkeypatch.setattr(campaign_worker, "TAKEOVER_SECONDS", 0.5)
    scene = Scene(ledger, monkeypatch)

    def frozen(ledger: Ledger, campaign: Campaign, **more: object) -> None:
        control.exclude_rows(ledger, campaign, now=NOW)
        held = leases._held
        monkeypatch.setattr(leases, "_held", lambda *_: False)  # silent for longer than its lease
        scene.say(control.pause)
        monkeypatch.setattr(leases, "_held", held)

    monkeypatch.setattr(campaign_worker, "exclude_rows", frozen)
    turn = work_queue.list_due(ledger, now=NOW)[0]
    scene.take()
    assert [] == scene.post.arrived
    assert (CampaignState.PAUSED, Reason.PERSON) == (scene.campaign.state, scene.campaign.reason)
    assert not work_queue.is_current(ledger, turn)


def test_a_worker_that_ends_forgets_nobody_s_word(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGTERM that comes just after a person's `pause`: the next worker does not send the rest."""
    scene = Scene(ledger, monkeypatch)

    def answer(message: Message) -> Outcome:
        campaigns.request_stop(ledger, scene.id, "pause")
        scene.attendant.stop()
        return accepted(f"m-{message.tracking_id}")

    scene.post = Post(answer)
    scene.take()
    assert (CampaignState.PAUSED, Reason.PERSON) == (scene.campaign.state, scene.campaign.reason)
    assert [] == work_queue.list_due(ledger, now=NOW + timedelta(days=1))


def test_a_worker_that_ends_hands_back_nothing_that_zalo_stopped(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A campaign that may not be sent waits for a person, whatever becomes of the worker."""
    scene = Scene(ledger, monkeypatch)

    def answer(_message: Message) -> Outcome:
        asyncio.get_running_loop().call_soon(scene.attendant.stop)
        failure = Failure(code="-115", action=Action.ABORT, reason=Reason.BALANCE)
        return Outcome(kind=OutcomeKind.NOT_SENT, failure=failure)

    scene.post = Post(answer)
    scene.take()
    assert (CampaignState.ABORTED, Reason.BALANCE) == (scene.campaign.state, scene.campaign.reason)
    assert [] == work_queue.list_due(ledger, now=NOW + timedelta(days=1))


def test_whatever_a_campaign_stumbles_over_is_told(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no `Exception` either, as from a library in Rust: it waits for a person, who hears of it."""
    scene = Scene(ledger, monkeypatch)

    class PanicError(BaseException):
        pass

    def panic() -> None:
        raise PanicError

    scene.made = panic
    scene.take()
    assert (CampaignState.PAUSED, Reason.FAILURES) == (scene.campaign.state, scene.campaign.reason)
    assert [(CampaignState.PAUSED, "run.internal")] == scene.ears.told
    assert [] == work_queue.list_due(ledger, now=NOW)
