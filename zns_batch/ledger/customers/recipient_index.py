"""Finds the rows of a customer among all campaigns.

Each campaign has one text in `recipients`: the phones (or user ids) of its rows in the order of `seq`, a
line each; a row that goes to a user id and has a phone too has both, with a space between. Two million rows are 24 MB, which are looked through in a few hundredths of a second; an index
on `inputs.phone` would cost more than all else that planning writes, and this costs next to nothing.
"""

from collections.abc import Collection, Container, Iterable, Iterator

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from zns_batch.domain.planned_row import user_of
from zns_batch.domain.states import CampaignState
from zns_batch.ledger.db.customer_tables import recipients
from zns_batch.ledger.db.schema import campaigns, inputs

_END = b"\n"
_BETWEEN = " "
_ENDS = frozenset({_END, _BETWEEN.encode()})
_AT_ONCE = 500
"""Rows that one statement names."""


def line_of(phone: str | None, extras: str | None) -> str | None:
    """Return the line of a row: its phone, and the user id that it goes to in place of it."""
    user = user_of(extras)
    return phone if user is None or user == phone else f"{phone or ''}{_BETWEEN}{user}"


def lines_of(part: Iterable[str | None]) -> bytes:
    """Return the lines of some rows, one after the other: made once for many rows."""
    return "\n".join([recipient or "" for recipient in part]).encode()


def store(connection: Connection, campaign_id: str, parts: Iterable[bytes]) -> None:
    """Note whom the rows of a campaign are for: the lines of its rows, part by part."""
    # Each line stands between two ends, so that a whole one is found and never a piece.
    line = {"campaign_id": campaign_id, "numbers": _END + _END.join(parts) + _END}
    connection.execute(insert(recipients), line)


def remove(connection: Connection, campaign_id: str) -> None:
    """Forget whom the rows of a campaign were for."""
    connection.execute(delete(recipients).where(recipients.c.campaign_id == campaign_id))


def forget(connection: Connection, campaign_id: str, seqs: Collection[int]) -> None:
    """Forget whom some rows of a campaign were for; the others keep their places."""
    stored = _stored(connection, campaign_id)
    if not seqs or not stored:
        return
    lines, gone = stored.split(_END), set(seqs)
    # Before the first line there is nothing, so a row's place is its line's.
    kept = [b"" if place in gone else line for place, line in enumerate(lines)]
    this = recipients.c.campaign_id == campaign_id
    connection.execute(update(recipients).where(this).values(numbers=_END.join(kept)))


def find(connection: Connection, recipient: str) -> dict[str, list[int]]:
    """Return the places of a recipient's rows by campaign, without drafts; the newest campaign first."""
    planned = (
        select(campaigns.c.id)
        .join(recipients, recipients.c.campaign_id == campaigns.c.id)
        .where(campaigns.c.state != CampaignState.DRAFT, _holds(connection, recipient))
        .order_by(campaigns.c.created_at.desc(), campaigns.c.id.desc())
    )
    found: dict[str, list[int]] = {}
    for campaign_id in connection.execute(planned).scalars().all():
        places = list(_places(_stored(connection, campaign_id), recipient))
        if seqs := confirmed(connection, campaign_id, places, {recipient}):
            found[campaign_id] = seqs
    return found


def _holds(connection: Connection, recipient: str) -> ColumnElement[bool]:
    """Return the condition that a recipient stands somewhere in a campaign's text, be it within another.

    The database looks through the texts where they lie, and hands out those of few campaigns.
    """
    wanted = literal(recipient.encode(), LargeBinary)
    if connection.dialect.name == "postgresql":
        return func.position(wanted.op("IN")(recipients.c.numbers)) > 0
    return func.instr(recipients.c.numbers, wanted) > 0


def _stored(connection: Connection, campaign_id: str) -> bytes:
    # One at a time: no more than one campaign's numbers are held in memory.
    query = select(recipients.c.numbers).where(recipients.c.campaign_id == campaign_id)
    return connection.execute(query).scalar() or b""


def _places(stored: bytes, recipient: str) -> Iterator[int]:
    wanted = recipient.encode()
    seq, counted, at = 0, 0, stored.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if stored[at - 1 : at] in _ENDS and stored[end : end + 1] in _ENDS:
            seq += stored.count(_END, counted, at)
            yield seq
            counted = at
        at = stored.find(wanted, end)


def places_in(connection: Connection, campaign_id: str, wanted: Container[str]) -> list[int]:
    """Return the places of the rows of a campaign whose recipients are among the wanted ones."""
    lines = _stored(connection, campaign_id).decode().split("\n")
    # Before the first line, and behind the last one, there is nothing.
    listed = enumerate(lines[1:-1], 1)
    return [seq for seq, line in listed if line and _is_wanted(line, wanted)]


def _is_wanted(line: str, wanted: Container[str]) -> bool:
    if _BETWEEN not in line:
        return line in wanted
    return any(recipient in wanted for recipient in line.split())


def confirmed(
    connection: Connection, campaign_id: str, seqs: Iterable[int], wanted: Container[str]
) -> list[int]:
    """Return the places of those of some rows whose recipient is indeed a wanted one."""
    ordered, places = list(seqs), []
    for start in range(0, len(ordered), _AT_ONCE):
        part = ordered[start : start + _AT_ONCE]
        query = select(inputs.c.seq, inputs.c.phone, inputs.c.extras).where(
            inputs.c.campaign_id == campaign_id, inputs.c.seq.in_(part)
        )
        places += [
            line.seq
            for line in connection.execute(query)
            if line.phone in wanted or user_of(line.extras) in wanted
        ]
    return places
