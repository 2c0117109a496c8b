"""Telling a notice by every way, whatever becomes of each."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from notices_help import HASTY, mailbox, never_there, notice, receiver, well

from zns_batch.core import logging
from zns_batch.domain.notification_settings import NotificationSettings, NotificationTrigger
from zns_batch.errors import InternalError
from zns_batch.notifications.channels import Channel, channels_of, send
from zns_batch.notifications.command import CommandChannel
from zns_batch.notifications.email import EmailChannel
from zns_batch.notifications.notification import Notification, NotificationKind
from zns_batch.notifications.webhook import WebhookChannel


@dataclass(frozen=True)
class Told:
    """A way that does what a test says."""

    do: Callable[[Notification], None]
    name: str = "told"
    where: str = "here"

    def send(self, notice: Notification) -> None:
        """Do it."""
        self.do(notice)


def test_one_way_that_fails_stops_no_other(tmp_path: Path) -> None:
    """The e-mail arrives though the command and the webhook fail, and each failure is one line of log."""
    log = tmp_path / "zns.log"
    logging.write_to(log)
    with mailbox(tmp_path) as box:
        ways: tuple[Channel, ...] = (
            CommandChannel(words=("no-such-program-here",)),
            WebhookChannel(url=f"http://127.0.0.1:{never_there()}", retry=HASTY),
            EmailChannel(server=box.server(), receivers=("an@shop.example",), retry=HASTY),
        )
        untold = send(notice(), ways)
    assert 1 == len(box.taken)
    assert [(ways[0], "notices.no-command"), (ways[1], "notices.unreachable")] == [
        (one.channel, one.error.key) for one in untold
    ]
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [("warning", "command"), ("warning", "webhook"), ("info", "mail")] == [
        (line["level"], line["way"]) for line in lines
    ]
    assert {notice().id} == {line["id"] for line in lines}


def test_even_our_own_mistakes_stop_nothing() -> None:
    """A way that stumbles over something unforeseen is told as ours, and the next one is tried."""
    told: list[Notification] = []

    def stumble(_notice: Notification) -> None:
        message = "unforeseen"
        raise ZeroDivisionError(message)

    (untold,) = send(notice(), (Told(stumble), Told(told.append)))
    assert isinstance(untold.error, InternalError)
    assert [notice()] == told


@pytest.mark.parametrize(
    "what, on, expected",
    [
        (well(), NotificationTrigger.ALWAYS, 1),
        (well(), NotificationTrigger.TROUBLE, 0),
        (notice(), NotificationTrigger.TROUBLE, 1),
        (notice(kind=NotificationKind.TEST), NotificationTrigger.TROUBLE, 1),
    ],
)
def test_people_hear_when_they_want_to(
    what: Notification, on: NotificationTrigger, expected: int
) -> None:
    """Whoever wants to hear of trouble only is left in peace when all is well, but for a test."""
    told: list[Notification] = []
    assert () == send(what, (Told(told.append),), on=on)
    assert expected == len(told)


def test_all_ways_tell_the_same(tmp_path: Path) -> None:
    """A command, a webhook and an e-mail set up together tell of one notice by one id."""
    read = tmp_path / "read.json"
    script = (
        "import sys; from pathlib import Path; "
        "Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"
    )
    with mailbox(tmp_path) as box, receiver(200) as server:
        settings = NotificationSettings(
            command=(sys.executable, "-c", script, str(read)),
            url=server.url,
            email=("an@shop.example",),
            server=box.server(),
        )
        assert () == send(notice(), channels_of(settings))
    assert read.read_bytes() == server.posts[0].body
    assert notice().id in box.taken[0]["Message-ID"]


def test_secrets_stay_out_of_the_log(tmp_path: Path) -> None:
    """What signs and what logs in never stands in the log, wherever it turns up."""
    log = tmp_path / "zns.log"
    logging.write_to(log)
    with mailbox(tmp_path) as box:
        server = replace(box.server(), password="pass-in-the-log")
        settings = NotificationSettings(
            secret="sign-in-the-log", url="https://h.example", server=server, lang="vi"
        )
    channels_of(settings)

    def stumble(_notice: Notification) -> None:
        message = "pass-in-the-log sign-in-the-log"
        raise ZeroDivisionError(message)

    send(notice(), (Told(stumble),))
    assert "-in-the-log" not in log.read_text("utf-8")
