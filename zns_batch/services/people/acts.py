"""What people do from a command line, for the same log as what they do on the pages."""

from pathlib import Path

from zns_batch.core.clock import SystemClock
from zns_batch.core.logging import log
from zns_batch.errors import LedgerError
from zns_batch.ledger import audit
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.services.people.management import Actor
from zns_batch.settings.paths import ledger_place


def record_act(
    ledger: Ledger,
    act: str,
    *,
    actor: Actor | None = None,
    account: str | None = None,
    object_id: str | None = None,
    number: int | None = None,
    **params: str | float | bool,
) -> None:
    """Write down what was done; nobody waits for the disk.

    What was done is done: a ledger that can't be written now is told to the log of the program, and
    keeps nobody from it.

    Args:
        ledger: The ledger.
        act: What, as a word of `web.audit.act.…`.
        actor: Who; without one, whoever runs this process.
        account: For which account.
        object_id: Of what.
        number: Of how many.
        params: What else is worth knowing; never a phone and never a cell.

    """
    whoever = actor or Actor.of_command_line()
    entry = whoever.entry(
        act,
        at=SystemClock().now(),
        account=account,
        object_id=object_id,
        number=number,
        params=params,
    )
    try:
        audit.record(ledger, entry, synced=False)
    except LedgerError as error:
        log().warning("audit.not-recorded", act=act, key=error.key)


def record_elsewhere(act: str, *, account: str | None = None, object_id: str | None = None) -> None:
    """Write down what a command line did that needs no ledger for itself; where there is none, nothing."""
    place = ledger_place()
    if isinstance(place, Path) and not place.exists():
        return
    try:
        ledger = open_ledger(place)
    except LedgerError as error:
        log().warning("audit.not-recorded", act=act, key=error.key)
        return
    try:
        record_act(ledger, act, account=account, object_id=object_id)
    finally:
        ledger.close()
