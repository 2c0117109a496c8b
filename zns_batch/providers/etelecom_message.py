"""A message as eTelecom tells it: taken, refused, or neither for certain.

The same object comes from SendZNS, SendZNSJourney, GetMessage and ListMessages. Its `status` is `Z`,
`P` or `N`; the documents call them new, enabled and disabled, and the reading that fits is: not
settled, taken, refused.
"""

from datetime import datetime
from enum import Enum

from zns_batch.core.clock import Clock
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Failure
from zns_batch.providers.etelecom_errors import STATUS_N, by_number
from zns_batch.providers.etelecom_reply import Fields, count_of, error_of, moment_of, word_of
from zns_batch.providers.said import clean
from zns_batch.providers.zalo_reply import message_id_of
from zns_batch.providers.zalo_template import text_of

_ARRIVED = frozenset({"received", "seen"})


class Fate(Enum):
    """What a message object says of its message."""

    TAKEN = "taken"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"
    """It says both, or nothing."""


def fate_of(fields: Fields) -> Fate:
    """Say what became of a message, the surest sign first."""
    status, message_id = word_of(fields.get("status")), message_id_of(fields)
    if _has_arrived(fields):
        return Fate.TAKEN
    if status == "n":
        return Fate.REFUSED
    if error_of(fields):
        return Fate.DOUBTFUL if status == "p" and message_id else Fate.REFUSED
    if status == "p" or message_id:
        return Fate.TAKEN
    # A writer that leaves out what is empty leaves out `Z`; eTelecom has it, under its own id.
    is_new = status in {"", "z"} and bool(text_of(fields.get("id")))
    return Fate.TAKEN if is_new else Fate.DOUBTFUL


def refusal_of(fields: Fields, secrets: tuple[str, ...]) -> Failure:
    """Return why a message was refused."""
    said = clean(fields.get("error_message"), secrets)
    return by_number(error_of(fields) or STATUS_N, said)


def receipt_of(fields: Fields, secrets: tuple[str, ...], clock: Clock) -> Receipt:
    """Return what is known of a message by now.

    Args:
        fields: The object; one whose fate is not doubtful.
        secrets: What must not appear in the provider's words.
        clock: For the moment of an arrival that has none.

    """
    refused = fate_of(fields) is Fate.REFUSED
    delivered_at = _arrival_of(fields, clock)
    charged = fields.get("is_charged")
    # Until it has arrived nobody has paid, and "not charged" is no last word.
    settled = charged is True or delivered_at is not None or refused
    return Receipt(
        tracking_id=text_of(fields.get("tracking_id")) or None,
        message_id=message_id_of(fields),
        failure=refusal_of(fields, secrets) if refused else None,
        sent_at=moment_of(fields.get("sent_time")),
        delivered_at=delivered_at,
        charged=charged if isinstance(charged, bool) and settled else None,
        fee=_fee_of(fields),
    )


def _has_arrived(fields: Fields) -> bool:
    seen = word_of(fields.get("delivery_status")) in _ARRIVED
    return seen or moment_of(fields.get("delivery_time")) is not None


def _arrival_of(fields: Fields, clock: Clock) -> datetime | None:
    if not _has_arrived(fields):
        return None
    told = moment_of(fields.get("delivery_time")) or moment_of(fields.get("updated_at"))
    return told or clock.now()


def _fee_of(fields: Fields) -> int | None:
    fees = [count_of(fields.get(name)) for name in ("fee_main", "fee_token")]
    known = [fee for fee in fees if fee is not None]
    return sum(known) if known else None
