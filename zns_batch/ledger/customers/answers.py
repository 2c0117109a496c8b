"""What customers answered to messages: stars, a note, chosen reasons, and pressed quick replies.

They come as events: from a webhook, or made of what the provider tells when it is asked. Both name an
answer alike (`event_digest`), so one that comes both ways is stored once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from zns_batch.domain.delivery import RATED, REPLIED
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import events
from zns_batch.ledger.db.timestamps import from_ms


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
