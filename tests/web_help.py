"""The pages in a test: the application over a real ledger, and people who look at them."""

import asyncio
import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from unittest.mock import patch

import httpx

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.users import ALL_ACCOUNTS, Role, User, UserState, fold_login
from zns_batch.i18n import Lang
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import sessions, users
from zns_batch.ledger.people.sessions import SessionRecord
from zns_batch.rest.mounted import mount
from zns_batch.rest.runtime import make_runtime
from zns_batch.services.people.management import hash_token, new_token
from zns_batch.services.people.passwords import PasswordChecker
from zns_batch.settings.web import WebSettings
from zns_batch.web import runtime
from zns_batch.web.app import build_app
from zns_batch.web.middleware import Guard
from zns_batch.web.runtime import WebApp, make_web_app
from zns_batch.web.security.tokens import FIELD

PORT = 8484
ORIGIN = f"http://127.0.0.1:{PORT}"

_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_TAG = re.compile(r"<[^>]+>")


class _Loop(httpx.BaseTransport):
    """Runs the application in a loop of its own, so that a test reads downwards."""

    def __init__(self, guard: Guard) -> None:
        self.event_loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.event_loop.run_forever, daemon=True)
        self._thread.start()
        self._inner = httpx.ASGITransport(guard, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        return asyncio.run_coroutine_threadsafe(self._answer(request), self.event_loop).result(120)

    def start(self, request: httpx.Request) -> Future[httpx.Response]:
        """Begin to answer a request, which may be given up."""
        return asyncio.run_coroutine_threadsafe(self._answer(request), self.event_loop)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        content = request.read()
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=content)
        answer = await self._inner.handle_async_request(asked)
        body = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)

    @staticmethod
    async def _cancel_all() -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def end(self) -> None:
        """End the loop, and what pages began in it and nobody waits for."""
        asyncio.run_coroutine_threadsafe(self._cancel_all(), self.event_loop).result(60)
        self.event_loop.call_soon_threadsafe(self.event_loop.stop)
        self._thread.join()
        self.event_loop.close()


@dataclass
class Pages:
    """The application over a ledger.

    Attributes:
        web: What it runs on.
        guard: The application.
        loop: Answers requests.

    """

    web: WebApp
    guard: Guard
    loop: _Loop = field(init=False)

    def __post_init__(self) -> None:
        """Begin the loop."""
        self.loop = _Loop(self.guard)

    @property
    def origin(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.web.port}"

    def person(
        self,
        login: str = "an",
        *,
        role: Role | None = Role.SENDER,
        account: str = ALL_ACCOUNTS,
        grants: Mapping[str, Role] | None = None,
        admin: bool = False,
        lang: Lang = "vi",
        password: str | None = None,
    ) -> "Visitor":
        """Add a person who is signed in.

        Args:
            role: For `account`; `None` for no right at all.
            grants: In place of `role` and `account`.

        """
        clock, ledger = self.web.clock, self.web.ledger
        theirs = grants if grants is not None else ({account: role} if role else {})
        user = User(
            id=users.new_user_id(),
            login=fold_login(login),
            name=f"Nguyễn {login.title()}",
            lang=lang,
            admin=admin,
            state=UserState.ACTIVE,
            created_at=clock.now(),
            grants=theirs,
        )
        token, now = new_token(), clock.now()
        session = SessionRecord(
            token_sha256=hash_token(token),
            user_id=user.id,
            created_at=now,
            seen_at=now,
            ends_at=now + timedelta(hours=12),
            authenticated_at=now,
            csrf=hash_token(token + "csrf"),
            agent="test",
            address="127.0.0.1",
        )
        hashed = None if password is None else PasswordChecker().hash(password)
        with ledger.write() as connection:
            users.add_user(connection, user, password=hashed)
            sessions.add_session(connection, session)
        visitor = self.stranger()
        visitor.user = user
        visitor.client.cookies.set(self.cookie, token)
        return visitor

    def stranger(self) -> "Visitor":
        """Somebody who is not signed in."""
        client = httpx.Client(transport=self.loop, base_url=self.origin, trust_env=False)
        return Visitor(client=client, pages=self)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie."""
        return self.web.cookies.session

    def close(self) -> None:
        """End it."""
        self.loop.end()
        self.web.close()
        # A thread that still asks the ledger would keep a connection of a ledger that is closed.
        self.web.executor.shutdown(wait=True)
        self.web.password_threads.shutdown(wait=True)


@dataclass
class Visitor:
    """A person with a browser."""

    client: httpx.Client
    pages: Pages
    _user: User | None = None

    @property
    def user(self) -> User:
        """The person, of whoever is signed in."""
        assert self._user is not None
        return self._user

    @user.setter
    def user(self, user: User) -> None:
        self._user = user

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Open a page; redirects are not followed."""
        return self.client.get(path, headers={"Accept": "text/html", **headers})

    def post(
        self,
        path: str,
        data: Mapping[str, str | list[str]] | None = None,
        *,
        page: str | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
    ) -> httpx.Response:
        """Send a form as one of our pages does.

        Args:
            path: Where to.
            data: The fields, without the token.
            page: The page whose token is taken; `None` for the home page or, signed out, the login page.
            headers: In place of those of a browser.
            token: In place of the page's own.

        """
        if token is None:
            token = self.token(page or ("/" if self._user else "/login"))
        sent = {"Origin": self.pages.origin, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        return self.client.post(
            path,
            data={FIELD: token, **(data or {})},
            headers=sent if headers is None else dict(headers),
        )

    def upload(
        self,
        path: str,
        file: Path,
        fields: Mapping[str, str] | None = None,
        *,
        name: str | None = None,
        field_name: str = "file",
    ) -> httpx.Response:
        """Send a form with a file behind its fields, as the pages' own form does."""
        headers = {
            "Origin": self.pages.origin,
            "Sec-Fetch-Site": "same-origin",
            "Accept": "text/html",
        }
        parts: list[tuple[str, tuple[str | None, bytes | str]]] = [
            (key, (None, value))
            for key, value in {FIELD: self.token("/"), **(fields or {})}.items()
        ]
        parts.append((field_name, (name or file.name, file.read_bytes())))
        return self.client.post(path, files=parts, headers=headers)

    def token(self, page: str) -> str:
        """Return the token of a page's forms."""
        return token_of(self.get(page))


def token_of(response: httpx.Response) -> str:
    """Return the token of the first form of a page."""
    found = _TOKEN.search(response.text)
    assert found is not None, response.text[:500]
    return found[1]


def words_of(response: httpx.Response) -> str:
    """Return what a page says, without its tags and with single spaces."""
    body = response.text.partition("<body")[2]
    return " ".join(unescape(_TAG.sub(" ", body)).split())


@contextmanager
def opened_pages(
    ledger: Ledger,
    home: Path,
    *,
    clock: Clock | None = None,
    settings: WebSettings | None = None,
    practice: bool = False,
    port: int = PORT,
) -> Iterator[Pages]:
    """Open the application over a ledger.

    Args:
        home: The state folder.
        clock: The time.
        settings: `[web]`.
        practice: Whether it is the practice mode.
        port: Of the pages' address.

    """
    web = make_web_app(
        ledger,
        clock or SystemClock(),
        settings or WebSettings(),
        home=home,
        port=port,
        practice=practice,
    )
    api = mount(make_runtime(web, per_second=1_000, burst=10_000))
    pages = Pages(web=web, guard=build_app(web, api=api))
    try:
        # How long a page may take says nothing about a machine that runs many tests at once.
        with patch.object(runtime, "ANSWER_SECONDS", 100.0):
            yield pages
    finally:
        pages.close()
