"""The ways by which people are told, and telling them by each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from zns_batch.core.logging import log, redact_secret
from zns_batch.domain.notification_settings import NotificationSettings, NotificationTrigger
from zns_batch.errors import InternalError, SettingsError, ZnsBatchError
from zns_batch.notifications.command import CommandChannel
from zns_batch.notifications.email import EmailChannel
from zns_batch.notifications.notification import Notification, NotificationKind
from zns_batch.notifications.webhook import WebhookChannel, key_of


class Channel(Protocol):
    """One way to people."""

    @property
    def name(self) -> str:
        """Its word: `command`, `webhook` or `mail`."""
        ...

    @property
    def where(self) -> str:
        """Where it leads, as it may be shown."""
        ...

    def send(self, notice: Notification) -> None:
        """Tell a notice; done when this returns.

        Raises:
            NoticeError: It did not arrive.

        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedNotification:
    """A way by which a notice did not arrive.

    Attributes:
        way: The way.
        error: Why.

    """

    way: Channel
    error: ZnsBatchError


def channels_of(
    settings: NotificationSettings, *, email: Iterable[str] = ()
) -> tuple[Channel, ...]:
    """Return the ways that are set up.

    Args:
        settings: The settings.
        email: A schedule's own receivers of e-mail, in place of those in the settings.

    Raises:
        SettingsError: Somebody is to get e-mail, and no mail server is set up.

    """
    redact_secret(settings.secret or "", settings.server.password or "" if settings.server else "")
    return tuple(_ways(settings, tuple(email) or settings.email))


def _ways(settings: NotificationSettings, receivers: tuple[str, ...]) -> Iterator[Channel]:
    if settings.command:
        yield CommandChannel(words=settings.command)
    if settings.url is not None:
        yield WebhookChannel(url=settings.url, secret=_checked(settings.secret))
    if receivers:
        if settings.server is None:
            raise SettingsError("settings.no-mail-server", who=", ".join(receivers))
        yield EmailChannel(server=settings.server, receivers=receivers, attach=settings.attach)


def _checked(secret: str | None) -> str | None:
    try:
        key_of(secret or "")
    except ValueError:
        raise SettingsError("settings.bad-notify-secret", variable="ZNS_NOTIFY_SECRET") from None
    return secret


def send(
    notice: Notification,
    ways: Iterable[Channel],
    *,
    on: NotificationTrigger = NotificationTrigger.ALWAYS,
) -> tuple[FailedNotification, ...]:
    """Tell a notice by every way, one after the other, and return those by which it did not arrive.

    It may take minutes, where a receiver is tried again and again, and must not stand in the way of
    an event loop. It raises nothing: that people can't be told changes nothing for a campaign.

    Args:
        notice: The notice. Told a second time, after a crash, it has the same id.
        ways: The ways.
        on: When people want to be told.

    """
    if (
        on is NotificationTrigger.TROUBLE
        and not notice.is_trouble
        and notice.kind is not NotificationKind.TEST
    ):
        return ()
    return tuple(untold for way in ways if (untold := _told(notice, way)) is not None)


def _told(notice: Notification, way: Channel) -> FailedNotification | None:
    try:
        way.send(notice)
    except ZnsBatchError as error:
        return _untold(notice, way, error)
    except Exception as error:  # noqa: BLE001 - whatever a way stumbles over, the others are tried
        return _untold(notice, way, InternalError.of(error))
    log().info("notice.told", way=way.name, id=notice.id, kind=notice.kind.value)
    return None


def _untold(notice: Notification, way: Channel, error: ZnsBatchError) -> FailedNotification:
    what = repr(error.__cause__) if isinstance(error, InternalError) else str(error)
    log().warning("notice.untold", way=way.name, id=notice.id, key=error.key, why=what)
    return FailedNotification(way=way, error=error)
