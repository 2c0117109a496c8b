"""Sends the rows of a campaign as SMS, under the same lane and with the same promise as messages."""

from datetime import datetime

from zns_batch.domain.message import Failure, Message, Outcome, Quota
from zns_batch.providers import ProviderClient


class SmsSender:
    """Passes each message on as an SMS by itself.

    Args:
        client: The client of the account that sends them.

    """

    def __init__(self, client: ProviderClient) -> None:
        self.name = client.name
        self._client = client

    async def send(self, message: Message) -> Outcome:
        """Send one SMS with one request."""
        return await self._client.send_sms(message)

    async def quota(self) -> Quota | None:
        """Return nothing: the day's quota is one of messages at Zalo."""
        return None

    async def authorise(self, until: datetime) -> Failure | None:
        """Check that SMS may leave."""
        return await self._client.authorise(until)

    async def renew(self, refusal: Failure) -> Failure | None:
        """Return the refusal, or get a new token."""
        return await self._client.renew(refusal)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()
