"""`sample`: an empty recipient workbook for a template."""

from pathlib import Path

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang


@command("sample")
@o.TEMPLATE
@o.option(
    "-o",
    "--out",
    help_key="sample-out",
    type=o.PATH,
    twin=False,
    required=True,
    metavar="FILE.xlsx",
)
@o.JSON
@o.EVERYWHERE
def sample_command(template: str, out: Path, *, as_json: bool) -> int:
    """Write an empty recipient workbook."""
    from zns_batch.core.shell_words import quoted
    from zns_batch.errors import OutputError
    from zns_batch.reports.blank_list import write_blank_list
    from zns_batch.settings.paths import template_folders
    from zns_batch.sheets.whole_file import ensure_writable
    from zns_batch.templates.repository import load_template

    ensure_writable(out)
    if out.exists():
        raise OutputError("report.exists", path=str(out))
    loaded = load_template(template, folders=template_folders())
    write_blank_list(out, loaded, lang=lang())
    info("cli.sample", path=quoted(str(out)), name=loaded.name, template=quoted(template))
    if as_json:
        output_json({"path": str(out), "template": loaded.key, "template_id": loaded.template_id})
    return 0
