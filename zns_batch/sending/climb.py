"""When to try a faster pace, and how much faster."""

_FIRST_STEP = 0.02
_LONGER = 3.0
_BIGGEST_STEP = 0.5
_SOON = 2.5
_SOON_MESSAGES = 25
_LONGEST_SOON = 5.0
_FIRST_PATIENCE = 10.0
_FIRST_MESSAGES = 200
_AMONG_STRAYS = 250
_LONGEST_FIRST = 60.0


class Climb:
    """The way up: a small step after a quiet time, and longer ones soon after it while they hold.

    Args:
        now: The moment, in seconds that never run backwards.

    """

    def __init__(self, now: float) -> None:
        self._since = now
        self._step = _FIRST_STEP
        self._patience = _FIRST_PATIENCE

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
        self._step = min(self._step * _LONGER, _BIGGEST_STEP)
        self._patience = _SOON
        self._since = now
        return faster

    def met_a_ceiling(self, now: float) -> None:
        """Begin anew below a ceiling."""
        self._patience = _FIRST_PATIENCE
        self._step = _FIRST_STEP
        self._since = now

    def _wait(self, rate: float, *, strays: bool) -> float:
        if self._step > _FIRST_STEP and not strays:
            return max(self._patience, min(_SOON_MESSAGES / rate, _LONGEST_SOON))
        # At a slow pace the first step waits for so many messages: it may cost a refusal. Among
        # strays each step does: a few more refusals don't show at once.
        messages = _FIRST_MESSAGES
        if strays:
            messages = _AMONG_STRAYS if self._step > _FIRST_STEP else 2 * _FIRST_MESSAGES
        return max(self._patience, min(messages / rate, _LONGEST_FIRST))
