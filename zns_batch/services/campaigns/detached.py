"""Acts on a campaign whose sending is left to workers: each returns at once, whoever is sending."""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection

from zns_batch.domain.states import RETRYABLE, CampaignState, Reason, RowState
from zns_batch.errors import LaneHeldError, UsageError, WrongStateError
from zns_batch.i18n import Lang
from zns_batch.ledger import campaigns, leases, rows, work_queue
from zns_batch.ledger import retry as retries
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.retry import RetrySelection
from zns_batch.providers.zns.errors import FINAL_CODES
from zns_batch.services.approvals.requests import refuse_unapproved
from zns_batch.services.campaigns import control
from zns_batch.services.campaigns.options import RunOptions


def resume(
    ledger: Ledger,
    campaign: Campaign,
    *,
    lang: Lang,
    now: datetime,
    also: Callable[[Connection], object] = lambda _: None,
) -> int:
    """Let a campaign go on in a worker, now.

    One whose account sends another campaign is queued behind that one. `also` writes into the
    transaction that lets it go on; it is not called for one that had nothing left.

    Returns:
        How many rows wait; 0 for a campaign that had nothing left, which is then completed.

    Raises:
        WrongStateError: It was cancelled, has ended, waits for approval, or somebody has let it go on
            already.
        LaneHeldError: It is being sent.

    """
    refuse_unapproved(ledger, campaign, now=now)
    if campaign.state is CampaignState.COMPLETED:
        raise WrongStateError("ledger.nothing-left", id=campaign.id, state=campaign.state)
    try:
        waiting = control.ready_to_resume(ledger, campaign, now=now)
    except LaneHeldError:
        if leases.inspect(ledger, campaign.account, now=now).campaign_id == campaign.id:
            raise
        # What of it was in flight, whoever has the lane now has put in doubt.
        waiting = rows.count(ledger, campaign.id, {RowState.PENDING})
    if not waiting:
        control.conclude(ledger, campaign, now=now)
        return 0
    campaign = control.end_canary(ledger, campaign)
    control.detach(ledger, campaign, RunOptions(detach=True, lang=lang), now=now, also=also)
    return waiting


def reschedule(ledger: Ledger, campaign: Campaign, *, at: datetime, now: datetime) -> None:
    """Let a campaign that waits for its time begin at another one.

    Raises:
        UsageError: That time is past.
        WrongStateError: It does not wait any more, or a schedule of its own says when.

    """
    if at <= now:
        raise UsageError("run.past-moment", text=at)
    if campaign.state is not CampaignState.SCHEDULED or campaign.schedule_id is not None:
        raise WrongStateError("ledger.changed-meanwhile", id=campaign.id)
    work_queue.enqueue(ledger, campaign.id, at=at, expected=CampaignState.SCHEDULED)


def retry(
    ledger: Ledger,
    campaign: Campaign,
    reasons: Collection[tuple[RowState, str | None]],
    *,
    lang: Lang,
    now: datetime,
) -> int:
    """Let a worker send the rows of some reasons anew, under new tracking ids.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        reasons: Which rows: a state that may be sent anew, and the code of the rows in it.
        lang: The language of what the worker writes.
        now: The moment.

    Returns:
        How many rows wait now.

    Raises:
        WrongStateError: There is no such row, it was never approved, or somebody has changed the
            campaign meanwhile.
        LaneHeldError: A process is sending for its account.

    """
    refuse_unapproved(ledger, campaign, now=now)
    states = {state for state, _ in reasons} & RETRYABLE
    chosen = [reason for reason in reasons if reason[0] in states]
    selection = RetrySelection(states=states, reasons=chosen)
    if not chosen or not retries.count_rows(ledger, campaign.id, selection):
        words = ", ".join(sorted(states))
        raise WrongStateError("ledger.nothing-to-retry", id=campaign.id, states=words)
    waiting = control.retry_selection(ledger, campaign, selection, now=now)
    paused = campaigns.get(ledger, campaign.id)
    control.detach(ledger, paused, RunOptions(detach=True, lang=lang), now=now)
    return waiting


def retry_states(
    ledger: Ledger,
    campaign: Campaign,
    states: Collection[RowState],
    codes: Collection[str],
    *,
    now: datetime,
    also: Callable[[Connection, int], object],
) -> int:
    """Let rows in some states be sent anew, as `retry --status` does; `go_on` leaves them to a worker.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        states: Rows in these states.
        codes: Only rows with these codes; empty for all but those whose answer can't change.
        now: The moment.
        also: Writes into the transaction that lets them; it is told how many rows they are.

    Returns:
        How many rows wait now.

    Raises:
        WrongStateError: There is no such row, it waits for approval, or its customers' data were taken
            out.
        LaneHeldError: A process is sending for its account.

    """
    refuse_unapproved(ledger, campaign, now=now)
    control.rows_in(ledger, campaign, states, codes)
    selection = RetrySelection(states=states, codes=codes, final_codes=FINAL_CODES)
    return control.retry_selection(ledger, campaign, selection, now=now, also=also)


def go_on(ledger: Ledger, campaign_id: str, *, lang: Lang, now: datetime) -> None:
    """Leave a campaign whose rows are to be sent anew to a worker, unless that was done before."""
    campaign = campaigns.get(ledger, campaign_id)
    if campaign.state is not CampaignState.PAUSED or campaign.reason is not Reason.PERSON:
        return
    with suppress(WrongStateError):
        control.detach(ledger, campaign, RunOptions(detach=True, lang=lang), now=now)
