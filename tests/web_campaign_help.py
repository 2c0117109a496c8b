"""Campaigns as the tests of their pages need them: with rows in several states, running or at rest."""

from datetime import UTC, datetime

from ledger_help import campaign_of, planned
from web_help import Pages

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import rows as row_table
from zns_batch.ledger.records import Campaign

BAD_PHONE = Problem(row=5, column="SĐT", code="phone-invalid", params={"shown": "09"})


def now() -> datetime:
    return datetime.now(UTC)


def move(ledger: Ledger, campaign: Campaign, seq: int, after: RowState, code: str | None) -> None:
    only = row_table.c.seq == seq
    with ledger.write() as connection:
        for before, then, why in (
            (RowState.PENDING, RowState.SENDING, None),
            (RowState.SENDING, after, code),
        ):
            rows.move(connection, campaign.id, {before}, then, now=now(), code=why, only=only)


def sent(pages: Pages, *, account: str = "default", name: str | None = None) -> Campaign:
    """A campaign: one row accepted, one rejected, one unknown, two waiting, one invalid."""
    ledger = pages.web.ledger
    wanted = [planned(n) for n in range(1, 6)]
    invalid = planned(6)._replace(state=RowState.INVALID, phone=None, problems=(BAD_PHONE,))
    campaign = campaign_of(ledger, [*wanted, invalid], account=account, name=name, now=now())
    move(ledger, campaign, 1, RowState.ACCEPTED, None)
    move(ledger, campaign, 2, RowState.REJECTED, "-118")
    move(ledger, campaign, 3, RowState.UNKNOWN, "timeout")
    return campaign


def stopped(
    pages: Pages,
    state: CampaignState = CampaignState.PAUSED,
    reason: Reason | None = Reason.PERSON,
    *,
    account: str = "default",
    resume_after: datetime | None = None,
) -> Campaign:
    """The same, at rest."""
    campaign, ledger = sent(pages, account=account), pages.web.ledger
    campaigns.stop(
        ledger, campaign.id, state=state, reason=reason, now=now(), resume_after=resume_after
    )
    return campaigns.get(ledger, campaign.id)
