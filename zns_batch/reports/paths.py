"""Where the workbook of a schedule's run goes: a folder of its own, named by date."""

import re
import unicodedata
import zipfile
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from zns_batch.core.clock import in_vietnam
from zns_batch.core.masking import mask_phone
from zns_batch.errors import OutputError

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_PROPERTY = "zns-batch campaign"
_PLACE = "docProps/custom.xml"


def tag_as_ours(book: "Workbook", campaign_id: str) -> None:
    """Note in a workbook whose results it holds."""
    book.set_custom_property(_PROPERTY, campaign_id)


def is_results_workbook(path: Path) -> bool:
    """Tell whether a file is a results workbook that this program wrote."""
    try:
        with zipfile.ZipFile(path) as package:
            return _PROPERTY.encode() in package.read(_PLACE)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# From Microsoft's page "Naming Files, Paths, and Namespaces".
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")
_PHONE = re.compile(r"(?<![0-9])(?:\+?84|0)[0-9]{9}(?![0-9])")
_NAME_BYTES = 150
"""What a name may take of the 255 bytes of most file systems."""
_PATH_LETTERS = 240
"""What a path may take of the 260 letters of an older Windows."""
_LEAST_LETTERS = 12


def dated_report_path(folder: Path, name: str, when: datetime) -> Path:
    """Return where a run's workbook goes: `<folder>/<name> 2026-12-01 0800.xlsx`.

    The file is made, empty, so that of two runs at once each gets its own; the workbook takes its
    place when it is written. A name that is taken is followed by ` (2)`, ` (3)` and so on.

    Args:
        folder: The folder; it is made where there is none.
        name: What the run is called. Signs that some system can't have in a name become `_`, and a
            phone number is masked: the path is told to people.
        when: When the run began, aware. The file is named by the Vietnamese clock.

    Raises:
        OutputError: The folder can't be made or written to.

    """
    stamp = f"{in_vietnam(when):%Y-%m-%d %H%M}"
    letters = max(_PATH_LETTERS - len(str(folder.absolute())) - len(stamp) - 12, _LEAST_LETTERS)
    stem = f"{safe_stem(name, letters)} {stamp}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            path = folder / f"{stem}{'' if number == 1 else f' ({number})'}.xlsx"
            with suppress(FileExistsError):
                path.touch(mode=0o600, exist_ok=False)
                return path
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise OutputError("report.no-dated-folder", path=str(folder), why=why) from error
    raise AssertionError  # `count` never ends


def safe_stem(name: str, letters: int) -> str:
    """Return a name that every system takes as the beginning of a file's name."""
    masked = _PHONE.sub(lambda phone: mask_phone(phone[0].removeprefix("+")), name)
    seen = "".join(sign for sign in masked if unicodedata.category(sign) not in {"Cf", "Cs", "Co"})
    plain = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", " ".join(seen.split())))
    short = plain.strip(". ")[:letters].encode()[:_NAME_BYTES].decode("utf-8", "ignore")
    stem = short.strip(". ") or "zns"
    return f"_{stem}" if _RESERVED.match(stem) else stem
