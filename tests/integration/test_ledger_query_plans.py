"""What is asked again and again reads the few lines that it is about, however many the ledger holds."""

from collections.abc import Callable
from typing import Any

from ledger_help import NOW
from sqlalchemy import event

from zns_batch.ledger import leases, webhook_events
from zns_batch.ledger.db.engine import Ledger


def plans_of(ledger: Ledger, work: Callable[[], object]) -> list[str]:
    """Return how SQLite answers each question that some work asks: a line for each table."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(ledger.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(ledger.engine, "before_cursor_execute", note)
    with ledger.read() as connection:
        return [
            line[3]
            for statement, values in asked
            for line in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]


def test_a_lane_is_taken_without_reading_the_rows_of_earlier_campaigns(file_ledger: Ledger) -> None:
    """Each turn takes a lane first: it would take longer from month to month."""
    plans = plans_of(file_ledger, lambda: leases.acquire(file_ledger, "default", "c1", now=NOW))
    reads_rows = [line for line in plans if " rows " in line]
    assert ["SCAN rows USING INDEX ix_rows_in_flight"] == reads_rows


def test_receipts_that_wait_are_found_without_reading_all_that_came(file_ledger: Ledger) -> None:
    """A receiver looks for them every few seconds, and keeps what came for ninety days."""
    plans = plans_of(file_ledger, lambda: webhook_events.sweep(file_ledger, now=NOW))
    scans = [line for line in plans if line.startswith("SCAN")]
    assert ["SCAN events_1 USING INDEX ix_events_waiting"] == scans
