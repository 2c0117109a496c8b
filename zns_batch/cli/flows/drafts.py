"""The dialogue about a draft: its problems, consent for rows that can't be sent, and the answer without a run."""

from zns_batch.cli.console import ask, info, is_terminal, output, output_json
from zns_batch.cli.language import lang
from zns_batch.cli.views.mapping import show_notices, show_problems
from zns_batch.reports.reasons import sum_line
from zns_batch.services.campaigns.draft import DraftCampaign, Readiness
from zns_batch.services.campaigns.report import NOT_ALL, as_json


def confirm_rows(draft: DraftCampaign, *, yes: bool) -> bool:
    """Show problems; return whether there is something to send and bad rows may stay behind.

    Args:
        draft: The draft.
        yes: The person wants no questions.

    """
    show_problems(draft.problems)
    show_notices(draft.notices)
    if draft.earlier is not None:
        info("cli.sent-before", id=draft.earlier.campaign_id, name=draft.earlier.campaign_name)
    if draft.readiness is Readiness.NOTHING_TO_SEND:
        info("cli.nothing-to-send")
        return False
    if draft.readiness is Readiness.READY:
        return True
    if is_terminal() and not yes:
        return ask("cli.ask-skip", n=draft.invalid)
    info("cli.not-skipping", n=draft.invalid)
    return False


def answer_checked(draft: DraftCampaign, *, json: bool) -> int:
    """Answer with what the check found, when nothing is sent; return the exit code."""
    if json:
        output_json(
            as_json(
                lang=lang(),
                state="checked",
                dry_run=draft.campaign.dry_run,
                tally=draft.tally,
                problems=draft.problems,
            )
        )
    else:
        output(sum_line(draft.tally, lang()))
    return NOT_ALL
