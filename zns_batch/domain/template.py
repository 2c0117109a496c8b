"""A template: the message's id at the provider and the parameters it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from zns_batch.domain.message import Quota

ENABLED = "ENABLE"
"""The one status of a template that may be sent (Zalo's template list)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderParam:
    """One parameter as the provider registered it.

    Attributes:
        name: Its name.
        required: Whether it must be sent.
        type: The provider's word for its type, such as `STRING`.
        max_length: The most characters; `None` where the provider does not say.
        min_length: The fewest.
        accepts_empty: Whether an empty text will do.
        in_link: Whether it stands in the address of a button.

    """

    name: str
    required: bool = True
    type: str = "STRING"
    max_length: int | None = None
    min_length: int = 0
    accepts_empty: bool = False
    in_link: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderTemplate:
    """A template of an account; `None` or empty where the provider does not say.

    Attributes:
        template_id: The provider's id.
        name: Its name.
        status: `ENABLE`, `PENDING_REVIEW`, `REJECT`, `DISABLE` or `DELETE`.
        reason: Why it was rejected or disabled.
        quality: `HIGH`, `MEDIUM`, `LOW` or `UNDEFINED`.
        tag: `TRANSACTION`, `CUSTOMER_CARE`, `PROMOTION`, or one of the older words.
        price: VND a message to a phone.
        price_by_user: VND a message to a user's id.
        timeout_seconds: Delivered later than this after the sending, a message is not charged.
        preview_url: Where a picture of it is.
        params: Its parameters; empty in a list that does not tell them.
        quota: What is left of the template's own quota of the day, where it has one.
        journey: Whether it can only be sent within a journey.

    """

    template_id: str
    name: str
    status: str
    reason: str = ""
    quality: str | None = None
    tag: str | None = None
    price: int | None = None
    price_by_user: int | None = None
    timeout_seconds: float | None = None
    preview_url: str = ""
    params: tuple[ProviderParam, ...] = ()
    quota: Quota = field(default_factory=Quota)
    journey: bool = False


class ParamType(StrEnum):
    """How a cell becomes the parameter's text. The words of `type = "…"` in a template file."""

    TEXT = "text"
    NUMBER = "number"
    CURRENCY = "currency"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    MONTH = "month"
    PHONE = "phone"
    URL = "url"
    BANK_NOTE = "bank-note"
    PAYMENT = "payment"
    QR = "qr"
    BIN = "bin"
    OTP = "otp"


LONGEST: Mapping[ParamType, int] = {
    ParamType.NUMBER: 20,
    ParamType.CURRENCY: 12,
    ParamType.DATE: 20,
    ParamType.TIME: 20,
    ParamType.DATETIME: 20,
    ParamType.MONTH: 20,
    ParamType.PHONE: 15,
    ParamType.URL: 200,
    ParamType.BANK_NOTE: 90,
    ParamType.PAYMENT: 12,
    ParamType.BIN: 6,
    ParamType.OTP: 10,
}
"""Zalo's own limits for a type, where a template sets none (its guide to template parameters)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Param:
    """One parameter of a template.

    Attributes:
        name: Its name at the provider, as it stands in `template_data`.
        type: How a cell becomes its text.
        required: Whether a row without it can't be sent.
        max_length: The most characters after NFC; `None` when the template sets none.
        default: What an empty cell sends; `None` leaves the parameter out.
        columns: More headers that feed it; its own name always does.
        example: What the example row of an empty list shows; `None` for one of ours.
        allow: What would be refused as damaged or incomplete and is meant here; the words of
            `allow = […]` in a template file (`ALLOWABLE`).
        min_length: The fewest characters of a text that is not empty.
        accept_empty: Whether an empty cell of a required parameter sends an empty text.
        set_text: What stands for it in place of a column: a text for all rows, or one with columns
            in braces; `None` where a column feeds it.

    """

    name: str
    type: ParamType = ParamType.TEXT
    required: bool = True
    max_length: int | None = None
    default: str | None = None
    columns: tuple[str, ...] = ()
    example: str | None = None
    allow: tuple[str, ...] = ()
    min_length: int = 0
    accept_empty: bool = False
    set_text: str | None = None

    @property
    def longest(self) -> int | None:
        """The most characters, by the template or else by its type; `None` for no limit."""
        return self.max_length or LONGEST.get(self.type)


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A template file, read.

    Attributes:
        template_id: The provider's id; empty in a file that only has ids for accounts.
        name: What people call it.
        key: The file's name without its ending.
        tag: Zalo's tag (`TRANSACTION`, `CUSTOMER_CARE`, `PROMOTION`), when known.
        price: VND a message to a phone, when known.
        price_uid: VND a message to a user's id, when known.
        timeout: Delivered later than so many seconds after the sending, a message is not charged;
            `None` when not known.
        text: The message with `<name>` for each parameter, when known.
        phone: More headers to take as the phone column.
        params: By name, in the file's order.
        accounts: The provider's id of this template at each account that has one of its own, by
            the account's name.
        where: Which rows of a list are meant, as `--where` has it; empty for all.
        header_row: The number of the row that names the columns; `None` to search for it.

    """

    template_id: str
    name: str
    key: str
    tag: str | None = None
    price: int | None = None
    price_uid: int | None = None
    timeout: int | None = None
    text: str | None = None
    phone: tuple[str, ...] = ()
    params: Mapping[str, Param] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    where: tuple[str, ...] = ()
    header_row: int | None = None


def to_dict(template: Template) -> dict[str, Any]:
    """Return a template as plain values that JSON can carry; `from_dict` is the way back.

    The parameters become a list, because a JSON object may lose its order in a database.
    """
    return {
        "template_id": template.template_id,
        "name": template.name,
        "key": template.key,
        "tag": template.tag,
        "price": template.price,
        "price_uid": template.price_uid,
        "timeout": template.timeout,
        "text": template.text,
        "phone": list(template.phone),
        "where": list(template.where),
        "header_row": template.header_row,
        "params": [
            {
                "name": param.name,
                "type": param.type.value,
                "required": param.required,
                "max_length": param.max_length,
                "default": param.default,
                "columns": list(param.columns),
                "example": param.example,
                "allow": list(param.allow),
                "min_length": param.min_length,
                "accept_empty": param.accept_empty,
                "set": param.set_text,
            }
            for param in template.params.values()
        ],
    }


def from_dict(values: Mapping[str, Any]) -> Template:
    """Return the template that `to_dict` wrote.

    Raises:
        KeyError: The values lack a part that every template has.

    """
    params = [
        Param(
            name=param["name"],
            type=ParamType(param["type"]),
            required=param["required"],
            max_length=param.get("max_length"),
            default=param.get("default"),
            columns=tuple(param.get("columns", ())),
            example=param.get("example"),
            allow=tuple(param.get("allow", ())),
            min_length=param.get("min_length", 0),
            accept_empty=param.get("accept_empty", False),
            set_text=param.get("set"),
        )
        for param in values["params"]
    ]
    return Template(
        template_id=values["template_id"],
        name=values["name"],
        key=values["key"],
        tag=values.get("tag"),
        price=values.get("price"),
        price_uid=values.get("price_uid"),
        timeout=values.get("timeout"),
        text=values.get("text"),
        phone=tuple(values.get("phone", ())),
        where=tuple(values.get("where", ())),
        header_row=values.get("header_row"),
        params={param.name: param for param in params},
    )
