"""The base of providers that are reached over HTTP."""

from collections.abc import Mapping

import httpx

from zns_batch import __version__
from zns_batch.core.clock import Clock, SystemClock
from zns_batch.providers.base import ProviderClient
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.http.client import HttpClient
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.http.response import HttpResponse, TransportError
from zns_batch.providers.http.urls import below, read_address
from zns_batch.providers.outcomes import outcome_of_transport_error, unanswered

JSON_HEADERS: Mapping[str, str] = {
    "accept": "application/json",
    "accept-encoding": "identity",
    "content-type": "application/json",
    "user-agent": f"zns-batch/{__version__}",
}
"""What every request to a JSON API carries beside its credentials."""


class HttpProvider(ProviderClient):
    """A provider with one server and one set of secrets.

    A subclass makes its URLs and headers once, calls `_http.request` where the outcome of a message
    depends on the answer, and `_request` where a question needs an answer or an exception.

    Args:
        config: The account's address, secrets and settings.
        base_url: The provider's own address.
        secrets: What must not appear in the provider's words; the list may grow.
        clock: For moments that answers leave out.

    Raises:
        SettingsError: The address or a secret is missing or can't be used.

    """

    def __init__(
        self,
        config: ProviderConfig,
        *,
        base_url: str,
        secrets: list[str],
        clock: Clock | None = None,
    ) -> None:
        self.base = read_address(config.base_url or base_url, example=base_url)
        self._secrets = secrets
        self._clock = clock or SystemClock()
        self._http = HttpClient(self.base, config.http)

    async def close(self) -> None:
        """Close all connections."""
        await self._http.close()

    def _url(self, path: str, query: Mapping[str, str | int] | None = None) -> httpx.URL:
        url = below(self.base, path)
        return url.copy_with(params=query) if query else url

    async def _request(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes = b""
    ) -> HttpResponse:
        """Send one request, once.

        Raises:
            ProviderError: No answer came; its outcome says whether the request may have left.

        """
        answer = await self._http.request(method, url, headers, content)
        if isinstance(answer, TransportError):
            raise unanswered(answer.code, outcome_of_transport_error(answer))
        return answer

    def _redact(self, words: object) -> str:
        """Return the provider's words, fit to be shown."""
        return redact_provider_text(words, self._secrets)
