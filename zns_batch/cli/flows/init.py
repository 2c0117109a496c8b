"""`init`: asks for a template's facts, or takes them from options, and writes its file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from zns_batch.cli.console import info, is_terminal, output, read_answer
from zns_batch.cli.language import tr
from zns_batch.core.shell_words import quoted
from zns_batch.domain.template import ParamType, ProviderTemplate
from zns_batch.errors import UsageError
from zns_batch.settings.paths import template_folders
from zns_batch.templates.new_file import NewParam, ensure_new, write_new_template
from zns_batch.templates.render import placeholders
from zns_batch.templates.sync import file_name

T = TypeVar("T")


def init(
    *,
    template_id: str | None,
    name: str | None,
    text: str | None,
    price: int | None,
    params: Sequence[str],
) -> int:
    """Make a template file in the working folder's `templates/`; return the exit code.

    At a terminal, what no option tells is asked for; elsewhere the parameters are those of the
    text, unless they are named.

    Raises:
        UsageError: Something is missing and nobody can be asked, or a parameter can't be read.
        TemplateError: The file is there already, can't be written, or would be none.

    """
    chosen = [_read_param(param) for param in params]
    complete = bool(template_id and (chosen or placeholders(text or "")))
    if not complete and not is_terminal():
        raise UsageError("cli.init-needs")
    if complete:
        path = _path(template_id or "", name)
        chosen = chosen or [NewParam(name=param) for param in placeholders(text or "")]
    else:
        info("cli.init-begin")
        template_id = template_id or _ask("cli.init-ask-id", _filled)
        name = name or _ask("cli.init-ask-name", str) or None
        path = _path(template_id, name)
        text = text or _ask_text()
        if price is None:
            price = _ask("cli.init-ask-price", _count)
        chosen = chosen or _ask_params(text)
    write_new_template(
        path, template_id=template_id or "", name=name, text=text, price=price, params=chosen
    )
    info("cli.init-done", path=str(path), key=quoted(path.stem))
    output(str(path), wrap=False)
    return 0


def _path(template_id: str, name: str | None) -> Path:
    described = ProviderTemplate(template_id=template_id, name=name or "", status="")
    path = template_folders()[0] / f"{file_name(described)}.toml"
    # Before a person has answered all the other questions.
    ensure_new(path)
    return path


def _read_param(text: str) -> NewParam:
    name, _, more = text.partition(":")
    kind, _, length = more.partition(":")
    known = kind in {"", *ParamType}
    if not name.strip() or not known or (length and not (length.isdecimal() and int(length))):
        raise UsageError("cli.init-bad-param", param=text, types=", ".join(ParamType))
    return NewParam(
        name=name.strip(),
        type=kind or ParamType.TEXT,
        max_length=int(length) if length else None,
    )


def _ask_text() -> str | None:
    """Ask for the message's lines, up to an empty one."""
    info("cli.init-ask-text")
    lines: list[str] = []
    while line := _answer(">"):
        lines.append(line)
    return "\n".join(lines) or None


def _ask_params(text: str | None) -> list[NewParam]:
    """Ask for each parameter of the text, and for those that it does not show."""
    params = {name: _ask_param(name) for name in placeholders(text or "")}
    info("cli.init-types", types=", ".join(ParamType))
    while True:
        name = _ask("cli.init-ask-param" if params else "cli.init-ask-first-param", str)
        if name:
            params[name] = _ask_param(name)
        elif params:
            return list(params.values())


def _ask_param(name: str) -> NewParam:
    kind = _ask("cli.init-ask-type", _type, name=name)
    # The other types have a length of their own.
    length = _ask("cli.init-ask-length", _count, name=name) if kind == ParamType.TEXT else None
    return NewParam(name=name, type=kind, max_length=length or None)


def _ask(key: str, read: Callable[[str], T], /, **params: str) -> T:
    """Ask until the answer can be read; `read` raises `ValueError` with the entry that says why not."""
    while True:
        try:
            return read(_answer(tr(key, **params)))
        except ValueError as error:
            info(str(error), types=", ".join(ParamType))


def _answer(question: str) -> str:
    try:
        return read_answer(question)
    except EOFError:
        raise click.Abort from None


def _filled(answer: str) -> str:
    if not answer:
        raise ValueError("cli.init-empty")
    return answer


def _count(answer: str) -> int | None:
    if answer and not answer.isdecimal():
        raise ValueError("cli.init-no-number")
    return int(answer) if answer else None


def _type(answer: str) -> str:
    if answer not in {"", *ParamType}:
        raise ValueError("cli.init-no-type")
    return answer or ParamType.TEXT
