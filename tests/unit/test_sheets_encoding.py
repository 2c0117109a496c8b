"""Text encodings: told from the bytes, or refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.errors import SheetError
from zns_batch.sheets.formats.encoding import decode

TEXT = "Họ tên,SĐT\r\nNguyễn Thị Hoặc,0901234567\r\nTrương Ngọc Quỳnh,0912345678\r\n"
NAMES = "Đặng Thuý Hằng, Lê Quốc Khánh, Võ Hoài Ân, Phạm Xuân Yến, Bùi Đức Thịnh, Huỳnh Ngoẵng"


def _windows_1258(text: str) -> bytes:
    """What old Windows programs write: letters with their hats whole, tones after them."""
    plain = ""
    for char in unicodedata.normalize("NFC", text):
        try:
            char.encode("cp1258")
            plain += char
        except UnicodeEncodeError:
            base, *tones = list(unicodedata.normalize("NFD", char))
            hats = [mark for mark in tones if mark in "\u0302\u0306\u031b"]
            plain += unicodedata.normalize("NFC", "".join([base, *hats]))
            plain += "".join(mark for mark in tones if mark not in hats)
    return plain.encode("cp1258")


def _text(data: bytes) -> str:
    return decode(data).data.decode()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_in_every_form(encoding: str) -> None:
    """UTF-8 and UTF-16 are read with and without their mark."""
    assert TEXT == _text(TEXT.encode(encoding))


def test_big_endian_mark() -> None:
    """UTF-16 in the other byte order is told by its mark."""
    assert TEXT == _text(b"\xfe\xff" + TEXT.encode("utf-16-be"))


@pytest.mark.parametrize("text", [TEXT, NAMES, "chữ thường và CHỮ HOA: Ằ ẵ Ờ ử Ỹ ỵ ề Ỏ ĩ"])
def test_windows_1258_is_read_as_vietnamese(text: str) -> None:
    """Vietnamese of an old Windows comes out composed, and is pointed out."""
    found = decode(_windows_1258(text))
    assert text == found.data.decode()
    assert ["windows-1258"] == [notice.code for notice in found.notices]


@pytest.mark.parametrize(
    "data",
    [
        "NguyÔn V¨n An, TrÇn ThÞ B×nh".encode("cp1252"),  # TCVN3, the ABC fonts
        "Nguyeãn Vaên An, Traàn Thò Bình".encode("cp1252"),  # VNI
        "Nguyeãn Vaân An".encode("cp1252"),
        "Müller, Größe".encode("cp1252"),
        "Иванов".encode("cp1251"),
        "Nguyễn".encode()[:-2] + b",x",  # UTF-8, cut in the middle of a letter
    ],
)
def test_other_encodings_are_refused(data: bytes) -> None:
    """Text in an encoding that can't be told is refused with advice and its line, never garbled."""
    with pytest.raises(SheetError) as caught:
        decode(b"Ho ten,SDT\r\n" + data)
    assert "sheet.encoding" == caught.value.key
    assert "2" == caught.value.params["line"]
    assert "CSV UTF-8" in str(caught.value)


@pytest.mark.parametrize(
    "data", [b"a,b\n1,\x002\n", b"\x00\x01\x02\x03\x04\x00" * 50, b"\xff\xfea\x00b"]
)
def test_binary_is_refused(data: bytes) -> None:
    """Bytes that are no text are refused as such."""
    with pytest.raises(SheetError) as caught:
        decode(data)
    assert caught.value.key in {"sheet.unrecognised", "sheet.damaged"}


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_utf8_is_never_changed(text: str) -> None:
    """Whatever is written in UTF-8 is read as it was written."""
    assert text.removeprefix("\ufeff") == _text(text.encode())
