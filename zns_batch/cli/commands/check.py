"""`check`, `preview`: what a sheet would send, without sending anything."""

from pathlib import Path
from typing import Any

from zns_batch.cli import options as o
from zns_batch.cli.asked import request_of
from zns_batch.cli.console import info, output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang
from zns_batch.cli.views.mapping import line_of, show_mapping, show_problems, show_saved
from zns_batch.errors import UsageError


@command("check")
@o.FILE
@o.SHEET
@o.CHECKS
@o.option("--save-map", help_key="save-map", is_flag=True)
@o.OUT
@o.JSON
@o.EVERYWHERE
def check_command(*, out: Path | None, as_json: bool, save_map: bool, **asked: Any) -> int:
    """Check a whole sheet."""
    from zns_batch.domain.states import RowState
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns import report as told
    from zns_batch.services.campaigns.check import check, save_columns, write_problem_book
    from zns_batch.services.campaigns.prepare import prepare
    from zns_batch.sheets.writer import ensure_writable

    if out is not None:
        ensure_writable(out, never=asked["file"])
    prepared = prepare(request_of(asked))
    show_mapping(prepared)
    if save_map:
        show_saved(*save_columns(prepared))
    found = check(prepared)
    show_problems(found.problems)
    if out is not None:
        write_problem_book(out, prepared, lang())
        info("cli.problem-book", path=str(out))
    if as_json:
        output_json(
            told.as_json(
                lang=lang(),
                state="checked",
                tally=found.tally,
                cost=found.cost,
                problems=found.problems,
                report=str(out) if out else None,
            )
        )
    else:
        output(sum_line(found.tally, lang()))
    return told.NOT_ALL if found.tally.count(RowState.INVALID) else told.OK


@command("preview")
@o.FILE
@o.SHEET
@o.CHECKS
@o.option("--row", help_key="row", type=int)
@o.JSON
@o.EVERYWHERE
def preview_command(*, row: int | None, as_json: bool, **asked: Any) -> int:
    """Show what one row would send."""
    from zns_batch.domain.states import RowState
    from zns_batch.services.campaigns import report as told
    from zns_batch.services.campaigns.check import recipients_of
    from zns_batch.services.campaigns.prepare import prepare
    from zns_batch.templates.render import render

    prepared = prepare(request_of(asked))
    show_mapping(prepared)
    recipients = recipients_of(prepared, row)
    if not recipients:
        raise UsageError("cli.no-such-row", row=str(row or ""))
    planned = next((one for one in recipients if one.state is RowState.PENDING), recipients[0])
    text = render(prepared.template, planned.data)
    sendable = planned.state is RowState.PENDING
    if as_json:
        told_row = {
            "row": planned.number,
            "state": planned.state.value,
            "phone": planned.phone,
            "template_data": dict(planned.data),
            "text": text if sendable else None,
        }
        whole = told.as_json(lang=lang(), state="checked", problems=planned.problems)
        output_json(whole | {"preview": told_row})
    else:
        phones = ", ".join(one.phone for one in recipients if one.phone)
        _show(planned.number, phones, planned.data, text if sendable else None)
        for problem in planned.problems:
            output("  " + line_of(problem))
    return told.OK if sendable else told.NOT_ALL


def _show(number: int, phones: str, data: Any, text: str | None) -> None:
    from zns_batch.cli.language import tr

    output(tr("cli.preview", row=str(number), phone=phones or "—"))
    for name, value in data.items():
        output(f"  {name} = {value}")
    if text is not None:
        output("")
        output(text)
