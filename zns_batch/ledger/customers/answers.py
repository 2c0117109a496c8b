"""What customers answered to messages: stars, a note, chosen reasons, and pressed quick replies.

They come as events: from a webhook, or made of what the provider tells when it is asked. Both name an
answer alike (`event_digest`), so one that comes both ways is stored once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from zns_batch.domain.delivery import RATED, REPLIED, GivenAnswer
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import events, rows
from zns_batch.ledger.db.timestamps import from_ms
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import streamed
from zns_batch.ledger.webhook_events import EventStatus, store_events

_AT_ONCE = 200
"""Answers stored in one transaction: a lane that is sending waits no longer than that."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerAnswer:
    """What one customer answered to one message; the last word of each kind."""

    #: One to five; `None` when the customer rated nothing.
    stars: int | None = None
    note: str = ""
    #: The reasons that the customer chose of those that the template offers.
    reasons: tuple[str, ...] = ()
    #: What stands on the quick reply that was pressed.
    reply: str = ""
    #: When the customer answered last.
    at: datetime | None = None


def answers_of(ledger: Ledger, campaign_id: str) -> dict[int, CustomerAnswer]:
    """Return the answers to a campaign's messages by the places of their rows."""
    with ledger.read() as connection:
        return read_answers(connection, campaign_id)


def read_answers(
    connection: Connection, campaign_id: str, seqs: Iterable[int] | None = None
) -> dict[int, CustomerAnswer]:
    """Return the answers to a campaign's messages, or to those of some rows."""
    query = (
        select(events.c.seq, events.c.name, events.c.at, events.c.told)
        .where(
            events.c.campaign_id == campaign_id,
            events.c.name.in_([RATED, REPLIED]),
            events.c.seq.is_not(None),
        )
        .order_by(events.c.at, events.c.id)
    )
    if seqs is not None:
        query = query.where(events.c.seq.in_(list(seqs)))
    answers: dict[int, CustomerAnswer] = {}
    for seq, name, at, told in connection.execute(query):
        before = answers.get(seq, CustomerAnswer())
        answers[seq] = _joined(before, name, from_ms(at), orjson.loads(told))
    return answers


def store_answers(
    ledger: Ledger, campaign: Campaign, given: Sequence[GivenAnswer], *, now: datetime
) -> int:
    """Keep the answers to a campaign's messages among those that a provider told.

    Answers to other messages of the template are left alone: other systems may send it too.

    Returns:
        How many were not known before.

    """
    references = _references(ledger, campaign, given)
    events_of_ours = [
        replace(answer, tracking_id=tracking_id).as_event(campaign.account)
        for answer in given
        if (tracking_id := references.get(answer.tracking_id or answer.message_id)) is not None
    ]
    new = 0
    for start in range(0, len(events_of_ours), _AT_ONCE):
        statuses = store_events(ledger, events_of_ours[start : start + _AT_ONCE], now=now)
        new += sum(status is not EventStatus.KNOWN for status in statuses)
    return new


def _references(
    ledger: Ledger, campaign: Campaign, given: Sequence[GivenAnswer]
) -> dict[str | None, str]:
    """Return our references of the campaign's messages that were answered, by what the provider names."""
    named = {answer.tracking_id for answer in given}
    ours: dict[str | None, str] = {
        name: name for name in named if name and name.startswith(f"{campaign.id}-")
    }
    # A message to a user's id carries no reference of ours.
    nameless = {answer.message_id for answer in given if not answer.tracking_id}
    if nameless:
        query = select(rows.c.message_id, rows.c.tracking_id).where(
            rows.c.campaign_id == campaign.id, rows.c.message_id.is_not(None)
        )
        with ledger.read() as connection, streamed(connection, query) as lines:
            ours |= {message_id: name for message_id, name in lines if message_id in nameless}
    return ours


def _joined(
    before: CustomerAnswer, name: str, at: datetime, told: Mapping[str, object]
) -> CustomerAnswer:
    if name == REPLIED:
        return replace(before, reply=_text(told.get("data")), at=at)
    rate = told.get("rate")
    reasons = told.get("feedbacks")
    chosen = reasons if isinstance(reasons, list) else [reasons] if reasons else []
    return replace(
        before,
        stars=rate if isinstance(rate, int) else before.stars,
        note=_text(told.get("note")),
        reasons=tuple(filter(None, map(_text, chosen))),
        at=at,
    )


def _text(value: object) -> str:
    """Return what a customer wrote or chose as text; a provider may send any JSON."""
    if value is None or value is False:
        return ""
    return value.strip() if isinstance(value, str) else orjson.dumps(value).decode()
