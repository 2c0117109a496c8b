"""A token that dies, over real HTTP: one renewal, every row accepted, none twice."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ledger_help import NOW, FakeProvider, TestClock, campaign_of, planned

from zns_batch.domain.message import Outcome, OutcomeKind
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import ProviderError
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.oauth_tokens import LedgerTokenStore
from zns_batch.ledger.rows import DueRow
from zns_batch.providers import token_refresher
from zns_batch.providers.config import HttpOptions, ProviderConfig
from zns_batch.providers.zalo.client import Zalo
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox
from zns_batch.sending.interfaces import ProgressObserver, SendLimits
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport

OAUTH = "/v4/oa/access_token"
GRANT = SandboxConfig(
    token="access-0-of-a-person",
    refresh_token="refresh-0-of-a-person",
    app_id="4321",
    app_secret="the-app-secret",
    by_suffix=False,
)
FAST = SendLimits(rate=2_000, concurrency=20)


@pytest.fixture(autouse=True)
def _no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_refresher, "_SECONDS_BEFORE_SECOND_REQUEST", 0.01)


class DiesAfter(ProgressObserver):
    """Lets the token die when so many rows are accepted, each number once."""

    def __init__(self, zalo: RunningSandbox, *numbers: int) -> None:
        self._zalo = zalo
        self._numbers = set(numbers)
        self._accepted = 0
        self.refused = 0

    def on_outcome(self, row: DueRow, outcome: Outcome) -> None:
        assert row.tracking_id
        self._accepted += outcome.kind is OutcomeKind.ACCEPTED
        self.refused += outcome.kind is OutcomeKind.NOT_SENT
        if self._accepted in self._numbers:
            self._numbers.remove(self._accepted)
            self._zalo.expire()


def zalo_of(zalo: RunningSandbox, ledger: Ledger, **changes: Any) -> Zalo:
    assert GRANT.token
    assert GRANT.refresh_token
    clock = changes.pop("clock", None)
    store = LedgerTokenStore(
        "default",
        access=GRANT.token,
        refresh=GRANT.refresh_token,
        ledger=lambda: nullcontext(ledger),
        clock=clock,
    )
    options = {
        "base_url": zalo.url,
        "oauth_url": zalo.url,
        "access_token": GRANT.token,
        "app_id": GRANT.app_id,
        "app_secret": GRANT.app_secret,
        "tokens": store,
        # Longer than a busy machine stands still: no message may time out here.
        "http": HttpOptions(concurrency=20, request_timeout=4.0),
        **changes,
    }
    return Zalo(ProviderConfig(**options), clock=clock)


async def run(
    ledger: Ledger,
    provider: Zalo,
    count: int = 120,
    *,
    watch: ProgressObserver | None = None,
    **more: Any,
) -> RunReport:
    campaign = campaign_of(ledger, [planned(number) for number in range(count)])
    try:
        return await CampaignRunner(
            ledger=ledger,
            campaign=campaign,
            provider=provider,
            limits=more.pop("limits", FAST),
            watch=watch or ProgressObserver(),
            **more,
        ).run()
    finally:
        await provider.close()


async def test_a_token_that_dies_costs_no_row(ledger: Ledger) -> None:
    """With twenty in flight one renewal is asked for, all rows are accepted, and none twice."""
    with sandbox(replace(GRANT, latency=0.05)) as zalo:
        watch = DiesAfter(zalo, 40)
        ended = await run(ledger, zalo_of(zalo, ledger), watch=watch)
        counts = zalo.counts()

    assert CampaignState.COMPLETED is ended.campaign.state
    assert {RowState.ACCEPTED: 120} == dict(ended.tally.rows)
    assert (1, 1) == (counts.queries[OAUTH], counts.renewals)
    assert (120, 0, 0) == (
        counts.accepted,
        counts.duplicate_tracking_ids,
        counts.duplicate_messages,
    )
    assert 2 <= watch.refused <= 20, "what was refused is what was in flight, and no more"


async def test_a_refused_token_uses_up_no_try(ledger: Ledger) -> None:
    """A row may have one try only, and still goes again with the new token."""
    with sandbox(GRANT) as zalo:
        limits = replace(FAST, tries=1)
        ended = await run(ledger, zalo_of(zalo, ledger), watch=DiesAfter(zalo, 10), limits=limits)
        found = list(rows.read_rows(ledger, ended.campaign.id, price=None))

    assert {RowState.ACCEPTED: 120} == dict(ended.tally.rows)
    assert {1, 2} == {row.attempts for row in found}, "each request is told all the same"


async def test_a_token_may_die_as_often_as_it_likes(ledger: Ledger) -> None:
    """A campaign that outlasts several tokens renews each of them once."""
    with sandbox(GRANT) as zalo:
        ended = await run(ledger, zalo_of(zalo, ledger), watch=DiesAfter(zalo, 20, 60, 100))
        counts = zalo.counts()

    assert {RowState.ACCEPTED: 120} == dict(ended.tally.rows)
    assert (3, 3) == (counts.queries[OAUTH], counts.renewals)
    assert 0 == counts.duplicate_messages


async def test_the_next_process_goes_on_with_the_renewed_pair(ledger: Ledger) -> None:
    """The environment still has the first pair; what works stands in the ledger."""
    with sandbox(GRANT) as zalo:
        zalo.expire()
        first = await run(ledger, zalo_of(zalo, ledger), 5)
        second = await run(ledger, zalo_of(zalo, ledger), 6)
        counts = zalo.counts()

    assert [5, 6] == [one.tally.count(RowState.ACCEPTED) for one in (first, second)]
    assert 1 == counts.renewals


async def test_the_signature_is_made_of_the_present_token(ledger: Ledger) -> None:
    """An app that demands `appsecret_proof` gets the one of the new token."""
    with sandbox(replace(GRANT, proof_required=True)) as zalo:
        provider = zalo_of(zalo, ledger, appsecret_proof=True)
        ended = await run(ledger, provider, watch=DiesAfter(zalo, 30))

    assert {RowState.ACCEPTED: 120} == dict(ended.tally.rows)


@pytest.mark.parametrize(
    "faults, requests, code",
    [
        (("refused",), 1, "refresh-refused"),
        (("refused-number",), 1, "oauth-14002"),
        (("refused-empty",), 1, "oauth-14014"),
        (("refused-secret",), 1, "oauth-14004"),
        (("http-404",), 1, "refresh-refused"),
        (("reset-before",), 2, None),
        (("http-500",), 2, None),
        (("http-429",), 2, None),
        (("number",), 1, None),
        (("reset-after",), 2, "refresh-lost"),
        (("http-502",), 2, "refresh-lost"),
        (("half-json",), 2, "refresh-lost"),
        (("timeout",), 2, "refresh-lost"),
        (("timeout", "http-500"), 2, "refresh-unanswered"),
    ],
)
async def test_what_befalls_a_renewal(
    ledger: Ledger, faults: tuple[str, ...], requests: int, code: str | None
) -> None:
    """A renewal that may have come through is tried once more; one that failed stops with no row lost."""
    with sandbox(replace(GRANT, renewal_faults=faults)) as zalo:
        ended = await run(ledger, zalo_of(zalo, ledger), 60, watch=DiesAfter(zalo, 25))
        counts = zalo.counts()

    assert requests == counts.queries[OAUTH]
    assert counts.accepted == ended.tally.count(RowState.ACCEPTED)
    assert 0 == counts.duplicate_messages
    if code is None:
        assert 60 == ended.tally.count(RowState.ACCEPTED)
        return
    assert (CampaignState.ABORTED, Reason.AUTHORISATION) == (
        ended.campaign.state,
        ended.campaign.reason,
    )
    assert ended.stop.failure is not None
    assert code == ended.stop.failure.code
    assert {RowState.ACCEPTED, RowState.PENDING} == set(ended.tally.rows)


async def test_an_address_out_of_reach_pauses(ledger: Ledger) -> None:
    """While tokens can't be renewed for want of a connection, the campaign waits: nothing is used up."""
    with sandbox(GRANT) as zalo:
        provider = zalo_of(zalo, ledger, oauth_url="http://127.0.0.1:9")
        ended = await run(ledger, provider, 60, watch=DiesAfter(zalo, 25))

    assert (CampaignState.PAUSED, Reason.NETWORK) == (ended.campaign.state, ended.campaign.reason)
    assert {RowState.ACCEPTED, RowState.PENDING} == set(ended.tally.rows)


async def test_a_row_that_no_token_helps_stops_the_campaign(ledger: Ledger) -> None:
    """One row that Zalo refuses as unauthorised, whatever the token, does not renew for ever."""
    with sandbox(replace(GRANT, faults={"token-invalid": 1.0})) as zalo:
        ended = await run(ledger, zalo_of(zalo, ledger), 30)
        counts = zalo.counts()

    assert (CampaignState.ABORTED, Reason.AUTHORISATION) == (
        ended.campaign.state,
        ended.campaign.reason,
    )
    assert {RowState.PENDING: 30} == dict(ended.tally.rows)
    assert counts.renewals <= 2


async def test_a_token_that_would_not_last_is_renewed_first(ledger: Ledger) -> None:
    """A token of 21 hours is renewed before the first message, not when it is refused."""
    clock = TestClock()
    with sandbox(replace(GRANT, clock=clock.now())) as zalo:
        zalo.expire()
        await run(ledger, zalo_of(zalo, ledger, clock=clock), 5, clock=clock)
        clock.turn(2 * 3600)
        await run(ledger, zalo_of(zalo, ledger, clock=clock), 6, clock=clock)
        assert 1 == zalo.counts().renewals

        clock.turn(19 * 3600)
        watch = DiesAfter(zalo)
        ended = await run(ledger, zalo_of(zalo, ledger, clock=clock), 7, clock=clock, watch=watch)
        assert 2 == zalo.counts().renewals

    assert (7, 0) == (ended.tally.count(RowState.ACCEPTED), watch.refused)


async def test_a_long_run_is_given_a_young_token(ledger: Ledger) -> None:
    """When a run ends later than two hours before the token does, the token is renewed first."""
    clock = TestClock()
    with sandbox(replace(GRANT, clock=clock.now())) as zalo:
        zalo.expire()
        provider = zalo_of(zalo, ledger, clock=clock)
        await provider.quota()
        clock.turn(2 * 3600)
        for hours, renewals in ((20, 1), (22, 2), (22, 2)):
            until = clock.now() + timedelta(hours=hours)
            assert None is await provider.authorise(until)
            assert renewals == zalo.counts().renewals
        await provider.close()


async def test_a_run_tells_when_it_will_end(ledger: Ledger) -> None:
    """What is left and the pace tell for how long a token is needed."""
    clock = TestClock()
    campaign = campaign_of(ledger, [planned(number) for number in range(50)])
    provider = FakeProvider()
    limits = SendLimits(rate=10, concurrency=5)
    await CampaignRunner(
        ledger=ledger, campaign=campaign, provider=provider, limits=limits, clock=clock
    ).run()

    assert NOW + timedelta(seconds=5) == provider.authorised_until


async def test_the_quota_is_asked_with_a_new_token(ledger: Ledger) -> None:
    """A question that is refused for its token renews it once and is asked again."""
    with sandbox(GRANT) as zalo:
        zalo.expire()
        provider = zalo_of(zalo, ledger)
        quota = await provider.quota()
        counts = zalo.counts()
        await provider.close()

    assert quota is not None
    assert 20_000 == quota.remaining
    assert (1, 2) == (counts.renewals, counts.queries["/message/quota"])


async def test_a_quota_that_no_token_opens_is_an_error(ledger: Ledger) -> None:
    """Where the renewal is refused the question fails as it did before."""
    with sandbox(replace(GRANT, renewal_faults=("refused",))) as zalo:
        zalo.expire()
        provider = zalo_of(zalo, ledger)
        with pytest.raises(ProviderError) as raised:
            await provider.quota()
        await provider.close()

    assert ("provider.refused", "-124") == (raised.value.key, raised.value.params["code"])
