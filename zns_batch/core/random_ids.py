"""Random parts of ids that people read and type: campaigns, lists, schedules, people."""

import secrets

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Without 0, 1, i, l, o and u, which are easily taken for others."""


def random_letters(length: int) -> str:
    """Return so many random digits and letters, which nobody can guess if they are many."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
