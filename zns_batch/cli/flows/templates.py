"""`template list`, `pull`, `copy`, `show`: the account's templates beside the local files."""

import asyncio
from pathlib import Path

from zns_batch.cli.console import info, output, output_json, table
from zns_batch.cli.language import lang, tr
from zns_batch.core.shell_words import quoted
from zns_batch.domain.template import ProviderTemplate, Template
from zns_batch.errors import ZnsBatchError
from zns_batch.services.campaigns.template_sync import (
    ask_template,
    ask_templates,
    merged,
    pull_template,
)
from zns_batch.services.people.acts import record_elsewhere
from zns_batch.settings.accounts import load_account
from zns_batch.settings.paths import template_folders
from zns_batch.templates.new_file import copy_template
from zns_batch.templates.repository import at_account, find_template, ids_of, read_template


def list_templates(account: str | None, *, as_json: bool) -> int:
    """List the account's templates; return the exit code."""
    offered = asyncio.run(ask_templates(load_account(account)))
    files = {key: str(path) for key, path in ids_of(template_folders()).items()}
    if as_json:
        objects = [
            {
                "template_id": template.template_id,
                "name": template.name,
                "status": template.status,
                "quality": template.quality,
                "tag": template.tag,
                "price": template.price,
                "file": files.get(template.template_id),
            }
            for template in offered
        ]
        output_json({"templates": objects})
    elif not offered:
        output(tr("cli.no-templates"))
    else:
        heads = [
            tr(f"cli.head.{name}") for name in ("template-id", "name", "status", "quality", "file")
        ]
        lines = [
            [
                template.template_id,
                template.name,
                template.status,
                template.quality or "—",
                files.get(template.template_id, "—"),
            ]
            for template in offered
        ]
        output(table(heads, lines))
    return 0


def pull(template_id: str, account: str | None, *, name: str | None) -> int:
    """Write a template of the account into a file; return the exit code."""
    pulled = asyncio.run(pull_template(load_account(account), template_id, name=name))
    template = read_template(pulled.path) if pulled.path.exists() else None
    record_elsewhere("template-pull", account=account, object_id=template_id)
    words = {"id": template_id, "name": template.name if template else "", "path": str(pulled.path)}
    info(
        "cli.pulled-new" if pulled.new else "cli.pulled-again",
        **words,
        key=quoted(pulled.path.stem),
    )
    if pulled.added and not pulled.new:
        info("cli.pulled-added", names=", ".join(pulled.added))
    if pulled.removed:
        info("cli.pulled-removed", names=", ".join(pulled.removed))
    output(str(pulled.path), wrap=False)
    return 0


def copy(name: str) -> int:
    """Copy a template that ships with the program to where people work; return the exit code."""
    nearest, *_, shipped = template_folders()
    path = copy_template(find_template(name, folders=(shipped,)), nearest)
    info("cli.template-copied", path=str(path), key=quoted(path.stem))
    output(str(path), wrap=False)
    return 0


def show(ref: str, account: str | None, *, as_json: bool) -> int:
    """Show a template file, and how it stands at the account; return the exit code."""
    path = find_template(ref, folders=template_folders())
    template = read_template(path)
    offered = None
    try:
        settings = load_account(account)
        template = at_account(template, settings.name)
        offered = asyncio.run(ask_template(settings, template.template_id))
    except ZnsBatchError as error:
        # The file is worth showing without a connection too.
        info("cli.not-compared", why=error.text(lang()))
    if as_json:
        output_json(_as_json(template, path, offered))
        return 0
    output(tr("cli.template-shown", name=template.name, id=template.template_id))
    price = tr("cli.vnd", n=template.price) if template.price is not None else "—"
    timeout = tr("cli.seconds", n=template.timeout) if template.timeout else "—"
    facts = {"path": str(path), "tag": template.tag or "—", "price": price, "timeout": timeout}
    output(tr("cli.template-facts", **facts))
    for param in template.params.values():
        length = param.longest
        words = {
            "name": param.name,
            "type": param.type.value,
            "required": tr("cli.param-required" if param.required else "cli.param-optional"),
            "length": tr("cli.param-length", n=length) if length else tr("cli.param-any-length"),
            "columns": ", ".join((param.name, *param.columns)),
        }
        output(tr("cli.template-param", **words))
    if template.text:
        output(f"\n{template.text.strip()}\n")
    if offered is not None:
        left = offered.quota.remaining
        quota = "—" if left is None else str(left)
        words = {"status": offered.status, "quality": offered.quality or "—", "quota": quota}
        output(tr("cli.template-at-account", **words))
        for difference in merged(template, offered)[1]:
            info("cli.template-differs", text=difference.text(lang()))
    return 0


def _as_json(template: Template, path: Path, offered: ProviderTemplate | None) -> dict[str, object]:
    differences = merged(template, offered)[1] if offered else []
    return {
        "template_id": template.template_id,
        "name": template.name,
        "file": str(path),
        "tag": template.tag,
        "price": template.price,
        "price_uid": template.price_uid,
        "where": list(template.where),
        "header_row": template.header_row,
        "text": template.text,
        "params": [
            {
                "name": param.name,
                "type": param.type.value,
                "required": param.required,
                "max_length": param.max_length,
                "min_length": param.min_length,
                "set": param.set_text,
                "default": param.default,
                "columns": [param.name, *param.columns],
            }
            for param in template.params.values()
        ],
        "status": offered.status if offered else None,
        "quality": offered.quality if offered else None,
        "quota": {"remaining": offered.quota.remaining if offered else None},
        "differences": [difference.text(lang()) for difference in differences],
    }
