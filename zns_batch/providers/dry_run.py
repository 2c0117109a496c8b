"""The sender of a dry run: accepts everything and sends nothing."""

from zns_batch.domain.message import Message, Outcome, OutcomeKind
from zns_batch.providers.base import ProviderClient

_ACCEPTED = Outcome(kind=OutcomeKind.ACCEPTED)


class DryRunSender(ProviderClient):
    """Takes a real provider's place. Opens no connection and needs no secret; it knows no quota.

    Args:
        name: The word of the provider whose place it takes.

    """

    def __init__(self, name: str) -> None:
        self.name = name

    async def send(self, message: Message) -> Outcome:  # noqa: ARG002 - nothing is sent
        """Accept at once, without an id or a moment, because nothing was sent."""
        return _ACCEPTED
