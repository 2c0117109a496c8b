"""Refusals that slowing down does not cure.

A gateway that answers "too many requests" now and then, whatever the pace, must not make the lane
crawl. So the lane learns what share of its messages is refused at a pace that is certainly slow
enough, and holds against the pace only what goes beyond that share.
"""

import math

from zns_batch.sending.evidence import Evidence
from zns_batch.sending.tally import Tally

_NONE = 1e-4
_MOST = 0.7
# Where there are strays, this many more are worth a look: half as many again, or two in a hundred.
_MORE = 0.5
_MORE_AT_LEAST = 0.02
_MORE_WEIGHT = 4.5
# A fifth of them is fewer; to be surer of that costs nothing.
_FEWER = 1 / 5
_FEWER_WEIGHT = 10.0
# A limit refuses nearly everything that is above it: four in a row, where strays are no reason.
_WALL = 0.8
_WALL_USUAL = 0.1
_WALL_WEIGHT = 8.0
# At a fast pace chance has more occasions to look like a wall, and a wall shows in no time.
_WALL_FAST = 20.0
_WALL_FASTER_WEIGHT = 1.5
_MEMORY = 2000.0
_UNLIKE = 2.5


class Strays:
    """Knows what share of refusals has nothing to do with the pace, and tells when there are more.

    Attributes:
        known: What was answered at paces that were slow enough.

    """

    def __init__(self) -> None:
        self.known = Tally()
        self._weigh_anew()

    @property
    def share(self) -> float:
        """The share of refusals that is put up with."""
        return self._share

    def saw(self, *, refused: bool) -> None:
        """Count an answer at the present pace."""
        self._more.saw(refused=refused)
        if self._share:
            self._fewer.saw(refused=refused)
            if self._fewer.weight >= _FEWER_WEIGHT:
                # No more are refused at a pace that is slower still.
                self.learn(self._fewer.since)

    def may_be_a_wall(self, *, refused: bool) -> None:
        """Count an answer that tells of a wall, if not of the share at the present pace."""
        self._wall.saw(refused=refused)

    @property
    def are_more(self) -> bool:
        """Whether more is refused than is put up with: the pace may be to blame."""
        return self._more.weight >= _MORE_WEIGHT

    @property
    def since_more(self) -> Tally:
        """What was answered since there are more."""
        return self._more.since

    def is_wall(self, rate: float, *, caution: float = 0.0) -> bool:
        """Tell whether refusals come one upon the other: a limit, not strays.

        Args:
            rate: Messages a second at present.
            caution: How much more weight is asked for than usual.

        """
        faster = _WALL_FASTER_WEIGHT * math.log(max(rate / _WALL_FAST, 1.0))
        return self._wall.weight >= _WALL_WEIGHT + faster + caution

    def clear(self) -> None:
        """Begin anew, for another pace."""
        self._more.clear()
        self._fewer.clear()
        self._wall.clear()

    def learn(self, found: Tally) -> None:
        """Take up what share was refused at a pace that is slow enough."""
        known = Tally() if found.is_unlike(self.known, errors=_UNLIKE) else self.known
        self.known = known.with_more(found, most=_MEMORY)
        self._weigh_anew()

    def _weigh_anew(self) -> None:
        self._share = min(self.known.share, _MOST)
        usual = max(self._share, _NONE)
        self._more = Evidence(usual, usual + max(usual * _MORE, _MORE_AT_LEAST))
        self._fewer = Evidence(usual, usual * _FEWER)
        usual = max(usual, _WALL_USUAL)
        self._wall = Evidence(usual, max(_WALL, (1 + usual) / 2))
