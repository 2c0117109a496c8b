"""Loads what a check or a campaign starts from: account, template, sheet and column mapping."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from zns_batch.domain.message import Address, Quota
from zns_batch.domain.sheet import Sheet
from zns_batch.domain.template import ProviderTemplate, Template
from zns_batch.errors import UsageError
from zns_batch.providers import capabilities
from zns_batch.providers.base import cannot
from zns_batch.services.campaigns.options import CampaignRequest, DeliveryOptions, RunOptions
from zns_batch.settings.accounts import AccountSettings, load_account
from zns_batch.settings.paths import template_folders
from zns_batch.sheets import open_sheet
from zns_batch.templates.repository import at_account, load_template
from zns_batch.validation.column_mapping import ColumnMap, column_named, columns_with, match_columns
from zns_batch.validation.expressions import parse_condition
from zns_batch.validation.occasions import DayColumn, DueRows
from zns_batch.validation.row_extras import RowExtras
from zns_batch.validation.row_filter import SheetFilter
from zns_batch.validation.set_values import with_set_values
from zns_batch.validation.sms import HEADERS as SMS_HEADERS
from zns_batch.validation.sms import SmsBuilder, sms_options
from zns_batch.validation.suppression import read_suppression_list
from zns_batch.validation.validator import SheetValidator, ValidationOptions


@dataclass(frozen=True, kw_only=True, slots=True)
class PreparedCampaign:
    """Everything that a check, a preview or a campaign starts from."""

    request: CampaignRequest
    account: AccountSettings
    template: Template
    #: The recipient list, opened.
    sheet: Sheet
    #: Which column feeds which parameter.
    columns: ColumnMap
    #: The validator, ready to read the sheet.
    check: SheetValidator
    #: The template as the account has it; `None` when it was not asked.
    offered: ProviderTemplate | None = None
    #: What the rows bring beside their parameters; `None` for nothing.
    extras: RowExtras | None = None
    #: Which rows are meant; `None` for all.
    row_filter: SheetFilter | None = None

    @property
    def template_quota(self) -> Quota:
        """What is left of the template's own quota of the day; empty when it has none."""
        return Quota() if self.offered is None else self.offered.quota


def prepare(
    request: CampaignRequest,
    *,
    account: AccountSettings | None = None,
    template: Template | None = None,
    opened: Callable[[], Sheet] | None = None,
    sheet: Sheet | None = None,
) -> PreparedCampaign:
    """Load the account, the template and the sheet, and match columns. Opens no connection.

    Args:
        request: What was asked for.
        account: The account, when it is loaded already.
        template: The template, when it is loaded already.
        opened: Waits for the sheet when it is being read already (`open_in_background`).
        sheet: The sheet, when it is open, with its header row where the template says.

    Raises:
        UsageError: A parameter that is set, or a condition, can't be understood.
        SettingsError: The account is unknown.
        TemplateError: The template is unknown or broken.
        SheetError: A file can't be read.
        ColumnError: The columns don't fit the template.

    """
    account = account or load_account(request.account, with_secrets=False)
    template = template or load_template(
        request.template, folders=template_folders(), account=account.name
    )
    template = at_account(template, account.name)
    template = with_set_values(template, request.set_values, request.mapping)
    template = replace(template, where=request.where or template.where)
    template = for_recipients(template, request.delivery)
    conditions = [parse_condition(text) for text in template.where]
    sheet = sheet or _opened_sheet(request, template, opened)
    # What stands on the command line is told before what the sheet lacks.
    suppressed = read_suppression_list(request.suppress) if request.suppress else frozenset()
    columns = match_columns(
        sheet, template, phone=request.phone, mapping=request.mapping, users=request.delivery.uid
    )
    extras = _row_extras(request, sheet, template)
    row_filter = SheetFilter(sheet, conditions) if conditions else None
    used = {*(extras.columns if extras else ()), *(row_filter.columns if row_filter else ())}
    if used:
        spare = tuple(column for column in columns.unused if column not in used)
        columns = replace(columns, unused=spare)
    options = ValidationOptions(
        sender=account.sender,
        duplicates=request.duplicates,
        suppressed=suppressed,
        limit=request.limit,
        split_phones=request.split_phones,
        users=request.delivery.uid,
        extras=extras,
        row_filter=row_filter,
    )
    return PreparedCampaign(
        request=request,
        account=account,
        template=template,
        sheet=sheet,
        columns=columns,
        check=SheetValidator(sheet, template, columns, options),
        extras=extras,
        row_filter=row_filter,
    )


def for_recipients(template: Template, delivery: DeliveryOptions) -> Template:
    """Return a template with the price of a message to a user's id, where all recipients are such."""
    if not delivery.uid or template.price_uid is None:
        return template
    return replace(template, price=template.price_uid)


def _opened_sheet(
    request: CampaignRequest, template: Template, opened: Callable[[], Sheet] | None
) -> Sheet:
    """Return the sheet with the header row that was asked for, else the template's, else the likeliest."""
    header_row = request.header_row or template.header_row
    # A list that is being read already is read without what the template says of it.
    if opened is None or (header_row != request.header_row and request.file.is_file()):
        return open_sheet(request.file, sheet=request.sheet, header_row=header_row)
    return opened()


def _row_extras(request: CampaignRequest, sheet: Sheet, template: Template) -> RowExtras | None:
    """Return what the rows bring beside their parameters."""
    delivery = request.delivery
    journey, brandname, user = (
        delivery.journey_column,
        delivery.sms_brandname,
        delivery.uid_column,
    )
    day = request.reminder_day
    if journey is None and brandname is None and user is None and day is None:
        return None
    sms_columns = columns_with(sheet, SMS_HEADERS)[:1] if brandname else []
    sms = None
    if brandname is not None:
        sms = SmsBuilder(
            sms_options(
                brandname=brandname,
                text=delivery.sms_text,
                delay_seconds=delivery.sms_delay,
                params=template.params,
                has_column=bool(sms_columns),
            )
        )
    due = None
    if day is not None:
        reminder = day.reminder
        due = DueRows(DayColumn(sheet, reminder.column, yearly=reminder.yearly), day)
    return RowExtras(
        due=due,
        journey=column_named(sheet, "--journey-column", journey) if journey else None,
        sms=sms,
        sms_column=sms_columns[0] if sms_columns else None,
        user=column_named(sheet, "--uid-column", user) if user else None,
    )


def refuse_unsupported(provider: str, request: CampaignRequest, run: RunOptions) -> None:
    """Refuse options that the account's provider does not support.

    Raises:
        UsageError: The provider lacks one of the capabilities that are needed.
        SettingsError: The provider is unknown.

    """
    delivery = request.delivery
    if delivery.uid_column is not None:
        others = {
            "--uid": delivery.uid,
            "--split-phones": request.split_phones,
            "--journey": delivery.journey,
            "--journey-column": delivery.journey_column,
        }
        for option, given in others.items():
            if given:
                raise UsageError("cli.not-with-uid-column", option=option)
    needed = {
        "development": run.mode == "development",
        "beyond_quota": run.beyond_quota,
        "journeys": bool(delivery.journey or delivery.journey_column),
        "sms": bool(delivery.sms_brandname),
        "hashed": delivery.address is Address.HASH,
        "user": delivery.address is Address.USER or delivery.uid_column is not None,
    }
    supported = capabilities(provider)
    for capability, is_needed in needed.items():
        if is_needed and not getattr(supported, capability):
            raise cannot(provider, capability.replace("_", "-"))
