"""The never-send list in words, as far as somebody may see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from zns_batch.core.masking import mask_phones_within
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.ledger.customers.never_send_entries import EntryFilter, NeverSendEntry
from zns_batch.web.account_choice import AccountOption, account_options
from zns_batch.web.dependencies import CurrentUser, PageContext
from zns_batch.web.i18n import page_text, when_text
from zns_batch.web.view_models.rows import shown_phone


@dataclass(frozen=True, kw_only=True, slots=True)
class NeverSendLine:
    """One entry.

    Attributes:
        phone: The number, masked for who may not see it.
        account: For which account.
        since: Since when.
        by: Who added it, and how.
        why: Why.
        remove: Where it can be taken off; empty for who may not.

    """

    phone: str
    account: str
    since: str
    by: str
    why: str
    remove: str


def visible_entries(
    user: CurrentUser, account: str = "", *, least: Role = Role.VIEWER
) -> EntryFilter:
    """Return which entries somebody may see.

    Args:
        user: Who asks.
        account: Only those that concern one account; empty for all.
        least: The role that the person has for the accounts of the entries, or a higher one.

    """
    if account:
        return EntryFilter(accounts=(account,))
    if user.may(least, ALL_ACCOUNTS):
        return EntryFilter()
    return EntryFilter(accounts=user.accounts(least))


def entry_lines(context: PageContext, entries: Iterable[NeverSendEntry]) -> list[NeverSendLine]:
    """Return entries in words, in their order."""
    return [_line(context, entry) for entry in entries]


def _line(context: PageContext, entry: NeverSendEntry) -> NeverSendLine:
    user, lang = context.user, context.lang
    scope = entry.account or ALL_ACCOUNTS
    hide = not user.may(Role.PREPARER, scope)
    source = page_text(f"suppress.source.{entry.source}", lang)
    phone = page_text("suppress.hidden", lang)
    if entry.recipient is not None:
        phone = shown_phone(entry.recipient, hide=hide)
    return NeverSendLine(
        phone=phone,
        account=entry.account or page_text("suppress.every-account", lang),
        since=when_text(entry.added_at, lang),
        by=f"{entry.added_by} · {source}" if entry.added_by else source,
        why=mask_phones_within(entry.why) if hide else entry.why,
        remove=f"/suppressed/{entry.id}/remove"
        if entry.id and user.may(Role.SENDER, scope)
        else "",
    )


def account_choices(context: PageContext) -> tuple[AccountOption, ...]:
    """Return the accounts for which somebody may add numbers; in front of them all of them."""
    user = context.user
    choices = account_options(user.accounts(Role.SENDER))
    if user.may(Role.SENDER, ALL_ACCOUNTS):
        return (AccountOption(ALL_ACCOUNTS, context.tr("suppress.every-account")), *choices)
    return choices
