"""Rights of a person in words, for every face."""

from zns_batch.domain.users import ALL_ACCOUNTS, User
from zns_batch.i18n import Face, Lang, translate


def account_label(account: str, lang: Lang, face: Face = "") -> str:
    """Return what rights are given for: an account's name, or the words for all of them."""
    return translate("user.all-accounts", lang, face) if account == ALL_ACCOUNTS else account


def rights_label(user: User, lang: Lang, face: Face = "") -> str:
    """Return a person's rights in one line; a dash for none."""
    words = [translate("web.role.admin", lang, face)] if user.admin else []
    for account, role in sorted(user.grants.items()):
        role_word = translate(f"web.role.{role.value}", lang, face)
        words.append(f"{account_label(account, lang, face)}: {role_word}")
    return ", ".join(words) or "–"
