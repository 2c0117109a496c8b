"""New template files: a copy of one that ships with the program, or made of what a person tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from zns_batch.domain.template import ParamType
from zns_batch.errors import TemplateError
from zns_batch.templates.repository import parse_template, text_of
from zns_batch.templates.sync import write_atomically


@dataclass(frozen=True, kw_only=True, slots=True)
class NewParam:
    """One parameter of a new template.

    Attributes:
        name: Its name at Zalo.
        type: A word of `ParamType`.
        max_length: The most characters, if it has a bound.

    """

    name: str
    type: str = ParamType.TEXT
    max_length: int | None = None


def ensure_new(path: Path) -> None:
    """Refuse a file that is there.

    Raises:
        TemplateError: It is.

    """
    if path.exists() or path.is_symlink():
        raise TemplateError("template.exists", path=str(path))


def copy_template(source: Path, folder: Path) -> Path:
    """Copy a template file into a folder under its own name, comments and all; return the copy.

    Raises:
        TemplateError: A file is there, or one of the two can't be read or written.

    """
    path = folder / source.name
    ensure_new(path)
    text = text_of(source)
    parse_template(source, text)
    write_atomically(path, text)
    return path


def write_new_template(
    path: Path,
    *,
    template_id: str,
    name: str | None,
    text: str | None,
    price: int | None,
    params: Sequence[NewParam],
) -> None:
    """Write a new template file, whole or not at all, once it reads back as a template.

    Raises:
        TemplateError: A file is there, it can't be written, or what it would say is no template.

    """
    ensure_new(path)
    document: Any = tomlkit.document()
    document["template_id"] = template_id
    if name:
        document["name"] = name
    if price is not None:
        document["price"] = price
    if text:
        document["text"] = tomlkit.string(text, multiline="\n" in text)
    document["params"] = tomlkit.table(is_super_table=True)
    for param in params:
        table = tomlkit.table()
        table["type"] = param.type
        if param.max_length is not None:
            table["max_length"] = param.max_length
        document["params"][param.name] = table
    content = tomlkit.dumps(document)
    parse_template(path, content)
    write_atomically(path, content)
