"""`resume`, `retry`, `pause`, `cancel`: the dialogue around an existing campaign."""

from collections.abc import Callable
from pathlib import Path

from zns_batch.cli.console import ask, info, info_text, is_terminal, output, output_json, start
from zns_batch.cli.language import lang
from zns_batch.cli.views.preflight import ask_to_send
from zns_batch.cli.views.run import answer_detached, report_run, run_watched
from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import RowState
from zns_batch.errors import UsageError
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.reports.reasons import sum_line
from zns_batch.sending.event_loop import LoopRunner
from zns_batch.services.approvals.requests import note_command_line
from zns_batch.services.campaigns import control
from zns_batch.services.campaigns.destination import next_destination
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.campaigns.options import RunOptions
from zns_batch.services.campaigns.report import OK, PAUSED, as_json, report_path
from zns_batch.services.campaigns.run_context import open_run
from zns_batch.services.campaigns.runner import CampaignRunner, checked_tally
from zns_batch.services.people.acts import record_act
from zns_batch.services.people.management import Actor
from zns_batch.sheets.whole_file import ensure_writable


def resume(name: str, run: RunOptions, *, json: bool, yes: bool) -> int:
    """Go on with a campaign, here or in a worker; return the exit code."""
    ledger, now = start(), SystemClock().now()
    campaign = campaigns.find(ledger, name, to_act=True)
    out = _ready_out(campaign, run)
    waiting = control.ready_to_resume(ledger, campaign, now=now)
    info("cli.resuming", id=campaign.id, name=campaign.name, n=waiting)
    totals = rows.state_counts(ledger, campaign.id)
    info_text(f"  {sum_line(totals, lang(), dry_run=campaign.dry_run)}")
    if not waiting:
        report = control.conclude(ledger, campaign, now=now)
        return report_run(ledger, report, out, as_json=json)
    asks = control.is_another_day(campaign, now=now) and is_terminal() and not yes
    if asks and not ask_to_send(next_destination(campaign), "cli.ask-another-day", n=waiting):
        info("cli.nothing-sent")
        return PAUSED
    note_command_line(ledger, campaign, actor=Actor.of_command_line(), now=now)
    _note(ledger, campaign, "resume", waiting)
    campaign = control.end_canary(ledger, campaign)
    if run.detach:
        control.detach(ledger, campaign, run, now=now)
        return answer_detached(ledger, campaign.id, as_json=json)
    return _run(ledger, campaign, run, out, json=json)


def retry(
    name: str,
    status: str,
    run: RunOptions,
    *,
    code: str,
    journey: str | None,
    json: bool,
    yes: bool,
) -> int:
    """Send the rows of some states anew; return the exit code."""
    states, codes = control.read_states(status), control.read_codes(code)
    ledger = start()
    campaign = campaigns.find(ledger, name)
    out = _ready_out(campaign, run)
    count = control.rows_in(ledger, campaign, states, codes)
    if not codes and (final := control.final_rows(ledger, campaign, states)):
        info("cli.retry-final", n=final)
    in_doubt = RowState.UNKNOWN in states
    if in_doubt:
        info("cli.retry-unknown")
    if not yes and is_terminal():
        if not ask_to_send(next_destination(campaign), "cli.ask-retry", n=count):
            info("cli.nothing-sent")
            return PAUSED
    elif not yes and in_doubt:
        raise UsageError("cli.retry-needs-yes")
    if journey is not None:
        campaign = control.set_journey(ledger, campaign, journey)
    control.retry(ledger, campaign, states, now=SystemClock().now(), codes=codes)
    _note(ledger, campaign, "retry", count)
    return _run(ledger, campaigns.get(ledger, campaign.id), run, out, json=json)


def _ready_out(campaign: Campaign, run: RunOptions) -> Path:
    """Refuse what can't be done before anything is said or written; return where the results go."""
    run.refuse_out_of_bounds()
    run.refuse_when_detached()
    out = run.out or report_path(campaign, lang=lang(), now=SystemClock().now())
    if not run.detach:
        ensure_writable(out, never=Path(campaign.source))
    return out


def _run(ledger: Ledger, campaign: Campaign, run: RunOptions, out: Path, *, json: bool) -> int:
    with LoopRunner() as loop:
        context = loop.run(open_run(ledger, campaign, run))
        try:
            runner = CampaignRunner(
                ledger=ledger,
                campaign=campaigns.get(ledger, campaign.id),
                provider=context.sender,
                limits=context.limits,
                wait=run.wait,
                canary=control.canary_left(ledger, campaign),
                template_quota_left=context.template_quota_left,
                detached=False,
            )
            report = run_watched(loop, runner)
        finally:
            loop.run(context.sender.close())
    return report_run(ledger, report, out, as_json=json)


def pause(name: str, *, json: bool) -> int:
    """Let nothing more leave for now; return the exit code."""
    return _halt(name, "pause", control.pause, json=json)


def cancel(name: str, *, json: bool, yes: bool) -> int:
    """End a campaign for good; return the exit code."""
    ledger = start()
    campaign = campaigns.find(ledger, name, to_act=True)
    waiting = rows.state_counts(ledger, campaign.id).count(RowState.PENDING)
    if is_terminal() and not yes and not ask("cli.ask-cancel", n=waiting, name=campaign.name):
        return OK
    return _halt(campaign.id, "cancel", control.cancel, json=json)


def _halt(name: str, act: str, halt: Callable[..., Campaign], *, json: bool) -> int:
    ledger = start()
    campaign = halt(ledger, campaigns.find(ledger, name, to_act=True), clock=SystemClock())
    _note(ledger, campaign, act)
    tally = checked_tally(ledger, campaign.id)
    info("cli.ended", id=campaign.id, state=state_label(campaign, lang()))
    if json:
        output_json(as_json(lang=lang(), campaign=campaign, tally=tally))
    else:
        output(sum_line(tally, lang(), dry_run=campaign.dry_run))
    return OK


def _note(ledger: Ledger, campaign: Campaign, act: str, number: int | None = None) -> None:
    record_act(ledger, act, account=campaign.account, object_id=campaign.id, number=number)
