"""Names of uploaded files: shown, used for downloads, never a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.services.lists.names import clean_file_name, stem_of


@pytest.mark.parametrize(
    "expected, name",
    [
        ("Đơn hàng tháng 11.xlsx", "Đơn hàng tháng 11.xlsx"),
        ("x.xlsx", "../../x.xlsx"),
        ("x.xlsx", "C:\\Users\\An\\x.xlsx"),
        ("x.xlsx", "\\\\server\\share\\x.xlsx"),
        ("ab.xlsx", "a\0b.xlsx"),
        ("gpj.xlsx", "\u202egpj.xlsx"),
        ("_CON.xlsx", "CON.xlsx"),
        ("_nul", "nul"),
        ("console.xlsx", "console.xlsx"),
        ("danh-sach", ""),
        ("danh-sach", "../.."),
        ("a b.csv", "a\r\nb.csv"),
        ("a b.csv", 'a"*?b.csv'),
        ("é.csv", "e\u0301.csv"),
    ],
)
def test_a_name_is_cleaned(expected: str, name: str) -> None:
    """A person finds the file by its own name, and no name reaches another folder."""
    assert expected == clean_file_name(name)


def test_a_long_name_keeps_its_ending() -> None:
    """A name of 5,000 letters can be shown, and its kind is still seen."""
    name = clean_file_name("a" * 5_000 + ".xlsx")
    assert 200 == len(name)
    assert name.endswith(".xlsx")


@given(st.text())
def test_any_name_is_one_harmless_line(name: str) -> None:
    """Whatever somebody calls a file, it breaks no header, no page and no folder."""
    cleaned = clean_file_name(name)
    assert 0 < len(cleaned) <= 201
    assert not set(cleaned) & set('/\\\0\r\n:*?"<>|')
    assert cleaned == clean_file_name(cleaned)
    assert stem_of(cleaned)
