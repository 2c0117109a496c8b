"""The ways by which people are told, and telling them by each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from zns_batch.core.logging import hide, log
from zns_batch.domain.notification_settings import NoticeSettings, NotifyOn
from zns_batch.errors import InternalError, SettingsError, ZnsBatchError
from zns_batch.notifications.command import Command
from zns_batch.notifications.email import Mail
from zns_batch.notifications.notification import Notice, NoticeKind
from zns_batch.notifications.webhook import Webhook, key_of


class Way(Protocol):
    """One way to people."""

    @property
    def name(self) -> str:
        """Its word: `command`, `webhook` or `mail`."""
        ...

    @property
    def where(self) -> str:
        """Where it leads, as it may be shown."""
        ...

    def tell(self, notice: Notice) -> None:
        """Tell a notice; done when this returns.

        Raises:
            NoticeError: It did not arrive.

        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Untold:
    """A way by which a notice did not arrive.

    Attributes:
        way: The way.
        error: Why.

    """

    way: Way
    error: ZnsBatchError


def ways_of(settings: NoticeSettings, *, email: Iterable[str] = ()) -> tuple[Way, ...]:
    """Return the ways that are set up.

    Args:
        settings: The settings.
        email: A schedule's own receivers of e-mail, in place of those in the settings.

    Raises:
        SettingsError: Somebody is to get e-mail, and no mail server is set up.

    """
    hide(settings.secret or "", settings.server.password or "" if settings.server else "")
    return tuple(_ways(settings, tuple(email) or settings.email))


def _ways(settings: NoticeSettings, receivers: tuple[str, ...]) -> Iterator[Way]:
    if settings.command:
        yield Command(words=settings.command)
    if settings.url is not None:
        yield Webhook(url=settings.url, secret=_checked(settings.secret))
    if receivers:
        if settings.server is None:
            raise SettingsError("settings.no-mail-server", who=", ".join(receivers))
        yield Mail(server=settings.server, receivers=receivers, attach=settings.attach)


def _checked(secret: str | None) -> str | None:
    try:
        key_of(secret or "")
    except ValueError:
        raise SettingsError("settings.bad-notify-secret", variable="ZNS_NOTIFY_SECRET") from None
    return secret


def send(
    notice: Notice, ways: Iterable[Way], *, on: NotifyOn = NotifyOn.ALWAYS
) -> tuple[Untold, ...]:
    """Tell a notice by every way, one after the other, and return those by which it did not arrive.

    It may take minutes, where a receiver is tried again and again, and must not stand in the way of
    an event loop. It raises nothing: that people can't be told changes nothing for a campaign.

    Args:
        notice: The notice. Told a second time, after a crash, it has the same id.
        ways: The ways.
        on: When people want to be told.

    """
    if on is NotifyOn.TROUBLE and not notice.is_trouble and notice.kind is not NoticeKind.TEST:
        return ()
    return tuple(untold for way in ways if (untold := _told(notice, way)) is not None)


def _told(notice: Notice, way: Way) -> Untold | None:
    try:
        way.tell(notice)
    except ZnsBatchError as error:
        return _untold(notice, way, error)
    except Exception as error:  # noqa: BLE001 - whatever a way stumbles over, the others are tried
        return _untold(notice, way, InternalError.of(error))
    log().info("notice.told", way=way.name, id=notice.id, kind=notice.kind.value)
    return None


def _untold(notice: Notice, way: Way, error: ZnsBatchError) -> Untold:
    what = repr(error.__cause__) if isinstance(error, InternalError) else str(error)
    log().warning("notice.untold", way=way.name, id=notice.id, key=error.key, why=what)
    return Untold(way=way, error=error)
