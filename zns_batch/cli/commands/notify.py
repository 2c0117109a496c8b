"""`notify`: shows who is notified after a run, and sends a test notification."""

from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr
from zns_batch.errors import SettingsError

if TYPE_CHECKING:
    from zns_batch.notifications.channels import Channel


@command("notify")
@o.option("--test", "test", help_key="notify-test", is_flag=True)
@o.JSON
@o.EVERYWHERE
def notify_command(*, test: bool, as_json: bool) -> int:
    """Say how people are told, or tell them a test."""
    from uuid import uuid4

    from zns_batch.core.clock import SystemClock
    from zns_batch.core.logging import write_to
    from zns_batch.i18n import translate
    from zns_batch.notifications.channels import channels_of, send
    from zns_batch.notifications.notification import Notification, NotificationKind
    from zns_batch.notifications.webhook import is_plain
    from zns_batch.settings import paths
    from zns_batch.settings.notifications import SECRET, load_notices

    settings = load_notices()
    channels = channels_of(settings)
    if not channels:
        raise SettingsError("notices.nothing")
    write_to(paths.log_file())
    if is_plain(settings.secret):
        info("notices.plain-secret", variable=SECRET)
    ways: list[dict[str, object]] = [
        {"way": channel.name, "where": channel.where} for channel in channels
    ]
    if not test and as_json:
        output_json({"on": settings.on, "ways": ways})
        return 0
    if not test:
        for channel in channels:
            output(tr("notices.set-up", way=_label(channel)))
        output(tr(f"notices.on.{settings.on}"))
        return 0

    notification = Notification(
        kind=NotificationKind.TEST,
        turn=uuid4().hex,
        when=SystemClock().now(),
        lang=settings.lang,
        name="zns-batch",
        sum_line=translate("notices.test-text", settings.lang),
    )
    failed = False
    for channel, way in zip(channels, ways, strict=True):
        failures = send(notification, (channel,))
        why = failures[0].error.text(lang()) if failures else None
        way |= {"arrived": why is None, "error": why}
        failed = failed or why is not None
        if as_json:
            continue
        if why is None:
            output(tr("notices.told", way=_label(channel)))
        else:
            output(tr("notices.untold", way=_label(channel), why=why))
    if as_json:
        output_json({"on": settings.on, "ways": ways})
    return int(failed)


def _label(channel: "Channel") -> str:
    return tr(f"notices.way.{channel.name}", where=channel.where)
