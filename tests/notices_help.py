"""Notices to tell, and servers on loopback that take them or don't."""

import asyncio
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MODERN
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from ports_help import free_port

from zns_batch.domain.notification_settings import SmtpSecurity, SmtpServer
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.notifications.notification import Notification, NotificationKind, RequiredAction
from zns_batch.notifications.retry import RetryPolicy

WHEN = datetime(2026, 12, 1, 1, 0, 30, tzinfo=UTC)
"""Half a minute after eight in the morning in Viet Nam."""

USER, PASSWORD = "zns@shop.example", "mail-password-123"

HASTY = RetryPolicy(tries=5, sleep=lambda _: None)
"""Tries again at once."""


def notice(**more: Any) -> Notification:
    """A campaign that paused with some rows rejected; `more` changes it."""
    usual: dict[str, Any] = {
        "kind": NotificationKind.PAUSED,
        "turn": "1",
        "when": WHEN,
        "campaign": "z261201hhvpde",
        "name": "Nhắc nợ tháng 12",
        "schedule": "Nhắc nợ",
        "account": "default",
        "destination": "Zalo, OA 579745863508352884",
        "state": CampaignState.PAUSED,
        "reason": "quota",
        "resume_after": datetime(2026, 12, 1, 17, 5, tzinfo=UTC),
        "rows": {RowState.ACCEPTED: 480, RowState.REJECTED: 17, RowState.PENDING: 503},
        "sum_line": "1.000 dòng = 503 chờ gửi + 480 đã nhận + 17 bị từ chối",
        "needs": (
            RequiredAction(
                reason="Số này không có tài khoản Zalo.",
                rows=17,
                remedy="Gọi điện hoặc nhắn SMS cho khách.",
            ),
        ),
        "report": Path("reports/Nhắc nợ 2026-12-01 0800.xlsx"),
    }
    return Notification(**usual | more)


def well() -> Notification:
    """A campaign of which every row was accepted."""
    rows = {RowState.ACCEPTED: 3, RowState.DUPLICATE: 1}
    return notice(
        kind=NotificationKind.COMPLETED,
        state=CampaignState.COMPLETED,
        reason=None,
        resume_after=None,
        rows=rows,
        needs=(),
    )


# ── HTTP ──


@dataclass(frozen=True)
class Post:
    """What was posted."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A server that answers as a test says.

    Attributes:
        answers: The statuses to answer with, one a request; the last stays. 0 is silence.
        headers: Headers of each answer.
        posts: What came.
        ending: Set when the test is over, which ends every silence.

    """

    answers: list[int]
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook?key=room-secret"

    def next(self) -> int:
        """The status of the answer to the request that just came."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.posts.append(Post(path=self.path, headers=headers, body=body))
        status = self.receiver.next()
        if not status:
            self.receiver.ending.wait()
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in self.receiver.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — http.server's name
        """Say nothing."""


@contextmanager
def receiver(*answers: int, **headers: str) -> Iterator[Receiver]:
    """A webhook's receiver on loopback; give it the statuses that it answers with."""
    found = Receiver(list(answers) or [200], headers)
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Handler", (_Handler,), {"receiver": found})
    )
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield found
    finally:
        found.ending.set()
        server.shutdown()
        thread.join()
        server.server_close()


# ── SMTP ──


@dataclass
class Mailbox:
    """A mail server on loopback, and what it took.

    Attributes:
        ca: The certificate that vouches for it.
        answers: What it says after each e-mail, one by one; the last stays.
        refused: Receivers it does not know.
        taken: The e-mails it took.
        users: Who logged in.

    """

    ca: Path
    answers: list[str]
    refused: Sequence[str] = ()
    taken: list[EmailMessage] = field(default_factory=list)
    tries: int = 0
    users: list[str] = field(default_factory=list)
    port: int = 0

    def server(self, **more: Any) -> SmtpServer:
        """The settings that lead here."""
        usual: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.port,
            "sender": USER,
            "security": SmtpSecurity.STARTTLS,
            "user": USER,
            "password": PASSWORD,
            "ca": self.ca,
        }
        return SmtpServer(**usual | more)

    async def handle_RCPT(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take a receiver, or not."""
        if address in self.refused:
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take an e-mail, or not."""
        self.tries += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(message_from_bytes(envelope.content, policy=MODERN))
        return answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, who: Any
    ) -> AuthResult:
        """Let in who knows the password."""
        assert isinstance(who, LoginPassword)
        good = (who.login, who.password) == (USER.encode(), PASSWORD.encode())
        if good:
            self.users.append(who.login.decode())
        return AuthResult(success=good, handled=False)


@contextmanager
def mailbox(
    folder: Path,
    *answers: str,
    security: SmtpSecurity = SmtpSecurity.STARTTLS,
    refused: Sequence[str] = (),
) -> Iterator[Mailbox]:
    """A mail server on loopback with a certificate that no system trusts."""
    authority = trustme.CA()
    ca = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    found = Mailbox(ca=ca, answers=list(answers) or ["250 OK"], refused=refused)
    with _loop() as loop:
        server = asyncio.run_coroutine_threadsafe(_listen(found, context, security), loop).result()
        found.port = server.sockets[0].getsockname()[1]
        try:
            yield found
        finally:
            loop.call_soon_threadsafe(server.close)


async def _listen(
    found: Mailbox, context: ssl.SSLContext, security: SmtpSecurity
) -> asyncio.Server:
    starttls = security is SmtpSecurity.STARTTLS

    def protocol() -> SMTP:
        return SMTP(
            found,
            hostname="localhost",
            tls_context=context if starttls else None,
            require_starttls=starttls,
            authenticator=found.authenticate,
            auth_require_tls=starttls,
        )

    implicit = context if security is SmtpSecurity.TLS else None
    return await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=implicit)


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    # What a client that vanished leaves behind is no fault of the test.
    loop.set_exception_handler(lambda _loop, _context: None)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_quiet(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _quiet() -> None:
    """End what still runs."""
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def never_there() -> int:
    """A port at which nobody listens."""
    return free_port()
