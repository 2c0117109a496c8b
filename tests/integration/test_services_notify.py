"""Whom a worker tells of a campaign, and how often."""

from datetime import timedelta
from pathlib import Path

import pytest
from ledger_help import NOW, TestClock, campaign_of, planned

from zns_batch.domain.notification_settings import NotificationSettings
from zns_batch.domain.states import CampaignState, Reason
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import DESTINATION, PAGE
from zns_batch.ledger.schedules import BadRows, RunState, Schedule, ScheduleRun
from zns_batch.notifications.notification import Notification
from zns_batch.notifications.payload import as_object
from zns_batch.notifications.text import subject, summary, text_body
from zns_batch.sending.interfaces import RunResult
from zns_batch.services.campaigns.runner import RunReport
from zns_batch.services.unattended import notify
from zns_batch.services.unattended.notify import Notifier

MINUTES, HOURS = timedelta(minutes=10), timedelta(hours=8)


class Turns:
    """One campaign that a worker pauses again and again, and what people hear of it."""

    def __init__(self, ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ledger, self.heard = ledger, list[Notification]()
        self.id = campaign_of(ledger, [planned(1), planned(2)]).id
        campaigns.set_options(ledger, self.id, {"report": str(folder / "out.xlsx")})
        self.notifier = Notifier(ledger=ledger, clock=TestClock())
        monkeypatch.setattr(notify, "load_notices", NotificationSettings)

        def send(notification: Notification, _channels: object, **_more: object) -> tuple[()]:
            self.heard.append(notification)
            return ()

        monkeypatch.setattr(notify, "send", send)

    def pause(self, reason: Reason, rest: timedelta) -> int:
        """Pause for a while; return how often people have heard by now."""
        state = CampaignState.PAUSED
        campaigns.stop(
            self.ledger, self.id, state=state, reason=reason, now=NOW, resume_after=NOW + rest
        )
        report = RunReport(
            campaign=campaigns.get(self.ledger, self.id),
            tally=rows.state_counts(self.ledger, self.id),
            stop=RunResult(state=state, reason=reason),
        )
        self.notifier.notify_campaign(report, None)
        return len(self.heard)


@pytest.mark.parametrize("reason", [Reason.NETWORK, Reason.RATE, Reason.NIGHT])
def test_what_is_tried_again_every_few_minutes_is_told_once(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    """A network that is away, or a night that Zalo ends later than expected: one message, not one each time."""
    turns = Turns(ledger, tmp_path, monkeypatch)
    assert [1, 1, 1] == [turns.pause(reason, MINUTES) for _ in range(3)]
    assert (reason.value, NOW + MINUTES) == (turns.heard[0].reason, turns.heard[0].resume_after)


def test_each_night_is_told(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A campaign of several days that rests each night says so each night."""
    turns = Turns(ledger, tmp_path, monkeypatch)
    assert [1, 2, 3] == [turns.pause(Reason.NIGHT, HOURS) for _ in range(3)]
    assert [4, 4, 5] == [turns.pause(Reason.NIGHT, rest) for rest in (MINUTES, MINUTES, HOURS)]


def test_people_are_told_although_the_workbook_could_not_be_written(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the workbook stumbles over: people hear how the campaign stands, and that it is missing."""
    turns = Turns(ledger, tmp_path, monkeypatch)

    def stumble(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(notify, "write_campaign_report", stumble)
    assert 1 == turns.pause(Reason.QUOTA, HOURS)
    assert turns.heard[0].report is None


@pytest.mark.parametrize(
    "stored, destination, practice",
    [
        ("42@", "Zalo, OA 42", False),
        ("42@127.0.0.1:8485", "TẬP DƯỢT: bản giả lập tại 127.0.0.1:8485", True),
        (None, None, False),
    ],
)
def test_people_hear_where_the_messages_went(
    ledger: Ledger,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stored: str | None,
    destination: str | None,
    practice: bool,
) -> None:
    """A notification names the OA, or says at once that it was practice; of old campaigns it claims nothing."""
    turns = Turns(ledger, tmp_path, monkeypatch)
    if stored is not None:
        options = campaigns.get(ledger, turns.id).options
        campaigns.set_options(ledger, turns.id, {**options, DESTINATION: stored})
    turns.pause(Reason.QUOTA, HOURS)
    (heard,) = turns.heard
    assert practice is heard.practice
    assert practice is subject(heard).startswith("[ZNS] ★ TẬP DƯỢT: ")
    assert practice is summary(heard).startswith("[ZNS] ★ TẬP DƯỢT: ")
    assert practice is as_object(heard)["data"]["practice"]
    assert heard.destination == as_object(heard)["data"]["destination"]
    assert (heard.destination or "").startswith(destination or "")
    assert (destination is not None) is (f"Gửi tới: {destination}" in text_body(heard))


@pytest.mark.parametrize(
    "address, destination, practice",
    [
        (None, "Zalo, OA “Nhà Sen” 42", False),
        ("http://127.0.0.1:8485", "TẬP DƯỢT: bản giả lập tại 127.0.0.1:8485", True),
    ],
)
def test_people_hear_where_a_run_without_a_campaign_would_have_sent(
    ledger: Ledger,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    address: str | None,
    destination: str,
    practice: bool,
) -> None:
    """A list that was missing is told with the OA whose customers get nothing, or as practice."""
    turns = Turns(ledger, tmp_path, monkeypatch)
    monkeypatch.setenv("ZNS_OA_ID", "42")
    monkeypatch.setenv("ZNS_OA_NAME", "Nhà Sen")
    monkeypatch.setenv("ZNS_BASE_URL", address or "")
    schedule = Schedule(
        id="s1",
        name="sáng",
        account="default",
        file="a.csv",
        cron="0 8 * * *",
        zone="Asia/Ho_Chi_Minh",
        next_at=NOW,
        misfire="once",
        bad_rows=BadRows.HOLD,
        folder="/",
        created_at=NOW,
    )
    run = ScheduleRun(schedule_id="s1", due_at=NOW, state=RunState.NO_FILE, at=NOW)
    turns.notifier.notify_schedule_run(schedule, run)
    (heard,) = turns.heard
    assert practice is heard.practice
    assert (heard.destination or "").startswith(destination)
    assert f"Gửi tới: {destination}" in text_body(heard)


def test_a_campaign_of_the_pages_is_told_with_its_page_and_writes_no_workbook(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sent from the browser gets a link to the campaign, and finds no file of customers on the server."""
    turns = Turns(ledger, tmp_path, monkeypatch)
    campaigns.set_options(ledger, turns.id, {PAGE: "https://zns.example"})
    turns.pause(Reason.QUOTA, HOURS)
    address = f"https://zns.example/campaigns/{turns.id}"
    (heard,) = turns.heard
    assert (None, address) == (heard.report, heard.page)
    assert f"Trang chiến dịch: {address}" in text_body(heard)
    assert address == as_object(heard)["data"]["page"]
    assert [] == list(tmp_path.glob("*.xlsx"))
