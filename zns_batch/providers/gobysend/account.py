"""What GobySend answers beside messages: receipts, templates and the quota.

From GobySend's pages on the status of a message, the list of templates and the quota.
"""

from collections.abc import AsyncIterator

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Quota
from zns_batch.domain.template import ProviderTemplate
from zns_batch.errors import ProviderError, RefusalError
from zns_batch.providers.base import AccountClient
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.gobysend.client import NAME, GobySendClient
from zns_batch.providers.gobysend.parsing import TemplatePage, listed_of, receipt_of, status_of
from zns_batch.providers.zalo.parsing import quota_of

PAGE = 100
"""The most templates that GobySend lists at once."""

_NO_MESSAGE = "-107"


class GobySendAccountClient(AccountClient):
    """Asks GobySend. One key serves one OA, so that no question names the OA.

    Args:
        sender: The account's address, secrets and settings.
        clock: For a delivery whose moment GobySend leaves out.

    Raises:
        SettingsError: The address, the key or its header is missing or can't be used.

    """

    name = NAME

    def __init__(self, sender: ProviderConfig, *, clock: Clock | None = None) -> None:
        self._line = GobySendClient(sender)
        self._clock = clock or SystemClock()

    async def templates(self) -> list[ProviderTemplate]:
        """Return all templates of the account with their parameters, the newest first."""
        found: dict[str, ProviderTemplate] = {}
        async for listed in self._listed(PAGE):
            # A template that is made meanwhile moves the others one place on.
            found |= {one.template_id: one for one in listed.templates}
        return list(found.values())

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return one template with its parameters; `None` when the account has none by that id."""
        async for listed in self._listed(PAGE):
            for one in listed.templates:
                if one.template_id == template_id:
                    return one
        return None

    async def account(self) -> AccountStatus:
        """Return how the account stands: its quota, and the OA that the key belongs to.

        Only a template tells the OA, so an account without one does not.
        """
        told = await self._line.call("/api/message/quota")
        newest = await self._page(offset=0, limit=1)
        return AccountStatus(oa_id=newest.oa_id, quota=quota_of(told.data) or Quota())

    async def receipt(self, message_id: str) -> Receipt | None:
        """Return what became of an accepted message; `None` when GobySend knows none such.

        GobySend has no state for a message that failed: one that never arrives stays on its way.
        """
        try:
            told = await self._line.call("/api/message/status", {"message_id": message_id})
        except RefusalError as refused:
            if refused.code == _NO_MESSAGE:
                return None
            raise
        status = status_of(told.data)
        if status is None:
            raise ProviderError("provider.unanswered", code="unreadable")
        return receipt_of(message_id, status, told.data, now=self._clock.now())

    async def close(self) -> None:
        """Give back connections."""
        await self._line.close()

    async def _listed(self, limit: int) -> AsyncIterator[TemplatePage]:
        """Return the pages of the list, until one is empty or brings nothing new."""
        seen: set[str] = set()
        offset = 0
        while True:
            listed = await self._page(offset=offset, limit=limit)
            new = {one.template_id for one in listed.templates} - seen
            if not new:
                return
            yield listed
            seen |= new
            offset += listed.count
            if listed.total is not None and offset >= listed.total:
                return

    async def _page(self, *, offset: int, limit: int) -> TemplatePage:
        query = {"offset": offset, "limit": limit}
        return listed_of(await self._line.call("/api/template/all", query))
