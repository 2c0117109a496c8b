"""States and reasons of a campaign in a person's language, for every face."""

from collections.abc import Iterator

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import NOT_DONE, CampaignState
from zns_batch.i18n import Face, Lang, format_datetime, translate
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.reports.reasons import ReasonSummary


def state_label(campaign: Campaign, lang: Lang, *, left: bool = False, face: Face = "") -> str:
    """Return a campaign's state with its reason and the time it waits for.

    Args:
        campaign: The campaign.
        lang: The language.
        left: The process that ran it died without noting how it stopped.
        face: `web` on a page.

    """
    text = translate(f"state.{campaign.state}", lang)
    if left:
        text += f" ({translate('cli.left', lang)})"
    if campaign.dry_run:
        text += f" ({translate('cli.dry-run', lang)})"
    if campaign.reason is not None:
        text += f": {translate(f'reason.{campaign.reason}', lang, face)}"
    if campaign.state is CampaignState.SCHEDULED and campaign.start_at is not None:
        when = format_datetime(in_vietnam(campaign.start_at), lang)
        text += ", " + translate("cli.at", lang, when=when)
    if campaign.resume_after is not None:
        when = format_datetime(in_vietnam(campaign.resume_after), lang)
        text += ", " + translate("cli.until", lang, when=when)
    return text


def reason_labels(ledger: Ledger, campaign: Campaign, lang: Lang) -> Iterator[str]:
    """Return a line for each reason why rows are not done: how many, their state, why, what to do."""
    reasons = ReasonSummary(campaign.provider, lang)
    for row in rows.read_rows(ledger, campaign.id, states=NOT_DONE):
        reasons.add(row)
    for group in reasons.groups():
        yield translate(
            "cli.show-reason" if group.code else "cli.show-reason.no-code",
            lang,
            n=group.rows,
            state=translate(f"state.{group.state}", lang),
            code=group.code,
            reason=group.reason,
            remedy=group.remedy,
        )
