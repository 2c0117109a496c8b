"""The connection that a lane's writer keeps, on a real SQLite file and on PostgreSQL."""

import sqlite3

import pytest
from ledger_help import campaign_of, planned
from sqlalchemy import select, update

from zns_batch.errors import LedgerError
from zns_batch.ledger.db import schema
from zns_batch.ledger.db.driver import execute
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.kept_connection import KeptConnection


def reason_of(ledger: Ledger) -> str | None:
    """Return what another connection sees."""
    with ledger.read() as connection:
        found: str | None = connection.execute(select(schema.campaigns.c.reason)).scalar_one()
    return found


def test_what_was_written_is_there_for_others_and_the_next_transaction_begins_anew(
    ledger: Ledger,
) -> None:
    """Each transaction is committed at its end and sees what others committed in between."""
    campaign_of(ledger, [planned(1)])
    kept = KeptConnection(ledger)

    with kept.write() as connection:
        execute(connection, "UPDATE campaigns SET reason = 'rate'")
        before = reason_of(ledger)
    between = reason_of(ledger)
    with ledger.write() as connection:
        connection.execute(update(schema.campaigns).values(name="khác"))
    with kept.write() as connection:
        name = connection.execute(select(schema.campaigns.c.name)).scalar_one()
        connection.execute(update(schema.campaigns).values(reason="night"))
    kept.close()

    assert (None, "rate", "khác", "night") == (before, between, name, reason_of(ledger))


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_is_written(
    ledger: Ledger,
) -> None:
    """An error within takes back all of it, whichever way the statements went, and holds up nobody."""
    campaign_of(ledger, [planned(1)])
    kept = KeptConnection(ledger)

    with pytest.raises(ZeroDivisionError), kept.write() as connection:
        execute(connection, "UPDATE campaigns SET reason = 'rate'")
        connection.execute(update(schema.campaigns).values(mode="development"))
        raise ZeroDivisionError
    after = reason_of(ledger)
    with pytest.raises(LedgerError) as refused, kept.write() as connection:
        execute(connection, "UPDATE campaigns SET reason = 'rate'")
        execute(connection, "UPDATE nothing SET reason = 'rate'")
    with ledger.write() as connection:
        connection.execute(update(schema.campaigns).values(state="paused"))
    with kept.write() as connection:
        execute(connection, "UPDATE campaigns SET reason = 'night'")
    kept.close()

    assert (None, "ledger.broken", "night") == (after, refused.value.key, reason_of(ledger))


def test_a_file_that_another_program_holds_is_busy_until_it_lets_go(file_ledger: Ledger) -> None:
    """Somebody who looks into the file with another tool and keeps it locked gets in the way for a while."""
    campaign_of(file_ledger, [planned(1)])
    kept = KeptConnection(file_ledger)
    with kept.write() as connection:
        execute(connection, "PRAGMA busy_timeout = 100")
    other = sqlite3.connect(file_ledger.place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(LedgerError) as busy, kept.write():
        pass
    other.execute("ROLLBACK")
    other.close()
    with kept.write() as connection:
        execute(connection, "UPDATE campaigns SET reason = 'rate'")
    kept.close()

    assert ("ledger.busy", "rate") == (busy.value.key, reason_of(file_ledger))


def test_commits_wait_for_the_disk_whatever_the_connection_did_before(file_ledger: Ledger) -> None:
    """An intent survives a power cut: also where the pool gave a connection whose last commit did not wait."""
    with file_ledger.write(synced=False):
        pass
    kept = KeptConnection(file_ledger)

    with kept.write() as connection:
        found = execute(connection, "PRAGMA synchronous").fetchone()
    kept.close()

    assert (2,) == tuple(found or ())  # FULL
