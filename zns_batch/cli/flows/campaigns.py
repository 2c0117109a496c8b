"""`campaigns`, `show`, `report`: lists campaigns, shows one, writes its results workbook."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from zns_batch.cli.console import info, output, output_json, start, table
from zns_batch.cli.language import lang, tr
from zns_batch.cli.views.second_channel import channel_as_json, second_channel_line
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.core.shell_words import quoted
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.i18n import format_datetime, format_number
from zns_batch.ledger import campaigns
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.customers.answers import answers_of
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.receipts import deliveries
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.ledger.webhook_events import catch_up
from zns_batch.reports.destination import campaign_destination
from zns_batch.reports.reasons import sum_line
from zns_batch.services.campaigns import report as reporting
from zns_batch.services.campaigns.control import is_left
from zns_batch.services.campaigns.labels import reason_labels, state_label
from zns_batch.services.campaigns.receipts import cost_by_now
from zns_batch.services.campaigns.runner import checked_tally
from zns_batch.services.campaigns.when import read_past_end, read_past_moment
from zns_batch.services.customers.answers import summary_of
from zns_batch.services.customers.second_channel import second_channel_state
from zns_batch.sheets.whole_file import ensure_writable

_HEADS = ("id", "name", "when", "rows", "state", "account", "destination")
_PAGE = 200
"""How many campaigns are read at a time when all are listed."""


def list_campaigns(
    *,
    account: str | None,
    states: Sequence[CampaignState],
    since: str | None,
    until: str | None,
    text: str | None,
    limit: int | None,
    cursor: str | None,
    as_json: bool,
) -> int:
    """List the campaigns, the newest first; return the exit code.

    Args:
        account: Only those of an account.
        states: Only those in one of these states.
        since: Only those planned on this date or later, as a person writes it.
        until: Only those planned on this date or earlier.
        text: Only those with this text in the name, the id or the file's path.
        limit: How many at the most; `None` for all.
        cursor: `next_cursor` of the page before.
        as_json: For a script.

    Raises:
        UsageError: The date is none, or the cursor.

    """
    now = SystemClock().now()
    filters = CampaignFilter(
        account=account,
        states=states,
        since=read_past_moment(since, now=now) if since else None,
        until=read_past_end(until, now=now) if until else None,
        text=text,
    )
    ledger = start()
    listed: list[tuple[Campaign, StateCounts]] = []
    while True:
        page = campaigns.list_page(ledger, filters, cursor=cursor, limit=limit or _PAGE)
        listed += page.entries
        cursor = page.next_cursor
        if limit or cursor is None:
            break
    if as_json:
        objects = [
            _as_json(ledger, campaign, tally) | {"account": campaign.account}
            for campaign, tally in listed
        ]
        # Only who asks for pages learns of the next one.
        output_json({"campaigns": objects} | ({"next": cursor} if limit else {}))
    elif not listed:
        narrowed = account or states or since or until or text
        output(tr("cli.no-such-campaigns" if narrowed else "cli.no-campaigns"))
    else:
        headings = [tr(f"cli.head.{name}") for name in _HEADS]
        output(table(headings, [_line(ledger, campaign, tally) for campaign, tally in listed]))
    if cursor is not None and not as_json:
        words = ["--account", account] if account else []
        words += [word for state in states for word in ("--state", state.value)]
        words += ["--since", since] if since else []
        words += ["--until", until] if until else []
        words += ["--search", text] if text else []
        words += ["--limit", str(limit), "--after", cursor]
        info("cli.more-campaigns", options=" ".join(map(quoted, words)))
    return reporting.OK


def _as_json(ledger: Ledger, campaign: Campaign, tally: StateCounts) -> dict[str, object]:
    """Return a campaign as `--json` shows it; `stalled` when its process died without a word."""
    shown = reporting.as_json(lang=lang(), campaign=campaign, tally=tally)
    if is_left(ledger, campaign, now=SystemClock().now()):
        shown["stalled"] = True
    return shown


def _line(ledger: Ledger, campaign: Campaign, tally: StateCounts) -> list[str]:
    accepted = format_number(tally.count(RowState.ACCEPTED), lang())
    left = is_left(ledger, campaign, now=SystemClock().now())
    return [
        campaign.id,
        campaign.name,
        _when(campaign.created_at),
        f"{accepted}/{format_number(tally.total, lang())}",
        state_label(campaign, lang(), left=left),
        campaign.account,
        campaign_destination(campaign).label(lang()),
    ]


def _when(moment: datetime) -> str:
    return format_datetime(in_vietnam(moment), lang())


def show(name: str, *, as_json: bool) -> int:
    """Show one campaign; return the exit code."""
    ledger = start()
    campaign = campaigns.find(ledger, name)
    tally = checked_tally(ledger, campaign.id)
    left = is_left(ledger, campaign, now=SystemClock().now())
    answers = summary_of(answers_of(ledger, campaign.id))
    channel = second_channel_state(ledger, campaign)
    if as_json:
        answer = _as_json(ledger, campaign, tally)
        if not answers.is_empty:
            answer["answers"] = answers.as_json()
        if channel is not None:
            answer["second_channel"] = channel_as_json(channel)
        output_json(answer)
        return reporting.OK
    template = campaign.template
    output(f"{campaign.id}  {campaign.name}")
    output(tr("cli.show-state", state=state_label(campaign, lang(), left=left)))
    output(
        tr(
            "cli.show-what",
            file=campaign.source,
            template=template.name,
            id=template.template_id,
            account=campaign.account,
        )
    )
    output(tr("cli.show-destination", where=campaign_destination(campaign).label(lang())))
    output(tr("cli.show-when", when=_when(campaign.created_at)))
    if campaign.quota.remaining is not None:
        output(tr("cli.show-quota", left=campaign.quota.remaining))
    if campaign.purged_at is not None:
        output(tr("operations.purged-show", when=_when(campaign.purged_at)))
    output(sum_line(tally, lang(), dry_run=campaign.dry_run))
    for line in reason_labels(ledger, campaign, lang()):
        output(f"  {line}")
    for line in answers.lines(lang()):
        output(line)
    if channel is not None:
        output(second_channel_line(channel))
    # Of those that are left to workers one goes on by itself.
    stopped = campaign.state in {CampaignState.PAUSED, CampaignState.ABORTED}
    waiting = tally.count(RowState.PENDING)
    if waiting and (stopped or (left and not campaign.detached)):
        output(tr("cli.show-resume", id=campaign.id, n=waiting))
    return reporting.OK


def report(name: str, out: Path | None, *, as_json: bool) -> int:
    """Write a campaign's results workbook; return the exit code."""
    ledger, now = start(), SystemClock().now()
    campaign = campaigns.find(ledger, name)
    source = Path(campaign.source)
    out = out or reporting.report_path(campaign, lang=lang(), now=now)
    ensure_writable(out, never=source)
    catch_up(ledger, campaign, now=now)
    tally = checked_tally(ledger, campaign.id)
    cut = reporting.write_campaign_report(ledger, campaign, tally, out, lang=lang(), now=now)
    info("cli.report", path=str(out))
    if cut:
        info("report.step.cut", n=cut)
    if campaign.purged_at is not None:
        info("operations.purged-show", when=_when(campaign.purged_at))
    if as_json:
        cost = cost_by_now(campaign, tally, deliveries(ledger, campaign))
        output_json(
            reporting.as_json(
                lang=lang(), campaign=campaign, tally=tally, cost=cost, report=str(out)
            )
        )
    else:
        output(sum_line(tally, lang(), dry_run=campaign.dry_run))
    return reporting.OK
