"""eTelecom: Zalo's ZNS through a reseller, which keeps the OA's token and takes a key of its own.

From eTelecom's pages on SendZNS, SendZNSJourney, GetShopOA and ListOA. A message that Zalo refused
comes back with HTTP 200 and status `N`; no answer carries the quota; nothing says that a repeated
tracking id is recognised, so a message in doubt is never asked for again but looked up by that id.
"""

from datetime import datetime

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.message import Action, Address, Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.errors import ProviderError, RefusalError
from zns_batch.providers.base import Capabilities, ProviderSpec
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.etelecom.account import EtelecomAccountClient
from zns_batch.providers.etelecom.client import NAME, EtelecomClient
from zns_batch.providers.etelecom.errors import (
    CONSENT_OVER,
    DISCONNECTED,
    JOURNEY_OPTIONS,
    NOT_A_NUMBER,
    ONLY_PHONES,
    REFUSALS,
    UNKNOWN_OA,
)
from zns_batch.providers.etelecom.outcomes import EtelecomOutcomeReader
from zns_batch.providers.etelecom.parsing import LocalQuotaCount, account_of, quota_of
from zns_batch.providers.http.errors import TransportError
from zns_batch.providers.zalo.outcomes import failure_of, outcome_of_transport_error

Body = dict[str, str | int | dict[str, str]]


class EtelecomSender:
    """Sends through eTelecom.

    Args:
        sender: The account's address, key, OA and settings.
        clock: For moments that eTelecom leaves out.

    Raises:
        SettingsError: The address, the key or the OA's id is missing or can't be used.

    """

    name = NAME

    def __init__(self, sender: ProviderConfig, *, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._rpc = EtelecomClient(sender)
        self._send_url = self._rpc.url("SendZNS")
        self._journey_url = self._rpc.url("SendZNSJourney")
        self._count = LocalQuotaCount(self._clock)
        self._reader = EtelecomOutcomeReader(
            secrets=self._rpc.secrets,
            retry_unknown_error=sender.retry_unknown_error,
            clock=self._clock,
        )

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        unfit = unfit_for(message)
        if unfit is not None:
            return Outcome(kind=OutcomeKind.NOT_SENT, failure=unfit)
        url = self._journey_url if message.journey else self._send_url
        answer = await self._rpc.post(url, body_of(message, self._rpc.oa_id))
        if isinstance(answer, TransportError):
            outcome = outcome_of_transport_error(answer)
        else:
            outcome = self._reader.outcome_of(answer)
        self._count.note(outcome)
        return outcome

    async def quota(self) -> Quota | None:
        """Ask what is left of the OA's quota of the day; never more than by our own count.

        Raises:
            ProviderError: eTelecom refused to tell or gave no usable answer.

        """
        quota = quota_of(await self._rpc.oa())
        return None if quota == Quota() else self._count.hear(quota)

    async def authorise(self, until: datetime) -> Failure | None:  # noqa: ARG002 — nothing is renewed
        """See whether the key is taken and the OA is still connected at eTelecom.

        Args:
            until: When the last message is expected to leave.

        Returns:
            Why a person must act first. Passing trouble is none.

        """
        try:
            oa = account_of(await self._rpc.oa())
        except RefusalError as refused:
            return _refusal(refused)
        except ProviderError:
            return None
        if oa.connected is False:
            return DISCONNECTED
        over = oa.connected_until is not None and oa.connected_until <= self._clock.now()
        return CONSENT_OVER if over else None

    async def renew(self, refusal: Failure) -> Failure | None:
        """Return the refusal: eTelecom keeps the OA's token, and our key does not change."""
        return refusal

    async def close(self) -> None:
        """Give back connections."""
        await self._rpc.close()


def unfit_for(message: Message) -> Failure | None:
    """Return why a message can't be asked for at eTelecom; `None` when it can."""
    if not _is_number(message.template_id):
        return NOT_A_NUMBER
    if message.address is not Address.PHONE:
        return ONLY_PHONES
    # SendZNSJourney has no field for either, and a test that goes to customers is none.
    if message.journey and (message.mode is not None or message.beyond_quota):
        return JOURNEY_OPTIONS
    return None


def body_of(message: Message, oa_id: str) -> Body:
    """Return the fields of one message."""
    fields: Body = {
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


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _refusal(refused: RefusalError) -> Failure | None:
    if refused.code == UNKNOWN_OA.code:
        return UNKNOWN_OA
    verdict = REFUSALS.get(refused.code)
    if verdict is None or verdict.action is not Action.ABORT:
        return None
    return failure_of(refused.code, verdict, str(refused.params["said"]))


PROVIDER = ProviderSpec(
    make=EtelecomSender,
    desk=EtelecomAccountClient,
    capabilities=Capabilities(
        quota=True,
        development=True,
        beyond_quota=True,
        journeys=True,
        templates=True,
        account=True,
        status=True,
        find=True,
    ),
    needs=("api_key", "oa_id"),
)
