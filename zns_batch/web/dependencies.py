"""What every route gets: the context of the page, and the permission that it asks for.

A route has exactly one of `anybody` (files and probes), `public` (pages before signing in),
`signed_in`, `enrolling` and `requires(…)`; a test walks the router.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from starlette.requests import Request

from zns_batch.domain.users import Role, User
from zns_batch.i18n import Lang, Value
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.people.sessions import SessionRecord
from zns_batch.services.people.management import Actor
from zns_batch.services.people.throttle import Browser
from zns_batch.web.banners import Banner, banners_of
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import accepted_lang, lang_of, page_text
from zns_batch.web.runtime import WebApp
from zns_batch.web.security import tokens
from zns_batch.web.security.cross_site import SAFE

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrentUser:
    """Who asks, with the rights of this very moment.

    Attributes:
        user: The person.
        known_accounts: The accounts of the settings, in their order.

    """

    user: User
    known_accounts: tuple[str, ...]

    @property
    def id(self) -> str:
        """The person's id."""
        return self.user.id

    @property
    def login(self) -> str:
        """What the person types to sign in."""
        return self.user.login

    @property
    def name(self) -> str:
        """What others call the person."""
        return self.user.name

    @property
    def lang(self) -> Lang:
        """The language of the pages."""
        return self.user.lang

    @property
    def admin(self) -> bool:
        """Whether the person manages people and accounts."""
        return self.user.admin

    def role(self, account: str) -> Role | None:
        """Return the role for an account; `None` without any."""
        return self.user.role(account)

    def may(self, least: Role, account: str) -> bool:
        """Tell whether the person has a role, or a higher one, for an account."""
        role = self.user.role(account)
        return role is not None and role.covers(least)

    def sees_phones(self, account: str) -> bool:
        """Tell whether the person sees the phones of an account's customers whole."""
        return self.may(Role.PREPARER, account)

    def may_somewhere(self, least: Role) -> bool:
        """Tell whether the person has a role, or a higher one, for any account."""
        best = self.user.best_role()
        return best is not None and best.covers(least)

    def accounts(self, least: Role = Role.VIEWER) -> tuple[str, ...]:
        """Return the accounts for which the person has a role or a higher one."""
        return tuple(name for name in self.known_accounts if self.may(least, name))


@dataclass(kw_only=True, slots=True)
class PageContext:
    """What a page is made with.

    Attributes:
        app: Ledger, clock, settings, jobs.
        request: The request.
        lang: The reader's language.
        visitor: Who asks; `None` for somebody who is not signed in. Pages behind `signed_in` use
            `user`.
        session: The session of who asks.
        form_token: The secret that forms of this page are held to.
        banners: Lines above the page.
        approvals: On how many campaigns and schedules the person may decide, for the menu.
        token_checked: Whether the form's token was right. A route that takes a file checks it
            itself, before the file (`check_token`).

    """

    app: WebApp
    request: Request
    lang: Lang
    visitor: CurrentUser | None = None
    session: SessionRecord | None = None
    form_token: str
    token_checked: bool = False
    banners: list[Banner] = field(default_factory=list)
    approvals: int = 0

    @property
    def user(self) -> CurrentUser:
        """Who asks."""
        if self.visitor is None:
            raise PageError(401)
        return self.visitor

    @property
    def may_find(self) -> bool:
        """Whether the head of the page has the field that finds a customer."""
        return self.visitor is not None and self.visitor.may_somewhere(Role.PREPARER)

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.app.clock.now()

    @property
    def browser(self) -> Browser:
        """Where the request comes from."""
        client = self.request.client
        agent = self.request.headers.get("user-agent", "")
        return Browser(address=client.host if client else "", agent=agent)

    @property
    def actor(self) -> Actor:
        """Who asks, for the audit log and for services that note who did something."""
        user = self.user
        return Actor(name=user.login, face="web", address=self.browser.address, user_id=user.id)

    async def run_in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what waits for ledger or disk in a thread, ten seconds at the most."""
        return await self.app.run_in_thread(function, *args, **kwargs)

    async def read_at_once(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what reads the ledger several times: in one thread, and as it was at one moment."""
        return await self.app.read_at_once(function, *args, **kwargs)

    def tr(self, key: str, /, **params: Value) -> str:
        """Return a sentence in the reader's language, as pages say it."""
        return page_text(key, self.lang, **params)

    def url(self, path: str) -> str:
        """Return the whole address of one of our paths."""
        return self.app.base_url + path

    def require(self, least: Role, account: str) -> None:
        """Let only people through who have a role for an account.

        Raises:
            PageError: 404 for who may not even see the account, else 403.

        """
        role = self.user.role(account)
        if role is None:
            raise PageError(404)
        if not role.covers(least):
            raise PageError(403, right=self.tr(f"web.role.{least.value}"))

    def require_admin(self) -> None:
        """Let only administrators through.

        Raises:
            PageError: Who asks is none.

        """
        if not self.user.admin:
            raise PageError(403, right=self.tr("web.role.admin"))

    def check_token(self, given: str) -> None:
        """Check the token of a form whose route reads it itself.

        Raises:
            PageError: It is not the one of this session.

        """
        if not tokens.token_matches(self.form_token, given):
            raise PageError(403, "web.error.token")
        self.token_checked = True

    async def note(
        self,
        act: str,
        *,
        account: str | None = None,
        object_id: str | None = None,
        number: int | None = None,
        **params: str | float | bool,
    ) -> None:
        """Add to the audit log what the person did; never with a phone or a cell."""
        entry = self.audit_entry(act, account=account, object_id=object_id, number=number, **params)
        await self.run_in_thread(audit.record, self.app.ledger, entry)

    def audit_entry(
        self,
        act: str,
        *,
        account: str | None = None,
        object_id: str | None = None,
        number: int | None = None,
        **params: str | float | bool,
    ) -> AuditEntry:
        """Return an entry of the audit log, for a service that adds it in its own transaction."""
        return self.actor.entry(
            act,
            at=self.now,
            account=account,
            object_id=object_id,
            number=number,
            params=params,
        )


def web_app(request: Request) -> WebApp:
    """Return what the pages run on."""
    app: WebApp = request.app.state.web
    return app


FACTOR_DUE = "web.factor.due"
"""What who has to set a second factor up is told before anything else."""

Permission = Callable[[Request], Awaitable[PageContext]]


async def anybody() -> None:
    """Anybody may, and nobody is looked up: files, probes, what proves itself in another way."""


async def public(request: Request) -> PageContext:
    """Anybody may; forms carry a token that a cookie knows."""
    context = await load_context(request)
    await _check_form(context, streamed=False)
    return context


async def signed_in(request: Request) -> PageContext:
    """Whoever is signed in may."""
    return await _permitted(request, None, poll=False, streamed=False)


async def enrolling(request: Request) -> PageContext:
    """Whoever is signed in may, also who still has to set a second factor up."""
    return await _permitted(request, None, poll=False, streamed=False, enrols=True)


def requires(
    least: Role | None = None, *, poll: bool = False, streamed: bool = False, admin: bool = False
) -> Permission:
    """Return a permission: a role, or a higher one, for at least one account.

    The account of an object is checked by the route itself: `context.require(role, account)`.

    Args:
        least: The role; `None` for whoever is signed in.
        poll: A page asks by itself: the session is not made longer.
        streamed: The route reads the body itself, with a file in it, and checks the form's token
            (`context.check_token`) before the file.
        admin: Only administrators.

    """

    async def permitted(request: Request) -> PageContext:
        return await _permitted(request, least, poll=poll, streamed=streamed, admin=admin)

    return permitted


async def _permitted(
    request: Request,
    least: Role | None,
    *,
    poll: bool,
    streamed: bool,
    admin: bool = False,
    enrols: bool = False,
) -> PageContext:
    context = await load_context(request, extends=not poll)
    if context.visitor is None:
        raise PageError(401)
    if not enrols and context.app.second_factors.is_due(context.user.user):
        raise PageError(403, FACTOR_DUE)
    await _check_form(context, streamed=streamed)
    if admin:
        context.require_admin()
    if least is not None and not context.user.may_somewhere(least):
        raise PageError(403, right=context.tr(f"web.role.{least.value}"))
    if request.method == "GET" and not poll and "hx-request" not in request.headers:
        undecided = await context.app.undecided.fresh()
        context.approvals = sum(each.may_decide(context.user.user) for each in undecided)
        context.banners += await banners_of(
            context.app,
            context.user.user,
            path=request.url.path,
            lang=context.lang,
            now=context.now,
        )
    return context


async def load_context(request: Request, *, extends: bool = True) -> PageContext:
    """Return the context of a request, whoever makes it."""
    app, cookies = web_app(request), request.cookies
    token = cookies.get(app.cookies.session, "")
    if not app.rates.take(token[:64] or f"@{request.client.host if request.client else ''}"):
        raise PageError(429, seconds=1)
    found = None
    if token and len(token) < 200:
        found = await app.run_in_thread(_who_asks, app, token, extends=extends)
    if found is None:
        form_token = cookies.get(app.cookies.form, "")
        if not tokens.is_form_token(form_token):
            form_token = tokens.new_form_token()
        lang = browser_lang(request)
        context = PageContext(app=app, request=request, lang=lang, form_token=form_token)
    else:
        session, user, accounts = found
        context = PageContext(
            app=app,
            request=request,
            lang=user.lang,
            visitor=CurrentUser(user=user, known_accounts=accounts),
            session=session,
            form_token=session.csrf,
        )
    request.state.context = context
    return context


def _who_asks(
    app: WebApp, token: str, *, extends: bool
) -> tuple[SessionRecord, User, tuple[str, ...]] | None:
    """Return a session, whose it is, and the accounts of the settings; `None` when it is over."""
    found = app.sign_in.find(token, extends=extends)
    return None if found is None else (*found, app.account_names())


def browser_lang(request: Request) -> Lang:
    """Return the language of somebody who is not signed in: as chosen before, or as the browser asks."""
    accepted = accepted_lang(request.headers.get("accept-language", ""))
    return lang_of(request.cookies.get(tokens.LANG_COOKIE), accepted)


async def _check_form(context: PageContext, *, streamed: bool) -> None:
    request = context.request
    if request.method in SAFE:
        return
    given = request.headers.get(tokens.HEADER)
    if given is None and streamed:
        return
    if given is None:
        given = (await read_form(request)).raw(tokens.FIELD)
    context.check_token(given)


def login_path(request: Request) -> str:
    """Return the login page's address that leads back to what was asked for."""
    target = request.url.path
    if request.url.query:
        target += f"?{request.url.query}"
    return f"/login?next={quote(target, safe='')}"
