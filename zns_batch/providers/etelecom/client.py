"""How eTelecom is asked: one POST with JSON for everything, the method joined to the base by a dot.

From eTelecom's pages on usage: `Authorization: Bearer` with the shop's key, `$BASE_URL.Zalo/<method>`,
HTTP 200 for what was carried out, and `{code, msg}` with another status for what was not.
"""

import json
import re
from http import HTTPStatus
from typing import Any

import httpx

from zns_batch import __version__
from zns_batch.core.clock import SystemClock
from zns_batch.errors import ProviderError, RefusalError, SettingsError
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.etelecom.errors import UNKNOWN_OA
from zns_batch.providers.etelecom.outcomes import EtelecomOutcomeReader
from zns_batch.providers.etelecom.parsing import JsonObject, error_of, object_of, word_of
from zns_batch.providers.http.client import HttpClient, HttpResponse
from zns_batch.providers.http.errors import TransportError
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.http.urls import read_address
from zns_batch.providers.zalo.outcomes import code_of, outcome_of_transport_error
from zns_batch.providers.zalo.parsing import text_of

BASE_URL = "https://api.etelecom.vn/v1/shop"
"""The address for a shop's key; `https://api-sandbox.etelecom.vn/v1/shop` is eTelecom's own sandbox."""

NAME = "etelecom"

_SERVICE = ".Zalo"
_PATH = "/v1/shop"
_KEY = re.compile(r"[!-~]+")
_INT64 = re.compile(r"[0-9]{1,19}")
_NOT_THERE = frozenset({"bad_route", "unimplemented", "not_found"})


class EtelecomClient:
    """Asks eTelecom for one account.

    Args:
        sender: The account's address, key, OA and settings.

    Attributes:
        oa_id: The OA, as text: a number of 19 digits does not survive every reader of JSON.
        secrets: What must not appear in eTelecom's words.

    Raises:
        SettingsError: The address, the key or the OA's id is missing or can't be used.

    """

    def __init__(self, sender: ProviderConfig) -> None:
        base = read_address(sender.base_url or BASE_URL, example=BASE_URL)
        self.oa_id = _oa_id(sender.oa_id)
        self.secrets = (sender.api_key,)
        self._service = service_of(base)
        self._headers = _headers(sender.api_key)
        self._wire = HttpClient(base, sender.wire)
        self._reader = EtelecomOutcomeReader(
            secrets=self.secrets,
            retry_unknown_error=sender.retry_unknown_error,
            clock=SystemClock(),
        )

    def url(self, method: str) -> httpx.URL:
        """Return where a method is called."""
        return self._service.copy_with(path=f"{self._service.path}/{method}")

    async def post(self, url: httpx.URL, fields: dict[str, Any]) -> HttpResponse | TransportError:
        """Call a method once. Never raises for anything the network can do."""
        content = json.dumps(fields, separators=(",", ":")).encode()
        return await self._wire.request("POST", url, self._headers, content)

    async def call(self, method: str, **fields: Any) -> JsonObject:
        """Ask a question and return the object of its answer.

        Raises:
            RefusalError: eTelecom refused; `code` is its word, or Zalo's number.
            ProviderError: There was no usable answer.

        """
        return (await self._ask(method, fields))[1]

    async def call_ok(self, method: str, **fields: Any) -> JsonObject:
        """Ask for something that Zalo must not have refused; the rest is as with `ask`."""
        answer, found = await self._ask(method, fields)
        code = error_of(found)
        if code or word_of(found.get("status")) == "n":
            error = RefusalError(NAME, code or "status-n", self.said(found.get("error_message")))
            raise error.meaning(self._reader.outcome_of(answer))
        return found

    async def _ask(self, method: str, fields: dict[str, Any]) -> tuple[HttpResponse, JsonObject]:
        answer = await self.post(self.url(method), fields)
        if isinstance(answer, TransportError):
            error = ProviderError("provider.unanswered", code=answer.code)
            raise error.meaning(outcome_of_transport_error(answer))
        found = object_of(answer)
        if answer.status != HTTPStatus.OK:
            raise self._refusal(answer, found).meaning(self._reader.outcome_of(answer))
        if found is None:
            error = ProviderError("provider.unanswered", code=code_of(answer))
            raise error.meaning(self._reader.outcome_of(answer))
        return answer, found

    async def oa(self) -> JsonObject:
        """Return the account's OA as eTelecom sees it, from GetShopOA or else from ListOA.

        Raises:
            RefusalError: eTelecom refused, or knows no such OA under this key.
            ProviderError: There was no usable answer.

        """
        try:
            return await self.call("GetShopOA", oa_id=self.oa_id)
        except RefusalError as refused:
            if refused.code not in _NOT_THERE:
                raise
        listed = (await self.call("ListOA", filter={"oa_id": self.oa_id})).get("accounts")
        for found in listed if isinstance(listed, list) else []:
            if isinstance(found, dict) and text_of(found.get("oa_id")) == self.oa_id:
                return found
        raise RefusalError(NAME, UNKNOWN_OA.code)

    def said(self, words: object) -> str:
        """Return eTelecom's words, made fit to be shown."""
        return redact_provider_text(words, self.secrets)

    async def close(self) -> None:
        """Give back connections."""
        await self._wire.close()

    def _refusal(self, answer: HttpResponse, found: JsonObject | None) -> ProviderError:
        code = text_of(found.get("code")) if found else ""
        if not found or not code:
            return ProviderError("provider.unanswered", code=code_of(answer))
        return RefusalError(NAME, code, self.said(found.get("msg")))


def service_of(base: httpx.URL) -> httpx.URL:
    """Return the address of the service: a base with or without its last slash, path or `.Zalo`."""
    path = base.path.rstrip("/").removesuffix(_SERVICE).rstrip("/") or _PATH
    return base.copy_with(path=path + _SERVICE)


def _oa_id(oa_id: str | None) -> str:
    if not oa_id or not _INT64.fullmatch(oa_id):
        raise SettingsError("etelecom.bad-oa-id")
    return oa_id


def _headers(key: str) -> httpx.Headers:
    if not key:
        raise SettingsError("etelecom.key-missing")
    if not _KEY.fullmatch(key):
        raise SettingsError("etelecom.key-unusable")
    return httpx.Headers(
        {
            "accept": "application/json",
            "accept-encoding": "identity",
            "content-type": "application/json",
            "user-agent": f"zns-batch/{__version__}",
            "authorization": f"Bearer {key}",
        }
    )
