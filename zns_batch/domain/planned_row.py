"""A row as planning leaves it: decided, frozen, ready for the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

import orjson

from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import RowState
from zns_batch.i18n import Face, Lang, Value, translate


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that keeps one cell, row or sheet from being sent.

    Attributes:
        row: The spreadsheet's own row number; `None` when it is about the whole sheet.
        column: The column's header (its letter when it has none); `None` when it is about the row.
        code: A stable word for scripts, such as `phone-invalid`.
        params: The values for its sentence. A phone number only masked.

    """

    row: int | None
    column: str | None
    code: str
    params: dict[str, Value] = field(default_factory=dict)

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return what is wrong and what to do, for a person who reads `lang`, on a page for `web`."""
        return translate(f"problem.{self.code}", lang, face, **self.params)


CONTENT_SIZE = 16
"""Bytes of what `content_of` returns."""

_EMPTY_HASH = blake2b(digest_size=CONTENT_SIZE)


class PlannedRow(NamedTuple):
    """One row of a sheet after every check. A tuple, because it is made once for each row.

    Attributes:
        number: The spreadsheet's own row number.
        cells: The row's cells as the file has them.
        state: `PENDING`, `INVALID`, `DUPLICATE`, `SUPPRESSED` or `EXCLUDED`.
        phone: `84` and nine digits; `None` when the row has no valid phone.
        data: The parameters as they will be sent; empty for an invalid row.
        content: What the row would send, as `content_of` names it; empty for an invalid row.
        problems: Why it is not `PENDING`; empty when it is, and when it is `EXCLUDED`.
        extras: What it brings beside its parameters; `None` for nothing.

    """

    number: int
    cells: tuple[Cell, ...]
    state: RowState
    phone: str | None
    data: Mapping[str, str]
    content: bytes
    problems: tuple[Problem, ...] = ()
    extras: str | None = None


USER = "user"
"""The name under which a row's extras hold the user id that it goes to in place of its phone."""


def user_of(extras: str | None) -> str | None:
    """Return the user id that a row goes to, from its extras; `None` for one that goes to its phone."""
    brought = orjson.loads(extras) if extras and USER in extras else {}
    user: str | None = brought.get(USER)
    return user


def content_of(sender: str, template_id: str, phone: str, data: Mapping[str, str]) -> bytes:
    """Name what a message says and to whom: equal for two rows that would send the same.

    Args:
        sender: What tells one sender from another (provider and account).
        template_id: The provider's id of the template.
        phone: `84` and nine digits.
        data: The parameters; their order makes no difference.

    Returns:
        `CONTENT_SIZE` bytes. The phone can't be read from them without trying every number.

    """
    content = _EMPTY_HASH.copy()  # faster than a new one
    content.update(orjson.dumps([sender, template_id, phone, data], None, orjson.OPT_SORT_KEYS))
    return content.digest()


class Fingerprint:
    """What a whole list says, whatever the order of its rows.

    The sum of the rows' contents: the same rows in another order, file or format give the same
    sum, and one row more or less gives another.
    """

    _MODULUS = 1 << 128

    def __init__(self) -> None:
        self._sum = 0
        self._rows = 0

    def add(self, content: bytes) -> None:
        """Take in what one sendable row says, as `content_of` names it."""
        self._sum += int.from_bytes(content)
        self._rows += 1

    def value(self) -> str:
        """Return the fingerprint of the rows taken in so far."""
        return f"{self._rows}-{self._sum % self._MODULUS:032x}"
