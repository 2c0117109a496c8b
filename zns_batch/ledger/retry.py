"""Rows that are sent anew because a person asks for them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.ledger.campaigns import set_down
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import inputs, rows
from zns_batch.ledger.journey_tokens import clear_doubts
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import move


@dataclass(frozen=True, kw_only=True, slots=True)
class RetrySelection:
    """Which rows of a campaign are sent anew.

    Attributes:
        states: Rows in these states.
        codes: Only rows with one of these codes; empty for rows with any code.
        final_codes: Rejected rows with these codes stay as they are unless `codes` names them: no
            repetition changes the answer.
        reasons: Only rows in one of these states with that state's code, whatever else is said of
            codes; `None` stands for no code. Empty for rows with any code.

    """

    states: Collection[RowState]
    codes: Collection[str] = ()
    final_codes: Collection[str] = ()
    reasons: Collection[tuple[RowState, str | None]] = ()

    def condition(self) -> ColumnElement[bool]:
        """Return which rows of the states are taken, as SQL: never one whose customer was erased."""
        has_data = (
            exists()
            .where(inputs.c.campaign_id == rows.c.campaign_id)
            .where(inputs.c.seq == rows.c.seq)
            .where(inputs.c.data.is_not(None))
        )
        return and_(self._chosen(), has_data)

    def _chosen(self) -> ColumnElement[bool]:
        if self.reasons:
            return or_(
                *(
                    and_(
                        rows.c.state == state.value, func.coalesce(rows.c.code, "") == (code or "")
                    )
                    for state, code in self.reasons
                )
            )
        if self.codes:
            return rows.c.code.in_(sorted(self.codes))
        if not self.final_codes:
            return true()
        return not_(
            and_(
                rows.c.state == RowState.REJECTED.value,
                func.coalesce(rows.c.code, "").in_(sorted(self.final_codes)),
            )
        )


def count_rows(ledger: Ledger, campaign_id: str, selection: RetrySelection) -> int:
    """Count the rows of a selection."""
    selected = select(func.count()).where(
        rows.c.campaign_id == campaign_id,
        rows.c.state.in_([state.value for state in selection.states]),
        selection.condition(),
    )
    with ledger.read() as connection:
        return int(connection.execute(selected).scalar_one())


def retry(
    ledger: Ledger,
    campaign: Campaign,
    selection: RetrySelection,
    *,
    now: datetime,
    also: Callable[[Connection, int], object] = lambda _connection, _rows: None,
) -> int:
    """Let rows be sent anew under new tracking ids, in a campaign that is paused for it: all or nothing.

    A new tracking id tells a late receipt of the first attempt from one of the second.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        selection: Which rows.
        now: The moment.
        also: Writes what is to be true together with it; it is told how many rows they are.

    Returns:
        How many rows wait now.

    """
    again = (
        rows.c.campaign_id
        + literal("-")
        + cast(rows.c.seq, String)
        + literal("-")
        + cast(rows.c.attempts + 1, String)
    )
    with ledger.write() as connection:
        # Until it runs again, it is a campaign with rows left.
        paused = CampaignState.PAUSED
        set_down(connection, campaign.id, paused, reason=Reason.PERSON, now=now)
        clear_doubts(connection, campaign, selection.states, now=now)
        moved = move(
            connection,
            campaign.id,
            set(selection.states),
            RowState.PENDING,
            now=now,
            only=selection.condition(),
            tracking_id=again,
            said="",
            sent_at=None,
        )
        also(connection, moved)
        return moved
