"""`resume`, `pause`, `cancel`, `retry`: driving a campaign that is there."""

from pathlib import Path
from typing import Any

from zns_batch.cli import options as o
from zns_batch.cli.console import ask, info, is_terminal, output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang


@command("resume")
@o.CAMPAIGN
@o.PACE
@o.DETACH
@o.OUT
@o.JSON
@o.YES
@o.EVERYWHERE
def resume_command(campaign: str, **asked: Any) -> int:
    """Go on with a campaign."""
    from zns_batch.cli.console import start
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger import campaigns
    from zns_batch.services.campaigns.control import ready_to_resume

    ledger = start()
    found = campaigns.find(ledger, campaign, to_act=True)
    waiting = ready_to_resume(ledger, found, now=SystemClock().now())
    info("cli.resuming", id=found.id, name=found.name, n=waiting)
    if not waiting:
        return _conclude(ledger, found, asked)
    asks = _is_another_day(found) and is_terminal() and not asked["yes"]
    if asks and not ask("cli.ask-another-day", n=waiting):
        info("cli.nothing-sent")
        return 3
    if asked["detach"]:
        return _detach(ledger, found, asked)
    return _run(ledger, found, asked)


def _detach(ledger: Any, campaign: Any, asked: dict[str, Any]) -> int:
    from zns_batch.cli.detaching import detach, detached_options
    from zns_batch.ledger import campaigns, rows
    from zns_batch.services.accounts.factory import merged_options

    options = {**campaign.options, **merged_options(campaign.options, asked)}
    more = detached_options(asked, Path(campaign.source), kept=campaign.options)
    campaigns.set_options(ledger, campaign.id, {**options, **more})
    tally = rows.state_counts(ledger, campaign.id)
    return detach(ledger, campaign, tally, as_json=asked["as_json"])


def _conclude(ledger: Any, campaign: Any, asked: dict[str, Any]) -> int:
    from zns_batch.cli.console import report_of
    from zns_batch.cli.views.run import report_ended
    from zns_batch.core.clock import SystemClock
    from zns_batch.services.campaigns.control import conclude

    ended = conclude(ledger, campaign, now=SystemClock().now())
    out = asked["out"] or report_of(campaign)
    return report_ended(ledger, ended, out, as_json=asked["as_json"])


def _is_another_day(campaign: Any) -> bool:
    from zns_batch.core.clock import SystemClock, in_vietnam

    started = campaign.started_at or campaign.created_at
    return in_vietnam(started).date() != in_vietnam(SystemClock().now()).date()


@command("retry")
@o.CAMPAIGN
@o.option("--status", help_key="status", required=True, metavar="STATE,…", twin=True)
@o.JOURNEY
@o.PACE
@o.OUT
@o.JSON
@o.YES
@o.EVERYWHERE
def retry_command(campaign: str, status: str, journey: str | None, **asked: Any) -> int:
    """Send the rows of some states anew."""
    from zns_batch.cli.console import start
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger import campaigns
    from zns_batch.services.campaigns.control import read_states, retry, rows_in

    states = read_states(status)
    ledger = start()
    found = campaigns.find(ledger, campaign)
    count = rows_in(ledger, found, states)
    if not _may_retry(states, count, yes=asked["yes"]):
        info("cli.nothing-sent")
        return 3
    found = _in_journey(ledger, found, journey)
    retry(ledger, found, states, now=SystemClock().now())
    return _run(ledger, campaigns.get(ledger, found.id), asked)


def _in_journey(ledger: Any, campaign: Any, kind: str | None) -> Any:
    """Let a campaign go on in another kind of journey, when one is named."""
    from zns_batch.ledger import campaigns
    from zns_batch.services.journeys.journey_sender import require_journeys

    if kind is None:
        return campaign
    require_journeys(campaign.provider)
    campaigns.set_options(ledger, campaign.id, {**campaign.options, "journey": kind})
    return campaigns.get(ledger, campaign.id)


def _may_retry(states: Any, count: int, *, yes: bool) -> bool:
    from zns_batch.domain.states import RowState
    from zns_batch.errors import UsageError

    doubtful = RowState.UNKNOWN in states
    if doubtful:
        info("cli.retry-unknown")
    if yes:
        return True
    if is_terminal():
        return ask("cli.ask-retry", n=count)
    if doubtful:
        raise UsageError("cli.retry-needs-yes")
    return True


def _run(ledger: Any, campaign: Any, asked: dict[str, Any]) -> int:
    from dataclasses import replace

    from zns_batch.cli.console import report_of
    from zns_batch.cli.views.run import Job, run_and_report
    from zns_batch.cli.views.template_diff import refuse_stopped
    from zns_batch.ledger import campaigns
    from zns_batch.services.accounts.factory import limits_of, merged_options
    from zns_batch.services.journeys.journey_sender import campaign_sender
    from zns_batch.settings.accounts import load_account
    from zns_batch.sheets.writer import ensure_writable

    options = merged_options(campaign.options, asked)
    limits = replace(limits_of(options), expires_at=campaign.expires_at)
    account = load_account(campaign.account)
    provider = campaign_sender(account, campaign, ledger=ledger, concurrency=limits.concurrency)
    out = asked["out"] or report_of(campaign)
    ensure_writable(out, never=Path(campaign.source))
    left = None
    if not campaign.dry_run:
        left = refuse_stopped(account, campaign.template, mode=campaign.mode).remaining
    campaigns.set_options(ledger, campaign.id, dict(campaign.options) | options)
    return run_and_report(
        Job(
            ledger=ledger,
            campaign=campaign,
            provider=provider,
            limits=limits,
            wait=asked["wait"],
            out=out,
            as_json=asked["as_json"],
            template_left=left,
        )
    )


@command("pause")
@o.CAMPAIGN
@o.JSON
@o.EVERYWHERE
def pause_command(campaign: str, *, as_json: bool, **_asked: Any) -> int:
    """Let nothing more leave for now."""
    from zns_batch.services.campaigns.control import pause

    return _halt(campaign, pause, as_json=as_json)


@command("cancel")
@o.CAMPAIGN
@o.JSON
@o.YES
@o.EVERYWHERE
def cancel_command(campaign: str, *, as_json: bool, yes: bool, **_asked: Any) -> int:
    """End a campaign for good."""
    from zns_batch.cli.console import start
    from zns_batch.domain.states import RowState
    from zns_batch.ledger import campaigns, rows
    from zns_batch.services.campaigns.control import cancel

    ledger = start()
    found = campaigns.find(ledger, campaign, to_act=True)
    waiting = rows.state_counts(ledger, found.id).count(RowState.PENDING)
    if is_terminal() and not yes and not ask("cli.ask-cancel", n=waiting, name=found.name):
        return 0
    return _halt(found.id, cancel, as_json=as_json)


def _halt(campaign: str, halt: Any, *, as_json: bool) -> int:
    from zns_batch.cli.console import start
    from zns_batch.cli.views.run import state_words
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger import campaigns
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns import report as told
    from zns_batch.services.campaigns.runner import checked_tally

    ledger = start()
    found = halt(ledger, campaigns.find(ledger, campaign, to_act=True), clock=SystemClock())
    tally = checked_tally(ledger, found.id)
    info("cli.ended", id=found.id, state=state_words(found))
    if as_json:
        output_json(told.as_json(lang=lang(), campaign=found, tally=tally))
    else:
        output(sum_line(tally, lang()))
    return told.OK
