"""A recurring schedule as a person fills in a form for it, until it is stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from zns_batch.core.clock import Clock
from zns_batch.domain.template import Template
from zns_batch.errors import LedgerError, SheetError, UsageError, ZnsBatchError
from zns_batch.i18n import Lang
from zns_batch.ledger import schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.schedules import BadRows
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.campaigns.options import RunOptions
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.service import UploadedLists
from zns_batch.services.schedules.input_files import newest_file
from zns_batch.services.schedules.list_folders import ListFolders
from zns_batch.services.schedules.recurrence import (
    ZONE,
    Recurrence,
    parse_recurrence,
    read_misfire,
)
from zns_batch.services.schedules.service import NewSchedule, ScheduleOptions, new_schedule
from zns_batch.settings import paths
from zns_batch.settings.notifications import addresses
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import at_account, load_template, template_files

_WORD_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AT_ONCE = 1 << 20
_REPORTS = "schedule-results"
_LONGEST_NAME = 100


class Repeat(StrEnum):
    """How a schedule comes again."""

    DAILY = "daily"
    WORKDAYS = "workdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    CRON = "cron"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecurringForm:
    """What was filled in. Texts are as they were typed."""

    account: str = ""
    #: The name of a template's file.
    template: str = ""
    #: One of the folders of the settings.
    folder: str = ""
    #: The name of a file there, or a pattern of names.
    file: str = ""
    #: What people call it; empty to name it after its list.
    name: str = ""
    repeat: Repeat = Repeat.DAILY
    #: The time of day.
    clock: str = "08:00"
    #: Weekdays, Monday is 1.
    weekdays: tuple[int, ...] = ()
    #: The day of the month, `L` for the last.
    day: str = "1"
    cron: str = ""
    bad_rows: BadRows = BadRows.HOLD
    misfire: str = "once"
    #: Who is told how its campaigns ended; empty for those of the settings.
    emails: str = ""

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `dump` wrote."""
        known = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        return cls(
            **{
                **known,
                "repeat": Repeat(known.get("repeat", Repeat.DAILY)),
                "bad_rows": BadRows(known.get("bad_rows", BadRows.HOLD)),
                "weekdays": tuple(known.get("weekdays", ())),
            }
        )

    def dump(self) -> dict[str, Any]:
        """Return what JSON can carry."""
        return asdict(self)

    def when(self) -> ScheduleOptions:
        """Return when it sends and what happens then, as the command line would ask for it."""
        options = ScheduleOptions(misfire=self.misfire, bad_rows=self.bad_rows)
        if self.repeat is Repeat.CRON:
            return replace(options, cron=self.cron)
        if self.repeat is Repeat.MONTHLY:
            return replace(options, monthly=(self.day, self.clock))
        if self.repeat is Repeat.DAILY:
            return replace(options, daily=self.clock)
        named = [_WORD_DAYS[number - 1] for number in self.weekdays if 1 <= number <= 7]
        days = "mon-fri" if self.repeat is Repeat.WORKDAYS else ",".join(named)
        return replace(options, every=f"{days} {self.clock}")


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundList:
    """The newest list of a schedule's folder, as it is now."""

    path: Path
    size: int
    #: When it was last changed, in seconds since 1970.
    changed_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class RecurringSchedules:
    """Makes recurring schedules of lists in folders of the settings.

    Attributes:
        ledger: The ledger.
        clock: The time.
        folders: The folders that the settings allow.

    """

    ledger: Ledger
    clock: Clock
    folders: ListFolders

    def recurrence(self, form: RecurringForm) -> Recurrence:
        """Return the times of a schedule.

        Raises:
            UsageError: They can't be understood, or never come.

        """
        cron = form.when().cron_line()
        if not cron:
            raise UsageError("schedule.when")
        return parse_recurrence(cron, ZONE, now=self.clock.now())

    def newest(self, form: RecurringForm) -> FoundList | None:
        """Return the newest list that a schedule would take now; `None` when there is none yet.

        Raises:
            UsageError: The folder is not allowed, or the name is none of a list in it.

        """
        file = self.folders.pattern(form.folder, form.file)
        try:
            path = newest_file(file, inside=self.folders.folder(form.folder))
            stat = path.stat()
        except (SheetError, OSError, ValueError):
            return None
        return FoundList(path=path, size=stat.st_size, changed_at=stat.st_mtime)

    def begin_example(
        self, form: RecurringForm, found: FoundList, *, lists: UploadedLists, owner: str
    ) -> UploadedList:
        """Take a copy of the newest list as an example, by which a person chooses the columns.

        Args:
            form: The form; it is kept with the example.
            found: The list.
            lists: The uploaded lists.
            owner: Who makes the schedule.

        Raises:
            ZnsBatchError: The list is empty or too large, or there is no room for it.

        """
        receiver = lists.begin(
            owner=owner,
            account=form.account,
            template=form.template,
            name=found.path.name,
            size=found.size,
            schedule=form.dump(),
        )
        try:
            with found.path.open("rb") as file:
                while chunk := file.read(_AT_ONCE):
                    receiver.write(chunk)
            return receiver.finish()
        except OSError as error:
            receiver.abort()
            raise SheetError(
                "sheet.file-unreadable", path=found.path.name, why=error.strerror or ""
            ) from error
        except BaseException:
            receiver.abort()
            raise

    def mistakes(self, form: RecurringForm) -> dict[str, ZnsBatchError]:
        """Return what is wrong with a form, by field; the account's rights are the caller's to check."""
        found: dict[str, ZnsBatchError] = {}
        try:
            self.template(form)
        except ZnsBatchError as error:
            found["template"] = error
        try:
            self.folders.folder(form.folder)
        except UsageError as error:
            found["folder"] = error
        else:
            try:
                self.folders.pattern(form.folder, form.file)
            except UsageError as error:
                found["file"] = error
        try:
            self.recurrence(form)
        except UsageError as error:
            field = {Repeat.CRON: "cron", Repeat.MONTHLY: "day", Repeat.WEEKLY: "weekdays"}
            found[field.get(form.repeat, "clock")] = error
        try:
            read_misfire(form.misfire)
        except UsageError as error:
            found["misfire"] = error
        try:
            addresses(form.emails)
        except ValueError:
            found["emails"] = UsageError("schedule.bad-email", text=form.emails)
        name = self.name(form)
        if len(name) > _LONGEST_NAME or not name.isprintable():
            found["name"] = UsageError("schedule.bad-title", most=_LONGEST_NAME)
        elif schedules.is_name_taken(self.ledger, name):
            found["name"] = LedgerError("ledger.schedule-name-taken", name=name)
        return found

    def template(self, form: RecurringForm) -> Template:
        """Return the template of a schedule, with the id that it has at the account.

        Raises:
            UsageError: None was chosen.
            TemplateError: Its file is broken, or it is for other accounts.

        """
        # A key of a folder, and never a path: a page can't name files of the server.
        if form.template not in template_files(template_folders()):
            raise UsageError("schedule.no-template")
        template = load_template(form.template, folders=template_folders(), account=form.account)
        return at_account(template, form.account)

    def name(self, form: RecurringForm) -> str:
        """Return what people will call a schedule: the name in the form, else one after its list."""
        stem = Path(form.file).stem
        plain = "".join(letter for letter in stem if letter not in "*?[]")
        return form.name or plain.strip(" -_.") or form.template

    def build(
        self, form: RecurringForm, choices: ListChoices, *, user_id: str, lang: Lang, page: str
    ) -> NewSchedule:
        """Return a schedule that is not stored yet.

        Args:
            form: The form.
            choices: Columns and sheet, as an example list has them.
            user_id: Who makes it.
            lang: The language of what workers write.
            page: The pages' address, to which notifications link.

        Raises:
            UsageError: Something can't be understood, or is not allowed.
            SettingsError: The account is unknown.

        """
        file = Path(self.folders.pattern(form.folder, form.file))
        request = choices.request_for(file, account=form.account, template=form.template)
        run = RunOptions(
            name=self.name(form),
            detach=True,
            page=page,
            lang=lang,
            emails=tuple(addresses(form.emails)),
        )
        # The lists' folder belongs to another program, which may not let us write there.
        options = replace(form.when(), folder=paths.home() / _REPORTS)
        new = new_schedule(replace(request, skip_invalid=False), run, options, now=self.clock.now())
        return replace(new, inside=self.folders.folder(form.folder), made_by=user_id)
