"""Refusals that slowing down does not cure.

A gateway that answers "too many requests" now and then, whatever the pace, must not make the lane
crawl. Where the pace is to blame, refusals vanish as soon as the lane goes slower; where they come
just as often after it went a tenth slower, the pace is not to blame, and that share of refusals is
put up with.
"""

_ENOUGH = 30
_LONG = 200
_SLOWER = 0.9
_LEAST = 0.01


class Strays:
    """Tells whether the pace is to blame for a refusal."""

    def __init__(self) -> None:
        self.restored = 0.0
        self._put_up_with: float | None = None
        self._began_at: float | None = None
        self._then: tuple[float, float] | None = None
        self._seen = 0
        self._refused = 0

    def saw(self, *, refused: bool) -> None:
        """Count an answer."""
        self._seen += 1
        self._refused += refused
        if self._put_up_with is not None and self._is_worse(self._put_up_with):
            self._forget()
        if self._seen >= _LONG:
            self._look_back()

    def blames_pace(self, rate: float) -> bool:
        """Tell whether a refusal means "too fast"; where not, `restored` is the rate to go on at.

        Args:
            rate: The rate at which it came, in messages a second.

        """
        if self._put_up_with is not None:
            self.restored = rate
            return False
        if self._is_no_better(rate):
            self._put_up_with, self.restored = self._share(), self._began_at or rate
            return False
        self._note(rate)
        return True

    def _share(self) -> float:
        return self._refused / max(self._seen, 1)

    def _is_worse(self, share: float) -> bool:
        return self._seen >= _ENOUGH and self._share() > 2 * share + 0.05

    def _is_no_better(self, rate: float) -> bool:
        """Hold what is seen against what a limit would show: fewer refusals at a slower pace."""
        if self._began_at is None or self._then is None or self._seen < _ENOUGH:
            return False
        rate_then, share_then = self._then
        under_a_limit = max(1 - rate_then * (1 - share_then) / rate, 0.0)
        slower = rate <= self._began_at * _SLOWER
        return slower and self._share() >= max((share_then + under_a_limit) / 2, _LEAST)

    def _note(self, rate: float) -> None:
        """Remember where the slowing down began, and how it was after the first step."""
        if self._began_at is None:
            self._began_at = rate
        elif self._then is None:
            self._then = (rate, self._share())
        self._seen = self._refused = 0

    def _look_back(self) -> None:
        """After a long run: what has not come again is forgotten."""
        if self._share() < _LEAST:
            self._forget()
        self._seen = self._refused = 0

    def _forget(self) -> None:
        self._put_up_with = self._began_at = self._then = None
