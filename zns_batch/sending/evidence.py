"""Whether refusals have become more frequent, or less, weighed answer by answer."""

import math

from zns_batch.sending.tally import Tally


class Evidence:
    """Weighs what speaks for another share of refusals than the usual one.

    Each answer adds to the weight or takes from it, as much as it makes the other share more likely
    than the usual one (a CUSUM of likelihoods, Page 1954). So a single refusal weighs much where
    there are usually none, and little where there are many.

    Args:
        usual: The usual share, between 0 and 1.
        other: The share to look out for, higher or lower, between 0 and 1.

    Attributes:
        weight: What speaks for the other share; 0 when nothing does.
        since: The answers since something has.

    """

    def __init__(self, usual: float, other: float) -> None:
        self._refusal = math.log(other / usual)
        self._acceptance = math.log((1 - other) / (1 - usual))
        self.clear()

    def saw(self, *, refused: bool) -> None:
        """Weigh an answer."""
        added = self._refusal if refused else self._acceptance
        if added <= 0 and not self.weight:
            # Nearly every answer is one of these.
            return
        self.weight += added
        self.since.saw(refused=refused)
        if self.weight <= 0:
            self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.weight = 0.0
        self.since = Tally()
