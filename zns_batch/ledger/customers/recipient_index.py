"""Finds the rows of a customer among all campaigns.

Each campaign has one value in `recipients`: the numbers of its rows in the order of `seq`, eight bytes
each. Two million rows are 16 MB, which are looked through in a few hundredths of a second; an index
on `inputs.phone` would cost more than all else that planning writes.
"""

import sys
from array import array
from collections.abc import Container, Iterable, Iterator

from sqlalchemy import Connection, delete, insert, select

from zns_batch.domain.states import CampaignState
from zns_batch.ledger.db.schema import campaigns, inputs, recipients

NUMBER_SIZE = 8
_MASK = (1 << 64) - 1

_AT_ONCE = 500
"""Rows that one statement names."""


def number_of(recipient: str | None) -> int:
    """Return a phone or a user id as the index has it; 0 for a row without one."""
    return int(recipient) & _MASK if recipient else 0


def numbers_of(recipients: Iterable[str | None]) -> "array[int]":
    """Return many phones or user ids as the index has them, in a fraction of the time."""
    listed = [recipient or "0" for recipient in recipients]
    try:
        return array("Q", map(int, listed))
    except OverflowError:  # a user id of twenty digits
        return array("Q", map(number_of, listed))


def pack(numbers: Iterable[int]) -> bytes:
    """Return the numbers of a campaign's rows as the index stores them."""
    packed = array("Q", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def store(connection: Connection, campaign_id: str, numbers: Iterable[int]) -> None:
    """Note whom the rows of a campaign are for, in the order of their places."""
    line = {"campaign_id": campaign_id, "numbers": pack(numbers)}
    connection.execute(insert(recipients), line)


def remove(connection: Connection, campaign_id: str) -> None:
    """Forget whom the rows of a campaign were for."""
    connection.execute(delete(recipients).where(recipients.c.campaign_id == campaign_id))


def find(connection: Connection, recipient: str) -> dict[str, list[int]]:
    """Return the places of a recipient's rows by campaign, without drafts; the newest campaign first."""
    key = number_of(recipient).to_bytes(NUMBER_SIZE, "little")
    planned = (
        select(campaigns.c.id)
        .where(campaigns.c.state != CampaignState.DRAFT)
        .order_by(campaigns.c.created_at.desc(), campaigns.c.id.desc())
    )
    found: dict[str, list[int]] = {}
    for campaign_id in connection.execute(planned).scalars().all():
        places = list(_places(_stored(connection, campaign_id), key))
        if seqs := [seq for seq, _ in confirmed(connection, campaign_id, places, {recipient})]:
            found[campaign_id] = seqs
    return found


def _stored(connection: Connection, campaign_id: str) -> bytes:
    # One at a time: no more than one campaign's numbers are held in memory.
    query = select(recipients.c.numbers).where(recipients.c.campaign_id == campaign_id)
    return connection.execute(query).scalar() or b""


def _places(stored: bytes, key: bytes) -> Iterator[int]:
    at = stored.find(key)
    while at >= 0:
        if at % NUMBER_SIZE == 0:
            yield at // NUMBER_SIZE + 1
        at = stored.find(key, at + 1)


def places_in(connection: Connection, campaign_id: str, wanted: Container[int]) -> list[int]:
    """Return the places of the rows of a campaign whose numbers are among the wanted ones."""
    numbers = array("Q")
    numbers.frombytes(_stored(connection, campaign_id))
    if sys.byteorder == "big":
        numbers.byteswap()
    return [seq for seq, number in enumerate(numbers, 1) if number in wanted]


def confirmed(
    connection: Connection, campaign_id: str, seqs: Iterable[int], wanted: Container[str]
) -> list[tuple[int, str]]:
    """Return those of some rows whose recipient is indeed a wanted one, each with the recipient."""
    ordered, rows = list(seqs), []
    for start in range(0, len(ordered), _AT_ONCE):
        part = ordered[start : start + _AT_ONCE]
        query = select(inputs.c.seq, inputs.c.phone).where(
            inputs.c.campaign_id == campaign_id, inputs.c.seq.in_(part)
        )
        rows += [(seq, phone) for seq, phone in connection.execute(query) if phone in wanted]
    return rows
