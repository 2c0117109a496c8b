"""How the installation stands, for the page that administrators look at: findings, workers, lanes, disk."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from zns_batch.ledger import audit, leases
from zns_batch.ledger.audit import AuditFilter
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.leases import LeaseState
from zns_batch.ledger.workers import WorkerRecord, list_workers
from zns_batch.services.accounts.diagnostics import DiagnosticFinding, all_checks, examine

_BACKUP = "backup"


@dataclass(frozen=True, kw_only=True, slots=True)
class SystemFinding:
    """What was looked at, and what was found.

    Attributes:
        check: What, as a word of `doctor.…`.
        account: Whose; `None` for what has no account.
        finding: What was found.

    """

    check: str
    account: str | None
    finding: DiagnosticFinding


@dataclass(frozen=True, kw_only=True, slots=True)
class SystemState:
    """How the installation stands.

    Attributes:
        looked_at: When it was looked at.
        findings: What `doctor` finds.
        workers: The workers that have not left, the oldest first.
        lanes: Accounts that are being sent for, by name.
        ledger_size: Bytes of the database.
        disk_free: Bytes that are free where the state folder lies.
        disk_size: Bytes of that disk.
        backed_up_at: When the ledger was last copied by `backup`; `None` where that is not known.

    """

    looked_at: datetime
    findings: tuple[SystemFinding, ...]
    workers: tuple[WorkerRecord, ...]
    lanes: dict[str, LeaseState]
    ledger_size: int
    disk_free: int
    disk_size: int
    backed_up_at: datetime | None


def look_at_system(
    ledger: Ledger,
    accounts: Sequence[str],
    *,
    ask: Callable[[str | None], DiagnosticFinding],
    home: Path,
    now: datetime,
) -> SystemState:
    """Look at everything; takes as long as the accounts' providers take to answer.

    Args:
        ledger: The ledger.
        accounts: The accounts of the settings.
        ask: Waits for what an account's provider says (`diagnostics.provider`).
        home: The state folder.
        now: The moment.

    Raises:
        LedgerError: The ledger can't be read.

    """
    # Beside a ledger in PostgreSQL there may be no state folder yet.
    disk = shutil.disk_usage(next(each for each in (home, *home.parents) if each.exists()))
    copies = audit.find_entries(ledger, AuditFilter(acts=(_BACKUP,)), limit=1)
    lanes = leases.inspect_all(ledger, accounts, now=now)
    return SystemState(
        looked_at=now,
        findings=tuple(
            SystemFinding(check=check.name, account=check.account, finding=examine(check.look))
            for check in all_checks(accounts, ask=ask)
        ),
        workers=tuple(list_workers(ledger, now=now)),
        lanes={name: lane for name, lane in lanes.items() if lane.campaign_id is not None},
        ledger_size=_size(ledger),
        disk_free=disk.free,
        disk_size=disk.total,
        backed_up_at=copies[0][1].at if copies else None,
    )


def _size(ledger: Ledger) -> int:
    if ledger.is_shared:
        query = text("SELECT pg_database_size(current_database())")
        with ledger.read() as connection:
            return int(connection.execute(query).scalar_one())
    path = Path(ledger.place)
    files = (path.with_name(path.name + end) for end in ("", "-wal", "-shm"))
    return sum(file.stat().st_size for file in files if file.exists())
