"""What tests of receipts share: campaigns that were sent, events as Zalo posts them, a desk."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from ledger_help import NOW, campaign_of, planned
from sqlalchemy import insert, update

from zns_batch.domain.delivery import RECEIVED, Receipt, WebhookEvent
from zns_batch.domain.states import RowState
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import changes
from zns_batch.ledger.db.schema import rows as table
from zns_batch.ledger.records import Campaign, RowRecord
from zns_batch.providers.base import AccountClient
from zns_batch.receipts.webhook.endpoint import WebhookEndpoint

APP, KEY, OA = "1234567890", "oa-secret-key-of-tests", "4097311281936189049"

MAILBOX = WebhookEndpoint(account="default", first=APP, key=KEY, siblings={"default": OA})

SENT = NOW - timedelta(hours=1)
"""When the messages of `sent_campaign` went out."""


def sent_campaign(ledger: Ledger, *states: RowState, account: str = "default") -> Campaign:
    """A campaign whose rows stand in the given states, as the lane leaves them."""
    campaign = campaign_of(ledger, [planned(n) for n, _ in enumerate(states, 1)], account=account)
    for seq, state in enumerate(states, 1):
        put(ledger, campaign, seq, state)
    return campaign


def put(ledger: Ledger, campaign: Campaign, seq: int, state: RowState) -> None:
    """Let a row stand where the lane would have left it."""
    accepted = state is RowState.ACCEPTED
    values = {
        "state": state.value,
        "attempts": 0 if state is RowState.PENDING else 1,
        "message_id": f"m-{campaign.id}-{seq}" if accepted else None,
        "sent_at": ms(SENT) if accepted else None,
        "code": "timeout" if state is RowState.UNKNOWN else None,
    }
    began = {
        "campaign_id": campaign.id,
        "seq": seq,
        "at": ms(SENT),
        "state": RowState.SENDING.value,
        "attempt": 1,
        "tracking_id": f"{campaign.id}-{seq}",
    }
    mine = (table.c.campaign_id == campaign.id) & (table.c.seq == seq)
    with ledger.write() as connection:
        connection.execute(update(table).where(mine).values(**values))
        if state is not RowState.PENDING:
            connection.execute(insert(changes), began)


def row(ledger: Ledger, campaign: Campaign, seq: int = 1) -> RowRecord:
    """One row as it stands."""
    return list(rows.read_rows(ledger, campaign.id, price=200))[seq - 1]


def ms(moment: datetime) -> int:
    """A moment as Zalo writes it."""
    return int(moment.timestamp() * 1000)


def event_of(tracking_id: str | None, *, at: datetime = NOW, **changed: Any) -> WebhookEvent:
    """An event that a message has arrived."""
    values: dict[str, Any] = {
        "name": RECEIVED,
        "digest": sha256(f"{tracking_id}{changed}".encode()).hexdigest()[:32],
        "accounts": ("default",),
        "at": at,
        "message_id": None,
        "tracking_id": tracking_id,
    }
    return WebhookEvent(**values | changed)


def arrival(
    tracking_id: str | None,
    message_id: str | None = "m-1",
    *,
    at: datetime = NOW,
    phone: str = "84912345678",
    oa: str = OA,
) -> bytes:
    """The body that Zalo posts when a message has arrived."""
    message = {"delivery_time": str(ms(at)), "msg_id": message_id, "tracking_id": tracking_id}
    return body(
        RECEIVED,
        at=at,
        sender={"id": oa},
        recipient={"id": phone},
        message={name: value for name, value in message.items() if value is not None},
    )


def body(name: str, *, at: datetime = NOW, **fields: Any) -> bytes:
    """The body of an event."""
    whole = {"event_name": name, "app_id": APP, **fields, "timestamp": str(ms(at))}
    return json.dumps(whole, ensure_ascii=False).encode()


def headers(of: bytes, *, first: str = APP, key: str = KEY, **more: str) -> Mapping[str, str]:
    """The headers of an event, signed over its body."""
    timestamp = str(json.loads(of)["timestamp"])
    mac = sha256(first.encode() + of + timestamp.encode() + key.encode()).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-ZEvent-Signature": f"mac={mac}",
        "X-ZEvent-Server": "ZNS",
        **more,
    }


class FakeDesk(AccountClient):
    """Answers as told, and remembers what it was asked."""

    name = "zalo"

    def __init__(
        self,
        answer: Callable[[str], Receipt | None] | None = None,
        *,
        found: Callable[[str], Receipt | None] | None = None,
    ) -> None:
        self.asked: list[str] = []
        self.since: dict[str, datetime] = {}
        self._answer = answer or (lambda message_id: Receipt(message_id=message_id))
        self._found = found or (lambda _tracking_id: None)

    async def receipt(self, message_id: str) -> Receipt | None:
        self.asked.append(message_id)
        return self._answer(message_id)

    async def find(self, tracking_id: str, *, since: datetime) -> Receipt | None:
        self.asked.append(tracking_id)
        self.since[tracking_id] = since
        return self._found(tracking_id)
