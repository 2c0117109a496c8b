"""Before a campaign: the account, the template, the sheet and its columns, brought together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from zns_batch.domain.message import Address
from zns_batch.domain.sheet import Sheet
from zns_batch.domain.template import ProviderTemplate, Template
from zns_batch.ledger.drafts import Option
from zns_batch.providers import capabilities
from zns_batch.providers.base import cannot
from zns_batch.services.campaigns.template_sync import TemplateComparison
from zns_batch.settings.accounts import AccountSettings, load_account
from zns_batch.settings.paths import template_folders
from zns_batch.sheets import open_sheet
from zns_batch.templates.repository import load_template
from zns_batch.validation.column_mapping import ColumnMap, column_named, columns_with, match_columns
from zns_batch.validation.row_extras import RowExtras
from zns_batch.validation.sms import HEADERS as SMS_HEADERS
from zns_batch.validation.sms import USUAL_DELAY, SmsBuilder, sms_options
from zns_batch.validation.suppression import read_suppression_list
from zns_batch.validation.validator import DuplicatePolicy, SheetValidator, ValidationOptions


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignRequest:
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
        users: Whether the recipients are user ids and not phones.
        journey_column: The column of the rows' own journey tokens.
        sms_brandname: The sender of the SMS that goes out when a message does not arrive.
        sms_text: Its text; empty when each row brings its own.
        sms_delay: Seconds that the provider waits for the message first.

    """

    file: Path
    template: str
    account: str | None = None
    sheet: str | None = None
    phone: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    duplicates: DuplicatePolicy = DuplicatePolicy.SKIP
    suppress: Path | None = None
    limit: int | None = None
    split_phones: bool = False
    users: bool = False
    journey_column: str | None = None
    sms_brandname: str | None = None
    sms_text: str = ""
    sms_delay: int = USUAL_DELAY


@dataclass(frozen=True, kw_only=True, slots=True)
class PreparedCampaign:
    """Everything that a check, a preview or a campaign starts from.

    Attributes:
        request: What was asked for.
        account: The sender.
        template: The template.
        sheet: The recipient list, opened.
        columns: Which column feeds what.
        check: The validator, ready to read the sheet.
        offered: The template as the account has it; `None` when it was not asked.
        extras: What the rows bring beside their parameters; `None` for nothing.

    """

    request: CampaignRequest
    account: AccountSettings
    template: Template
    sheet: Sheet
    columns: ColumnMap
    check: SheetValidator
    offered: ProviderTemplate | None = None
    extras: RowExtras | None = None


def prepare(
    request: CampaignRequest,
    *,
    account: AccountSettings | None = None,
    template: Template | None = None,
    opened: Callable[[], Sheet] | None = None,
) -> PreparedCampaign:
    """Bring together what was asked for. Opens no connection.

    Args:
        request: What was asked for.
        account: The account, when it is known already.
        template: The template, when it is known already.
        opened: What `zns_batch.sheets.prefetch.open_ahead` returned, when the list is being read already.

    Raises:
        SettingsError: The account is unknown.
        TemplateError: The template is unknown or broken.
        SheetError: A file can't be read.
        ColumnError: The columns don't fit the template.

    """
    account = account or load_account(request.account, with_secrets=False)
    template = template or load_template(request.template, folders=template_folders())
    sheet = opened() if opened else open_sheet(request.file, sheet=request.sheet)
    columns = match_columns(
        sheet, template, phone=request.phone, mapping=request.mapping, users=request.users
    )
    extras = _extras(request, sheet, template)
    if extras is not None:
        spare = tuple(column for column in columns.unused if column not in extras.columns)
        columns = replace(columns, unused=spare)
    options = ValidationOptions(
        sender=account.sender,
        duplicates=request.duplicates,
        suppressed=read_suppression_list(request.suppress) if request.suppress else frozenset(),
        limit=request.limit,
        split_phones=request.split_phones,
        users=request.users,
        extras=extras,
    )
    return PreparedCampaign(
        request=request,
        account=account,
        template=template,
        sheet=sheet,
        columns=columns,
        check=SheetValidator(sheet, template, columns, options),
        extras=extras,
    )


def _extras(request: CampaignRequest, sheet: Sheet, template: Template) -> RowExtras | None:
    """Return what the rows bring beside their parameters."""
    journey = request.journey_column
    if journey is None and request.sms_brandname is None:
        return None
    found = columns_with(sheet, SMS_HEADERS)[:1] if request.sms_brandname else []
    return RowExtras(
        journey=column_named(sheet, "--journey-column", journey) if journey else None,
        sms=_sms(request, template, has_column=bool(found)),
        sms_column=found[0] if found else None,
    )


def _sms(request: CampaignRequest, template: Template, *, has_column: bool) -> SmsBuilder | None:
    if request.sms_brandname is None:
        return None
    wish = sms_options(
        brandname=request.sms_brandname,
        text=request.sms_text,
        delay_seconds=request.sms_delay,
        params=template.params,
        has_column=has_column,
    )
    return SmsBuilder(wish)


_ADDRESSES = {Address.HASH.value: "hashed", Address.USER.value: "user"}


def refuse_unsupported(provider: str, *, mode: str | None, options: Mapping[str, Option]) -> None:
    """Refuse what a provider does not do.

    Args:
        provider: The provider's word.
        mode: `development` for test sends.
        options: The campaign's options: `address`, `beyond_quota`, `journey`,
            `journey_column`, `sms_brandname`.

    Raises:
        UsageError: The provider can't do one of them.
        SettingsError: The provider is unknown.

    """
    able = capabilities(provider)
    for ability in _asked(mode, options):
        if not getattr(able, ability):
            raise cannot(provider, ability.replace("_", "-"))


def _asked(mode: str | None, options: Mapping[str, Option]) -> list[str]:
    wanted = {
        "development": mode == "development",
        "beyond_quota": bool(options.get("beyond_quota")),
        "journeys": bool(options.get("journey") or options.get("journey_column")),
        "sms": bool(options.get("sms_brandname")),
    }
    address = _ADDRESSES.get(str(options.get("address")))
    return [name for name, asked in wanted.items() if asked] + ([address] if address else [])


def apply_account_template(
    prepared: PreparedCampaign, found: TemplateComparison
) -> PreparedCampaign:
    """Take over the account's template; the sheet is checked anew where it asks for other values.

    Args:
        prepared: What was prepared with the local template.
        found: That template, held against the account's.

    Raises:
        ColumnError: The account's template needs a column that the sheet does not have.

    """
    if found.template.params != prepared.template.params:
        account, sheet = prepared.account, prepared.sheet
        prepared = prepare(
            prepared.request, account=account, template=found.template, opened=lambda: sheet
        )
    return replace(prepared, template=found.template, offered=found.offered)
