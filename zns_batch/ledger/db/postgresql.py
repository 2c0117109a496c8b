"""A ledger in a PostgreSQL database: how its connections are set up and its transactions begin.

Code of the ledger is written for one writer at a time. Here that is kept by one advisory lock, which
writers take at their beginning. Those that stand in the way of messages go beside it: what they
change is guarded by the row of their account's lane (`hold_lanes`), so that accounts do not wait for
each other.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from zns_batch.errors import LedgerError
from zns_batch.ledger.db.schema import campaigns, lanes

_WRITER = 0x7A6E73
"""The advisory lock of the one writer: `zns`."""

_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# One round trip. Whoever set the server up may have chosen otherwise, so all that matters is said
# each time: what a commit waits for, and for how long others wait. Who stands still in the middle of
# a transaction is sent away before those who wait for it give up.
_WRITE = (
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = {sync}; "
    "SET LOCAL lock_timeout = '30s'; SET LOCAL idle_in_transaction_session_timeout = '20s'"
)
_ALONE = f"; SELECT pg_advisory_xact_lock({_WRITER})"

_CONNECTING: dict[str, str | int] = {
    "connect_timeout": 10,
    "application_name": "zns-batch",
    # A server that vanished without a word is noticed within the lease of a lane.
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 14_000,
}


def url_of(address: str) -> URL:
    """Read the address of a database.

    Raises:
        LedgerError: It is none that we understand. The address itself is not shown: it may hold a
            password.

    """
    try:
        url = make_url(address)
        if url.drivername == "postgres":
            url = url.set(drivername="postgresql")
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise LedgerError("ledger.bad-address") from None
    if backend not in {"postgresql", "sqlite"} or (backend == "postgresql" and not url.database):
        raise LedgerError("ledger.bad-address")
    return url.set(drivername="postgresql+psycopg") if backend == "postgresql" else url


def shown(url: URL) -> str:
    """Return an address for messages: where it is and who asks, and nothing else of it."""
    bare = URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database
    )
    return bare.render_as_string()


def engine_of(url: URL) -> Engine:
    """Return connections to a database."""
    engine = create_engine(url, connect_args=connecting(url), hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def connecting(url: URL) -> dict[str, str | int]:
    """Return the driver's connection options, but for those that the address sets."""
    return {name: value for name, value in _CONNECTING.items() if name not in url.query}


def _set_up(connection: Any, _record: object) -> None:
    # The driver must not open transactions on its own: `_begin` decides which kind.
    connection.autocommit = True


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("zns_read_only", False):
        connection.exec_driver_sql(_READ)
        return
    begin = _WRITE.format(sync="on" if options.get("zns_synced", True) else "off")
    connection.exec_driver_sql(begin if options.get("zns_beside", False) else begin + _ALONE)


def copy_into(
    connection: Connection, table: Table, columns: Sequence[str], lines: Iterable[Sequence[Any]]
) -> None:
    """Insert many lines as PostgreSQL does it fastest.

    Args:
        table: The table.
        columns: Its columns, in the order of the values.
        lines: The values of each line.

    """
    import psycopg

    into = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(into) as out:
            for line in lines:
                out.write_row(line)
    except psycopg.Error as error:
        # Past SQLAlchemy, which would have told it so.
        raise DBAPIError.instance(into, None, error, psycopg.Error) from error


def hold_lanes(connection: Connection, accounts: Iterable[str]) -> None:
    """Keep the writers of lanes waiting until this transaction ends.

    Whoever changes rows of a campaign that has begun does this first: then no outcome comes between
    a look at the rows and the change, and two who change the same rows never wait for each other in
    a circle. A SQLite file is locked as a whole anyway.

    """
    if connection.dialect.name == "postgresql":
        _hold(connection, lanes.c.account.in_(sorted(set(accounts))))


def hold_lane_of(connection: Connection, campaign_id: str) -> None:
    """Do what `hold_lanes` does for the account of a campaign."""
    if connection.dialect.name == "postgresql":
        account = select(campaigns.c.account).where(campaigns.c.id == campaign_id)
        _hold(connection, lanes.c.account == account.scalar_subquery())


def _hold(connection: Connection, which: ColumnElement[bool]) -> None:
    # In one order: two who hold several never wait for each other in a circle.
    query = select(lanes.c.account).where(which).order_by(lanes.c.account).with_for_update()
    connection.execute(query).all()
