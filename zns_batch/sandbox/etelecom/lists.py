"""Lists with cursors and filters: messages and templates."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from zns_batch.sandbox.etelecom.auth import RequestFields, refusal
from zns_batch.sandbox.etelecom.endpoints import ANY_OA, handler, template_fields
from zns_batch.sandbox.etelecom.serialize import message_fields, shaped
from zns_batch.sandbox.message_log import ResellerEntry
from zns_batch.sandbox.routes import Handler
from zns_batch.sandbox.state import SandboxState

TIME_TYPES = (None, "unknown", "request_time", "updated_time", "submit_time")

_FIRST = "."
_CURSOR = "c"

_FILTERS: Mapping[str, Callable[[ResellerEntry], Any]] = {
    "tracking_id": lambda entry: entry.tracking_id,
    "msg_id": lambda entry: entry.msg_id,
    "phone": lambda entry: entry.phone,
    "template_id": lambda entry: int(entry.template_id),
    "journey_id": lambda entry: entry.journey_id,
    "is_development": lambda entry: entry.is_test,
    "status": lambda entry: "N" if entry.error_code else "P",
}


def lists(state: SandboxState) -> Mapping[str, Handler]:
    """Return what answers each method."""
    return {
        "ListMessages": handler(state, list_messages),
        "ListTemplates": handler(state, list_templates),
    }


def list_messages(state: SandboxState, fields: RequestFields) -> RequestFields:
    """Answer `ListMessages`."""
    where, options, now = filter_of(fields), state.config.etelecom, state.clock.now()
    kind = where.get("time_type")
    if kind not in TIME_TYPES:
        raise refusal("invalid_argument", "time_type: not a word of the enum")
    first, last = moment_of(where, "date_from"), moment_of(where, "date_to")
    equal = [(read, where[name]) for name, read in _FILTERS.items() if where.get(name) is not None]

    def matches(entry: ResellerEntry) -> bool:
        at: float | None = entry.changed_at(now)
        if kind in {"request_time", "submit_time"}:
            requested = kind == "request_time"
            at = entry.requested_at if requested else entry.answered_at(now)
        if at is None:
            return False
        within = (first is None or at >= first) and (last is None or at <= last)
        return within and all(read(entry) == value for read, value in equal)

    oa_id = str(where.get("oa_id") or options.oa_id or ANY_OA)
    messages = (
        message_fields(entry, oa_id, options, now)
        for entry in state.reseller_log.newest_first()
        if entry.requested_at <= now - options.list_lag and matches(entry)
    )
    return page_of("messages", messages, fields, options.page)


def list_templates(state: SandboxState, fields: RequestFields) -> RequestFields:
    """Answer `ListTemplates`."""
    where, options = filter_of(fields), state.config.etelecom
    oa_id = str(where.get("oa_id") or options.oa_id or ANY_OA)
    templates = (
        shaped(template_fields(state, name, template, oa_id), options)
        for name, template in state.config.listed.items()
        if name.isdecimal() and where.get("template_id") in {None, int(name)}
    )
    return page_of("templates", templates, fields, options.page)


def filter_of(fields: RequestFields) -> Mapping[str, Any]:
    """Return a call's filter."""
    where = fields.get("filter") or {}
    if not isinstance(where, dict):
        raise refusal("invalid_argument", "filter: expected an object")
    return where


def moment_of(where: Mapping[str, Any], name: str) -> float | None:
    """Return a moment of a filter, in seconds since 1970; `None` without."""
    text = where.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise refusal("invalid_argument", f"{name}: expected a moment") from error
    if moment.tzinfo is None:
        raise refusal("invalid_argument", f"{name}: expected a moment with a zone")
    return moment.timestamp()


def page_of(
    name: str, listed: Iterable[RequestFields], fields: RequestFields, most: int
) -> RequestFields:
    """Return the page of a list that a call's cursor names."""
    paging = fields.get("paging") or {}
    limit, cursor = paging.get("limit"), paging.get("after") or _FIRST
    position = "0" if cursor == _FIRST else str(cursor).removeprefix(_CURSOR)
    if not position.isdecimal():
        raise refusal("invalid_argument", "paging.after: not a cursor")
    start = int(position)
    most = min(limit, most) if type(limit) is int and limit > 0 else most
    items = list(islice(listed, start, start + most))
    # The last page names a next one too, as a list of this platform was seen to do.
    following = f"{_CURSOR}{start + len(items)}" if items else ""
    paging_fields = {
        "after": paging.get("after", _FIRST),
        "limit": most,
        "next": following,
        "prev": "",
        "sort": "",
    }
    return {name: items, "paging": paging_fields}
