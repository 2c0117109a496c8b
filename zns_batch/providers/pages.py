"""Walks through a list that a provider gives page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from zns_batch.providers.outcomes import unanswered
from zns_batch.providers.parsing import JsonObject

MOST_PAGES = 200
"""A list that goes on beyond this is not the one that was requested."""

Position = TypeVar("Position", int, str)
"""What a page is requested by: an offset, or a cursor that the page before named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[Position]):
    """One page of a list."""

    #: As they came; what is no object is skipped.
    items: list[object]
    #: Where the next page begins; `None` after the last.
    next: Position | None


async def all_items(
    start: Position, fetch: Callable[[Position], Awaitable[Page[Position]]]
) -> AsyncIterator[JsonObject]:
    """Return the objects of all pages.

    A last page may name a next one all the same, and a server may ignore where a page is to begin,
    so the list also ends at a page without items, at one that is the same as the one before, and
    where a position comes twice.

    Raises:
        ProviderError: There are more than `MOST_PAGES`.

    """
    position = start
    visited, previous = {start}, None
    for _ in range(MOST_PAGES):
        page = await fetch(position)
        if page.items == previous:
            return
        for item in page.items:
            if isinstance(item, dict):
                yield item
        if not page.items or page.next is None or page.next in visited:
            return
        position, previous = page.next, page.items
        visited.add(position)
    raise unanswered("unreadable")


def offset_page(items: list[object], offset: int, *, total: int | None = None) -> Page[int]:
    """Return a page of a list that is requested by offsets.

    Args:
        items: Its items.
        offset: The offset it was requested by.
        total: How many items there are in all, where that is known.

    """
    end = offset + len(items)
    return Page(items=items, next=None if total is not None and end >= total else end)
