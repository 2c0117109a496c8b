"""One customer erased, as the law lets everybody ask: where the customer stands, and taken out of it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from zns_batch.ledger import uploads
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.maintenance.erase_customer import (
    CustomerRows,
    erase_elsewhere,
    erase_rows,
    find_rows,
)
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.campaigns.jobs.workbook import drop_workbooks
from zns_batch.services.customers import never_send
from zns_batch.services.lists.service import UploadedLists
from zns_batch.services.people.acts import record_act
from zns_batch.services.people.management import Actor

_CHECK = "check.db"


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerTrace:
    """Where a customer stands.

    Attributes:
        recipient: `84` and nine digits, or a user id: to be shown masked.
        campaigns: The rows by campaign, the newest first.
        lists: Unfinished lists that have the number; they go as a whole.
        never_send: Whether it is on the never-send list, where its hash stays.

    """

    recipient: str
    campaigns: tuple[CustomerRows, ...]
    lists: tuple[UploadedList, ...]
    never_send: bool

    @property
    def rows(self) -> int:
        """How many rows can be emptied."""
        return sum(len(each.seqs) for each in self.campaigns)

    @property
    def waiting(self) -> int:
        """How many rows are still to be sent, and stay until they are or are taken out."""
        return sum(len(each.waiting) for each in self.campaigns)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be taken out."""
        return not (self.campaigns or self.lists)


@dataclass(frozen=True, kw_only=True, slots=True)
class Erased:
    """What was taken out.

    Attributes:
        rows: Rows that were emptied.
        waiting: Rows that stay, for they are still to be sent.
        lists: Unfinished lists that were deleted.

    """

    rows: int
    waiting: int
    lists: int


def find_trace(ledger: Ledger, recipient: str) -> CustomerTrace:
    """Return where a customer stands.

    Args:
        ledger: The ledger.
        recipient: As `read_recipient` of `zns_batch.services.customers.history` returns it.

    """
    open_states = set(UploadState) - {UploadState.DONE}
    return CustomerTrace(
        recipient=recipient,
        campaigns=tuple(find_rows(ledger, recipient)),
        lists=tuple(
            each
            for each in uploads.list_in(ledger, open_states)
            if _has(Path(each.folder) / _CHECK, recipient)
        ),
        never_send=bool(never_send.never_send_scopes(ledger, recipient)),
    )


def erase_customer(
    lists: UploadedLists, ledger: Ledger, recipient: str, *, home: Path, actor: Actor
) -> Erased:
    """Take a customer's cells, phone and data out; states and counts stay, the act is noted.

    What stood in the files before goes with `wipe`
    (`zns_batch.services.campaigns.jobs.purge_job`): until then the database's free space has it.

    Args:
        lists: The uploaded lists.
        ledger: The ledger.
        recipient: Who.
        home: The state folder.
        actor: Who wants it.

    Raises:
        LedgerError: The ledger can't be written. What is gone by then is gone; the same again goes on.
        OutputError: The number is on the never-send list and the key for its hash can't be written.

    """
    trace = find_trace(ledger, recipient)
    # First: without the key for its hash nothing is done.
    never_send.keep_as_hash(ledger, recipient)
    for uploaded in trace.lists:
        lists.delete(uploaded)
    emptied = sum(erase_rows(ledger, each) for each in trace.campaigns)
    erase_elsewhere(ledger, recipient)
    drop_workbooks(home)
    record_act(
        ledger,
        "purge-person",
        actor=actor,
        number=emptied,
        campaigns=len(trace.campaigns),
        customer=never_send.audit_hash(recipient),
    )
    return Erased(
        rows=emptied,
        waiting=trace.waiting + trace.rows - emptied,
        lists=len(trace.lists),
    )


def _has(check: Path, recipient: str) -> bool:
    """Tell whether a checked list has a number."""
    if not check.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{check.absolute().as_uri()}?mode=ro", uri=True)) as found:
            query = "SELECT 1 FROM rows WHERE phone = ? LIMIT 1"
            return found.execute(query, (recipient,)).fetchone() is not None
    except sqlite3.Error:
        # A check that is being written, or was broken off: nothing can be made of it.
        return False
