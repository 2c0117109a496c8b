"""E-mail channel, over SMTP."""

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
from zns_batch.notifications.text import html_body, subject, text_body

BIGGEST = 15_000_000
"""The most bytes of a workbook that is attached; mail servers take 20 to 25 MB after encoding."""

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def message(
    notice: Notification, *, sender: str, receivers: Sequence[str], attach: bool
) -> EmailMessage:
    """Return the e-mail; `attach` adds the results workbook."""
    workbook = None
    if attach and notice.report is not None:
        # A workbook that is missing or too large is mentioned in the text instead.
        with suppress(OSError):
            if notice.report.stat().st_size <= BIGGEST:
                workbook = notice.report.read_bytes()
    email = EmailMessage(policy=SMTP)
    email["Subject"] = one_line(subject(notice), 200)
    email["From"] = sender
    email["To"] = ", ".join(receivers)
    email["Date"] = format_datetime(notice.when)
    # The same for a repeat, which mail programs show once.
    email["Message-ID"] = f"<{notice.id}@{domain(sender)}>"
    email["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps absence notes from answering
    more = [translate("notices.not-attached", notice.lang)] if attach and workbook is None else []
    email.set_content(text_body(notice, *more))
    email.add_alternative(html_body(notice, *more), subtype="html")
    email["Content-Language"] = notice.lang
    if workbook is not None and notice.report is not None:
        name = one_line(notice.report.name)
        email.add_attachment(workbook, maintype="application", subtype=_XLSX, filename=name)
    return email


def domain(sender: str) -> str:
    """Return the part of an address after its `@`, without a name before the address."""
    return parseaddr(sender)[1].rpartition("@")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailChannel:
    """Sends notifications as e-mail."""

    name: ClassVar[str] = "mail"
    server: SmtpServer
    #: Who gets it; they see each other.
    receivers: tuple[str, ...]
    #: Whether it carries the results workbook.
    attach: bool = False
    retry: RetryPolicy = field(default_factory=RetryPolicy)

    @property
    def where(self) -> str:
        """The receivers."""
        return ", ".join(self.receivers)

    def send(self, notice: Notification) -> None:
        """Send a notification.

        Raises:
            NoticeError: The server did not accept it for everybody.

        """
        email = message(
            notice, sender=self.server.sender, receivers=self.receivers, attach=self.attach
        )
        self.retry.call(lambda: self._attempt(email))

    def _attempt(self, email: EmailMessage) -> None:
        server = self.server
        try:
            with self._connected() as client:
                sender = parseaddr(server.sender)[1]
                refused = client.send_message(email, sender, list(self.receivers))
        except (smtplib.SMTPException, OSError) as error:
            raise _smtp_error(error, server.host) from error
        if refused:
            # Not tried again: the others have it.
            raise NoticeError("notices.some-refused", who=", ".join(refused))

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server, timeout = self.server, self.retry.timeout
        trusted: ssl.SSLContext | None = None
        if server.security is not SmtpSecurity.NONE:
            trusted = ssl.create_default_context()
            if server.ca is not None:
                trusted.load_verify_locations(cafile=server.ca)
        if server.security is SmtpSecurity.TLS:
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=timeout, context=trusted
            )
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=timeout)
        try:
            if server.security is SmtpSecurity.STARTTLS:
                client.starttls(context=trusted)
            if server.user is not None:
                client.login(server.user, server.password or "")
            yield client
            # The server has it; whether the goodbye succeeds does not matter.
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
        finally:
            client.close()


def _smtp_error(error: Exception, host: str) -> NoticeError:
    """Return the error to report; transient where another attempt may succeed."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NoticeError("notices.mail-cannot", host=host, why=one_line(str(error)))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        transient = all(code < 500 for code, _ in error.recipients.values())
        who = ", ".join(error.recipients)
        return _error_class(transient=transient)("notices.some-refused", who=who)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        error_class = _error_class(transient=error.smtp_code < 500)
        return error_class("notices.mail-login", host=host, code=str(error.smtp_code))
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        error_class = _error_class(transient=error.smtp_code < 500)
        said = one_line(f"{error.smtp_code} {text}", 200)
        return error_class("notices.mail-refused", host=host, said=said)
    if isinstance(error, ssl.SSLError | FileNotFoundError):
        why = getattr(error, "verify_message", "") or error.strerror or type(error).__name__
        return NoticeError("notices.mail-untrusted", host=host, why=one_line(str(why)))
    return TransientError("notices.unreachable", host=host, why=type(error).__name__)


def _error_class(*, transient: bool) -> type[NoticeError]:
    return TransientError if transient else NoticeError
