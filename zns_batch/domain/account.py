"""A sender account as its provider sees it."""

from dataclasses import dataclass, field
from datetime import datetime

from zns_batch.domain.message import Quota


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountStatus:
    """How an account stands at its provider; `None` or empty where it does not say.

    Attributes:
        oa_id: The Official Account's id.
        name: Its name.
        quality: Its quality over the last 48 hours: `HIGH`, `MEDIUM`, `LOW` or `UNDEFINED`.
        week_quality: Its quality over the last seven days.
        tags: The tags whose templates it may send.
        quota: What is left of the day's quota.
        promotion_quota: What is left of the month's quota for promotion messages.
        connected: Whether the provider still holds the OA's consent.
        connected_until: When that consent ends.

    """

    oa_id: str | None = None
    name: str | None = None
    quality: str | None = None
    week_quality: str | None = None
    tags: tuple[str, ...] = ()
    quota: Quota = field(default_factory=Quota)
    promotion_quota: Quota = field(default_factory=Quota)
    connected: bool | None = None
    connected_until: datetime | None = None
