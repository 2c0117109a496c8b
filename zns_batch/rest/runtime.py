"""What the API runs on: the same ledger, lists, jobs and threads as the pages, and its own keys."""

from collections.abc import Callable
from dataclasses import dataclass

from zns_batch.services.lists.start import ListStart
from zns_batch.services.people.idempotency import IdempotentRequests
from zns_batch.services.people.tokens import TokenService
from zns_batch.web.runtime import WebApp
from zns_batch.web.security.request_rate import RequestRate

PREFIX = "/api/v1"
"""What the paths of the API begin with."""

REQUESTS_A_SECOND = 20.0
BURST = 100.0
"""Of one key, whoever uses it."""

_GUESSES_A_SECOND = 0.5
_GUESSES_AT_ONCE = 20.0
"""Of one address with keys that open nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiRuntime:
    """What every call may use.

    Attributes:
        web: What the pages run on.
        tokens: The keys.
        requests: Requests that must not happen twice.
        starting: Starts campaigns of lists.
        rates: How many requests a key may make.
        guesses: How many wrong keys an address may try.

    """

    web: WebApp
    tokens: TokenService
    requests: IdempotentRequests
    starting: ListStart
    rates: RequestRate
    guesses: RequestRate

    def sweeps(self) -> list[Callable[[], object]]:
        """Return what removes what is over, each to be called now and then."""
        return [self.requests.sweep]


def make_runtime(
    web: WebApp,
    *,
    per_second: float = REQUESTS_A_SECOND,
    burst: float = BURST,
    guesses_at_once: float = _GUESSES_AT_ONCE,
) -> ApiRuntime:
    """Put together what the API runs on.

    Args:
        web: What the pages run on.
        per_second: How many requests a second a key may make in the long run.
        burst: How many at once.
        guesses_at_once: How many wrong keys an address may try at once.

    """
    return ApiRuntime(
        web=web,
        tokens=TokenService(web.ledger, web.clock),
        requests=IdempotentRequests(ledger=web.ledger, clock=web.clock),
        starting=ListStart(sending=web.sending),
        rates=RequestRate(web.clock, per_second=per_second, burst=burst),
        guesses=RequestRate(web.clock, per_second=_GUESSES_A_SECOND, burst=guesses_at_once),
    )
