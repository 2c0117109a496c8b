"""The provider of a dry run: says yes to everything and sends nothing."""

from datetime import datetime

from zns_batch.domain.message import Failure, Message, Outcome, OutcomeKind, Quota

_ACCEPTED = Outcome(kind=OutcomeKind.ACCEPTED)


class DryRunSender:
    """Stands where a real provider would stand. Opens no connection and needs no secret.

    Args:
        name: The word of the provider it stands for.

    """

    def __init__(self, name: str) -> None:
        self.name = name

    async def send(self, message: Message) -> Outcome:  # noqa: ARG002 - nothing is sent
        """Accept at once, without an id or a moment, because nothing was sent."""
        return _ACCEPTED

    async def quota(self) -> Quota | None:
        """Tell nothing: a dry run uses no quota."""
        return None

    async def authorise(self, until: datetime) -> Failure | None:  # noqa: ARG002 - needs no token
        """Let everything leave: a dry run needs no token."""
        return None

    async def renew(self, refusal: Failure) -> Failure | None:
        """Renew nothing: there is no token."""
        return refusal

    async def close(self) -> None:
        """Do nothing: there is no connection."""
