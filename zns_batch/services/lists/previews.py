"""The messages of a checked list as customers will read them: one after the other, by row, by phone."""

import math
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.template import ParamType, Template
from zns_batch.errors import UsageError
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.listed import ListedRow
from zns_batch.services.lists.statistics import date_of
from zns_batch.validation.phone_numbers import read_phone


class ValueOrigin(StrEnum):
    """How a value came to be what is sent."""

    AS_IT_STANDS = "as-it-stands"
    CHANGED = "changed"
    """Written as the template wants it."""
    DEFAULT = "default"
    """The cell is empty, and the template has a value for that."""
    LEFT_OUT = "left-out"
    """The cell is empty, and the parameter is not sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewedValue:
    """What one parameter of a message says, beside the cell that it comes from."""

    param: str
    #: The header of the column that feeds it; empty where none does, or where it has none.
    header: str
    #: Where the cell stands, such as `F47`; empty where no column feeds the parameter.
    address: str
    #: The cell as a person sees it.
    raw: str
    #: What will be sent; `None` when the parameter is left out.
    sent: str | None
    origin: ValueOrigin
    #: The day of the week of a date, 1 for Monday; `None` for others.
    weekday: int | None
    #: The most characters that the template takes; `None` when it sets none.
    limit: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewedMessage:
    """One message of a list, or a row that can't be sent and why."""

    row: ListedRow
    #: How many recipients the row has; more than one only with split phones.
    parts: int
    #: How many messages the list has.
    total: int
    template: Template
    values: tuple[PreviewedValue, ...]
    #: What keeps the row from being sent.
    problems: tuple[Problem, ...]

    @property
    def sendable(self) -> bool:
        """Whether it will be sent."""
        return self.row.at is not None


def preview_row(check: CheckReader, row: ListedRow) -> PreviewedMessage:
    """Return a row as its recipient will read it."""
    template = check.template()
    sendable = row.at is not None
    return PreviewedMessage(
        row=row,
        parts=len(check.row(row.number)),
        total=check.to_send,
        template=template,
        values=_values(check, template, row) if sendable else (),
        problems=() if sendable else check.problems_of(row.number),
    )


def _values(check: CheckReader, template: Template, row: ListedRow) -> tuple[PreviewedValue, ...]:
    matched = check.matched()
    places = {} if matched is None else matched.params
    values = []
    for name, param in template.params.items():
        place, sent = places.get(name), row.data.get(name)
        raw = "" if place is None else row.shown[place]
        dated = param.type in {ParamType.DATE, ParamType.DATETIME}
        day = date_of(sent) if dated and sent else None
        values.append(
            PreviewedValue(
                param=name,
                header="" if place is None else check.columns[place].header,
                address="" if place is None else f"{check.columns[place].letter}{row.number}",
                raw=raw,
                sent=sent,
                origin=_origin(raw, sent),
                weekday=day.isoweekday() if day else None,
                limit=param.max_length,
            )
        )
    return tuple(values)


def _origin(raw: str, sent: str | None) -> ValueOrigin:
    if sent is None:
        return ValueOrigin.LEFT_OUT
    if not raw.strip():
        return ValueOrigin.DEFAULT
    return ValueOrigin.AS_IT_STANDS if raw == sent else ValueOrigin.CHANGED


def message_of_row(check: CheckReader, number: int, part: int = 1) -> ListedRow | None:
    """Return a row by the spreadsheet's own number: the recipient asked for, else one that is sent."""
    recipients = check.row(number)
    wanted = next((each for each in recipients if each.part == part), None)
    return wanted or next(iter(recipients), None)


def sendable_row(check: CheckReader, typed: str) -> ListedRow | None:
    """Return the first message of a row, by the number that somebody typed; `None` when it has none."""
    rows = check.row(int(typed)) if typed.isdecimal() and len(typed) < 10 else ()
    return next((each for each in rows if each.at is not None), None)


def message_of_phone(check: CheckReader, text: str) -> ListedRow | None:
    """Return the first message to a phone, else the first row with it; `None` when there is none.

    Raises:
        UsageError: It is no phone number.

    """
    phone = read_phone(text)
    if not isinstance(phone, str):
        raise UsageError("lists.no-phone")
    recipients = check.with_phone(phone)
    return next((each for each in recipients if each.at), None) or next(iter(recipients), None)


def shuffled(list_id: str, total: int, turn: int) -> int:
    """Return the place of the message that chance shows at a turn, from 1.

    All messages come once before one comes again.

    Args:
        list_id: The list, of which the order is made.
        total: How many messages there are; at least one.
        turn: How many times chance was asked.

    """
    seed = int.from_bytes(sha256(list_id.encode()).digest()[:8])
    # Far apart, so that neighbours of the list don't follow each other.
    step = max(round(total * 0.618), 1)
    while math.gcd(step, total) > 1:
        step += 1
    return (seed + turn * step) % total + 1
