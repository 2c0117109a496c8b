"""Promotions of an account by recipient and day, for holding back those that a number has had already."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from sqlalchemy import and_, or_, select

from zns_batch.core.clock import VIETNAM, in_vietnam
from zns_batch.domain.states import RowState
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, inputs, rows
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.records import Campaign, campaign_of
from zns_batch.ledger.rows import DueRow, streamed

PROMOTION = "PROMOTION"
"""The tag of templates that promote."""

PROMOTIONS_A_DAY = "promotions_a_day"
"""The option of a promotion: how many promotions a number may get in a day; absent for no limit."""

_MAY_HAVE_GONE = (RowState.ACCEPTED.value, RowState.UNKNOWN.value, RowState.SENDING.value)


def sent_today(ledger: Ledger, account: str, *, now: datetime) -> Counter[str]:
    """Count the promotions that numbers got from an account today, or may have got, in Viet Nam.

    Practice and test sends don't count.
    """
    here = in_vietnam(now)
    since = to_ms(datetime.combine(here.date(), time(), VIETNAM))
    started = select(campaigns).where(
        campaigns.c.account == account,
        campaigns.c.dry_run.is_(False),
        campaigns.c.mode.is_(None),
        campaigns.c.started_at.is_not(None),
        or_(campaigns.c.ended_at.is_(None), campaigns.c.ended_at >= since),
    )
    counts: Counter[str] = Counter()
    with ledger.read() as connection:
        lines = connection.execute(started).mappings().all()
        promotions = [
            campaign for campaign in map(campaign_of, lines) if campaign.template.tag == PROMOTION
        ]
        for campaign in promotions:
            # Of a row in doubt, and of a provider that does not tell, nobody knows when it left.
            fresh = campaign.started_at is not None and to_ms(campaign.started_at) >= since
            when = rows.c.sent_at >= since
            same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
            phones = (
                select(inputs.c.phone)
                .select_from(rows.join(inputs, same))
                .where(
                    rows.c.campaign_id == campaign.id,
                    rows.c.state.in_(_MAY_HAVE_GONE),
                    or_(rows.c.sent_at.is_(None), when) if fresh else when,
                )
            )
            with streamed(connection, phones) as found:
                counts.update(found.scalars())
    return counts


class PromotionLimit:
    """Holds back rows whose number has had its promotions of the day.

    Args:
        sent: How many each number has had.
        most: How many it may have.
        day: The day of which that is known, in Viet Nam.

    Attributes:
        held: The places of the rows that were held back.

    """

    def __init__(self, sent: Counter[str], most: int, day: date) -> None:
        self._sent = sent
        self._most = most
        self._day = day
        self._taken: set[int] = set()
        self.held: set[int] = set()

    def take(self, due: Iterable[DueRow]) -> list[DueRow]:
        """Return the rows that may go, and count them; a row that comes again counts once."""
        return [row for row in due if self._may_go(row.seq, row.phone)]

    def _may_go(self, seq: int, recipient: str) -> bool:
        if seq in self._taken:
            return True
        if self._sent[recipient] >= self._most:
            self.held.add(seq)
            return False
        self._sent[recipient] += 1
        self._taken.add(seq)
        return True

    def is_of_day(self, now: datetime) -> bool:
        """Tell whether its day still runs; after midnight the rows that it held back may go."""
        return in_vietnam(now).date() == self._day

    def count_held(self, waiting: Iterable[tuple[int, str]]) -> int:
        """Return how many of some rows would be held back, by their places and recipients."""
        return sum(not self._may_go(seq, recipient) for seq, recipient in waiting)


def limit_of(ledger: Ledger, campaign: Campaign, *, now: datetime) -> PromotionLimit | None:
    """Return what holds rows of a campaign back; `None` for one that is no promotion or has no limit."""
    most = campaign.options.get(PROMOTIONS_A_DAY)
    if not most:
        return None
    return _limit(ledger, campaign.account, int(most), now)


def held_today(ledger: Ledger, campaign: Campaign, *, now: datetime) -> int:
    """Return how many waiting rows of a campaign would be held back until tomorrow."""
    limit = limit_of(ledger, campaign, now=now)
    return 0 if limit is None else limit.count_held(_waiting(ledger, campaign.id))


def would_be_held(
    ledger: Ledger, account: str, waiting: Iterable[tuple[int, str]], *, most: int, now: datetime
) -> int:
    """Return how many rows of a promotion that is not planned yet would be held back until tomorrow.

    Args:
        ledger: The ledger.
        account: The account that sends it.
        waiting: Its rows, by their places and recipients.
        most: How many promotions a number may get in a day.
        now: The moment.

    """
    return _limit(ledger, account, most, now).count_held(waiting)


def _limit(ledger: Ledger, account: str, most: int, now: datetime) -> PromotionLimit:
    return PromotionLimit(sent_today(ledger, account, now=now), most, in_vietnam(now).date())


def _waiting(ledger: Ledger, campaign_id: str) -> Iterator[tuple[int, str]]:
    same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
    query = (
        select(rows.c.seq, inputs.c.phone)
        .select_from(rows.join(inputs, same))
        .where(rows.c.campaign_id == campaign_id, rows.c.state == RowState.PENDING.value)
        .order_by(rows.c.seq)
    )
    with ledger.read() as connection, streamed(connection, query) as lines:
        yield from ((seq, phone) for seq, phone in lines)
