"""What Zalo answers beside messages: templates, quality, quota, receipts and journeys.

From Zalo's pages on the template list and detail, the quota, the OA's quality and tags, the state of
a message and the journey tokens, all under `business.openapi.zalo.me`.
"""

import json
from collections.abc import Mapping

from zns_batch.core.clock import Clock
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.message import Action, Failure, Quota
from zns_batch.domain.states import Reason
from zns_batch.domain.template import ProviderTemplate
from zns_batch.domain.tokens import TokenPair
from zns_batch.errors import ProviderError, RefusalError, SettingsError
from zns_batch.providers.base import AccountClient
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.zalo.client import ZaloClient, raise_for_error
from zns_batch.providers.zalo.oauth import TOKEN
from zns_batch.providers.zalo.parsing import moment_of, quota_of, template_of, text_of, whole

PAGE = 100
"""The most templates that Zalo lists at once."""

_WANTED = Failure(code="-124", action=Action.AUTH, reason=Reason.AUTHORISATION)

_NO_TEMPLATE = -109
_NO_MESSAGE = -107
_NO_TOKEN = -149
_DELIVERED = 1
_UNKNOWN = -1


class ZaloAccountClient(AccountClient):
    """Asks Zalo.

    Args:
        sender: The account's address, secrets and settings.
        clock: For when a renewed token expires.

    Raises:
        SettingsError: The address or a secret is missing or can't be used.

    """

    name = "zalo"

    def __init__(self, sender: ProviderConfig, *, clock: Clock | None = None) -> None:
        self._oa_id = sender.oa_id
        self._line = ZaloClient(sender, clock=clock)

    async def templates(self) -> list[ProviderTemplate]:
        """Return all templates of the account, the newest first; their parameters are not told."""
        found: dict[str, ProviderTemplate] = {}
        offset = 0
        while listed := await self._page(offset):
            # A template that is made meanwhile moves the others one place on.
            found |= {one.template_id: one for one in listed}
            offset += len(listed)
        return list(found.values())

    async def _page(self, offset: int) -> list[ProviderTemplate]:
        query = {"offset": offset, "limit": PAGE}
        told = await self._line.call_ok("GET", "/template/all", query)
        return [template_of(item) for item in told.items if isinstance(item, dict)]

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return one template with its parameters; `None` when the account has none by that id."""
        told = await self._line.call("GET", "/template/info/v2", {"template_id": template_id})
        if told.error == _NO_TEMPLATE:
            return None
        return template_of(raise_for_error(told).data, template_id)

    async def sample(self, template_id: str) -> Mapping[str, str]:
        """Return an example value for each parameter of a template."""
        query = {"template_id": template_id}
        told = await self._line.call_ok("GET", "/template/sample-data", query)
        return {name: text_of(value) for name, value in told.data.items()}

    async def account(self) -> AccountStatus:
        """Return how the account stands: quality, tags and quotas."""
        quality = (await self._line.call_ok("GET", "/quality")).data
        tags = (await self._line.call_ok("GET", "/message/template-tag")).items
        quota = (await self._line.call_ok("GET", "/message/quota")).data
        return AccountStatus(
            oa_id=self._oa_id,
            quality=text_of(quality.get("oaCurrentQuality")) or None,
            week_quality=text_of(quality.get("oa7dayQuality")) or None,
            tags=tuple(text_of(tag) for tag in tags),
            quota=quota_of(quota) or Quota(),
            promotion_quota=Quota(
                daily=whole(quota.get("monthlyPromotionQuota")),
                remaining=whole(quota.get("remainingMonthlyPromotionQuota")),
            ),
        )

    async def receipt(self, message_id: str) -> Receipt | None:
        """Return what became of an accepted message; `None` when Zalo knows none such."""
        told = await self._line.call("GET", "/message/status", {"message_id": message_id})
        if told.error == _NO_MESSAGE:
            return None
        data = raise_for_error(told).data
        status = whole(data.get("status"))
        if status is None:
            raise ProviderError("provider.unanswered", code="unreadable")
        if status <= _UNKNOWN:
            return None
        delivered_at = moment_of(data.get("delivery_time")) if status == _DELIVERED else None
        return Receipt(message_id=message_id, delivered_at=delivered_at)

    async def create_journey(self, phone: str, kind: JourneyKind) -> Journey:
        """Mint a token. Asking twice makes two.

        Zalo's page shows the phone alone and calls what comes a token for seven days; the name of
        the field for another kind is eTelecom's, so it is only sent when another is wanted.
        """
        fields = {"phone": phone}
        if kind is not JourneyKind.LOGISTICS_7:
            fields["token_type"] = kind.value
        body = json.dumps(fields).encode()
        told = await self._line.call_ok("POST", "/journey/get-token", content=body)
        found = told.fields if "token" in told.fields else told.data
        token = text_of(found.get("token"))
        if not TOKEN.fullmatch(token):
            raise ProviderError("provider.unanswered", code="unreadable")
        return Journey(token=token, journey_id=text_of(found.get("journey_id")) or None)

    async def journey(self, token: str) -> Journey | None:
        """Return what a token is; `None` when Zalo does not know it."""
        told = await self._line.call("GET", "/journey/check-token", beside={"journey_token": token})
        if told.error == _NO_TOKEN:
            return None
        data = raise_for_error(told).data
        return Journey(
            token=token,
            created_at=moment_of(data.get("createdAt") or data.get("created_at")),
            expires_at=moment_of(data.get("expiredAt") or data.get("expired_at")),
        )

    async def renew(self) -> TokenPair:
        """Renew the account's tokens now, and return the new pair once it is on disk.

        Raises:
            SettingsError: The account has no refresh token, application id or secret.
            ProviderError: Zalo refused; a person must act.

        """
        keeper = self._line.keeper
        if not keeper.can_renew:
            raise SettingsError("account.nothing-to-renew")
        keeper.refused(await keeper.access())
        failure = await keeper.renew(_WANTED)
        if failure is not None:
            raise RefusalError("zalo", failure.code, failure.provider_message)
        return await keeper.tokens()

    async def tokens(self) -> TokenPair:
        """Return the account's tokens as they stand."""
        return await self._line.keeper.tokens()

    async def close(self) -> None:
        """Give back connections."""
        await self._line.close()
