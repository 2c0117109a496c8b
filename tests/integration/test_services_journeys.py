"""Campaigns in journeys: one token for each phone, whatever happens on the way to it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from journey_help import KIND, PHONE, SERIES, Mint, in_journey, lost, refusal
from ledger_help import NOW, FakeProvider, TestClock, accepted

from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import LedgerError, ProviderError, UsageError
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.journey_tokens import IN_DOUBT
from zns_batch.ledger.records import Campaign
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.control import retry
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport
from zns_batch.services.journeys.journey_sender import (
    JourneySender,
    require_journeys,
    with_journeys,
)
from zns_batch.services.journeys.manual import create
from zns_batch.services.journeys.token_service import JourneyTokenService
from zns_batch.services.journeys.token_store import JourneyTokenStore
from zns_batch.settings.accounts import AccountSettings

R = RowState
FAST = SendLimits(rate=1000.0, concurrency=20)
NUMBERS = range(1, 13)


async def run(
    ledger: Ledger,
    campaign: Campaign,
    mint: Mint,
    provider: FakeProvider | None = None,
    *,
    clock: TestClock | None = None,
    limits: SendLimits = FAST,
) -> RunReport:
    """Run a campaign in journeys to its end."""
    clock = clock or TestClock()
    way = JourneySender(
        provider or FakeProvider(), mint, JourneyTokenStore(ledger, SERIES, clock), clock
    )
    return await CampaignRunner(
        ledger=ledger, campaign=campaign, provider=way, limits=limits, clock=clock
    ).run()


def refused(code: str) -> Outcome:
    return Outcome(kind=OutcomeKind.REJECTED, failure=Failure(code=code, action=Action.ROW))


def codes(ledger: Ledger, campaign: Campaign) -> list[tuple[str, str | None]]:
    return [(one.state.value, one.code) for one in rows.read_rows(ledger, campaign.id)]


async def test_each_message_carries_the_token_of_its_phone(ledger: Ledger) -> None:
    """Every phone gets one token, and each message the token of its own phone."""
    mint, provider = Mint(), FakeProvider()
    ended = await run(ledger, in_journey(ledger, *NUMBERS), mint, provider)
    assert {R.ACCEPTED: len(NUMBERS)} == ended.tally.rows
    assert dict(mint.made) == {one.phone: one.journey for one in provider.arrived}
    assert {1} == mint.per_phone


async def test_rows_of_one_phone_share_a_token(ledger: Ledger) -> None:
    """Many rows of one phone, in flight at the same time, have one token made."""
    mint, provider = Mint(), FakeProvider()
    ended = await run(ledger, in_journey(ledger, *[1] * 15, 2), mint, provider)
    assert {R.ACCEPTED: 16} == ended.tally.rows
    assert 2 == len(mint.asked)
    assert 2 == len({one.journey for one in provider.arrived})


async def test_a_later_campaign_uses_the_tokens_that_are_there(ledger: Ledger) -> None:
    """The next message of a journey goes out under the same token, in whichever campaign."""
    mint, provider = Mint(), FakeProvider()
    await run(ledger, in_journey(ledger, 1, 2, 3), mint)
    await run(ledger, in_journey(ledger, 2, 3, 4, text="later"), mint, provider)
    assert 4 == len(mint.asked)
    assert dict(mint.made)["84900000002"] in {one.journey for one in provider.arrived}


async def test_an_expired_token_is_renewed(ledger: Ledger) -> None:
    """A message after the seven days gets a new token."""
    mint = Mint()
    await run(ledger, in_journey(ledger, 1), mint)
    clock = TestClock(NOW + timedelta(days=7))
    later = in_journey(ledger, 1, text="later", now=clock.now())
    ended = await run(ledger, later, mint, clock=clock)
    assert ({R.ACCEPTED: 1}, 2) == (ended.tally.rows, len(mint.made))


@pytest.mark.parametrize("code", ["-149", "-150"])
async def test_a_token_that_is_taken_no_more_is_renewed_once(ledger: Ledger, code: str) -> None:
    """When the provider ends a token before its time, the row goes again with a new one."""
    mint = Mint()
    await run(ledger, in_journey(ledger, 1, 2), mint)
    old = {token for _, token in mint.made}
    provider = FakeProvider(lambda one: refused(code) if one.journey in old else accepted())
    again = in_journey(ledger, 1, 1, 2, text="later")
    ended = await run(ledger, again, mint, provider)
    assert ({R.ACCEPTED: 3}, 4) == (ended.tally.rows, len(mint.made))


async def test_a_new_token_that_is_refused_too_is_the_rows_end(ledger: Ledger) -> None:
    """A provider that takes no token at all has no more than two made for a phone in a run."""
    mint = Mint()
    campaign = in_journey(ledger, 1, 2)
    ended = await run(ledger, campaign, mint, FakeProvider(lambda _one: refused("-149")))
    assert {R.REJECTED: 2} == ended.tally.rows
    assert [("rejected", "-149")] * 2 == codes(ledger, campaign)
    assert {2} == mint.per_phone


@pytest.mark.parametrize(
    "trouble", [lost, lambda: ProviderError("provider.unanswered", code="unreadable")]
)
async def test_a_lost_answer_leaves_the_token_in_doubt_and_not_the_row(
    ledger: Ledger, trouble: Callable[[], ProviderError]
) -> None:
    """Without a usable answer no message leaves and no second token is made; the row says why."""
    mint, provider = Mint(lambda phone: trouble() if phone.endswith("1") else None), FakeProvider()
    campaign = in_journey(ledger, 1, 1, 2)
    ended = await run(ledger, campaign, mint, provider)
    assert {R.REJECTED: 2, R.ACCEPTED: 1} == ended.tally.rows
    assert [("rejected", IN_DOUBT)] * 2 == codes(ledger, campaign)[:2]
    assert ["84900000001", "84900000002"] == sorted(mint.asked)
    assert ["84900000002"] == [one.phone for one in provider.arrived]

    mint.answer = lambda _phone: None
    later = in_journey(ledger, 1, text="later")
    await run(ledger, later, mint)
    assert [("rejected", IN_DOUBT)] == codes(ledger, later)
    assert 1 == mint.asked.count("84900000001")


async def test_retry_has_the_token_made_after_all(ledger: Ledger) -> None:
    """By a person's word a token in doubt is asked for once more, and the row goes out."""
    mint = Mint(lambda _phone: lost())
    campaign = in_journey(ledger, 1, 2)
    await run(ledger, campaign, mint)
    mint.answer = lambda _phone: None
    assert 2 == retry(ledger, campaign, [R.REJECTED], now=NOW)
    ended = await run(ledger, campaign, mint)
    assert ({R.ACCEPTED: 2}, 4) == (ended.tally.rows, len(mint.asked))


async def test_a_network_that_loses_every_answer_stops_the_campaign_early(ledger: Ledger) -> None:
    """Tokens are not asked for one after the other when no answer comes to any of them."""
    mint = Mint(lambda _phone: lost())
    campaign = in_journey(ledger, *range(1, 101))
    ended = await run(ledger, campaign, mint, limits=SendLimits(rate=1000.0, concurrency=1))
    assert (CampaignState.PAUSED, Reason.NETWORK) == (ended.campaign.state, ended.campaign.reason)
    assert 20 == len(mint.asked)


async def test_a_phone_without_a_journey_is_refused_alone(ledger: Ledger) -> None:
    """A refusal that concerns one customer rejects one row, with the provider's code."""
    wrong = refusal("-108", Action.ROW)
    mint = Mint(lambda phone: wrong if phone.endswith("1") else None)
    campaign = in_journey(ledger, 1, 2)
    await run(ledger, campaign, mint)
    assert [("rejected", "-108"), ("accepted", None)] == codes(ledger, campaign)
    assert 1 == mint.asked.count("84900000001")


async def test_a_refusal_of_the_account_stops_the_campaign(ledger: Ledger) -> None:
    """What only a person can mend stops the campaign; its rows wait."""
    mint = Mint(lambda _phone: refusal("-138", Action.ABORT, kind=OutcomeKind.NOT_SENT))
    ended = await run(ledger, in_journey(ledger, *NUMBERS), mint)
    assert CampaignState.ABORTED is ended.campaign.state
    assert {R.PENDING: len(NUMBERS)} == ended.tally.rows


@pytest.mark.parametrize("action", [Action.RETRY, Action.SLOW])
async def test_what_was_certainly_not_minted_is_asked_for_again(
    ledger: Ledger, action: Action
) -> None:
    """A request that did not leave, or came too fast, is made again by itself."""
    first = {f"849{number:08d}" for number in NUMBERS}

    def answer(phone: str) -> ProviderError | None:
        if phone not in first:
            return None
        first.remove(phone)
        return refusal("no-luck", action, kind=OutcomeKind.NOT_SENT)

    mint = Mint(answer)
    ended = await run(ledger, in_journey(ledger, *NUMBERS), mint)
    assert {R.ACCEPTED: len(NUMBERS)} == ended.tally.rows
    assert {1} == mint.per_phone


async def test_an_error_that_promises_nothing_leaves_the_row_without_doubt(ledger: Ledger) -> None:
    """Where the tries for a token are used up, the row waits: no message left, whatever was said."""
    vague = refusal("-100", Action.RETRY, kind=OutcomeKind.NOT_SENT, doubtful=True)
    campaign = in_journey(ledger, 1)
    ended = await run(ledger, campaign, Mint(lambda _phone: vague))
    assert ({R.PENDING: 1}, CampaignState.PAUSED) == (ended.tally.rows, ended.campaign.state)


async def test_a_row_that_brings_its_own_token_needs_none(ledger: Ledger) -> None:
    """A message with a token from the sheet goes out with that one."""
    mint, provider, clock = Mint(), FakeProvider(), TestClock()
    way = JourneySender(provider, mint, JourneyTokenStore(ledger, SERIES, clock), clock)
    message = Message(phone=PHONE, template_id="1", data={}, tracking_id="t", journey="its-own")
    assert OutcomeKind.ACCEPTED is (await way.send(message)).kind
    assert ([], ["its-own"]) == (mint.asked, [one.journey for one in provider.arrived])


async def test_two_processes_have_one_token_made(ledger: Ledger) -> None:
    """A campaign and `journey create`, each in its own process, share the token that one makes."""
    mint = Mint()
    minters = [
        JourneyTokenService(mint, JourneyTokenStore(ledger, SERIES, TestClock()), TestClock())
        for _ in range(4)
    ]
    claims = await asyncio.gather(*(one.get(PHONE) for one in minters))
    assert 1 == len(mint.asked)
    assert {mint.made[0][1]} == {claim.entry.token for claim in claims if claim}
    assert [False, False, False, True] == sorted(claim.ours for claim in claims if claim)


async def test_who_waited_long_for_a_token_of_others_looks_again(ledger: Ledger) -> None:
    """A row whose intent has grown old while it waited is held back, and sent with a new intent."""
    clock, provider = TestClock(), FakeProvider()

    def slow(_phone: str) -> None:
        clock.turn(5.0)

    way = JourneySender(provider, Mint(slow), JourneyTokenStore(ledger, SERIES, clock), clock)
    messages = [
        Message(phone=PHONE, template_id="1", data={}, tracking_id=f"t-{n}") for n in range(2)
    ]
    first, second = await asyncio.gather(*map(way.send, messages))
    assert (OutcomeKind.ACCEPTED, OutcomeKind.NOT_SENT, None) == (
        first.kind,
        second.kind,
        second.failure,
    )
    assert OutcomeKind.ACCEPTED is (await way.send(messages[1])).kind
    assert ["t-0", "t-1"] == [one.tracking_id for one in provider.arrived]


async def test_a_book_that_can_not_be_written_mints_nothing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No token is asked for before it is on disk that it is."""
    mint = Mint()
    book = JourneyTokenStore(ledger, SERIES, TestClock())

    def full(_steps: object) -> list[object]:
        raise LedgerError("ledger.full", path="ledger.db", why="disk is full")

    monkeypatch.setattr(book, "_commit", full)
    minter = JourneyTokenService(mint, book, TestClock())
    with pytest.raises(LedgerError):
        await minter.get(PHONE)
    assert [] == mint.asked


async def test_who_is_interrupted_takes_nobodys_commit_along(ledger: Ledger) -> None:
    """A row that is interrupted while its token is written down leaves the others' tokens alone."""
    book = JourneyTokenStore(ledger, SERIES, TestClock())
    tasks = [asyncio.create_task(book.claim(f"8490000000{n}")) for n in range(5)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    done = await asyncio.gather(*tasks[1:])
    assert all(claim.ours for claim in done)
    assert not (await book.claim("84900000000")).ours


async def test_a_rehearsal_mints_nothing(ledger: Ledger) -> None:
    """A campaign without journeys, or one that only rehearses, takes the plain way."""
    provider = FakeProvider()
    campaign = in_journey(ledger, 1)
    plain = [_with(campaign, options={}), _with(campaign, dry_run=True)]
    ways = [
        with_journeys(provider, AccountSettings(name="default"), one, ledger=ledger, concurrency=1)
        for one in plain
    ]
    assert [provider, provider] == ways


def _with(campaign: Campaign, **changes: object) -> Campaign:
    from dataclasses import replace

    return replace(campaign, **changes)  # type: ignore[arg-type] # a few named fields


async def test_a_provider_without_journeys_says_so(ledger: Ledger) -> None:
    """Nobody finds out by a thousand refusals that a provider has no journeys."""
    with pytest.raises(UsageError, match="no journeys"):
        require_journeys("gobysend")
    with pytest.raises(UsageError, match="no journeys"):
        await create(
            ledger, AccountSettings(name="g", provider="gobysend"), "0912345678", KIND, again=False
        )
