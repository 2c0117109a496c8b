"""Writing into a template file which columns feed it, so that the next list needs no `--map`."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from zns_batch.domain.template import Template
from zns_batch.errors import InternalError
from zns_batch.planning.columns import PHONE_HEADERS, ColumnMap
from zns_batch.planning.templates import text_of
from zns_batch.planning.whole_file import write_whole
from zns_batch.sheets.headers import fold

Headers = Mapping[str | None, str]
"""A header for each parameter that learns one, by its name; for the phone column under `None`."""


def save_map(path: Path, template: Template, columns: ColumnMap, *, phone: bool) -> Headers:
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
        write_whole(path, _with(text_of(path), new))
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
    return not fold(header) or fold(header) in map(fold, names)


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
