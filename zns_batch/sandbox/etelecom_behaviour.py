"""What of a behaviour is eTelecom's alone: its OA, and how it writes its answers."""

from dataclasses import dataclass
from datetime import datetime

ANSWERS = ("2026", "2025", "sparse")
"""The message object with `response_data`, with `sms`, and without whatever is empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EtelecomBehaviour:
    """How eTelecom's stand-in behaves. Without arguments: an OA in good order.

    Attributes:
        oa_id: The one OA there is; `None` takes any number.
        connected: Whether the OA is connected.
        consent_until: When its consent ends; `None` for 90 days from now.
        get_shop_oa: Whether there is a GetShopOA, which a white label may lack.
        answers: Which message object, one of `ANSWERS`.
        numbers: Whether 64-bit ids are numbers and not text.
        capitals: Whether the words of an enum begin with a capital, as the documents' tables have it.
        quota_lag: Seconds for which a quota that was told is told again.
        list_lag: Seconds after which a message stands in the list.
        page: The most items of a page.

    Raises:
        ValueError: A value that makes no sense; the text names the field.

    """

    oa_id: str | None = None
    connected: bool = True
    consent_until: datetime | None = None
    get_shop_oa: bool = True
    answers: str = "2026"
    numbers: bool = False
    capitals: bool = False
    quota_lag: float = 0.0
    list_lag: float = 0.0
    page: int = 50

    def __post_init__(self) -> None:
        if self.answers not in ANSWERS:
            raise ValueError(f"etelecom: answers is one of {', '.join(ANSWERS)}")
        if self.page < 1:
            raise ValueError(f"etelecom: page is at least 1, not {self.page}")
        if self.consent_until is not None and self.consent_until.tzinfo is None:
            raise ValueError("etelecom: consent_until needs a time zone")
