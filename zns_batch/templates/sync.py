"""Template files from the account: written anew, or brought up to date around what a person added."""

import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zns_batch.domain.template import ParamType, ProviderParam, ProviderTemplate, Template
from zns_batch.errors import InternalError, TemplateError
from zns_batch.i18n import Face, Lang, translate
from zns_batch.sheets.headers import fold_header
from zns_batch.templates.repository import parse_template, text_of
from zns_batch.validation.column_mapping import ColumnMap
from zns_batch.validation.phone_headers import PHONE_HEADERS

Headers = Mapping[str | None, str]
"""A header for each parameter that learns one, by its name; for the phone column under `None`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListReading:
    """How a person wants lists for a template to be read, beside the columns."""

    #: Texts in place of columns, by parameter.
    set_values: Mapping[str, str] = field(default_factory=dict)
    #: Parameters whose column a person named: nothing is set for them any more.
    mapped: tuple[str, ...] = ()
    #: Conditions on rows; empty to leave those of the file.
    where: tuple[str, ...] = ()
    #: The header row; `None` to leave that of the file.
    header_row: int | None = None


def save_column_mapping(
    path: Path,
    template: Template,
    columns: ColumnMap,
    *,
    phone: bool,
    reading: ListReading | None = None,
) -> Headers:
    """Write the headers that a template does not know yet into its file, whole or not at all.

    Comments, order and layout of the file stay as they are.

    Args:
        path: The template's file.
        template: The template as read from it.
        columns: Which column feeds what.
        phone: Whether a person named the phone column; then it is written even when it bears one
            of the names that are known everywhere.
        reading: What else a person wants to be remembered; `None` for nothing.

    Returns:
        The headers that were written; empty when the file knew them all.

    Raises:
        TemplateError: The file can't be read or written.

    """
    usual = () if phone else PHONE_HEADERS
    headers: dict[str | None, str] = {}
    if not _is_known(columns.phone.header, (*usual, *template.phone)):
        headers[None] = columns.phone.header
    for name, column in columns.params.items():
        param = template.params[name]
        if param.set_text is None and not _is_known(column.header, (name, *param.columns)):
            headers[name] = column.header
    text = text_of(path)
    new_text = _with_headers(text, headers, reading or ListReading())
    if new_text != text:
        write_atomically(path, new_text)
    return headers


def _is_known(header: str, names: tuple[str, ...]) -> bool:
    # A column without a header can only be named by its letter, and that is another one next time.
    return not fold_header(header) or fold_header(header) in map(fold_header, names)


def _with_headers(text: str, headers: Headers, reading: ListReading) -> str:
    """Return a template file's text with more headers and another reading, and all else as it was."""
    import tomlkit  # for those who write

    document = tomlkit.parse(text)
    expected = tomllib.loads(text)
    table: Any
    for values in (document, expected):
        _put_reading(values, reading)
    for name, header in headers.items():
        if name is None:
            table, values, key = document, expected, "phone"
        else:
            table, values, key = document["params"][name], expected["params"][name], "columns"
        values.setdefault(key, []).append(header)
        if key in table:
            table[key].append(header)
            continue
        _add(table, key, [header])
    new_text = tomlkit.dumps(document)
    if "\r\n" in text:
        new_text = new_text.replace("\r\n", "\n").replace("\n", "\r\n")
    if tomllib.loads(new_text) != expected:
        raise InternalError("template.save-changed-more")
    return new_text


def _put_reading(values: Any, reading: ListReading) -> None:
    """Put what is to be remembered into a template's values, or into the document that holds them."""
    known = {"where": [*reading.where] or None, "header_row": reading.header_row}
    for key, value in known.items():
        if value is not None:
            _add(values, key, value)
    for name, text in reading.set_values.items():
        _add(values["params"][name], "set", text)
    for name in reading.mapped:
        values["params"].get(name, {}).pop("set", None)


def _add(table: Any, key: str, value: Any) -> None:
    """Put a value under a key that may be new, at the end of the table's own lines.

    Comments at the end of a parameter speak of the next one and stay below the new line.
    """
    from tomlkit.items import Table

    if key in table or not isinstance(table, Table):
        table[key] = value
        return
    body, trailing = table.value.body, []
    while body and body[-1][0] is None:
        trailing.append(body.pop())
    table.add(key, value)
    body.extend(reversed(trailing))


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


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPull:
    """What pulling a template will write; nothing is written yet.

    Attributes:
        path: The file.
        before: Its text; `None` for a new one.
        text: Its text afterwards.
        added: Parameters that the file does not have.
        removed: Parameters that the template no longer has.

    """

    path: Path
    before: str | None
    text: str
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether the file will be another one."""
        return self.text != self.before

    def write(self) -> PulledTemplate:
        """Write the file, whole or not at all.

        Raises:
            TemplateError: It can't be written.

        """
        write_atomically(self.path, self.text)
        return PulledTemplate(
            path=self.path, new=self.before is None, added=self.added, removed=self.removed
        )


def plan_pull(path: Path, template: ProviderTemplate, sample: Mapping[str, str]) -> PlannedPull:
    """Return what the file of a template of the account will be.

    The account's id, tag, prices and time-out, and what it says of each parameter (required, lengths,
    emptiness, example), are taken over; one that stands in a button's link becomes a `url` unless the
    file gives it a type. Everything else in a file that is there stays: name, text, columns,
    types, defaults, comments and order.

    Args:
        path: The file; there may be none yet.
        template: The template as the account has it.
        sample: An example value for each parameter.

    Raises:
        UnusableTemplateError: The file would be broken, as without parameters.
        TemplateError: The file can't be read.

    """
    import tomlkit  # for those who write

    old_text = text_of(path) if path.exists() else None
    document: Any = tomlkit.document() if old_text is None else tomlkit.parse(old_text)
    # In a file that is there, the id may be that of one account among others.
    if template.template_id not in document.get("accounts", {}).values():
        document["template_id"] = template.template_id
    if "name" not in document:
        document["name"] = template.name or template.template_id
    seconds = template.timeout_seconds
    timeout = max(1, round(seconds)) if seconds else None
    prices = {"price": template.price, "price_uid": template.price_by_user}
    _put(document, {"tag": template.tag, **prices, "timeout": timeout})
    if "params" not in document:
        document["params"] = tomlkit.table(is_super_table=True)
    params = document["params"]
    before, now = list(params), [param.name for param in template.params]
    for name in before:
        if name not in now:
            del params[name]
    for param in template.params:
        if param.name not in params:
            params[param.name] = tomlkit.table()
        _take_over(params[param.name], param, sample.get(param.name))
    text = tomlkit.dumps(document)
    try:
        parse_template(path, text)
    except TemplateError as error:
        raise UnusableTemplateError(template.template_id, error) from error
    return PlannedPull(
        path=path,
        before=old_text,
        text=text,
        added=tuple(name for name in now if name not in before),
        removed=tuple(name for name in before if name not in now),
    )


def write_message_text(path: Path, message: str) -> None:
    """Write the words of a message into its template's file, and leave all else as it is.

    Args:
        path: The file.
        message: The words, with `<name>` for each parameter; empty to take them out.

    Raises:
        TemplateError: The file can't be read or written.

    """
    import tomlkit  # for those who write

    text = text_of(path)
    document: Any = tomlkit.parse(text)
    expected = tomllib.loads(text)
    if message:
        expected["text"] = message
        document["text"] = tomlkit.string(message, multiline="\n" in message)
    else:
        expected.pop("text", None)
        document.pop("text", None)
    new_text = tomlkit.dumps(document)
    if tomllib.loads(new_text) != expected:
        raise InternalError("template.save-changed-more")
    parse_template(path, new_text)
    write_atomically(path, new_text)


def _take_over(table: Any, param: ProviderParam, example: str | None) -> None:
    """Write what the account tells of a parameter into its table."""
    if param.in_link and "type" not in table:
        table["type"] = ParamType.URL.value
    table["required"] = param.required
    known = {"max_length": param.max_length, "min_length": param.min_length or None}
    _put(table, {**known, "example": example})
    if param.required and param.accepts_empty:
        table["accept_empty"] = True
    else:
        table.pop("accept_empty", None)


class UnusableTemplateError(TemplateError):
    """What the account tells of a template makes no usable file; nothing was written.

    Args:
        template_id: The provider's id.
        why: What would be wrong with the file.

    """

    def __init__(self, template_id: str, why: TemplateError) -> None:
        self._id, self._why = template_id, why
        super().__init__("template.pulled-unusable", id=template_id, why=why.text("en"))

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the line for a person who reads `lang`."""
        return translate(self.key, lang, face, id=self._id, why=self._why.text(lang, face=face))


def file_name(template: ProviderTemplate) -> str:
    """Return the name of a new file: the template's name without diacritics, in small letters."""
    words = filter(None, map(fold_header, re.split(r"[\W_]+", template.name)))
    return "-".join(words)[:_LONGEST_NAME].strip("-") or template.template_id


def has_id(path: Path, template_id: str) -> bool:
    """Tell whether a template file describes a template; one that can't be read does not."""
    try:
        values = tomllib.loads(text_of(path))
    except tomllib.TOMLDecodeError:
        return False
    accounts = values.get("accounts")
    ids = [values.get("template_id"), *(accounts.values() if isinstance(accounts, dict) else ())]
    return template_id in map(str, ids)


def _put(table: Any, values: Mapping[str, str | int | None]) -> None:
    """Take over what the account tells; what it does not tell stays as a person wrote it."""
    for key, value in values.items():
        if value is not None:
            table[key] = value
