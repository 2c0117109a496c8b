"""What a corrected file changed: two checks of a list compared row by row.

A row is recognised by what stands in the columns that are used, so that rows inserted above it, or
another order, don't make everything new. A row of which some cells were changed is paired with the
row it is likest to.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection, connect

import orjson

from zns_batch.domain.states import RowState

_RARE = 50
"""A value that more rows share tells no two of them apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DiffRow:
    """One row of a check, as far as two checks are compared by it.

    Attributes:
        key: What stands in its used columns; equal for equal rows.
        bad: It can't be sent as it is.
        says: What it sends; `None` for one that sends nothing.
        cells: Its used cells, as texts.

    """

    key: bytes
    bad: bool
    says: bytes | None
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListDiff:
    """What changed from one check of a list to the next. `fixed + left` is `before`."""

    #: Rows that could not be sent before.
    before: int
    #: Those of them that are mended or gone.
    fixed: int
    #: Those of them that still can't be sent.
    left: int
    #: Other rows that can't be sent now.
    new: int
    #: Rows that were not there before, and that are not there any more.
    added: int
    gone: int
    #: Rows that were right and say something else now.
    changed: int

    #: How many rows are in both.
    same: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.fixed or self.new or self.added or self.gone or self.changed)


def compare_rows(before: Sequence[DiffRow], after: Sequence[DiffRow]) -> ListDiff:
    """Compare the rows of two checks, each in the sheet's order."""
    pairs = _pair(before, after)
    bad = [place for place, row in enumerate(before) if row.bad]
    left = [place for place in bad if place in pairs and after[pairs[place]].bad]
    old_bad = {pairs[place] for place in left}
    changed = sum(
        row.says is not None
        and place in pairs
        and after[pairs[place]].says is not None
        and row.says != after[pairs[place]].says
        for place, row in enumerate(before)
    )
    return ListDiff(
        before=len(bad),
        fixed=len(bad) - len(left),
        left=len(left),
        new=sum(row.bad and place not in old_bad for place, row in enumerate(after)),
        added=len(after) - len(pairs),
        gone=len(before) - len(pairs),
        changed=changed,
        same=len(pairs),
    )


def _pair(before: Sequence[DiffRow], after: Sequence[DiffRow]) -> dict[int, int]:
    """Return the place after of each row that was there before."""
    waiting: dict[bytes, deque[int]] = defaultdict(deque)
    for place, row in enumerate(after):
        waiting[row.key].append(place)
    pairs: dict[int, int] = {}
    for place, row in enumerate(before):
        if waiting[row.key]:
            pairs[place] = waiting[row.key].popleft()
    taken = set(pairs.values())
    gone = [place for place in range(len(before)) if place not in pairs]
    fresh = [place for place in range(len(after)) if place not in taken]
    if gone and fresh:
        pairs |= _pair_alike(before, after, gone, fresh)
    return pairs


def _pair_alike(
    before: Sequence[DiffRow], after: Sequence[DiffRow], gone: Sequence[int], fresh: Sequence[int]
) -> dict[int, int]:
    """Pair rows of which some cells are the same."""
    holders: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place in fresh:
        for cell in _filled(after[place].cells):
            holders[cell].append(place)
    pairs: dict[int, int] = {}
    free = dict.fromkeys(fresh)
    for place in gone:
        cells = _filled(before[place].cells)
        shared: Counter[int] = Counter()
        for cell in cells:
            candidates = holders.get(cell, ())
            if len(candidates) <= _RARE:
                shared.update(each for each in candidates if each in free)
        # Of several as like, the nearest.
        best = max(shared, key=lambda each: (shared[each], -abs(each - place)), default=None)
        if best is not None and 2 * shared[best] >= len(cells):
            pairs[place] = best
            del free[best]
    # Rows without a rare value of their own, one after the other.
    rest = [place for place in gone if place not in pairs]
    return pairs | {
        place: follower
        for place, follower in zip(rest, free, strict=False)
        if _alike(before[place].cells, after[follower].cells)
    }


def _filled(cells: Iterable[str]) -> list[tuple[int, str]]:
    return [(place, cell) for place, cell in enumerate(cells) if cell not in {"", "null"}]


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    same = sum(cell == twin for cell, twin in zip(one, other, strict=False))
    return 2 * same >= max(len(one), len(other))


def compare_checks(before: Path, after: Path) -> ListDiff | None:
    """Compare two complete checks; `None` when the one before was not complete."""
    with closing(connect(before)) as old, closing(connect(after)) as new:
        query = "SELECT 1 FROM meta WHERE name = 'found'"
        if old.execute(query).fetchone() is None:
            return None
        return compare_rows(_read(old), _read(new))


def _read(connection: Connection) -> list[DiffRow]:
    [used] = connection.execute("SELECT value FROM meta WHERE name = 'used'").fetchone()
    places: list[int] = orjson.loads(used)
    rows = []
    query = (
        "SELECT max(state = ?), max(state = 'pending'), group_concat(hex(content), ''), max(cells)"
        " FROM rows GROUP BY number ORDER BY number"
    )
    for bad, sent, says, text in connection.execute(query, (RowState.INVALID,)):
        cells = orjson.loads(text)
        shown = tuple(_shown(cells[place]) for place in places)
        key = "\x1f".join(shown).encode("utf-8", "surrogatepass")
        rows.append(
            DiffRow(key=key, bad=bool(bad), says=says.encode() if sent else None, cells=shown)
        )
    return rows


def _shown(cell: str | float | Mapping[str, str] | None) -> str:
    return cell if isinstance(cell, str) else orjson.dumps(cell).decode()
