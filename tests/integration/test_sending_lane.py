"""The lane, over a real ledger: what an answer means for a row and for all others."""

import asyncio
import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ledger_help import NOW, FakeProvider, TestClock, accepted, campaign_of, opened, planned

from zns_batch.core.clock import SystemClock
from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import LedgerError
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.outcome_writer import STALE_SECONDS, OutcomeWriter
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.circuit_breaker import FailureThresholds
from zns_batch.sending.hours import SendingHours
from zns_batch.sending.interfaces import ProgressObserver, SendLimits
from zns_batch.services.campaigns import control
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport

FAST = SendLimits(rate=10_000, concurrency=10)


def failed(
    action: Action,
    *,
    code: str = "-1",
    reason: Reason | None = None,
    kind: OutcomeKind | None = None,
    doubtful: bool = False,
    whole_list: bool = False,
) -> Outcome:
    natural = OutcomeKind.REJECTED if action is Action.ROW else OutcomeKind.NOT_SENT
    failure = Failure(
        code=code,
        action=action,
        reason=reason,
        may_have_been_sent=doubtful,
        suggests_list_error=whole_list,
    )
    return Outcome(kind=kind or natural, failure=failure)


NO_ACCOUNT = failed(Action.ROW, code="-118")
TIMEOUT = failed(Action.ROW, code="timeout", kind=OutcomeKind.UNKNOWN)
BUSY = failed(Action.RETRY, code="http-503")
TOO_FAST = failed(Action.SLOW, code="-32")
NO_QUOTA = failed(Action.PAUSE, code="-144", reason=Reason.QUOTA)
NIGHT = failed(Action.PAUSE, code="-133", reason=Reason.NIGHT)
BAD_TOKEN = failed(Action.AUTH, code="-124", reason=Reason.AUTHORISATION)
DISABLED = failed(Action.ABORT, code="-146", reason=Reason.TEMPLATE)


class World:
    """A ledger with a campaign, and a clock."""

    def __init__(self, ledger: Ledger, count: int = 30) -> None:
        self.ledger = ledger
        self.clock = TestClock()
        self.campaign = campaign_of(ledger, [planned(n) for n in range(count)])

    async def run(
        self,
        provider: FakeProvider,
        limits: SendLimits = FAST,
        *,
        wait: bool = False,
        campaign: Campaign | None = None,
        watch: ProgressObserver | None = None,
    ) -> RunReport:
        return await CampaignRunner(
            ledger=self.ledger,
            campaign=campaign or self.campaign,
            provider=provider,
            limits=limits,
            clock=self.clock,
            wait=wait,
            watch=watch or ProgressObserver(),
        ).run()

    def states(self) -> dict[RowState, int]:
        return dict(rows.state_counts(self.ledger, self.campaign.id).rows)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    ledger = opened(tmp_path)
    yield World(ledger)
    ledger.close()


def by_number(answers: dict[int, Outcome]) -> Callable[[Message], Outcome]:
    """Answer by the number at the end of the phone."""
    return lambda message: answers.get(int(message.phone[3:]), accepted(message.tracking_id))


def in_turn(*answers: Outcome) -> Callable[[Message], Outcome]:
    """Give each message these answers one after the other, then accept it."""
    seen: dict[str, int] = {}

    def answer(message: Message) -> Outcome:
        nth = seen[message.phone] = seen.get(message.phone, 0) + 1
        return answers[nth - 1] if nth <= len(answers) else accepted(message.tracking_id)

    return answer


async def test_every_row_is_sent_once(world: World) -> None:
    """A campaign without trouble ends with each row accepted and nothing sent twice."""
    provider = FakeProvider()

    ended = await world.run(provider)

    assert CampaignState.COMPLETED is ended.campaign.state
    assert {RowState.ACCEPTED: 30} == world.states()
    assert 30 == len({message.phone for message in provider.arrived}) == len(provider.arrived)


async def test_no_more_than_the_concurrency_are_in_flight(world: World) -> None:
    """`--concurrency 4` means four."""
    provider = FakeProvider(yields=5)

    await world.run(provider, dataclasses.replace(FAST, concurrency=4))

    assert 4 == provider.most_in_flight


async def test_a_refused_row_does_not_hold_up_the_others(world: World) -> None:
    """One customer without Zalo is one rejected row."""
    ended = await world.run(FakeProvider(by_number({5: NO_ACCOUNT})))

    assert CampaignState.COMPLETED is ended.campaign.state
    assert {RowState.ACCEPTED: 29, RowState.REJECTED: 1} == world.states()


async def test_a_row_without_an_answer_is_unknown_and_never_sent_again(world: World) -> None:
    """What may have reached the customer is left to a person, also by `resume`."""
    provider = FakeProvider(by_number({5: TIMEOUT}))

    await world.run(provider)
    await world.run(provider)

    assert {RowState.ACCEPTED: 29, RowState.UNKNOWN: 1} == world.states()
    assert 30 == len(provider.arrived)


async def test_passing_trouble_is_retried(world: World) -> None:
    """A row that is certainly not sent goes again, under the same tracking id."""
    provider = FakeProvider(in_turn(BUSY))

    await world.run(provider)

    assert {RowState.ACCEPTED: 30} == world.states()
    assert 30 == len({message.tracking_id for message in provider.arrived})
    assert 60 == len(provider.arrived)


async def test_trouble_that_does_not_pass_pauses_the_campaign(world: World) -> None:
    """A provider that can't be reached holds the rows back; none of them fails."""
    down = failed(Action.RETRY, code="connection-refused", reason=Reason.NETWORK)
    provider = FakeProvider(lambda _message: down)

    ended = await world.run(provider, dataclasses.replace(FAST, concurrency=1, tries=3))

    assert (CampaignState.PAUSED, Reason.NETWORK) == (ended.campaign.state, ended.campaign.reason)
    assert {RowState.PENDING: 30} == world.states()
    assert 3 == len(provider.arrived)


async def test_an_error_that_promises_nothing_leaves_the_row_in_doubt_at_last(
    world: World,
) -> None:
    """Zalo's "unknown error" is tried again a few times and then left to a person."""
    vague = failed(Action.RETRY, code="-100", doubtful=True)

    await world.run(FakeProvider(by_number({5: vague})), dataclasses.replace(FAST, tries=3))

    assert {RowState.ACCEPTED: 29, RowState.UNKNOWN: 1} == world.states()


async def test_a_refusal_for_pace_never_becomes_a_rows_failure(world: World) -> None:
    """However often the provider says "too fast", every row gets through."""
    await world.run(FakeProvider(in_turn(TOO_FAST, TOO_FAST)), dataclasses.replace(FAST, tries=2))

    assert {RowState.ACCEPTED: 30} == world.states()


@pytest.mark.parametrize(
    "answer, reason, resume",
    [
        # 10:00 in Viet Nam; the quota is expected anew at 00:05. A night that is told by day is
        # tried again after half an hour at the most.
        (NO_QUOTA, Reason.QUOTA, datetime(2026, 11, 22, 17, 5, tzinfo=UTC)),
        (NIGHT, Reason.NIGHT, datetime(2026, 11, 22, 3, 30, tzinfo=UTC)),
        (failed(Action.PAUSE, reason=Reason.BALANCE), Reason.BALANCE, None),
        (
            failed(Action.PAUSE, reason=Reason.PROMOTION_QUOTA),
            Reason.PROMOTION_QUOTA,
            datetime(2026, 11, 30, 17, 5, tzinfo=UTC),
        ),
    ],
)
async def test_what_concerns_the_account_pauses_the_campaign(
    world: World, answer: Outcome, reason: Reason, resume: datetime | None
) -> None:
    """Quota, night and balance hold the rows back and say when it can go on."""
    ended = await world.run(FakeProvider(by_number({5: answer})))

    found = ended.campaign
    assert (CampaignState.PAUSED, reason, resume) == (
        found.state,
        found.reason,
        found.resume_after,
    )
    assert world.states()[RowState.PENDING] >= 1
    assert RowState.REJECTED not in world.states()


@pytest.mark.parametrize("answer", [BAD_TOKEN, DISABLED])
async def test_what_only_a_person_can_mend_stops_at_once(world: World, answer: Outcome) -> None:
    """A dead token or a disabled template stops after what is in flight, not after the list."""
    provider = FakeProvider(lambda _message: answer)

    ended = await world.run(provider, dataclasses.replace(FAST, concurrency=3))

    assert CampaignState.ABORTED is ended.campaign.state
    assert {RowState.PENDING: 30} == world.states()
    assert len(provider.arrived) <= 3


async def test_a_campaign_stops_exactly_at_the_quota(world: World) -> None:
    """With twelve units left, twelve messages leave and not one request more."""
    left = 12

    def answer(message: Message) -> Outcome:
        nonlocal left
        left -= 1
        return accepted(message.tracking_id, quota=Quota(daily=100, remaining=left))

    provider = FakeProvider(answer, quota=lambda: Quota(daily=100, remaining=left))

    ended = await world.run(provider)

    assert 12 == len(provider.arrived)
    assert (CampaignState.PAUSED, Reason.QUOTA) == (ended.campaign.state, ended.campaign.reason)
    assert {RowState.ACCEPTED: 12, RowState.PENDING: 18} == world.states()


async def test_waiting_for_the_next_day_goes_on_by_itself(world: World) -> None:
    """`--wait` stays until the quota is there again, and finishes the campaign."""
    left = 12
    world.clock.turn(timedelta(hours=13, minutes=50).total_seconds())
    late_evening = world.clock.now()

    def answer(message: Message) -> Outcome:
        nonlocal left
        left -= 1
        return accepted(message.tracking_id, quota=Quota(daily=100, remaining=left))

    def quota() -> Quota:
        nonlocal left
        if world.clock.now() > late_evening + timedelta(minutes=10):
            left = max(left, 100)
        return Quota(daily=100, remaining=left)

    provider = FakeProvider(answer, quota=quota)

    ended = await world.run(provider, wait=True)

    assert CampaignState.COMPLETED is ended.campaign.state
    assert {RowState.ACCEPTED: 30} == world.states()
    assert world.clock.now() >= late_evening + timedelta(minutes=15)


async def test_outside_the_window_nothing_leaves(world: World) -> None:
    """Before the window opens the campaign waits, in Vietnamese time."""
    provider = FakeProvider()

    ended = await world.run(
        provider, dataclasses.replace(FAST, window=SendingHours.parse("13:00-21:30"))
    )

    assert [] == provider.arrived
    assert datetime(2026, 11, 22, 6, 0, tzinfo=UTC) == ended.campaign.resume_after


async def test_rows_that_are_too_late_expire(world: World) -> None:
    """After `--expires` no stale message goes out, and the campaign is over."""
    limits = dataclasses.replace(FAST, rate=1.0, expires_at=NOW + timedelta(seconds=5))

    ended = await world.run(FakeProvider(yields=0), limits)

    assert CampaignState.COMPLETED is ended.campaign.state
    found = world.states()
    assert 30 == found[RowState.ACCEPTED] + found[RowState.EXPIRED]
    assert found[RowState.EXPIRED] >= 20


async def test_an_error_of_every_first_row_stops_the_list(world: World) -> None:
    """A column mapped wrongly costs the first rows, not all of them."""
    wrong = failed(Action.ROW, code="-1122", reason=Reason.TEMPLATE, whole_list=True)
    provider = FakeProvider(lambda _message: wrong)
    limits = dataclasses.replace(FAST, concurrency=1, tolerance=FailureThresholds(same_at_start=5))

    ended = await world.run(provider, limits)

    assert (CampaignState.ABORTED, Reason.TEMPLATE) == (ended.campaign.state, ended.campaign.reason)
    assert 5 == len(provider.arrived)


async def test_a_run_of_doubts_stops_the_list(world: World) -> None:
    """When no answer comes any more the rest is held back: each doubt may cost twice."""
    provider = FakeProvider(lambda _message: TIMEOUT)
    limits = dataclasses.replace(
        FAST, concurrency=1, tolerance=FailureThresholds(unknown_in_a_row=4)
    )

    ended = await world.run(provider, limits)

    assert (CampaignState.PAUSED, Reason.FAILURES) == (ended.campaign.state, ended.campaign.reason)
    assert 4 == len(provider.arrived)


async def test_a_persons_interruption_finishes_what_is_in_flight(world: World) -> None:
    """The first Ctrl-C loses nothing: what left is written down, the rest waits."""
    provider = FakeProvider(yields=20)
    run = CampaignRunner(
        ledger=world.ledger,
        campaign=world.campaign,
        provider=provider,
        limits=dataclasses.replace(FAST, concurrency=5),
        clock=world.clock,
    )
    going = asyncio.create_task(run.run())
    while not provider.arrived:
        await asyncio.sleep(0.001)
    run.interrupt()
    ended = await going

    assert (CampaignState.PAUSED, Reason.PERSON) == (ended.campaign.state, ended.campaign.reason)
    found = world.states()
    assert len(provider.arrived) == found[RowState.ACCEPTED]
    assert 30 == found[RowState.ACCEPTED] + found[RowState.PENDING]


@pytest.mark.parametrize(
    "wish, state, left",
    [
        ("pause", CampaignState.PAUSED, RowState.PENDING),
        ("cancel", CampaignState.CANCELLED, RowState.CANCELLED),
    ],
)
async def test_another_process_can_pause_or_end_a_campaign(
    world: World, wish: str, state: CampaignState, left: RowState
) -> None:
    """`pause` and `cancel` reach a campaign that runs in another window."""
    provider = FakeProvider(yields=300)
    going = asyncio.create_task(world.run(provider, dataclasses.replace(FAST, concurrency=1)))
    while not provider.arrived:
        await asyncio.sleep(0.001)
    campaigns.request_stop(world.ledger, world.campaign.id, wish)
    ended = await going

    assert state is ended.campaign.state
    assert world.states()[left] >= 1
    assert RowState.SENDING not in world.states()


async def test_a_ledger_that_fails_stops_before_the_next_request(world: World) -> None:
    """When the intent can't be written, the request does not leave."""
    provider = FakeProvider()
    with world.ledger.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE changes RENAME TO gone")

    with pytest.raises(LedgerError):
        await world.run(provider)
    assert [] == provider.arrived


async def test_word_of_an_intent_that_was_held_up_lets_nothing_leave(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the word that an intent is on disk comes after the lease, the row goes back and waits."""
    intend, provider = OutcomeWriter.record_intent, FakeProvider()
    held_up: list[int] = []

    async def slowly(self: OutcomeWriter, row: DueRow, *, attempt: int) -> bool:
        written = await intend(self, row, attempt=attempt)
        if not held_up:
            held_up.append(row.seq)
            world.clock.turn(STALE_SECONDS + 1)
        return written

    monkeypatch.setattr(OutcomeWriter, "record_intent", slowly)
    await world.run(provider, dataclasses.replace(FAST, concurrency=1))

    # It was taken up anew, as the first attempt, behind all others.
    assert held_up
    assert world.campaign.id + f"-{held_up[0]}" == provider.arrived[-1].tracking_id
    assert {RowState.ACCEPTED: 30} == world.states()


async def test_two_runs_of_one_account_dont_mix(world: World) -> None:
    """The second is told that the first is sending."""
    provider = FakeProvider(yields=50)
    going = asyncio.create_task(world.run(provider, dataclasses.replace(FAST, concurrency=1)))
    while not provider.arrived:
        await asyncio.sleep(0.001)
    with pytest.raises(LedgerError) as caught:
        await world.run(FakeProvider())
    assert "ledger.lane-held" == caught.value.key
    await going

    assert {RowState.ACCEPTED: 30} == world.states()


async def test_a_bug_in_one_row_does_not_cut_off_the_others(world: World) -> None:
    """Even our own mistake leaves no message in flight without its outcome."""

    def answer(message: Message) -> Outcome:
        if message.phone.endswith("05"):
            raise RuntimeError("a bug")
        return accepted(message.tracking_id)

    provider = FakeProvider(answer)
    with pytest.raises(Exception, match="RuntimeError"):
        await world.run(provider)

    found = world.states()
    assert len(provider.arrived) - 1 == found[RowState.ACCEPTED]
    assert 1 == found.get(RowState.SENDING, 0) + found.get(RowState.UNKNOWN, 0)


async def test_a_long_wait_that_the_provider_asked_for_can_be_interrupted(world: World) -> None:
    """Ctrl-C during a Retry-After of an hour ends the run at once, and nothing leaves meanwhile."""
    hold = TOO_FAST._replace(retry_after=3600.0)
    provider = FakeProvider(lambda _message: hold, quota=Quota(daily=99, remaining=99))
    run = CampaignRunner(
        ledger=world.ledger,
        campaign=world.campaign,
        provider=provider,
        limits=dataclasses.replace(FAST, concurrency=2),
    )
    going = asyncio.create_task(run.run())
    while len(provider.arrived) < 2:
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.3)
    run.interrupt()
    async with asyncio.timeout(5):
        ended = await going

    assert Reason.PERSON is ended.campaign.reason
    assert len(provider.arrived) <= 4
    assert {RowState.PENDING: 30} == world.states()


async def test_a_refused_first_row_does_not_open_the_gate(world: World) -> None:
    """While nobody has told the quota, only an accepted message's answer counts as a word."""
    left = 2

    def answer(message: Message) -> Outcome:
        nonlocal left
        if message.phone.endswith("00"):
            return NO_ACCOUNT
        left -= 1
        return accepted(message.tracking_id, quota=Quota(daily=9, remaining=max(left, 0)))

    provider = FakeProvider(answer)
    await world.run(provider)

    assert left >= 0


async def test_a_failure_of_the_ledger_is_not_taken_for_the_providers(world: World) -> None:
    """A ledger that fails during a retry stops the run with its own error."""
    calls = 0

    def answer(_message: Message) -> Outcome:
        nonlocal calls
        calls += 1
        if calls == 1:
            with world.ledger.write() as connection:
                connection.exec_driver_sql("UPDATE lanes SET epoch = epoch + 1")
        return BUSY

    with pytest.raises(LedgerError) as caught:
        await world.run(FakeProvider(answer), dataclasses.replace(FAST, concurrency=1))
    assert "ledger.lane-lost" == caught.value.key


async def test_ending_wins_over_pausing(world: World) -> None:
    """Who ends a campaign that is just pausing finds it ended."""
    provider = FakeProvider(yields=1500)
    run = CampaignRunner(
        ledger=world.ledger,
        campaign=world.campaign,
        provider=provider,
        limits=dataclasses.replace(FAST, concurrency=1),
    )
    going = asyncio.create_task(run.run())
    while not provider.arrived:
        await asyncio.sleep(0.001)
    run.interrupt()
    ended = await asyncio.to_thread(
        control.cancel, world.ledger, world.campaign, clock=SystemClock()
    )
    await going

    assert CampaignState.CANCELLED is ended.state
    assert RowState.PENDING not in world.states()


async def test_a_screen_that_fails_cuts_off_nobody(world: World) -> None:
    """When the one who looks on breaks, what is in flight is still written down."""

    class Broken(ProgressObserver):
        def on_wait(self, reason: Reason | None) -> None:
            raise BrokenPipeError(str(reason))

    provider = FakeProvider(quota=Quota(daily=9, remaining=3))
    with pytest.raises(Exception, match="BrokenPipeError"):
        await world.run(provider, watch=Broken())

    assert RowState.SENDING not in world.states()
