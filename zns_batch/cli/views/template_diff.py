"""Before a run: the template held against the account's, and what differs shown."""

from typing import TYPE_CHECKING

from zns_batch.cli.console import info
from zns_batch.cli.language import lang
from zns_batch.domain.message import Quota

if TYPE_CHECKING:
    from zns_batch.domain.template import ProviderTemplate, Template
    from zns_batch.services.campaigns.prepare import PreparedCampaign
    from zns_batch.services.campaigns.template_sync import TemplateComparison
    from zns_batch.settings.accounts import AccountSettings


def template_at_account(
    account: "AccountSettings", ref: str, *, mode: str | None
) -> "TemplateComparison | None":
    """Return the template of an id for which there is no file; `None` when there is one.

    Args:
        account: The account.
        ref: What the person typed behind `-t`.
        mode: `development` for test sends.

    """
    from zns_batch.services.campaigns.template_sync import template_at_account
    from zns_batch.settings.paths import template_folders
    from zns_batch.templates.repository import ids_of, is_id, template_files

    folders = template_folders()
    if not is_id(ref) or ref in template_files(folders) or ref in ids_of(folders):
        return None
    return template_at_account(account, ref, mode=mode)


def held_to_account(prepared: "PreparedCampaign", *, mode: str | None) -> "PreparedCampaign":
    """Hold what was prepared to the account's template, and say what differs.

    Raises:
        SettingsError: Credentials are missing.
        StoppedError: The account has no such template, or does not let it be sent.
        ColumnError: The account's template needs a column that the sheet does not have.

    """
    from zns_batch.services.campaigns.prepare import apply_account_template
    from zns_batch.services.campaigns.template_sync import compare

    found = compare(prepared.account, prepared.template, mode=mode)
    show_compared(found)
    return apply_account_template(prepared, found)


def show_compared(found: "TemplateComparison") -> None:
    """Say what the account says otherwise than the local file, or why that is not known."""
    if found.trouble is not None:
        info("cli.not-compared", why=found.trouble.text(lang()))
    for one in found.differences:
        info("cli.template-differs", text=one.text(lang()))
    if found.differences:
        info("cli.differs-pull", id=found.template.template_id)


def refuse_stopped(account: "AccountSettings", template: "Template", *, mode: str | None) -> Quota:
    """Stop before going on with a campaign whose template may not be sent any more.

    Returns:
        What is left of the template's own quota of the day.

    Raises:
        SettingsError: Credentials are missing.
        StoppedError: The account has no such template, or does not let it be sent.

    """
    from zns_batch.services.campaigns.template_sync import compare

    return quota_of_template(compare(account, template, mode=mode).offered)


def quota_of_template(offered: "ProviderTemplate | None") -> Quota:
    """Return what is left of the template's own quota of the day; nothing when it has none."""
    return Quota() if offered is None else offered.quota
