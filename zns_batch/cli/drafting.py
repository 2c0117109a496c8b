"""A draft before a person's eyes: what was found, and what is said when nothing comes of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zns_batch.cli.console import ask, info, is_terminal, output, output_json
from zns_batch.cli.language import lang

if TYPE_CHECKING:
    from zns_batch.services.campaigns.draft import DraftCampaign


def may_go_on(draft: "DraftCampaign", *, skips: bool, yes: bool) -> bool:
    """Show what was found, and tell whether there is something to send and bad rows may stay behind.

    Args:
        draft: The draft.
        skips: Whether the person has said already that bad rows may stay behind.
        yes: Whether the person wants no questions.

    """
    from zns_batch.cli.views.mapping import show_problems

    show_problems(draft.problems)
    if draft.earlier is not None:
        info("cli.sent-before", id=draft.earlier.campaign_id, name=draft.earlier.campaign_name)
    if not draft.to_send:
        info("cli.nothing-to-send")
        return False
    return not draft.invalid or skips or _skips(draft.invalid, yes=yes)


def _skips(invalid: int, *, yes: bool) -> bool:
    if is_terminal() and not yes:
        return ask("cli.ask-skip", n=invalid)
    info("cli.not-skipping", n=invalid)
    return False


def answer_checked(draft: "DraftCampaign", asked: Mapping[str, Any]) -> int:
    """Answer with what was found, when that is all; return the exit code."""
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns import report as told

    if asked["as_json"]:
        output_json(
            told.as_json(
                lang=lang(),
                state="checked",
                dry_run=draft.campaign.dry_run,
                tally=draft.tally,
                problems=draft.problems,
            )
        )
    else:
        output(sum_line(draft.tally, lang()))
    return told.NOT_ALL
