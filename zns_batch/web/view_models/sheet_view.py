"""What the page of the sheet and its header row shows."""

from dataclasses import dataclass

from zns_batch.domain.sheet import SheetListing, column_letter
from zns_batch.i18n import Lang
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.jobs.wire import load_error
from zns_batch.services.lists.cell_text import plain_text
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.service import UploadedLists
from zns_batch.web.i18n import error_sentence

_LONGEST = 40
_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadRow:
    """One of the first rows of a sheet."""

    number: int
    cells: tuple[str, ...]
    #: `header`, `skipped`, `data` for the first row of data, else empty.
    mark: str

    @property
    def can_be_header(self) -> bool:
        """Whether anything stands in it."""
        return any(self.cells)


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetView:
    """The sheets of a list, and the first rows of the one that is read."""

    sheets: tuple[SheetListing, ...]
    #: The name of the sheet that is read; empty for a text file.
    sheet: str
    header_row: int | None
    letters: tuple[str, ...]
    rows: tuple[HeadRow, ...]
    notices: tuple[str, ...]
    #: Why the sheet can't be read; empty when it can.
    problem: str

    @property
    def visible(self) -> tuple[SheetListing, ...]:
        """The sheets that a person sees in the spreadsheet program."""
        return tuple(each for each in self.sheets if each.visible)

    @property
    def hidden(self) -> tuple[SheetListing, ...]:
        """The others."""
        return tuple(each for each in self.sheets if not each.visible)


def sheet_view(lists: UploadedLists, uploaded: UploadedList, lang: Lang) -> SheetView:
    """Return what the page shows.

    Raises:
        FileNotFoundError: The list was not opened yet.

    """
    choices = ListChoices.of(uploaded)
    with lists.check(uploaded) as check:
        sheets = check.sheets()
        first = next((each.name for each in sheets if each.visible), None)
        return SheetView(
            sheets=sheets,
            sheet=check.sheet_name or choices.sheet or first or "",
            header_row=check.header_row,
            letters=tuple(map(column_letter, check.head_columns())),
            rows=_rows(check),
            notices=tuple(notice.text(lang, face="web") for notice in check.notices()),
            problem=check_error(uploaded, lang),
        )


def check_error(uploaded: UploadedList, lang: Lang) -> str:
    """Return why a list can't be read; empty when it can."""
    error = (uploaded.result or {}).get("error")
    return error_sentence(load_error(error), lang) if error else ""


def _rows(check: CheckReader) -> tuple[HeadRow, ...]:
    header = check.header_row
    places = {column.index: place for place, column in enumerate(check.columns)}
    columns = check.head_columns()
    shown = []
    data_found = False
    most = max(_SHOWN, (header or 0) + 3)
    for number, cells in check.head()[:most]:
        is_data = header is not None and number > header
        texts = tuple(
            check.texts.of(places[index], cell) if is_data and index in places else plain_text(cell)
            for index, cell in zip(columns, cells, strict=False)
        )
        mark = ""
        if header is not None and number == header:
            mark = "header"
        elif header is not None and number < header:
            mark = "skipped"
        elif is_data and not data_found and any(texts):
            mark, data_found = "data", True
        short = tuple(
            f"{text[: _LONGEST - 1]}…" if len(text) > _LONGEST else text for text in texts
        )
        shown.append(HeadRow(number=number, cells=short, mark=mark))
    return tuple(shown)
