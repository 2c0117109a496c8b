"""What the rows of a campaign that waits for approval say: read from the ledger, as they will be sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from zns_batch.core.clock import in_vietnam
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import DueRow
from zns_batch.services.lists.previews import shuffled
from zns_batch.services.lists.statistics import ParamStatistics, StatisticsCollector

MOST_ROWS = 50_000
"""Of so many messages the values are counted; a page must not wait for more."""

_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenMessage:
    """A message that waits."""

    seq: int
    #: The spreadsheet's own row number.
    row: int
    phone: str
    data: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenMessages:
    """The messages of a campaign, as far as they were looked at."""

    first: FrozenMessage | None
    longest: FrozenMessage | None
    #: One that chance has chosen.
    random: FrozenMessage | None
    statistics: tuple[ParamStatistics, ...]
    looked_at: int
    #: Whether these are all.
    complete: bool


def read_frozen(ledger: Ledger, campaign: Campaign, *, turn: int) -> FrozenMessages:
    """Read the messages of a campaign that wait, and count what they say.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        turn: How many times another message was asked for.

    """
    today = in_vietnam(campaign.start_at or campaign.created_at).date()
    collector = StatisticsCollector(campaign.template.params.values(), today=today)
    first: DueRow | None = None
    longest: tuple[int, DueRow] | None = None
    seqs: list[int] = []
    after = 0
    while len(seqs) < MOST_ROWS:
        batch = rows.due(ledger, campaign.id, after=after, most=_AT_ONCE)
        if not batch:
            break
        after = batch[-1].seq
        first = first or batch[0]
        collector.add([row.data for row in batch])
        seqs += [row.seq for row in batch]
        best = max(batch, key=_length)
        if longest is None or _length(best) > longest[0]:
            longest = _length(best), best
    chosen = None
    shown = {each.seq for each in (first, longest[1] if longest else None) if each is not None}
    if others := [seq for seq in seqs if seq not in shown]:
        place = others[shuffled(campaign.id, len(others), turn) - 1]
        chosen = next(iter(rows.due(ledger, campaign.id, after=place - 1, most=1)), None)
    more = next(iter(rows.due(ledger, campaign.id, after=after, most=1)), None) if seqs else None
    return FrozenMessages(
        first=_message(first),
        longest=_message(longest[1] if longest else None),
        random=_message(chosen),
        statistics=collector.result(),
        looked_at=len(seqs),
        complete=more is None,
    )


def _length(row: DueRow) -> int:
    return sum(map(len, row.data.values()))


def _message(row: DueRow | None) -> FrozenMessage | None:
    if row is None:
        return None
    return FrozenMessage(seq=row.seq, row=row.number, phone=row.phone, data=row.data)
