"""Moments in the ledger: whole milliseconds since 1970, in UTC."""

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@overload
def to_ms(moment: datetime) -> int: ...
@overload
def to_ms(moment: None) -> None: ...
def to_ms(moment: datetime | None) -> int | None:
    """Return an aware moment as the ledger keeps it."""
    return None if moment is None else (moment - _EPOCH) // _MILLISECOND


@overload
def from_ms(ms: int) -> datetime: ...
@overload
def from_ms(ms: None) -> None: ...
def from_ms(ms: int | None) -> datetime | None:
    """Return what the ledger kept as an aware moment in UTC."""
    return None if ms is None else _EPOCH + ms * _MILLISECOND
