"""Headers: what matches, and what is shown."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.sheets.headers import display_header, fold_header


@pytest.mark.parametrize(
    "written",
    [
        "Số điện thoại",
        "SO DIEN THOAI",
        "so_dien_thoai",
        "so-dien.thoai",
        "  Số   điện\u00a0thoại ",
        "số\u200bđiện\ufeffthoại",
        "SỐ ĐIỆN THOẠI",
        unicodedata.normalize("NFD", "Số điện thoại"),
        unicodedata.normalize("NFKD", "Số Điện Thoại"),
        "Số\nđiện\tthoại",
        "ｓｏ　ｄｉｅｎ　ｔｈｏａｉ",
        "so\u2011dien\u2013thoai",
        "Số điện thoại (*)",
        "Số điện thoại *",
        "* Số điện thoại:",
        "“Số điện thoại”?",
        "'Số điện thoại' [(*)]",
    ],
)
def test_one_header_in_many_spellings(written: str) -> None:
    """A header matches however it is spelled, spaced or encoded."""
    assert fold_header("sodienthoai") == fold_header(written)


@pytest.mark.parametrize(
    "left,right", [("Mã đơn", "Mã đơn 2"), ("Tên", "Tên KH"), ("amount", "amount(VND)")]
)
def test_different_headers_stay_different(left: str, right: str) -> None:
    """Letters and digits that differ keep two headers apart."""
    assert fold_header(left) != fold_header(right)


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text: str) -> None:
    """A folded header folds to itself, so a folded name can be compared with any other."""
    assert fold_header(text) == fold_header(fold_header(text))


@given(st.text(max_size=40), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_unicode_form_makes_no_difference(
    text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]
) -> None:
    """A header typed on macOS matches the same header typed on Windows."""
    assert fold_header(text) == fold_header(unicodedata.normalize(form, text))


@pytest.mark.parametrize(
    "expected,written",
    [
        ("Họ tên", "  Họ\n tên "),
        ("Họ tên", unicodedata.normalize("NFD", "Họ tên")),
        ("SĐT", "\ufeffSĐT\u200b"),
        ("Mã đơn", "Mã\u00a0đơn"),
        ("", " \u200b\n"),
    ],
)
def test_a_header_is_shown_as_it_is_seen(expected: str, written: str) -> None:
    """A header is shown on one line, composed, and without what can't be seen."""
    assert expected == display_header(written)
