"""Reading a form: bounded, and only once."""

import asyncio
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from zns_batch.web.errors import PageError

MAX_BYTES = 1 << 20
"""Of a form without a file."""

_MAX_FIELDS = 2_000
_SECONDS = 30.0
_URLENCODED = "application/x-www-form-urlencoded"


_MISLEADING = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"
    "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"
)
"""Control characters, and marks that turn text around: a name with them is read as another one."""


class Form:
    """The fields of a form, as text."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def get(self, name: str, default: str = "") -> str:
        """Return the last value of a field, without white space around it and misleading characters."""
        if name not in self._fields:
            return default
        return _MISLEADING.sub("", self._fields[name][-1]).strip()

    def raw(self, name: str) -> str:
        """Return the last value of a field as it was typed: for passwords."""
        return self._fields[name][-1] if name in self._fields else ""

    def all(self, name: str) -> list[str]:
        """Return all values of a field."""
        return list(self._fields.get(name, ()))

    def checked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return name in self._fields

    def names(self) -> list[str]:
        """Return the names of the fields."""
        return list(self._fields)


def whole_number(text: str, *, digits: int) -> int | None:
    """Return the number that a field or an address carries; `None` for anything else.

    Args:
        text: What was typed.
        digits: How many digits it may have: anybody can write an address.

    """
    plain = text.strip()
    is_number = plain.isascii() and plain.isdecimal() and len(plain) <= digits
    return int(plain) if is_number else None


async def read_form(request: Request) -> Form:
    """Return the fields of a form (not of one with files).

    Raises:
        PageError: It is no such form, too large, too slow, or was broken off.

    """
    known: Form | None = getattr(request.state, "form", None)
    if known is not None:
        return known
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != _URLENCODED:
        body = await _read(request) if not content_type else b""
        if body or content_type:
            raise PageError(400)
        request.state.form = Form()
        return Form()
    body = await _read(request)
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            max_num_fields=_MAX_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise PageError(400) from None
    form = Form((name, value.replace("\0", "")) for name, value in pairs)
    request.state.form = form
    return form


async def _read(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise PageError(413, "web.error.413-form")
    except (ClientDisconnect, TimeoutError):
        raise PageError(400) from None
    return bytes(body)
