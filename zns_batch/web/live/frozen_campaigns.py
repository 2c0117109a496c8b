"""What the messages of campaigns say that wait for approval, counted once however often it is looked at."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from zns_batch.core.clock import Clock
from zns_batch.ledger.records import Campaign
from zns_batch.services.approvals.frozen import FrozenValues
from zns_batch.web.kept_answer import KeptAnswer

_KEPT = 32
"""Campaigns whose values are kept; a million rows take 8 MB."""

_PATIENCE_SECONDS = 3.0


class FrozenCampaigns:
    """Remembers what was counted: the rows of a campaign that waits don't change.

    It is kept in memory and not in the ledger: it holds values of customers, and who takes a
    customer's data out of the ledger must not have to look for them in a second place.

    Args:
        clock: The time.
        count: Counts the values of a campaign.

    """

    def __init__(self, clock: Clock, count: Callable[[Campaign], Awaitable[FrozenValues]]) -> None:
        self._clock = clock
        self._count = count
        self._kept: OrderedDict[tuple[str, int], KeptAnswer[FrozenValues]] = OrderedDict()

    async def values(self, campaign: Campaign, messages: int) -> FrozenValues | None:
        """Return what the messages of a campaign say; `None` while they are still counted.

        Args:
            campaign: The campaign.
            messages: How many messages of it wait now; with another number it is counted anew.

        Raises:
            LedgerError: The ledger can't be read.

        """
        key = campaign.id, messages
        if key not in self._kept:
            self._kept[key] = KeptAnswer(
                self._clock,
                lambda: self._count(campaign),
                fresh=float("inf"),
                patience=_PATIENCE_SECONDS,
            )
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return await self._kept[key].get()
