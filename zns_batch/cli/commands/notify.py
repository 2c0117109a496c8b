"""`notify`: how people are told after a run, and trying whether it arrives."""

from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr
from zns_batch.errors import SettingsError

if TYPE_CHECKING:
    from zns_batch.i18n import Lang
    from zns_batch.notifications.channels import Channel
    from zns_batch.notifications.notification import Notification


@command("notify")
@o.option("--test", "test", help_key="notify-test", is_flag=True)
@o.EVERYWHERE
def notify_command(*, test: bool) -> int:
    """Say how people are told, or tell them a test."""
    from zns_batch.core.logging import write_to
    from zns_batch.notifications.channels import channels_of
    from zns_batch.notifications.webhook import is_plain
    from zns_batch.settings import paths
    from zns_batch.settings.notifications import SECRET, load_notices

    settings = load_notices()
    ways = channels_of(settings)
    if not ways:
        raise SettingsError("notices.nothing")
    write_to(paths.log_file())
    if is_plain(settings.secret):
        info("notices.plain-secret", variable=SECRET)
    if test:
        return _try(ways, _test_notice(settings.lang))
    for way in ways:
        output(tr("notices.set-up", way=_shown(way)))
    output(tr(f"notices.on.{settings.on}"))
    return 0


def _try(ways: "tuple[Channel, ...]", notice: "Notification") -> int:
    """Tell a test by each way, and say of each whether it arrived."""
    from zns_batch.notifications.channels import send

    failed = False
    for way in ways:
        untold = send(notice, (way,))
        failed = failed or bool(untold)
        shown = _shown(way)
        if untold:
            output(tr("notices.untold", way=shown, why=untold[0].error.text(lang())))
        else:
            output(tr("notices.told", way=shown))
    return int(failed)


def _shown(way: "Channel") -> str:
    return tr(f"notices.way.{way.name}", where=way.where)


def _test_notice(language: "Lang") -> "Notification":
    from uuid import uuid4

    from zns_batch.core.clock import SystemClock
    from zns_batch.i18n import translate
    from zns_batch.notifications.notification import Notification, NotificationKind

    return Notification(
        kind=NotificationKind.TEST,
        turn=uuid4().hex,
        when=SystemClock().now(),
        lang=language,
        name="zns-batch",
        sum_line=translate("notices.test-text", language),
    )
