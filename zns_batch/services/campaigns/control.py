"""Control of an existing campaign: resume, retry, pause and cancel."""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.domain.states import (
    ENDED,
    RETRYABLE,
    SENT,
    CampaignState,
    Reason,
    RowState,
)
from zns_batch.errors import LaneHeldError, LedgerError, UsageError, WrongStateError
from zns_batch.ledger import campaigns, leases, rows, work_queue
from zns_batch.ledger import retry as retries
from zns_batch.ledger.customers.occasions import expire_past
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.deduplication import exclude_already_sent
from zns_batch.ledger.drafts import Option
from zns_batch.ledger.people.approvals import drop_open
from zns_batch.ledger.records import PAGE, REMINDER, Campaign
from zns_batch.ledger.retry import RetrySelection
from zns_batch.providers.zns.errors import FINAL_CODES
from zns_batch.sending.interfaces import RunResult
from zns_batch.services.approvals.requests import refuse_overdue
from zns_batch.services.campaigns.options import RunOptions
from zns_batch.services.campaigns.report import default_report_path
from zns_batch.services.campaigns.runner import RunReport, checked_tally
from zns_batch.services.customers.never_send import take_out_listed
from zns_batch.services.journeys.journey_sender import require_journeys
from zns_batch.services.unattended.campaign_events import tell_at_rest

HEARD_SECONDS = 60.0
"""How long `pause` and `cancel` wait for the process that runs the campaign to have stopped."""

_LOOK_SECONDS = 0.2
_AT_REST = frozenset({CampaignState.PAUSED, CampaignState.ABORTED})
"""States in which nobody goes on with a campaign, unless its pause has an end."""


def ready_to_resume(ledger: Ledger, campaign: Campaign, *, now: datetime) -> int:
    """Return how many rows wait to be sent.

    A campaign whose process died is taken up first: what it left in flight is in doubt.

    Raises:
        LaneHeldError: Another process is sending for its account.
        WrongStateError: It was cancelled, or nobody approved it in time.
        InternalError: Its counts don't add up.

    """
    if campaign.state is CampaignState.CANCELLED:
        raise WrongStateError("ledger.cancelled-before", id=campaign.id)
    refuse_overdue(ledger, campaign, now=now)
    lease = leases.acquire(ledger, campaign.account, campaign.id, now=now)
    try:
        # An older request to stop it, which its process died before it heard.
        campaigns.withdraw_request(ledger, campaign.id)
        exclude_rows(ledger, campaign, now=now)
    finally:
        leases.release(ledger, lease)
    return checked_tally(ledger, campaign.id).count(RowState.PENDING)


def is_another_day(campaign: Campaign, *, now: datetime) -> bool:
    """Tell whether a campaign began on another day than today, by the Vietnamese clock."""
    started = campaign.started_at or campaign.created_at
    return in_vietnam(started).date() != in_vietnam(now).date()


@dataclass(frozen=True, kw_only=True, slots=True)
class CanaryResult:
    """How the first rows of a campaign fared that were sent as a trial."""

    size: int
    accepted: int
    #: Rows that wait for the decision.
    waiting: int

    @property
    def passed(self) -> bool:
        """Whether the provider accepted all of them."""
        return self.accepted == self.size


def canary_result(report: RunReport, size: int) -> CanaryResult:
    """Return how a campaign's canary of `size` rows fared."""
    count = report.tally.count
    return CanaryResult(
        size=size, accepted=count(RowState.ACCEPTED), waiting=count(RowState.PENDING)
    )


def canary_left(ledger: Ledger, campaign: Campaign) -> int | None:
    """Return the canary that a campaign left to workers is still to send; `None` for none."""
    size = campaign.options.get("canary")
    if not size or rows.count(ledger, campaign.id, SENT) >= int(size):
        return None
    return int(size)


def end_canary(ledger: Ledger, campaign: Campaign) -> Campaign:
    """Let all rows of a campaign go whose canary has been sent: a person has decided so."""
    if "canary" not in campaign.options or canary_left(ledger, campaign) is not None:
        return campaign
    options = {name: value for name, value in campaign.options.items() if name != "canary"}
    campaigns.set_options(ledger, campaign.id, options)
    return campaigns.get(ledger, campaign.id)


def detach(
    ledger: Ledger,
    campaign: Campaign,
    run: RunOptions,
    *,
    now: datetime,
    also: Callable[[Connection], object] = lambda _: None,
) -> Campaign:
    """Leave a campaign that is there to workers, to go on now.

    Its workbook goes where it went before, or where a schedule's campaigns have theirs. `also` writes
    into the same transaction.

    Raises:
        UsageError: An option makes no sense without a person at the terminal.

    """
    run.refuse_out_of_bounds()
    run.refuse_when_detached()
    options: dict[str, Option] = {**campaign.options, **run.over(campaign.options).pace()}
    options["lang"] = run.lang
    if run.out is not None or not options.keys() & {"folder", "report", PAGE}:
        source = Path(campaign.source)
        out = run.out or default_report_path(source, lang=run.lang, now=now)
        options["report"] = str(out.absolute())
    work_queue.enqueue(
        ledger, campaign.id, at=now, expected=campaign.state, options=options, also=also
    )
    return campaigns.get(ledger, campaign.id)


def exclude_rows(ledger: Ledger, campaign: Campaign, *, now: datetime, listed: bool = True) -> None:
    """Set aside rows whose numbers must never be sent to, or that another campaign has sent meanwhile.

    A reminder whose day is over, because its campaign was paused until then, expires. A campaign that
    was to send again what was sent before (`--again`) keeps the latter.

    Args:
        listed: Whether to look for those numbers; a run does so itself, under the same lane.

    """
    if listed:
        take_out_listed(ledger, campaign, now=now)
    if campaign.options.get(REMINDER):
        expire_past(ledger, campaign.id, now=now)
    if not campaign.options.get("again"):
        exclude_already_sent(ledger, campaign, now=now)


def conclude(ledger: Ledger, campaign: Campaign, *, now: datetime) -> RunReport:
    """Close a campaign that has nothing left to send, such as one whose process died at its end."""
    if campaign.state is not CampaignState.COMPLETED:
        campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=now)
        tell_at_rest(ledger, campaigns.get(ledger, campaign.id))
    return RunReport(
        campaign=campaigns.get(ledger, campaign.id),
        tally=checked_tally(ledger, campaign.id),
        stop=RunResult(state=CampaignState.COMPLETED),
    )


def read_states(text: str) -> frozenset[RowState]:
    """Read `--status rejected,unknown`.

    Raises:
        UsageError: A word is no state whose rows may be sent anew.

    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    allowed = {state.value: state for state in RETRYABLE}
    wrong = next((word for word in words if word not in allowed), None)
    if wrong is not None or not words:
        raise UsageError("run.bad-status", status=wrong or text, known=", ".join(sorted(allowed)))
    return frozenset(allowed[word] for word in words)


def read_codes(text: str) -> frozenset[str]:
    """Read `--code -108,-141`; the minus of Zalo's numbers may be left out."""
    codes = (code.strip() for code in text.split(","))
    return frozenset(f"-{code}" if code.isdigit() else code for code in codes if code)


def rows_in(
    ledger: Ledger,
    campaign: Campaign,
    states: Collection[RowState],
    codes: Collection[str] = (),
) -> int:
    """Return how many rows a retry would send.

    Args:
        states: Rows in these states.
        codes: Only rows with these codes; empty for all but those whose answer can't change.

    Raises:
        WrongStateError: None would, or its customers' data were taken out.

    """
    _refuse_purged(campaign)
    selection = RetrySelection(states=states, codes=codes, final_codes=FINAL_CODES)
    count = retries.count_rows(ledger, campaign.id, selection)
    if not count:
        names = ", ".join(sorted(states))
        final = 0 if codes else final_rows(ledger, campaign, states)
        key = "ledger.only-final" if final else "ledger.nothing-to-retry"
        raise WrongStateError(key, id=campaign.id, states=names, n=final)
    return count


def final_rows(ledger: Ledger, campaign: Campaign, states: Collection[RowState]) -> int:
    """Return how many rows a retry of some states leaves out: no repetition changes their answer."""
    if RowState.REJECTED not in states:
        return 0
    final = RetrySelection(states={RowState.REJECTED}, codes=FINAL_CODES)
    return retries.count_rows(ledger, campaign.id, final)


def retry(
    ledger: Ledger,
    campaign: Campaign,
    states: Collection[RowState],
    *,
    now: datetime,
    codes: Collection[str] = (),
) -> int:
    """Let rows be sent anew, under new tracking ids. Returns how many.

    Those whose answer can't change stay as they are unless `codes` names them. Rows that another
    campaign has sent meanwhile, or may yet, are set aside: a row that was refused may have been fed
    back in a new list.

    Raises:
        LaneHeldError: Another process is sending for its account.
        WrongStateError: Its customers' data were taken out.

    """
    selection = RetrySelection(states=states, codes=codes, final_codes=FINAL_CODES)
    return retry_selection(ledger, campaign, selection, now=now)


def retry_selection(
    ledger: Ledger,
    campaign: Campaign,
    selection: RetrySelection,
    *,
    now: datetime,
    also: Callable[[Connection, int], object] = lambda _connection, _rows: None,
) -> int:
    """Let some rows be sent anew, as `retry` does, chosen by state and code together.

    `also` writes into the transaction that lets them; it is told how many rows they are.

    Raises:
        LaneHeldError: Another process is sending for its account.
        WrongStateError: Its customers' data were taken out.

    """
    lease = leases.acquire(ledger, campaign.account, campaign.id, now=now)
    try:
        # Under the lane: whoever takes customers' data out looks at it too.
        _refuse_purged(campaigns.get(ledger, campaign.id))
        retries.retry(ledger, campaign, selection, now=now, also=also)
        # Before it runs, and once more then: a process that dies here lets nothing out.
        exclude_rows(ledger, campaign, now=now)
    finally:
        leases.release(ledger, lease)
    return rows.count(ledger, campaign.id)


def set_journey(ledger: Ledger, campaign: Campaign, kind: str) -> Campaign:
    """Let a campaign go on in another kind of journey.

    Raises:
        UsageError: Its provider has no journeys.

    """
    require_journeys(campaign.provider)
    campaigns.set_options(ledger, campaign.id, {**campaign.options, "journey": kind})
    return campaigns.get(ledger, campaign.id)


def _refuse_purged(campaign: Campaign) -> None:
    if campaign.purged_at is not None:
        raise WrongStateError("operations.purged-retry", id=campaign.id)


def is_left(ledger: Ledger, campaign: Campaign, *, now: datetime) -> bool:
    """Tell whether the process that ran a campaign has ended without a word: killed, or cut off."""
    return bool(left_among(ledger, [campaign], now=now))


def left_among(ledger: Ledger, some: Iterable[Campaign], *, now: datetime) -> set[str]:
    """Return the ids of those campaigns whose process has ended without a word; see `is_left`."""
    running = [each for each in some if each.state is CampaignState.RUNNING]
    if not running:
        return set()
    lanes = leases.inspect_all(ledger, {each.account for each in running}, now=now)
    silent = [each.id for each in running if not lanes[each.account].sends(each.id)]
    # It may have ended as it should since it was read.
    return leases.running_among(ledger, silent) if silent else set()


def pause(ledger: Ledger, campaign: Campaign, *, clock: Clock) -> Campaign:
    """Let nothing more leave for now; what is in flight ends and is written down.

    Waits until that is so; `request_pause` does not.

    Raises:
        WrongStateError: Nothing of it waits to be sent.
        LedgerError: The process that runs it did not stop in time.

    """
    paused = request_pause(ledger, campaign, now=clock.now())
    return paused or _ask(ledger, campaign, campaigns.PAUSE, clock)


def request_pause(ledger: Ledger, campaign: Campaign, *, now: datetime) -> Campaign | None:
    """Pause a campaign that nobody sends, or ask whoever sends it to; returns at once.

    Returns:
        The paused campaign; `None` when its process was asked. That one pauses it within moments, or
        whoever takes the campaign over does.

    Raises:
        WrongStateError: Nothing of it waits to be sent.

    """
    while True:
        if campaign.state in ENDED:
            raise WrongStateError("ledger.nothing-left", id=campaign.id, state=campaign.state)
        if campaign.reason is Reason.APPROVAL:
            # It is paused, and for a reason that only a decision takes away.
            return campaign
        epoch = epoch_at_rest(ledger, campaign, now=now)
        if epoch is None:
            campaigns.request_pause(ledger, campaign.id)
            return None
        paused = campaigns.stop(
            ledger,
            campaign.id,
            state=CampaignState.PAUSED,
            reason=Reason.PERSON,
            now=now,
            epoch=epoch,
            was=campaign.state,
        )
        # What was seen may not hold any more: a worker may have begun since then, or ended it.
        campaign = campaigns.get(ledger, campaign.id)
        if paused:
            tell_at_rest(ledger, campaign)
            return campaign


def cancel(ledger: Ledger, campaign: Campaign, *, clock: Clock) -> Campaign:
    """End a campaign for good: what waits is not sent.

    Waits until that is so; `request_cancel` does not.

    Raises:
        WrongStateError: It is completed: nothing waits.
        LedgerError: The process that runs it did not stop in time.

    """
    cancelled = request_cancel(ledger, campaign, now=clock.now())
    return cancelled or _ask(ledger, campaign, campaigns.CANCEL, clock)


def request_cancel(ledger: Ledger, campaign: Campaign, *, now: datetime) -> Campaign | None:
    """Cancel a campaign that nobody sends, or ask whoever sends it to; returns at once.

    Returns:
        The cancelled campaign; `None` when its process was asked. That one ends it within moments, or
        whoever takes the campaign over does.

    Raises:
        WrongStateError: It is completed: nothing waits.

    """
    while campaign.state is not CampaignState.CANCELLED:
        if campaign.state is CampaignState.COMPLETED:
            raise WrongStateError("ledger.nothing-left", id=campaign.id, state=campaign.state)
        epoch = epoch_at_rest(ledger, campaign, now=now)
        if epoch is None:
            campaigns.request_cancel(ledger, campaign.id)
            return None
        rows_become, was = RowState.CANCELLED, campaign.state
        campaigns.end(ledger, campaign.id, rows_become, now=now, epoch=epoch, was=was)
        # If it was not ended, what was seen did not hold any more: a worker has begun it since then.
        campaign = campaigns.get(ledger, campaign.id)
        if campaign.state is CampaignState.CANCELLED:
            drop_open(ledger, campaign.id, now=now)
            tell_at_rest(ledger, campaign)
    return campaign


def epoch_at_rest(ledger: Ledger, campaign: Campaign, *, now: datetime) -> int | None:
    """Return the epoch of the lane under which nobody sends a campaign; `None` while somebody may.

    A lane that was left behind is taken: what was in flight is in doubt, and an owner that was only
    silent finds, when it wakes up, that it may send nothing more. One of another campaign is left
    alone: whoever took it for that one put in doubt what this one had in flight.
    """
    lane = leases.inspect(ledger, campaign.account, now=now)
    if lane.campaign_id not in {None, campaign.id}:
        return lane.epoch
    try:
        lease = leases.acquire(ledger, campaign.account, campaign.id, now=now)
    except LaneHeldError:  # by its sender, or by one that has been quicker than we
        return None
    leases.release(ledger, lease)
    return lease.epoch


def _ask(ledger: Ledger, campaign: Campaign, request: str, clock: Clock) -> Campaign:
    """Ask the process that runs a campaign, and wait until it has stopped."""
    until = clock.monotonic() + HEARD_SECONDS
    while clock.monotonic() < until:
        if leases.inspect(ledger, campaign.account, now=clock.now()).sends(campaign.id):
            # Each time: a process that is just about to run the campaign begins without requests.
            if campaigns.requested_stop(ledger, campaign.id) is None:
                campaigns.request_stop(ledger, campaign.id, request)
            time.sleep(_LOOK_SECONDS)
            continue
        # It may have been only just pausing when it was to end, have given the campaign back to the
        # workers, or have died before it heard: then it is done here.
        current = campaigns.get(ledger, campaign.id)
        if current.state in ENDED:
            return current
        if request == campaigns.CANCEL:
            return cancel(ledger, current, clock=clock)
        at_rest = current.state in _AT_REST and current.resume_after is None
        return current if at_rest else pause(ledger, current, clock=clock)
    raise LedgerError("ledger.not-stopped", id=campaign.id, seconds=int(HEARD_SECONDS))
