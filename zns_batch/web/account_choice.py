"""Choosing one of many accounts: a field that is typed into, with the names offered while one types."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from zns_batch.domain.users import ALL_ACCOUNTS
from zns_batch.settings.accounts import sender_names
from zns_batch.sheets.headers import fold_header
from zns_batch.web.dependencies import PageContext
from zns_batch.web.errors import PageError

MANY = 20
"""From this number of accounts on, a field to type into takes the place of a list to open."""


@dataclass(frozen=True, slots=True)
class AccountOption:
    """An account in a field.

    Attributes:
        name: What the form sends; `*` for all accounts.
        sender: Whom customers see as the sender, where that is known and another name.

    """

    name: str
    sender: str = ""

    @property
    def words(self) -> str:
        """What stands in a list to open."""
        if self.name == ALL_ACCOUNTS:
            return self.sender
        return f"{self.name} ({self.sender})" if self.sender else self.name


def account_options(names: Iterable[str]) -> tuple[AccountOption, ...]:
    """Return the accounts with the names of their OAs."""
    senders = sender_names()
    return tuple(
        AccountOption(name, sender if (sender := senders.get(name, "")) != name else "")
        for name in names
    )


def account_typed(typed: str, names: Collection[str]) -> str:
    """Return the account that somebody has typed, or the text as it is when it names none.

    Capitals, diacritics and white space do not count, and an OA's own name is as good as the account's;
    each only while it means one account. Part of a name never counts: another shop's customers would
    get the message.
    """
    if typed in names or not typed or len(names) < MANY:
        return typed
    wanted = fold_header(typed)
    meant = {
        each.name
        for each in account_options(names)
        if wanted in {fold_header(each.name), fold_header(each.sender)}
    }
    return meant.pop() if wanted and len(meant) == 1 else typed


def nearest_accounts(typed: str, names: Collection[str]) -> tuple[str, ...]:
    """Return up to three accounts whose names hold what was typed, or resemble it."""
    wanted = fold_header(typed)
    options = account_options(names)
    words = {each.name: (fold_header(each.name), fold_header(each.sender)) for each in options}
    holding = [name for name, folded in words.items() if any(wanted in one for one in folded)]
    similar = get_close_matches(wanted, [folded for folded, _ in words.values()], n=3)
    near = [name for one in similar for name, (folded, _) in words.items() if folded == one]
    return tuple(dict.fromkeys([*holding, *near]))[:3]


def read_account(
    context: PageContext, typed: str, names: Collection[str]
) -> tuple[str, dict[str, str]]:
    """Return the account that a form names, and what is wrong with the field, by its name.

    A name out of a list to open is returned as it is: the route looks whether it is the person's. Only
    what was typed can be mistyped, and is answered beside the field.

    Args:
        context: The page's.
        typed: What the field has.
        names: The accounts that it offers.

    """
    account = account_typed(typed, names)
    if not account or account in names or len(names) < MANY:
        return account, {}
    return account, {"account": no_such_account(context, typed, names)}


def require_typed(account: str, names: Collection[str]) -> None:
    """Let only an account through that a field offers, where it was typed.

    Whether the name is somebody else's account is not told.

    Raises:
        PageError: It is none of `names`.

    """
    if account not in names and len(names) >= MANY:
        raise PageError(422, "web.accounts.unknown", typed=account[:100])


def no_such_account(context: PageContext, typed: str, names: Collection[str]) -> str:
    """Return the sentence for a name that is none of the person's accounts."""
    near = nearest_accounts(typed, names)
    if near:
        return context.tr("web.accounts.unknown-near", typed=typed[:100], near=", ".join(near))
    return context.tr("web.accounts.unknown", typed=typed[:100])
