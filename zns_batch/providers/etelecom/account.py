"""What eTelecom answers beside messages: templates, the OA, receipts, lookups and journeys.

From eTelecom's pages on ListTemplates, GetTemplate, GetShopOA, GetMessage, ListMessages, CreateJourney
and GetJourney.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.template import ProviderTemplate
from zns_batch.errors import ProviderError, RefusalError
from zns_batch.providers.base import AccountClient
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.etelecom.client import NAME, EtelecomClient
from zns_batch.providers.etelecom.outcomes import (
    CONTRADICTORY,
    MessageStatus,
    message_status_of,
    receipt_of,
)
from zns_batch.providers.etelecom.parsing import (
    JsonObject,
    account_of,
    account_template_of,
    error_of,
    journey_of,
    moment_of,
)
from zns_batch.providers.zalo.parsing import text_of

PAGE = 50
"""How many items are asked for at once, as in eTelecom's samples; the most it gives is not told."""

MOST_PAGES = 200
"""A list that goes on beyond this is not the one that was asked for."""

SETTLED_AFTER = timedelta(minutes=10)
"""How long after an attempt eTelecom's silence proves that it never had the message."""

SKEW = timedelta(days=1)
"""How far eTelecom's clock and ours may be apart: the tracking id finds the message, not the window."""

_NOT_FOUND = "not_found"
_NO_JOURNEY = "-149"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class EtelecomAccountClient(AccountClient):
    """Asks eTelecom.

    Args:
        sender: The account's address, key, OA and settings.
        clock: For the window of a lookup and for moments that eTelecom leaves out.

    Raises:
        SettingsError: The address, the key or the OA's id is missing or can't be used.

    """

    name = NAME

    def __init__(self, sender: ProviderConfig, *, clock: Clock | None = None) -> None:
        self._rpc = EtelecomClient(sender)
        self._clock = clock or SystemClock()

    async def templates(self) -> list[ProviderTemplate]:
        """Return all templates of the OA, the newest first."""
        oa_id = self._rpc.oa_id
        listed = self._all("ListTemplates", "templates", {"oa_id": oa_id})
        ours = [one async for one in listed if text_of(one.get("oa_id")) in {"", oa_id}]
        ours.sort(key=lambda one: moment_of(one.get("created_at")) or _LONG_AGO, reverse=True)
        return [account_template_of(one) for one in ours]

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return one template with its parameters; `None` when the account has none by that id."""
        if not (template_id.isascii() and template_id.isdecimal()):
            return None
        found = await self._unless_missing("GetTemplate", template_id=int(template_id))
        return account_template_of(found, template_id) if found else None

    async def account(self) -> AccountStatus:
        """Return how the OA stands: connection, quality and quotas."""
        return account_of(await self._rpc.oa())

    async def receipt(self, message_id: str) -> Receipt | None:
        """Return what became of an accepted message; `None` when eTelecom knows none such.

        Args:
            message_id: Zalo's id. A message that was accepted without one is found by its tracking
                id alone (`find`).

        """
        found = await self._unless_missing("GetMessage", msg_id=message_id)
        return self._receipt_of(found) if found else None

    async def find(self, tracking_id: str, *, since: datetime) -> Receipt | None:
        """Look a message up by our own reference; `None` when eTelecom has never had it.

        `None`, and a refusal, take a last attempt that is older than `SETTLED_AFTER`: what is younger
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
        best = min(await self._tracked(tracking_id, since, now), key=_surest, default=None)
        taken = best is not None and message_status_of(best) is not MessageStatus.REFUSED
        if not taken and now - since < SETTLED_AFTER:
            raise ProviderError("etelecom.too-early", minutes=SETTLED_AFTER.seconds // 60)
        return self._receipt_of(best) if best else None

    async def create_journey(self, phone: str, kind: JourneyKind) -> Journey:
        """Mint a token. Asking twice makes two.

        The kind is left out when it is the one that eTelecom makes anyway: a white label of its
        platform has no such field.
        """
        fields = {"oa_id": self._rpc.oa_id, "phone": phone}
        if kind is not JourneyKind.LOGISTICS_7:
            fields["token_type"] = kind.value
        made = await self._rpc.call_ok("CreateJourney", **fields)
        journey = journey_of(made)
        if journey is None:
            raise ProviderError("provider.unanswered", code="unreadable")
        return journey

    async def journey(self, token: str) -> Journey | None:
        """Return what a journey's id leads to; `None` when eTelecom does not know it."""
        found = await self._unless_missing("GetJourney", journey_id=token)
        return journey_of(found) if found and error_of(found) != _NO_JOURNEY else None

    async def close(self) -> None:
        """Give back connections."""
        await self._rpc.close()

    async def _tracked(self, tracking_id: str, since: datetime, now: datetime) -> list[JsonObject]:
        window = {
            "oa_id": self._rpc.oa_id,
            "tracking_id": tracking_id,
            "date_from": _written(since - SKEW),
            "date_to": _written(now + SKEW),
            # Without this the window would be one of last changes.
            "time_type": "request_time",
        }
        listed = [one async for one in self._all("ListMessages", "messages", window)]
        # A list that heeds no filter must not pass for silence, or for another message.
        if not all(text_of(one.get("tracking_id")) for one in listed):
            raise ProviderError("provider.unanswered", code="unreadable")
        return [one for one in listed if text_of(one["tracking_id"]) == tracking_id]

    def _receipt_of(self, found: JsonObject) -> Receipt:
        if message_status_of(found) is MessageStatus.DOUBTFUL:
            raise ProviderError("provider.unanswered", code=CONTRADICTORY)
        return receipt_of(found, self._rpc.secrets, self._clock)

    async def _unless_missing(self, method: str, **fields: Any) -> JsonObject | None:
        """Ask about one thing; `None` when there is none, or an object that is empty."""
        try:
            return await self._rpc.call(method, oa_id=self._rpc.oa_id, **fields) or None
        except RefusalError as refused:
            if refused.code == _NOT_FOUND:
                return None
            raise

    async def _all(self, method: str, name: str, wanted: JsonObject) -> AsyncIterator[JsonObject]:
        """Go through the pages of a list, from cursor to cursor.

        The last page may name a next one all the same, so the end is a page without items, without
        a cursor, or with one that came before.
        """
        paging: dict[str, Any] = {"limit": PAGE}
        seen = set()
        for _ in range(MOST_PAGES):
            answer = await self._rpc.call(method, filter=wanted, paging=paging)
            listed = answer.get(name)
            items = [one for one in listed if isinstance(one, dict)] if listed else []
            for item in items:
                yield item
            cursor = _next(answer)
            if not items or not cursor or cursor in seen:
                return
            seen.add(cursor)
            paging = {"limit": PAGE, "after": cursor}
        raise ProviderError("provider.unanswered", code="unreadable")


def _next(answer: JsonObject) -> str:
    paging = answer.get("paging")
    return text_of(paging.get("next")) if isinstance(paging, dict) else ""


def _surest(fields: JsonObject) -> int:
    return (MessageStatus.TAKEN, MessageStatus.DOUBTFUL, MessageStatus.REFUSED).index(
        message_status_of(fields)
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
