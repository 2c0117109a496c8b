"""What the page of the rows that can be sent shows."""

from dataclasses import dataclass

from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.lists.service import UploadedLists

PAGE = 100
"""Messages of a page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GoodRow:
    """One message that will be sent: its row, its phone and each value under its column's title."""

    number: int
    at: int
    phone: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GoodRowsView:
    """The page. `before` and `after` are addresses; empty at the ends."""

    rows: tuple[GoodRow, ...]
    total: int
    first: int
    last: int
    before: str
    after: str


def good_rows_view(lists: UploadedLists, uploaded: UploadedList, *, after: int) -> GoodRowsView:
    """Return the page.

    Args:
        lists: The uploaded lists.
        uploaded: The list.
        after: The page begins behind this message, by its number among those to be sent.

    Raises:
        FileNotFoundError: The list was not opened yet.

    """
    path = f"/lists/{uploaded.id}/good"
    with lists.check(uploaded) as check:
        headers, total = check.headers(), check.to_send
        listed = check.messages(after=after, most=PAGE)
    rows = tuple(
        GoodRow(
            number=row.number,
            at=row.at or 0,
            phone=row.phone or "",
            values=tuple((headers.get(name, name), value) for name, value in row.data.items()),
        )
        for row in listed
    )
    last = rows[-1].at if rows else 0
    return GoodRowsView(
        rows=rows,
        total=total,
        first=rows[0].at if rows else 0,
        last=last,
        before=f"{path}?after={max(rows[0].at - 1 - PAGE, 0)}" if rows and rows[0].at > 1 else "",
        after=f"{path}?after={last}" if 0 < last < total else "",
    )
