"""eTelecom: Zalo's ZNS through a reseller, which keeps the OA's token and takes a key of its own.

From eTelecom's pages on usage (one POST with JSON for everything: `Authorization: Bearer` with the
shop's key, `$BASE_URL.Zalo/<method>`, HTTP 200 for what was carried out, `{code, msg}` with another
status for what was not) and on each of the methods below. A message that Zalo refused comes back
with HTTP 200 and status `N`; no answer carries the quota; nothing says that a repeated tracking id is
recognised, so a message in doubt is never asked for again but looked up by that id.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx

from zns_batch.core.clock import Clock
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import GivenAnswer, Receipt
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.message import Action, Address, Failure, Message, Outcome, Quota
from zns_batch.domain.template import ProviderTemplate
from zns_batch.errors import ProviderError, RefusalError, SettingsError
from zns_batch.providers.base import Capabilities, ProviderSpec
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.etelecom.errors import (
    CONSENT_OVER,
    DISCONNECTED,
    JOURNEY_OPTIONS,
    NOT_A_NUMBER,
    ONLY_PHONES,
    REFUSALS,
    UNKNOWN_OA,
)
from zns_batch.providers.etelecom.outcomes import (
    CONTRADICTORY,
    EtelecomOutcomeReader,
    MessageStatus,
    message_status_of,
    receipt_of,
)
from zns_batch.providers.etelecom.parsing import (
    LocalQuotaCount,
    account_of,
    answers_of,
    error_of,
    journey_of,
    oa_quota_of,
    provider_template_of,
    word_of,
)
from zns_batch.providers.http.provider import JSON_HEADERS, HttpProvider
from zns_batch.providers.http.response import HttpResponse, TransportError
from zns_batch.providers.outcomes import (
    code_of,
    failure_of,
    outcome_of_transport_error,
    refused,
    unanswered,
)
from zns_batch.providers.pages import Page, all_items
from zns_batch.providers.parsing import JsonObject, object_of, rfc3339_of, text_of

BASE_URL = "https://api.etelecom.vn/v1/shop"
"""The address for a shop's key; `https://api-sandbox.etelecom.vn/v1/shop` is eTelecom's own sandbox."""

PAGE = 50
"""How many items are requested at once, as in eTelecom's samples; the most it gives is not documented."""

SETTLED_AFTER = timedelta(minutes=10)
"""How long after an attempt eTelecom's silence proves that it never had the message."""

SKEW = timedelta(days=1)
"""How far eTelecom's clock and ours may be apart: the tracking id finds the message, not the window."""

_SERVICE = ".Zalo"
_PATH = "/v1/shop"
_KEY = re.compile(r"[!-~]+")
_INT64 = re.compile(r"[0-9]{1,19}")
_NOT_FOUND = "not_found"
_NOT_THERE = frozenset({"bad_route", "unimplemented", _NOT_FOUND})
_NO_JOURNEY = "-149"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_BY_CERTAINTY = (MessageStatus.TAKEN, MessageStatus.DOUBTFUL, MessageStatus.REFUSED)


class Etelecom(HttpProvider):
    """eTelecom's API for the OA of one account."""

    name = "etelecom"

    def __init__(self, config: ProviderConfig, *, clock: Clock | None = None) -> None:
        secrets = [config.api_key]
        super().__init__(config, base_url=BASE_URL, secrets=secrets, clock=clock)
        if not config.oa_id or not _INT64.fullmatch(config.oa_id):
            raise SettingsError("etelecom.bad-oa-id")
        if not config.api_key:
            raise SettingsError("etelecom.key-missing")
        if not _KEY.fullmatch(config.api_key):
            raise SettingsError("etelecom.key-unusable")
        # As text: a number of 19 digits does not survive every reader of JSON.
        self._oa_id = config.oa_id
        self._headers = httpx.Headers({**JSON_HEADERS, "authorization": f"Bearer {config.api_key}"})
        self._service = service_of(self.base)
        self._send_url = self._method_url("SendZNS")
        self._journey_url = self._method_url("SendZNSJourney")
        self._quota_count = LocalQuotaCount(self._clock)
        self._reader = EtelecomOutcomeReader(
            secrets=secrets, retry_unknown_error=config.retry_unknown_error, clock=self._clock
        )

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        unsendable = unsendable_because(message)
        if unsendable is not None:
            return refused(unsendable)
        url = self._journey_url if message.journey else self._send_url
        answer = await self._http.request(
            "POST", url, self._headers, _json(body_of(message, self._oa_id))
        )
        if isinstance(answer, TransportError):
            outcome = outcome_of_transport_error(answer)
        else:
            outcome = self._reader.outcome_of(answer)
        self._quota_count.note(outcome)
        return outcome

    async def quota(self) -> Quota | None:
        """Return what is left of the OA's quota of the day; never more than by our own count."""
        oa = await self._oa()
        self.oa_name = account_of(oa).name
        quota = oa_quota_of(oa)
        return None if quota == Quota() else self._quota_count.lower_of(quota)

    async def authorise(self, until: datetime) -> Failure | None:  # noqa: ARG002 — nothing is renewed
        """Check that the key is accepted and the OA still connected at eTelecom.

        Returns:
            Why a person must act first. Passing trouble is none.

        """
        try:
            oa = account_of(await self._oa())
        except RefusalError as error:
            if error.code == UNKNOWN_OA.code:
                return UNKNOWN_OA
            policy = REFUSALS.get(error.code)
            if policy is None or policy.action is not Action.ABORT:
                return None
            return failure_of(error.code, policy, str(error.params["said"]))
        except ProviderError:
            return None
        if oa.connected is False:
            return DISCONNECTED
        expired = oa.connected_until is not None and oa.connected_until <= self._clock.now()
        return CONSENT_OVER if expired else None

    async def templates(self) -> list[ProviderTemplate]:
        """Return all templates of the OA, the newest first."""
        listed = await self._list("ListTemplates", "templates", {"oa_id": self._oa_id})
        ours = [item for item in listed if text_of(item.get("oa_id")) in {"", self._oa_id}]
        ours.sort(key=lambda item: rfc3339_of(item.get("created_at")) or _LONG_AGO, reverse=True)
        return [provider_template_of(item) for item in ours]

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return one template with its parameters; `None` when the account has none by that id."""
        if not (template_id.isascii() and template_id.isdecimal()):
            return None
        fields = await self._get("GetTemplate", template_id=int(template_id))
        return provider_template_of(fields, template_id) if fields else None

    async def account(self) -> AccountStatus:
        """Return the OA's connection, quality and quotas."""
        return account_of(await self._oa())

    async def receipt(self, message_id: str) -> Receipt | None:
        """Return what became of an accepted message; `None` when eTelecom knows none such.

        Args:
            message_id: Zalo's id. A message that was accepted without one is found by its tracking
                id alone (`find`).

        """
        fields = await self._get("GetMessage", msg_id=message_id)
        return self._receipt_of(fields) if fields else None

    async def find(self, tracking_id: str, *, since: datetime) -> Receipt | None:
        """Look a message up by our own reference; `None` when eTelecom has never had it.

        `None`, and a refusal, need a last attempt that is older than `SETTLED_AFTER`: what is younger
        may still be on its way into the list, and a refusal in it may be that of an earlier attempt.
        For a younger `since` both raise; where `since` is older than the last attempt, the caller sees
        to it that the attempt is old enough.

        Args:
            tracking_id: Our reference.
            since: A moment before it was sent.

        Raises:
            RefusalError: eTelecom refused.
            ProviderError: There was no usable answer, or it is too early for silence to be one.

        """
        now = self._clock.now()
        window = {
            "oa_id": self._oa_id,
            "tracking_id": tracking_id,
            "date_from": _rfc3339(since - SKEW),
            "date_to": _rfc3339(now + SKEW),
            # Without this the window would be one of last changes.
            "time_type": "request_time",
        }
        listed = await self._list("ListMessages", "messages", window)
        # A list that heeds no filter must not pass for silence, or for another message.
        if not all(text_of(item.get("tracking_id")) for item in listed):
            raise unanswered("unreadable")
        ours = [item for item in listed if text_of(item["tracking_id"]) == tracking_id]
        best = min(
            ours, key=lambda item: _BY_CERTAINTY.index(message_status_of(item)), default=None
        )
        taken = best is not None and message_status_of(best) is not MessageStatus.REFUSED
        if not taken and now - since < SETTLED_AFTER:
            raise ProviderError("etelecom.too-early", minutes=SETTLED_AFTER.seconds // 60)
        return self._receipt_of(best) if best else None

    async def answers(
        self, template_id: str, *, since: datetime, until: datetime
    ) -> list[GivenAnswer]:
        """Return what customers answered to a template's messages in a span of time."""
        window: dict[str, Any] = {
            "oa_id": self._oa_id,
            "date_from": _rfc3339(since - SKEW),
            "date_to": _rfc3339(until + SKEW),
            "time_type": "submit_time",
        }
        if template_id.isascii() and template_id.isdecimal():
            window["template_id"] = int(template_id)
        listed = await self._list("ListMessages", "messages", window)
        return [answer for fields in listed for answer in answers_of(fields)]

    async def create_journey(self, phone: str, kind: JourneyKind) -> Journey:
        """Create a journey token. Not idempotent: two calls make two tokens.

        The kind is left out when it is the one that eTelecom makes anyway: a white label of its
        platform has no such field.
        """
        fields = {"oa_id": self._oa_id, "phone": phone}
        if kind is not JourneyKind.LOGISTICS_7:
            fields["token_type"] = kind.value
        answer, created = await self._post("CreateJourney", fields)
        code = error_of(created)
        if code or word_of(created.get("status")) == "n":
            words = self._redact(created.get("error_message"))
            error = RefusalError(self.name, code or "status-n", words)
            raise error.meaning(self._reader.outcome_of(answer))
        journey = journey_of(created)
        if journey is None:
            raise unanswered("unreadable")
        return journey

    async def journey(self, token: str) -> Journey | None:
        """Return the journey of an id; `None` when eTelecom does not know it."""
        fields = await self._get("GetJourney", journey_id=token)
        return journey_of(fields) if fields and error_of(fields) != _NO_JOURNEY else None

    def _receipt_of(self, fields: JsonObject) -> Receipt:
        if message_status_of(fields) is MessageStatus.DOUBTFUL:
            raise unanswered(CONTRADICTORY)
        return receipt_of(fields, self._secrets, self._clock)

    async def _oa(self) -> JsonObject:
        """Return the account's OA as eTelecom has it, from GetShopOA or else from ListOA.

        Raises:
            RefusalError: eTelecom refused, or knows no such OA under this key.
            ProviderError: There was no usable answer.

        """
        try:
            return (await self._post("GetShopOA", {"oa_id": self._oa_id}))[1]
        except RefusalError as error:
            if error.code not in _NOT_THERE:
                raise
        _, answer = await self._post("ListOA", {"filter": {"oa_id": self._oa_id}})
        listed = answer.get("accounts")
        for account in listed if isinstance(listed, list) else []:
            if isinstance(account, dict) and text_of(account.get("oa_id")) == self._oa_id:
                return account
        raise RefusalError(self.name, UNKNOWN_OA.code)

    async def _get(self, method: str, **fields: Any) -> JsonObject | None:
        """Ask for one object; `None` when there is none, or an empty one."""
        try:
            return (await self._post(method, {"oa_id": self._oa_id, **fields}))[1] or None
        except RefusalError as error:
            if error.code == _NOT_FOUND:
                return None
            raise

    async def _list(self, method: str, name: str, where: JsonObject) -> list[JsonObject]:
        async def page(cursor: str) -> Page[str]:
            paging = {"limit": PAGE, "after": cursor} if cursor else {"limit": PAGE}
            _, answer = await self._post(method, {"filter": where, "paging": paging})
            items, following = answer.get(name), answer.get("paging")
            after = text_of(following.get("next")) if isinstance(following, dict) else ""
            return Page(items=items if isinstance(items, list) else [], next=after or None)

        return [item async for item in all_items("", page)]

    async def _post(self, method: str, fields: JsonObject) -> tuple[HttpResponse, JsonObject]:
        """Call a method once; return the answer and its object.

        Raises:
            RefusalError: eTelecom refused; `code` is its word.
            ProviderError: There was no usable answer.

        """
        url = self._method_url(method)
        answer = await self._request("POST", url, self._headers, _json(fields))
        content = object_of(answer)
        if answer.status == HTTPStatus.OK and content is not None:
            return answer, content
        outcome = self._reader.outcome_of(answer)
        word = text_of(content.get("code")) if content else ""
        if content and word and answer.status != HTTPStatus.OK:
            raise RefusalError(self.name, word, self._redact(content.get("msg"))).meaning(outcome)
        raise unanswered(code_of(answer), outcome)

    def _method_url(self, method: str) -> httpx.URL:
        return self._service.copy_with(path=f"{self._service.path}/{method}")


def service_of(base: httpx.URL) -> httpx.URL:
    """Return the address of the service: a base with or without its last slash, path or `.Zalo`."""
    path = base.path.rstrip("/").removesuffix(_SERVICE).rstrip("/") or _PATH
    return base.copy_with(path=path + _SERVICE)


def unsendable_because(message: Message) -> Failure | None:
    """Return why a message can't be sent through eTelecom; `None` when it can."""
    template_id = message.template_id
    if not (template_id.isascii() and template_id.isdecimal() and len(template_id) < 19):
        return NOT_A_NUMBER
    if message.address is not Address.PHONE:
        return ONLY_PHONES
    # SendZNSJourney has no field for either, and a test that goes to customers is none.
    if message.journey and (message.mode is not None or message.beyond_quota):
        return JOURNEY_OPTIONS
    return None


def body_of(message: Message, oa_id: str) -> dict[str, str | int | dict[str, str]]:
    """Return the fields of one message."""
    fields: dict[str, str | int | dict[str, str]] = {
        "oa_id": oa_id,
        "template_id": int(message.template_id),
        "phone": message.phone,
        "template_data": dict(message.data),
        "tracking_id": message.tracking_id,
    }
    if message.journey:
        return fields | {"journey_id": message.journey}
    if message.mode is not None:
        fields["mode"] = message.mode
    return fields | {"sending_mode": "tag3" if message.beyond_quota else "default"}


def _json(fields: JsonObject) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


PROVIDER = ProviderSpec(
    client=Etelecom,
    capabilities=Capabilities(
        quota=True,
        development=True,
        beyond_quota=True,
        journeys=True,
        templates=True,
        account=True,
        status=True,
        answers=True,
        find=True,
    ),
    needs=("api_key", "oa_id"),
)
