"""Templates that the stand-in knows and holds messages to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TIME = r"\d{2}:\d{2}(:\d{2})?"
_DATE = r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}"
_MOMENT = rf"{_TIME}|({_TIME} )?{_DATE}|(0[1-9]|1[0-2])/\d{{4}}"

FORMATS: Mapping[str, re.Pattern[str] | None] = {
    "text": None,
    "phone": None,
    "number": re.compile(r"-?\d+(\.\d+)?", re.ASCII),
    "currency": re.compile(r"\d+", re.ASCII),
    # Zalo has one type for the three, and takes any of its forms for it.
    "date": re.compile(_MOMENT, re.ASCII),
    "time": re.compile(_MOMENT, re.ASCII),
    "datetime": re.compile(_MOMENT, re.ASCII),
    "url": re.compile(r"[!-~]+"),
    "bank-note": re.compile(r"""[^@\[\]^_!"•#$%¥&'()*+,€\-./:;{|<}=~>?\\`]*"""),
}
"""How a parameter of each type must look (Zalo's list of parameter types); `None` is not checked."""

STATUSES = ("ENABLE", "PENDING_REVIEW", "REJECT", "DISABLE", "DELETE")
"""The states of a template, in the order of the numbers by which the template list filters them."""

TAGS = ("TRANSACTION", "CUSTOMER_CARE", "PROMOTION")
"""Zalo's tags 1, 2 and 3."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SandboxParam:
    """One parameter that a template asks for.

    Attributes:
        required: Whether a message without it, or with an empty one, is refused.
        max_length: The most characters, counted as code points; `None` for no limit.
        type: A key of `FORMATS`.

    Raises:
        ValueError: No such type, or a length below 1.

    """

    required: bool = True
    max_length: int | None = None
    type: str = "text"

    def __post_init__(self) -> None:
        if self.type not in FORMATS:
            raise ValueError(f"type: one of {', '.join(FORMATS)}, not {self.type!r}")
        if self.max_length is not None and self.max_length < 1:
            raise ValueError(f"max_length: at least 1, not {self.max_length}")


@dataclass(frozen=True, kw_only=True, slots=True)
class SandboxTemplate:
    """One template of the account.

    Attributes:
        params: What it asks for, by name.
        name: What people call it.
        status: One of `STATUSES`.
        tag: One of `TAGS`; `None` when it makes no difference.
        price: VND a message.
        sample: An example value for each parameter.
        timeout: Seconds after which a message that arrives is not charged.
        quota: Messages of this template a day; `None` for no limit of its own.
        journey: The kinds of journey token it is sent with, by their beginning, such as
            `token_logistics`; `None` for a template outside of journeys.
        to_users: Whether it can be sent to a user's id.
        at_night: `True` may always be sent, `False` never from 22:00 to 05:59 in Viet Nam, and
            `None` except when the behaviour says outright that it is night.

    Raises:
        ValueError: No such status or tag, or a price below 0.

    """

    params: Mapping[str, SandboxParam] = field(default_factory=dict)
    name: str = "Sandbox template"
    status: str = "ENABLE"
    tag: str | None = None
    price: int = 200
    at_night: bool | None = None
    sample: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 7_200.0
    quota: int | None = None
    journey: str | None = None
    to_users: bool = True

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"status: one of {', '.join(STATUSES)}, not {self.status!r}")
        if self.tag is not None and self.tag not in TAGS:
            raise ValueError(f"tag: one of {', '.join(TAGS)}, not {self.tag!r}")
        if self.price < 0:
            raise ValueError(f"price: at least 0, not {self.price}")
