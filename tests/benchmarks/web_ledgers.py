"""Where the ledger of the pages lies when they are measured, and what they ask of it.

On PostgreSQL a server of its own is started, with the settings that a package installs it with. What
its processes use of the processor is told apart from what the pages use, and each way to it and back
is counted: on a network, all of them are waited for.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from postgres_server import Server
from trips_help import Trips

from zns_batch.ledger.db.engine import Ledger, open_ledger

DATABASES = ("sqlite", "postgresql")

_AS_INSTALLED = """\
shared_buffers = 128MB
autovacuum = on
max_wal_size = 1GB
"""


@dataclass(kw_only=True)
class Measured:
    """A ledger, and what is asked of it.

    Attributes:
        ledger: The ledger.
        is_new: Whether it has to be filled.
        server: The process of the database's server; `None` for a file.
        url: The address of the database; empty for a file.
        trips: Counts the ways to the server and back.

    """

    ledger: Ledger
    is_new: bool
    server: psutil.Process | None = None
    url: str = ""
    trips: Trips = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        self.trips = Trips(self.ledger.engine)

    def server_seconds(self) -> float:
        """Return the processor's time that the database's server has used, all its processes."""
        if self.server is None:
            return 0.0
        own = self.server.cpu_times()
        total = own.children_user + own.children_system + own.user + own.system
        for one in self.server.children():
            with suppress(psutil.Error):
                times = one.cpu_times()
                total += times.user + times.system
        return total

    def settle(self) -> None:
        """Let the database do what it does by itself soon after so much was written."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
                connection.execute("CHECKPOINT")


@contextmanager
def opened_ledger(kind: str, kept: Path | None) -> Iterator[Measured]:
    """Open a ledger on a database.

    Args:
        kind: One of `DATABASES`.
        kept: Where it stays: a file, or the folder of a server; `None` for one that is removed.

    """
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            path = kept or Path(folder) / "ledger.db"
            is_new = not path.exists()
            ledger = open_ledger(path)
            yield Measured(ledger=ledger, is_new=is_new)
            ledger.close()
        return
    place = kept or Path(tempfile.mkdtemp())
    is_new = not (place / "data").exists()
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o755)
    server = Server(place)
    server.create() if is_new else server.choose_port()
    if is_new:
        with (place / "data" / "postgresql.conf").open("a") as out:
            out.write(_AS_INSTALLED)
    server.start()
    try:
        ledger = open_ledger(server.url())
        yield Measured(
            ledger=ledger, is_new=is_new, server=psutil.Process(server.pid), url=server.url()
        )
        ledger.close()
    finally:
        server.stop()
        if kept is None:
            shutil.rmtree(place, ignore_errors=True)
