"""What pages say: no sentence names an option or a command, whatever has happened."""

import re

import pytest

from zns_batch.i18n import LANGS, catalogue_names, load_catalogue, translate
from zns_batch.i18n.catalogue.web.phrases import PHRASES

REACHABLE = {
    *("sheets", "problems", "templates", "ledger", "run", "jobs", "lists", "states", "report"),
    *("zalo", "etelecom", "gobysend", "provider", "journey", "receipts"),
    *(name for name in catalogue_names() if name.startswith("web.")),
}
"""Modules of the catalogue of which a page may show every sentence, but for these:"""

BY_COMMAND = {
    # Steps and files of a workbook, which is read beside the command line; pages have their own.
    r"report\.step\..*",
    r"report\.export-phone",
    # Said at the start of a program, before there is any page.
    r"ledger\.(bad-address|moved|move-to-file)",
    r"web\.serve\..*",
    r"receipts\.(port-taken|listening|deaf|no-key|no-app)",
    r"journey\.(pre-doubtful|made|asking).*",
    r"provider\.page\..*",
    # Of commands about people and keys, and of settings that are refused at the start.
    r"user\..*",
    r"token\..*",
}

COMMAND = re.compile(
    r"(?<!\w)--[a-z]|(?<![\w-])zns-batch [a-z]|`|\bretry --|\bresume\b|“receipts”|suppress list"
)

KEYS = sorted(
    key
    for name in REACHABLE
    for key in load_catalogue(name)
    if "@" not in key and not any(re.fullmatch(one, key) for one in BY_COMMAND)
)


@pytest.mark.parametrize("key", KEYS)
def test_a_page_never_tells_people_to_type_a_command(key: str) -> None:
    """Who reads a page has no terminal: what to do is said in the words of the pages."""
    place = next(
        load_catalogue(name)[key] for name in catalogue_names() if key in load_catalogue(name)
    )
    names = dict.fromkeys(re.findall(r"{(\w+)", " ".join(place)), "x")
    said = [translate(key, lang, "web", **names) for lang in LANGS]
    assert [] == [text for text in said if COMMAND.search(text)]


def test_every_twin_has_its_sentence() -> None:
    """A twin whose sentence was renamed would never be said again."""
    keys = {key for name in catalogue_names() for key in load_catalogue(name)}
    twins = {key for key in keys if key.endswith("@web")}
    assert len(twins) > 40
    assert set() == {key for key in twins if key.removesuffix("@web") not in keys}


def test_a_twin_has_the_values_of_its_sentence() -> None:
    """No page breaks because its sentence asks for a value that nobody gives."""
    entries = {
        key: entry for name in catalogue_names() for key, entry in load_catalogue(name).items()
    }
    wrong = {
        key
        for key, pair in entries.items()
        if key.endswith("@web")
        for text in pair
        if not set(re.findall(r"{(\w+)", text))
        <= set(re.findall(r"{(\w+)", entries[key.removesuffix("@web")][0]))
    }
    assert set() == wrong


@pytest.mark.parametrize("place", range(len(LANGS)))
def test_every_phrase_of_commands_is_in_a_sentence(place: int) -> None:
    """A phrase whose sentences were reworded would never be looked for again."""
    entries = {
        key: entry for name in catalogue_names() for key, entry in load_catalogue(name).items()
    }
    plain = {key for key in entries if "@" not in key and f"{key}@web" not in entries}
    unused = {words for words, _ in PHRASES[place]}
    for key in plain:
        text = entries[key][place]
        for words, page_words in PHRASES[place]:
            if words in text:
                unused.discard(words)
                text = text.replace(words, page_words)
    assert set() == unused
