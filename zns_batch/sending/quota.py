"""Tracks what is left of the day's quota while answers arrive out of order.

Each answer carries the provider's count, but it is already old: messages that were in flight at the
same moment may or may not be counted in it. The tracker assumes the safe case: it never lets more
requests be in flight than what is certainly left. What others use between the provider's newest
report and the arrival of a request nobody can know of; nothing else goes above the quota.
"""

from typing import NamedTuple

from zns_batch.domain.message import Outcome, OutcomeKind, Quota


class QuotaTicket(NamedTuple):
    """One unit of quota, reserved while its request is in flight."""

    #: Grows with each ticket.
    number: int
    #: How many units were used, certainly or perhaps, when it was taken.
    used_before: int


class QuotaTracker:
    """Counts what may still be sent.

    `quota` is the provider's report before the first message (`None` when it gave none), `reserve`
    the units to leave for others. With `beyond` the quota is counted and reported, and holds
    nothing back.
    """

    def __init__(self, quota: Quota | None, reserve: int, *, beyond: bool = False) -> None:
        self._beyond = beyond
        self._left = quota.remaining if quota else None
        self._daily = quota.daily if quota else None
        # Before the first report one message goes alone: its answer tells.
        self._was_reported = self._left is not None
        self._reserve = reserve
        self._in_flight = 0
        self._departed: set[int] = set()
        self._used = 0
        self._tickets = 0
        self._reported_at = 0
        self._reported = self._left

    @property
    def left(self) -> int | None:
        """What certainly is left of the day's quota; `None` when no report gave it."""
        return self._left

    @property
    def last_reported(self) -> Quota:
        """The provider's last report of the quota, for people."""
        return Quota(daily=self._daily, remaining=self._reported)

    @property
    def in_flight(self) -> int:
        """How many tickets are out."""
        return self._in_flight

    def take(self) -> QuotaTicket | None:
        """Return a ticket, or `None` when no unit is certainly free."""
        if self._beyond:
            free = True
        elif self._left is None:
            free = self._was_reported or self._in_flight == 0
        else:
            free = self._left - self._reserve - self._in_flight > 0
        if not free:
            return None
        self._in_flight += 1
        self._tickets += 1
        return QuotaTicket(self._tickets, self._used)

    def leave(self, ticket: QuotaTicket) -> bool:
        """Tell whether a request may leave: a report that came meanwhile may forbid it."""
        bound = self._left is not None and not self._beyond
        if bound and (self._left or 0) - self._reserve <= len(self._departed):
            return False
        self._departed.add(ticket.number)
        return True

    def settle(self, ticket: QuotaTicket, outcome: Outcome | None) -> None:
        """Give a ticket back with its request's outcome; `None` when the request never left."""
        self._in_flight -= 1
        self._departed.discard(ticket.number)
        # A message may have used a unit when it was accepted, and when nobody knows.
        if outcome is None or outcome.kind is OutcomeKind.REJECTED:
            return
        if outcome.kind is OutcomeKind.NOT_SENT and not (
            outcome.failure is not None and outcome.failure.may_have_been_sent
        ):
            return
        # Only an accepted message's answer reports the quota, or shows that none is reported.
        self._was_reported = self._was_reported or outcome.kind is OutcomeKind.ACCEPTED
        meanwhile = self._used - ticket.used_before
        self._used += 1
        remaining = outcome.quota.remaining if outcome.quota else None
        if outcome.quota and outcome.quota.daily is not None:
            self._daily = outcome.quota.daily
        if remaining is None:
            self._count_one()
            self._reported = self._left
            return
        safe = remaining - meanwhile
        # Only what left after the last report arrived is certainly counted later than that report:
        # of two that were in flight together, nobody knows which one came first.
        later = ticket.number > self._reported_at
        if later or self._reported is None or remaining < self._reported:
            self._reported = remaining
        if later or self._left is None or safe < self._left:
            self._left = max(safe, 0)
            self._reported_at = self._tickets
        else:
            # The last report may have counted this message as still in flight.
            self._count_one()

    def update_from_provider(self, quota: Quota | None) -> None:
        """Take a report that was asked for while nothing is in flight: it is exact then."""
        if quota is not None:
            self._left = self._reported = quota.remaining
            self._daily = quota.daily if quota.daily is not None else self._daily
            self._reported_at = self._tickets

    def _count_one(self) -> None:
        if self._left is not None:
            self._left = max(self._left - 1, 0)
