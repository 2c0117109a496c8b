"""What every call gets: who asks, by which key, and what the key may do.

A call has exactly one permission, `needs(role)`, but for the document and its page (`anybody`); a test
walks the router.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from zns_batch.core.logging import redact_secret
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.i18n import Lang
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.people.api_tokens import ApiToken
from zns_batch.rest.problems import ApiError
from zns_batch.rest.runtime import ApiRuntime
from zns_batch.services.lists.start import Starter
from zns_batch.services.people.management import Actor
from zns_batch.web.i18n import accepted_lang
from zns_batch.web.runtime import WebApp

P = ParamSpec("P")
T = TypeVar("T")

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A key that `zns-batch token create` printed, as `Authorization: Bearer zns_…`.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiContext:
    """What a call is answered with.

    Attributes:
        api: What the API runs on.
        request: The request.
        lang: The language of its sentences.
        token: The key of who asks.

    """

    api: ApiRuntime
    request: Request
    lang: Lang
    token: ApiToken

    @property
    def app(self) -> WebApp:
        """Ledger, clock, lists and jobs."""
        return self.api.web

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.api.web.clock.now()

    @property
    def starter(self) -> Starter:
        """Who starts a campaign."""
        return Starter(actor=self.actor, lang=self.lang, page=self.app.base_url)

    @property
    def actor(self) -> Actor:
        """Who asks, for the audit log and for services that note who did something."""
        client = self.request.client
        return Actor(
            name=f"{self.token.name} ({self.token.id})",
            face="api",
            address=client.host if client else "",
            user_id=self.token.id,
        )

    async def run_in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what waits for ledger or disk in a thread, ten seconds at the most."""
        return await self.app.run_in_thread(function, *args, **kwargs)

    def sees_phones(self, account: str) -> bool:
        """Tell whether whole phone numbers are shown: to who may upload them, as on the pages."""
        role = self.token.role_for(account)
        return role is not None and role.covers(Role.PREPARER)

    def require(self, least: Role, account: str) -> None:
        """Let only keys through that have a role for an account.

        Raises:
            ApiError: 404 for a key of another account, else 403.

        """
        role = self.token.role_for(account)
        if role is None:
            raise ApiError(404, "api.status-404")
        if not role.covers(least):
            raise ApiError(403, "api.forbidden", {"role": least.value})

    async def accounts(self) -> tuple[str, ...]:
        """Return the accounts of the settings that the key is for."""
        names = await self.run_in_thread(self.app.account_names)
        return tuple(name for name in names if self.token.account in {name, ALL_ACCOUNTS})

    async def account_or_only(self, account: str | None) -> str:
        """Return the account that is meant: the one asked for, else the only one there is.

        Raises:
            ApiError: There are several, or it is none of the key's.

        """
        known = await self.accounts()
        if account is None:
            if len(known) == 1:
                return known[0]
            raise ApiError(422, "api.which-account", {"names": ", ".join(known) or "–"})
        if account not in known:
            raise ApiError(404, "api.no-account", {"account": account})
        return account

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

    async def note(
        self,
        act: str,
        *,
        account: str | None = None,
        object_id: str | None = None,
        number: int | None = None,
        **params: str | float | bool,
    ) -> None:
        """Add to the audit log what was done; never with a phone or a cell."""
        entry = self.audit_entry(act, account=account, object_id=object_id, number=number, **params)
        await self.run_in_thread(audit.record, self.app.ledger, entry)


Permission = Callable[..., Awaitable[ApiContext]]


async def anybody() -> None:
    """Anybody may: the API's own description holds nothing of anybody's."""


def needs(least: Role) -> Permission:
    """Return a permission: a key with a role, or a higher one.

    The account of an object is checked by the call itself: `context.require(role, account)`.
    """

    async def permitted(
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    ) -> ApiContext:
        api: ApiRuntime = request.app.state.api
        token = await _recognised(api, request, credentials)
        if not token.role.covers(least):
            raise ApiError(403, "api.forbidden", {"role": least.value})
        lang = accepted_lang(request.headers.get("accept-language", ""))
        return ApiContext(api=api, request=request, lang=lang, token=token)

    return permitted


async def _recognised(
    api: ApiRuntime, request: Request, credentials: HTTPAuthorizationCredentials | None
) -> ApiToken:
    address = request.client.host if request.client else ""
    secret = credentials.credentials if credentials is not None else ""
    token = await api.web.run_in_thread(api.tokens.recognise, secret) if secret else None
    if token is None:
        if not api.guesses.take(address):
            raise ApiError(429, "api.status-429", headers={"Retry-After": "10"})
        raise ApiError(401, "api.status-401")
    redact_secret(secret)
    if not api.rates.take(token.id):
        raise ApiError(429, "api.status-429")
    return token
