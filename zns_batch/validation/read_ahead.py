"""Rows of a long list read by two processes, where a machine has a second core (`zns_batch.core.forked`).

What is read of a row depends on the row alone. All that depends on other rows, such as whether a row
repeats an earlier one, stays with the process that was asked, in the order of the sheet; and so does
every row of which there is more to say than whom it is for and what it says.
"""

import marshal
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count, islice, repeat

from zns_batch.core.forked import made_in_copy
from zns_batch.domain.sheet import Row

Said = tuple[str, bytes]
"""A row's recipient, and what the row says to it as `content_of` names it."""

_ALONE = 5_000
"""Rows from which on a copy helps: to make one takes as long as to read a few thousand."""
_BLOCK = 500
"""Rows that one of the two reads at a time."""
_BLOCKS, _OWN = 5, 2
"""Of five blocks this process reads two, because it looks at all rows besides."""


def read_ahead(
    rows: Iterator[Row], say: Callable[[Row], Said | None]
) -> Iterator[tuple[Row, Said | None]]:
    """Yield each row with what it says, where a copy of this process has read that.

    Args:
        rows: The rows.
        say: Reads a row; returns `None` for one that takes more. It runs in the copy.

    """
    beginning = list(islice(rows, _ALONE))
    yield from zip(beginning, repeat(None), strict=False)
    if len(beginning) < _ALONE:
        return
    with made_in_copy(partial(_pieces, rows, say)) as pieces:
        for place in count():
            block = list(islice(rows, _BLOCK))
            if not block:
                return
            piece = None if place % _BLOCKS < _OWN else pieces()
            said: Iterable[Said | None] = repeat(None)
            if piece:
                said = marshal.loads(piece)  # noqa: S302 - a copy of this process made it
            yield from zip(block, said, strict=False)


def _pieces(rows: Iterator[Row], say: Callable[[Row], Said | None]) -> Iterator[bytes]:
    for place in count():
        block = list(islice(rows, _BLOCK))
        if not block:
            return
        if place % _BLOCKS >= _OWN:
            yield marshal.dumps([*map(say, block)])
