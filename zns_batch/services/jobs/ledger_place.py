"""Where the ledger lies, for a job that needs it: told among its arguments, not in its environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zns_batch.ledger.db.engine import Ledger, open_ledger


def ledger_arguments(ledger: Ledger) -> dict[str, Any]:
    """Return a ledger's location as a job's arguments carry it."""
    url = ledger.engine.url
    if url.get_backend_name() == "sqlite":
        return {"ledger": url.database, "ledger_is_file": True}
    return {"ledger": url.render_as_string(hide_password=False), "ledger_is_file": False}


def open_job_ledger(arguments: Mapping[str, Any]) -> Ledger:
    """Open the ledger that a job's arguments name; whoever opens it closes it."""
    place = arguments["ledger"]
    return open_ledger(Path(place) if arguments["ledger_is_file"] else place)
