"""A person's word that comes at the very moment at which a worker begins."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ledger_help import TestClock, campaign_of, planned

from zns_batch.core.clock import Clock
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import WrongStateError
from zns_batch.ledger import campaigns, leases, rows, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.leases import LeaseState
from zns_batch.ledger.records import Campaign
from zns_batch.services.campaigns import control

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
Say = Callable[..., Campaign]


@pytest.fixture
def queue(ledger: Ledger) -> Campaign:
    """A campaign that waits for a worker."""
    campaign = campaign_of(ledger, [planned(1), planned(2)])
    work_queue.enqueue(
        ledger, campaign.id, at=NOW, expected=campaigns.get(ledger, campaign.id).state
    )
    return campaigns.get(ledger, campaign.id)


def at_the_last_moment(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen once, just after somebody looked who is sending."""
    look, left = leases.inspect, [happens]

    def looked(ledger: Ledger, account: str, *, now: datetime) -> LeaseState:
        found = look(ledger, account, now=now)
        if left:
            left.pop()()
        return found

    monkeypatch.setattr(leases, "inspect", looked)


@pytest.mark.parametrize("word, say", [("pause", control.pause), ("cancel", control.cancel)])
def test_a_worker_that_has_just_begun_is_asked(
    ledger: Ledger, queue: Campaign, monkeypatch: pytest.MonkeyPatch, word: str, say: Say
) -> None:
    """Who pauses or cancels is never told that it is done while a worker goes on sending."""
    asked: list[str] = []

    def begins() -> None:
        leases.acquire(ledger, queue.account, queue.id, now=NOW)
        campaigns.start(ledger, queue.id, now=NOW, detached=True)

    def ask(ledger: Ledger, campaign: Campaign, wish: str, _clock: Clock) -> Campaign:
        asked.append(wish)
        return campaigns.get(ledger, campaign.id)

    at_the_last_moment(monkeypatch, begins)
    monkeypatch.setattr(control, "_ask", ask)
    assert say(ledger, queue, clock=TestClock(NOW)).state is CampaignState.RUNNING
    assert [word] == asked
    assert 2 == rows.count(ledger, queue.id)


@pytest.mark.parametrize("say", [control.pause, control.cancel])
def test_a_campaign_that_has_just_ended_stays_as_it_is(
    ledger: Ledger, queue: Campaign, monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    """A campaign that was sent to its end meanwhile is told as that, and stays completed."""

    def ends() -> None:
        lease = leases.acquire(ledger, queue.account, queue.id, now=NOW)
        campaigns.start(ledger, queue.id, now=NOW, detached=True)
        campaigns.stop(ledger, queue.id, state=CampaignState.COMPLETED, now=NOW)
        leases.release(ledger, lease)

    at_the_last_moment(monkeypatch, ends)
    with pytest.raises(WrongStateError) as raised:
        say(ledger, queue, clock=TestClock(NOW))
    assert "ledger.nothing-left" == raised.value.key
    assert campaigns.get(ledger, queue.id).state is CampaignState.COMPLETED


@pytest.mark.parametrize(
    "say, state, waits",
    [
        (control.pause, CampaignState.PAUSED, {RowState.PENDING: 2}),
        (control.cancel, CampaignState.CANCELLED, {RowState.CANCELLED: 2}),
    ],
)
def test_another_campaign_of_the_account_is_no_hindrance(
    ledger: Ledger,
    queue: Campaign,
    monkeypatch: pytest.MonkeyPatch,
    say: Say,
    state: CampaignState,
    waits: dict[RowState, int],
) -> None:
    """A queued campaign can be stopped while the account's lane passes to another one."""
    at_the_last_moment(
        monkeypatch, lambda: leases.acquire(ledger, queue.account, "z261122other", now=NOW)
    )
    assert say(ledger, queue, clock=TestClock(NOW)).state is state
    assert waits == rows.state_counts(ledger, queue.id).rows


@pytest.mark.parametrize(
    "stop",
    [
        {
            "state": CampaignState.PAUSED,
            "reason": Reason.NETWORK,
            "resume_after": NOW + timedelta(minutes=5),
        },
        {"state": CampaignState.SCHEDULED},
    ],
)
def test_a_pause_is_not_lost_when_the_run_stops_by_itself(
    ledger: Ledger, queue: Campaign, monkeypatch: pytest.MonkeyPatch, stop: dict[str, Any]
) -> None:
    """A worker that rests, or hands back, just as it is asked to pause: none goes on with it."""
    lease = leases.acquire(ledger, queue.account, queue.id, now=NOW)
    campaigns.start(ledger, queue.id, now=NOW, detached=True)

    def stops(_seconds: float) -> None:
        campaigns.stop(ledger, queue.id, now=NOW, epoch=lease.epoch, **stop)
        leases.release(ledger, lease)

    monkeypatch.setattr("zns_batch.services.campaigns.control.time.sleep", stops)
    found = control.pause(ledger, campaigns.get(ledger, queue.id), clock=TestClock(NOW))
    assert (CampaignState.PAUSED, Reason.PERSON) == (found.state, found.reason)
    assert [] == work_queue.list_due(ledger, now=NOW + timedelta(days=1))


def test_a_sender_that_was_only_slow_is_asked_not_overruled(
    ledger: Ledger, queue: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker held up by a busy disk, which gives a sign of life just after the look, is asked."""
    leases.acquire(ledger, queue.account, queue.id, now=NOW)
    campaigns.start(ledger, queue.id, now=NOW, detached=True)
    asked: list[str] = []

    def ask(ledger: Ledger, campaign: Campaign, wish: str, _clock: Clock) -> Campaign:
        asked.append(wish)
        return campaigns.get(ledger, campaign.id)

    look = leases.inspect

    def not_yet(ledger: Ledger, account: str, *, now: datetime) -> LeaseState:
        return replace(look(ledger, account, now=now), held=False)

    monkeypatch.setattr(leases, "inspect", not_yet)
    monkeypatch.setattr(control, "_ask", ask)
    running = campaigns.get(ledger, queue.id)
    assert control.pause(ledger, running, clock=TestClock(NOW)).state is CampaignState.RUNNING
    assert ["pause"] == asked


@pytest.mark.parametrize(
    "ask, state",
    [
        (control.request_pause, CampaignState.PAUSED),
        (control.request_cancel, CampaignState.CANCELLED),
    ],
)
def test_a_request_returns_at_once_and_is_obeyed(
    ledger: Ledger,
    queue: Campaign,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[..., Campaign | None],
    state: CampaignState,
) -> None:
    """A page that pauses a campaign is not kept waiting, and the campaign goes on for nobody."""
    monkeypatch.setattr("zns_batch.services.campaigns.control.time.sleep", _never)
    lease = leases.acquire(ledger, queue.account, queue.id, now=NOW)
    # It is asked in the moment between the worker's lease and its beginning.
    assert None is ask(ledger, queue, now=NOW)
    campaigns.start(ledger, queue.id, now=NOW, detached=True, epoch=lease.epoch)
    assert campaigns.requested_stop(ledger, queue.id) is not None
    # And the worker stops for a reason of its own just then: it may not win.
    campaigns.stop(
        ledger,
        queue.id,
        state=CampaignState.PAUSED,
        reason=Reason.QUOTA,
        resume_after=NOW + timedelta(hours=1),
        now=NOW,
        epoch=lease.epoch,
    )
    leases.release(ledger, lease)
    assert state is campaigns.get(ledger, queue.id).state
    assert [] == work_queue.list_due(ledger, now=NOW + timedelta(days=1))
    waiting = {RowState.PENDING: 2} if state is CampaignState.PAUSED else {RowState.CANCELLED: 2}
    assert waiting == rows.state_counts(ledger, queue.id).rows


def _never(_seconds: float) -> None:
    raise AssertionError


def test_a_request_to_a_campaign_at_rest_is_carried_out(ledger: Ledger, queue: Campaign) -> None:
    """When nobody sends it, the answer already says how the campaign stands from now on."""
    paused = control.request_pause(ledger, queue, now=NOW)
    assert paused is not None
    assert paused.state is CampaignState.PAUSED
    cancelled = control.request_cancel(ledger, paused, now=NOW)
    assert cancelled is not None
    assert cancelled.state is CampaignState.CANCELLED


def test_resuming_drops_a_request_that_nobody_heard(ledger: Ledger, queue: Campaign) -> None:
    """A person's `resume` is newer than the `pause` that a killed process did not hear."""
    campaigns.request_pause(ledger, queue.id)
    control.ready_to_resume(ledger, queue, now=NOW)
    assert None is campaigns.requested_stop(ledger, queue.id)


def test_stopping_one_campaign_leaves_the_lane_of_another_alone(
    ledger: Ledger, queue: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender that stands still for a while does not lose its lane because another list is paused."""
    lease = leases.acquire(ledger, queue.account, "z261122other", now=NOW)
    monkeypatch.setattr(leases, "_held", lambda *_: False)
    control.pause(ledger, queue, clock=TestClock(NOW))
    leases.check(ledger, lease)


def test_a_cancelled_campaign_is_not_left_to_the_workers(ledger: Ledger, queue: Campaign) -> None:
    """`resume --detach` that comes just after another person's `cancel` says so and changes nothing."""
    control.cancel(ledger, queue, clock=TestClock(NOW))
    with pytest.raises(WrongStateError):
        work_queue.enqueue(ledger, queue.id, at=NOW, expected=queue.state)
    assert campaigns.get(ledger, queue.id).state is CampaignState.CANCELLED
