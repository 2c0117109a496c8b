"""Files of numbers for the never-send list: received, read in a child process, then added whole.

The file may be anything: what reads it has neither ledger nor secret, and is bounded like the check of
an uploaded list. A file with a line that holds no number adds none: a person meant somebody by it.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.core.random_ids import random_letters
from zns_batch.errors import InternalError, ZnsBatchError
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.customers.never_send import AddedNumbers, EntrySource
from zns_batch.ledger.db.engine import Ledger
from zns_batch.services.customers.never_send import add_recipients
from zns_batch.services.jobs.job import JobProgress, JobRequest, JobStatus, Report
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.lists.receive import (
    FileReceiver,
    ReceivedFile,
    UploadLimits,
    private_folder,
    refuse_full_disk,
)
from zns_batch.validation.suppression import read_suppression_list

_FOLDER = "number-files"
_KINDS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"})
_KEY_LETTERS = 26
_MOST = 1_000
"""Imports that are remembered; the oldest is forgotten first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberImport:
    """A file of numbers, and what became of it.

    Attributes:
        key: Names it in an address.
        owner: Who sent it; nobody else is shown it.
        name: The file's name.
        account: For which account; `None` for all.
        why: Why, for whoever reads the list later.
        by: Who adds them.
        added: What became of the numbers; `None` as long as nothing has.
        error: Why they were not added.

    """

    key: str
    owner: str
    name: str
    account: str | None
    why: str
    by: str
    added: AddedNumbers | None = None
    error: ZnsBatchError | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more comes of it."""
        return self.added is not None or self.error is not None


class NumberFiles:
    """Takes files of numbers. What became of them is known as long as this process lives.

    Args:
        ledger: The ledger.
        home: The state folder: a file lies in a private folder there until it was read.
        clock: The time.
        jobs: What reads the files.
        limits: How large one may be.

    """

    def __init__(
        self, ledger: Ledger, home: Path, clock: Clock, jobs: JobRunner, limits: UploadLimits
    ) -> None:
        self._ledger, self._clock, self._jobs, self._limits = ledger, clock, jobs, limits
        self._root = home / _FOLDER
        self._imports: dict[str, NumberImport] = {}
        self._lock = Lock()

    def begin(
        self, *, owner: str, name: str, account: str | None, why: str, entry: AuditEntry
    ) -> "NumberFileReceiver":
        """Begin to receive a file.

        Args:
            owner: Who sends it.
            name: What the person calls it.
            account: For which account its numbers are; `None` for all.
            why: Why, for whoever reads the list later; without it the file's name.
            entry: What is noted in the audit log when its numbers were added.

        Raises:
            UsageError: There is no room.

        """
        refuse_full_disk(self._root, 0, self._limits)
        key = random_letters(_KEY_LETTERS)
        folder = private_folder(self._root, key)
        kind = Path(name).suffix.lower()
        file = FileReceiver(
            folder / f"list{kind if kind in _KINDS else '.xlsx'}", name, self._limits
        )
        found = NumberImport(
            key=key, owner=owner, name=file.name, account=account, why=why, by=entry.actor
        )
        return NumberFileReceiver(self, found, file, entry)

    def read(self, found: NumberImport, received: ReceivedFile, entry: AuditEntry) -> NumberImport:
        """Have a file that arrived read, and its numbers added; returns at once.

        Raises:
            UsageError: Too many wait already.

        """
        self._note(found)
        folder = received.path.parent
        request = JobRequest(
            key=f"numbers:{found.key}",
            kind="check",
            owner=found.owner,
            function=f"{__name__}:read_number_file",
            arguments={
                "file": str(received.path),
                "name": received.name,
                "out": str(folder / "numbers.json"),
            },
        )
        self._jobs.submit(
            request, on_end=lambda status: self._conclude(found, folder, status, entry)
        )
        return found

    def find(self, owner: str, key: str) -> NumberImport | None:
        """Return how a file of somebody stands; `None` for one that is not there, or another's."""
        with self._lock:
            found = self._imports.get(key)
        return found if found is not None and found.owner == owner else None

    def sweep(self) -> None:
        """Delete what a process that died left behind."""
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            with self._lock:
                found = self._imports.get(folder.name)
            age = self._clock.now().timestamp() - folder.stat().st_mtime
            if (found is None or found.ended) and age > self._limits.keep_hours * 3_600:
                shutil.rmtree(folder, ignore_errors=True)

    def _conclude(
        self, found: NumberImport, folder: Path, status: JobStatus, entry: AuditEntry
    ) -> None:
        """Add the numbers that were read, or note why there are none."""
        try:
            if status.error is not None:
                concluded = replace(found, error=status.error)
            else:
                numbers = json.loads((folder / "numbers.json").read_bytes())
                concluded = replace(found, added=self._add(found, numbers, entry))
        except ZnsBatchError as error:
            concluded = replace(found, error=error)
        except Exception as error:  # noqa: BLE001 — the page says so in one line
            log().error("number_file.mistake", what=type(error).__name__)
            concluded = replace(found, error=InternalError.of(error))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        self._note(concluded)

    def _add(self, found: NumberImport, numbers: list[str], entry: AuditEntry) -> AddedNumbers:
        now = self._clock.now()
        added = add_recipients(
            self._ledger,
            numbers,
            EntrySource.IMPORT,
            account=found.account,
            why=found.why or found.name,
            by=found.by,
            now=now,
        )
        audit.record(self._ledger, replace(entry, at=now, number=added.added))
        return added

    def _note(self, found: NumberImport) -> None:
        with self._lock:
            while len(self._imports) >= _MOST and found.key not in self._imports:
                del self._imports[next(iter(self._imports))]
            self._imports[found.key] = found


class NumberFileReceiver:
    """Receives one file; `finish` or `abort` ends it.

    Args:
        files: What takes it then.
        found: The import that it is for.
        file: Takes the bytes.
        entry: What is noted in the audit log.

    """

    def __init__(
        self, files: NumberFiles, found: NumberImport, file: FileReceiver, entry: AuditEntry
    ) -> None:
        self._files, self._found, self._file, self._entry = files, found, file, entry

    def write(self, chunk: bytes) -> None:
        """Take in the next bytes.

        Raises:
            ZnsBatchError: They are not wanted.

        """
        self._file.write(chunk)

    def finish(self) -> NumberImport:
        """End it well; the file is read now.

        Raises:
            UsageError: The file is empty, or too many wait already.

        """
        return self._files.read(self._found, self._file.finish(), self._entry)

    def abort(self) -> None:
        """Throw away what arrived."""
        self._file.abort()
        shutil.rmtree(self._file.path.parent, ignore_errors=True)


def read_number_file(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Read the numbers of a file: what runs in the child process.

    Raises:
        SheetError: The file can't be read, or a line holds no phone number.

    """
    report(JobProgress(phase="rows"))
    numbers = sorted(read_suppression_list(Path(arguments["file"]), name=arguments["name"]))
    out = Path(arguments["out"])
    out.touch(mode=0o600)
    out.write_bytes(json.dumps(numbers).encode())
    return {"numbers": len(numbers)}
