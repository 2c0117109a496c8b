"""Erasing one customer: what the ledger has of a phone or a user id, row by row.

As with a purge, states, counts, codes, ids and moments stay, and the hashes by which a list that was
sent is recognised.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, or_, select, update

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import RowState
from zns_batch.ledger import rows as row_store
from zns_batch.ledger.customers import recipient_index
from zns_batch.ledger.db.customer_tables import settlements
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, events, inputs, journeys, rows
from zns_batch.ledger.journey_tokens import JourneyTokenState
from zns_batch.ledger.maintenance.purge import BLANK, strip_events
from zns_batch.ledger.maintenance.secure_delete import secure_delete
from zns_batch.ledger.records import Campaign, campaign_of
from zns_batch.ledger.row_codec import encode_cells

_UNDER_WAY = (RowState.PENDING.value, RowState.SENDING.value)
"""Rows in these states are still to be sent: what they say is needed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRows:
    """A customer's rows in one campaign.

    Attributes:
        campaign: The campaign.
        seqs: Places of rows that can be emptied.
        waiting: Places of rows that are still to be sent.

    """

    campaign: Campaign
    seqs: tuple[int, ...]
    waiting: tuple[int, ...]


def find_rows(ledger: Ledger, recipient: str) -> list[CustomerRows]:
    """Return where a customer stands, the newest campaign first.

    Args:
        ledger: The ledger.
        recipient: `84` and nine digits, or a user id.

    """
    found = []
    with ledger.read() as connection:
        for campaign_id, seqs in recipient_index.find(connection, recipient).items():
            query = select(campaigns).where(campaigns.c.id == campaign_id)
            campaign = campaign_of(connection.execute(query).mappings().one())
            waiting = _under_way(connection, campaign_id, seqs)
            free = tuple(seq for seq in seqs if seq not in waiting)
            found.append(CustomerRows(campaign=campaign, seqs=free, waiting=tuple(sorted(waiting))))
    return found


def erase_rows(ledger: Ledger, found: CustomerRows) -> int:
    """Empty a customer's rows of one campaign; return how many.

    Raises:
        LedgerError: The ledger can't be written.

    """
    campaign_id, blank = found.campaign.id, encode_cells((None,) * len(found.campaign.headers))
    with secure_delete(ledger, campaign_id) as connection:
        # A row may have been let go again since it was found.
        waiting = _under_way(connection, campaign_id, found.seqs)
        seqs = [seq for seq in found.seqs if seq not in waiting]
        for seq in seqs:
            _erase_row(connection, campaign_id, seq, blank)
        recipient_index.forget(connection, campaign_id, seqs)
    if seqs:
        theirs = and_(events.c.campaign_id == campaign_id, events.c.seq.in_(seqs))
        strip_events(ledger, theirs)
    return len(seqs)


def erase_elsewhere(ledger: Ledger, recipient: str) -> None:
    """Take a customer out of what stands beside campaigns: tokens of journeys that are not in doubt."""
    over = (JourneyTokenState.GOOD.value, JourneyTokenState.FREE.value)
    theirs = and_(journeys.c.phone == recipient, journeys.c.state.in_(over))
    with secure_delete(ledger) as connection:
        connection.execute(delete(journeys).where(theirs))


def _under_way(connection: Connection, campaign_id: str, seqs: Collection[int]) -> set[int]:
    waiting = select(rows.c.seq).where(
        rows.c.campaign_id == campaign_id,
        rows.c.seq.in_(list(seqs)),
        or_(*(rows.c.state == state for state in _UNDER_WAY)),
    )
    return set(connection.execute(waiting).scalars())


def _erase_row(connection: Connection, campaign_id: str, seq: int, blank: str) -> None:
    of_input = and_(inputs.c.campaign_id == campaign_id, inputs.c.seq == seq)
    of_row = and_(rows.c.campaign_id == campaign_id, rows.c.seq == seq)
    gone = {"cells": blank, "phone": None, "data": None, "extras": None}
    connection.execute(update(inputs).where(of_input).values(gone))
    before = connection.execute(select(rows.c.problems).where(of_row)).scalar_one_or_none()
    problems = before and row_store.dump_problems(_without_values(row_store.load_problems(before)))
    connection.execute(update(rows).where(of_row).values(said="", problems=problems))
    noted = and_(settlements.c.campaign_id == campaign_id, settlements.c.seq == seq)
    connection.execute(update(settlements).where(noted).values(note=""))


def _without_values(problems: Sequence[Problem]) -> list[Problem]:
    return [
        Problem(
            row=problem.row,
            column=problem.column,
            code=problem.code,
            params=dict.fromkeys(problem.params, BLANK),
        )
        for problem in problems
    ]
