"""Everything that can be done with an uploaded list before it becomes a campaign, as any face does it."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.domain.template import Template
from zns_batch.errors import UnknownListError, UsageError, WrongStateError, ZnsBatchError
from zns_batch.ledger import uploads
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.uploads import UploadedList, UploadState, new_upload_id
from zns_batch.services.campaigns.check import can_save_columns, save_columns_for
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.lists.checking.check_reader import CheckReader, open_check
from zns_batch.services.lists.checking.checks import SETTLED, CheckProgress, ListChecks
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.column_choices import match_tolerantly
from zns_batch.services.lists.files import incoming_file, settle_file, uploads_folder
from zns_batch.services.lists.prepared import template_of
from zns_batch.services.lists.receive import (
    FileReceiver,
    ReceivedFile,
    UploadLimits,
    private_folder,
    refuse_full_disk,
    too_large,
)
from zns_batch.services.lists.send_options import SendOptions
from zns_batch.sheets.temp_files import remove_stale
from zns_batch.validation.column_mapping import ColumnMap

_ASKED_KEPT = timedelta(days=7)
"""How long the file of a list is kept that waits for approval, or was given back."""


class UploadedLists:
    """The uploaded lists of one state folder.

    Args:
        ledger: The ledger.
        home: The state folder.
        clock: The time.
        jobs: Runs checks in processes of their own.
        limits: How much may be uploaded.

    Attributes:
        checks: The checks of the lists, and their marked copies.

    """

    def __init__(
        self,
        ledger: Ledger,
        home: Path,
        clock: Clock,
        jobs: JobRunner,
        limits: UploadLimits | None = None,
    ) -> None:
        self.limits = limits or UploadLimits()
        self._ledger, self._clock = ledger, clock
        self._root = uploads_folder(home)
        self.checks = ListChecks(ledger, clock, jobs)

    # Finding

    def find(self, list_id: str) -> UploadedList:
        """Return a list; whether somebody may see it, its account decides.

        Raises:
            UnknownListError: There is none.

        """
        uploaded = uploads.get(self._ledger, list_id)
        if uploaded is None:
            raise UnknownListError("lists.unknown")
        return uploaded

    def open_lists(self, owner: str) -> list[UploadedList]:
        """Return a person's lists that are not sent yet, the one touched last first."""
        return uploads.list_open(self._ledger, owner)

    def latest(self, owner: str) -> UploadedList | None:
        """Return the list that a person uploaded last; its account and template are offered again."""
        return uploads.latest(self._ledger, owner)

    def twin(self, uploaded: UploadedList) -> UploadedList | None:
        """Return another open list of the same person with the same content, if there is one."""
        if uploaded.sha256 is None:
            return None
        same = uploads.with_content(self._ledger, uploaded.owner, uploaded.sha256, but=uploaded.id)
        return same if same and same.template == uploaded.template else None

    # Receiving

    def begin(
        self,
        *,
        owner: str,
        account: str,
        template: str,
        name: str,
        size: int | None,
        schedule: Mapping[str, Any] | None = None,
        choices: ListChoices | None = None,
        like: str = "",
    ) -> "ListReceiver":
        """Begin to receive a new list.

        Args:
            owner: Who uploads it.
            account: The sender account.
            template: The template.
            name: What the person calls the file.
            size: How large it says it is; `None` when it does not say.
            schedule: The form of the schedule that it is an example for; `None` for a list to send.
            choices: How it is read; `None` for as the person's last one for the template was.
            like: The id of a campaign of the same account and template whose columns and options
                are taken again; empty for those of the person's last list.

        Raises:
            UsageError: There is no room, or the person has too many unfinished lists.

        """
        self._refuse_too_much(owner, size or 0, one_more=True)
        now = self._clock.now()
        if choices is None:
            last = self.source_of(like, account, template) if like else None
            last = last or uploads.latest(self._ledger, owner, template=template)
            choices = _remembered(last, like)
        list_id = new_upload_id()
        folder = private_folder(self._root, list_id)
        file = FileReceiver(incoming_file(folder), name, self.limits)
        uploaded = UploadedList(
            id=list_id,
            owner=owner,
            account=account,
            template=template,
            name=file.name,
            sha256=None,
            size=size or 0,
            folder=str(folder),
            state=UploadState.RECEIVING,
            choices=replace(choices, schedule=schedule or {}).dump(),
            created_at=now,
            touched_at=now,
        )
        try:
            uploads.add(self._ledger, uploaded)
        except BaseException:
            file.abort()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return ListReceiver(self, uploaded, file)

    def replace_file(
        self, uploaded: UploadedList, *, name: str, size: int | None
    ) -> "ListReceiver":
        """Begin to receive a corrected file in place of a list's; its choices stay.

        Raises:
            UsageError: There is no room.
            WrongStateError: The list was sent or thrown away.

        """
        if uploaded.state not in SETTLED:
            raise WrongStateError("lists.not-open", name=uploaded.name)
        self._refuse_too_much(uploaded.owner, size or 0, one_more=False)
        file = FileReceiver(incoming_file(Path(uploaded.folder)), name, self.limits)
        return ListReceiver(self, uploaded, file)

    def _refuse_too_much(self, owner: str, size: int, *, one_more: bool) -> None:
        limits = self.limits
        if size > limits.file_size:
            raise too_large(limits)
        used = uploads.usage(self._ledger, owner)
        if one_more and used.lists >= limits.lists:
            raise UsageError("lists.too-many", n=used.lists, most=limits.lists)
        if used.size + size > limits.person_size:
            raise UsageError("lists.person-full", mb=limits.person_size >> 20)
        if used.total + size > limits.total_size:
            raise UsageError("lists.full")
        refuse_full_disk(self._root, size, limits)

    def source_of(self, campaign_id: str, account: str, template: str) -> UploadedList | None:
        """Return the list that became a campaign, when another list can be sent like it."""
        found = uploads.of_campaign(self._ledger, campaign_id)
        same = found is not None and (found.account, found.template) == (account, template)
        return found if same else None

    def settle(self, uploaded: UploadedList, received: ReceivedFile) -> UploadedList:
        """Take a file that has arrived whole for a list's, and begin to check it.

        A new list's file is the list's at once; a corrected one only when it could be read.

        Raises:
            UsageError: There is no room for it after all.
            WrongStateError: The list was sent or thrown away meanwhile.

        """
        is_new = uploaded.state is UploadState.RECEIVING
        self._refuse_too_much(uploaded.owner, received.size - uploaded.size, one_more=False)
        if is_new:
            settle_file(Path(uploaded.folder), received.path)
            uploaded = self.checks.change(
                uploaded,
                was={UploadState.RECEIVING},
                state=UploadState.READING,
                name=received.name,
                size=received.size,
                sha256=received.sha256,
            )
        return self.checks.start(uploaded, arriving=None if is_new else received)

    def forget(self, uploaded: UploadedList) -> None:
        """Throw away a new list whose file did not arrive."""
        uploads.remove(self._ledger, uploaded.id)
        shutil.rmtree(uploaded.folder, ignore_errors=True)

    # Checking

    def progress(self, uploaded: UploadedList) -> CheckProgress:
        """Return how far a list's check has come; one that a restart broke off is begun again."""
        return self.checks.progress(uploaded)

    def wait(self, uploaded: UploadedList, seconds: float) -> UploadedList:
        """Wait for the check of a list, for some seconds at the most; return the list as it is then."""
        return self.checks.wait(uploaded, seconds)

    def check_path(self, uploaded: UploadedList) -> Path:
        """Return the file of what the last check found; of the one that runs, as far as it has come.

        Raises:
            FileNotFoundError: There is none.

        """
        return self.checks.path(uploaded)

    @contextmanager
    def check(self, uploaded: UploadedList) -> Iterator[CheckReader]:
        """Open what the last check found.

        Raises:
            FileNotFoundError: There is nothing.

        """
        with open_check(self.check_path(uploaded)) as reader:
            yield reader

    def recheck(self, uploaded: UploadedList, template: Template) -> UploadedList:
        """Check a list against the template as its account has it now.

        Raises:
            WrongStateError: The list was sent or thrown away.

        """
        return self.checks.start(uploaded, template=template)

    # Choosing

    def choose(self, uploaded: UploadedList, choices: ListChoices) -> UploadedList:
        """Keep choices that change what the check finds, and check anew.

        Raises:
            WrongStateError: The list was sent or thrown away.
            ZnsBatchError: The check can't begin.

        """
        return self.checks.start(uploaded, choices=choices)

    def keep(self, uploaded: UploadedList, choices: ListChoices) -> UploadedList:
        """Keep choices that change nothing of what the check found.

        Raises:
            WrongStateError: The list was sent or thrown away.

        """
        return self.checks.change(uploaded, was=SETTLED, choices=choices.dump())

    def remember_columns(self, uploaded: UploadedList) -> bool:
        """Write the columns that a person chose into the template's file, for everybody's next list.

        Returns:
            Whether there was something to write, in a file of the person's own.

        Raises:
            FileNotFoundError: The list was not opened yet.
            TemplateError: The file can't be written.

        """
        choices = ListChoices.of(uploaded)
        chosen = choices.phone or choices.mapping or choices.set_values
        if not chosen or not can_save_columns(uploaded.template):
            return False
        template = template_of(uploaded)
        with self.check(uploaded) as check:
            matched = match_tolerantly(check.sample(), template, choices)
        if matched.error is not None or matched.phone is None:
            return False
        columns = ColumnMap(phone=matched.phone, params=matched.params)
        save_columns_for(choices.request(uploaded), template, columns)
        return True

    # Ending

    def delete(self, uploaded: UploadedList) -> None:
        """Throw a list away with all its files."""
        self.checks.cancel(uploaded)
        self.forget(uploaded)

    def remove_files(self, uploaded: UploadedList) -> None:
        """Remove the files of a list that was confirmed: the campaign has its rows."""
        shutil.rmtree(uploaded.folder, ignore_errors=True)

    def sweep(self, *, at_start: bool = False) -> int:
        """Delete what nobody has touched for long, and what a killed process left behind.

        Args:
            at_start: The program begins: what was arriving does not arrive any more, and checks
                that were broken off begin again.

        Returns:
            How many lists were deleted.

        """
        now = self._clock.now()
        since = now - timedelta(hours=self.limits.keep_hours)
        old = uploads.list_untouched(self._ledger, since, asked_since=now - _ASKED_KEPT)
        if at_start:
            old += uploads.list_in(self._ledger, {UploadState.RECEIVING})
        for uploaded in {each.id: each for each in old}.values():
            self.delete(uploaded)
        kept = uploads.ids(self._ledger)
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if folder.is_symlink() or not folder.is_dir():
                continue
            if folder.name in kept:
                remove_stale(folder, "incoming-*")
            else:
                shutil.rmtree(folder, ignore_errors=True)
        for uploaded in uploads.list_in(self._ledger, {UploadState.READING}) if at_start else ():
            try:
                self.checks.start(uploaded)
            except (ZnsBatchError, OSError) as error:
                log().warning("list.not-checked", list=uploaded.id, why=type(error).__name__)
        return len(old)


class ListReceiver:
    """Receives the file of one list; `finish` or `abort` ends it.

    Args:
        lists: The lists.
        uploaded: The list that it is for.
        file: Takes the bytes.

    """

    def __init__(self, lists: UploadedLists, uploaded: UploadedList, file: FileReceiver) -> None:
        self.uploaded = uploaded
        self._lists = lists
        self._file = file

    def write(self, chunk: bytes) -> None:
        """Take in the next bytes.

        Raises:
            ZnsBatchError: They are not wanted.

        """
        self._file.write(chunk)

    def finish(self) -> UploadedList:
        """End it well; the check begins.

        Raises:
            ZnsBatchError: The file is empty, or there is no room for it.

        """
        received = self._file.finish()
        self.uploaded = self._lists.settle(self.uploaded, received)
        return self.uploaded

    def abort(self) -> None:
        """Throw away what arrived."""
        with suppress(OSError):
            self._file.abort()
        if self.uploaded.state is UploadState.RECEIVING:
            self._lists.forget(self.uploaded)


def _remembered(last: UploadedList | None, like: str) -> ListChoices:
    """Return the choices of another list for a template, as far as they fit a new one.

    Args:
        last: The list.
        like: The campaign that the new one is to be like; empty for the person's last choices.

    """
    if last is None:
        return ListChoices()
    choices = ListChoices.of(last)
    is_source = bool(like) and last.campaign_id == like
    if not (choices.remember or is_source):
        return ListChoices(remember=False)
    phone = ("",) if choices.phone else ()
    return ListChoices(
        phone=choices.phone,
        mapping=choices.mapping,
        remembered=(*phone, *choices.mapping),
        # Texts are one list's; that a parameter gets no column holds for the next one, too.
        set_values={name: "" for name, text in choices.set_values.items() if not text},
        split_phones=choices.split_phones,
        duplicates=choices.duplicates,
        run_like=SendOptions.load(choices.run).remembered() if is_source else {},
    )
