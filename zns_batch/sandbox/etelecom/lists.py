"""Lists with cursors: messages by what is wanted of them, and templates."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from zns_batch.sandbox.etelecom.auth import RequestFields
from zns_batch.sandbox.etelecom.endpoints import ANY_OA, handler, template_told
from zns_batch.sandbox.etelecom.errors import refusal
from zns_batch.sandbox.etelecom.serialize import message, shaped
from zns_batch.sandbox.message_log import ResellerEntry
from zns_batch.sandbox.routes import Handler
from zns_batch.sandbox.state import SandboxState

Test = Callable[[ResellerEntry], bool]

TIME_TYPES = (None, "unknown", "request_time", "updated_time", "submit_time")

_FIRST = "."
_CURSOR = "c"


def lists(world: SandboxState) -> Mapping[str, Handler]:
    """Return what answers each method."""
    return {
        "ListMessages": handler(world, _messages),
        "ListTemplates": handler(world, _templates),
    }


def _messages(world: SandboxState, fields: RequestFields) -> RequestFields:
    wanted, ways, now = _filter(fields), world.behaviour.etelecom, world.clock.now()
    tests = _tests(wanted, now)
    oa_id = str(wanted.get("oa_id") or ways.oa_id or ANY_OA)
    found = (
        message(entry, oa_id, ways, now)
        for entry in world.register.newest_first()
        if entry.requested_at <= now - ways.list_lag and all(test(entry) for test in tests)
    )
    return _page("messages", found, fields, ways.page)


def _templates(world: SandboxState, fields: RequestFields) -> RequestFields:
    wanted, ways = _filter(fields), world.behaviour.etelecom
    oa_id = str(wanted.get("oa_id") or ways.oa_id or ANY_OA)
    found = (
        shaped(template_told(world, name, template, oa_id), ways)
        for name, template in world.behaviour.listed.items()
        if name.isdecimal() and wanted.get("template_id") in {None, int(name)}
    )
    return _page("templates", found, fields, ways.page)


def _filter(fields: RequestFields) -> Mapping[str, Any]:
    wanted = fields.get("filter") or {}
    if not isinstance(wanted, dict):
        raise refusal("invalid_argument", "filter: expected an object")
    return wanted


def _tests(wanted: Mapping[str, Any], now: float) -> list[Test]:
    asked = [name for name in _VALUES if wanted.get(name) is not None]
    return [_window(wanted, now), *(_equal(_VALUES[name], wanted[name]) for name in asked)]


def _equal(value_of: Callable[[ResellerEntry], Any], wanted: Any) -> Test:
    return lambda entry: bool(value_of(entry) == wanted)


_VALUES: Mapping[str, Callable[[ResellerEntry], Any]] = {
    "tracking_id": lambda entry: entry.tracking_id,
    "msg_id": lambda entry: entry.msg_id,
    "phone": lambda entry: entry.phone,
    "template_id": lambda entry: int(entry.template_id),
    "journey_id": lambda entry: entry.journey_id,
    "is_development": lambda entry: entry.is_test,
    "status": lambda entry: "N" if entry.error_code else "P",
}


def _window(wanted: Mapping[str, Any], now: float) -> Test:
    kind = wanted.get("time_type")
    if kind not in TIME_TYPES:
        raise refusal("invalid_argument", "time_type: not a word of the enum")
    first, last = _moment(wanted, "date_from"), _moment(wanted, "date_to")

    def within(entry: ResellerEntry) -> bool:
        at = entry.requested_at if kind == "request_time" else entry.changed_at(now)
        return (first is None or at >= first) and (last is None or at <= last)

    return within


def _moment(wanted: Mapping[str, Any], name: str) -> float | None:
    text = wanted.get(name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError) as trouble:
        raise refusal("invalid_argument", f"{name}: expected a moment") from trouble
    if found.tzinfo is None:
        raise refusal("invalid_argument", f"{name}: expected a moment with a zone")
    return found.timestamp()


def _page(
    name: str, found: Iterable[RequestFields], fields: RequestFields, most: int
) -> RequestFields:
    paging = fields.get("paging") or {}
    start, limit = _start(paging), paging.get("limit")
    most = min(limit, most) if type(limit) is int and limit > 0 else most
    items = list(islice(found, start, start + most))
    # The last page names a next one too, as a list of this platform was seen to do.
    after = f"{_CURSOR}{start + len(items)}" if items else ""
    told = {
        "after": paging.get("after", _FIRST),
        "limit": most,
        "next": after,
        "prev": "",
        "sort": "",
    }
    return {name: items, "paging": told}


def _start(paging: Mapping[str, Any]) -> int:
    cursor = paging.get("after") or _FIRST
    if cursor == _FIRST:
        return 0
    place = str(cursor).removeprefix(_CURSOR)
    if not place.isdecimal():
        raise refusal("invalid_argument", "paging.after: not a cursor")
    return int(place)
