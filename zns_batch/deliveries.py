"""How many accepted messages reached the phone, and what they cost."""

from dataclasses import dataclass
from datetime import datetime

from zns_batch.charge import in_time


@dataclass(frozen=True, kw_only=True, slots=True)
class Deliveries:
    """What is known of the accepted messages by now.

    Attributes:
        in_time: Reached the phone within the template's time-out.
        late: Reached it later than that.
        missing: Have not reached it, as far as anybody said.
        uncharged: Are certainly not paid for.
        cost: VND at the most; `None` when the price of some is not known.

    """

    in_time: int = 0
    late: int = 0
    missing: int = 0
    uncharged: int = 0
    cost: int | None = None

    @property
    def delivered(self) -> int:
        """How many reached the phone."""
        return self.in_time + self.late

    @property
    def known(self) -> bool:
        """Whether anything was said of any of them."""
        return bool(self.delivered or self.uncharged)


class DeliveryCount:
    """Counts accepted messages, one after the other.

    Args:
        timeout: The template's time-out in seconds, when known.

    """

    def __init__(self, timeout: int | None) -> None:
        self._timeout = timeout
        self._in_time = self._late = self._missing = self._uncharged = self._cost = 0
        self._priced = True

    def add(
        self,
        *,
        sent_at: datetime | None,
        delivered_at: datetime | None,
        charged: bool | None,
        cost: int | None,
    ) -> None:
        """Take in one accepted message."""
        if delivered_at is None:
            self._missing += 1
        elif in_time(sent_at, delivered_at, self._timeout):
            self._in_time += 1
        else:
            self._late += 1
        if charged is False:
            self._uncharged += 1
        if cost is None:
            self._priced = False
        else:
            self._cost += cost

    def result(self) -> Deliveries:
        """Return the counts so far."""
        return Deliveries(
            in_time=self._in_time,
            late=self._late,
            missing=self._missing,
            uncharged=self._uncharged,
            cost=self._cost if self._priced else None,
        )
