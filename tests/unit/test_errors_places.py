"""Errors on pages and in the API's answers: what they leave out."""

import re
from string import Formatter

import pytest

from zns_batch.errors import LedgerError, SettingsError
from zns_batch.i18n import LANGS, Face, Lang
from zns_batch.i18n.catalogue.ledger import ENTRIES

_PLACED = sorted(key for key, words in ENTRIES.items() if "{path}" in words[0])


def _params(key: str, path: str) -> dict[str, str | int]:
    names = {name for _, name, _, _ in Formatter().parse(ENTRIES[key][0]) if name}
    return {name: path if name in {"path", "to"} else 7 for name in names}


@pytest.mark.parametrize("face", ["web", "api"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", [key for key in _PLACED if "@" not in key])
def test_no_page_tells_where_the_ledger_lies(key: str, lang: Lang, face: Face) -> None:
    """A clerk who meets a full disk learns which file it is about, and not how the server is laid out."""
    for place, told in (
        ("/srv/zns/home/ledger.db", "srv"),
        (r"C:\ProgramData\zns\ledger.db", "ProgramData"),
        ("postgresql://zns@db.example.vn:5432/zns", "db.example.vn"),
    ):
        error = LedgerError(key, **_params(key, place))
        assert told not in error.text(lang, face=face)
        assert error.text(lang, face=face)


def test_the_terminal_tells_the_whole_place() -> None:
    """Whoever mends it at the server needs the whole path."""
    error = LedgerError("ledger.full", path="/srv/zns/home/ledger.db")
    assert "/srv/zns/home/ledger.db" in error.text("vi")
    assert re.search(r"(?<!/)ledger\.db", error.text("vi", face="web"))
    assert "templates/a.toml" in SettingsError(
        "settings.unreadable", path="templates/a.toml", why="x"
    ).text("en", face="web")
