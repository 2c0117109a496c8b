"""Fills a ledger with what an agency has beside its campaigns: all that the other list pages show."""

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Table, func, insert, select, text

from zns_batch.domain.states import CampaignState, Reason
from zns_batch.ledger import audit, campaigns, uploads
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db.approval_tables import approvals
from zns_batch.ledger.db.customer_tables import never_send
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import audit as audit_table
from zns_batch.ledger.db.schema import campaigns as campaigns_table
from zns_batch.ledger.db.schema import runs, schedules
from zns_batch.ledger.db.timestamps import to_ms

CLOSED_NUMBERS, ACTS, LISTS, SCHEDULES, REQUESTS = 200_000, 100_000, 1_000, 100, 200
_AT_ONCE = 10_000


def fill_beside(ledger: Ledger, accounts: int) -> None:
    """Add never-send entries, acts, schedules with their last times, and requests for approval."""
    now = datetime.now(UTC)
    _insert(ledger, never_send, _closed(now, accounts))
    _insert(ledger, audit_table, _acts(ledger, now, accounts))
    _insert(ledger, schedules, (_schedule(place, now, accounts) for place in range(SCHEDULES)))
    _insert(ledger, runs, (_run(place, now) for place in range(SCHEDULES)))
    template = _any_campaign(ledger)
    made = [_waiting(template, place, now, accounts) for place in range(REQUESTS)]
    _insert(ledger, campaigns_table, made)
    with ledger.write() as connection:
        counts = (
            "INSERT INTO row_counts SELECT :id, state, rows, delivered FROM row_counts "
            "WHERE campaign_id = :before"
        )
        for each in made:
            connection.execute(text(counts), {"id": each["id"], "before": template["id"]})
    _insert(ledger, approvals, (_request(str(each["id"]), now) for each in made))


def fill_lists(ledger: Ledger, owner: str, others: int) -> None:
    """Add uploaded lists: one in twenty is a person's own, the others of other people."""
    now = datetime.now(UTC)
    for place in range(LISTS):
        whose = owner if place % 20 == 0 else f"somebody-{place % others}"
        one = uploads.UploadedList(
            id=uploads.new_upload_id(),
            owner=whose,
            account="shop-001",
            template="don-hang",
            name=f"Đơn hàng {place}.xlsx",
            sha256="0" * 64,
            size=100_000,
            folder=f"lists/{place}",
            state=uploads.UploadState.CHECKED,
            created_at=now,
            touched_at=now - timedelta(minutes=place),
        )
        uploads.add(ledger, one)


def _insert(ledger: Ledger, table: Table, lines: Iterable[Mapping[str, object]]) -> None:
    waiting: list[Mapping[str, object]] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == _AT_ONCE:
            _write(ledger, table, waiting)
            waiting = []
    if waiting:
        _write(ledger, table, waiting)


def _write(ledger: Ledger, table: Table, lines: list[Mapping[str, object]]) -> None:
    with ledger.write() as connection:
        connection.execute(insert(table), [dict(line) for line in lines])


def _closed(now: datetime, accounts: int) -> Iterable[Mapping[str, object]]:
    for place in range(CLOSED_NUMBERS):
        yield {
            "account": "*" if place % 2 else f"shop-{place % accounts:03}",
            "recipient": f"849{place:08}",
            "source": "import",
            "why": "khách từ chối",
            # Many of the same moment, as an import adds them.
            "added_at": to_ms(now - timedelta(minutes=place // 1_000)),
            "added_by": "lan",
            "entry_id": place + 1,
        }


def _acts(ledger: Ledger, now: datetime, accounts: int) -> Iterable[Mapping[str, object]]:
    words = ("sign-in", "upload", "confirm", "pause", "resume", "download", "find", "sign-out")
    with ledger.read() as connection:
        last = select(audit_table.c.chain).order_by(audit_table.c.id.desc()).limit(1)
        before = connection.execute(last).scalar_one_or_none() or audit._START
    for place in range(ACTS):
        entry = AuditEntry(
            at=now - timedelta(minutes=ACTS - place),
            actor=f"person-{place % 50}",
            face="web",
            act=words[place % len(words)],
            account=f"shop-{place % accounts:03}",
            object=f"object-{place % 5_000}",
            number=place % 4_000,
            params={"rows": place},
            address="127.0.0.1",
        )
        values = audit._values_of(entry)
        before = audit._chained(before, values)
        yield {**values, "chain": before}


def _schedule(place: int, now: datetime, accounts: int) -> Mapping[str, object]:
    asked = {"request": {"template": "don-hang"}}
    return {
        "id": f"schedule-{place}",
        "name": f"Đơn hàng mỗi sáng {place}",
        "account": f"shop-{place % accounts:03}",
        "state": "active",
        "file": f"/lists/{place}/*.xlsx",
        "asked": json.dumps(asked),
        "cron": "0 8 * * *",
        "zone": "Asia/Ho_Chi_Minh",
        "next_at": to_ms(now + timedelta(hours=place % 24)),
        "misfire": "skip",
        "bad_rows": "hold",
        "folder": "/lists",
        "digest": None,
        "created_at": to_ms(now),
    }


def _run(place: int, now: datetime) -> Mapping[str, object]:
    return {
        "schedule_id": f"schedule-{place}",
        "due_at": to_ms(now - timedelta(days=1)),
        "state": "no-file" if place % 10 == 0 else "unchanged",
        "at": to_ms(now - timedelta(days=1)),
        "campaign_id": None,
        "said": None,
    }


def _any_campaign(ledger: Ledger) -> Mapping[str, object]:
    one = next(each for each in campaigns.list_all(ledger) if each.state is CampaignState.COMPLETED)
    with ledger.read() as connection:
        query = select(campaigns_table).where(campaigns_table.c.id == one.id)
        return dict(connection.execute(query).mappings().one())


def _waiting(
    template: Mapping[str, object], place: int, now: datetime, accounts: int
) -> dict[str, object]:
    return {
        **template,
        "id": uuid.uuid4().hex[:20],
        "name": f"Chờ duyệt {place}",
        "account": f"shop-{place % accounts:03}",
        "state": CampaignState.PAUSED.value,
        "reason": Reason.APPROVAL.value,
        "created_at": to_ms(now - timedelta(hours=2_000 + place)),
    }


def _request(campaign_id: str, now: datetime) -> Mapping[str, object]:
    return {
        "campaign_id": campaign_id,
        "asked_by": "somebody",
        "asked_at": to_ms(now),
        "note": "",
        "start_at": None,
        "ends_at": to_ms(now + timedelta(days=3)),
        "fingerprint": "0" * 64,
        "messages": 4_000,
        "decided_by": None,
        "decided_at": None,
        "outcome": None,
        "answer": "",
    }


def is_filled(ledger: Ledger) -> bool:
    """Tell whether a ledger that was kept has it all already."""
    with ledger.read() as connection:
        count = connection.execute(select(func.count()).select_from(never_send)).scalar_one()
    return count >= CLOSED_NUMBERS
