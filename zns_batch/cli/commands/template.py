"""`template list`, `pull`, `copy`, `show`: the account's templates and their files."""

import click

from zns_batch.cli import options as o
from zns_batch.cli.help import command, group


@command("template list")
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def list_command(*, account: str | None, as_json: bool) -> int:
    """List the account's templates."""
    from zns_batch.cli.flows.templates import list_templates

    return list_templates(account, as_json=as_json)


@command("template pull")
@click.argument("template_id", metavar="ID")
@o.ACCOUNT
@o.option("--name", help_key="template-name", metavar="NAME")
@o.EVERYWHERE
def pull_command(*, template_id: str, account: str | None, name: str | None) -> int:
    """Write a template of the account into a file."""
    from zns_batch.cli.flows.templates import pull

    return pull(template_id, account, name=name)


@command("template copy")
@click.argument("template", metavar="NAME", shell_complete=o.complete_shipped)
@o.EVERYWHERE
def copy_command(*, template: str) -> int:
    """Copy a template that ships with the program."""
    from zns_batch.cli.flows.templates import copy

    return copy(template)


@command("template show")
@click.argument("template", metavar="NAME|ID|PATH", shell_complete=o.complete_templates)
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def show_command(*, template: str, account: str | None, as_json: bool) -> int:
    """Show a template file, and how it stands at the account."""
    from zns_batch.cli.flows.templates import show

    return show(template, account, as_json=as_json)


template_command = group("template", list_command, pull_command, copy_command, show_command)
