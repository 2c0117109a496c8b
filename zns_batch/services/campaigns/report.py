"""How a campaign stands: its exit code, its JSON object and its results workbook."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.message import Quota
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import COUNTED, NOT_DONE, CampaignState, RowState
from zns_batch.i18n import Face, Lang, translate
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.providers.zns.errors import FINAL_CODES
from zns_batch.reports.destination import Destination, known_destination
from zns_batch.settings import paths

if TYPE_CHECKING:
    from zns_batch.ledger.db.engine import Ledger
    from zns_batch.ledger.records import RowRecord

OK, NOT_ALL, COULD_NOT_START, PAUSED, STOPPED, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""The exit codes of the contract."""


def exit_code(state: CampaignState, tally: StateCounts) -> int:
    """Return the exit code of a command that ran a campaign."""
    if state is CampaignState.PAUSED:
        return PAUSED
    if state is CampaignState.ABORTED:
        return STOPPED
    if state is CampaignState.CANCELLED or any(tally.count(one) for one in NOT_DONE):
        return NOT_ALL
    return OK


def as_json(
    *,
    lang: Lang,
    campaign: Campaign | None = None,
    state: str | None = None,
    dry_run: bool = False,
    tally: StateCounts | None = None,
    quota: Quota | None = None,
    cost: int | None = None,
    problems: Iterable[Problem] = (),
    report: str | None = None,
) -> dict[str, Any]:
    """Return the one object that `--json` prints.

    Args:
        lang: The language of the problems' messages.
        campaign: The campaign, if there is one.
        state: Its state, when there is none (`checked`).
        dry_run: Nothing is sent, when there is no campaign.
        tally: Rows by state.
        quota: The last word on the quota.
        cost: VND at the most; worked out when there are a campaign and a tally.
        problems: What is wrong with rows.
        report: Where the workbook is.

    """
    word = quota or (campaign.quota if campaign else Quota())
    resume_after = campaign.resume_after if campaign else None
    if cost is None and campaign is not None and tally is not None:
        cost = estimate(campaign, tally)
    return {
        "campaign": campaign.id if campaign else None,
        "name": campaign.name if campaign else None,
        "state": campaign.state.value if campaign else state,
        "reason": campaign.reason.value if campaign and campaign.reason else None,
        "resume_after": in_vietnam(resume_after).isoformat() if resume_after else None,
        "dry_run": campaign.dry_run if campaign else dry_run,
        "destination": _campaign_destination_as_json(campaign) if campaign else None,
        "rows": row_counts(tally or StateCounts(rows={})),
        "delivered": tally.delivered if tally else 0,
        "quota": {"daily": word.daily, "remaining": word.remaining},
        "cost": {"estimate": cost, "currency": "VND"},
        "problems": [problem_as_json(problem, lang) for problem in problems],
        "report": report,
    }


def _campaign_destination_as_json(campaign: Campaign) -> dict[str, Any] | None:
    destination = known_destination(campaign)
    if destination is None or destination.dry_run:
        return None
    return destination_as_json(destination)


def destination_as_json(destination: Destination) -> dict[str, Any]:
    """Return where messages go as `--json` tells it."""
    return {
        "provider": destination.provider,
        "oa_id": destination.oa_id,
        "oa_name": destination.oa_name,
        "host": destination.host,
        "practice": destination.is_practice,
    }


WANTED = (
    RowState.PENDING,
    RowState.ACCEPTED,
    RowState.REJECTED,
    RowState.UNKNOWN,
    RowState.EXPIRED,
    RowState.CANCELLED,
)
"""States of rows that were to be sent."""


def estimate(campaign: Campaign, tally: StateCounts) -> int | None:
    """Return what a campaign costs at the most, in VND; `None` when the price is unknown."""
    return campaign.cost_of(sum(tally.count(state) for state in WANTED))


def row_counts(tally: StateCounts) -> dict[str, int]:
    """Return the rows by state under `total` and the states' words, as `--json` has them."""
    return {"total": tally.total} | {state.value: tally.count(state) for state in COUNTED}


def problem_as_json(problem: Problem, lang: Lang) -> dict[str, Any]:
    """Return one problem as `--json` lists it."""
    return {
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "message": problem.text(lang),
    }


def report_folder(source: Path) -> Path:
    """Return the folder of a results workbook: the list's own, or the state folder's `reports/`.

    A list that was uploaded, or made in a program, lies in no folder.
    """
    named = source.parent != Path()
    if source.exists() or (named and source.parent.is_dir()):
        return source.parent
    return paths.home() / "reports"


def default_report_path(source: Path, *, lang: Lang, now: datetime) -> Path:
    """Return where a results workbook goes by default: beside the list, named after it and the time."""
    word = translate("cli.results-word", lang)
    name = f"{source.stem}-{word}-{in_vietnam(now):%Y%m%d-%H%M%S}.xlsx"
    return report_folder(source) / name


def report_path(campaign: Campaign, *, lang: Lang, now: datetime) -> Path:
    """Return where a campaign's workbook goes: where it was written before, else by default."""
    stored = campaign.options.get("report")
    if stored:
        return Path(str(stored))
    return default_report_path(Path(campaign.source), lang=lang, now=now)


def written_report(campaign: Campaign) -> Path | None:
    """Return the workbook that a campaign's last run wrote, where it still lies there."""
    stored = campaign.options.get("report")
    path = Path(str(stored)) if stored else None
    return path if path is not None and path.is_file() else None


def keep_report_path(ledger: "Ledger", campaign: Campaign, out: Path) -> None:
    """Note where a campaign's workbook lies, so that the next one takes its place."""
    from zns_batch.ledger import campaigns

    options = campaigns.get(ledger, campaign.id).options
    path = str(out.absolute())
    if options.get("report") != path:
        campaigns.set_options(ledger, campaign.id, {**options, "report": path})


def write_campaign_report(
    ledger: "Ledger",
    campaign: Campaign,
    tally: StateCounts,
    out: Path,
    *,
    lang: Lang,
    now: datetime,
    read: "Callable[[], Iterable[RowRecord]] | None" = None,
    face: Face = "",
) -> int:
    """Write the results workbook of a campaign.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        tally: Its counts, or those of the rows that are read.
        out: The file.
        lang: The language of our columns and of the summary.
        now: The moment.
        read: Reads the rows that are written; `None` for all of the campaign.
        face: `web` for who works on the pages: buttons in place of commands.

    Returns:
        How many cells were longer than Excel allows, and were cut.

    Raises:
        OutputError: It can't be written.

    """
    # `check` shares this module and loads no database.
    from zns_batch.ledger import rows, webhook_events
    from zns_batch.ledger.customers.answers import answers_of
    from zns_batch.reports.results import write_report

    if out.parent == paths.home() / "reports":
        out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    webhook_events.catch_up(ledger, campaign, now=now)
    return write_report(
        out,
        campaign,
        read or (lambda: rows.read_rows(ledger, campaign.id, price=campaign.price)),
        tally,
        lang=lang,
        now=now,
        ratings=webhook_events.ratings(ledger, campaign.id),
        answers=answers_of(ledger, campaign.id),
        final_codes=FINAL_CODES,
        face=face,
    )
