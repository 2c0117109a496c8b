"""The log of acts in words: who did what, of what, and where a reader finds that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from zns_batch.core.clock import VIETNAM
from zns_batch.domain.users import Role
from zns_batch.i18n import Lang, has_translation
from zns_batch.ledger.audit import AuditEntry, AuditFilter
from zns_batch.web.dependencies import CurrentUser
from zns_batch.web.i18n import number_text, page_text, second_text

PAGE_LENGTH = 50

FIELDS = ("who", "act", "account", "object", "since", "until")
"""What the page's form asks for, each a part of its address."""

_ABOUT_PEOPLE = frozenset(
    {
        *("user-add", "user-link", "user-disable", "user-enable", "grant", "admin", "profile"),
        *("sign-in", "sign-out", "sign-out-all", "password", "factor-reset", "recovery-code"),
        *("factor-on", "factor-off", "factor-replace", "factor-codes"),
        *("link-first", "link-invite", "link-reset", "link-signin"),
    }
)
_ABOUT_LISTS = frozenset({"upload", "list-delete", "leave-bad"})
_ELSEWHERE = frozenset({"sign-in-failed", "template-pull", "download-log"})


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditLine:
    """A line of the page.

    Attributes:
        when: When, to the second.
        who: Who.
        what: What, in words.
        more: What else is worth knowing, in words.
        account: For which account.
        object: Of what.
        href: Where that is found; empty where it is nowhere, or not for the reader.
        number: Of how many.
        address: Where from.

    """

    when: str
    who: str
    what: str
    more: str
    account: str
    object: str
    href: str
    number: str
    address: str


def audit_line(
    entry: AuditEntry, *, people: Mapping[str, str], user: CurrentUser, lang: Lang
) -> AuditLine:
    """Return an entry in words.

    Args:
        entry: The entry.
        people: The ids of people, by their logins.
        user: The reader.
        lang: The reader's language.

    """
    return AuditLine(
        when=second_text(entry.at, lang),
        who=actor_label(entry, lang),
        what=act_label(entry.act, lang),
        more=_more(entry, lang),
        account=entry.account or "",
        object=entry.object or "",
        href=_href(entry, people, user),
        number="" if entry.number is None else number_text(entry.number, lang),
        address=entry.address,
    )


def actor_label(entry: AuditEntry, lang: Lang) -> str:
    """Return who did something: a login, or the command line's user and machine."""
    if entry.face == "cli":
        return page_text("web.audit.command-line", lang, who=entry.actor)
    return entry.actor or page_text("web.audit.stranger", lang)


def act_label(act: str, lang: Lang) -> str:
    """Return what was done, in words."""
    key = f"web.audit.act.{act}"
    return page_text(key, lang) if has_translation(key) else act


def _more(entry: AuditEntry, lang: Lang) -> str:
    parts = []
    for name, value in entry.params.items():
        key = f"web.audit.param.{name}"
        if not has_translation(key) or value is False:
            continue
        if value is True:
            parts.append(page_text(key, lang, value=""))
            continue
        word = f"web.audit.value.{value}"
        shown = page_text(word, lang) if has_translation(word) else value
        parts.append(page_text(key, lang, value=shown))
    return " · ".join(part.strip(" :") for part in parts)


def _href(entry: AuditEntry, people: Mapping[str, str], user: CurrentUser) -> str:
    thing = entry.object
    if not thing or entry.act in _ELSEWHERE:
        return ""
    if entry.act in _ABOUT_PEOPLE:
        return f"/settings/users/{people[thing]}" if thing in people else ""
    if entry.account is None or not user.may(Role.VIEWER, entry.account):
        return ""
    if entry.act in _ABOUT_LISTS:
        return f"/lists/{thing}" if user.may(Role.PREPARER, entry.account) else ""
    if entry.act.startswith("schedule-"):
        return f"/schedules/{thing}"
    return f"/campaigns/{thing}" if thing.startswith("z") else ""


def read_filters(given: Mapping[str, str]) -> tuple[AuditFilter, dict[str, str]]:
    """Return what the page's address asks for, and what is wrong with it by field."""
    errors: dict[str, str] = {}
    moments: dict[str, datetime | None] = {}
    for field in ("since", "until"):
        moments[field] = None
        if given[field]:
            try:
                day = date.fromisoformat(given[field])
            except ValueError:
                errors[field] = "web.audit.bad-day"
                continue
            # The last day is meant whole.
            last = timedelta(days=1) if field == "until" and day < date.max else timedelta()
            moments[field] = datetime.combine(day + last, time(), VIETNAM)
    filters = AuditFilter(
        actor=given["who"],
        acts=(given["act"],) if given["act"] else (),
        account=given["account"],
        object=given["object"],
        **moments,
    )
    return filters, errors


def address_of(path: str, given: Mapping[str, str], **more: str | int) -> str:
    """Return a page's address with what was asked for."""
    asked = {name: value for name, value in given.items() if value} | more
    return f"{path}?{urlencode(asked)}" if asked else path
