"""Template files from the account: written anew, or brought up to date around what a person added."""

import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from zns_batch.domain.template import ProviderParam, ProviderTemplate, Template
from zns_batch.errors import InternalError, TemplateError
from zns_batch.sheets.headers import fold_header
from zns_batch.templates.repository import text_of
from zns_batch.validation.column_mapping import PHONE_HEADERS, ColumnMap

Headers = Mapping[str | None, str]
"""A header for each parameter that learns one, by its name; for the phone column under `None`."""


def save_column_mapping(
    path: Path, template: Template, columns: ColumnMap, *, phone: bool
) -> Headers:
    """Write the headers that a template does not know yet into its file, whole or not at all.

    Comments, order and layout of the file stay as they are.

    Args:
        path: The template's file.
        template: The template as read from it.
        columns: Which column feeds what.
        phone: Whether a person named the phone column; then it is written even when it bears one
            of the names that are known everywhere.

    Returns:
        What was written; empty when the file knew it all.

    Raises:
        TemplateError: The file can't be read or written.

    """
    new = dict(_unknown(template, columns, phone=phone))
    if new:
        write_atomically(path, _with(text_of(path), new))
    return new


def _unknown(
    template: Template, columns: ColumnMap, *, phone: bool
) -> Iterator[tuple[str | None, str]]:
    usual = () if phone else PHONE_HEADERS
    if not _knows(columns.phone.header, (*usual, *template.phone)):
        yield None, columns.phone.header
    for name, column in columns.params.items():
        if not _knows(column.header, (name, *template.params[name].columns)):
            yield name, column.header


def _knows(header: str, names: tuple[str, ...]) -> bool:
    # A column without a header can only be named by its letter, and that is another one next time.
    return not fold_header(header) or fold_header(header) in map(fold_header, names)


def _with(text: str, new: Headers) -> str:
    document = tomlkit.parse(text)
    for name, header in new.items():
        if name is None:
            _append(document, "phone", header)
        else:
            _append_to_param(document["params"], name, header)
    made = tomlkit.dumps(document)
    if "\r\n" in text:
        made = made.replace("\r\n", "\n").replace("\n", "\r\n")
    _make_sure(text, made, new)
    return made


def _append_to_param(params: Any, name: str, header: str) -> None:
    """Add a header to a parameter, above comments that stand at its end and speak of the next one."""
    param = params[name]
    body = param.value.body if isinstance(param, Table) else []
    trailing = []
    while body and body[-1][0] is None:
        trailing.append(body.pop())
    _append(param, "columns", header)
    body.extend(reversed(trailing))


def _append(table: Any, key: str, header: str) -> None:
    if key in table:
        table[key].append(header)
    else:
        table.add(key, [header])


def _make_sure(before: str, after: str, new: Headers) -> None:
    """Make sure that the file says what it said, and the new headers besides."""
    expected = tomllib.loads(before)
    for name, header in new.items():
        table, key = (expected, "phone") if name is None else (expected["params"][name], "columns")
        table.setdefault(key, []).append(header)
    if tomllib.loads(after) != expected:
        raise InternalError("template.save-changed-more")


def write_atomically(path: Path, text: str) -> None:
    """Write a template file under another name, and rename it once it is on disk.

    A file that is there keeps its rights, and a link keeps pointing where it does.

    Raises:
        TemplateError: It can't be written.

    """
    target = Path(os.path.realpath(path))
    fresh = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(3)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("xb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, fresh)
        fresh.replace(target)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise TemplateError("template.not-saved", path=str(path), why=why) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


_LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class PulledTemplate:
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


def write_pulled_template(
    path: Path, template: ProviderTemplate, sample: Mapping[str, str]
) -> PulledTemplate:
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
    write_atomically(path, tomlkit.dumps(document))
    return PulledTemplate(
        path=path,
        new=new,
        added=tuple(name for name in wanted if name not in before),
        removed=tuple(name for name in before if name not in wanted),
    )


def file_name(template: ProviderTemplate) -> str:
    """Return the name of a new file: the template's name without diacritics, in small letters."""
    words = filter(None, map(fold_header, re.split(r"[\W_]+", template.name)))
    return "-".join(words)[:_LONGEST_NAME].strip("-") or template.template_id


def has_id(path: Path, template_id: str) -> bool:
    """Tell whether a template file describes a template; one that can't be read does not."""
    try:
        return str(tomllib.loads(text_of(path)).get("template_id")) == template_id
    except tomllib.TOMLDecodeError:
        return False


def _put_facts(document: Any, template: ProviderTemplate) -> None:
    document["template_id"] = template.template_id
    if "name" not in document:
        document["name"] = template.name or template.template_id
    _put(document, "tag", template.tag)
    _put(document, "price", template.price)
    seconds = template.timeout_seconds
    _put(document, "timeout", max(1, round(seconds)) if seconds else None)


def _put_param(params: Any, param: ProviderParam, example: str | None) -> None:
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
