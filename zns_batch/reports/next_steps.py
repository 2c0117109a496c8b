"""What is left for a person to do with a campaign: as data for pages, as sentences for a terminal."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from zns_batch.core.clock import in_vietnam
from zns_batch.core.shell_words import quoted
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.i18n import Face, Lang, format_datetime, translate
from zns_batch.ledger.records import LIST_OPTIONS, Campaign, StateCounts

_AGAIN = (RowState.REJECTED, RowState.EXPIRED, RowState.CANCELLED)


class StepKind(StrEnum):
    """What a person can do about some rows of a campaign."""

    PURGED = "purged"
    """Nothing: the customers' data were taken out."""
    RUNNING = "running"
    """Wait: the campaign sends them."""
    RESUME = "resume"
    """Let the campaign go on."""
    MEND = "mend"
    """Mend what stopped the campaign, then let it go on."""
    INVALID = "invalid"
    """Correct the rows and send them as a list of their own."""
    DRY_RUN = "dry-run"
    """Send for real: it was a rehearsal."""
    REHEARSE = "rehearse"
    """Send for real: it went to a sandbox of its own."""
    DEMO = "demo"
    """Nothing: the list was the demo's."""
    UNKNOWN = "unknown"
    """Decide: perhaps sent, perhaps not."""
    RETRY = "retry"
    """Send them again once the reason is mended."""
    FINAL = "final"
    """Reach the customers by another way: no repetition changes the answer."""
    NONE = "none"
    """Nothing: every row is done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """One thing for a person to do.

    Attributes:
        kind: What it is.
        n: About how many rows.
        states: The states of these rows, where they differ.

    """

    kind: StepKind
    n: int = 0
    states: tuple[RowState, ...] = ()


def list_steps(campaign: Campaign, tally: StateCounts, *, final: int = 0) -> tuple[NextStep, ...]:
    """Return what is left for a person to do; one step that says so when nothing is.

    Args:
        campaign: The campaign.
        tally: Its counts.
        final: How many rejected rows have an answer that no repetition changes: `retry` leaves
            them out.

    """
    if campaign.purged_at is not None:
        return (NextStep(kind=StepKind.PURGED),)
    steps = []
    rehearsal = campaign.options.get("rehearsal")
    pending = tally.count(RowState.PENDING)
    if pending and not rehearsal:
        steps.append(NextStep(kind=_GO_ON.get(campaign.state, StepKind.RESUME), n=pending))
    if invalid := tally.count(RowState.INVALID):
        steps.append(NextStep(kind=StepKind.INVALID, n=invalid))
    if campaign.dry_run:
        return (*steps, NextStep(kind=StepKind.DRY_RUN))
    if rehearsal:
        # Its ledger is gone: there is nothing to resume or to retry.
        return (*steps, NextStep(kind=StepKind(str(rehearsal))))
    if unknown := tally.count(RowState.UNKNOWN):
        steps.append(NextStep(kind=StepKind.UNKNOWN, n=unknown))
    again = {state: tally.count(state) for state in _AGAIN}
    again[RowState.REJECTED] -= final
    states = tuple(state for state, count in again.items() if count)
    if states:
        steps.append(NextStep(kind=StepKind.RETRY, n=sum(again.values()), states=states))
    if final:
        steps.append(NextStep(kind=StepKind.FINAL, n=final))
    return tuple(steps) or (NextStep(kind=StepKind.NONE),)


def next_steps(
    campaign: Campaign,
    tally: StateCounts,
    *,
    report: Path,
    lang: Lang,
    final: int = 0,
    face: Face = "",
) -> tuple[str, ...]:
    """Say what to do now, with the commands to do it; for `web` with the buttons.

    Args:
        campaign: The campaign.
        tally: Its counts.
        report: Where its results workbook is.
        lang: The language.
        final: As `list_steps` takes it.
        face: `web` for who works on the pages.

    Returns:
        One sentence for each thing to do; one that says so when nothing is left.

    """
    if campaign.purged_at is not None:
        when = format_datetime(in_vietnam(campaign.purged_at), lang)
        return (translate("operations.purged-show", lang, when=when),)
    options = campaign.options.get(LIST_OPTIONS)
    return tuple(
        translate(
            f"report.step.{step.kind}",
            lang,
            face,
            n=step.n,
            id=campaign.id,
            file=quoted(str(report)),
            sheet=translate("report.sheet.person", lang),
            options=str(options or f"-t {quoted(campaign.template.key)}"),
            states=", ".join(translate(f"state.{state}", lang) for state in step.states),
            words=",".join(step.states),
        )
        for step in list_steps(campaign, tally, final=final)
    )


_GO_ON = {
    CampaignState.RUNNING: StepKind.RUNNING,
    CampaignState.SCHEDULED: StepKind.RUNNING,
    CampaignState.ABORTED: StepKind.MEND,
}
