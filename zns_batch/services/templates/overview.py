"""The templates of an account beside the files here: which match, differ, lack a file, or are gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from zns_batch.domain.template import ProviderTemplate, Template
from zns_batch.errors import TemplateError
from zns_batch.ledger import schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.schedules import Schedule
from zns_batch.services.campaigns.template_sync import TemplateDifference, merged
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import at_account, ids_in, read_template, template_files


class FileMatch(StrEnum):
    """How a template's file stands to what the account has."""

    EQUAL = "equal"
    DIFFERS = "differs"
    NOT_PULLED = "not-pulled"
    """The account has it, and no file here does."""
    GONE = "gone"
    """A file here has it, and the account does not, or not any more."""
    BROKEN = "broken"
    """Its file can't be read."""
    UNKNOWN = "unknown"
    """Not compared yet, or the account does not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateFile:
    """A template file here, for an account."""

    #: The file's name without its ending.
    key: str
    path: Path
    #: The template with the id that it has at the account; `None` for a broken file.
    template: Template | None
    #: Why it can't be read.
    error: TemplateError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateEntry:
    """One template: what the account has, and the file here."""

    #: The name under which a page finds it: the file's, else the provider's id.
    key: str
    template_id: str
    name: str
    match: FileMatch
    file: TemplateFile | None = None
    #: As the account has it; `None` where it does not.
    offered: ProviderTemplate | None = None
    differences: tuple[TemplateDifference, ...] = ()


def files_of(account: str) -> dict[str, TemplateFile]:
    """Return the template files that are for an account, by their names; those for others alone are left out."""
    found: dict[str, TemplateFile] = {}
    for key, path in template_files(template_folders()).items():
        try:
            template = read_template(path)
        except TemplateError as error:
            found[key] = TemplateFile(key=key, path=path, template=None, error=error)
            continue
        try:
            found[key] = TemplateFile(key=key, path=path, template=at_account(template, account))
        except TemplateError:  # its file names other accounts
            continue
    return found


def differences(template: Template, offered: ProviderTemplate) -> tuple[TemplateDifference, ...]:
    """Return in what an account has a template otherwise than its file."""
    return tuple(merged(template, offered)[1])


def entry_of(
    file: TemplateFile | None, offered: ProviderTemplate | None, *, asked: bool
) -> TemplateEntry:
    """Return a template of a file, of the account, or of both.

    Args:
        file: The file here, if there is one.
        offered: What the account has, with its parameters where it told them.
        asked: Whether the account was asked and answered.

    """
    template = file.template if file else None
    found: tuple[TemplateDifference, ...] = ()
    match = FileMatch.UNKNOWN
    if file is None:
        match = FileMatch.NOT_PULLED
    elif template is None:
        match = FileMatch.BROKEN
    elif offered is None:
        match = FileMatch.GONE if asked else FileMatch.UNKNOWN
    elif offered.params:
        found = differences(template, offered)
        match = FileMatch.DIFFERS if found else FileMatch.EQUAL
    named = template.name if template else offered.name if offered else ""
    template_id = template.template_id if template else offered.template_id if offered else ""
    key = file.key if file else template_id
    return TemplateEntry(
        key=key,
        template_id=template_id,
        name=named or key,
        match=match,
        file=file,
        offered=offered,
        differences=found,
    )


def list_entries(
    files: Mapping[str, TemplateFile],
    offered: Iterable[ProviderTemplate],
    details: Mapping[str, ProviderTemplate],
    *,
    asked: bool,
) -> tuple[TemplateEntry, ...]:
    """Return the templates of an account and of its files, those of the account first.

    Args:
        files: The files for the account.
        offered: What the account lists.
        details: What it told of single ones.
        asked: Whether it was asked and answered: only then a template that it does not list is gone.

    """
    by_id = {
        template_id: file
        for file in files.values()
        if file.template is not None
        for template_id in (file.template.template_id, *ids_in(file.template))
    }
    listed = [details.get(each.template_id, each) for each in offered]
    entries = [entry_of(by_id.get(each.template_id), each, asked=True) for each in listed]
    at_account_here = {entry.key for entry in entries}
    others = [file for key, file in files.items() if key not in at_account_here]
    return (*entries, *(entry_of(file, None, asked=asked) for file in others))


def users_of(ledger: Ledger, key: str, template_id: str) -> tuple[Schedule, ...]:
    """Return the schedules that send a template."""
    return tuple(
        each
        for each in schedules.list_all(ledger)
        if each.asked["request"]["template"] in {key, template_id}
    )
