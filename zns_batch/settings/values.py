"""What a setting's value may look like. Each reader raises `ValueError`, `TypeError` or `KeyError`."""

from typing import Any


def text(value: Any) -> str:
    """Read a text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError


def whole(value: Any, least: int) -> int:
    """Read a whole number that is not below another."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError
    found = int(value)
    if found < least:
        raise ValueError
    return found


def yes_or_no(value: Any) -> bool:
    """Read a yes or a no."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, bool):
        return value
    return words[str(value).strip().lower()]
