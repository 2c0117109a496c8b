"""The columns that a workbook of ours adds to those of the input."""

from collections.abc import Iterator, Sequence

from zns_batch.i18n import LANGS, Lang, translate
from zns_batch.sheets.headers import fold_header

RESULT = (
    "status",
    "phone",
    "code",
    "reason",
    "remedy",
    "message-id",
    "tracking-id",
    "sent-at",
    "delivered-at",
    "attempts",
    "cost",
)
"""The columns of the results workbook, in order; the names in the catalogue's `report.column.`."""

CHECKED = ("status", "reason", "remedy")
"""The columns of the errors workbook. A sheet that has these three came from us."""


def title(column: str, lang: Lang) -> str:
    """Return the header of one of our columns."""
    return translate(f"report.column.{column}", lang)


def own_columns(headers: Sequence[str]) -> tuple[int, ...]:
    """Tell which columns of an input are the person's own.

    A workbook of ours that is fed back has our columns of the last time, in either language. A
    column that merely happens to be called “Status” is the person's own: only a sheet that has all
    of `CHECKED` is ours, and of two columns of one name the last one, because ours stand last.

    Args:
        headers: The input's headers, in order.

    Returns:
        The places of the person's own columns, from 0, in order.

    """
    last = {fold_header(header): place for place, header in enumerate(headers)}
    ours = {place for lang in LANGS for place in _ours(last, lang)}
    return tuple(place for place in range(len(headers)) if place not in ours)


def _ours(last: dict[str, int], lang: Lang) -> Iterator[int]:
    if all(fold_header(title(column, lang)) in last for column in CHECKED):
        for column in RESULT:
            place = last.get(fold_header(title(column, lang)))
            if place is not None:
                yield place
