"""Journey tokens: which were minted, for whom, and until when they are good."""

import secrets
from dataclasses import dataclass

LIVES = {
    "token_logistics_7": 7,
    "token_logistics_30": 30,
    "token_coach_bus_7": 7,
    "token_coach_bus_30": 30,
}
"""The kinds of token, and for how many days each is good."""

_DAY = 86_400.0
_BYTES = 48


@dataclass(frozen=True, kw_only=True)
class Minted:
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
    """The tokens that were minted, in order."""

    def __init__(self) -> None:
        self._minted: dict[str, Minted] = {}

    def mint(self, phone: str, kind: str, now: float) -> Minted:
        """Make a token; a phone that has one gets another."""
        made = Minted(
            token=secrets.token_urlsafe(_BYTES),
            journey_id=str(10**18 + len(self._minted)),
            phone=phone,
            kind=kind,
            created_at=now,
            expires_at=now + LIVES[kind] * _DAY,
        )
        self._minted[made.token] = made
        return made

    def find(self, token: str) -> Minted | None:
        """Return what a token is; `None` for one that was never minted."""
        return self._minted.get(token)

    def all(self) -> list[Minted]:
        """Return all tokens in the order of their minting."""
        return list(self._minted.values())
