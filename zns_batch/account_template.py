"""A template as the account has it at its provider."""

from dataclasses import dataclass, field

from zns_batch.messages import Quota

ENABLED = "ENABLE"
"""The one status of a template that may be sent (Zalo's template list)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountParam:
    """One parameter as the provider registered it.

    Attributes:
        name: Its name.
        required: Whether it must be sent.
        type: The provider's word for its type, such as `STRING`.
        max_length: The most characters; `None` where the provider does not say.
        min_length: The fewest.
        accepts_empty: Whether an empty text will do.

    """

    name: str
    required: bool = True
    type: str = "STRING"
    max_length: int | None = None
    min_length: int = 0
    accepts_empty: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountTemplate:
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
    params: tuple[AccountParam, ...] = ()
    quota: Quota = field(default_factory=Quota)
    journey: bool = False
