"""Asking for receipts: at a pace, resumable, and never in the way of a campaign that is being sent."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from ledger_help import NOW, TestClock, retry_rows
from receipts_help import SENT, FakeDesk, put, row, sent_campaign

from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind
from zns_batch.domain.states import RowState
from zns_batch.errors import LedgerError, ProviderError, RefusalError
from zns_batch.ledger import leases, rows
from zns_batch.ledger import receipts as kept
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.receipts import NEVER_ARRIVED, deliveries, open_places
from zns_batch.ledger.records import Campaign
from zns_batch.receipts.poller import (
    BESIDE_A_LANE,
    FAILURES,
    LIMIT_PATIENCE_SECONDS,
    TRIES,
    QueryPacer,
    ReceiptPoller,
)

_R = RowState
ARRIVED = Receipt(delivered_at=SENT + timedelta(seconds=9))


def asking(ledger: Ledger, campaign: Campaign, desk: FakeDesk, **more: Any) -> ReceiptPoller:
    """Prepare a round of questions on a clock that is turned by those who wait."""
    usual: dict[str, Any] = {
        "by_tracking": False,
        "rate": 10,
        "concurrency": 4,
        "clock": TestClock(),
    } | more
    places = open_places(ledger, campaign.id, by_tracking=usual["by_tracking"])
    return ReceiptPoller(ledger=ledger, campaign=campaign, client=desk, places=places, **usual)


async def test_every_accepted_message_is_asked_for_once(ledger: Ledger) -> None:
    """What arrived is merged with its moment; what was not accepted is not asked for."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.REJECTED, _R.ACCEPTED, _R.UNKNOWN, _R.PENDING)
    ids = [f"m-{campaign.id}-{seq}" for seq in (1, 3)]
    desk = FakeDesk({ids[0]: ARRIVED, ids[1]: Receipt()}.__getitem__)
    found = await asking(ledger, campaign, desk).run()
    assert (True, 2, ids) == (found.complete, found.asked, sorted(desk.asked))
    assert [ARRIVED.delivered_at, None] == [row(ledger, campaign, n).delivered_at for n in (1, 3)]
    assert _R.UNKNOWN is row(ledger, campaign, 4).state


async def test_what_has_its_last_word_is_asked_for_no_more(ledger: Ledger) -> None:
    """A second round asks only for what had not arrived."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 4)
    ids = [f"m-{campaign.id}-{seq}" for seq in range(1, 5)]
    first = FakeDesk(lambda one: ARRIVED if one in ids[:3] else Receipt())
    await asking(ledger, campaign, first).run()
    second = FakeDesk(lambda _one: ARRIVED)
    await asking(ledger, campaign, second).run()
    assert [ids[3]] == second.asked
    assert [] == open_places(ledger, campaign.id, by_tracking=False)
    assert 4 == rows.state_counts(ledger, campaign.id).delivered


async def test_those_asked_for_longest_ago_come_first(ledger: Ledger) -> None:
    """A round that was broken off goes on with the rows that it did not reach."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 30)
    clock = TestClock()
    first = FakeDesk()
    some = asking(ledger, campaign, first, clock=clock, concurrency=1)

    def stop() -> None:
        if len(first.asked) == 12:
            some.interrupt()

    some.on_row = stop
    found = await some.run()
    assert (12, True, False) == (found.asked, found.interrupted, found.complete)
    clock.turn(60)
    second = FakeDesk()
    await asking(ledger, campaign, second, clock=clock, concurrency=1).run()
    assert set(first.asked).isdisjoint(second.asked[:18])
    assert set(first.asked) == set(second.asked[18:])


@pytest.mark.parametrize("page", [1, 7, 50])
async def test_pages_miss_nothing_and_repeat_nothing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    """However many rows are read at a time, each is asked for once in a round."""
    monkeypatch.setattr("zns_batch.receipts.poller._ROWS_AT_ONCE", page)
    monkeypatch.setattr("zns_batch.receipts.poller._TOGETHER", 3)
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 50)
    clock = TestClock()
    for _ in range(2):
        desk = FakeDesk()
        await asking(ledger, campaign, desk, clock=clock).run()
        assert {f"m-{campaign.id}-{seq}": 1 for seq in range(1, 51)} == Counter(desk.asked)
        clock.turn(1)


async def test_the_pace_is_kept(ledger: Ledger) -> None:
    """So many questions a second as were asked for, and no burst at the start."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 21)
    clock = TestClock()
    await asking(ledger, campaign, FakeDesk(), clock=clock, rate=5, concurrency=1).run()
    assert 4.0 == pytest.approx(clock.monotonic())


async def test_while_the_account_is_sending_we_ask_much_slower(ledger: Ledger) -> None:
    """The pace belongs to the campaign that is being sent."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 11)
    leases.acquire(ledger, campaign.account, campaign.id, now=NOW)
    clock = TestClock()
    await asking(ledger, campaign, FakeDesk(), clock=clock, rate=10, concurrency=1).run()
    assert BESIDE_A_LANE / 10 * 10 == pytest.approx(clock.monotonic())


async def test_no_more_are_asked_at_once_than_told(ledger: Ledger) -> None:
    """However slow the answers are, the number of open questions is bounded."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 20)
    at_once: list[int] = []

    class Slow(FakeDesk):
        open = 0

        async def receipt(self, message_id: str) -> Receipt | None:
            self.open += 1
            self.asked.append(message_id)
            at_once.append(self.open)
            await asyncio.sleep(0.001)
            self.open -= 1
            return Receipt()

    await asking(ledger, campaign, Slow(), concurrency=3, rate=1000).run()
    assert (20, 3) == (len(at_once), max(at_once))


async def test_trouble_that_passes_costs_nothing(ledger: Ledger) -> None:
    """A question without an answer is asked again after a pause, and every row gets its own."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 6)
    failed: Counter[str] = Counter()

    def shaky(message_id: str) -> Receipt:
        failed[message_id] += 1
        if failed[message_id] < TRIES:
            raise ProviderError("provider.unanswered", code="http-502")
        return ARRIVED

    clock = TestClock()
    found = await asking(ledger, campaign, FakeDesk(shaky), clock=clock).run()
    assert (True, 6) == (found.complete, found.asked)
    assert 6 == rows.state_counts(ledger, campaign.id).delivered
    assert clock.monotonic() > 2.0


async def test_trouble_that_stays_stops_us_and_keeps_what_was_learned(ledger: Ledger) -> None:
    """After some rows in a row without an answer nobody is asked any more; the rest comes next time."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 60)
    ids = [f"m-{campaign.id}-{seq}" for seq in range(1, 61)]

    def breaks(message_id: str) -> Receipt:
        if message_id not in ids[:20]:
            raise RefusalError("zalo", "-124", "Access token is invalid")
        return ARRIVED

    desk = FakeDesk(breaks)
    found = await asking(ledger, campaign, desk, concurrency=1).run()
    assert isinstance(found.error, RefusalError)
    assert (20, FAILURES, False) == (found.asked, found.failed, found.complete)
    assert 20 + FAILURES * TRIES == len(desk.asked)
    assert 20 == rows.state_counts(ledger, campaign.id).delivered
    later = FakeDesk(lambda _one: ARRIVED)
    await asking(ledger, campaign, later).run()
    assert 60 == rows.state_counts(ledger, campaign.id).delivered


async def test_one_message_that_can_not_be_asked_for_stops_nothing(ledger: Ledger) -> None:
    """A row that the provider won't tell of is left out and told, and the others are asked for."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 12)

    def odd(message_id: str) -> Receipt:
        if message_id.endswith("-5"):
            raise RefusalError("zalo", "-1", "?")
        return ARRIVED

    found = await asking(ledger, campaign, FakeDesk(odd)).run()
    assert (11, 1, None, False) == (found.asked, found.failed, found.error, found.complete)


async def test_a_message_that_the_provider_does_not_know_stays_as_it_is(ledger: Ledger) -> None:
    """No receipt is no proof of anything: the row is accepted, and not called free of charge."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    clock = TestClock(NOW + timedelta(days=3))
    await asking(ledger, campaign, FakeDesk(lambda _one: None), clock=clock).run()
    found = row(ledger, campaign)
    assert (_R.ACCEPTED, None, None, 200) == (
        found.state,
        found.delivered_at,
        found.charged,
        found.cost,
    )


async def test_what_is_not_there_after_its_time_is_not_charged(ledger: Ledger) -> None:
    """Asked after the template's time, a message that has not arrived costs nothing any more."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    clock = TestClock(SENT + timedelta(hours=1))
    await asking(ledger, campaign, FakeDesk(), clock=clock).run()
    assert (None, 200) == (row(ledger, campaign).charged, row(ledger, campaign).cost)
    clock.turn(3 * 3600)
    await asking(ledger, campaign, FakeDesk(), clock=clock).run()
    assert (False, 0) == (row(ledger, campaign).charged, row(ledger, campaign).cost)
    in_time = Receipt(delivered_at=SENT + timedelta(minutes=5))
    clock.turn(60)
    await asking(ledger, campaign, FakeDesk(lambda _one: in_time), clock=clock).run()
    assert (True, 200) == (row(ledger, campaign).charged, row(ledger, campaign).cost)


async def test_a_message_that_was_refused_after_all_is_told_and_not_charged(
    ledger: Ledger,
) -> None:
    """A provider may take a message and give it up later: the row says why, and costs nothing."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    refused = Receipt(failure=Failure(code="-114", action=Action.ROW, provider_message="inactive"))
    await asking(ledger, campaign, FakeDesk(lambda _one: refused)).run()
    found = row(ledger, campaign)
    assert (_R.ACCEPTED, "-114", False, 0, True) == (
        found.state,
        found.code,
        found.charged,
        found.cost,
        found.explained,
    )
    assert [] == open_places(ledger, campaign.id, by_tracking=True)


async def test_the_providers_fee_goes_before_our_price(ledger: Ledger) -> None:
    """What the provider says that a message costs is what it costs."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.ACCEPTED)
    told = Receipt(delivered_at=NOW, charged=True, fee=330)
    await asking(ledger, campaign, FakeDesk(lambda _one: told)).run()
    assert 660 == deliveries(ledger, campaign).cost


# ── rows in doubt, where the provider finds a message by our reference ──


async def test_rows_in_doubt_are_settled(ledger: Ledger) -> None:
    """Taken, refused, or never had: each row in doubt gets the answer that it lacked."""
    campaign = sent_campaign(ledger, *[_R.UNKNOWN] * 3, _R.ACCEPTED)
    refused = Receipt(failure=Failure(code="-118", action=Action.ROW))
    told = {
        f"{campaign.id}-1": Receipt(message_id="m-9", delivered_at=NOW),
        f"{campaign.id}-2": refused,
        f"{campaign.id}-3": None,
    }
    desk = FakeDesk(found=told.__getitem__)
    found = await asking(ledger, campaign, desk, by_tracking=True).run()
    assert (True, 4) == (found.complete, found.asked)
    stand = [row(ledger, campaign, seq) for seq in (1, 2, 3)]
    assert [_R.ACCEPTED, _R.REJECTED, _R.REJECTED] == [one.state for one in stand]
    assert [None, "-118", NEVER_ARRIVED] == [one.code for one in stand]
    assert ("m-9", SENT, NOW) == (stand[0].message_id, stand[0].sent_at, stand[0].delivered_at)
    assert {SENT} == {desk.since[one] for one in told}


async def test_a_row_in_doubt_that_never_arrived_can_be_sent_again(ledger: Ledger) -> None:
    """A person lets it go again as any rejected row, and nothing of the past clings to it."""
    campaign = sent_campaign(ledger, _R.UNKNOWN, _R.ACCEPTED)
    await asking(ledger, campaign, FakeDesk(), by_tracking=True).run()
    assert 1 == retry_rows(ledger, campaign, [_R.REJECTED], now=NOW)
    found = row(ledger, campaign)
    assert (_R.PENDING, None, None) == (found.state, found.code, found.charged)


@pytest.mark.parametrize("others", [(), (_R.ACCEPTED,)])
async def test_a_provider_that_knows_no_message_at_all_settles_nothing(
    ledger: Ledger, others: tuple[RowState, ...]
) -> None:
    """Another OA or a stand-in would call every message unheard of: its silence proves nothing."""
    campaign = sent_campaign(ledger, _R.UNKNOWN, _R.UNKNOWN, *others)
    wrong = FakeDesk(lambda _one: None)
    found = await asking(ledger, campaign, wrong, by_tracking=True).run()
    assert 2 == found.unproven
    assert {_R.UNKNOWN} == {row(ledger, campaign, seq).state for seq in (1, 2)}


async def test_silence_that_comes_too_early_settles_nothing(ledger: Ledger) -> None:
    """As long as the message may still be on its way, its row stays in doubt."""
    campaign = sent_campaign(ledger, _R.UNKNOWN)

    def young(_tracking_id: str) -> Receipt:
        raise ProviderError("etelecom.too-early", minutes=10)

    desk = FakeDesk(found=young)
    found = await asking(ledger, campaign, desk, by_tracking=True).run()
    assert (1, 0, True) == (found.early, found.failed, found.complete)
    assert (1, _R.UNKNOWN) == (len(desk.asked), row(ledger, campaign).state)


async def test_a_row_that_a_person_sends_again_meanwhile_is_left_alone(ledger: Ledger) -> None:
    """An answer about the first attempt does not settle the second one."""
    campaign = sent_campaign(ledger, _R.UNKNOWN, _R.UNKNOWN)

    def retried(tracking_id: str) -> Receipt | None:
        retry_rows(ledger, campaign, [_R.UNKNOWN], now=NOW)
        return Receipt(message_id="m-1", delivered_at=NOW) if tracking_id.endswith("-1") else None

    desk = FakeDesk(found=retried)
    await asking(ledger, campaign, desk, by_tracking=True, concurrency=1).run()
    for seq in (1, 2):
        found = row(ledger, campaign, seq)
        assert (_R.PENDING, None) == (found.state, found.delivered_at)


async def test_an_accepted_row_without_an_id_is_found_by_our_reference(ledger: Ledger) -> None:
    """A provider that took a message before it had an id for it is asked by the tracking id."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    put(ledger, campaign, 1, _R.UNKNOWN)
    new = FakeDesk(found=lambda one: Receipt(tracking_id=one))
    await asking(ledger, campaign, new, by_tracking=True).run()
    assert (_R.ACCEPTED, None) == (row(ledger, campaign).state, row(ledger, campaign).message_id)
    later = FakeDesk(found=lambda _one: Receipt(message_id="m-7", delivered_at=NOW))
    clock = TestClock(NOW + timedelta(minutes=1))
    await asking(ledger, campaign, later, by_tracking=True, clock=clock).run()
    assert ("m-7", NOW) == (row(ledger, campaign).message_id, row(ledger, campaign).delivered_at)


async def test_a_ledger_that_fails_ends_it(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing can be written down any more, nobody is asked any more."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 300)
    desk = FakeDesk()

    def full(*_args: object, **_more: object) -> None:
        raise LedgerError("ledger.full", path="x", why="disk is full")

    monkeypatch.setattr("zns_batch.receipts.poller.apply_receipts", full)
    with pytest.raises(LedgerError):
        await asking(ledger, campaign, desk, rate=1000, concurrency=1).run()
    assert 100 == len(desk.asked)


async def test_a_campaign_without_messages_is_done_at_once(ledger: Ledger) -> None:
    """Where nothing was accepted there is nothing to ask."""
    campaign = sent_campaign(ledger, _R.PENDING, _R.INVALID)
    desk = FakeDesk()
    found = await asking(ledger, campaign, desk, by_tracking=True).run()
    assert (True, 0, []) == (found.complete, found.asked, desk.asked)


async def test_what_was_learned_is_on_disk_within_a_second(ledger: Ledger) -> None:
    """A process that is killed in the middle loses no more than the last second of answers."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 40)
    seen: list[int] = []
    ask = asking(ledger, campaign, FakeDesk(lambda _one: ARRIVED), rate=10, concurrency=1)
    ask.on_row = lambda: seen.append(rows.state_counts(ledger, campaign.id).delivered)
    await ask.run()
    assert all(place - delivered <= 12 for place, delivered in enumerate(seen))


async def test_turns_are_even_and_can_be_held() -> None:
    """Who asks waits for a turn; after trouble nobody gets one for a while."""
    clock = TestClock()
    beat = QueryPacer(4, clock)
    for _ in range(5):
        await beat.turn()
    assert 1.0 == clock.monotonic()
    beat.hold(3)
    await beat.turn()
    assert 4.0 == clock.monotonic()
    beat.slow(10)
    await beat.turn()
    await beat.turn()
    assert 6.75 == clock.monotonic()


@pytest.mark.parametrize(
    "refusal",
    [
        RefusalError("zalo", "-32", "rate limit"),
        ProviderError("provider.unanswered", code="http-429"),
        RefusalError("etelecom", "resource_exhausted").meaning(
            Outcome(
                kind=OutcomeKind.NOT_SENT,
                failure=Failure(code="x", action=Action.SLOW),
                retry_after=90,
            )
        ),
    ],
)
async def test_a_provider_that_says_too_fast_is_given_its_minute(
    ledger: Ledger, refusal: ProviderError
) -> None:
    """Receipts are not given up because we asked too fast: we wait, go slower, and ask for every one."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 30)
    clock = TestClock()
    asked_at: list[float] = []

    def limited(_message_id: str) -> Receipt:
        asked_at.append(clock.monotonic())
        if 1.0 <= clock.monotonic() < 100:
            raise refusal
        return ARRIVED

    ask = asking(ledger, campaign, FakeDesk(limited), clock=clock, rate=10, concurrency=1)
    found = await ask.run()
    assert (True, 30) == (found.complete, found.asked)
    waits = [after - before for before, after in pairwise(asked_at)]
    assert all(59.9 <= wait < 92 for wait in waits if wait > 2)
    assert len(asked_at) <= 33
    assert waits[-1] >= 0.2, "slower than before from then on"


async def test_a_provider_that_says_nothing_but_too_fast_ends_the_round(ledger: Ledger) -> None:
    """Nobody waits for ever: after ten minutes of it the round ends and says why."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 30)
    clock = TestClock()

    def limited(_message_id: str) -> Receipt:
        raise RefusalError("zalo", "-32", "rate limit")

    ask = asking(ledger, campaign, FakeDesk(limited), clock=clock, concurrency=1)
    found = await ask.run()
    assert isinstance(found.error, RefusalError)
    assert LIMIT_PATIENCE_SECONDS <= clock.monotonic() < 2 * LIMIT_PATIENCE_SECONDS


async def test_who_waits_for_a_limit_can_be_interrupted(ledger: Ledger) -> None:
    """Ctrl-C in the minute of waiting is heard within a second."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 3)
    clock = TestClock()

    def limited(_message_id: str) -> Receipt:
        ask.interrupt()
        raise RefusalError("zalo", "-32", "rate limit")

    ask = asking(ledger, campaign, FakeDesk(limited), clock=clock, concurrency=1)
    found = await ask.run()
    assert found.interrupted
    assert clock.monotonic() <= 2


async def test_the_pace_comes_back_when_no_limit_is_met_any_more() -> None:
    """One limit does not make a long round slow to its end."""
    clock = TestClock()
    pacer = QueryPacer(10, clock)
    pacer.too_fast(60)
    pacer.too_fast(60)
    await pacer.turn()
    await pacer.turn()
    assert 60.2 == pytest.approx(clock.monotonic())
    for _ in range(100):
        pacer.answered()
    await pacer.turn()
    await pacer.turn()
    assert 60.5 == pytest.approx(clock.monotonic())


async def test_merging_takes_short_transactions(ledger: Ledger) -> None:
    """A campaign that is being sent waits for no more than a hundred rows of ours."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 350)
    sizes: list[int] = []
    real = kept.apply_receipts

    def learn(found: Ledger, one: Campaign, learned: Any, **more: Any) -> None:
        sizes.append(len(learned))
        real(found, one, learned, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zns_batch.receipts.poller.apply_receipts", learn)
        await asking(ledger, campaign, FakeDesk(), rate=10_000).run()
    assert 350 == sum(sizes)
    assert 104 > max(sizes)
