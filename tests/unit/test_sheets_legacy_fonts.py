"""Text typed for old fonts is told from Vietnamese, and from other languages."""

import unicodedata
from collections.abc import Iterator

import pytest

from zns_batch.domain.sheet import Row
from zns_batch.sheets.legacy_fonts import first_legacy_encoded

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
RHYMES = [
    "a",
    "ac",
    "ach",
    "ai",
    "am",
    "an",
    "ang",
    "anh",
    "ao",
    "ap",
    "at",
    "au",
    "ay",
    "ăc",
    "ăm",
    "ăn",
    "ăng",
    "ăp",
    "ăt",
    "âc",
    "âm",
    "ân",
    "âng",
    "âp",
    "ât",
    "âu",
    "ây",
    "e",
    "ec",
    "em",
    "en",
    "eng",
    "eo",
    "ep",
    "et",
    "ê",
    "êch",
    "êm",
    "ên",
    "ênh",
    "êp",
    "êt",
    "êu",
    "i",
    "ia",
    "ich",
    "iêc",
    "iêm",
    "iên",
    "iêng",
    "iêp",
    "iêt",
    "iêu",
    "im",
    "in",
    "inh",
    "ip",
    "it",
    "iu",
    "o",
    "oa",
    "oac",
    "oach",
    "oai",
    "oam",
    "oan",
    "oang",
    "oanh",
    "oao",
    "oap",
    "oat",
    "oay",
    "oăc",
    "oăm",
    "oăn",
    "oăng",
    "oăt",
    "oe",
    "oem",
    "oen",
    "oeo",
    "oet",
    "oi",
    "om",
    "on",
    "ong",
    "ooc",
    "oong",
    "op",
    "ot",
    "ô",
    "ôc",
    "ôi",
    "ôm",
    "ôn",
    "ông",
    "ôp",
    "ôt",
    "ơ",
    "ơi",
    "ơm",
    "ơn",
    "ơp",
    "ơt",
    "u",
    "ua",
    "uân",
    "uâng",
    "uât",
    "uây",
    "uc",
    "uê",
    "uêch",
    "uên",
    "uênh",
    "ui",
    "um",
    "un",
    "ung",
    "uơ",
    "uôc",
    "uôi",
    "uôm",
    "uôn",
    "uông",
    "uôt",
    "up",
    "ut",
    "uy",
    "uya",
    "uych",
    "uyên",
    "uyêt",
    "uynh",
    "uyt",
    "uyu",
    "ư",
    "ưa",
    "ưc",
    "ưi",
    "ươc",
    "ươi",
    "ươm",
    "ươn",
    "ương",
    "ươp",
    "ươt",
    "ươu",
    "ưng",
    "ưt",
    "ưu",
    "y",
    "yêm",
    "yên",
    "yêng",
    "yêt",
    "yêu",
]


def _column(*cells: str) -> list[Row]:
    return [Row(number=number, cells=(cell,)) for number, cell in enumerate(cells, 1)]


@pytest.mark.parametrize(
    "cells,row",
    [
        (("Hä tªn", "NguyÔn V¨n An", "TrÇn ThÞ B×nh"), 1),
        (("Tên", "NguyÔn V¨n An"), 2),
        (("Tên", "§Æng ThÞ H»ng", "Lª Hång S¬n", "Ph¹m V¨n Hïng"), 2),
        (("Hoï teân", "Nguyeãn Vaên An", "Traàn Thò Bình"), 1),
        (("Tên", "Ñoã Thò Möôøi"), 2),
        (("Tên", "An", "Bình", "Leâ Chaâu", "Phaïm Quoác Duõng", "Voõ Hoaøng"), 4),
    ],
)
def test_old_text_is_found(cells: tuple[str, ...], row: int) -> None:
    """Names typed for `.VnTime` or VNI fonts are found, and the first row with one is named."""
    assert (row, 0) == first_legacy_encoded(_column(*cells), 1)


@pytest.mark.parametrize(
    "cells",
    [
        ("Họ tên", "Nguyễn Văn An", "Trần Thị Bình"),
        ("Họ tên", "Hoà", "Khoá", "Xoà", "Toà nhà", "Hoã", "Thuý", "Quý", "Loan Thoại"),
        ("Tên", "João", "João", "João"),
        ("Tên", "Müller", "Gaël", "François", "Noël", "Raúl", "Jürgen", "Søren"),
        ("Hàng", "Nike®", "Adidas®", "Puma®", "100% cotton©"),
        ("Giá", "500£", "20µm", "2½", "±5°", "§5", "«Xin chào»", "3×4"),
        ("Ghi chú", "Khách hàng quen", "NguyÔn V¨n An", "Đã gọi lại", "Hẹn thứ Hai"),
        ("SĐT", "0901234567"),
    ],
)
def test_other_text_is_left_alone(cells: tuple[str, ...]) -> None:
    """Vietnamese in Unicode, European names, signs, and one odd cell don't stop a list."""
    assert None is first_legacy_encoded(_column(*cells), 1)


def _syllables() -> Iterator[str]:
    for rhyme in RHYMES:
        for tone in TONES:
            for at, letter in enumerate(rhyme):
                if letter in "aăâeêioôơuưy":
                    toned = rhyme[: at + 1] + tone + rhyme[at + 1 :]
                    yield unicodedata.normalize("NFC", "Nh" + toned)


def test_no_syllable_of_vietnamese_is_a_sign() -> None:
    """Whichever syllable, with its tone on whichever vowel: a column of it is no old text."""
    syllables = sorted(set(_syllables()))
    assert len(syllables) > 1400
    assert [] == [
        one for one in syllables if first_legacy_encoded(_column("x", one, one.upper(), one), 1)
    ]
