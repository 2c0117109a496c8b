"""The catalogue: every sentence in both languages, each of them said somewhere."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

from zns_batch import errors
from zns_batch.core.clock import VIETNAM
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.i18n import (
    LANGS,
    Lang,
    catalogue_names,
    format_date,
    format_datetime,
    format_number,
    has_translation,
    load_catalogue,
    translate,
)
from zns_batch.i18n.provider_errors import explain
from zns_batch.providers.zns.errors import ERRORS
from zns_batch.services.schedules.labels import times_label
from zns_batch.web.i18n import weekday_when_text, when_text

PACKAGE = Path(__file__).parents[2] / "zns_batch"
ENTRIES = {key: entry for name in catalogue_names() for key, entry in load_catalogue(name).items()}

SILENT = {"report.reason.accepted", "report.remedy.accepted"}
"""Entries that say nothing on purpose: of an accepted row there is nothing to say."""

PIECES = {"help.default", "doctor.fine", "doctor.wrong"}
"""Entries that are put before something else, and keep their distance from it."""

LETTERS = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
SAME = re.compile(r"[\W\d_]+|ID|SMS|OA|ZNS|Zalo|sandbox|VND|Trang")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _strings() -> Iterator[str]:
    """Every string constant of the program outside the catalogue."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.parent.name == "texts" and "ENTRIES" in path.read_text(encoding="utf-8"):
            continue
        yield from _constants(tree)


def _constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _templates() -> Iterator[str]:
    """Every f-string of the program that makes a key, as a pattern."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[^ ]+"
                    for part in node.values
                )


STRINGS = set(_strings())
PATTERNS = [
    re.compile(pattern)
    for pattern in set(_templates())
    if re.match(rf"({'|'.join({key.split('.')[0] for key in ENTRIES})})\\\.", pattern)
]


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_says_the_same_in_both_languages(key: str) -> None:
    """Both languages are there, with the same values in them, trimmed and in the usual form."""
    english, vietnamese = ENTRIES[key]
    if key in SILENT:
        assert ("", "") == (english, vietnamese)
        return
    assert english.strip()
    assert vietnamese.strip()
    assert _fields(english) == _fields(vietnamese)
    for text in (english, vietnamese):
        assert unicodedata.is_normalized("NFC", text)
        assert text.rstrip() == text or key in PIECES
        assert "  " not in text.strip() or key.endswith(".more")


@pytest.mark.parametrize(
    "n, sentence",
    [
        (1, "Cancelled at 08:05: 1 message had been sent, 1 was not."),
        (2, "Cancelled at 08:05: 2 messages had been sent, 2 were not."),
        (1234, "Cancelled at 08:05: 1,234 messages had been sent, 1,234 were not."),
        ("1,000,001", "Cancelled at 08:05: 1,000,001 messages had been sent, 1,000,001 were not."),
    ],
)
def test_one_is_singular(n: int | str, sentence: str) -> None:
    """A campaign of one message is spoken of in the singular."""
    assert sentence == translate("web.live.cancelled", "en", at="08:05", sent=n, n=n)


@pytest.mark.parametrize("key", [key for key, (english, _) in ENTRIES.items() if "|" in english])
def test_words_that_go_with_a_number_come_in_pairs(key: str) -> None:
    """No sentence says the sign that parts one word from several."""
    english, vietnamese = ENTRIES[key]
    specs = [spec for _, _, spec, _ in Formatter().parse(english) if spec]
    assert len(specs) == english.count("|")
    assert all(word.strip("= ") for spec in specs for word in spec.split("|"))
    assert "|" not in vietnamese


def test_vietnamese_is_vietnamese() -> None:
    """No sentence was left in English, or written without its marks."""
    plain = {
        key: vietnamese
        for key, (_, vietnamese) in ENTRIES.items()
        if not key.startswith("sample.example.")
        and len(SAME.sub("", re.sub(r"\{\w+\}", "", vietnamese))) > 8
        and not LETTERS.search(vietnamese)
    }
    assert {} == plain


def test_english_is_english() -> None:
    """No English sentence has Vietnamese words in it, but for names of things."""
    mixed = {
        key: english
        for key, (english, _) in ENTRIES.items()
        if not key.startswith("sample.example.")
        and LETTERS.search(re.sub(r"“[^”]*”|\"[^\"]*\"|\[[^\]]*\]", "", english))
    }
    assert {} == mixed


def test_every_key_that_is_said_exists() -> None:
    """No command can stumble over a sentence that nobody wrote."""
    shape = re.compile(rf"({'|'.join(catalogue_names())})\.[a-z0-9]+([.-][a-z0-9]+)*")
    called = {
        node.args[0].value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and _called(node.func)
    }
    assert len(called) > 100
    assert set() == {key for key in called if "." in key and not has_translation(key)}
    assert set() == {key for key in STRINGS if shape.fullmatch(key) and not _known(key)}


SAYING = {name for name in vars(errors) if name.endswith("Error")} | {
    "translate",
    "tr",
    "info",
    "ask",
}


def _called(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        # `log().info` names an event, not a sentence.
        return function.attr in SAYING and not isinstance(function.value, ast.Call)
    return getattr(function, "id", "") in SAYING


FILES = re.compile(r".*\.(db|toml|log|py|xlsx|csv|json|html|css|js)")
EVENTS = {"campaign.starts", "campaign.stops"}


def _known(key: str) -> bool:
    return has_translation(key) or bool(FILES.fullmatch(key)) or key in EVENTS


def test_every_problem_and_notice_has_its_sentence() -> None:
    """Each code that a check can give is explained, in both languages."""
    codes = {
        constant
        for path in (PACKAGE / "validation").glob("*.py")
        for constant in _constants(ast.parse(path.read_text(encoding="utf-8")))
        if re.fullmatch(
            r"(phone|value|number|currency|date|time|duplicate|suppressed|bank-note|set|where|month|payment|qr|bin)(-[a-z]+)+",
            constant,
        )
    }
    assert len(codes) > 20
    # `value-not-number` and its like are made of two parts.
    assert {"value-not"} >= {code for code in codes if not has_translation(f"problem.{code}")}


def test_every_state_and_reason_has_a_word() -> None:
    """Whatever a campaign or a row can be, people have a word for it."""
    assert all(has_translation(f"state.{state}") for state in (*RowState, *CampaignState))
    assert all(has_translation(f"reason.{reason}") for reason in Reason)
    assert [state.value for state in RowState] == [
        translate(f"state.{one}", "en") for one in RowState
    ]
    words = [translate(f"state.{one}", "vi") for one in RowState]
    assert len(set(words)) == len(words), "no two states have the same word"


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_of_zalo_is_explained(lang: Lang) -> None:
    """Each error of Zalo's table says what happened and what to do, and no other error's words."""
    unlisted = explain("zalo", "-99999", lang)
    told = {code: explain("zalo", str(code), lang) for code in ERRORS}
    assert len(told) > 40
    assert all(reason and remedy for reason, remedy in told.values())
    assert unlisted[0] not in {reason for reason, _ in told.values()}


def test_no_entry_is_left_over() -> None:
    """What nobody says any more is taken out of the catalogue."""
    tails = {string for string in STRINGS if re.fullmatch(r"[a-z][a-z0-9-]*", string)}
    unsaid = [
        key
        for key in ENTRIES
        if not key.startswith(("zalo.", "provider."))
        and key not in STRINGS
        and key.split(".", 1)[1] not in tails
        and not any(pattern.fullmatch(key) for pattern in PATTERNS)
    ]
    assert [] == unsaid


def test_problems_and_notices_are_all_given() -> None:
    """Sentences that are found by code have somebody who gives the code."""
    tails = {string for string in STRINGS if re.fullmatch(r"[a-z][a-z0-9-]*", string)}
    left_over = [
        key
        for key in ENTRIES
        if key.startswith(("problem.", "sheet.", "template.", "run.", "ledger.", "settings."))
        and key not in STRINGS
        and key.split(".", 1)[1] not in tails
    ]
    assert [] == left_over


@pytest.mark.parametrize(
    "value, english, vietnamese",
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, "1,000", "1.000"),
        (20_000, "20,000", "20.000"),
        (1234.5, "1,234.5", "1.234,5"),
        (-1000, "-1,000", "-1.000"),
    ],
)
def test_numbers_are_written_as_readers_expect(value: float, english: str, vietnamese: str) -> None:
    """Thousands and decimals have each language's own signs."""
    assert (english, vietnamese) == tuple(format_number(value, lang) for lang in LANGS)


def test_days_and_moments_are_written_one_way() -> None:
    """Nobody has to read two ways of writing a date: sentences, tables and pages share these."""
    here = datetime(2026, 12, 1, 8, 5, tzinfo=VIETNAM)
    assert ("1 Dec 2026", "01/12/2026") == tuple(format_date(here, lang) for lang in LANGS)
    written = ("08:05 1 Dec 2026", "08:05 01/12/2026")
    assert written == tuple(format_datetime(here, lang) for lang in LANGS)
    assert written == tuple(when_text(here.astimezone(UTC), lang) for lang in LANGS)
    dated = ("08:05 1 Dec 2026 (Tuesday)", "08:05 01/12/2026 (thứ Ba)")
    assert dated == tuple(weekday_when_text(here, lang) for lang in LANGS)
    assert dated == tuple(times_label([here], "Asia/Ho_Chi_Minh", lang) for lang in LANGS)
    in_sentences = tuple(
        translate("schedule.missed", lang, when=here, misfire="skip") for lang in LANGS
    )
    assert [True, True] == [
        moment in sentence for moment, sentence in zip(written, in_sentences, strict=True)
    ]


def test_a_sentence_is_one_line() -> None:
    """Every error can be shown in one line, whatever the language."""
    assert [] == [key for key, texts in ENTRIES.items() if _is_error(key) and _lines(texts)]


def _is_error(key: str) -> bool:
    return key.startswith(("sheet.", "template.", "settings.", "ledger.", "run.", "problem."))


def _lines(texts: tuple[str, str]) -> bool:
    return any("\n" in text for text in texts)
