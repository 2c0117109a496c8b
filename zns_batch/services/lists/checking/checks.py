"""Checks of uploaded lists: each in a process of its own, the latest choice wins."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_hex
from threading import RLock
from typing import Any

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.domain.template import Template, to_dict
from zns_batch.errors import UnknownListError, UsageError, WrongStateError
from zns_batch.i18n import Lang
from zns_batch.ledger import uploads
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.uploads import OPEN_STATES, UploadedList, UploadState
from zns_batch.services.customers.never_send import never_send_list
from zns_batch.services.jobs.job import JobProgress, JobRequest, JobState, JobStatus
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.jobs.wire import dump_error
from zns_batch.services.lists.checking.check_job import CheckArguments
from zns_batch.services.lists.checking.check_reader import open_check
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.files import (
    check_db_path,
    keep_only,
    list_file,
    marked_copy_path,
    remove_run,
    settle_file,
)
from zns_batch.services.lists.prepared import template_of
from zns_batch.services.lists.receive import ReceivedFile
from zns_batch.settings.accounts import AccountSettings, load_account

CHECK = "check"
"""The queue of checks."""

SETTLED = OPEN_STATES - {UploadState.RECEIVING}
"""States of lists that can be checked anew."""
_STATE_OF = {None: UploadState.CHECKED, "sheet": UploadState.SHEET, "columns": UploadState.COLUMNS}


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckProgress:
    """How far the check of a list has come."""

    #: Whether it still runs or waits.
    running: bool
    #: `open`, `rows`, `end`; empty before it begins.
    phase: str = ""
    #: Rows that were checked.
    rows: int = 0
    #: Checks that come first.
    ahead: int = 0


def marked_key(uploaded: UploadedList, lang: Lang) -> str:
    """Return the name of the job that writes a list's marked copy."""
    return f"marked:{uploaded.id}:{(uploaded.result or {}).get('run')}:{lang}"


class ListChecks:
    """The checks of the uploaded lists.

    Args:
        ledger: The ledger.
        clock: The time.
        jobs: Runs checks in processes of their own.

    """

    def __init__(self, ledger: Ledger, clock: Clock, jobs: JobRunner) -> None:
        self._ledger, self._clock, self._jobs = ledger, clock, jobs
        # For each list that is being checked: which check it is, and the corrected file that takes
        # its place if it can be read. What ends and what begins take turns.
        self._running: dict[str, str] = {}
        self._arriving: dict[str, ReceivedFile] = {}
        self._turn = RLock()

    def start(
        self,
        uploaded: UploadedList,
        *,
        choices: ListChoices | None = None,
        arriving: ReceivedFile | None = None,
        template: Template | None = None,
    ) -> UploadedList:
        """Check a list anew in a process of its own; a check that runs for it is ended.

        Args:
            uploaded: The list.
            choices: What is chosen now; `None` for what was.
            arriving: A corrected file that takes the list's place if it can be read.
            template: The template as the account has it now; `None` for that of the file.

        Raises:
            SettingsError: The account is gone.
            TemplateError: The template is gone or broken.
            UsageError: Too many checks wait.
            WrongStateError: The list was sent or thrown away.

        """
        chosen = (choices or ListChoices.of(uploaded)).anew()
        account = load_account(uploaded.account, with_secrets=False)
        template = template or template_of(uploaded)
        folder = Path(uploaded.folder)
        run = token_hex(4)
        result = uploaded.result or {}
        with self._turn:
            if arriving:
                self._drop_arriving(uploaded)
            else:
                arriving = self._arriving.get(uploaded.id)
            checked_before = "run" in result and result.get("needs") is None
            file = arriving.path if arriving else list_file(folder)
            self.change(uploaded, was=SETTLED, state=UploadState.READING, choices=chosen.dump())
            self._running[uploaded.id] = run
            if arriving:
                self._arriving[uploaded.id] = arriving
        arguments = self._arguments(
            replace(uploaded, name=arriving.name if arriving else uploaded.name),
            chosen,
            account,
            template,
            run,
            file=file,
            previous=result["run"] if arriving and checked_before else None,
        )
        self._jobs.submit(
            JobRequest(
                key=f"{CHECK}:{uploaded.id}",
                kind=CHECK,
                owner=uploaded.owner,
                function="zns_batch.services.lists.checking.check_job:check_list",
                arguments=asdict(arguments),
            ),
            on_end=lambda status: self._conclude(uploaded.id, run, status),
            anew=True,
        )
        return self.again(uploaded)

    def _arguments(
        self,
        uploaded: UploadedList,
        choices: ListChoices,
        account: AccountSettings,
        template: Template,
        run: str,
        *,
        file: Path,
        previous: str | None = None,
    ) -> CheckArguments:
        never_send = never_send_list(self._ledger, account.name)
        return CheckArguments(
            folder=uploaded.folder,
            file=str(file),
            name=uploaded.name,
            run=run,
            previous=previous,
            account=account.name,
            provider=account.provider,
            oa_id=account.oa_id,
            template=to_dict(template),
            choices=choices.dump(),
            today=in_vietnam(self._clock.now()).date().isoformat(),
            never_send=never_send.dump() if len(never_send) else None,
        )

    def write_marked_copy(self, uploaded: UploadedList, lang: Lang) -> None:
        """Write, in a process of its own, the copy of a list with its wrong cells marked.

        Raises:
            FileNotFoundError: The list was not checked.
            UsageError: Too many wait for the same.
            ZnsBatchError: Account or template are gone.

        """
        run = str((uploaded.result or {}).get("run"))
        folder = Path(uploaded.folder)
        with open_check(check_db_path(folder, run)) as check:
            template, rows = check.template(), check.sheet_rows()
        choices = ListChoices.of(uploaded)
        account = load_account(uploaded.account, with_secrets=False)
        arguments = self._arguments(
            uploaded, choices, account, template, run, file=list_file(folder)
        )
        self._jobs.submit(
            JobRequest(
                key=marked_key(uploaded, lang),
                kind="workbook",
                owner=uploaded.owner,
                function="zns_batch.services.lists.marked_copy:write_marked_copy",
                arguments={
                    "check": asdict(arguments),
                    "out": str(marked_copy_path(folder, run, lang)),
                    "lang": lang,
                    "rows": rows,
                },
            )
        )

    def marked_copy(self, uploaded: UploadedList, lang: Lang) -> Path | None:
        """Return the copy with its wrong cells marked, of the list as it was checked last."""
        run = str((uploaded.result or {}).get("run"))
        path = marked_copy_path(Path(uploaded.folder), run, lang)
        return path if path.is_file() else None

    def marked_copy_job(self, uploaded: UploadedList, lang: Lang) -> JobStatus | None:
        """Return how the writing of the copy stands; `None` when nobody asked for it."""
        return self._jobs.status(marked_key(uploaded, lang))

    def _conclude(self, list_id: str, run: str, status: JobStatus) -> None:
        """Write down what became of a check."""
        with self._turn:
            uploaded = uploads.get(self._ledger, list_id)
            if uploaded is None:
                return
            folder = Path(uploaded.folder)
            if status.state is JobState.CANCELLED or self._running.get(list_id) != run:
                remove_run(folder, run)
                return
            arriving = self._arriving.get(list_id)
            if status.result is None:
                self._note_failure(uploaded, run, status, arriving)
            else:
                self._note_result(uploaded, run, status.result, arriving)
            self._running.pop(list_id, None)
            self._drop_arriving(uploaded)

    def _note_result(
        self,
        uploaded: UploadedList,
        run: str,
        found: Mapping[str, Any],
        arriving: ReceivedFile | None,
    ) -> None:
        folder = Path(uploaded.folder)
        values: dict[str, Any] = {}
        if arriving:
            settle_file(folder, arriving.path)
            values = {"name": arriving.name, "size": arriving.size, "sha256": arriving.sha256}
        uploads.change(
            self._ledger,
            uploaded.id,
            was={UploadState.READING},
            state=_STATE_OF[found["needs"]],
            result={"run": run, "error": None, **found},
            **values,
        )
        keep_only(folder, run)

    def _note_failure(
        self, uploaded: UploadedList, run: str, status: JobStatus, arriving: ReceivedFile | None
    ) -> None:
        remove_run(Path(uploaded.folder), run)
        error = dump_error(status.error or UsageError("jobs.stopped"))
        earlier = uploaded.result
        if arriving and earlier and earlier.get("run"):
            # The corrected file can't be read: the list is what it was.
            result = {**earlier, "refused": {"name": arriving.name, "error": error}}
            state = _STATE_OF[earlier["needs"]]
        else:
            result = {"run": None, "needs": None, "error": error}
            state = UploadState.FAILED
        was = {UploadState.READING}
        uploads.change(self._ledger, uploaded.id, was=was, state=state, result=result)

    def _drop_arriving(self, uploaded: UploadedList) -> None:
        arriving = self._arriving.pop(uploaded.id, None)
        if arriving:
            arriving.path.unlink(missing_ok=True)

    def progress(self, uploaded: UploadedList) -> CheckProgress:
        """Return how far a list's check has come; one that a restart broke off is begun again."""
        if uploaded.state is not UploadState.READING:
            return CheckProgress(running=False)
        status = self._jobs.status(f"{CHECK}:{uploaded.id}")
        if status is None or status.state.ended:
            again = self.again(uploaded)
            if again.state is not UploadState.READING:
                return CheckProgress(running=False)
            with suppress(UsageError):  # too many wait: the next look tries again
                self.start(again)
            return CheckProgress(running=True)
        progress: JobProgress = status.progress
        return CheckProgress(
            running=True, phase=progress.phase, rows=progress.done, ahead=status.ahead
        )

    def wait(self, uploaded: UploadedList, seconds: float) -> UploadedList:
        """Wait for the check of a list, for some seconds at the most; return the list as it is then."""
        if uploaded.state is UploadState.READING:
            self._jobs.wait(f"{CHECK}:{uploaded.id}", seconds)
            return self.again(uploaded)
        return uploaded

    def path(self, uploaded: UploadedList) -> Path:
        """Return the file of what the last check found; of the one that runs, as far as it has come.

        Raises:
            FileNotFoundError: There is none.

        """
        folder = Path(uploaded.folder)
        if uploaded.state is UploadState.READING and (run := self._running.get(uploaded.id)):
            path = check_db_path(folder, run)
            if path.exists():
                return path
        run = (uploaded.result or {}).get("run") or ""
        path = check_db_path(folder, run)
        if not path.exists():
            raise FileNotFoundError(str(path))
        return path

    def is_checking(self, uploaded: UploadedList) -> bool:
        """Tell whether a check of a list runs or waits here; it asks neither disk nor ledger."""
        status = self._jobs.status(f"{CHECK}:{uploaded.id}")
        return status is not None and not status.state.ended

    def is_marking(self, uploaded: UploadedList, lang: Lang) -> bool:
        """Tell whether the marked copy of a list is being written; it asks neither disk nor ledger."""
        status = self._jobs.status(marked_key(uploaded, lang))
        return status is not None and not status.state.ended

    def cancel(self, uploaded: UploadedList) -> None:
        """End the check of a list; nothing of it is kept."""
        with self._turn:
            self._running.pop(uploaded.id, None)
            self._drop_arriving(uploaded)
        self._jobs.cancel(f"{CHECK}:{uploaded.id}")

    def change(
        self, uploaded: UploadedList, *, was: Collection[UploadState], **values: Any
    ) -> UploadedList:
        """Change a list at a person's wish, and return it as it is then.

        Raises:
            WrongStateError: It is in none of the states any more.

        """
        now = self._clock.now()
        if not uploads.change(self._ledger, uploaded.id, was=was, touched_at=now, **values):
            raise WrongStateError("lists.not-open", name=uploaded.name)
        return self.again(uploaded)

    def again(self, uploaded: UploadedList) -> UploadedList:
        """Return a list as it is now.

        Raises:
            UnknownListError: It was thrown away.

        """
        found = uploads.get(self._ledger, uploaded.id)
        if found is None:
            raise UnknownListError("lists.unknown")
        return found
