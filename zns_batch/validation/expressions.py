"""What a person writes beside the column mapping: texts with columns in braces, and conditions on rows."""

import re
from dataclasses import dataclass

from zns_batch.errors import UsageError

_pieces = re.compile(
    r"(?P<doubled>\{\{|\}\})|\{(?P<column>[^{}]*[^{}\s][^{}]*)\}|(?P<text>[^{}]+)|(?P<stray>[{}])"
).finditer


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """A place in a text where a column stands, by the name that a person gave it."""

    name: str


def split_text(text: str) -> tuple[str | ColumnPlace, ...] | None:
    """Split a text at its columns in braces; a doubled brace is a brace. `None` for a stray one."""
    pieces: list[str | ColumnPlace] = []
    for piece in _pieces(text):
        if piece["stray"]:
            return None
        if piece["column"]:
            pieces.append(ColumnPlace(piece["column"].strip()))
            continue
        words = piece["text"] or piece["doubled"][0]
        if pieces and isinstance(pieces[-1], str):
            words = pieces.pop() + words  # type: ignore[operator]  # it is a text
        pieces.append(words)
    return tuple(pieces)


_split = re.compile(
    r"\s*(?!!=)(?P<column>.+?)\s*(?P<sign>!=|=)\s*(?P<value>.*?)\s*", re.DOTALL
).fullmatch


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One `COLUMN=VALUE` or `COLUMN!=VALUE`."""

    column: str
    value: str
    equal: bool

    def __str__(self) -> str:
        """Return it as a person writes it."""
        return f"{self.column}{'=' if self.equal else '!='}{self.value}"


def parse_condition(text: str) -> Condition:
    """Read a condition: the first `=` or `!=` parts the column from the value, which may be empty.

    Raises:
        UsageError: There is no such sign, or nothing before it.

    """
    parts = _split(text)
    if parts is None:
        raise UsageError("problem.where-form", value=text)
    return Condition(column=parts["column"], value=parts["value"], equal=parts["sign"] == "=")
