"""Quota and hours over a real ledger: answers in any order, other senders, nights and windows."""

import asyncio
import dataclasses
import os
import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from ledger_help import (
    FakeProvider,
    Hurried,
    TestClock,
    accepted,
    campaign_of,
    opened,
    planned,
)

from zns_batch.core.clock import VIETNAM
from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.ledger.db.engine import Ledger
from zns_batch.providers.dry_run import DryRunSender
from zns_batch.sending.hours import SendingHours, next_quota_day, resume_after
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport

AT_ONCE = SendLimits(rate=100_000.0)
NO_QUOTA = Failure(code="-144", action=Action.PAUSE, reason=Reason.QUOTA)
DST_DAYS = [
    ("America/New_York", "2026-11-01"),
    ("America/New_York", "2027-03-14"),
    ("Europe/Berlin", "2026-10-25"),
    ("Europe/Berlin", "2027-03-28"),
]


def here(text: str) -> datetime:
    """A moment on a Vietnamese clock."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger of its own."""
    found = opened(tmp_path)
    yield found
    found.close()


async def run(ledger: Ledger, provider: FakeProvider, count: int, **more: object) -> RunReport:
    """Run a campaign of some rows to its end."""
    campaign = campaign_of(ledger, [planned(number) for number in range(count)])
    made = CampaignRunner(ledger=ledger, campaign=campaign, provider=provider, limits=AT_ONCE)
    return await dataclasses.replace(made, **more).run()  # type: ignore[arg-type]  # named as there


class Account(FakeProvider):
    """A provider that counts a quota, answers in any order, and has other senders too.

    Args:
        quota: What is left.
        changes: After so many of our messages, what others take; below 0, what is added.
        seed: Another seed gives another order.

    """

    def __init__(self, quota: int, changes: dict[int, int] | None = None, seed: int = 1) -> None:
        super().__init__()
        self.left = quota
        self.taken = 0
        self.above = 0
        self.unheard_of = 0
        self._changes = changes or {}
        self._others = self._heard = 0
        self._chance = random.Random(seed)

    async def send(self, message: Message) -> Outcome:
        self.arrived.append(message)
        # What others take at this message comes after its answer, which does not tell of it.
        others = self._others
        outcome = self._take()
        for _ in range(self._chance.randrange(4)):
            await asyncio.sleep(0.001)
        if outcome.quota is not None:
            self._heard = max(self._heard, others)
        return outcome

    def _take(self) -> Outcome:
        if self.left <= 0:
            self.above += 1
            self.unheard_of += self._others > self._heard
            return Outcome(kind=OutcomeKind.NOT_SENT, failure=NO_QUOTA)
        self.left -= 1
        self.taken += 1
        outcome = accepted(f"m-{self.taken}", quota=Quota(daily=1000, remaining=self.left))
        change = min(self._changes.get(self.taken, 0), self.left)
        self.left -= change
        self._others += max(change, 0)
        return outcome

    async def quota(self) -> Quota | None:
        self._heard = self._others
        return Quota(daily=1000, remaining=self.left)


@pytest.mark.parametrize("concurrency", [1, 7, 50, 200])
async def test_a_quota_that_grows_is_used_to_its_end(ledger: Ledger, concurrency: int) -> None:
    """Units that are added in the middle of a run are used in it, and none is asked for above."""
    zalo = Account(100, {60: -150})
    limits = dataclasses.replace(AT_ONCE, concurrency=concurrency)

    ended = await run(ledger, zalo, 400, limits=limits)

    assert (250, 0, 0) == (zalo.taken, zalo.left, zalo.above)
    assert {RowState.ACCEPTED: 250, RowState.PENDING: 150} == ended.tally.rows


@pytest.mark.parametrize("concurrency", [1, 7, 50, 200])
async def test_a_quota_that_falls_is_noticed_by_the_next_answer(
    ledger: Ledger, concurrency: int
) -> None:
    """When it falls to what is under way and more, not one request comes above it."""
    zalo = Account(600, {60: 400})
    limits = dataclasses.replace(AT_ONCE, concurrency=min(concurrency, 60))

    ended = await run(ledger, zalo, 700, limits=limits)

    assert (200, 0, 0) == (zalo.taken, zalo.left, zalo.above)
    assert {RowState.ACCEPTED: 200, RowState.PENDING: 500} == ended.tally.rows


@pytest.mark.parametrize("concurrency", [1, 7, 50, 200])
@pytest.mark.parametrize("seed", range(5))
async def test_what_others_take_is_the_only_way_above_the_quota(
    ledger: Ledger, concurrency: int, seed: int
) -> None:
    """A request is refused only where another system took units that no answer had told of."""
    chance = random.Random(seed)
    changes = {chance.randrange(1, 200): chance.choice((1, 5, 60, 200)) for _ in range(8)}
    zalo = Account(300, changes, seed)
    limits = dataclasses.replace(AT_ONCE, concurrency=concurrency)

    ended = await run(ledger, zalo, 400, limits=limits)

    assert zalo.above == zalo.unheard_of <= concurrency
    assert (CampaignState.PAUSED, Reason.QUOTA) == (ended.campaign.state, ended.campaign.reason)
    assert zalo.taken == ended.tally.rows[RowState.ACCEPTED]
    assert 0 == zalo.left


async def test_a_night_is_slept_through(ledger: Ledger) -> None:
    """With `--wait`, what was refused at night goes on just after six in Viet Nam."""
    clock = Hurried(here("2026-11-22 22:30"))

    def answer(message: Message) -> Outcome:
        if not 6 <= clock.now().astimezone(VIETNAM).hour < 22:
            failure = Failure(code="-234", action=Action.PAUSE, reason=Reason.NIGHT)
            return Outcome(kind=OutcomeKind.NOT_SENT, failure=failure)
        return accepted(message.tracking_id)

    provider = FakeProvider(answer)
    ended = await run(ledger, provider, 20, clock=clock, wait=True)

    assert (CampaignState.COMPLETED, {RowState.ACCEPTED: 20}) == (
        ended.campaign.state,
        ended.tally.rows,
    )
    assert here("2026-11-23 06:00") <= clock.now() < here("2026-11-23 06:05")
    assert len(provider.arrived) <= 20 + AT_ONCE.concurrency


async def test_a_night_that_ends_at_seven_costs_a_few_tries(ledger: Ledger) -> None:
    """A provider whose night lasts longer than documented is asked every few minutes, and then sends."""
    clock = Hurried(here("2026-11-22 22:30"))

    def answer(message: Message) -> Outcome:
        if not 7 <= clock.now().astimezone(VIETNAM).hour < 22:
            failure = Failure(code="-133", action=Action.PAUSE, reason=Reason.NIGHT)
            return Outcome(kind=OutcomeKind.NOT_SENT, failure=failure)
        return accepted(message.tracking_id)

    provider = FakeProvider(answer)
    ended = await run(ledger, provider, 20, clock=clock, wait=True)

    assert {RowState.ACCEPTED: 20} == ended.tally.rows
    assert here("2026-11-23 07:00") <= clock.now() < here("2026-11-23 07:30")


async def test_nothing_but_too_fast_ends_in_a_pause_with_a_time(ledger: Ledger) -> None:
    """A provider that refuses everything for the pace stops the run after minutes, not after hours."""
    clock = Hurried(here("2026-11-22 10:00"))
    failure = Failure(code="http-429", action=Action.SLOW, reason=Reason.RATE)
    provider = FakeProvider(lambda _message: Outcome(kind=OutcomeKind.NOT_SENT, failure=failure))

    ended = await run(ledger, provider, 8, clock=clock)

    campaign = ended.campaign
    assert (CampaignState.PAUSED, Reason.RATE) == (campaign.state, campaign.reason)
    assert {RowState.PENDING: 8} == ended.tally.rows
    assert clock.now() < here("2026-11-22 10:05")
    assert campaign.resume_after is not None
    assert timedelta(minutes=4) < campaign.resume_after - clock.now() <= timedelta(minutes=5)


async def test_a_dry_run_does_not_wait_for_the_pace(ledger: Ledger) -> None:
    """A rehearsal of a long list takes no longer than the machine does, whatever the pace."""
    clock = TestClock(here("2026-11-22 10:00"))
    campaign = campaign_of(ledger, [planned(number) for number in range(300)], dry_run=True)
    limits = dataclasses.replace(AT_ONCE, rate=0.5)

    ended = await CampaignRunner(
        ledger=ledger,
        campaign=campaign,
        provider=DryRunSender("zalo"),
        limits=limits,
        clock=clock,
    ).run()

    assert {RowState.ACCEPTED: 300} == ended.tally.rows
    assert clock.monotonic() < 1.0


async def test_a_window_over_midnight_opens_and_closes(ledger: Ledger) -> None:
    """A window from evening to early morning is kept to on both sides, and the rest goes next time."""
    clock = Hurried(here("2026-11-22 20:00"))
    left_at: list[datetime] = []

    def answer(message: Message) -> Outcome:
        left_at.append(clock.now().astimezone(VIETNAM))
        return accepted(message.tracking_id)

    limits = SendLimits(rate=1 / 600, concurrency=1, window=SendingHours.parse("22:00-02:00"))
    ended = await run(ledger, FakeProvider(answer), 40, clock=clock, wait=True, limits=limits)

    assert {RowState.ACCEPTED: 40} == ended.tally.rows
    assert here("2026-11-22 22:00") <= left_at[0] < here("2026-11-22 22:02")
    assert {22, 23, 0, 1} == {moment.hour for moment in left_at}
    assert here("2026-11-23 22:00") < left_at[-1] < here("2026-11-24 02:00")


async def test_a_night_may_outlast_the_expiry(ledger: Ledger) -> None:
    """What would be too late in the morning is not sent then; it expires."""
    clock = Hurried(here("2026-11-22 21:00"))
    provider = FakeProvider()
    window = SendingHours.parse("08:00-20:00")
    limits = SendLimits(rate=10, window=window, expires_at=here("2026-11-23 07:00"))

    ended = await run(ledger, provider, 10, clock=clock, wait=True, limits=limits)

    assert (CampaignState.COMPLETED, {RowState.EXPIRED: 10}) == (
        ended.campaign.state,
        ended.tally.rows,
    )
    assert [] == provider.arrived


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no zone of one process")
@pytest.mark.parametrize("zone, day", DST_DAYS)
def test_a_machine_whose_clocks_change_makes_no_difference(
    monkeypatch: pytest.MonkeyPatch, zone: str, day: str
) -> None:
    """On the day of a clock change elsewhere, nights and quota days are those of Viet Nam."""
    window = SendingHours.parse("21:00-08:00")
    moments = [here(f"{day} 00:00") + timedelta(minutes=30 * n) for n in range(-48, 96)]

    def seen() -> list[object]:
        # As a machine there would have the moments, in its own zone.
        local = [datetime.fromtimestamp(moment.timestamp()).astimezone() for moment in moments]
        return [
            (
                window.is_open(one),
                resume_after(Reason.NIGHT, one, window),
                resume_after(Reason.NIGHT, one, None),
                next_quota_day(one),
            )
            for one in local
        ]

    expected = seen()
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert expected == seen()
        opened_at = window.next_open(here(f"{day} 12:00"))
        assert here(f"{day} 21:00") == opened_at
    finally:
        os.environ.pop("TZ", None)
        monkeypatch.undo()
        time.tzset()
