"""Recurring schedules under the rule of four eyes: each campaign waits, or the schedule was approved once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ledger_help import NOW
from program_help import orders
from schedule_help import DAY, EIGHT, Days, added, written
from web_help import Visitor, opened_pages, words_of

from zns_batch.domain.approval import ApprovalRule
from zns_batch.domain.states import CampaignState, Reason
from zns_batch.domain.users import Role
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger import audit, campaigns, schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import approvals
from zns_batch.ledger.people.schedule_approvals import find_schedule_request
from zns_batch.ledger.schedules import RunState, Schedule
from zns_batch.services.approvals.requests import DECIDED_WITHIN, Decider
from zns_batch.services.approvals.schedules import (
    ScheduleApprovalState,
    ask_for_schedule,
    decide_on_schedule,
    end_schedule_approval,
    schedule_approval,
)
from zns_batch.services.people.management import Actor
from zns_batch.settings.web import WebSettings

LAN, MINH = "lan", "minh"

pytestmark = pytest.mark.usefixtures("silent_account")


@pytest.fixture(autouse=True)
def a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 500 messages on somebody else approves: schedules always wait."""
    monkeypatch.setenv("ZNS_WEB_APPROVAL", "500")


def by(user: str, role: Role = Role.SENDER) -> Decider:
    return Decider(actor=Actor(name=user, face="web", user_id=user), role=role)


def asked(ledger: Ledger, schedule: Schedule, ceiling: int = 3, user: str = LAN) -> None:
    ask_for_schedule(ledger, schedule, ceiling=ceiling, by=by(user), note="mỗi sáng", now=NOW)


def decided(
    ledger: Ledger, schedule: Schedule, *, user: str = MINH, approved: bool = True, **more: Any
) -> None:
    request = find_schedule_request(ledger, schedule.id)
    assert request is not None
    decide_on_schedule(ledger, schedule, request, approved=approved, by=by(user), now=NOW, **more)


def test_each_campaign_of_a_schedule_waits(ledger: Ledger, tmp_path: Path) -> None:
    """Nobody presses a button for a schedule's campaigns, so each waits, however few its messages."""
    days = Days(ledger, added(ledger, written(tmp_path / "a.csv", orders(3))))
    run = days.run()
    assert run is not None
    assert (RunState.HELD, "schedule.held-rule", 3) == (run.state, run.key, run.params["n"])
    campaign = campaigns.get(ledger, run.campaign_id or "")
    assert (CampaignState.PAUSED, Reason.APPROVAL) == (campaign.state, campaign.reason)
    request = approvals.find_request(ledger, campaign.id, now=days.clock.now())
    assert request is not None
    assert (None, 3, EIGHT) == (request.asked_by, request.messages, request.start_at)
    assert days.clock.now() + DECIDED_WITHIN >= request.ends_at >= EIGHT + DECIDED_WITHIN


def test_without_a_rule_schedules_send_by_themselves(
    file_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for no approval finds schedules as they were."""
    monkeypatch.setenv("ZNS_WEB_APPROVAL", "none")
    run = Days(file_ledger, added(file_ledger, written(tmp_path / "a.csv", orders(3)))).run()
    assert run is not None
    assert RunState.PLANNED is run.state


def test_an_approved_schedule_sends_up_to_its_ceiling(ledger: Ledger, tmp_path: Path) -> None:
    """Approved once for all times: short lists go, a longer one waits, and so does each after the end."""
    file = written(tmp_path / "a.csv", orders(3))
    days = Days(ledger, added(ledger, file))
    asked(ledger, days.schedule())
    decided(ledger, days.schedule())
    first = days.run()
    assert first is not None
    assert RunState.PLANNED is first.state
    written(file, orders(4, start=100))
    longer = days.run()
    assert longer is not None
    assert RunState.HELD is longer.state
    request = approvals.find_request(ledger, longer.campaign_id or "", now=days.clock.now())
    assert request is not None
    assert LAN == request.asked_by, "who asked for the schedule does not approve its campaigns"
    end_schedule_approval(ledger, days.schedule(), by=by(LAN), now=NOW)
    written(file, orders(2, start=200))
    after = days.run()
    assert after is not None
    assert RunState.HELD is after.state
    assert ["schedule-ask", "schedule-approve", "schedule-unapprove"] == [
        entry.act for entry in reversed(audit.latest(ledger)) if entry.act.startswith("schedule-")
    ]


def test_nobody_approves_the_own_schedule_or_without_the_right(
    file_ledger: Ledger, tmp_path: Path
) -> None:
    """Two people here too: who made or asked for it can't approve it, nor who may not send."""
    schedule = added(file_ledger, written(tmp_path / "a.csv", orders(3)))
    asked(file_ledger, schedule)
    with pytest.raises(UsageError) as own:
        decided(file_ledger, schedule, user=LAN)
    assert "approve.own-schedule" == own.value.key
    made = replace(schedule, asked={**schedule.asked, "made_by": MINH})
    asked(file_ledger, made)
    with pytest.raises(UsageError) as maker:
        decided(file_ledger, made)
    assert "approve.own-schedule" == maker.value.key
    for wrong in (0, 10**9):
        with pytest.raises(UsageError):
            asked(file_ledger, schedule, ceiling=wrong)
    with pytest.raises(UsageError) as role:
        ask_for_schedule(
            file_ledger, schedule, ceiling=3, by=by(LAN, Role.PREPARER), note="", now=NOW
        )
    assert "approve.no-right" == role.value.key


def test_a_schedule_that_changed_was_not_approved(ledger: Ledger, tmp_path: Path) -> None:
    """Another list, template or time is another schedule: its approval counts no more."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(3)))
    asked(ledger, schedule)
    decided(ledger, schedule)
    found = schedule_approval(ledger, schedule)
    assert found is not None
    assert (ScheduleApprovalState.APPROVED, 3) == (found.state, found.ceiling)
    for other in (
        replace(schedule, file=str(tmp_path / "b.csv")),
        replace(schedule, cron="0 9 * * *"),
        replace(schedule, account="other"),
        replace(schedule, asked={**schedule.asked, "template": {}}),
    ):
        changed = schedule_approval(ledger, other)
        assert changed is not None
        assert ScheduleApprovalState.CHANGED is changed.state
    # The next time is no change, nor is that it was paused.
    later = schedule_approval(ledger, replace(schedule, next_at=EIGHT + DAY, digest="x"))
    assert later is not None
    assert ScheduleApprovalState.APPROVED is later.state
    with pytest.raises(WrongStateError):
        decided(ledger, replace(schedule, cron="0 9 * * *"))


def test_a_schedule_is_decided_once(ledger: Ledger, tmp_path: Path) -> None:
    """The second decision hears of the first; a request that was replaced can't be approved."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(3)))
    asked(ledger, schedule)
    old = find_schedule_request(ledger, schedule.id)
    assert old is not None
    asked(ledger, schedule, ceiling=1_000)
    with pytest.raises(WrongStateError):
        decide_on_schedule(ledger, schedule, old, approved=True, by=by(MINH), now=NOW)
    with pytest.raises(UsageError):
        decided(ledger, schedule, approved=False)
    decided(ledger, schedule, approved=False, answer="nhiều quá")
    with pytest.raises(WrongStateError):
        decided(ledger, schedule)
    found = schedule_approval(ledger, schedule)
    assert found is not None
    assert (ScheduleApprovalState.GIVEN_BACK, "nhiều quá") == (found.state, found.request.answer)


def test_a_schedule_is_approved_on_its_page(file_ledger: Ledger, tmp_path: Path) -> None:
    """Asked for with a number, approved by a colleague, and each page says how it stands."""
    schedule = added(file_ledger, written(tmp_path / "a.csv", orders(3)))
    settings = WebSettings(approval=ApprovalRule(least=500))
    with opened_pages(file_ledger, tmp_path / "home", settings=settings) as pages:
        lan, minh = pages.person("lan"), pages.person("minh")
        path = f"/approvals/schedules/{schedule.id}"

        def fields(visitor: Visitor) -> dict[str, str]:
            text = visitor.get(path).text
            digest = text.partition('name="digest" value="')[2].partition('"')[0]
            return {"n": "50", "digest": digest}

        assert "Mỗi chiến dịch của lịch này cần người khác duyệt" in words_of(
            lan.get(f"/schedules/{schedule.id}")
        )
        assert "Chưa có ai xin duyệt lịch này." in words_of(lan.get(path))
        wrong = lan.post(f"{path}/ask", {"ceiling": "nhiều"})
        assert (422, True) == (wrong.status_code, "từ 1 đến 10.000.000" in words_of(wrong))
        assert 303 == lan.post(f"{path}/ask", {"ceiling": "50", "note": "mỗi sáng"}).status_code
        assert "Bạn là người xin duyệt" in words_of(lan.get(path))
        assert 403 == lan.post(f"{path}/approve", fields(minh)).status_code
        assert "Hằng ngày" in words_of(minh.get("/approvals"))
        assert "Duyệt cho mọi lần, tối đa 50 tin mỗi lần" in words_of(minh.get(path))
        assert 409 == minh.post(f"{path}/approve", fields(minh) | {"n": "51"}).status_code
        assert 422 == minh.post(f"{path}/back", fields(minh) | {"answer": ""}).status_code
        assert 303 == minh.post(f"{path}/approve", fields(minh)).status_code
        assert "Nguyễn Minh đã duyệt lúc" in words_of(lan.get(path))
        assert "Đã được duyệt cho mọi lần" in words_of(lan.get(f"/schedules/{schedule.id}"))
        assert 409 == minh.post(f"{path}/approve", {"n": "50"}).status_code
        stranger = pages.person("binh", grants={"other": Role.SENDER})
        assert 404 == stranger.get(path).status_code
        assert 404 == stranger.post(f"{path}/end").status_code
        assert 303 == minh.post(f"{path}/end").status_code
        assert find_schedule_request(file_ledger, schedule.id) is None
        assert schedules.get(file_ledger, schedule.id) is not None
