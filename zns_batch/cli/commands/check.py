"""`check`, `preview`: what a sheet would send, without sending anything."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr
from zns_batch.errors import UsageError

if TYPE_CHECKING:
    from zns_batch.domain.sheet import Sheet
    from zns_batch.services.campaigns.options import CampaignRequest


@command("check")
@o.FILE
@o.SHEET
@o.CHECKS
@o.option("--save-map", help_key="save-map", is_flag=True)
@o.OUT
@o.JSON
@o.EVERYWHERE
@o.with_list()
@o.with_request
def check_command(
    request: "CampaignRequest",
    *,
    opened: "Callable[[], Sheet]",
    out: Path | None,
    as_json: bool,
    save_map: bool,
) -> int:
    """Check a whole sheet."""
    from zns_batch.cli.views.mapping import show_mapping, show_notices, show_problems, show_saved
    from zns_batch.domain.states import RowState
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns import report as reporting
    from zns_batch.services.campaigns.check import (
        check,
        save_columns,
        sheet_as_json,
        write_problem_book,
    )
    from zns_batch.services.campaigns.command_text import send_command_text
    from zns_batch.services.campaigns.prepare import prepare
    from zns_batch.sheets.whole_file import ensure_writable

    if out is not None:
        ensure_writable(out, never=request.file)
    prepared = prepare(request, opened=opened)
    show_mapping(prepared)
    if save_map:
        show_saved(*save_columns(prepared), prepared)
    result = check(prepared)
    show_problems(result.problems)
    show_notices(result.notices)
    if out is not None:
        cut = write_problem_book(out, prepared, lang())
        info("cli.problem-book", path=str(out))
        if cut:
            info("report.step.cut", n=cut)
    if as_json:
        output_json(
            reporting.as_json(
                lang=lang(),
                state="checked",
                tally=result.tally,
                cost=result.cost,
                problems=result.problems,
                report=str(out) if out else None,
            )
            | sheet_as_json(prepared, result.notices, lang())
        )
    else:
        output(sum_line(result.tally, lang()))
    if not result.problems and result.tally.count(RowState.PENDING):
        info("cli.check-clean", command=send_command_text(request, prepared.columns))
    return reporting.NOT_ALL if result.tally.count(RowState.INVALID) else reporting.OK


@command("preview")
@o.FILE
@o.SHEET
@o.CHECKS
@o.option("--row", help_key="row", type=int)
@o.JSON
@o.EVERYWHERE
@o.with_list()
@o.with_request
def preview_command(
    request: "CampaignRequest",
    *,
    opened: "Callable[[], Sheet]",
    row: int | None,
    as_json: bool,
) -> int:
    """Show what one row would send."""
    from zns_batch.cli.views.mapping import line_of, show_mapping
    from zns_batch.domain.states import RowState
    from zns_batch.services.campaigns import report as reporting
    from zns_batch.services.campaigns.check import preview
    from zns_batch.services.campaigns.prepare import prepare

    prepared = prepare(request, opened=opened)
    show_mapping(prepared)
    message = preview(prepared, row)
    if message is None:
        numbers = [line.number for line in prepared.sheet.read()] or [0]
        raise UsageError(
            "cli.no-such-row", row=str(row or ""), first=str(min(numbers)), last=str(max(numbers))
        )
    if as_json:
        answer = reporting.as_json(lang=lang(), state="checked", problems=message.problems)
        output_json(answer | {"preview": message.as_json()})
    else:
        phones = ", ".join(message.phones)
        output(tr("cli.preview", row=str(message.row), phone=phones or "—"))
        for name, value in message.data.items():
            output(f"  {name} = {value}")
        if message.text is not None:
            output("")
            output(message.text)
        for problem in message.problems:
            output("  " + line_of(problem))
        if message.state is RowState.EXCLUDED:
            output("  " + tr("report.reason.excluded"))
    return reporting.OK if message.sendable else reporting.NOT_ALL
