"""Moments in the ledger: whole milliseconds since 1970, in UTC."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from sqlalchemy import Connection

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


# As the ledger keeps moments.
_DATABASE_CLOCK = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"


def has_clock(connection: "Connection") -> bool:
    """Tell whether the database has a clock of its own, which all who share it can go by.

    Several machines share a database on a server, and none of their clocks may be believed by the
    others. A SQLite file belongs to one machine.
    """
    return connection.dialect.name == "postgresql"


def common_clock(connection: "Connection", now: datetime) -> str:
    """Return, as SQL, the moment by which heartbeats are judged.

    Args:
        now: The moment by this machine's clock.

    """
    return _DATABASE_CLOCK if has_clock(connection) else str(to_ms(now))


def common_now(connection: "Connection", now: datetime) -> datetime:
    """Return the moment by which heartbeats are judged; see `common_clock` for the arguments."""
    if not has_clock(connection):
        return now
    shown: int = connection.exec_driver_sql(f"SELECT {_DATABASE_CLOCK}").scalar_one()
    return from_ms(shown)
