"""The account's tokens: which access token is valid, and which refresh token may be used, once."""

import secrets

_LETTERS = 48


class Grant:
    """What the OA's administrator allowed, as it stands.

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
