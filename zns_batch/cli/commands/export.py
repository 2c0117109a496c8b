"""`export`: a checked list as the file that Zalo's own campaign page takes."""

from pathlib import Path
from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json, start
from zns_batch.cli.help import command
from zns_batch.cli.language import lang

if TYPE_CHECKING:
    from zns_batch.services.campaigns.options import CampaignRequest


@command("export")
@o.FILE
@o.SHEET
@o.ROW_CHECKS
@o.option(
    "-o",
    "--out",
    help_key="export-out",
    type=o.PATH,
    twin=False,
    required=True,
    metavar="FILE.xlsx",
)
@o.option(
    "--phone-header",
    help_key="phone-header",
    metavar="NAME",
    default="phone",
    show_default=True,
)
@o.JSON
@o.EVERYWHERE
@o.with_request
def export_command(
    request: "CampaignRequest", *, out: Path, phone_header: str, as_json: bool
) -> int:
    """Write the checked rows for Zalo's campaign page."""
    from zns_batch.cli.views.mapping import show_mapping, show_notices, show_problems
    from zns_batch.core.shell_words import quoted
    from zns_batch.domain.states import RowState
    from zns_batch.reports.campaign_file import ensure_new_workbook
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns import report as reporting
    from zns_batch.services.campaigns.export import export_list
    from zns_batch.services.campaigns.prepare import prepare
    from zns_batch.services.customers.never_send import never_sent_by

    ensure_new_workbook(out)
    prepared = prepare(request)
    show_mapping(prepared)
    never_send = never_sent_by(start(), prepared.account.name)
    exported = export_list(
        prepared, out, never_send=never_send, phone_header=phone_header, lang=lang()
    )
    result, files = exported.result, exported.files
    show_problems(result.problems)
    show_notices(result.notices)
    sendable, invalid = (
        result.tally.count(state) for state in (RowState.PENDING, RowState.INVALID)
    )
    if files:
        names = ", ".join(quoted(str(file)) for file in files)
        info("cli.exported", n=sendable, files=names)
        info("cli.export-next")
    elif sendable:
        info("cli.not-exported", n=invalid)
    else:
        info("cli.nothing-to-send")
    if as_json:
        answer = reporting.as_json(
            lang=lang(),
            state="checked",
            tally=result.tally,
            cost=result.cost,
            problems=result.problems,
            report=str(files[0]) if files else None,
        )
        output_json(answer | {"files": [str(file) for file in files]})
    else:
        output(sum_line(result.tally, lang()))
    return reporting.OK if files and not invalid else reporting.NOT_ALL
