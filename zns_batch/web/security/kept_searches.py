"""What people searched for: an address carries an opaque id, and the phone stays with the session."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from zns_batch.core.clock import Clock

KEPT_FOR = timedelta(minutes=15)
_MOST = 10_000
"""Searches of all sessions together; the oldest is forgotten first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Search:
    session: str
    recipient: str
    ends_at: datetime


class KeptSearches:
    """Keeps what was searched for, in memory only.

    Args:
        clock: The time.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._searches: dict[str, _Search] = {}
        self._lock = Lock()

    def keep(self, session: str, recipient: str) -> str:
        """Keep a recipient for a session; return the id that stands for it in an address."""
        now, key = self._clock.now(), secrets.token_urlsafe(16)
        with self._lock:
            over = [each for each, found in self._searches.items() if found.ends_at <= now]
            for each in over:
                del self._searches[each]
            while len(self._searches) >= _MOST:
                del self._searches[next(iter(self._searches))]
            self._searches[key] = _Search(
                session=session, recipient=recipient, ends_at=now + KEPT_FOR
            )
        return key

    def find(self, session: str, key: str) -> str | None:
        """Return what an id stands for; `None` when it is over, or another session's."""
        with self._lock:
            found = self._searches.get(key)
        if found is None or found.session != session or found.ends_at <= self._clock.now():
            return None
        return found.recipient
