"""Translates database errors into errors of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from zns_batch.errors import LedgerError

PASSING = frozenset({"ledger.unreachable", "ledger.collided", "ledger.crowded"})
"""Transient errors of a database server, such as those of a restart."""

# The beginnings of PostgreSQL's error codes (its manual, appendix A).
_STATES = (
    ("08", "ledger.unreachable"),
    ("57P0", "ledger.unreachable"),
    ("25P03", "ledger.collided"),
    ("40", "ledger.collided"),
    ("55P03", "ledger.busy"),
    ("53100", "ledger.full"),
    ("53300", "ledger.crowded"),
    ("25006", "ledger.standby"),
    ("28", "ledger.not-let-in"),
    ("3D000", "ledger.no-database"),
    ("42501", "ledger.no-right"),
    ("58", "ledger.disk"),
    ("XX001", "ledger.corrupt"),
    ("XX002", "ledger.corrupt"),
)
# A connection that could not be made has no code, only what the server or the network said.
_SIGNS = (
    ("readonly", "ledger.read-only"),
    ("disk is full", "ledger.full"),
    ("No space left", "ledger.full"),
    ("locked", "ledger.busy"),
    ("unable to open", "ledger.unopenable"),
    ("not a database", "ledger.not-a-ledger"),
    ("malformed", "ledger.corrupt"),
    ("disk I/O error", "ledger.disk"),
    ("authentication failed", "ledger.not-let-in"),
    ("no password supplied", "ledger.not-let-in"),
    ("pg_hba.conf", "ledger.not-let-in"),
    ("is not permitted to log in", "ledger.not-let-in"),
    ("too many", "ledger.crowded"),
    ("connection slots", "ledger.crowded"),
    ("permission denied", "ledger.no-right"),
    ('" does not exist', "ledger.no-database"),
    ("onnection", "ledger.unreachable"),
)


@contextmanager
def translate_db_errors(place: str) -> Iterator[None]:
    """Turn errors of the database into errors of ours.

    Args:
        place: Where the ledger lies, for messages.

    Raises:
        LedgerError: Something went wrong.

    """
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(_key_of(error), path=place, why=_first_line(error)) from error
    except NoConnectionError as error:
        raise LedgerError("ledger.crowded", path=place, why="pool") from error
    except SQLAlchemyError as error:
        raise LedgerError("ledger.broken", path=place, why=_first_line(error)) from error


def _key_of(error: DBAPIError) -> str:
    state = getattr(error.orig, "sqlstate", None) or ""
    words = str(error.orig)
    key = next((key for start, key in _STATES if state.startswith(start)), None)
    if key is None and not state:
        key = next((key for sign, key in _SIGNS if sign in words), None)
    if key is None and error.connection_invalidated:
        key = "ledger.unreachable"
    return key or "ledger.broken"


def _first_line(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    message = (str(cause).splitlines() or [""])[0]
    # The driver says first what it did: the server's own words come last.
    return message.rpartition("FATAL: ")[2].strip()[:200]
