"""A notification for programs: one JSON object, and the main facts as environment variables."""

from datetime import datetime
from typing import Any

import orjson

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import COUNTED, RowState
from zns_batch.notifications.notification import Notification
from zns_batch.notifications.text import summary


def as_object(notice: Notification) -> dict[str, Any]:
    """Return a notification as a JSON object.

    The outer keys are those of the Standard Webhooks specification, "Payload structure"; `text` is
    what chat rooms show of a posted object.
    """
    counts = {state.value: notice.rows.get(state, 0) for state in COUNTED}
    counts[RowState.PENDING.value] += notice.rows.get(RowState.SENDING, 0)
    return {
        "id": notice.id,
        "type": f"notice.{notice.kind}",
        "timestamp": _timestamp(notice.when),
        "text": summary(notice),
        "data": {
            "kind": notice.kind.value,
            "trouble": notice.is_trouble,
            "campaign": notice.campaign,
            "name": notice.name,
            "schedule": notice.schedule,
            "account": notice.account,
            "destination": notice.destination,
            "practice": notice.practice,
            "state": notice.state,
            "reason": notice.reason,
            "resume_after": _timestamp(notice.resume_after),
            "rows": {"total": sum(counts.values()), **counts},
            "sum": notice.sum_line,
            "needs": [
                {"reason": need.reason, "rows": need.rows, "remedy": need.remedy}
                for need in notice.needs
            ],
            "report": notice.report_text,
            "page": notice.page,
        },
    }


def as_bytes(notice: Notification) -> bytes:
    """Return the JSON object as it is posted, and as a command reads it: UTF-8, one line."""
    return orjson.dumps(as_object(notice)) + b"\n"


def as_variables(notice: Notification) -> dict[str, str]:
    """Return the main facts as `ZNS_NOTICE_…` variables; missing ones are empty."""
    data: dict[str, Any] = as_object(notice)["data"]
    names = ("kind", "campaign", "name", "schedule", "account", "destination", "state", "reason")
    facts = {name: data[name] or "" for name in (*names, "resume_after", "sum", "report", "page")}
    facts |= {"id": notice.id, "text": summary(notice), "trouble": str(int(notice.is_trouble))}
    facts["practice"] = str(int(notice.practice))
    return {f"ZNS_NOTICE_{name.upper()}": str(value) for name, value in facts.items()}


def _timestamp(when: datetime | None) -> str | None:
    return None if when is None else in_vietnam(when).isoformat(timespec="seconds")
