"""Who is notified of a campaign's outcome, when, and through which channels."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from zns_batch.i18n import Lang


class NotificationTrigger(StrEnum):
    """When people are notified."""

    ALWAYS = "always"
    """After every run."""
    TROUBLE = "trouble"
    """Unless everything that should be sent was accepted."""


class SmtpSecurity(StrEnum):
    """How the connection to a mail server is encrypted."""

    STARTTLS = "starttls"
    """Upgraded to TLS before anything else is sent (RFC 3207)."""
    TLS = "tls"
    """TLS from the first byte (RFC 8314)."""
    NONE = "none"
    """Not encrypted; only to a server on this machine."""


MAIL_PORTS = {SmtpSecurity.STARTTLS: 587, SmtpSecurity.TLS: 465, SmtpSecurity.NONE: 25}
"""The port of each kind of mail server, by default."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpServer:
    """The server that sends our e-mail."""

    host: str
    port: int
    #: The address that the e-mail comes from, perhaps with a name before it.
    sender: str
    security: SmtpSecurity = SmtpSecurity.STARTTLS
    #: The user to log in as; `None` where the server asks for none.
    user: str | None = None
    #: The certificate (or authority) to trust beside those that the system trusts, as PEM.
    ca: Path | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationSettings:
    """The settings under `[notify]` and `[smtp]`."""

    on: NotificationTrigger = NotificationTrigger.ALWAYS
    #: A program and its arguments, started without a shell.
    command: tuple[str, ...] = ()
    #: Where to post. It often is a secret itself, as with chat rooms.
    url: str | None = field(default=None, repr=False)
    #: Where events of campaigns are posted, for programs.
    events_url: str | None = field(default=None, repr=False)
    #: Whether `url` and `events_url` may be unencrypted.
    allow_http: bool = False
    #: Who gets an e-mail.
    email: tuple[str, ...] = ()
    #: Whether the e-mail carries the results workbook, with the customers' phones.
    attach: bool = False
    lang: Lang = "vi"
    #: People hear when so much of an account's quota of the day is used; 0 for never.
    quota_percent: int = 80
    #: People hear so many days before a refresh token ends; 0 for never.
    token_days: int = 7
    server: SmtpServer | None = None
    #: Signs what is posted.
    secret: str | None = field(default=None, repr=False)
