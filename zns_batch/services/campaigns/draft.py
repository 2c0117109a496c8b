"""Plans a campaign: checks the whole sheet and stores every row as a draft before anything is sent."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from operator import attrgetter
from pathlib import Path

from zns_batch.core.forked import MadeAhead
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Sheet, SheetWarning
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import AlreadySentError
from zns_batch.ledger import campaigns, drafts, leases, rows
from zns_batch.ledger.customers.promotions import PROMOTION, PROMOTIONS_A_DAY
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.deduplication import PreviousSend, exclude_already_sent, sent_before
from zns_batch.ledger.drafts import NewCampaign, Option
from zns_batch.ledger.insert_rows import Chunk, chunks_of, insert_chunks
from zns_batch.ledger.people import approvals
from zns_batch.ledger.records import (
    FORMATS,
    HEADER_ROW,
    LIST_OPTIONS,
    PHONE_ROWS,
    TITLES,
    Campaign,
    StateCounts,
)
from zns_batch.ledger.row_codec import encode_cells
from zns_batch.services.campaigns.command_text import send_options
from zns_batch.services.campaigns.destination import destination_options
from zns_batch.services.campaigns.options import RunOptions, stored_options
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.services.campaigns.when import read_moment
from zns_batch.services.customers.never_send import never_sent_by
from zns_batch.services.customers.occasions import NotReminded, series_of
from zns_batch.services.customers.second_channel import second_channel
from zns_batch.validation.validator import SheetFindings, SheetValidator


class Readiness(Enum):
    """Whether a draft may be sent."""

    READY = "ready"
    #: Some rows can't be sent, and nobody has agreed to leave them behind.
    NEEDS_CONSENT = "needs-consent"
    NOTHING_TO_SEND = "nothing-to-send"


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftCampaign:
    """A planned campaign that nobody has confirmed yet."""

    campaign: Campaign
    tally: StateCounts
    #: What keeps rows from being sent, in the sheet's order.
    problems: tuple[Problem, ...]
    #: An earlier row that some row repeats, when there is one.
    earlier: PreviousSend | None
    #: Consent to leave behind rows that can't be sent.
    skip_invalid: bool = False
    #: What a person should know of the rows and what stops nothing.
    notices: tuple[SheetWarning, ...] = ()

    @property
    def to_send(self) -> int:
        """How many rows wait to be sent."""
        return self.tally.count(RowState.PENDING)

    @property
    def invalid(self) -> int:
        """How many rows can't be sent."""
        return self.tally.count(RowState.INVALID)

    @property
    def readiness(self) -> Readiness:
        """Whether it may be sent."""
        if not self.to_send:
            return Readiness.NOTHING_TO_SEND
        return (
            Readiness.NEEDS_CONSENT if self.invalid and not self.skip_invalid else Readiness.READY
        )


def plan(
    ledger: Ledger,
    prepared: PreparedCampaign,
    run: RunOptions,
    *,
    now: datetime,
    starts_at: datetime | None = None,
    made_by: str | None = None,
    progress: Callable[[int], object] | None = None,
) -> DraftCampaign:
    """Check a whole sheet and store it as a draft.

    Args:
        ledger: The ledger.
        prepared: The sheet, its template and its account.
        run: How the campaign is to run.
        now: The current time.
        starts_at: When it starts, if later: `run.expires` may be relative to it.
        made_by: The user of the pages who makes it.
        progress: Called now and then with how many rows were planned.

    Raises:
        AlreadySentError: The same recipients and parameters were sent before.
        LedgerError: The ledger can't be written, or the name is taken.
        SheetError: The file could not be read to its end.
        UsageError: `run.expires` is no moment, or it has passed.

    """
    asked = run.for_account(prepared.account)
    run = asked.for_tag(prepared.template.tag)
    request, check, sheet = prepared.request, prepared.check, prepared.sheet
    source = request.known_as or str(sheet.path)
    options = send_options(request, asked, prepared.account, prepared.columns)
    if prepared.template.header_row:
        # In the results workbook's other sheets the header stands in the first row all the same.
        options += " --header-row 1"
    new = NewCampaign(
        name=run.name,
        account=prepared.account.name,
        provider=prepared.account.provider,
        template=prepared.template,
        dry_run=run.dry_run,
        mode=run.mode,
        source=source,
        sheet=sheet.name,
        headers=[column.header for column in sheet.columns],
        expires_at=expiry_of(run, now=starts_at or now),
        start_at=starts_at,
        options={
            **stored_options(request, run),
            **_promotion_limit(prepared, run),
            "again": run.again,
            **_stored_layout(sheet),
            LIST_OPTIONS: options,
            **destination_options(prepared.account),
        },
        made_by=made_by,
    )
    if not run.dry_run and run.mode is None:
        # A second channel that can't work is told before anything is planned.
        second_channel(prepared.account, prepared.template)
    check.leave_out(never_sent_by(ledger, prepared.account.name))
    drafts.drop_old_drafts(ledger, now=now)
    draft_id = drafts.create_draft(ledger, new, stem=Path(source).stem, now=now)
    try:
        series = series_of(prepared, mode=run.mode)
        left = NotReminded(ledger, series, now=now) if series is not None else None
        findings = _store_rows(ledger, draft_id, check, left, progress)
        campaigns.set_fingerprint(ledger, draft_id, findings.fingerprint)
        if request.delivery.uid_column is not None:
            by_phone = findings.counts[RowState.PENDING] - findings.to_users
            stored = campaigns.get(ledger, draft_id).options
            campaigns.set_options(ledger, draft_id, {**stored, PHONE_ROWS: by_phone})
        campaign = campaigns.get(ledger, draft_id)
        earlier = None if run.again else set_aside_repetitions(ledger, campaign, now=now)
        counts = StateCounts(rows=dict(findings.counts))
        return DraftCampaign(
            campaign=campaign,
            tally=counts
            if earlier is None and left is None
            else rows.state_counts(ledger, draft_id),
            problems=findings.problems,
            earlier=earlier,
            skip_invalid=request.skip_invalid,
            notices=findings.notices,
        )
    except BaseException:
        # Also when a person presses Ctrl-C: nothing half planned stays behind.
        drafts.drop_draft(ledger, draft_id)
        raise


def _store_rows(
    ledger: Ledger,
    draft_id: str,
    check: SheetValidator,
    left: NotReminded | None,
    progress: Callable[[int], object] | None,
) -> SheetFindings:
    """Check every row and store it; a long list is checked in a copy of this process, which writes."""

    def findings() -> SheetFindings:
        found = check.findings()
        return found if left is None else replace(found, fingerprint=left.fingerprint.value())

    planned = check.rows() if left is None else left.choose(check.rows())
    ahead = MadeAhead(
        chunks_of(draft_id, planned),
        findings,
        pack=Chunk.packed,
        unpack=Chunk.unpacked,
        is_long=attrgetter("is_full"),
    )
    with closing(ahead.items()) as chunks:
        insert_chunks(ledger, draft_id, _told(chunks, progress) if progress else chunks)
    return ahead.result


def _told(chunks: Iterator[Chunk], progress: Callable[[int], object]) -> Iterator[Chunk]:
    for chunk in chunks:
        progress(chunk.last)
        yield chunk


def _promotion_limit(prepared: PreparedCampaign, run: RunOptions) -> dict[str, Option]:
    """Return how many promotions a number may get in a day, where the campaign is one."""
    most = prepared.account.promotions_a_day
    is_real = not (run.dry_run or run.rehearsal or run.mode)
    return (
        {PROMOTIONS_A_DAY: most} if most and is_real and prepared.template.tag == PROMOTION else {}
    )


def _stored_layout(sheet: Sheet) -> dict[str, Option]:
    """Return what the results workbook shows again: where rows stand, titles, number formats."""
    layout: dict[str, Option] = {HEADER_ROW: sheet.header_row}
    if sheet.titles:
        titles = {str(row.number): encode_cells(row.cells) for row in sheet.titles}
        layout[TITLES] = json.dumps(titles)
    formats = sheet.number_formats()
    codes = {
        str(place): formats[column.index]
        for place, column in enumerate(sheet.columns)
        if column.index in formats
    }
    if codes:
        layout[FORMATS] = json.dumps(codes)
    return layout


def expiry_of(run: RunOptions, *, now: datetime) -> datetime | None:
    """Return when rows that are not sent expire; `None` for never.

    Raises:
        UsageError: What was written is no moment, or it has passed.

    """
    expires = run.expires
    return (
        read_moment(expires, now=now) if expires and isinstance(expires, str) else expires or None
    )


def set_aside_repetitions(
    ledger: Ledger, campaign: Campaign, *, now: datetime
) -> PreviousSend | None:
    """Refuse a list that was sent before, and set aside rows that were.

    It is done twice: while planning, so that the person hears of it, and again under the account's
    lane before the first message, because another process may have sent the same list meanwhile.

    Returns:
        An earlier row that some row repeats, when there is one.

    Raises:
        AlreadySentError: Nothing would be left to send.
        LaneHeldError: Another process is sending this very list now.

    """
    if not rows.due(ledger, campaign.id, after=0, most=1):
        return None
    # What nobody approved in time stands in nobody's way.
    if approvals.list_overdue(ledger, now=now):
        from zns_batch.services.approvals.requests import expire_overdue  # seldom needed

        expire_overdue(ledger, now=now)
    _refuse_repetition(ledger, campaign, now)
    earlier = exclude_already_sent(ledger, campaign, now=now)
    if earlier is not None and not rows.due(ledger, campaign.id, after=0, most=1):
        raise AlreadySentError(
            "ledger.all-sent-before",
            count=earlier.count,
            id=earlier.campaign_id,
            name=earlier.campaign_name,
        )
    return earlier


def _refuse_repetition(ledger: Ledger, campaign: Campaign, now: datetime) -> None:
    if campaign.mode is not None:
        return
    first = sent_before(ledger, campaign)
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
