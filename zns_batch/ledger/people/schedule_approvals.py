"""Approvals of recurring schedules in the ledger: for all times, up to a number of messages each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from zns_batch.domain.approval import ApprovalOutcome
from zns_batch.ledger import schedules
from zns_batch.ledger.db.approval_tables import schedule_approvals
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.schedules import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleRequest:
    """What somebody asked to be approved of a schedule, and what became of it.

    Attributes:
        schedule_id: The schedule.
        digest: What it was when somebody asked.
        ceiling: The most messages that one of its campaigns may have.
        asked_by: The user who asked.
        asked_at: When.
        note: What the approver is to know.
        decided_by: The user who decided.
        decided_at: When.
        outcome: What became of it; `None` while nobody has decided.
        answer: Why it was given back.

    """

    schedule_id: str
    digest: str
    ceiling: int
    asked_by: str
    asked_at: datetime
    note: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None
    outcome: ApprovalOutcome | None = None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide yet."""
        return self.outcome is None


def put_request(connection: Connection, request: ScheduleRequest) -> None:
    """Write a request down in place of the schedule's former one."""
    this = schedule_approvals.c.schedule_id == request.schedule_id
    connection.execute(delete(schedule_approvals).where(this))
    connection.execute(
        insert(schedule_approvals).values(
            schedule_id=request.schedule_id,
            digest=request.digest,
            ceiling=request.ceiling,
            asked_by=request.asked_by,
            asked_at=to_ms(request.asked_at),
            note=request.note,
            answer="",
        )
    )


def find_schedule_request(ledger: Ledger, schedule_id: str) -> ScheduleRequest | None:
    """Return the last request for a schedule; `None` when nobody asked."""
    with ledger.read() as connection:
        return request_within(connection, schedule_id)


def request_within(connection: Connection, schedule_id: str) -> ScheduleRequest | None:
    """Return the last request for a schedule, in a transaction that does more."""
    query = select(schedule_approvals).where(schedule_approvals.c.schedule_id == schedule_id)
    line = connection.execute(query).mappings().first()
    return None if line is None else _request_of(line)


def list_open(ledger: Ledger) -> list[tuple[Schedule, ScheduleRequest]]:
    """Return the requests that nobody has decided, with their schedules, the longest waiting first."""
    is_open = schedule_approvals.c.outcome.is_(None)
    query = select(schedule_approvals).where(is_open).order_by(schedule_approvals.c.asked_at)
    with ledger.snapshot():
        with ledger.read() as connection:
            requests = [_request_of(line) for line in connection.execute(query).mappings()]
        found = schedules.get_some(ledger, [each.schedule_id for each in requests])
    return [(found[each.schedule_id], each) for each in requests if each.schedule_id in found]


def close_schedule_request(
    connection: Connection,
    request: ScheduleRequest,
    outcome: ApprovalOutcome,
    *,
    by: str,
    answer: str,
    now: datetime,
) -> bool:
    """Note what became of a request; tell whether it was still the open one that was seen."""
    this = (
        schedule_approvals.c.schedule_id == request.schedule_id,
        schedule_approvals.c.digest == request.digest,
        schedule_approvals.c.ceiling == request.ceiling,
        schedule_approvals.c.asked_at == to_ms(request.asked_at),
        schedule_approvals.c.outcome.is_(None),
    )
    values = {"outcome": outcome, "decided_by": by, "decided_at": to_ms(now), "answer": answer}
    return connection.execute(update(schedule_approvals).where(*this).values(**values)).rowcount > 0


def drop_approval(connection: Connection, schedule_id: str) -> bool:
    """Forget the approval of a schedule; tell whether there was any."""
    this = schedule_approvals.c.schedule_id == schedule_id
    return connection.execute(delete(schedule_approvals).where(this)).rowcount > 0


def _request_of(line: RowMapping) -> ScheduleRequest:
    return ScheduleRequest(
        schedule_id=line["schedule_id"],
        digest=line["digest"],
        ceiling=line["ceiling"],
        asked_by=line["asked_by"],
        asked_at=from_ms(line["asked_at"]),
        note=line["note"],
        decided_by=line["decided_by"],
        decided_at=from_ms(line["decided_at"]),
        outcome=ApprovalOutcome(line["outcome"]) if line["outcome"] else None,
        answer=line["answer"],
    )
