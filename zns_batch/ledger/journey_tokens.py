"""Journey tokens: created once for each phone, stored, reused while they are good.

A token is asked for only under an entry that says so on disk, and the answer is written before any
message carries the token. So an entry that is found without its answer tells two things: a token may
have been minted, and no message has left that would have carried it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    func,
    select,
    text,
    update,
)

from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.states import RowState
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import inputs, rows
from zns_batch.ledger.db.schema import journeys as table
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import log_changes

MARGIN = timedelta(minutes=10)
"""A token that ends sooner is not used any more: its message may be some time on its way."""

PATIENCE = timedelta(seconds=90)
"""How long another process is believed to be asking for a token, if nothing shows that it is gone."""


class JourneyTokenState(StrEnum):
    """The state of a phone's token."""

    MINTING = "minting"
    """Asked for; no answer is on disk yet."""
    GOOD = "good"
    """There is a token."""
    DOUBTFUL = "doubtful"
    """Asked for, and no answer came: there may be a token that nobody knows."""
    FREE = "free"
    """There is none, and none is on its way."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenScope:
    """The journeys of one account and kind: what a token is kept for, beside its phone.

    Attributes:
        account: The account's name.
        provider: The provider's word; an account may change it.
        kind: What the tokens are good for.

    """

    account: str
    provider: str
    kind: JourneyKind


@dataclass(frozen=True, kw_only=True, slots=True)
class JourneyTokenEntry:
    """The stored token of a phone.

    Attributes:
        phone: `84` and nine digits.
        state: How things stand with it.
        asks: Requests for a token so far; an answer counts for the last one alone.
        asked_at: When the last one was made.
        owner: The process that made it.
        token: What a message carries; `None` unless there is a good one.
        journey_id: The provider's id of the journey, where it gives one.
        expires_at: Until when the token is good.

    """

    phone: str
    state: JourneyTokenState
    asks: int
    asked_at: datetime
    owner: str
    token: str | None = None
    journey_id: str | None = None
    expires_at: datetime | None = None

    def at(self, now: datetime) -> "JourneyTokenEntry":
        """Return the entry as of a moment: a token expires, and a process that was creating one dies."""
        if self.state is JourneyTokenState.GOOD:
            is_valid = self.expires_at is not None and self.expires_at - MARGIN > now
            return self if is_valid else replace(self, state=JourneyTokenState.FREE)
        if self.state is JourneyTokenState.MINTING:
            late = now - self.asked_at > PATIENCE
            if late or ProcessIdentity.load(self.owner).is_dead():
                return replace(self, state=JourneyTokenState.DOUBTFUL)
        return self


class TokenClaim(NamedTuple):
    """The result of claiming the creation of a token.

    Attributes:
        entry: The entry as it stands now.
        ours: Whether it says that we ask for a token now, and nobody else does.

    """

    entry: JourneyTokenEntry
    ours: bool


_CLAIM = text(
    "INSERT INTO journeys "
    "(account, provider, kind, phone, state, asks, asked_at, owner, tracking_id) "
    "VALUES (:account, :provider, :kind, :phone, 'minting', :asks, :asked_at, :owner, :tracking_id) "
    "ON CONFLICT (account, provider, kind, phone) DO UPDATE "
    "SET state = 'minting', asks = excluded.asks, asked_at = excluded.asked_at, "
    "owner = excluded.owner, tracking_id = excluded.tracking_id, "
    "token = NULL, journey_id = NULL, expires_at = NULL "
    # Of two who saw the same entry one comes first; for the other there is another entry now.
    "WHERE journeys.asks = excluded.asks - 1"
)


def claim(
    connection: Connection,
    scope: TokenScope,
    phone: str,
    *,
    owner: str,
    now: datetime,
    tracking_id: str | None = None,
    again: bool = False,
) -> TokenClaim:
    """Note that a token is asked for now, unless there is a good one, or one may be on its way.

    Args:
        connection: A write transaction. The request may leave once it is committed.
        phone: `84` and nine digits.
        owner: The process that asks, as `Owner.dump` writes it.
        tracking_id: The row that the token is for; `None` when no row waits for it.
        again: A person wants another one, whatever there is.

    """
    stored = find(connection, scope, phone)
    current = stored.at(now) if stored else None
    if current is not None:
        is_free = current.state is JourneyTokenState.FREE
        if not is_free and not (again and current.state is not JourneyTokenState.MINTING):
            return TokenClaim(current, ours=False)
    asks = current.asks + 1 if current else 1
    ours = JourneyTokenEntry(
        phone=phone, state=JourneyTokenState.MINTING, asks=asks, asked_at=now, owner=owner
    )
    values = {
        **_names(scope),
        "phone": phone,
        "asks": asks,
        "asked_at": to_ms(now),
        "owner": owner,
        "tracking_id": tracking_id,
    }
    if connection.execute(_CLAIM, values).rowcount == 1:
        return TokenClaim(ours, ours=True)
    theirs = find(connection, scope, phone)
    assert theirs is not None
    return TokenClaim(theirs.at(now), ours=False)


def find(connection: Connection, scope: TokenScope, phone: str) -> JourneyTokenEntry | None:
    """Return the stored entry of a phone; `None` when there is none."""
    query = select(table).where(in_scope(scope), table.c.phone == phone)
    line = connection.execute(query).mappings().first()
    return entry_of(line) if line else None


def keep(
    connection: Connection, scope: TokenScope, entry: JourneyTokenEntry, journey: Journey
) -> JourneyTokenEntry | None:
    """Write down the token that was asked for.

    Returns:
        The entry with the token; `None` when who asked has no say any more, because another process
        has taken over what it was sending. The token is kept even then, unless another was asked
        for; but the message that it was for must not leave.

    """
    expires_at = journey.expires_at
    if expires_at is None or expires_at <= entry.asked_at:
        # From before the request on: the token can't be older.
        expires_at = entry.asked_at + scope.kind.life
    kept = replace(
        entry,
        state=JourneyTokenState.GOOD,
        token=journey.token,
        journey_id=journey.journey_id,
        expires_at=expires_at,
    )
    if become(connection, scope, entry, JourneyTokenState.MINTING, kept):
        return kept
    become(connection, scope, entry, JourneyTokenState.DOUBTFUL, kept)
    return None


def doubt(connection: Connection, scope: TokenScope, entry: JourneyTokenEntry) -> None:
    """Note that no usable answer came to what was asked."""
    become(
        connection,
        scope,
        entry,
        JourneyTokenState.MINTING,
        without(entry, JourneyTokenState.DOUBTFUL),
    )


def free(connection: Connection, scope: TokenScope, entry: JourneyTokenEntry) -> None:
    """Note that there certainly is no token: the request was refused, or did not leave."""
    become(
        connection, scope, entry, JourneyTokenState.MINTING, without(entry, JourneyTokenState.FREE)
    )


def void(connection: Connection, scope: TokenScope, entry: JourneyTokenEntry) -> None:
    """Note that the provider does not take a token any more."""
    become(connection, scope, entry, JourneyTokenState.GOOD, without(entry, JourneyTokenState.FREE))


def without(entry: JourneyTokenEntry, state: JourneyTokenState) -> JourneyTokenEntry:
    """Return an entry that holds no token."""
    return replace(entry, state=state, token=None, journey_id=None, expires_at=None)


def become(
    connection: Connection,
    scope: TokenScope,
    entry: JourneyTokenEntry,
    before: JourneyTokenState,
    after: JourneyTokenEntry,
) -> bool:
    """Change an entry, unless it was changed meanwhile. Returns whether it was changed."""
    condition = and_(
        in_scope(scope),
        table.c.phone == entry.phone,
        table.c.asks == entry.asks,
        table.c.state == before.value,
    )
    values = {
        "state": after.state.value,
        "token": after.token,
        "journey_id": after.journey_id,
        "expires_at": to_ms(after.expires_at),
    }
    return connection.execute(update(table).where(condition).values(**values)).rowcount == 1


def in_scope(scope: TokenScope) -> ColumnElement[bool]:
    """Return the condition under which an entry belongs to a scope."""
    return and_(*(table.c[name] == value for name, value in _names(scope).items()))


def _names(scope: TokenScope) -> dict[str, str]:
    return {
        "account": scope.account,
        "provider": scope.provider,
        "kind": scope.kind.value,
    }


def entry_of(line: RowMapping) -> JourneyTokenEntry:
    """Return an entry from its line in the table."""
    return JourneyTokenEntry(
        phone=line["phone"],
        state=JourneyTokenState(line["state"]),
        asks=line["asks"],
        asked_at=from_ms(line["asked_at"]),
        owner=line["owner"],
        token=line["token"],
        journey_id=line["journey_id"],
        expires_at=from_ms(line["expires_at"]),
    )


IN_DOUBT = "journey-in-doubt"
"""The code of a row whose token was asked for and never came."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenNeeds:
    """The tokens that the waiting rows of a campaign need, one for each phone.

    Attributes:
        minted: So many will be asked for.
        reused: So many are there.
        doubtful: For so many phones nobody knows; their rows will be rejected.

    """

    minted: int
    reused: int
    doubtful: int


def needed(ledger: Ledger, scope: TokenScope, campaign_id: str, *, now: datetime) -> TokenNeeds:
    """Count the tokens that a campaign needs."""
    phones = _phones_of(campaign_id, [RowState.PENDING]).distinct().subquery()
    same = and_(in_scope(scope), table.c.phone == phones.c.phone)
    is_valid = and_(
        table.c.state == JourneyTokenState.GOOD.value, table.c.expires_at > to_ms(now + MARGIN)
    )
    query = select(
        func.count(),
        func.count(case((is_valid, 1))),
        func.count(case((table.c.state == JourneyTokenState.DOUBTFUL.value, 1))),
    ).select_from(phones.outerjoin(table, same))
    with ledger.read() as connection:
        total, reused, doubtful = connection.execute(query).one()
    return TokenNeeds(minted=total - reused - doubtful, reused=reused, doubtful=doubtful)


def clear_doubts(
    connection: Connection, campaign: Campaign, states: Iterable[RowState], *, now: datetime
) -> int:
    """Let tokens in doubt be asked for anew, because a person wants their rows sent. Returns how many.

    Args:
        campaign: The campaign whose rows the person wants to be sent.
        states: The states of those rows.

    """
    scope = scope_of(campaign)
    if scope is None:
        return 0
    phones = _phones_of(campaign.id, states)
    open_ = table.c.state.in_([JourneyTokenState.DOUBTFUL.value, JourneyTokenState.MINTING.value])
    query = select(table).where(in_scope(scope), open_, table.c.phone.in_(phones))
    entries = [entry_of(line) for line in connection.execute(query).mappings().all()]
    doubts = [entry for entry in entries if entry.at(now).state is JourneyTokenState.DOUBTFUL]
    for entry in doubts:
        become(connection, scope, entry, entry.state, without(entry, JourneyTokenState.FREE))
    return len(doubts)


def scope_of(campaign: Campaign) -> TokenScope | None:
    """Return the scope that a campaign's journeys belong to; `None` when it has none."""
    kind = campaign.options.get("journey")
    if not kind:
        return None
    return TokenScope(
        account=campaign.account, provider=campaign.provider, kind=JourneyKind(str(kind))
    )


def refuse_interrupted(
    connection: Connection, account: str, campaign_id: str, *, now: datetime
) -> None:
    """End the rows that another owner of the lane left while it waited for their tokens.

    No message left for them: a token comes to disk before its message leaves, and from here on the
    former owner can't bring it there as its own any more. They are refused, with no other doubt
    than whether there is a token.

    Args:
        connection: The transaction that takes the lane over.
        campaign_id: The campaign whose rows were in flight.

    """
    of_lane = and_(table.c.account == account, table.c.tracking_id.is_not(None))
    # First the entries: a former owner that writes its token meanwhile waits here, and is too late.
    connection.execute(
        update(table)
        .where(of_lane, table.c.state == JourneyTokenState.MINTING.value)
        .values(state=JourneyTokenState.DOUBTFUL.value)
    )
    waited = select(table.c.tracking_id).where(
        of_lane, table.c.state == JourneyTokenState.DOUBTFUL.value
    )
    chosen = and_(
        rows.c.campaign_id == campaign_id,
        rows.c.state == RowState.SENDING.value,
        rows.c.tracking_id.in_(waited),
    )
    log_changes(connection, chosen, RowState.REJECTED, now=now, code=IN_DOUBT)
    connection.execute(
        update(rows).where(chosen).values(state=RowState.REJECTED.value, code=IN_DOUBT)
    )


def _phones_of(campaign_id: str, states: Iterable[RowState]) -> Select[tuple[str]]:
    same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
    return (
        select(inputs.c.phone)
        .select_from(rows.join(inputs, same))
        .where(
            rows.c.campaign_id == campaign_id, rows.c.state.in_([state.value for state in states])
        )
    )
