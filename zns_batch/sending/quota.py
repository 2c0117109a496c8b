"""What is left of the day's quota while answers arrive out of order.

The provider's word comes with each answer, but it is already old: messages that were under way at
the same moment may or may not be counted in it. The gate takes the word that is safe: it never lets
more requests be in flight than what is certainly left. What others take between the provider's
newest word and the arrival of a request nobody can know of; nothing else goes above the quota.
"""

from dataclasses import dataclass

from zns_batch.domain.message import Outcome, OutcomeKind, Quota


@dataclass(frozen=True, slots=True)
class QuotaTicket:
    """One unit of quota, held while its request is in flight.

    Attributes:
        number: Grows with each ticket.
        used_before: How many units were used for certain, or maybe, when it was taken.

    """

    number: int
    used_before: int


class QuotaTracker:
    """Counts what may still be sent.

    Args:
        quota: The provider's word before the first message; `None` when it gave none.
        reserve: Units to leave for others.
        beyond: The quota is counted and told, and holds nothing back.

    """

    def __init__(self, quota: Quota | None, reserve: int, *, beyond: bool = False) -> None:
        self._beyond = beyond
        self._left = quota.remaining if quota else None
        self._daily = quota.daily if quota else None
        # Before anybody has said a word, one message goes alone: its answer tells.
        self._heard = self._left is not None
        self._reserve = reserve
        self._in_flight = 0
        self._away: set[int] = set()
        self._used = 0
        self._tickets = 0
        self._heard_at = 0
        self._word = self._left

    @property
    def left(self) -> int | None:
        """What certainly is left of the day's quota; `None` when nobody said."""
        return self._left

    @property
    def last_reported(self) -> Quota:
        """The provider's last word on the quota, for people."""
        return Quota(daily=self._daily, remaining=self._word)

    @property
    def in_flight(self) -> int:
        """How many tickets are out."""
        return self._in_flight

    def take(self) -> QuotaTicket | None:
        """Return a ticket, or `None` when no unit is certainly free."""
        if not self._is_free():
            return None
        self._in_flight += 1
        self._tickets += 1
        return QuotaTicket(self._tickets, self._used)

    def _is_free(self) -> bool:
        if self._beyond:
            return True
        if self._left is None:
            return self._heard or self._in_flight == 0
        return self._left - self._reserve - self._in_flight > 0

    def leave(self, ticket: QuotaTicket) -> bool:
        """Tell whether a request may leave: a word that came meanwhile may have said otherwise."""
        bound = self._left is not None and not self._beyond
        if bound and (self._left or 0) - self._reserve <= len(self._away):
            return False
        self._away.add(ticket.number)
        return True

    def settle(self, ticket: QuotaTicket, outcome: Outcome | None) -> None:
        """Give a ticket back with what became of it; `None` when its request never left."""
        self._in_flight -= 1
        self._away.discard(ticket.number)
        if outcome is None or not _may_count(outcome):
            return
        # Only an accepted message's answer tells of the quota, or shows that nobody tells.
        self._heard = self._heard or outcome.kind is OutcomeKind.ACCEPTED
        meanwhile = self._used - ticket.used_before
        self._used += 1
        said = outcome.quota.remaining if outcome.quota else None
        if outcome.quota and outcome.quota.daily is not None:
            self._daily = outcome.quota.daily
        if said is None:
            self._count_one()
            self._word = self._left
        else:
            self._hear(ticket, said, said - meanwhile)

    def update_from_provider(self, quota: Quota | None) -> None:
        """Take the provider's word while nothing is in flight: it is exact then."""
        if quota is not None:
            self._left = self._word = quota.remaining
            self._daily = quota.daily if quota.daily is not None else self._daily
            self._heard_at = self._tickets

    def _hear(self, ticket: QuotaTicket, said: int, safe: int) -> None:
        # Only what left after the last word was heard is certainly counted later than that word:
        # of two that were under way together, nobody knows which one came first.
        later = ticket.number > self._heard_at
        if later or self._word is None or said < self._word:
            self._word = said
        if later or self._left is None or safe < self._left:
            self._left = max(safe, 0)
            self._heard_at = self._tickets
        else:
            # The last word may have counted this message as still under way.
            self._count_one()

    def _count_one(self) -> None:
        if self._left is not None:
            self._left = max(self._left - 1, 0)


def _may_count(outcome: Outcome) -> bool:
    """Tell whether a message may have used a unit: it was accepted, or nobody knows."""
    if outcome.kind is OutcomeKind.NOT_SENT:
        return outcome.failure is not None and outcome.failure.may_have_been_sent
    return outcome.kind is not OutcomeKind.REJECTED
