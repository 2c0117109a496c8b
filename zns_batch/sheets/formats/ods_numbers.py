"""Codes and shares in an `.ods`: numbers whose text is what is meant (OpenDocument 1.3 part 3, 16.29).

`office:value="42"` beside `<text:p>00042</text:p>` is the code `00042`. The counterpart of
`zns_batch.sheets.number_formats`: the file holds beside each number the text that was seen of it, so
that no format need be followed; the formats only tell whether it's worth looking.
"""

import re

from zns_batch.sheets.number_formats import begins_code

_DIGITS = re.compile(r"[0-9]{1,9}")
_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0*)?")
_NO_DIGITS = re.compile(r"[^0-9]+")
_DIVIDED = re.compile(r"[0-9][^0-9.,]*[^0-9.,\s][^0-9.,]*[0-9]")
"""Parted by something that doesn't part thousands."""
_FRACTION = re.compile(r"[^0-9]*0[.,]")
_SHARE = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[^0-9.,]*")

_DATE_PARTS = frozenset({"number:day", "number:month", "number:year"})
"""Elements of a style of dates that show a part of a day's date."""
STYLES_LIMIT = 10_000
"""Styles and formats that are kept. A workbook of a person has some dozens."""


class DateStyles:
    """Listens to the styles and remembers which of them hide the day of a date."""

    def __init__(self) -> None:
        self._parts: dict[str, set[str]] = {}
        self._open: set[str] = set()

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element in the name space of numbers."""
        if name.endswith("-style"):
            self._open = set()
            if name == "number:date-style" and len(self._parts) < STYLES_LIMIT:
                self._parts[attributes.get("style:name", "")] = self._open
        elif name in _DATE_PARTS:
            self._open.add(name)

    def hides_day(self, name: str) -> bool:
        """Tell whether a style shows a month or a year without the day, by the style's name."""
        parts = self._parts.get(name, ())
        return bool(parts) and "number:day" not in parts


class NumberStyles:
    """Listens to the styles and remembers whether any could make a number a code, or hide a day.

    Attributes:
        make_codes: Whether one sets a number's least digits, or puts a text before it.

    """

    def __init__(self) -> None:
        self.make_codes = False
        self._dates = DateStyles()
        self._used: set[str] = set()
        self._style = ""
        self._text = False

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element."""
        if name == "style:style" and len(self._used) < STYLES_LIMIT:
            self._used.add(attributes.get("style:data-style-name", ""))
        if not name.startswith("number:"):
            return
        self._dates.take(name, attributes)
        if name.endswith("-style"):
            self._style, self._text = name, False
        elif name == "number:text":
            self._text = True
        elif name == "number:number" and self._style == "number:number-style":
            digits = attributes.get("number:min-integer-digits", "")
            padded = _DIGITS.fullmatch(digits) is not None and int(digits) > 1
            self.make_codes = self.make_codes or padded or self._text

    @property
    def hide_days(self) -> bool:
        """Whether one that is in use shows dates without their day.

        LibreOffice writes one into every document, in use or not.
        """
        return any(map(self._dates.hides_day, self._used))


def seen_code(value: str, text: str) -> str | None:
    """Return a code, such as `DH042`; `None` where the number itself is meant.

    Args:
        value: The number as the file has it.
        text: What is seen of it.

    """
    whole, digits = _WHOLE.fullmatch(value), _NO_DIGITS.sub("", text)
    if not whole or not digits or digits.lstrip("0") != whole[1].lstrip("0"):
        return None
    padded = len(digits) > len(whole[1]) and not _FRACTION.match(text)
    begun = digits in text and begins_code(text.partition(digits)[0])
    return text if padded or begun or _DIVIDED.search(text) else None


def seen_share(text: str) -> str | None:
    """Return a share with a decimal comma, as it is written in Viet Nam.

    Args:
        text: What is seen of it, in the language of whoever saved the file; empty where the program
            that wrote it didn't say.

    """
    if not text:
        return None
    return text.replace(".", ",") if _SHARE.fullmatch(text) else text
