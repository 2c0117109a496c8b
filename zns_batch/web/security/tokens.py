"""The tokens of forms, and which cookie a browser keeps its session in.

A page carries the token masked by random bytes, other ones each time: what a compressed page
weighs tells nothing about it.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import NamedTuple

FIELD = "token"
"""The form field that carries the token; it stands before any file."""

HEADER = "x-csrf"
"""The header that carries it when a script asks."""

_BYTES = 32


def mask_token(token: str) -> str:
    """Return a token (64 hexadecimal digits) as a page carries it."""
    pad, plain = secrets.token_bytes(_BYTES), bytes.fromhex(token)
    mixed = bytes(one ^ other for one, other in zip(pad, plain, strict=True))
    return urlsafe_b64encode(pad + mixed).decode()


def token_matches(token: str, given: str) -> bool:
    """Compare a token with what a form carries, in constant time."""
    try:
        raw = urlsafe_b64decode(given.encode())
        plain = bytes.fromhex(token)
    except (Error, ValueError):
        return False
    if len(raw) != 2 * _BYTES or len(plain) != _BYTES:
        return False
    pad, mixed = raw[:_BYTES], raw[_BYTES:]
    return hmac.compare_digest(
        plain, bytes(one ^ other for one, other in zip(pad, mixed, strict=True))
    )


def new_form_token() -> str:
    """Return a token for the forms of somebody who is not signed in."""
    return secrets.token_hex(_BYTES)


def is_form_token(text: str) -> bool:
    """Tell whether a text has the shape of such a token."""
    return re.fullmatch("[0-9a-f]{64}", text) is not None


class CookieNames(NamedTuple):
    """The names of our cookies: of a session, and of the forms of who is not signed in."""

    session: str
    form: str


def cookie_names(*, secure: bool, port: int) -> CookieNames:
    """Return the names of the cookies.

    Over http on this machine they have the port in them: cookies don't know ports, and two programs
    must not sign each other out.
    """
    if secure:
        return CookieNames("__Host-zns", "__Host-zns-form")
    return CookieNames(f"zns_session_{port}", f"zns_form_{port}")


LANG_COOKIE = "lang"
"""The cookie of the language of somebody who is not signed in."""
