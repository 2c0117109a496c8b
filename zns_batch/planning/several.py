"""Several phone numbers in one cell, each of which is to be a recipient of its own."""

import re
from unicodedata import normalize

from zns_batch.domain.sheet import Cell
from zns_batch.planning.flaw import Flaw
from zns_batch.planning.phones import quote_phone, read_phone

_between = re.compile(
    r"[/,;|&\n\r\t]|\s[-\u2010-\u2015\u2212]\s|\b(?:và|hoặc|and|or)\b", re.IGNORECASE
).split


def read_phones(cell: Cell) -> tuple[str, ...] | Flaw:
    """Turn a cell into the phone numbers it holds.

    Numbers are told apart by `/ , ; | &`, a line break, a dash between spaces, and the words for
    “and” and “or” in both languages. One that stands twice counts once.

    Args:
        cell: The cell as the file has it.

    Returns:
        Each number as `84` and nine digits, in the cell's order; or why there are none. Where some
        are good and others are not, the flaw is `phone-part`; where they can't be told apart,
        `phone-together`; else what `read_phone` says.

    """
    phone = read_phone(cell)
    if isinstance(phone, str):
        return (phone,)
    if phone.code == "phone-shortened":
        return phone
    parts = _parts(cell) if isinstance(cell, str) else []
    read = [read_phone(part) for part in parts]
    good = tuple(dict.fromkeys(one for one in read if isinstance(one, str)))
    bad = [part for part, one in zip(parts, read, strict=True) if isinstance(one, Flaw)]
    if good and bad:
        return Flaw("phone-part", {"shown": quote_phone(bad[0]), "count": len(parts)})
    if not good and phone.code == "phone-several":
        return Flaw("phone-together", phone.params)
    return good or phone


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _between(normalize("NFC", text)) if part.strip()]
