"""`suppress`: the numbers that nobody must ever be sent to by."""

from pathlib import Path

import click

from zns_batch.cli import options as o
from zns_batch.cli.help import command, group

# No twin: what is set for every send must not narrow a list that protects people.
_ACCOUNT = o.option("-a", "--account", help_key="suppress-account", metavar="NAME", twin=False)
_WHY = o.option("--why", help_key="suppress-why", metavar="TEXT", default="")


@command("suppress add")
@click.argument("phones", nargs=-1, metavar="[PHONE]...")
@o.option("--proposed", help_key="suppress-add-proposed", is_flag=True)
@_WHY
@_ACCOUNT
@o.JSON
@o.EVERYWHERE
def add_command(
    *, phones: tuple[str, ...], proposed: bool, why: str, account: str | None, as_json: bool
) -> int:
    """Put numbers on the list."""
    from zns_batch.cli.flows.suppress import add

    return add(phones, proposed=proposed, why=why, account=account, as_json=as_json)


@command("suppress list")
@o.option("--proposed", help_key="suppress-list-proposed", is_flag=True)
@_ACCOUNT
@o.JSON
@o.EVERYWHERE
def list_command(*, proposed: bool, account: str | None, as_json: bool) -> int:
    """Show the list."""
    from zns_batch.cli.flows.suppress import show_list, show_proposed

    show = show_proposed if proposed else show_list
    return show(account, as_json=as_json)


@command("suppress remove")
@click.argument("phones", nargs=-1, required=True, metavar="PHONE...")
@_ACCOUNT
@o.JSON
@o.EVERYWHERE
def remove_command(*, phones: tuple[str, ...], account: str | None, as_json: bool) -> int:
    """Take numbers off the list."""
    from zns_batch.cli.flows.suppress import remove

    return remove(phones, account=account, as_json=as_json)


@command("suppress import")
@o.FILE
@_WHY
@_ACCOUNT
@o.JSON
@o.EVERYWHERE
def import_command(*, file: Path, why: str, account: str | None, as_json: bool) -> int:
    """Put the numbers of a file on the list."""
    from zns_batch.cli.flows.suppress import import_file

    return import_file(file, why=why, account=account, as_json=as_json)


@command("suppress export")
@o.option(
    "-o", "--out", help_key="out", type=o.PATH, twin=False, metavar="FILE.xlsx", required=True
)
@_ACCOUNT
@o.JSON
@o.EVERYWHERE
def export_command(*, out: Path, account: str | None, as_json: bool) -> int:
    """Write the list into a workbook."""
    from zns_batch.cli.flows.suppress import export

    return export(out, account=account, as_json=as_json)


suppress_command = group(
    "suppress", add_command, list_command, remove_command, import_command, export_command
)
