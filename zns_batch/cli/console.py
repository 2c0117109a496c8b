"""What a person sees: sentences on standard error, answers on standard output, questions."""

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

from zns_batch.cli.language import tr
from zns_batch.i18n import Value
from zns_batch.settings import paths

if TYPE_CHECKING:
    from zns_batch.ledger.db.engine import Ledger

T = TypeVar("T")


def start() -> "Ledger":
    """Begin the log and open the ledger.

    Raises:
        LedgerError: The ledger can't be opened.

    """
    # Help and completion load no database.
    from zns_batch.core.logging import write_to
    from zns_batch.ledger.db.engine import open_ledger

    ledger = open_ledger(paths.ledger_place())
    write_to(paths.log_file())
    if (folder := ledger.open_folder) is not None:
        info("cli.open-folder", path=str(folder))
    return ledger


def prepare_streams() -> None:
    """Let Vietnamese through where the system's code page would not (files and pipes on Windows).

    A stream that whoever started us has closed leads nowhere, but is there: its number would go to
    the next file or connection that is opened.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            with suppress(OSError):
                nowhere = os.open(os.devnull, os.O_RDWR)
                if nowhere != number:
                    os.dup2(nowhere, number)
            mode = "w+" if number else "r"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 — for as long as the program runs
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower() != "utf-8":
            reconfigure(encoding="utf-8", errors="replace")


class SafeStdout:
    """Standard output that may be full, or a pipe that nobody reads any more.

    The first failure is kept in `error` and later text is dropped: a command that has done
    something ends with its own exit code, and not with a traceback of what it prints.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def write(self, text: str) -> int:
        """Write a text, if it can still be written."""
        return self._guard(lambda: self._stream.write(text)) or 0

    def flush(self) -> None:
        """Pass on what was written."""
        self._guard(self._stream.flush)

    def _guard(self, write: Callable[[], T]) -> T | None:
        if self.error is not None:
            return None
        try:
            return write()
        except OSError as error:
            self.error = error
            # The interpreter flushes once more when it ends, and would complain.
            with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nothing:
                os.dup2(nothing.fileno(), self._stream.fileno())
            return None

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def info(key: str, /, **params: Value) -> None:
    """Say a sentence to the person."""
    info_text(tr(key, **params))


def info_text(text: str) -> None:
    """Say a finished text to the person; a screen that is gone stops nothing."""
    with suppress(OSError):
        click.echo(text, err=True)


def output(text: str) -> None:
    """Write what was asked for to standard output."""
    click.echo(text)


def output_json(answer: dict[str, object]) -> None:
    """Write an object to standard output."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def is_terminal() -> bool:
    """Tell whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


_YES = {"y", "yes", "c", "co", "có", "ok", "oke", "ừ", "u", "uh", "vâng", "vang", "dạ", "da"}
_YES |= {"dạ vâng", "da vang", "đồng ý", "dong y", "đúng", "dung", "sure"}
_NO = {"", "n", "no", "k", "ko", "không", "khong", "thôi", "thoi", "hủy", "huỷ", "huy", "cancel"}
"""Both languages' words are understood, with and without marks: people type what they are used to."""


def ask(key: str, /, *, before: str = "", **params: Value) -> bool:
    """Ask a question that is answered with yes or no; a word that is neither is asked for again.

    No answer is a no. `before` stands before the question, on its line.
    """
    words = (tr("cli.yes"), tr("cli.no"))
    question = f"{before} {tr(key, **params)} [{words[0]}/{words[1]}] ".lstrip()
    while True:
        click.echo(question, err=True, nl=False)
        try:
            answer = unicodedata.normalize("NFC", input().strip().lower()).rstrip(".!")
        except EOFError:
            click.echo("", err=True)
            return False
        if answer in _YES or answer in _NO:
            return answer in _YES
        info("cli.ask-again", answer=answer, yes=words[0], no=words[1])


def table(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Lay out lines in columns."""
    widths = [
        max(len(line[place]) for line in (headings, *lines)) for place in range(len(headings))
    ]
    laid = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in (headings, tuple("─" * width for width in widths), *lines)
    ]
    return "\n".join(laid)
