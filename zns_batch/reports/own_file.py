"""A workbook of ours, recognised as one: a folder may hold lists and the results of earlier ones."""

import zipfile
from pathlib import Path

from xlsxwriter import Workbook

_PROPERTY = "zns-batch campaign"
_PLACE = "docProps/custom.xml"


def mark(book: Workbook, campaign_id: str) -> None:
    """Note in a workbook whose results it holds."""
    book.set_custom_property(_PROPERTY, campaign_id)


def is_results(path: Path) -> bool:
    """Tell whether a file is a results workbook that this program wrote."""
    try:
        with zipfile.ZipFile(path) as package:
            return _PROPERTY.encode() in package.read(_PLACE)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
