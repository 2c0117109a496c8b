"""A sender account as its provider sees it."""

from dataclasses import dataclass, field
from datetime import datetime

from zns_batch.domain.message import Quota


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountStatus:
    """How an account stands at its provider; `None` or empty where it does not say."""

    #: The Official Account's id.
    oa_id: str | None = None
    #: Its name.
    name: str | None = None
    #: Its quality over the last 48 hours: `HIGH`, `MEDIUM`, `LOW` or `UNDEFINED`.
    quality: str | None = None
    #: Its quality over the last seven days.
    week_quality: str | None = None
    #: The tags whose templates it may send.
    tags: tuple[str, ...] = ()
    #: What is left of the day's quota.
    quota: Quota = field(default_factory=Quota)
    #: What is left of the month's quota for promotion messages.
    promotion_quota: Quota = field(default_factory=Quota)
    #: Whether the provider still holds the OA's consent.
    connected: bool | None = None
    #: When that consent ends.
    connected_until: datetime | None = None
