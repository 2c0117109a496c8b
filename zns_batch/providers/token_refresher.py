"""Refreshes an expired access token once for all concurrent requests.

The new pair is on disk before it is used.
"""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Protocol

from tenacity import (
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
from zns_batch.providers.http.response import TransportError

OLD = 0.8
"""The share of its life after which a token is refreshed before a run: 20 of Zalo's 25 hours."""

MARGIN = timedelta(hours=2)
"""How long a token should outlast the expected end of a run."""

FRESH = timedelta(hours=1)
"""A token younger than this is not refreshed for a longer life: a new one would live no longer."""

_ATTEMPTS = 3
_SECONDS_BEFORE_SECOND_REQUEST = 1.0
_SECONDS_TO_SAVE = 20.0

_UNANSWERED = "refresh-unanswered"
_REFUSED = "refresh-refused"
_LOST = "refresh-lost"
_GRANT_USED = "oauth-14014"


class TokenEndpoint(Protocol):
    """Exchanges a refresh token; `zns_batch.providers.zalo.oauth.ZaloTokenEndpoint`."""

    timeout: float
    """The most seconds that one request takes."""

    def refresh(self, refresh: str) -> TokenPair | RefreshRefused | TransportError:
        """Exchange a refresh token for a new pair with one blocking request."""
        ...


class TokenRefresher:
    """An account's access token, and how it is refreshed.

    Args:
        access: The access token that a person gave.
        store: Keeps the pair; `None` when nothing can be refreshed.
        endpoint: Issues a new pair; `None` when nothing can be refreshed.
        clock: What time it is.
        secrets: Grows by every token, so that none shows up in a provider's words.

    """

    def __init__(
        self,
        access: str,
        *,
        store: TokenStore | None,
        endpoint: TokenEndpoint | None,
        clock: Clock,
        secrets: list[str],
    ) -> None:
        self._store = store
        self._endpoint = endpoint
        self._clock = clock
        self._secrets = secrets
        self._tokens = TokenPair(access=access)
        self._loaded = store is None
        self._refused = False
        # A pair of our own that has not been seen to work: refreshing it again would help nobody.
        self._untried = False
        # The refresh token that was refused, and how: the same request would get the same answer.
        self._denial: tuple[str, Failure] | None = None
        self._refresh_task: asyncio.Task[TokenPair | Failure | None] | None = None

    async def access(self) -> str:
        """Return the access token to send with.

        Raises:
            LedgerError: The store can't be read.

        """
        if self._store is not None and not self._loaded:
            self._use(await asyncio.to_thread(self._store.load))
        return self._tokens.access

    @property
    def can_renew(self) -> bool:
        """Whether the account has what a refresh needs."""
        return self._store is not None and self._endpoint is not None

    async def tokens(self) -> TokenPair:
        """Return the present pair.

        Raises:
            LedgerError: The store can't be read.

        """
        await self.access()
        return self._tokens

    def accepted(self, access: str) -> None:
        """Note that the provider accepted a request with a token."""
        if access == self._tokens.access:
            self._untried = False

    def refused(self, access: str) -> None:
        """Note that the provider refused a token; one that was replaced since does not count."""
        if access == self._tokens.access:
            self._refused = True

    async def authorise(self, until: datetime) -> Failure | None:
        """Refresh the token if it is known that it would not last.

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
        result = await self._refresh_once()
        return result if isinstance(result, Failure) and result.action is Action.ABORT else None

    async def renew(self, refusal: Failure) -> Failure | None:
        """Refresh the token after a refusal, once for all requests that were refused with it.

        Args:
            refusal: The refusal.

        Returns:
            Why that can't be done; `None` when there is another token.

        Raises:
            LedgerError: The store failed.

        """
        if self._refresh_task is None and not self._refused:
            return None
        result = await self._refresh_once()
        return None if isinstance(result, TokenPair) else result or refusal

    async def _refresh_once(self) -> TokenPair | Failure | None:
        if self._refresh_task is None:
            self._refresh_task = asyncio.create_task(self._refresh_in_thread())
        # A row that is interrupted must not take the refresh of all others with it.
        return await asyncio.shield(self._refresh_task)

    async def _refresh_in_thread(self) -> TokenPair | Failure | None:
        try:
            # In a thread: when the loop ends, it waits for the pair to be on disk.
            result = await asyncio.to_thread(self._next_pair)
            if isinstance(result, TokenPair):
                self._use(result)
            return result
        finally:
            self._refresh_task = None

    def _next_pair(self) -> TokenPair | Failure | None:
        """Return the pair that another process has stored meanwhile, or request a new one. Blocks."""
        store, endpoint = self._store, self._endpoint
        if store is None or endpoint is None:
            return None
        longest = 2 * _ATTEMPTS * (endpoint.timeout + _SECONDS_BEFORE_SECOND_REQUEST)
        # A pair is requested only under a claim that is on disk, so that a ledger that can't be
        # written is known before the refresh token is used up.
        with store.exclusive(longest):
            stored = store.load()
            if stored.access != self._tokens.access:
                self._untried = False
                return stored
            if stored.refresh is None or (self._refused and self._untried):
                return None
            if self._denial is not None and self._denial[0] == stored.refresh:
                return self._denial[1]
            result = _request_pair(stored.refresh, endpoint)
            if isinstance(result, Failure):
                log().warning("token.not_renewed", code=result.code, said=result.provider_message)
                if result.code != _UNANSWERED and result.action is Action.ABORT:
                    self._denial = (stored.refresh, result)
                return result
            redact_secret(result.access, result.refresh or "")
            _save(store, result)
            self._untried = True
            log().info("token.renewed", expires_at=str(result.expires_at))
            return result

    def _use(self, tokens: TokenPair) -> None:
        self._tokens = tokens
        self._loaded = True
        self._refused = False
        secrets = [token for token in (tokens.access, tokens.refresh) if token]
        redact_secret(*secrets)
        self._secrets.extend(secrets)


def is_due(tokens: TokenPair, *, now: datetime, until: datetime) -> bool:
    """Tell whether a token should be refreshed before a run.

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


def _request_pair(refresh: str, endpoint: TokenEndpoint) -> TokenPair | Failure:
    answer = _request(refresh, endpoint)
    refused_as = _REFUSED
    if isinstance(answer, TransportError):
        if not answer.may_have_left:
            return Failure(code=answer.code, action=Action.PAUSE, reason=Reason.NETWORK)
        # Nobody knows whether the refresh token is used up; a second request with it tells.
        time.sleep(_SECONDS_BEFORE_SECOND_REQUEST)
        answer = _request(refresh, endpoint)
        refused_as = _LOST
    if isinstance(answer, TokenPair):
        return answer
    code, words = _UNANSWERED, ""
    if isinstance(answer, RefreshRefused):
        code, words = answer.code or refused_as, answer.provider_message
        if code == _GRANT_USED and refused_as == _LOST:
            # The first request has used it up, and its answer is what was lost.
            code = _LOST
    return Failure(
        code=code, action=Action.ABORT, reason=Reason.AUTHORISATION, provider_message=words
    )


def _request(refresh: str, endpoint: TokenEndpoint) -> TokenPair | RefreshRefused | TransportError:
    """Send the request, and again a few times while it has certainly not arrived."""
    attempts = Retrying(
        retry=retry_if_result(
            lambda answer: isinstance(answer, TransportError) and not answer.may_have_left
        ),
        wait=wait_exponential(multiplier=0.5, max=5),
        stop=stop_after_attempt(_ATTEMPTS),
        # When the attempts are used up, the last answer is the answer.
        retry_error_callback=lambda state: state.outcome and state.outcome.result(),
    )
    return attempts(endpoint.refresh, refresh)


def _save(store: TokenStore, tokens: TokenPair) -> None:
    """Save for a while until it works: the refresh token is used up, and this pair is all there is."""
    attempts = Retrying(
        retry=retry_if_exception_type(LedgerError),
        wait=wait_exponential(multiplier=0.1, max=2),
        stop=stop_after_delay(_SECONDS_TO_SAVE),
        reraise=True,
    )
    attempts(store.save, tokens)
