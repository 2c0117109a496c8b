"""Planning a campaign: the whole sheet checked, frozen and written down before anything leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import AlreadySentError
from zns_batch.ledger import campaigns, drafts, leases, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.deduplication import PreviousSend, exclude_already_sent
from zns_batch.ledger.drafts import NewCampaign, Option
from zns_batch.ledger.insert_rows import insert_rows
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.services.campaigns.prepare import PreparedCampaign


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """How a campaign is to run.

    Attributes:
        name: What to call it; `None` to name it after the file and the time.
        dry_run: Send nothing.
        mode: `development` for test sends.
        again: Send what was sent before once more.
        expires_at: After this moment rows that are not sent expire.
        options: Pace and limits.

    """

    name: str | None = None
    dry_run: bool = False
    mode: str | None = None
    again: bool = False
    expires_at: datetime | None = None
    options: Mapping[str, Option]


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftCampaign:
    """A planned campaign that nobody has confirmed yet.

    Attributes:
        campaign: The campaign.
        tally: Its rows by state.
        problems: What keeps rows from being sent, in the sheet's order.
        earlier: An earlier row that some row repeats, when there is one.

    """

    campaign: Campaign
    tally: StateCounts
    problems: tuple[Problem, ...]
    earlier: PreviousSend | None

    @property
    def to_send(self) -> int:
        """How many rows wait to be sent."""
        return self.tally.count(RowState.PENDING)

    @property
    def invalid(self) -> int:
        """How many rows can't be sent."""
        return self.tally.count(RowState.INVALID)


def plan(
    ledger: Ledger, prepared: PreparedCampaign, wishes: RunOptions, *, now: datetime
) -> DraftCampaign:
    """Check a whole sheet and write it down as a draft.

    Args:
        ledger: The ledger.
        prepared: The sheet, its template and its account.
        wishes: How the campaign is to run.
        now: The moment.

    Raises:
        AlreadySentError: The same recipients and parameters were sent before.
        LedgerError: The ledger can't be written, or the name is taken.
        SheetError: The file could not be read to its end.

    """
    drafts.drop_old_drafts(ledger, now=now)
    draft = drafts.create_draft(
        ledger, _new(prepared, wishes), stem=prepared.sheet.path.stem, now=now
    )
    try:
        return _fill(ledger, draft, prepared, wishes, now=now)
    except BaseException:
        # Also when a person presses Ctrl-C: nothing half planned stays behind.
        drafts.drop_draft(ledger, draft)
        raise


def _new(prepared: PreparedCampaign, wishes: RunOptions) -> NewCampaign:
    return NewCampaign(
        name=wishes.name,
        account=prepared.account.name,
        provider=prepared.account.provider,
        template=prepared.template,
        dry_run=wishes.dry_run,
        mode=wishes.mode,
        source=str(prepared.sheet.path),
        sheet=prepared.sheet.name,
        headers=[column.header for column in prepared.sheet.columns],
        expires_at=wishes.expires_at,
        options={**wishes.options, "again": wishes.again},
    )


def _fill(
    ledger: Ledger, draft: str, prepared: PreparedCampaign, wishes: RunOptions, *, now: datetime
) -> DraftCampaign:
    check = prepared.check
    insert_rows(ledger, draft, check.rows())
    campaigns.set_fingerprint(ledger, draft, check.fingerprint.value())
    campaign = campaigns.get(ledger, draft)
    earlier = None if wishes.again else set_aside_repetitions(ledger, campaign, now=now)
    return DraftCampaign(
        campaign=campaign,
        tally=StateCounts(rows=dict(check.counts))
        if earlier is None
        else rows.state_counts(ledger, draft),
        problems=tuple(check.problems),
        earlier=earlier,
    )


def set_aside_repetitions(
    ledger: Ledger, campaign: Campaign, *, now: datetime
) -> PreviousSend | None:
    """Refuse a list that was sent before, and set aside rows that were.

    It is done twice: while planning, so that the person hears of it, and again under the account's
    lane before the first message, because another process may have sent the same list meanwhile.

    Args:
        ledger: The ledger.
        campaign: The draft.
        now: The moment.

    Returns:
        An earlier row that some row repeats, when there is one.

    Raises:
        AlreadySentError: Nothing would be left to send.
        LaneHeldError: Another process is sending this very list now.

    """
    if not _waits(ledger, campaign):
        return None
    _refuse_repetition(ledger, campaign, now)
    earlier = exclude_already_sent(ledger, campaign, now=now)
    if earlier is not None and not _waits(ledger, campaign):
        raise AlreadySentError(
            "ledger.all-sent-before",
            count=earlier.count,
            id=earlier.campaign_id,
            name=earlier.campaign_name,
        )
    return earlier


def _waits(ledger: Ledger, campaign: Campaign) -> bool:
    return bool(rows.due(ledger, campaign.id, after=0, most=1))


def _refuse_repetition(ledger: Ledger, campaign: Campaign, now: datetime) -> None:
    if campaign.mode is not None:
        return
    first = campaigns.sent_before(ledger, campaign)
    if first is None:
        return
    left = rows.count(ledger, first.id)
    if left and first.state is CampaignState.SCHEDULED and first.start_at is not None:
        raise AlreadySentError(
            "ledger.scheduled-before", id=first.id, name=first.name, when=first.start_at
        )
    if left:
        leases.refuse_while_running(ledger, first, now=now)
        # Half of it has gone out: what is wanted is the rest, not the whole once more.
        raise AlreadySentError(
            "ledger.half-sent", id=first.id, name=first.name, state=first.state, left=left
        )
    raise AlreadySentError(
        "ledger.already-sent",
        id=first.id,
        name=first.name,
        when=first.created_at,
        state=first.state,
    )
