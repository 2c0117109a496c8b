"""Who is told what became of a campaign, and by which ways."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from zns_batch.i18n import Lang


class NotificationTrigger(StrEnum):
    """When people are told."""

    ALWAYS = "always"
    """After every run."""
    TROUBLE = "trouble"
    """Unless everything that should be sent was accepted."""


class SmtpSecurity(StrEnum):
    """How the way to a mail server is closed to others."""

    STARTTLS = "starttls"
    """Begins open and is closed before anything is said (RFC 3207)."""
    TLS = "tls"
    """Closed from the first byte (RFC 8314)."""
    NONE = "none"
    """Open; only to a server on this machine."""


MAIL_PORTS = {SmtpSecurity.STARTTLS: 587, SmtpSecurity.TLS: 465, SmtpSecurity.NONE: 25}
"""The port of each kind of mail server, unless told otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpServer:
    """The server that takes our e-mail.

    Attributes:
        host: Its name.
        port: Its port.
        sender: The address that the e-mail comes from, perhaps with a name before it.
        security: How the way there is closed.
        user: Who we are to it; `None` where it asks nobody.
        ca: The certificate (or authority) to trust beside those that the system trusts, as PEM.
        password: The user's password.

    """

    host: str
    port: int
    sender: str
    security: SmtpSecurity = SmtpSecurity.STARTTLS
    user: str | None = None
    ca: Path | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationSettings:
    """What is set up under `[notify]` and `[smtp]`.

    Attributes:
        on: When people are told.
        command: A program and its arguments, started without a shell.
        url: Where to post. It often is a secret itself, as with chat rooms.
        allow_http: Whether `url` may be open to the network's eyes.
        email: Who gets an e-mail.
        attach: Whether the e-mail carries the results workbook, with the customers' phones.
        lang: The language of what is told.
        server: The mail server.
        secret: Signs what is posted.

    """

    on: NotificationTrigger = NotificationTrigger.ALWAYS
    command: tuple[str, ...] = ()
    url: str | None = field(default=None, repr=False)
    allow_http: bool = False
    email: tuple[str, ...] = ()
    attach: bool = False
    lang: Lang = "vi"
    server: SmtpServer | None = None
    secret: str | None = field(default=None, repr=False)
