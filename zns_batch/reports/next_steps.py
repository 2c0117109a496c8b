"""What is left for a person to do with a campaign, one sentence each."""

import re
from pathlib import Path

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.i18n import Lang, format_datetime, translate
from zns_batch.ledger.records import LIST_OPTIONS, Campaign, StateCounts

_AGAIN = (RowState.REJECTED, RowState.EXPIRED, RowState.CANCELLED)


def next_steps(
    campaign: Campaign, tally: StateCounts, *, report: Path, lang: Lang, final: int = 0
) -> tuple[str, ...]:
    """Say what to do now, with the commands to do it.

    Args:
        campaign: The campaign.
        tally: Its counts.
        report: Where its results workbook is.
        lang: The language.
        final: How many rejected rows have an answer that no repetition changes: `retry` leaves
            them out.

    Returns:
        One sentence for each thing to do; one that says so when nothing is left.

    """
    if campaign.purged_at is not None:
        when = format_datetime(in_vietnam(campaign.purged_at), lang)
        return (translate("operations.purged-show", lang, when=when),)
    steps = []
    options = campaign.options.get(LIST_OPTIONS)
    if pending := tally.count(RowState.PENDING):
        key = _GO_ON.get(campaign.state, "report.step.resume")
        steps.append(translate(key, lang, n=pending, id=campaign.id, file=quoted(str(report))))
    if invalid := tally.count(RowState.INVALID):
        steps.append(
            translate(
                "report.step.invalid",
                lang,
                n=invalid,
                sheet=translate("report.sheet.person", lang),
                file=quoted(str(report)),
                options=str(options or f"-t {quoted(campaign.template.key)}"),
            )
        )
    if campaign.dry_run:
        return (*steps, translate("report.step.dry-run", lang))
    if unknown := tally.count(RowState.UNKNOWN):
        steps.append(translate("report.step.unknown", lang, n=unknown, id=campaign.id))
    again = {state: tally.count(state) for state in _AGAIN}
    again[RowState.REJECTED] -= final
    states = [state for state, count in again.items() if count]
    if states:
        steps.append(
            translate(
                "report.step.retry",
                lang,
                n=sum(again.values()),
                id=campaign.id,
                states=", ".join(translate(f"state.{state}", lang) for state in states),
                words=",".join(states),
                sheet=translate("report.sheet.person", lang),
            )
        )
    if final:
        steps.append(translate("report.step.final", lang, n=final))
    return tuple(steps) or (translate("report.step.none", lang),)


_PLAIN = re.compile(r"[\w./:@%+=,~-]+")


def quoted(text: str) -> str:
    """Return a word of a command as it is typed: in quotes where a shell needs them."""
    if _PLAIN.fullmatch(text):
        return text
    # Double quotes are read alike by the shells of Windows, macOS and Linux.
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


_GO_ON = {
    CampaignState.RUNNING: "report.step.running",
    CampaignState.SCHEDULED: "report.step.running",
    CampaignState.ABORTED: "report.step.mend",
}
