"""The line to GobySend for one account: its address, the header with its key, its questions.

From GobySend's pages on authorisation (one key for each OA, in a header whose name the copies of the
pages lack) and on the status, the quota and the templates.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus

import httpx

from zns_batch import __version__
from zns_batch.errors import ProviderError, RefusalError, SettingsError
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.gobysend.parsing import refuses_key
from zns_batch.providers.http.client import HttpClient, HttpResponse
from zns_batch.providers.http.errors import TransportError
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.http.urls import below, read_address
from zns_batch.providers.zalo.client import ApiReply
from zns_batch.providers.zalo.outcomes import code_of
from zns_batch.providers.zalo.parsing import json_of, reply_of

NAME = "gobysend"
BASE_URL = "https://zns.api.gobysend.com"

_header_name = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
"""What can name a header (RFC 9110, section 5.6.2)."""
_key = re.compile(r"[!-~]+(?: [!-~]+)*").fullmatch
"""What a header can carry. A space may stand within, for a header that wants `Bearer …`."""

_COMMON = {
    "accept": "application/json",
    "accept-encoding": "identity",
    "content-type": "application/json",
    "user-agent": f"zns-batch/{__version__}",
}
_TAKEN = frozenset(
    {
        *_COMMON,
        *("connection", "content-encoding", "content-length", "cookie", "expect", "host"),
        *("keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
    }
)
"""Headers with a meaning of their own: a key in one of them would break the request."""


class GobySendClient:
    """Sends requests to GobySend for one account.

    Args:
        sender: The account's address, secrets and settings.

    Raises:
        SettingsError: The address, the key or its header is missing or can't be used.

    Attributes:
        secrets: What must not appear in GobySend's words.

    """

    def __init__(self, sender: ProviderConfig) -> None:
        self._base = read_address(sender.base_url or BASE_URL, example=BASE_URL)
        self._headers = _headers(sender)
        self._header = sender.key_header or ""
        self._wire = HttpClient(self._base, sender.wire)
        # Whether a scheme stands before the key or not, the key itself is the secret.
        self.secrets = [sender.api_key, *sender.api_key.split()[-1:]]

    def at(self, path: str) -> httpx.URL:
        """Return the address of a call."""
        return below(self._base, path)

    async def post(self, url: httpx.URL, body: bytes) -> HttpResponse | TransportError:
        """Send one request, once. Never raises for anything the network can do."""
        return await self._wire.request("POST", url, self._headers, body)

    async def call(self, path: str, query: Mapping[str, str | int] | None = None) -> ApiReply:
        """Ask one question.

        Args:
            path: Where, from the base on.
            query: What stands behind the question mark.

        Raises:
            RefusalError: GobySend refused, with an error number.
            ProviderError: The key was refused, or there was no usable answer.

        """
        url = self.at(path).copy_with(params=query)
        answer = await self._wire.request("GET", url, self._headers)
        if isinstance(answer, TransportError):
            raise ProviderError("provider.unanswered", code=answer.code)
        if refuses_key(answer):
            code = code_of(answer)
            raise ProviderError("gobysend.key-refused", code=code, header=self._header)
        return self._told(answer)

    async def close(self) -> None:
        """Give back connections."""
        await self._wire.close()

    def _told(self, answer: HttpResponse) -> ApiReply:
        reply = reply_of(answer)
        if reply is None or not (reply.error or answer.status == HTTPStatus.OK):
            raise ProviderError("provider.unanswered", code=code_of(answer))
        said = redact_provider_text(reply.message, self.secrets)
        if reply.error:
            raise RefusalError(NAME, str(reply.error), said)
        fields = json_of(answer.body)
        return ApiReply(error=0, said=said, fields=fields if isinstance(fields, dict) else {})


def _headers(sender: ProviderConfig) -> httpx.Headers:
    name = sender.key_header or ""
    if not _header_name(name) or name.lower() in _TAKEN:
        raise SettingsError("gobysend.header-unusable", header=name)
    if not _key(sender.api_key):
        raise SettingsError("gobysend.key-unusable")
    return httpx.Headers({**_COMMON, name: sender.api_key})
