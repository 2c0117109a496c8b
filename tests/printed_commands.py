"""The commands that the catalogue prints, as a person would paste them."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from zns_batch.cli.app import COMMANDS
from zns_batch.i18n import LANGS, Lang, catalogue_names, load_catalogue

_NAMED = re.compile(rf"(?:^|(?<=[\s`(=]))zns-batch (?={'|'.join(COMMANDS)})[^`\n]*", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class PrintedCommand:
    """One command of one sentence, with the sentence's placeholders still in it."""

    key: str
    lang: Lang
    text: str
    #: It stands in backticks, or goes on to the end of its line.
    has_bounds: bool

    def placeholders(self) -> set[str]:
        """The names of what the program fills in."""
        return {name for _, name, _, _ in Formatter().parse(self.text) if name}

    def words(self, values: Mapping[str, str]) -> list[str]:
        """The words after the program's name, as a shell reads them."""
        return shlex.split(self.text.format(**values))[1:]


def printed_commands() -> Iterator[PrintedCommand]:
    """Every command of every sentence, in both languages."""
    for area in catalogue_names():
        for key, pair in load_catalogue(area).items():
            for lang, text in zip(LANGS, pair, strict=True):
                for match in _NAMED.finditer(text):
                    yield _command_of(key, lang, text, match)


def _command_of(key: str, lang: Lang, text: str, match: re.Match[str]) -> PrintedCommand:
    command = match[0]
    in_ticks = text[: match.start()].endswith("`") and text[match.end() :].startswith("`")
    if key.startswith("help."):
        # Examples hand on their output as a shell does: `eval "$(zns-batch …)"`, `zns-batch … > FILE`.
        command = re.split(r" > |\)\"", command)[0]
    ends = in_ticks or (text[match.end() :] in {"", "`"} or text[match.end()] == "\n")
    has_bounds = ends and command == command.rstrip(" .,;:!?)…")
    return PrintedCommand(key=key, lang=lang, text=command, has_bounds=has_bounds)
