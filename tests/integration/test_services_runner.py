"""Running campaigns over a real ledger, with a clock that is turned by hand."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ledger_help import (
    FakeProvider,
    Hurried,
    TestClock,
    accepted,
    campaign_of,
    planned,
)

from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.domain.planned_row import PlannedRow
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import AlreadySentError, InternalError, LaneHeldError, ZnsBatchError
from zns_batch.ledger import campaigns, leases, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.sending.hours import SendingHours
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport, checked_tally

FAST = SendLimits(rate=1000.0)
R = RowState


class Zalo(FakeProvider):
    """A provider whose day's quota begins anew at midnight of the clock."""

    def __init__(self, clock: TestClock, daily: int) -> None:
        super().__init__(self._answer_with_quota)
        self._clock = clock
        self._daily = daily
        self.days: list[datetime] = []

    def _left(self) -> int:
        today = self._today()
        return self._daily - sum(day == today for day in self.days)

    def _today(self) -> datetime:
        return (self._clock.now() + timedelta(hours=7)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )

    def _answer_with_quota(self, message: Message) -> Outcome:
        self.days.append(self._today())
        return accepted(
            f"m-{message.tracking_id}", quota=Quota(daily=self._daily, remaining=self._left())
        )

    async def quota(self) -> Quota | None:
        return Quota(daily=self._daily, remaining=self._left())


def some(count: int) -> list[PlannedRow]:
    """Rows that wait to be sent."""
    return [planned(number) for number in range(1, count + 1)]


async def run(ledger: Ledger, provider: FakeProvider, count: int = 5, **more: object) -> RunReport:
    """Run a campaign of some rows to its end."""
    campaign = campaign_of(ledger, some(count))
    wanted: dict[str, Any] = {"limits": FAST, "clock": TestClock(), **more}
    return await CampaignRunner(ledger=ledger, campaign=campaign, provider=provider, **wanted).run()


async def test_a_campaign_goes_to_its_end(ledger: Ledger) -> None:
    """Every row is sent once, the campaign is completed and its lane is free again."""
    provider = FakeProvider()
    ended = await run(ledger, provider)
    assert (CampaignState.COMPLETED, {R.ACCEPTED: 5}) == (ended.campaign.state, ended.tally.rows)
    assert 5 == len({message.tracking_id for message in provider.arrived})
    assert leases.holder(ledger, "default", now=datetime.now(UTC)) is None


async def test_waiting_goes_on_by_itself(ledger: Ledger) -> None:
    """With `wait` a campaign above the day's quota goes on the next days, and ends complete."""
    clock = Hurried()
    provider = Zalo(clock, daily=4)
    ended = await run(ledger, provider, 10, clock=clock, wait=True)
    assert (CampaignState.COMPLETED, {R.ACCEPTED: 10}) == (ended.campaign.state, ended.tally.rows)
    assert [4, 4, 2] == [provider.days.count(day) for day in sorted(set(provider.days))]
    assert 10 == len(provider.arrived)


async def test_without_waiting_it_leaves(ledger: Ledger) -> None:
    """Without `wait` it is paused with its reason, and says when it can go on."""
    clock = TestClock()
    ended = await run(ledger, Zalo(clock, daily=4), 10, clock=clock)
    assert (CampaignState.PAUSED, Reason.QUOTA) == (ended.campaign.state, ended.campaign.reason)
    assert datetime(2026, 11, 22, 17, 5, tzinfo=UTC) == ended.campaign.resume_after
    assert {R.ACCEPTED: 4, R.PENDING: 6} == ended.tally.rows
    assert Quota(daily=4, remaining=0) == ended.campaign.quota


async def test_waiting_for_the_window(ledger: Ledger) -> None:
    """With `wait` a campaign outside its hours begins when they do."""
    clock = Hurried()
    provider = FakeProvider()
    limits = SendLimits(rate=1000.0, window=SendingHours.parse("14:00-15:00"))
    ended = await run(ledger, provider, clock=clock, limits=limits, wait=True)
    assert CampaignState.COMPLETED == ended.campaign.state
    assert datetime(2026, 11, 22, 7, 0, tzinfo=UTC) <= clock.now()
    assert 5 == len(provider.arrived)


@pytest.mark.parametrize(
    "wish, state, rest",
    [
        ("pause", CampaignState.PAUSED, R.PENDING),
        ("cancel", CampaignState.CANCELLED, R.CANCELLED),
    ],
)
async def test_a_wish_is_heard_while_it_waits(
    ledger: Ledger, wish: str, state: CampaignState, rest: RowState
) -> None:
    """A campaign that waits for the next day can be paused and cancelled at once."""
    clock = TestClock()
    campaign = campaign_of(ledger, some(6))

    class Turning(TestClock):
        async def sleep(self, seconds: float) -> None:
            if seconds == 1.0:
                campaigns.request_stop(ledger, campaign.id, wish)
            await super().sleep(seconds)

    turning = Turning()
    ended = await CampaignRunner(
        ledger=ledger,
        campaign=campaign,
        provider=Zalo(clock, daily=2),
        limits=FAST,
        clock=turning,
        wait=True,
    ).run()
    assert (state, {R.ACCEPTED: 2, rest: 4}) == (ended.campaign.state, ended.tally.rows)
    assert turning.now() < datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


async def test_rows_that_are_too_late_expire(ledger: Ledger) -> None:
    """After the expiry nothing leaves, the rest is expired, and the campaign is done."""
    clock = TestClock()

    def slowly(message: Message) -> Outcome:
        clock.turn(10)
        return accepted(message.tracking_id)

    limits = SendLimits(rate=1000.0, concurrency=1, expires_at=clock.now() + timedelta(seconds=25))
    ended = await run(ledger, FakeProvider(slowly), 8, clock=clock, limits=limits)
    assert CampaignState.COMPLETED == ended.campaign.state
    assert {R.ACCEPTED: 3, R.EXPIRED: 5} == ended.tally.rows


async def test_an_interruption_before_the_first_message_is_one(ledger: Ledger) -> None:
    """Who interrupts while the quota is being asked for has sent nothing."""
    provider = FakeProvider()
    campaign = campaign_of(ledger, some(3))
    one = CampaignRunner(
        ledger=ledger, campaign=campaign, provider=provider, limits=FAST, clock=TestClock()
    )
    one.interrupt()
    ended = await one.run()
    assert (CampaignState.PAUSED, Reason.PERSON) == (ended.campaign.state, ended.campaign.reason)
    assert ({R.PENDING: 3}, []) == (ended.tally.rows, provider.arrived)


async def test_an_interruption_lets_those_in_flight_end(ledger: Ledger) -> None:
    """What has left when the interruption comes is written down, and nothing more leaves."""
    campaign = campaign_of(ledger, some(50))
    runs: list[CampaignRunner] = []

    def interrupting(message: Message) -> Outcome:
        if len(provider.arrived) >= 10:
            runs[0].interrupt()
        return accepted(message.tracking_id)

    provider = FakeProvider(interrupting)
    runs.append(CampaignRunner(ledger=ledger, campaign=campaign, provider=provider, limits=FAST))
    ended = await runs[0].run()
    sent = len(provider.arrived)
    assert 10 <= sent < 25
    assert {R.ACCEPTED: sent, R.PENDING: 50 - sent} == ended.tally.rows


async def test_two_runs_of_one_account_exclude_each_other(ledger: Ledger) -> None:
    """While one campaign sends, a second one of the account is refused and stays as it was."""
    first = campaign_of(ledger, some(20), name="first")
    second = campaign_of(ledger, [planned(n) for n in range(100, 105)], name="second")

    async def try_second() -> None:
        await asyncio.sleep(0.05)
        with pytest.raises(LaneHeldError) as refusal:
            await CampaignRunner(
                ledger=ledger, campaign=second, provider=FakeProvider(), limits=FAST
            ).run()
        assert first.id == refusal.value.params["campaign"]

    slow = SendLimits(rate=60.0)
    one = CampaignRunner(ledger=ledger, campaign=first, provider=FakeProvider(), limits=slow)
    ended, _ = await asyncio.gather(one.run(), try_second())
    assert {R.ACCEPTED: 20} == ended.tally.rows
    assert {R.PENDING: 5} == rows.state_counts(ledger, second.id).rows


async def test_the_guard_has_the_last_word(ledger: Ledger) -> None:
    """When it turns out under the lane that the list was sent meanwhile, nothing leaves."""

    def refuse() -> None:
        raise AlreadySentError("ledger.all-sent-before", count=1, id="z", name="x")

    provider = FakeProvider()
    with pytest.raises(AlreadySentError):
        await run(ledger, provider, pre_start_check=refuse)
    assert [] == provider.arrived
    assert leases.holder(ledger, "default", now=datetime.now(UTC)) is None


@pytest.mark.parametrize(
    "action, reason, state",
    [
        (Action.ABORT, Reason.TEMPLATE, CampaignState.ABORTED),
        (Action.AUTH, Reason.AUTHORISATION, CampaignState.ABORTED),
        (Action.PAUSE, Reason.BALANCE, CampaignState.PAUSED),
    ],
)
async def test_an_answer_that_stops_is_told_with_its_words(
    ledger: Ledger, action: Action, reason: Reason, state: CampaignState
) -> None:
    """The answer that stopped the campaign comes back with it, and its row waits."""

    def answer(message: Message) -> Outcome:
        failure = Failure(code="-1", action=action, reason=reason, provider_message="no")
        return Outcome(kind=OutcomeKind.NOT_SENT, failure=failure)

    ended = await run(
        ledger, FakeProvider(answer), 3, limits=SendLimits(rate=1000.0, concurrency=1)
    )
    assert (state, reason) == (ended.campaign.state, ended.campaign.reason)
    assert ended.stop.failure is not None
    assert "no" == ended.stop.failure.provider_message
    assert {R.PENDING: 3} == ended.tally.rows


async def test_a_bug_in_a_provider_loses_nothing(ledger: Ledger) -> None:
    """A provider that raises stops the run as our mistake; its rows are in doubt, not lost."""

    def broken(_message: Message) -> Outcome:
        raise ZeroDivisionError

    with pytest.raises(InternalError):
        await run(ledger, FakeProvider(broken), 4)
    (campaign,) = campaigns.list_all(ledger)
    assert CampaignState.PAUSED == campaign.state
    assert 4 == checked_tally(ledger, campaign.id).total
    assert leases.holder(ledger, "default", now=datetime.now(UTC)) is None


def test_counts_that_do_not_add_up_are_our_mistake(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that went missing is never passed over in silence."""
    campaign = campaign_of(ledger, some(3))

    def missing(*_: object) -> int:
        return 4

    monkeypatch.setattr(rows, "planned_total", missing)
    with pytest.raises(ZnsBatchError) as mistake:
        checked_tally(ledger, campaign.id)
    assert (70, "ledger.sum-mismatch") == (mistake.value.exit_code, mistake.value.key)
