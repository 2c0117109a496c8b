"""Before a campaign: the account, the template, the sheet and its columns, brought together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zns_batch.account_template import AccountTemplate
from zns_batch.planning.checks import Check, CheckOptions, Duplicates
from zns_batch.planning.columns import ColumnMap, match_columns
from zns_batch.planning.suppression import read_numbers
from zns_batch.planning.templates import load_template
from zns_batch.settings.accounts import Account, load_account
from zns_batch.settings.places import template_folders
from zns_batch.sheets import open_sheet
from zns_batch.table import Sheet
from zns_batch.template import Template


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a person asks to be checked or sent.

    Attributes:
        file: The recipient list.
        template: A template's path, name or id.
        account: The account's name; `None` for the usual one.
        sheet: The sheet's name; `None` for the first visible one.
        phone: The phone column, when the headers don't tell.
        mapping: Columns of parameters, when the headers don't tell.
        duplicates: What to do with rows that repeat an earlier one.
        suppress: A list of numbers never to send to.
        limit: How many of the first rows to take.
        split_phones: Whether several phones in a cell make a recipient each.

    """

    file: Path
    template: str
    account: str | None = None
    sheet: str | None = None
    phone: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    duplicates: Duplicates = Duplicates.SKIP
    suppress: Path | None = None
    limit: int | None = None
    split_phones: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """Everything that a check, a preview or a campaign starts from.

    Attributes:
        request: What was asked for.
        account: The sender.
        template: The template.
        sheet: The recipient list, opened.
        columns: Which column feeds what.
        check: The validator, ready to read the sheet.
        offered: The template as the account has it; `None` when it was not asked.

    """

    request: Request
    account: Account
    template: Template
    sheet: Sheet
    columns: ColumnMap
    check: Check
    offered: AccountTemplate | None = None


def prepare(
    request: Request, *, account: Account | None = None, template: Template | None = None
) -> Prepared:
    """Bring together what was asked for. Opens no connection.

    Args:
        request: What was asked for.
        account: The account, when it is known already.
        template: The template, when it is known already.

    Raises:
        SettingsError: The account is unknown.
        TemplateError: The template is unknown or broken.
        SheetError: A file can't be read.
        ColumnError: The columns don't fit the template.

    """
    account = account or load_account(request.account, with_secrets=False)
    template = template or load_template(request.template, folders=template_folders())
    sheet = open_sheet(request.file, sheet=request.sheet)
    columns = match_columns(sheet, template, phone=request.phone, mapping=request.mapping)
    options = CheckOptions(
        sender=account.sender,
        duplicates=request.duplicates,
        suppressed=read_numbers(request.suppress) if request.suppress else frozenset(),
        limit=request.limit,
        split_phones=request.split_phones,
    )
    return Prepared(
        request=request,
        account=account,
        template=template,
        sheet=sheet,
        columns=columns,
        check=Check(sheet, template, columns, options),
    )
