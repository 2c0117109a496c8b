"""The account's tokens: which access token is valid, and which refresh token may be used, once."""

import base64
import hashlib
import secrets

_LETTERS = 48
_CODE_LIFE = 600.0


class TokenGrant:
    """Which tokens of the OA are valid.

    A renewal uses up its refresh token and ends the access token before it; both at once.

    Args:
        access: The one access token that is valid; `None` for any.
        refresh: The one refresh token that may be used; `None` for any, the first time.

    """

    def __init__(self, *, access: str | None, refresh: str | None) -> None:
        self.access = access
        self.refresh = refresh
        self._expires_at: float | None = None
        self._dead = False
        self._codes: dict[str, tuple[str, float]] = {}

    def consent(self, challenge: str, now: float) -> str:
        """Return the code of a consent, good once, for ten minutes."""
        code = secrets.token_urlsafe(_LETTERS)
        self._codes[code] = (challenge, now + _CODE_LIFE)
        return code

    def may_redeem(self, code: str, verifier: str, now: float) -> bool:
        """Use up a code, and tell whether it was good and the verifier fits its challenge."""
        challenge, until = self._codes.pop(code, ("", 0.0))
        digest = hashlib.sha256(verifier.encode()).digest()
        right = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return now < until and (not challenge or challenge == right)

    def takes(self, token: str, now: float) -> bool:
        """Tell whether an access token is valid, in seconds since 1970 by the stand-in's clock."""
        expired = self._expires_at is not None and now >= self._expires_at
        return not self._dead and not expired and self.access in {None, token}

    def expire(self) -> None:
        """End the access token; only a renewal gives another."""
        self._dead = True

    def put_access(self, token: str | None) -> None:
        """Make another access token the valid one, for as long as may be."""
        self.access, self._expires_at, self._dead = token, None, False

    def may_renew(self, refresh: str) -> bool:
        """Tell whether a refresh token may be used."""
        return bool(refresh) and self.refresh in {None, refresh}

    def renew(self, now: float, life: float) -> tuple[str, str]:
        """Use up the refresh token and return the new pair.

        Args:
            now: The moment, by the stand-in's clock.
            life: Seconds that the new access token is valid.

        """
        self.put_access(secrets.token_urlsafe(_LETTERS))
        self.refresh = secrets.token_urlsafe(_LETTERS)
        self._expires_at = now + life
        return str(self.access), self.refresh
