"""`zns-batch.toml`: read whole, with no heading and no key that means nothing."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from zns_batch.errors import SettingsError


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


HEADINGS = ("accounts", "notify", "smtp")
"""What the file may hold."""


def read_file(path: Path) -> dict[str, Any]:
    """Return what stands in the settings file.

    Raises:
        SettingsError: It can't be read, or has a heading that means nothing.

    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = str(error).splitlines()[0]
        raise SettingsError("settings.unreadable", path=str(path), why=why) from error
    no_others(found, HEADINGS, str(path))
    return found


def no_others(found: Mapping[str, object], allowed: tuple[str, ...], where: str) -> None:
    """Refuse a key that means nothing.

    Raises:
        SettingsError: There is one; the error names the nearest that means something.

    """
    for key in found:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            hint = near[0] if near else ", ".join(allowed)
            raise SettingsError("settings.unknown-key", key=key, where=where, hint=hint)
