"""E-mail, over SMTP."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import ClassVar

from zns_batch.domain.notification_settings import SmtpSecurity, SmtpServer
from zns_batch.errors import NoticeError
from zns_batch.i18n import translate
from zns_batch.notifications.notification import Notification
from zns_batch.notifications.redact import one_line
from zns_batch.notifications.retry import RetryPolicy, TransientError
from zns_batch.notifications.text import letter, page, subject

BIGGEST = 15_000_000
"""The most bytes of a workbook that is attached; mail servers take 20 to 25 MB after encoding."""

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def message(
    notice: Notification, *, sender: str, receivers: Sequence[str], attach: bool
) -> EmailMessage:
    """Return the e-mail.

    Args:
        notice: The notice.
        sender: Whom it is from.
        receivers: Whom it is to.
        attach: Whether it carries the workbook.

    """
    made = EmailMessage(policy=SMTP)
    made["Subject"] = one_line(subject(notice), 200)
    made["From"] = sender
    made["To"] = ", ".join(receivers)
    made["Date"] = format_datetime(notice.when)
    # The same for a repeat, which mail programs show once.
    made["Message-ID"] = f"<{notice.id}@{domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps absence notes from answering
    workbook = _workbook(notice) if attach else None
    more = [translate("notices.not-attached", notice.lang)] if attach and workbook is None else []
    made.set_content(letter(notice, *more))
    made.add_alternative(page(notice, *more), subtype="html")
    made["Content-Language"] = notice.lang
    if workbook is not None and notice.report is not None:
        name = one_line(notice.report.name)
        made.add_attachment(workbook, maintype="application", subtype=_XLSX, filename=name)
    return made


def domain(sender: str) -> str:
    """Return the part of an address after its `@`, without a name before the address."""
    return parseaddr(sender)[1].rpartition("@")[2]


def _workbook(notice: Notification) -> bytes | None:
    """Return the workbook; `None` when there is none, or none that can travel."""
    try:
        if notice.report is None or notice.report.stat().st_size > BIGGEST:
            return None
        return notice.report.read_bytes()
    except OSError:
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailChannel:
    """Sends notices as e-mail.

    Attributes:
        server: The mail server.
        receivers: Who gets it; they see each other.
        attach: Whether it carries the results workbook.
        patience: How often it is tried.

    """

    name: ClassVar[str] = "mail"
    server: SmtpServer
    receivers: tuple[str, ...]
    attach: bool = False
    patience: RetryPolicy = field(default_factory=RetryPolicy)

    @property
    def where(self) -> str:
        """The receivers."""
        return ", ".join(self.receivers)

    def send(self, notice: Notification) -> None:
        """Send a notice.

        Raises:
            NoticeError: Not everybody's server took it.

        """
        made = message(
            notice, sender=self.server.sender, receivers=self.receivers, attach=self.attach
        )
        self.patience.call(lambda: self._send(made))

    def _send(self, made: EmailMessage) -> None:
        with self._explained(), self._connected() as client:
            sender = parseaddr(self.server.sender)[1]
            refused = client.send_message(made, sender, list(self.receivers))
        if refused:
            # Not tried again: the others have it.
            raise NoticeError("notices.some-refused", who=", ".join(refused))

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        client = self._connect()
        try:
            if self.server.security is SmtpSecurity.STARTTLS:
                client.starttls(context=self._trusted())
            if self.server.user is not None:
                client.login(self.server.user, self.server.password or "")
            yield client
            # The server has it; how the two part is all the same.
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
        finally:
            client.close()

    def _connect(self) -> smtplib.SMTP:
        host, port, timeout = self.server.host, self.server.port, self.patience.timeout
        if self.server.security is SmtpSecurity.TLS:
            return smtplib.SMTP_SSL(host, port, timeout=timeout, context=self._trusted())
        return smtplib.SMTP(host, port, timeout=timeout)

    def _trusted(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.server.ca is not None:
            context.load_verify_locations(cafile=self.server.ca)
        return context

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (smtplib.SMTPException, OSError) as error:
            raise _explain(error, self.server) from error


def _explain(error: Exception, server: SmtpServer) -> NoticeError:
    """Return what went wrong, and whether it may pass."""
    host = server.host
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NoticeError("notices.mail-cannot", host=host, why=one_line(str(error)))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        passing = all(code < 500 for code, _ in error.recipients.values())
        who = ", ".join(error.recipients)
        return _kind(passing=passing)("notices.some-refused", who=who)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        kind, code = _kind(passing=error.smtp_code < 500), str(error.smtp_code)
        return kind("notices.mail-login", host=host, code=code)
    if isinstance(error, smtplib.SMTPResponseException):
        kind = _kind(passing=error.smtp_code < 500)
        return kind("notices.mail-refused", host=host, said=_said(error))
    if isinstance(error, ssl.SSLError | FileNotFoundError):
        why = getattr(error, "verify_message", "") or error.strerror or type(error).__name__
        return NoticeError("notices.mail-untrusted", host=host, why=one_line(str(why)))
    return TransientError("notices.unreachable", host=host, why=type(error).__name__)


def _kind(*, passing: bool) -> type[NoticeError]:
    return TransientError if passing else NoticeError


def _said(error: smtplib.SMTPResponseException) -> str:
    """Return a server's own words, made fit to be shown."""
    words = error.smtp_error
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return one_line(f"{error.smtp_code} {text}", 200)
