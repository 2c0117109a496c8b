"""Reads `zns-batch.toml` and its values; unknown headings and keys are errors."""

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from zns_batch.errors import SettingsError
from zns_batch.i18n import LANGS, Lang
from zns_batch.i18n.system_errors import system_reason

Number = TypeVar("Number", int, float)
Readers = Mapping[str, Callable[[Any], Any]]
"""What reads the value of each key of a heading."""

_HIGHEST_PORT = 65_535
_SPAN = re.compile(r"(\d{1,4})\s*([mhd])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


# Each parser raises ValueError, TypeError or KeyError for a value that it can't use.


def text(value: Any) -> str:
    """Read a text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError


def id_text(value: Any) -> str:
    """Read an id: digits, which people write without quotes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)


def whole(value: Any, least: int) -> int:
    """Read a whole number that is not below another."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError
    number = int(value)
    if number < least:
        raise ValueError
    return number


def positive(value: Any) -> float:
    """Read a number above 0."""
    if isinstance(value, bool) or not float(value) > 0 or float(value) == float("inf"):
        raise ValueError
    return float(value)


def within(number: Number, most: Number) -> Number:
    """Return a number that is not above another."""
    if number > most:
        raise ValueError
    return number


def port(value: Any) -> int:
    """Read a TCP port."""
    return within(whole(value, 1), _HIGHEST_PORT)


def yes_or_no(value: Any) -> bool:
    """Read a yes or a no."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, bool):
        return value
    return words[str(value).strip().lower()]


def span(value: Any) -> timedelta:
    """Read a span of time: `30m`, `4h` or `2d`."""
    match = _SPAN.fullmatch(text(value).lower())
    if match is None:
        raise ValueError
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def command(value: Any) -> tuple[str, ...]:
    """Read a program and its arguments.

    In the environment a list is written as JSON; a text alone is a program without arguments.
    """
    if isinstance(value, str):
        value = json.loads(value) if value.lstrip().startswith("[") else [value]
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        raise ValueError
    if not value[0].strip() or any("\0" in word for word in value):
        raise ValueError
    return tuple(value)


def file_path(value: Any) -> Path:
    """Read the path of a file, perhaps from the home folder (`~`) on."""
    return Path(text(value)).expanduser()


def text_list(value: Any) -> tuple[str, ...]:
    """Read a list of texts; a variable has it as JSON, or with commas between them."""
    if isinstance(value, str):
        value = json.loads(value) if value.lstrip().startswith("[") else value.split(",")
    if not isinstance(value, list):
        raise TypeError
    return tuple(text(one) for one in value)


def folder_list(value: Any) -> tuple[Path, ...]:
    """Read the whole paths of folders, beside which patterns of names may stand."""
    folders = tuple(Path(one).expanduser() for one in text_list(value))
    # A wildcard in a folder would be taken for one of the pattern.
    if not all(folder.is_absolute() and not set("*?[") & set(str(folder)) for folder in folders):
        raise ValueError
    return folders


def url(value: Any) -> str:
    """Read an address of http or https, without user, password and fragment."""
    parts = urlsplit(text(value))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment:
        raise ValueError
    if parts.username or parts.password or not parts.geturl().isprintable():
        raise ValueError
    return parts.geturl()


def language(value: Any) -> Lang:
    """Read a language."""
    known: dict[str, Lang] = {lang: lang for lang in LANGS}
    return known[text(value)]


HEADINGS = ("accounts", "notify", "smtp", "web")
"""The headings of the file."""


def read_file(path: Path) -> dict[str, Any]:
    """Return the contents of the settings file.

    Raises:
        SettingsError: It can't be read, or has an unknown heading.

    """
    try:
        contents: dict[str, Any] = _copied(_parsed(path.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError as error:
        raise SettingsError("settings.not-utf-8", path=str(path)) from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        why = system_reason(error) if isinstance(error, OSError) else str(error).splitlines()[0]
        raise SettingsError("settings.unreadable", path=str(path), why=why) from error
    no_others(contents, HEADINGS, str(path))
    return contents


def _copied(value: Any) -> Any:
    """Copy what TOML has; `deepcopy` takes several times as long for a hundred accounts."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


@lru_cache(maxsize=2)
def _parsed(text: str) -> dict[str, Any]:
    """Parse a file's text. A worker reads its settings several times for each campaign."""
    return tomllib.loads(text)


def read_section(
    name: str,
    readers: Readers,
    contents: Mapping[str, Any],
    path: Path | None,
    *,
    secret: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Return the values of a heading, each from its variable (`ZNS_WEB_URL`) or else from the file.

    Args:
        name: The heading.
        readers: Its keys.
        contents: What `read_file` has returned.
        path: The file; `None` without one.
        secret: Keys of which an error doesn't show the value.

    Raises:
        SettingsError: The heading is a value, it has an unknown key, or a value can't be understood.

    """
    written, where = contents.get(name, {}), f"{path or 'ZNS_…'} [{name}]"
    if not isinstance(written, dict):
        raise SettingsError("settings.no-heading", key=name, where=str(path))
    no_others(written, tuple(readers), where)

    def read(key: str, value: Any, where: str) -> Any:
        try:
            return readers[key](value)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            shown = "…" if key in secret else " ".join(str(value).split())
            raise SettingsError("settings.bad-value", key=key, value=shown, where=where) from None

    values = {key: read(key, value, where) for key, value in written.items()}
    for key in readers:
        variable = f"ZNS_{name}_{key}".upper()
        if given := os.environ.get(variable):
            values[key] = read(key, given, variable)
    return values


def no_others(table: Mapping[str, object], allowed: tuple[str, ...], where: str) -> None:
    """Refuse an unknown key.

    Raises:
        SettingsError: There is one; the error names the nearest known key.

    """
    for key in table:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            hint = near[0] if near else ", ".join(allowed)
            raise SettingsError("settings.unknown-key", key=key, where=where, hint=hint)
