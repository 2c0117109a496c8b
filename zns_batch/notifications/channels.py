"""Notification channels: builds the configured ones and sends a notification through each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from zns_batch.core.logging import log, redact_secret
from zns_batch.domain.notification_settings import NotificationSettings, NotificationTrigger
from zns_batch.errors import InternalError, SettingsError, ZnsBatchError
from zns_batch.notifications.command import CommandChannel
from zns_batch.notifications.email import EmailChannel
from zns_batch.notifications.notification import Notification, NotificationKind
from zns_batch.notifications.webhook import WebhookChannel, signing_keys


class Channel(Protocol):
    """Delivers notifications."""

    @property
    def name(self) -> str:
        """`command`, `webhook` or `mail`."""
        ...

    @property
    def where(self) -> str:
        """Its destination, without secrets."""
        ...

    def send(self, notice: Notification) -> None:
        """Deliver a notification before returning.

        Raises:
            NoticeError: It was not delivered.

        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedNotification:
    """A channel that did not deliver a notification, and why."""

    channel: Channel
    error: ZnsBatchError


def channels_of(
    settings: NotificationSettings, *, email: Iterable[str] = ()
) -> tuple[Channel, ...]:
    """Return the channels that are set up.

    `email` are a schedule's own receivers, in place of those in the settings.

    Raises:
        SettingsError: Somebody is to get e-mail, and no mail server is set up; or the webhook's
            secret is broken.

    """
    redact_secret(settings.secret or "", settings.server.password or "" if settings.server else "")
    channels: list[Channel] = []
    if settings.command:
        channels.append(CommandChannel(words=settings.command))
    if settings.url is not None:
        try:
            signing_keys(settings.secret or "")
        except ValueError:
            raise SettingsError(
                "settings.bad-notify-secret", variable="ZNS_NOTIFY_SECRET"
            ) from None
        channels.append(WebhookChannel(url=settings.url, secret=settings.secret))
    if receivers := tuple(email) or settings.email:
        if settings.server is None:
            raise SettingsError("settings.no-mail-server", who=", ".join(receivers))
        channels.append(
            EmailChannel(server=settings.server, receivers=receivers, attach=settings.attach)
        )
    return tuple(channels)


def send(
    notice: Notification,
    channels: Iterable[Channel],
    *,
    on: NotificationTrigger = NotificationTrigger.ALWAYS,
) -> tuple[FailedNotification, ...]:
    """Send a notification through every channel, one after the other; return those that failed.

    It may take minutes, where a receiver is tried again and again, and must not block an event
    loop. It raises nothing: that people can't be notified changes nothing for a campaign. Sent a
    second time, after a crash, the notification has the same id.
    """
    only_trouble = on is NotificationTrigger.TROUBLE and notice.kind is not NotificationKind.TEST
    if only_trouble and not notice.is_trouble:
        return ()
    failures: list[FailedNotification] = []
    for channel in channels:
        try:
            channel.send(notice)
        except Exception as error:  # noqa: BLE001 - whatever a channel raises, the others are tried
            known = error if isinstance(error, ZnsBatchError) else InternalError.of(error)
            why = repr(error) if isinstance(known, InternalError) else str(known)
            log().warning("notice.untold", way=channel.name, id=notice.id, key=known.key, why=why)
            failures.append(FailedNotification(channel=channel, error=known))
        else:
            log().info("notice.told", way=channel.name, id=notice.id, kind=notice.kind.value)
    return tuple(failures)
