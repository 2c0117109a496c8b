"""Template files from the account: written anew, or brought up to date around what a person added."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from zns_batch.domain.template import AccountParam, AccountTemplate
from zns_batch.planning.templates import text_of
from zns_batch.planning.whole_file import write_whole
from zns_batch.sheets.headers import fold

_LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Pulled:
    """What pulling a template did.

    Attributes:
        path: The file.
        new: Whether there was none before.
        added: Parameters that the file did not have.
        removed: Parameters that the template no longer has.

    """

    path: Path
    new: bool
    added: tuple[str, ...]
    removed: tuple[str, ...]


def pull(path: Path, template: AccountTemplate, sample: Mapping[str, str]) -> Pulled:
    """Write a template of the account into its file, whole or not at all.

    The account's id, tag, price and time-out, and what it says of each parameter (required, length,
    example), are taken over. Everything else in a file that is there stays: name, text, columns,
    types, defaults, comments and order.

    Args:
        path: The file; there may be none yet.
        template: The template as the account has it.
        sample: An example value for each parameter.

    Raises:
        TemplateError: The file can't be read or written.

    """
    new = not path.exists()
    document = tomlkit.document() if new else tomlkit.parse(text_of(path))
    _put_facts(document, template)
    if "params" not in document:
        document["params"] = tomlkit.table(is_super_table=True)
    before = list(document["params"])
    wanted = [param.name for param in template.params]
    for name in before:
        if name not in wanted:
            del document["params"][name]
    for param in template.params:
        _put_param(document["params"], param, sample.get(param.name))
    write_whole(path, tomlkit.dumps(document))
    return Pulled(
        path=path,
        new=new,
        added=tuple(name for name in wanted if name not in before),
        removed=tuple(name for name in before if name not in wanted),
    )


def file_name(template: AccountTemplate) -> str:
    """Return the name of a new file: the template's name without diacritics, in small letters."""
    words = filter(None, map(fold, re.split(r"[\W_]+", template.name)))
    return "-".join(words)[:_LONGEST_NAME].strip("-") or template.template_id


def has_id(path: Path, template_id: str) -> bool:
    """Tell whether a template file describes a template; one that can't be read does not."""
    try:
        return str(tomllib.loads(text_of(path)).get("template_id")) == template_id
    except tomllib.TOMLDecodeError:
        return False


def _put_facts(document: Any, template: AccountTemplate) -> None:
    document["template_id"] = template.template_id
    if "name" not in document:
        document["name"] = template.name or template.template_id
    _put(document, "tag", template.tag)
    _put(document, "price", template.price)
    seconds = template.timeout_seconds
    _put(document, "timeout", max(1, round(seconds)) if seconds else None)


def _put_param(params: Any, param: AccountParam, example: str | None) -> None:
    if param.name not in params:
        params[param.name] = tomlkit.table()
    table = params[param.name]
    table["required"] = param.required
    _put(table, "max_length", param.max_length)
    _put(table, "example", example)


def _put(table: Any, key: str, value: str | int | None) -> None:
    """Take over what the account tells; what it does not tell stays as a person wrote it."""
    if value is not None:
        table[key] = value
