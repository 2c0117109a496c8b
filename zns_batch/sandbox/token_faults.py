"""Everything that can happen to a request for tokens here, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zns_batch.sandbox.faults import FaultShape


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenFault:
    """One thing that can happen to a request for tokens.

    Attributes:
        name: The word of `renewal_faults`.
        says: What happens, in one sentence.
        why: Where that is known from, or why it is assumed.
        documented: Whether Zalo's documentation has it; otherwise it is assumed.
        renews: Whether the pair is renewed all the same, so that its refresh token is used up.
        error: The JSON of the answer, when it is an error.
        status: The HTTP status; anything but 200 comes with an HTML page.
        retry_after: Seconds in the header `Retry-After`, when it has one.
        shape: How the answer breaks on the wire.
        delay: Seconds that the answer takes longer.
        cut: Only the first half of the JSON comes, as if it were all.
        number: `expires_in` is a number and not text.

    """

    name: str
    says: str
    why: str
    documented: bool = False
    renews: bool = False
    error: Mapping[str, Any] | None = None
    status: int = 200
    retry_after: int | None = None
    shape: FaultShape = FaultShape.ORDINARY
    delay: float = 0.0
    cut: bool = False
    number: bool = False


_PROXY = "No document says what the servers before the address do; proxies do this."
_NETWORK = "Networks do this; the refresh token is used up and nobody has the new pair."

_TABLE = (
    TokenFault(
        name="none",
        says="Nothing: an ordinary renewal, to let a later one be struck.",
        why="Zalo's documentation.",
        documented=True,
        renews=True,
    ),
    TokenFault(
        name="refused",
        says="An error in words, HTTP 200, no error number.",
        why="Zalo's documentation, and what senders report.",
        documented=True,
        error={"error_name": "Invalid refresh token", "error_description": "Token is not valid."},
    ),
    TokenFault(
        name="refused-number",
        says="Error -14002: the app is not valid.",
        why="Zalo's documentation, and what senders report.",
        documented=True,
        error={"error": -14002, "message": "Invalid appId"},
    ),
    TokenFault(
        name="refused-empty",
        says="Error -14014: the refresh token is not valid; both tokens are there and empty.",
        why="A published stand-in has it so; live answers have the number.",
        error={
            "error": -14014,
            "error_name": "Invalid refresh token.",
            "access_token": "",
            "refresh_token": "",
        },
    ),
    TokenFault(
        name="refused-secret",
        says="Error -14004: the app secret is not valid.",
        why="Live answers have it.",
        error={"error": -14004, "error_name": "Invalid secret key."},
    ),
    TokenFault(name="http-404", says="HTTP 404 with an HTML page.", why=_PROXY, status=404),
    TokenFault(
        name="http-429",
        says="HTTP 429 with an HTML page and `Retry-After: 1`.",
        why=_PROXY,
        status=429,
        retry_after=1,
    ),
    TokenFault(
        name="http-502",
        says="HTTP 502 with an HTML page: the gateway lost the answer.",
        why=_PROXY,
        renews=True,
        status=502,
    ),
    TokenFault(
        name="http-500",
        says="HTTP 500 with an HTML page, before anything was looked at.",
        why=_PROXY,
        status=500,
    ),
    TokenFault(
        name="reset-before",
        says="The connection is reset before anything was looked at.",
        why="Networks do this; a sender can't tell it from a reset afterwards.",
        shape=FaultShape.RESET,
    ),
    TokenFault(
        name="reset-after",
        says="The connection is reset after the renewal.",
        why=_NETWORK,
        renews=True,
        shape=FaultShape.RESET,
    ),
    TokenFault(
        name="timeout",
        says="No answer, ever: the sender's own time-out ends it.",
        why=_NETWORK,
        renews=True,
        shape=FaultShape.SILENCE,
    ),
    TokenFault(
        name="half-json",
        says="The answer is the first half of its JSON.",
        why=_NETWORK,
        renews=True,
        cut=True,
    ),
    TokenFault(
        name="slow",
        says="The answer takes two seconds longer.",
        why="Any server is slow at times.",
        renews=True,
        delay=2.0,
    ),
    TokenFault(
        name="number",
        says="`expires_in` is a number and not text.",
        why="Some copies of Zalo's pages have it so.",
        renews=True,
        number=True,
    ),
)

TOKEN_FAULTS: Mapping[str, TokenFault] = {one.name: one for one in _TABLE}
