"""`notify`: how people are told after a run, and trying whether it arrives."""

from typing import TYPE_CHECKING, Any

from zns_batch.cli import options as o
from zns_batch.cli.console import answer
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, t
from zns_batch.errors import SettingsError

if TYPE_CHECKING:
    from zns_batch.i18n import Lang
    from zns_batch.notifications.channels import Way
    from zns_batch.notifications.notification import Notice


@command("notify")
@o.option("--test", "test", help_key="notify-test", is_flag=True)
@o.EVERYWHERE
def notify_command(*, test: bool, **_asked: Any) -> int:
    """Say how people are told, or tell them a test."""
    from zns_batch.core.logging import write_to
    from zns_batch.notifications.channels import ways_of
    from zns_batch.settings import paths
    from zns_batch.settings.notifications import load_notices

    settings = load_notices()
    ways = ways_of(settings)
    if not ways:
        raise SettingsError("notices.nothing")
    write_to(paths.log_file())
    if test:
        return _try(ways, _test_notice(settings.lang))
    for way in ways:
        answer(t("notices.set-up", way=_shown(way)))
    answer(t(f"notices.on.{settings.on}"))
    return 0


def _try(ways: "tuple[Way, ...]", notice: "Notice") -> int:
    """Tell a test by each way, and say of each whether it arrived."""
    from zns_batch.notifications.channels import send

    failed = False
    for way in ways:
        untold = send(notice, (way,))
        failed = failed or bool(untold)
        shown = _shown(way)
        if untold:
            answer(t("notices.untold", way=shown, why=untold[0].error.text(lang())))
        else:
            answer(t("notices.told", way=shown))
    return int(failed)


def _shown(way: "Way") -> str:
    return t(f"notices.way.{way.name}", where=way.where)


def _test_notice(language: "Lang") -> "Notice":
    from uuid import uuid4

    from zns_batch.core.clock import SystemClock
    from zns_batch.i18n import say
    from zns_batch.notifications.notification import Notice, NoticeKind

    return Notice(
        kind=NoticeKind.TEST,
        turn=uuid4().hex,
        when=SystemClock().now(),
        lang=language,
        name="zns-batch",
        sum_line=say("notices.test-text", language),
    )
