"""The catalogue of all user-facing sentences, in Vietnamese and in English, by key.

It has one module an area. An entry is a pair: English, then Vietnamese, with the same placeholders
in both, which a test checks.
"""

import os
import sys
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Literal

Lang = Literal["vi", "en"]
Face = Literal["", "web", "api"]
Value = str | int | float
SentenceValue = Value | datetime | date
Translation = tuple[str, str]
Phrases = tuple[tuple[str, str], ...]

LANGS: tuple[Lang, Lang] = ("en", "vi")

# The first part of a key names the module that holds it, so a command loads only what it says.
_AREAS = {
    "sheet": "sheets",
    "problem": "problems",
    "template": "templates",
    "settings": "settings",
    "ledger": "ledger",
    "run": "run",
    "cli": "cli",
    "help": "help",
    "state": "states",
    "reason": "states",
    "report": "report",
    "sample": "sample",
    "doctor": "doctor",
    "zalo": "zalo",
    "etelecom": "etelecom",
    "gobysend": "gobysend",
    "sms": "gobysend",
    "account": "account",
    "journey": "journey",
    "provider": "provider",
    "receipts": "receipts",
    "schedule": "schedule",
    "worker": "schedule",
    "remind": "schedule",
    "notices": "notices",
    "operations": "operations",
    "jobs": "jobs",
    "lists": "lists",
    "user": "web.people",
    "web": "web.frame",
    "suppress": "customers",
    "customers": "customers",
    "approve": "web.approvals",
    "token": "web.api",
    "api": "web.api",
}

# The pages have many sentences: their second part may name a module too.
_PAGES = {
    **dict.fromkeys(("new", "lists", "sheet", "columns", "problems"), "web.lists"),
    **dict.fromkeys(("preview", "send", "test", "confirm"), "web.send"),
    **dict.fromkeys(("campaigns", "live", "results", "receipts", "rows", "act"), "web.campaigns"),
    **dict.fromkeys(("me", "users"), "web.profiles"),
    "factor": "web.second_factor",
    "audit": "web.audit",
    "data": "web.data",
    **dict.fromkeys(("system", "settings"), "web.system"),
    "schedules": "web.schedules",
    **dict.fromkeys(("find", "suppressed"), "web.customers"),
    "accounts": "web.accounts",
    "approvals": "web.approvals",
    "templates": "web.templates",
}


def _module_of(key: str) -> str | None:
    """Return the catalogue's module that holds a key; `None` for what is no key."""
    first, _, rest = key.partition(".")
    if first == "web":
        return _PAGES.get(rest.partition(".")[0], "web.frame")
    return _AREAS.get(first)


def _catalogue_of(key: str) -> dict[str, Translation]:
    """Return the catalogue's module that holds a key.

    Raises:
        KeyError: None does.

    """
    name = _module_of(key)
    if name is None:
        raise KeyError(key)
    return load_catalogue(name)


@cache
def load_catalogue(name: str) -> dict[str, Translation]:
    """Return one module of the catalogue, such as `sheets`."""
    entries: dict[str, Translation] = import_module(f"zns_batch.i18n.catalogue.{name}").ENTRIES
    return entries


def preload(*areas: str) -> None:
    """Load the sentences of some areas now, so that they can be said when no file can be opened.

    Args:
        areas: First parts of keys, such as `run`.

    """
    for area in areas:
        load_catalogue(_AREAS[area])


def catalogue_names() -> tuple[str, ...]:
    """Return the names of the catalogue's modules."""
    return tuple(dict.fromkeys((*_AREAS.values(), *_PAGES.values())))


def translate(key: str, lang: Lang, face: Face = "", /, **params: SentenceValue) -> str:
    """Return one sentence, such as `sheet.file-missing`.

    `params` has a value for each placeholder; numbers, days and moments are written as the language does
    (a moment in the zone it carries). English words
    that go with a number stand behind it: `{n:row|rows}` is `1 row` or `12 rows`, and `{n:=it|them}` is
    the word alone.

    Args:
        key: The entry.
        lang: The language.
        face: `web` for who reads it on a page: a sentence that names options or commands has a twin
            beside it (`sheet.empty-others@web`) that says what to press instead. `api` for a program's
            log: a twin of its own (`@api`), else the page's.
        params: The values.

    Raises:
        KeyError: The catalogue has no such entry, or the sentence needs a value that was not given.

    """
    entry = _page_entry(key, face) if face else _catalogue_of(key)[key]
    words = {
        name: _SentenceText(value if isinstance(value, str) else _written(value, lang))
        for name, value in params.items()
    }
    return entry[LANGS.index(lang)].format(**words)


def _written(value: float | date, lang: Lang) -> str:
    """Write a number, a moment or a day as a language does."""
    if isinstance(value, datetime):
        return format_datetime(value, lang)
    return format_date(value, lang) if isinstance(value, date) else format_number(value, lang)


class _SentenceText(str):
    """A value in a sentence, which may choose the words that go with a number."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """Write it, with the first of two words for 1 and the second for all other numbers."""
        one, bar, many = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        alone = one.startswith("=")
        word = one.removeprefix("=") if self == "1" else many
        return word if alone else f"{self} {word}"


@cache
def _page_entry(key: str, face: Face) -> Translation:
    """Return a sentence as a page says it: its twin, or with the page's words in it."""
    catalogue = _catalogue_of(key)
    if face == "api" and (own := catalogue.get(f"{key}@api")):
        return own
    if twin := catalogue.get(f"{key}@web"):
        return twin
    tables: tuple[Phrases, Phrases] = import_module("zns_batch.i18n.catalogue.web.phrases").PHRASES
    english, vietnamese = map(_with_phrases, catalogue[key], tables)
    return english, vietnamese


def _with_phrases(sentence: str, phrases: Phrases) -> str:
    for words, page_words in phrases:
        sentence = sentence.replace(words, page_words)
    return sentence


def has_translation(key: str) -> bool:
    """Tell whether the catalogue has an entry."""
    module = _module_of(key)
    return module is not None and key in load_catalogue(module)


def format_number(value: float, lang: Lang) -> str:
    """Write a number as readers of a language expect it: `1,234.5` or `1.234,5`."""
    text = f"{value:,}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_date(day: date, lang: Lang) -> str:
    """Write a day: `30/11/2026`, `30 Nov 2026`."""
    if lang == "vi":
        return f"{day:%d/%m/%Y}"
    # Not by strftime: its names of months are those of the process's locale.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_month(day: date, lang: Lang) -> str:
    """Write the month of a day: `12/2026`, `Dec 2026`."""
    return f"{day:%m/%Y}" if lang == "vi" else f"{_MONTHS[day.month - 1]} {day.year}"


def format_datetime(when: datetime, lang: Lang) -> str:
    """Write a moment, to the minute, in the zone it carries: `08:05 22/11/2026`, `08:05 22 Nov 2026`."""
    return f"{when:%H:%M} {format_date(when, lang)}"


def format_weekday_datetime(when: datetime, lang: Lang) -> str:
    """Write a moment with its weekday, in the zone it carries: `08:05 22/11/2026 (Chủ nhật)`."""
    day = translate(f"schedule.day.{when.weekday()}", lang)
    return translate("schedule.time", lang, day=day, when=when)


def default_lang() -> Lang:
    """Return the language of the person's locale: English for an English one, else Vietnamese.

    The users read Vietnamese; a machine without a locale (a server, a container) speaks it too.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "vi"
    if sys.platform == "win32":
        import locale

        name = (locale.getlocale()[0] or "").lower()
        return "en" if name.startswith("en") else "vi"
    return "vi"
