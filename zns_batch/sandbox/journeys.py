"""Journey tokens: for whom they were created, and until when they are good."""

import secrets
from dataclasses import dataclass

LIVES = {
    "token_logistics_7": 7,
    "token_logistics_30": 30,
    "token_coach_bus_7": 7,
    "token_coach_bus_30": 30,
}
"""The kinds of token, and for how many days each is good."""

DEFAULT_KIND = "token_logistics_7"

_DAY = 86_400.0
_BYTES = 48


@dataclass(frozen=True, kw_only=True)
class JourneyToken:
    """One token.

    Attributes:
        token: What a message carries.
        journey_id: The journey's id.
        phone: Whom it is for, as `84` and nine digits.
        kind: One of `LIVES`.
        created_at: When, in seconds since 1970 by the stand-in's clock.
        expires_at: Until when it is good.

    """

    token: str
    journey_id: str
    phone: str
    kind: str
    created_at: float
    expires_at: float


class Journeys:
    """The tokens that were created, in order."""

    def __init__(self) -> None:
        self._tokens: dict[str, JourneyToken] = {}

    def create(self, phone: str, kind: str, now: float) -> JourneyToken:
        """Create a token; a phone that has one gets another."""
        token = JourneyToken(
            token=secrets.token_urlsafe(_BYTES),
            journey_id=str(10**18 + len(self._tokens)),
            phone=phone,
            kind=kind,
            created_at=now,
            expires_at=now + LIVES[kind] * _DAY,
        )
        self._tokens[token.token] = token
        return token

    def find(self, token: str) -> JourneyToken | None:
        """Return a token's entry; `None` for one that was never created."""
        return self._tokens.get(token)

    def all(self) -> list[JourneyToken]:
        """Return all tokens in the order of their creation."""
        return list(self._tokens.values())
