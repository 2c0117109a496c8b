"""The lines above every page: what everybody who opens one must know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from zns_batch.domain.states import Reason
from zns_batch.domain.users import User
from zns_batch.i18n import Lang
from zns_batch.ledger.maintenance.stats import LedgerStats
from zns_batch.services.accounts.ending_logins import EndingLogin
from zns_batch.web.i18n import page_text, when_text
from zns_batch.web.kept_answer import KeptAnswer

WORKER_HELP = "/help/operations#a-worker-that-is-always-there"
LOGIN_HELP = "/help/settings#logging-in"
TROUBLE_HELP = "/help/pages#when-something-goes-wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Banner:
    """A line above the page.

    Attributes:
        text: What it says.
        kind: `info`, `warn` or `bad`.
        href: Where its link leads; empty without one.
        link: The link's words.
        alert: Whether it is read out at once.

    """

    text: str
    kind: str = "info"
    href: str = ""
    link: str = ""
    alert: bool = False


class Monitors(Protocol):
    """What the lines are made of: `zns_batch.web.runtime.WebApp`."""

    @property
    def stats(self) -> KeptAnswer[LedgerStats]:
        """How everything stands."""
        ...

    @property
    def logins(self) -> KeptAnswer[tuple[EndingLogin, ...]]:
        """Which accounts have to be logged in again soon."""
        ...


async def banners_of(
    app: Monitors, user: User, *, path: str, lang: Lang, now: datetime
) -> list[Banner]:
    """Return the lines above a page, the most urgent first.

    Args:
        app: How everything stands.
        user: Who reads.
        path: The page.
        lang: The reader's language.
        now: The moment.

    """
    stats = await app.stats.fresh()
    found: list[Banner] = []
    about_to_send = path.startswith("/lists/") and path.endswith(("/send", "/confirm"))
    if waits_for_worker(stats) or (about_to_send and not stats.workers):
        found.append(_no_worker(user, lang))
    # The home page lists each of the following; a campaign's page says how that campaign stands.
    if path == "/" or path.startswith("/campaigns/"):
        return found
    refused = sorted(each for each in refused_logins(stats) if concerns(user, each))
    ending = [each for each in await app.logins.get() or () if concerns(user, each.account)]
    if refused or ending:
        text = (
            page_text("web.banner.token-refused", lang, account=refused[0])
            if refused
            else login_text(ending[0], lang, now)
        )
        href, link = login_link(user, refused[0] if refused else ending[0].account, lang)
        found.append(Banner(text=text, kind="warn", href=href, link=link))
    if stopped := stopped_campaigns(stats, user):
        found.append(
            Banner(
                text=page_text("web.banner.stopped", lang, n=stopped),
                kind="warn",
                href="/",
                link=page_text("web.banner.look", lang),
            )
        )
    return found


def concerns(user: User, account: str) -> bool:
    """Tell whether somebody is told that an account has to be logged in again."""
    return user.admin or user.role(account) is not None


def login_link(user: User, account: str, lang: Lang) -> tuple[str, str]:
    """Return where an account is logged in again, and the words of the link: help for who may not."""
    if user.admin:
        address = f"/accounts/{quote(account, safe='')}/login"
        return address, page_text("web.banner.token-login", lang)
    return LOGIN_HELP, page_text("web.banner.token-how", lang)


def login_text(login: EndingLogin, lang: Lang, now: datetime) -> str:
    """Return the sentence about an account that has to be logged in again."""
    key = "web.banner.token-over" if is_over(login, now) else "web.banner.token"
    return page_text(key, lang, account=login.account, when=when_text(login.ends_at, lang))


def ledger_banner(tr: Callable[[str], str]) -> Banner:
    """Return the line of a page that could not read the ledger."""
    return Banner(
        text=tr("web.banner.ledger"),
        kind="bad",
        href=TROUBLE_HELP,
        link=tr("web.banner.help"),
        alert=True,
    )


def refused_logins(stats: LedgerStats) -> frozenset[str]:
    """Return the accounts for which a campaign stopped because the provider refused the connection."""
    return frozenset(
        each.account
        for each in stats.resting
        if each.reason == Reason.AUTHORISATION and not each.goes_on
    )


def is_over(login: EndingLogin, now: datetime) -> bool:
    """Tell whether an account's refresh token has ended already."""
    return login.ends_at <= now


def waits_for_worker(stats: LedgerStats) -> bool:
    """Tell whether something is due and nobody is there to send it."""
    return stats.waiting > 0 and stats.workers == 0


def stopped_campaigns(stats: LedgerStats, user: User) -> int:
    """Return how many campaigns that the person may see stopped and need somebody."""
    return sum(
        each.count
        for each in stats.resting
        if not each.goes_on and each.reason != Reason.APPROVAL and user.role(each.account)
    )


def _no_worker(user: User, lang: Lang) -> Banner:
    text = page_text("web.banner.no-worker", lang)
    if not user.admin:
        text = f"{text} {page_text('web.act.ask-admin', lang)}"
        return Banner(text=text, kind="warn", alert=True)
    link = page_text("web.banner.worker-how", lang)
    return Banner(text=text, kind="warn", alert=True, href=WORKER_HELP, link=link)
