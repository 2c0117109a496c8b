"""Detection of a text file's encoding from its bytes, without guessing."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from zns_batch.domain.sheet import SheetWarning
from zns_batch.errors import SheetError

_CHUNK = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"

# What Vietnamese text in Windows-1258 may hold beside ASCII. Text of the older TCVN3 and VNI fonts,
# and of other languages, read as Windows-1258 shows letters that are not here.
_VIETNAMESE = frozenset(
    char
    for letter in "ăâđêôơưàáãèéêìíòóõùúýĩũ"
    for char in unicodedata.normalize("NFC", letter + letter.upper())
) | frozenset(_TONES + "–—‘’“”…•₫€°×\u00a0")

# A tone mark stands on a vowel; and no Vietnamese word has these pairs, which VNI text is full of.
_IMPOSSIBLE = re.compile(
    f"(?<![{_VOWELS}])[{_TONES}]|[ae][âăêôơ]|o[âôơùú]|a[àáùú]|e[àáùú]|u[ùú]",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """A text file as UTF-8."""

    #: The text in UTF-8, without a byte order mark.
    data: bytes
    #: Given when the file was in an encoding that can't name itself.
    notices: tuple[SheetWarning, ...] = ()


def decode(data: bytes) -> Decoded:
    """Return a text file in UTF-8.

    UTF-8 and UTF-16 are taken with or without their mark; anything else only as Windows-1258, and
    only when what comes out is Vietnamese.

    Raises:
        SheetError: The bytes are no text, or text in an encoding that can't be told.

    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    if b"\0" in data:
        # UTF-16 without a mark: the zeros of its ASCII stand all on one side.
        even, odd = data[0:65536:2].count(0), data[1:65536:2].count(0)
        sample = min(len(data), 65536) // 2
        one_sided = max(even, odd) * 5 > sample and min(even, odd) * 20 < max(even, odd)
        if len(data) % 2 or not one_sided:
            raise SheetError("sheet.unrecognised")
        return _decode_as(data, "utf-16-be" if even > odd else "utf-16-le")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _windows_1258(data)
    return Decoded(data=data)


def _decode_as(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
        data = data if encoding == "utf-8" else text.encode()
    except UnicodeError as error:
        raise SheetError("sheet.damaged") from error
    if "\0" in text:
        raise SheetError("sheet.unrecognised")
    return Decoded(data=data)


def _windows_1258(data: bytes) -> Decoded:
    text = data.decode("cp1258", "replace")
    strange = {char for char in set(text) if not char.isascii()} - _VIETNAMESE
    if strange or _IMPOSSIBLE.search(text):
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        foreign = next(number for number, line in enumerate(lines, 1) if not line.isascii())
        raise SheetError("sheet.encoding", line=str(foreign))
    composed = unicodedata.normalize("NFC", text).encode()
    return Decoded(data=composed, notices=(SheetWarning(code="windows-1258"),))
