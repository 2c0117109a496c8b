"""When to try a faster pace, and how much faster."""

_FIRST_STEP = 0.02
_BIGGEST_STEP = 0.25
_SOON = 5.0
_FIRST_PATIENCE = 10.0
_LONGEST_PATIENCE = 160.0
_MESSAGES = 200
_LONGEST_FIRST = 60.0


class Climb:
    """The way up: small steps, more seldom the more often the same ceiling is met.

    Args:
        now: The moment, in seconds that never run backwards.

    """

    def __init__(self, now: float) -> None:
        self._since = now
        self._step = _FIRST_STEP
        self._patience = self._waited = _FIRST_PATIENCE

    def is_due(self, now: float, rate: float, *, strays: bool) -> bool:
        """Tell whether nobody has complained for long enough.

        Args:
            now: The moment.
            rate: Messages a second at present.
            strays: Whether some refusals are put up with, so that it takes longer to be sure.

        """
        return now - self._since >= self._wait(rate, strays=strays)

    def step(self, now: float) -> float:
        """Take a step; return by what to multiply the rate."""
        faster = 1 + self._step
        # While the steps hold, they get longer and come sooner: the limit may have been lifted.
        self._step = min(self._step * 2, _BIGGEST_STEP)
        self._patience, self._waited = _SOON, self._patience
        self._since = now
        return faster

    def met_a_ceiling(self, now: float, *, far: bool) -> None:
        """Begin anew below a ceiling; `far` when it is another one than before."""
        # Meeting the same ceiling again is no news, so ask more seldom.
        self._patience = _FIRST_PATIENCE if far else min(self._waited * 2, _LONGEST_PATIENCE)
        self._waited = self._patience
        self._step = _FIRST_STEP
        self._since = now

    def _wait(self, rate: float, *, strays: bool) -> float:
        if self._step > _FIRST_STEP and not strays:
            return self._patience
        # At a slow pace the first step waits for so many messages: it may cost a refusal. Among
        # strays each step does: a few more refusals don't show at once.
        messages = 2 * _MESSAGES if strays else _MESSAGES
        return max(self._patience, min(messages / rate, _LONGEST_FIRST))
