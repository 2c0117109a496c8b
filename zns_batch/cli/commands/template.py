"""`template list`, `template pull`, `template show`: the account's templates and their files."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json, table
from zns_batch.cli.help import command, group
from zns_batch.cli.language import lang, tr

if TYPE_CHECKING:
    from zns_batch.domain.template import Param, ProviderTemplate, Template


@command("template list")
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def list_command(*, account: str | None, as_json: bool) -> int:
    """List the account's templates."""
    from zns_batch.services.campaigns.template_sync import ask_templates
    from zns_batch.settings.accounts import load_account

    found = asyncio.run(ask_templates(load_account(account)))
    files = _files()
    if as_json:
        output_json({"templates": [_as_json(one, files.get(one.template_id)) for one in found]})
    elif not found:
        output(tr("cli.no-templates"))
    else:
        heads = [tr(f"cli.head.{name}") for name in ("id", "name", "status", "quality", "file")]
        output(table(heads, [_line(one, files) for one in found]))
    return 0


@command("template pull")
@click.argument("template_id", metavar="ID")
@o.ACCOUNT
@o.option("--name", help_key="template-name", metavar="NAME")
@o.EVERYWHERE
def pull_command(*, template_id: str, account: str | None, name: str | None) -> int:
    """Write a template of the account into a file."""
    from zns_batch.services.campaigns.template_sync import pull_template
    from zns_batch.settings.accounts import load_account
    from zns_batch.templates.repository import read_template

    done = asyncio.run(pull_template(load_account(account), template_id, name=name))
    found = read_template(done.path) if done.path.exists() else None
    told = {"id": template_id, "name": found.name if found else "", "path": str(done.path)}
    info("cli.pulled-new" if done.new else "cli.pulled-again", **told, key=done.path.stem)
    if done.added and not done.new:
        info("cli.pulled-added", names=", ".join(done.added))
    if done.removed:
        info("cli.pulled-removed", names=", ".join(done.removed))
    output(str(done.path))
    return 0


@command("template show")
@click.argument("template", metavar="NAME|ID|PATH")
@o.ACCOUNT
@o.EVERYWHERE
def show_command(*, template: str, account: str | None) -> int:
    """Show a template file, and how it stands at the account."""
    from zns_batch.settings.paths import template_folders
    from zns_batch.templates.repository import find_template, read_template

    path = find_template(template, folders=template_folders())
    found = read_template(path)
    _show(found, path)
    _show_at_account(found, account)
    return 0


template_command = group("template", list_command, pull_command, show_command)


def _files() -> dict[str, str]:
    from zns_batch.settings.paths import template_folders
    from zns_batch.templates.repository import ids_of

    return {key: str(path) for key, path in ids_of(template_folders()).items()}


def _line(one: "ProviderTemplate", files: dict[str, str]) -> list[str]:
    file = files.get(one.template_id, "—")
    return [one.template_id, one.name, one.status, one.quality or "—", file]


def _as_json(one: "ProviderTemplate", file: str | None) -> dict[str, object]:
    return {
        "template_id": one.template_id,
        "name": one.name,
        "status": one.status,
        "quality": one.quality,
        "tag": one.tag,
        "price": one.price,
        "file": file,
    }


def _show(found: "Template", path: Path) -> None:
    output(tr("cli.template-shown", name=found.name, id=found.template_id))
    price = tr("cli.vnd", n=found.price) if found.price is not None else "—"
    timeout = tr("cli.seconds", n=found.timeout) if found.timeout else "—"
    facts = {"path": str(path), "tag": found.tag or "—", "price": price, "timeout": timeout}
    output(tr("cli.template-facts", **facts))
    for param in found.params.values():
        output(_param(param))
    if found.text:
        output(f"\n{found.text.strip()}\n")


def _param(param: "Param") -> str:
    length = param.max_length
    return tr(
        "cli.template-param",
        name=param.name,
        type=param.type.value,
        required=tr("cli.param-required" if param.required else "cli.param-optional"),
        length=tr("cli.param-length", n=length) if length else tr("cli.param-any-length"),
        columns=", ".join((param.name, *param.columns)),
    )


def _show_at_account(found: "Template", account: str | None) -> None:
    from zns_batch.errors import ZnsBatchError
    from zns_batch.services.campaigns.template_sync import ask_template, merged
    from zns_batch.settings.accounts import load_account

    try:
        offered = asyncio.run(ask_template(load_account(account), found.template_id))
    except ZnsBatchError as error:
        # The file is worth showing without a connection too.
        info("cli.not-compared", why=error.text(lang()))
        return
    if offered is None:
        return
    left = offered.quota.remaining
    quota = "—" if left is None else str(left)
    told = {"status": offered.status, "quality": offered.quality or "—", "quota": quota}
    output(tr("cli.template-at-account", **told))
    for one in merged(found, offered)[1]:
        info("cli.template-differs", text=one.text(lang()))
