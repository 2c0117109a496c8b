"""Keeps an account's access token alive: one renewal for all who were refused, on disk before use."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Protocol

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential,
)

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log, redact_secret
from zns_batch.domain.message import Action, Failure
from zns_batch.domain.states import Reason
from zns_batch.domain.tokens import RefreshRefused, TokenPair, TokenStore
from zns_batch.errors import LedgerError
from zns_batch.providers.http.errors import TransportError

OLD = 0.8
"""The share of its life after which a token is renewed before a run: 20 of Zalo's 25 hours."""

MARGIN = timedelta(hours=2)
"""How long a token should outlast the expected end of a run."""

FRESH = timedelta(hours=1)
"""A token younger than this is not renewed for a longer life: a new one would live no longer."""

_REACH_TRIES = 3
_SECOND_LOOK = 1.0
_SAVE_PATIENCE = 20.0


class TokenEndpoint(Protocol):
    """Buys a new pair; `zns_batch.providers.zalo.oauth.Renewal`."""

    patience: float
    """The most seconds that one request takes."""

    def refresh(self, refresh: str) -> TokenPair | RefreshRefused | TransportError:
        """Buy a new pair with one request."""
        ...


class TokenRefresher:
    """The present access token, and the way to the next.

    Args:
        access: The access token that a person gave.
        store: Keeps the pair; `None` when nothing can be renewed.
        renewal: Buys a new pair; `None` when nothing can be renewed.
        clock: What time it is.
        secrets: Grows by every token, so that none shows up in a provider's words.

    """

    def __init__(
        self,
        access: str,
        *,
        store: TokenStore | None,
        renewal: TokenEndpoint | None,
        clock: Clock,
        secrets: list[str],
    ) -> None:
        self._store = store
        self._renewal = renewal
        self._clock = clock
        self._secrets = secrets
        self._tokens = TokenPair(access=access)
        self._loaded = store is None
        self._refused = False
        # A pair of our own that has not been seen to work: renewing it again would help nobody.
        self._untried = False
        self._denial: tuple[str, Failure] | None = None
        self._renewing: asyncio.Task[TokenPair | Failure | None] | None = None

    async def access(self) -> str:
        """Return the access token to send with.

        Raises:
            LedgerError: The store can't be read.

        """
        if self._store is not None and not self._loaded:
            self._take_up(await asyncio.to_thread(self._store.load))
        return self._tokens.access

    @property
    def can_renew(self) -> bool:
        """Whether there is a way to another pair."""
        return self._store is not None and self._renewal is not None

    async def tokens(self) -> TokenPair:
        """Return the pair as it stands.

        Raises:
            LedgerError: The store can't be read.

        """
        await self.access()
        return self._tokens

    def accepted(self, access: str) -> None:
        """Hear that the provider took a request with a token."""
        if access == self._tokens.access:
            self._untried = False

    def refused(self, access: str) -> None:
        """Hear that the provider refused a token. One that was replaced since counts no more."""
        if access == self._tokens.access:
            self._refused = True

    async def authorise(self, until: datetime) -> Failure | None:
        """Renew the token if it is known that it would not last.

        Args:
            until: When the last message is expected to leave.

        Returns:
            Why a person must act first. Passing trouble is none: the token still lives.

        Raises:
            LedgerError: The store failed.

        """
        await self.access()
        if not is_due(self._tokens, now=self._clock.now(), until=until):
            return None
        found = await self._renewed()
        stops = isinstance(found, Failure) and found.action is Action.ABORT
        return found if isinstance(found, Failure) and stops else None

    async def renew(self, refusal: Failure) -> Failure | None:
        """Renew the token after a refusal, once for all who were refused with the same one.

        Args:
            refusal: The refusal.

        Returns:
            Why that can't be done; `None` when there is another token.

        Raises:
            LedgerError: The store failed.

        """
        if self._renewing is None and not self._refused:
            return None
        found = await self._renewed()
        if isinstance(found, TokenPair):
            return None
        return found or refusal

    async def _renewed(self) -> TokenPair | Failure | None:
        if self._renewing is None:
            self._renewing = asyncio.create_task(self._change())
        # A row that is interrupted must not take the renewal of all others with it.
        return await asyncio.shield(self._renewing)

    async def _change(self) -> TokenPair | Failure | None:
        try:
            # In a thread: when the loop ends, it waits for the pair to be on disk.
            found = await asyncio.to_thread(self._another)
            if isinstance(found, TokenPair):
                self._take_up(found)
            return found
        finally:
            self._renewing = None

    def _take_up(self, tokens: TokenPair) -> None:
        self._tokens = tokens
        self._loaded = True
        self._refused = False
        known = [one for one in (tokens.access, tokens.refresh) if one]
        redact_secret(*known)
        self._secrets.extend(known)

    # From here on everything runs in a thread.

    def _another(self) -> TokenPair | Failure | None:
        """Return another pair: the one that another process has kept meanwhile, or a new one."""
        if self._store is None or self._renewal is None:
            return None
        # The pair is asked for only under a claim that is on disk, so that a ledger that can't be
        # written is known before the refresh token is used up.
        with self._store.exclusive(2 * _REACH_TRIES * (self._renewal.patience + _SECOND_LOOK)):
            kept = self._store.load()
            if kept.access != self._tokens.access:
                self._untried = False
                return kept
            if kept.refresh is None or (self._refused and self._untried):
                return None
            return self._bought(kept.refresh, self._renewal, self._store)

    def _bought(
        self, refresh: str, renewal: TokenEndpoint, store: TokenStore
    ) -> TokenPair | Failure:
        if self._denial is not None and self._denial[0] == refresh:
            return self._denial[1]
        found = _ask(refresh, renewal)
        if isinstance(found, TokenPair):
            redact_secret(found.access, found.refresh or "")
            _insist(store, found)
            self._untried = True
            log().info("token.renewed", expires_at=str(found.expires_at))
            return found
        log().warning("token.not_renewed", code=found.code, said=found.provider_message)
        if found.code != _UNANSWERED and found.action is Action.ABORT:
            self._denial = (refresh, found)
        return found


def is_due(tokens: TokenPair, *, now: datetime, until: datetime) -> bool:
    """Tell whether a token should be renewed before a run.

    Args:
        tokens: The pair. One whose end is not known is never due.
        now: The moment.
        until: When the last message is expected to leave.

    """
    if tokens.refresh is None or tokens.renewed_at is None or tokens.expires_at is None:
        return False
    age, life = now - tokens.renewed_at, tokens.expires_at - tokens.renewed_at
    too_short = until > tokens.expires_at - MARGIN
    return age >= life * OLD or (too_short and age >= FRESH)


def _ask(refresh: str, renewal: TokenEndpoint) -> TokenPair | Failure:
    first = _reach(refresh, renewal)
    if not isinstance(first, TransportError):
        return _judged(first, "refresh-refused")
    if not first.may_have_left:
        return Failure(code=first.code, action=Action.PAUSE, reason=Reason.NETWORK)
    # Nobody knows whether the refresh token is used up; asking with it once more tells.
    time.sleep(_SECOND_LOOK)
    second = _reach(refresh, renewal)
    if isinstance(second, TransportError):
        return _stop(_UNANSWERED)
    return _judged(second, "refresh-lost")


_UNANSWERED = "refresh-unanswered"


def _judged(found: TokenPair | RefreshRefused, code: str) -> TokenPair | Failure:
    return found if isinstance(found, TokenPair) else _stop(code, found.said)


def _stop(code: str, said: str = "") -> Failure:
    return Failure(
        code=code, action=Action.ABORT, reason=Reason.AUTHORISATION, provider_message=said
    )


def _reach(refresh: str, renewal: TokenEndpoint) -> TokenPair | RefreshRefused | TransportError:
    """Ask, and again a few times while the request has certainly not arrived."""
    patience = Retrying(
        retry=retry_if_result(
            lambda found: isinstance(found, TransportError) and not found.may_have_left
        ),
        wait=wait_exponential(multiplier=0.5, max=5),
        stop=stop_after_attempt(_REACH_TRIES),
        retry_error_callback=_last,
    )
    return patience(renewal.refresh, refresh)


def _last(state: RetryCallState) -> TokenPair | RefreshRefused | TransportError:
    assert state.outcome is not None
    found: TokenPair | RefreshRefused | TransportError = state.outcome.result()
    return found


def _insist(store: TokenStore, tokens: TokenPair) -> None:
    """Try for a while: the refresh token is used up, and this pair is all there is."""
    patience = Retrying(
        retry=retry_if_exception_type(LedgerError),
        wait=wait_exponential(multiplier=0.1, max=2),
        stop=stop_after_delay(_SAVE_PATIENCE),
        reraise=True,
    )
    patience(store.save, tokens)
