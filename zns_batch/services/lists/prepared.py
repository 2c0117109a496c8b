"""An uploaded list, prepared for planning exactly as the command line prepares a file."""

from dataclasses import replace

from zns_batch.domain.template import Template
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.campaigns.prepare import PreparedCampaign, prepare
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.column_choices import match_tolerantly
from zns_batch.settings.accounts import AccountSettings
from zns_batch.settings.paths import template_folders
from zns_batch.sheets import open_sheet
from zns_batch.templates.repository import at_account, load_template


def template_of(uploaded: UploadedList) -> Template:
    """Return the template of a list, with the id that it has at the list's account.

    Raises:
        TemplateError: It is gone or broken.

    """
    template = load_template(
        uploaded.template, folders=template_folders(), account=uploaded.account
    )
    return at_account(template, uploaded.account)


def prepare_list(
    uploaded: UploadedList, *, account: AccountSettings, template: Template | None = None
) -> PreparedCampaign:
    """Open a list and match its columns by what was chosen.

    Args:
        uploaded: The list.
        account: Its account.
        template: The template as the account has it; `None` for the one of the file.

    Raises:
        SheetError: The file can't be read.
        ColumnError: The columns don't fit the template.

    """
    template = template or template_of(uploaded)
    choices = ListChoices.of(uploaded)
    request = choices.request(uploaded)
    header_row = choices.header_row or template.header_row
    sheet = open_sheet(request.file, name=uploaded.name, sheet=choices.sheet, header_row=header_row)
    matched = match_tolerantly(sheet, template, choices)
    request = matched.request(request.file, account=account.name, template=uploaded.template)
    request = replace(request, known_as=uploaded.name)
    return prepare(request, account=account, template=template, sheet=sheet)
