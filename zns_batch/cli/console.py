"""What a person sees: sentences on standard error, answers on standard output, questions."""

import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

from zns_batch.cli.language import tr
from zns_batch.cli.stdin import read_typed_line
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


_COLOURS = {
    "cli.notice": "yellow",
    "cli.problems": "red",
    "cli.check-clean": "green",
    "schedule.no-worker": "yellow",
}
"""The sentences that are coloured at a terminal; their words say the same without it."""


def info(key: str, /, **params: Value) -> None:
    """Say a sentence to the person."""
    info_text(tr(key, **params), colour=_COLOURS.get(key))


def info_text(text: str, *, colour: str | None = None) -> None:
    """Say a finished text to the person; a screen that is gone stops nothing."""
    with suppress(OSError):
        click.echo(coloured(wrapped(text, sys.stderr), colour, sys.stderr), err=True)


def error_text(label: str, text: str) -> None:
    """Say an error to the person, its label in red where the terminal has colours."""
    info_text(f"{coloured(label, 'red', sys.stderr)}: {text}")


def output(text: str, *, wrap: bool = True) -> None:
    """Write what was asked for to standard output.

    Args:
        text: The text.
        wrap: Whether a terminal's lines end between words; not for what is copied whole.

    """
    click.echo(wrapped(text, sys.stdout) if wrap else text)


def coloured(text: str, colour: str | None, stream: TextIO) -> str:
    """Return a text in a colour if the stream is a terminal that has colours and they are wanted."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if colour is None or plain or not stream.isatty():
        return text
    return click.style(text, fg=colour)


def terminal_width(stream: TextIO) -> int | None:
    """Return the columns of the terminal that a stream leads to; `None` for a file or a pipe."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None if stream.isatty() else None
    except (OSError, ValueError):
        return None


_CHUNK = re.compile(r"`[^`\n]*`\S*|zns-batch [^`\n]*|\S+")
"""What stays on one line: a word, or a command, which must work when it is copied."""


def wrapped(text: str, stream: TextIO) -> str:
    """Return a text whose lines end between words where the stream is a narrower terminal."""
    width = terminal_width(stream)
    return text if width is None else wrap_lines(text, width)


def wrap_lines(text: str, width: int) -> str:
    """Break lines between words; a line that goes on is indented two columns more than it began.

    Commands are not broken, and nothing is broken inside a word: the terminal folds what is too
    long by itself, and it can still be copied in one piece.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        if display_width(line) <= width:
            lines.append(line)
            continue
        indent = line[: len(line) - len(line.lstrip())]
        current = indent
        for chunk in _CHUNK.findall(line):
            if current.strip() and display_width(current) + 1 + display_width(chunk) > width:
                lines.append(current)
                current = f"{indent}  {chunk}"
            else:
                current += f" {chunk}" if current.strip() else chunk
        lines.append(current)
    return "\n".join(lines)


_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in _STYLE.sub("", text)
    )


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
    question = f"{before} {tr(key, **params)} [{words[0]}/{words[1]}]".lstrip()
    while True:
        try:
            answer = unicodedata.normalize("NFC", read_answer(question).lower()).rstrip(".!")
        except EOFError:
            click.echo("", err=True)
            return False
        if answer in _YES or answer in _NO:
            return answer in _YES
        info("cli.ask-again", answer=answer, yes=words[0], no=words[1])


def read_answer(question: str) -> str:
    """Show a question, and return what a person answers, without the spaces around it.

    Raises:
        EOFError: No more answers come.

    """
    click.echo(wrapped(question, sys.stderr) + " ", err=True, nl=False)
    return read_typed_line()


def table(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Lay out lines in columns, or as cards where standard output is a terminal too narrow for them."""
    widths = [
        max(len(line[place]) for line in (headings, *lines)) for place in range(len(headings))
    ]
    available = terminal_width(sys.stdout)
    if available is not None and sum(widths) + 2 * (len(widths) - 1) > available:
        cards = (zip(headings, line, strict=True) for line in lines)
        return "\n\n".join(
            "\n".join(f"{heading}: {text}" for heading, text in card) for card in cards
        )
    laid = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in (headings, tuple("─" * width for width in widths), *lines)
    ]
    return "\n".join(laid)
