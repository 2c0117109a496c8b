"""What the rows of a campaign that waits for approval say: read from the ledger, as they will be sent."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from zns_batch.core.clock import in_vietnam
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import DueRow
from zns_batch.services.lists.previews import shuffled
from zns_batch.services.lists.statistics import ParamStatistics, StatisticsCollector

_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenValues:
    """What all messages of a campaign say.

    Attributes:
        statistics: What each parameter says.
        seqs: The places of the rows, in the sheet's order.
        longest: The place of the row whose values are the longest; `None` without any row.

    """

    statistics: tuple[ParamStatistics, ...]
    seqs: "array[int]"
    longest: int | None


def count_values(ledger: Ledger, campaign: Campaign) -> FrozenValues:
    """Count what the messages of a campaign say that wait: all of them, some 10 µs each.

    Raises:
        LedgerError: The ledger can't be read.

    """
    today = in_vietnam(campaign.start_at or campaign.created_at).date()
    collector = StatisticsCollector(campaign.template.params.values(), today=today)
    seqs, after = array("L"), 0
    longest: tuple[int, int] | None = None
    while batch := rows.due(ledger, campaign.id, after=after, most=_AT_ONCE):
        after = batch[-1].seq
        collector.add([row.data for row in batch])
        seqs.extend(row.seq for row in batch)
        best = max(batch, key=_length)
        if longest is None or _length(best) > longest[0]:
            longest = _length(best), best.seq
    return FrozenValues(
        statistics=collector.result(), seqs=seqs, longest=longest[1] if longest else None
    )


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
    """Three messages of a campaign; where it has fewer, some are `None` or the same."""

    first: FrozenMessage | None
    longest: FrozenMessage | None
    #: One that chance has chosen.
    random: FrozenMessage | None


def read_messages(
    ledger: Ledger, campaign: Campaign, values: FrozenValues, *, turn: int
) -> FrozenMessages:
    """Read the first message of a campaign, the longest, and one that chance chooses.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        values: What was counted of it.
        turn: How many times another message was asked for.

    """

    def message(seq: int | None) -> FrozenMessage | None:
        found = rows.due(ledger, campaign.id, after=seq - 1, most=1) if seq is not None else []
        return _message(found[0]) if found else None

    first = values.seqs[0] if values.seqs else None
    chosen = None
    others = len(values.seqs) - len({first, values.longest} - {None})
    if others > 0:
        place = shuffled(campaign.id, others, turn) - 1
        # The places of the two that are shown anyway are left out.
        for shown in sorted({values.seqs.index(seq) for seq in (first, values.longest) if seq}):
            place += place >= shown
        chosen = values.seqs[place]
    return FrozenMessages(
        first=message(first), longest=message(values.longest), random=message(chosen)
    )


def _length(row: DueRow) -> int:
    return sum(map(len, row.data.values()))


def _message(row: DueRow) -> FrozenMessage:
    return FrozenMessage(seq=row.seq, row=row.number, phone=row.phone, data=row.data)
