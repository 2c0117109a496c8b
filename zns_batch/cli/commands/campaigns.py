"""`campaigns`, `show`: what is there, and how it stands."""

from typing import Any

from zns_batch.cli import options as o
from zns_batch.cli.console import output, output_json, table
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr


@command("campaigns")
@o.JSON
@o.EVERYWHERE
def campaigns_command(*, as_json: bool, **_asked: Any) -> int:
    """List the campaigns."""
    from zns_batch.cli.console import start
    from zns_batch.ledger import campaigns, rows
    from zns_batch.services.campaigns import report as told

    ledger = start()
    found = [(one, rows.state_counts(ledger, one.id)) for one in campaigns.list_all(ledger)]
    if as_json:
        listed = [told.as_json(lang=lang(), campaign=one, tally=tally) for one, tally in found]
        output_json({"campaigns": listed})
    elif not found:
        output(tr("cli.no-campaigns"))
    else:
        headings = [tr(f"cli.head.{name}") for name in ("id", "name", "when", "rows", "state")]
        output(table(headings, [_line(ledger, one, tally) for one, tally in found]))
    return told.OK


def _line(ledger: Any, campaign: Any, tally: Any) -> list[str]:
    from zns_batch.cli.views.run import state_words
    from zns_batch.core.clock import SystemClock, in_vietnam
    from zns_batch.domain.states import RowState
    from zns_batch.i18n import format_datetime, format_number
    from zns_batch.services.campaigns.control import is_left

    return [
        campaign.id,
        campaign.name,
        format_datetime(in_vietnam(campaign.created_at), lang()),
        f"{format_number(tally.count(RowState.ACCEPTED), lang())}/{format_number(tally.total, lang())}",
        state_words(campaign, left=is_left(ledger, campaign, now=SystemClock().now())),
    ]


@command("show")
@o.CAMPAIGN
@o.JSON
@o.EVERYWHERE
def show_command(campaign: str, *, as_json: bool, **_asked: Any) -> int:
    """Show one campaign."""
    from zns_batch.cli.console import start
    from zns_batch.ledger import campaigns
    from zns_batch.services.campaigns import report as told
    from zns_batch.services.campaigns.runner import checked_tally

    ledger = start()
    found = campaigns.find(ledger, campaign)
    tally = checked_tally(ledger, found.id)
    if as_json:
        output_json(told.as_json(lang=lang(), campaign=found, tally=tally))
    else:
        _show(ledger, found, tally)
    return told.OK


def _show(ledger: Any, campaign: Any, tally: Any) -> None:
    from zns_batch.cli.views.run import reason_lines, state_words
    from zns_batch.core.clock import SystemClock, in_vietnam
    from zns_batch.domain.states import CampaignState, RowState
    from zns_batch.i18n import format_datetime
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns.control import is_left

    left = is_left(ledger, campaign, now=SystemClock().now())
    output(f"{campaign.id}  {campaign.name}")
    output(tr("cli.show-state", state=state_words(campaign, left=left)))
    output(
        tr(
            "cli.show-what",
            file=campaign.source,
            template=campaign.template.name,
            id=campaign.template.template_id,
            account=campaign.account,
        )
    )
    output(tr("cli.show-when", when=format_datetime(in_vietnam(campaign.created_at), lang())))
    if campaign.quota.remaining is not None:
        output(tr("cli.show-quota", left=campaign.quota.remaining))
    if campaign.purged_at is not None:
        output(
            tr(
                "operations.purged-show",
                when=format_datetime(in_vietnam(campaign.purged_at), lang()),
            )
        )
    output(sum_line(tally, lang()))
    for line in reason_lines(ledger, campaign):
        output(line)
    # Of those that are left to workers one goes on by itself.
    waits = (left and not campaign.detached) or campaign.state in {
        CampaignState.PAUSED,
        CampaignState.ABORTED,
    }
    if waits and tally.count(RowState.PENDING):
        output(tr("cli.show-resume", id=campaign.id, n=tally.count(RowState.PENDING)))
