"""Journey tokens of whole campaigns: how many they need, and what becomes of those in doubt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, and_, case, func, select, update

from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.states import RowState
from zns_batch.ledger.connect import Ledger
from zns_batch.ledger.journeys import (
    MARGIN,
    Series,
    Standing,
    become,
    entry_of,
    of_series,
    without,
)
from zns_batch.ledger.moments import to_ms
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import log_changes
from zns_batch.ledger.schema import inputs, rows
from zns_batch.ledger.schema import journeys as table

IN_DOUBT = "journey-in-doubt"
"""The code of a row whose token was asked for and never came."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Needed:
    """The tokens that the waiting rows of a campaign need, one for each phone.

    Attributes:
        minted: So many will be asked for.
        reused: So many are there.
        doubtful: For so many phones nobody knows; their rows will be rejected.

    """

    minted: int
    reused: int
    doubtful: int


def needed(ledger: Ledger, series: Series, campaign_id: str, *, now: datetime) -> Needed:
    """Count the tokens that a campaign needs.

    Args:
        ledger: The ledger.
        series: The account and kind.
        campaign_id: The campaign.
        now: The moment.

    """
    phones = _phones_of(campaign_id, [RowState.PENDING]).distinct().subquery()
    same = and_(of_series(series), table.c.phone == phones.c.phone)
    lasts = and_(table.c.state == Standing.GOOD.value, table.c.expires_at > to_ms(now + MARGIN))
    wanted = select(
        func.count(),
        func.count(case((lasts, 1))),
        func.count(case((table.c.state == Standing.DOUBTFUL.value, 1))),
    ).select_from(phones.outerjoin(table, same))
    with ledger.read() as connection:
        total, reused, doubtful = connection.execute(wanted).one()
    return Needed(minted=total - reused - doubtful, reused=reused, doubtful=doubtful)


def clear_doubts(
    ledger: Ledger, campaign: Campaign, states: Iterable[RowState], *, now: datetime
) -> int:
    """Let tokens in doubt be asked for anew, by a person's word. Returns how many.

    Args:
        ledger: The ledger.
        campaign: The campaign whose rows the person wants to be sent.
        states: The states of those rows.
        now: The moment.

    """
    series = series_of(campaign)
    if series is None:
        return 0
    phones = _phones_of(campaign.id, states)
    open_ = table.c.state.in_([Standing.DOUBTFUL.value, Standing.MINTING.value])
    wanted = select(table).where(of_series(series), open_, table.c.phone.in_(phones))
    with ledger.write() as connection:
        found = [entry_of(one) for one in connection.execute(wanted).mappings().all()]
        doubts = [one for one in found if one.at(now).standing is Standing.DOUBTFUL]
        for one in doubts:
            become(connection, series, one, one.standing, without(one, Standing.FREE))
    return len(doubts)


def series_of(campaign: Campaign) -> Series | None:
    """Return the series that a campaign's journeys belong to; `None` when it has none."""
    kind = campaign.options.get("journey")
    if not kind:
        return None
    return Series(account=campaign.account, provider=campaign.provider, kind=JourneyKind(str(kind)))


def refuse_interrupted(
    connection: Connection, account: str, campaign_id: str, *, now: datetime
) -> None:
    """End the rows that another owner of the lane left while it waited for their tokens.

    No message left for them: a token comes to disk before its message leaves, and from here on the
    former owner can't bring it there as its own any more. They are refused, with no other doubt
    than whether there is a token.

    Args:
        connection: The transaction that takes the lane over.
        account: The account.
        campaign_id: The campaign whose rows were in flight.
        now: The moment.

    """
    of_lane = and_(table.c.account == account, table.c.tracking_id.is_not(None))
    # First the entries: a former owner that writes its token meanwhile waits here, and is too late.
    connection.execute(
        update(table)
        .where(of_lane, table.c.state == Standing.MINTING.value)
        .values(state=Standing.DOUBTFUL.value)
    )
    waited = select(table.c.tracking_id).where(of_lane, table.c.state == Standing.DOUBTFUL.value)
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
        .where(rows.c.campaign_id == campaign_id, rows.c.state.in_([one.value for one in states]))
    )
