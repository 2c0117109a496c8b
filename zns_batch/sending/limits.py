"""What a lane keeps to."""

from dataclasses import dataclass, field
from datetime import datetime

from zns_batch.sending.breaker import Tolerance
from zns_batch.sending.window import Window


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a lane keeps to.

    Attributes:
        rate: Messages a second.
        concurrency: The most requests in flight.
        quota_reserve: Units of the day's quota to leave for others.
        beyond_quota: The day's quota does not hold these messages back.
        window: The hours in which messages may leave; `None` for all hours.
        expires_at: After this moment nothing more is sent.
        tries: Requests for a row that meets passing trouble, in one run.
        tolerance: How much failure the campaign bears.

    """

    rate: float = 10.0
    concurrency: int = 10
    quota_reserve: int = 0
    beyond_quota: bool = False
    window: Window | None = None
    expires_at: datetime | None = None
    tries: int = 5
    tolerance: Tolerance = field(default_factory=Tolerance)
