"""The book of journey tokens, on a real ledger."""

from datetime import datetime, timedelta

import pytest
from journey_help import KIND, PHONE, SERIES, in_journey
from ledger_help import NOW
from sqlalchemy import update

from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.states import RowState
from zns_batch.ledger import journey_tokens, leases, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import rows as rows_table
from zns_batch.ledger.journey_tokens import (
    IN_DOUBT,
    MARGIN,
    PATIENCE,
    JourneyTokenEntry,
    JourneyTokenState,
    TokenClaim,
    TokenNeeds,
    TokenScope,
    clear_doubts,
    needed,
)
from zns_batch.ledger.process_identity import ProcessIdentity

HERE = ProcessIdentity.this_process()
GONE = ProcessIdentity(host=HERE.host, pid=HERE.pid, started=HERE.started - 1000).dump()
ELSEWHERE = ProcessIdentity(host="another-machine", pid=1, started=0.0).dump()
TOKEN = Journey(token="a-token", journey_id="77")


def want(
    ledger: Ledger,
    *,
    now: datetime = NOW,
    again: bool = False,
    owner: str | None = None,
    tracking_id: str | None = None,
    series: TokenScope = SERIES,
    phone: str = PHONE,
) -> TokenClaim:
    with ledger.write() as connection:
        return journey_tokens.claim(
            connection,
            series,
            phone,
            owner=owner or HERE.dump(),
            now=now,
            again=again,
            tracking_id=tracking_id,
        )


def keep(
    ledger: Ledger, entry: JourneyTokenEntry, journey: Journey = TOKEN
) -> JourneyTokenEntry | None:
    with ledger.write() as connection:
        return journey_tokens.keep(connection, SERIES, entry, journey)


def written(ledger: Ledger, phone: str = PHONE) -> JourneyTokenEntry:
    with ledger.read() as connection:
        found = journey_tokens.find(connection, SERIES, phone)
    assert found is not None
    return found


def test_a_token_is_asked_for_once(ledger: Ledger) -> None:
    """Who comes second finds that a token is being asked for, and later the token itself."""
    first = want(ledger)
    second = want(ledger)
    assert (True, False, JourneyTokenState.MINTING) == (
        first.ours,
        second.ours,
        second.entry.state,
    )
    assert keep(ledger, first.entry) is not None
    third = want(ledger)
    assert (False, "a-token", "77") == (third.ours, third.entry.token, third.entry.journey_id)


@pytest.mark.parametrize(
    "other",
    [
        TokenScope(account="another", provider="zalo", kind=KIND),
        TokenScope(account="default", provider="etelecom", kind=KIND),
        TokenScope(account="default", provider="zalo", kind=JourneyKind.COACH_BUS_7),
    ],
)
def test_a_token_belongs_to_one_account_and_kind(ledger: Ledger, other: TokenScope) -> None:
    """Another account, provider or kind of journey has tokens of its own."""
    keep(ledger, want(ledger).entry)
    assert want(ledger, series=other).ours


def test_a_token_is_good_for_as_long_as_its_kind_says(ledger: Ledger) -> None:
    """Where the provider does not tell the end, the seven days run from before the request."""
    kept = keep(ledger, want(ledger).entry)
    assert kept is not None
    assert NOW + timedelta(days=7) == kept.expires_at
    assert not want(ledger, now=NOW + timedelta(days=7) - MARGIN - timedelta(seconds=1)).ours
    assert want(ledger, now=NOW + timedelta(days=7) - MARGIN).ours


@pytest.mark.parametrize(
    "told, ends",
    [
        (NOW + timedelta(days=3), NOW + timedelta(days=3)),
        (NOW - timedelta(days=1), NOW + timedelta(days=7)),
    ],
)
def test_the_providers_own_word_on_the_end_counts(
    ledger: Ledger, told: datetime, ends: datetime
) -> None:
    """The end that the provider tells is kept, unless it was over before it began."""
    kept = keep(ledger, want(ledger).entry, Journey(token="t", expires_at=told))
    assert kept is not None
    assert ends == kept.expires_at == written(ledger).expires_at


@pytest.mark.parametrize(
    "owner, later, standing",
    [
        (HERE.dump(), timedelta(seconds=1), JourneyTokenState.MINTING),
        (GONE, timedelta(seconds=1), JourneyTokenState.DOUBTFUL),
        (ELSEWHERE, timedelta(seconds=1), JourneyTokenState.MINTING),
        (ELSEWHERE, PATIENCE + timedelta(seconds=1), JourneyTokenState.DOUBTFUL),
    ],
    ids=["here", "dead", "elsewhere", "elsewhere, long ago"],
)
def test_a_token_whose_asker_is_gone_is_in_doubt(
    ledger: Ledger, owner: str, later: timedelta, standing: JourneyTokenState
) -> None:
    """Nobody asks for a token that a dead process may have got; a living one is waited for."""
    want(ledger, owner=owner)
    found = want(ledger, now=NOW + later)
    assert (False, standing) == (found.ours, found.entry.state)


@pytest.mark.parametrize("standing", [JourneyTokenState.DOUBTFUL, JourneyTokenState.GOOD])
def test_only_a_person_has_another_one_made(ledger: Ledger, standing: JourneyTokenState) -> None:
    """Another token, where there is one or may be one, is made by a person's word alone."""
    entry = want(ledger).entry
    if standing is JourneyTokenState.GOOD:
        keep(ledger, entry)
    else:
        with ledger.write() as connection:
            journey_tokens.doubt(connection, SERIES, entry)
    assert not want(ledger).ours
    assert want(ledger, again=True).ours
    assert not want(ledger, again=True).ours, "somebody is asking for it now"


def test_a_refusal_leaves_no_doubt(ledger: Ledger) -> None:
    """After a refusal the next row may ask again."""
    entry = want(ledger).entry
    with ledger.write() as connection:
        journey_tokens.free(connection, SERIES, entry)
    assert want(ledger).ours


def test_an_answer_to_an_older_request_changes_nothing(ledger: Ledger) -> None:
    """A token that comes after a person asked for another does not take that one's place."""
    old = want(ledger, owner=GONE).entry
    new = want(ledger, again=True).entry
    assert keep(ledger, old, Journey(token="late")) is None
    assert JourneyTokenState.MINTING is written(ledger).state
    assert keep(ledger, new) is not None
    with ledger.write() as connection:
        journey_tokens.void(connection, SERIES, old)
    assert "a-token" == written(ledger).token


def test_a_token_that_is_taken_no_more_is_made_anew(ledger: Ledger) -> None:
    """When the provider refuses a token, the next row gets another."""
    kept = keep(ledger, want(ledger).entry)
    assert kept is not None
    with ledger.write() as connection:
        journey_tokens.void(connection, SERIES, kept)
    assert (None, True) == (written(ledger).token, want(ledger).ours)


# ── a lane that is taken over ──


def sending(ledger: Ledger, campaign_id: str, seq: int) -> str:
    """Put a row in flight behind the lane's back; return its tracking id."""
    mine = (rows_table.c.campaign_id == campaign_id) & (rows_table.c.seq == seq)
    with ledger.write() as connection:
        connection.execute(update(rows_table).where(mine).values(state="sending", attempts=1))
    return f"{campaign_id}-{seq}"


def states(ledger: Ledger, campaign_id: str) -> list[tuple[str, str | None]]:
    return [(one.state.value, one.code) for one in rows.read_rows(ledger, campaign_id)]


def test_a_row_that_waited_for_its_token_is_refused_and_not_in_doubt(ledger: Ledger) -> None:
    """After a crash only rows whose message may have left are in doubt; one without a token is not."""
    campaign = in_journey(ledger, 1, 2, 3)
    waiting, going = (sending(ledger, campaign.id, seq) for seq in (1, 2))
    want(ledger, tracking_id=waiting, phone="84900000001")
    kept = want(ledger, tracking_id=going, phone="84900000002").entry
    assert keep(ledger, kept) is not None

    leases.acquire(ledger, "default", campaign.id, now=NOW)
    assert [("rejected", IN_DOUBT), ("unknown", "interrupted"), ("pending", None)] == states(
        ledger, campaign.id
    )
    assert JourneyTokenState.DOUBTFUL is written(ledger, "84900000001").state


def test_who_lost_the_lane_sends_nothing_with_its_late_token(ledger: Ledger) -> None:
    """A process that wakes up with a token after another took over keeps it, and sends no message."""
    campaign = in_journey(ledger, 1)
    entry = want(ledger, tracking_id=sending(ledger, campaign.id, 1), phone="84900000001").entry
    leases.acquire(ledger, "default", campaign.id, now=NOW)
    assert keep(ledger, entry) is None
    again = want(ledger, phone="84900000001")
    assert (False, "a-token") == (again.ours, again.entry.token)
    assert [("rejected", IN_DOUBT)] == states(ledger, campaign.id)


def test_taking_over_leaves_what_a_person_asks_for(ledger: Ledger) -> None:
    """A token that `journey create` is asking for in another process is not put in doubt."""
    campaign = in_journey(ledger, 1)
    entry = want(ledger).entry
    leases.acquire(ledger, "default", campaign.id, now=NOW)
    assert keep(ledger, entry) is not None


# ── campaigns ──


def test_a_campaign_tells_how_many_tokens_it_needs(ledger: Ledger) -> None:
    """Before the first message a person hears how many tokens are made, how many are there."""
    campaign = in_journey(ledger, 1, 1, 2, 3, 4, 5)
    for number in (2, 3, 4):
        entry = want(ledger, phone=f"8490000000{number}").entry
        if number == 4:
            with ledger.write() as connection:
                journey_tokens.doubt(connection, SERIES, entry)
        else:
            keep(ledger, entry)
    assert TokenNeeds(minted=2, reused=2, doubtful=1) == needed(
        ledger, SERIES, campaign.id, now=NOW
    )
    later = NOW + timedelta(days=8)
    assert TokenNeeds(minted=4, reused=0, doubtful=1) == needed(
        ledger, SERIES, campaign.id, now=later
    )


def test_retry_clears_the_doubts_of_its_own_rows_alone(ledger: Ledger) -> None:
    """A person's word about some rows says nothing about the phones of others."""
    campaign = in_journey(ledger, 1, 2)
    for number in (1, 2, 9):
        want(ledger, phone=f"8490000000{number}", owner=GONE)
    mine = (rows_table.c.campaign_id == campaign.id) & (rows_table.c.seq == 1)
    with ledger.write() as connection:
        connection.execute(update(rows_table).where(mine).values(state="rejected", code=IN_DOUBT))
    with ledger.write() as connection:
        assert 1 == clear_doubts(connection, campaign, [RowState.REJECTED], now=NOW)
    assert [True, False, False] == [
        want(ledger, phone=f"8490000000{number}").ours for number in (1, 2, 9)
    ]


def test_a_token_being_asked_for_now_is_no_doubt_to_clear(ledger: Ledger) -> None:
    """Retry does not have a second token made while another process waits for the first."""
    campaign = in_journey(ledger, 1)
    want(ledger, phone="84900000001")
    with ledger.write() as connection:
        assert 0 == clear_doubts(connection, campaign, [RowState.PENDING], now=NOW)
