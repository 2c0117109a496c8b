"""Four eyes: what waits for approval is frozen, decided once, by another person, in time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from ledger_help import NOW, campaign_of, planned
from sending_help import terms_of
from sqlalchemy import update

from zns_batch.domain.approval import ApprovalOutcome, ApprovalRule
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.domain.users import Role, User, UserState
from zns_batch.errors import (
    AlreadySentError,
    UnknownCampaignError,
    UsageError,
    WrongStateError,
)
from zns_batch.ledger import audit, campaigns, drafts, rows, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns as campaigns_table
from zns_batch.ledger.people import approvals, users
from zns_batch.ledger.people.approvals import SeenRequest
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.work_queue import SeenDraft
from zns_batch.notifications.notification import Notification
from zns_batch.services.approvals import notify, requests
from zns_batch.services.approvals.requests import DECIDED_WITHIN, Decider
from zns_batch.services.campaigns import control, detached
from zns_batch.services.campaigns.confirm import Confirmed, confirm, user_draft
from zns_batch.services.people.management import Actor
from zns_batch.services.unattended.notify import NotifyResult

LAN, MINH = "lan", "minh"
FROM_2 = ApprovalRule(least=2)
LATER = NOW + timedelta(hours=30)


def pressed(
    ledger: Ledger,
    seqs: range,
    *,
    user: str = LAN,
    role: Role = Role.SENDER,
    rule: ApprovalRule = FROM_2,
    now: datetime = NOW,
    start_at: datetime | None = None,
    **more: Any,
) -> Confirmed:
    """Plan rows and press the button."""
    draft = campaign_of(ledger, [planned(number) for number in seqs], confirmed=False)
    drafts.renew_draft(ledger, draft.id, user_draft(user, now=now))
    seen = SeenDraft(
        campaign_id=draft.id,
        owner=user_draft(user, now=now),
        fingerprint=draft.fingerprint,
        messages=len(seqs),
    )
    terms = terms_of(user, role, rule=rule, **more)
    return confirm(ledger, seen, terms=terms, now=now, start_at=start_at)


def _delivered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Notification, dict[str, Any]]]:
    """Return what is delivered from now on, with its options; there is a mail server."""
    told: list[tuple[Notification, dict[str, Any]]] = []

    def deliver(notification: Notification, options: dict[str, Any]) -> NotifyResult:
        told.append((notification, options))
        return NotifyResult()

    monkeypatch.setattr(notify, "deliver", deliver)
    monkeypatch.setenv("ZNS_SMTP_HOST", "mail.example")
    monkeypatch.setenv("ZNS_SMTP_FROM", "zns@shop.example")
    return told


def decider(user: str = MINH, role: Role | None = Role.SENDER) -> Decider:
    return Decider(actor=Actor(name=user, face="web", user_id=user), role=role)


def seen_of(campaign: Campaign, messages: int = 2) -> SeenRequest:
    return SeenRequest(campaign_id=campaign.id, fingerprint=campaign.fingerprint, messages=messages)


def approve(ledger: Ledger, campaign: Campaign, **more: Any) -> Campaign:
    by = more.pop("by", decider())
    now = more.pop("now", NOW)
    return requests.approve(ledger, more.pop("seen", seen_of(campaign)), by=by, now=now, **more)


def acts(ledger: Ledger) -> list[tuple[str, str]]:
    return [(entry.act, entry.actor) for entry in reversed(audit.latest(ledger))]


@pytest.mark.parametrize(
    "role, rule, ask, waits",
    [
        (Role.SENDER, ApprovalRule(), False, False),
        (Role.SENDER, ApprovalRule(least=3), False, False),
        (Role.SENDER, ApprovalRule(least=2), False, True),
        (Role.SENDER, ApprovalRule(least=1), False, True),
        (Role.SENDER, ApprovalRule(), True, True),
        (Role.PREPARER, ApprovalRule(), False, True),
        (Role.PREPARER, ApprovalRule(least=3), False, True),
    ],
)
def test_the_rule_and_the_role_say_who_must_ask(
    file_ledger: Ledger, role: Role, rule: ApprovalRule, ask: bool, waits: bool
) -> None:
    """From the number of the settings on, and for whoever may not send, another person decides."""
    confirmed = pressed(file_ledger, range(1, 3), role=role, rule=rule, ask=ask)
    assert waits == confirmed.waits
    campaign = confirmed.campaign
    state = CampaignState.PAUSED if waits else CampaignState.SCHEDULED
    assert (state, Reason.APPROVAL if waits else None) == (campaign.state, campaign.reason)
    assert (not waits) == bool(work_queue.list_due(file_ledger, now=NOW))
    assert [("ask" if waits else "confirm", LAN)] == acts(file_ledger)


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_who_may_only_look_can_not_even_ask(file_ledger: Ledger, role: Role | None) -> None:
    """A viewer sends nothing by asking somebody to approve it."""
    with pytest.raises(UsageError, match="right"):
        pressed(file_ledger, range(1, 3), role=role)  # type: ignore[arg-type]  # no role at all


def test_what_is_approved_goes_to_the_workers_once(ledger: Ledger) -> None:
    """After another person's yes the campaign is sent as it was asked for, at the wanted time."""
    asked = pressed(ledger, range(1, 3), start_at=LATER, note="gửi giúp em").campaign
    request = approvals.find_request(ledger, asked.id, now=NOW)
    assert request is not None
    assert (LAN, "gửi giúp em", 2) == (request.asked_by, request.note, request.messages)
    assert (LATER, LATER + DECIDED_WITHIN) == (request.start_at, request.ends_at)
    sent = approve(ledger, asked)
    assert (CampaignState.SCHEDULED, None, LATER) == (sent.state, sent.reason, sent.start_at)
    assert (MINH, NOW) == (sent.confirmed_by, sent.confirmed_at)
    assert [asked.id] == [item.campaign_id for item in work_queue.list_due(ledger, now=LATER)]
    with pytest.raises(WrongStateError) as again:
        approve(ledger, asked)
    assert "approve.decided" == again.value.key
    assert [("ask", LAN), ("approve", MINH)] == acts(ledger)


def test_an_approver_chooses_another_time_and_a_past_one_is_now(file_ledger: Ledger) -> None:
    """A wanted time that is past when somebody approves means at once; the approver may name another."""
    first = pressed(file_ledger, range(1, 3), start_at=LATER).campaign
    second = pressed(file_ledger, range(3, 5), start_at=LATER).campaign
    late = LATER + timedelta(hours=1)
    assert late == approve(file_ledger, first, now=late).start_at
    chosen = LATER + timedelta(hours=5)
    assert chosen == approve(file_ledger, second, now=late, start_at=chosen).start_at


@pytest.mark.parametrize(
    "by, key",
    [
        (decider(LAN), "approve.own"),
        (decider(MINH, Role.PREPARER), "approve.no-right"),
        (decider(MINH, Role.VIEWER), "approve.no-right"),
        (decider(MINH, None), "approve.no-right"),
    ],
)
def test_nobody_approves_the_own_one_or_without_the_right(
    file_ledger: Ledger, by: Decider, key: str
) -> None:
    """Two people look, and the second may send: whatever is posted, nothing else lets it go."""
    asked = pressed(file_ledger, range(1, 3)).campaign
    with pytest.raises(UsageError) as refused:
        approve(file_ledger, asked, by=by)
    assert key == refused.value.key
    with pytest.raises(UsageError) as refused:
        requests.give_back(file_ledger, asked.id, by=by, answer="không", now=NOW)
    assert key == refused.value.key
    assert Reason.APPROVAL is campaigns.get(file_ledger, asked.id).reason


def test_what_is_not_as_shown_is_not_approved(ledger: Ledger) -> None:
    """Another fingerprint or another number than the approver saw: nothing is sent."""
    asked = pressed(ledger, range(1, 3)).campaign
    other = SeenRequest(campaign_id=asked.id, fingerprint="x" * 64, messages=2)
    for seen in (other, seen_of(asked, 3)):
        with pytest.raises(WrongStateError) as changed:
            approve(ledger, asked, seen=seen)
        assert "approve.changed" == changed.value.key
    # Somebody writes another fingerprint into the ledger: not even who sees that one approves it.
    with ledger.write() as connection:
        connection.execute(update(campaigns_table).values(fingerprint="y" * 64))
    with pytest.raises(WrongStateError, match=asked.id):
        approve(ledger, campaigns.get(ledger, asked.id))
    campaign = campaigns.get(ledger, asked.id)
    assert (CampaignState.PAUSED, Reason.APPROVAL) == (campaign.state, campaign.reason)
    request = approvals.find_request(ledger, asked.id, now=NOW)
    assert request is not None
    assert request.is_open


def test_of_all_who_decide_at_once_one_does(ledger: Ledger) -> None:
    """Approved twice, and given back at the same moment: one of them counts, the others hear so."""
    for turn in range(4):
        asked = pressed(ledger, range(10 * turn, 10 * turn + 2)).campaign
        barrier = Barrier(6)

        def decide(place: int, asked: Campaign = asked, barrier: Barrier = barrier) -> str:
            barrier.wait()
            by = decider(f"minh{place}")
            try:
                if place % 2:
                    requests.give_back(ledger, asked.id, by=by, answer="sai ngày", now=NOW)
                    return "back"
                approve(ledger, asked, by=by)
            except WrongStateError as error:
                return error.key
            return "approved"

        with ThreadPoolExecutor(6) as threads:
            answers = sorted(threads.map(decide, range(6)))
        won = [answer for answer in answers if answer in {"approved", "back"}]
        assert 1 == len(won)
        assert ["approve.decided"] * 5 == [each for each in answers if each not in won]
        state = campaigns.get(ledger, asked.id).state
        assert (
            CampaignState.SCHEDULED if won == ["approved"] else CampaignState.CANCELLED
        ) is state
    decided = [act for act, _ in acts(ledger) if act in {"approve", "given-back"}]
    assert 4 == len(decided)


def test_what_is_given_back_is_never_sent_by_another_way(ledger: Ledger) -> None:
    """A campaign that was not approved can't be resumed, nor its rows sent again; asked anew it can."""
    asked = pressed(ledger, range(1, 3)).campaign
    with pytest.raises(WrongStateError) as waits:
        detached.resume(ledger, asked, lang="vi", now=NOW)
    assert "approve.waiting" == waits.value.key
    with pytest.raises(UsageError, match="what is to be changed"):
        requests.give_back(ledger, asked.id, by=decider(), answer="  ", now=NOW)
    back = requests.give_back(ledger, asked.id, by=decider(), answer="sai\nngày", now=NOW)
    assert CampaignState.CANCELLED is back.state
    request = approvals.find_request(ledger, asked.id, now=NOW)
    assert request is not None
    assert (ApprovalOutcome.GIVEN_BACK, "sai ngày", MINH) == (
        request.outcome,
        request.answer,
        request.decided_by,
    )
    reasons = [(RowState.CANCELLED, None)]
    with pytest.raises(WrongStateError) as retried:
        detached.retry(ledger, back, reasons, lang="vi", now=NOW)
    assert "approve.not-approved" == retried.value.key
    assert 2 == rows.count(ledger, asked.id, [RowState.CANCELLED])
    assert pressed(ledger, range(1, 3)).waits


def test_a_pause_leaves_it_waiting_for_approval(file_ledger: Ledger) -> None:
    """Who presses pause on what waits takes nobody's right to approve it, and opens no way round."""
    asked = pressed(file_ledger, range(1, 3)).campaign
    assert control.request_pause(file_ledger, asked, now=NOW) is not None
    assert Reason.APPROVAL is campaigns.get(file_ledger, asked.id).reason
    assert CampaignState.SCHEDULED is approve(file_ledger, asked).state


def test_only_who_asked_takes_it_back(file_ledger: Ledger) -> None:
    """A request that was a mistake is withdrawn by its person, without anybody's right to send."""
    asked = pressed(file_ledger, range(1, 3), role=Role.PREPARER).campaign
    other, own = (Actor(name=user, face="web", user_id=user) for user in (MINH, LAN))
    with pytest.raises(UsageError, match="who asked"):
        requests.withdraw(file_ledger, asked.id, actor=other, now=NOW)
    back = requests.withdraw(file_ledger, asked.id, actor=own, now=NOW)
    assert CampaignState.CANCELLED is back.state
    assert [("ask", LAN), ("withdrawn", LAN)] == acts(file_ledger)


def test_a_request_ends_a_day_after_the_wanted_time(ledger: Ledger) -> None:
    """Nobody approves a campaign of last week by mistake: it is over, and must be asked for again."""
    asked = pressed(ledger, range(1, 3)).campaign
    scheduled = pressed(ledger, range(3, 5), start_at=LATER).campaign
    end = NOW + DECIDED_WITHIN
    assert 0 == requests.expire_overdue(ledger, now=end - timedelta(seconds=1))
    with pytest.raises(WrongStateError) as late:
        approve(ledger, asked, now=end)
    assert "approve.late" == late.value.key
    assert 1 == requests.expire_overdue(ledger, now=end)
    assert CampaignState.CANCELLED is campaigns.get(ledger, asked.id).state
    request = approvals.find_request(ledger, asked.id, now=NOW)
    assert request is not None
    assert ApprovalOutcome.EXPIRED is request.outcome
    assert CampaignState.SCHEDULED is approve(ledger, scheduled, now=end).state
    assert 0 == requests.expire_overdue(ledger, now=end + timedelta(days=9))


def test_what_expired_can_not_be_decided_before_anybody_has_written_it_down(
    ledger: Ledger,
) -> None:
    """By the clock alone: neither page, nor person, nor command line takes an old request for one that waits."""
    asked = pressed(ledger, range(1, 3)).campaign
    end = NOW + DECIDED_WITHIN
    assert 1 == len(approvals.list_open(ledger, now=end - timedelta(seconds=1)))
    assert [] == approvals.list_open(ledger, now=end)
    (waiting,) = approvals.list_waiting(ledger, ["default"], now=end)
    assert waiting.is_expired
    lan = Actor(name=LAN, face="web", user_id=LAN)
    late: list[Callable[[], object]] = [
        lambda: approve(ledger, asked, now=end),
        lambda: requests.give_back(ledger, asked.id, by=decider(), answer="x", now=end),
        lambda: requests.withdraw(ledger, asked.id, actor=lan, now=end),
    ]
    for act in late:
        with pytest.raises(WrongStateError) as refused:
            act()
        assert "approve.late" == refused.value.key
    assert CampaignState.PAUSED is campaigns.get(ledger, asked.id).state
    # Whoever would write it past the service meets the same rule in the ledger.
    with pytest.raises(WrongStateError), ledger.write() as connection:
        approvals.approve_within(connection, seen_of(asked), start_at=end, user_id=MINH, now=end)
    shell = Actor(name="root@server", face="cli")
    with pytest.raises(WrongStateError) as refused:
        requests.note_command_line(ledger, asked, actor=shell, now=end)
    assert "approve.late" == refused.value.key
    assert CampaignState.CANCELLED is campaigns.get(ledger, asked.id).state
    assert [("ask", LAN), ("expired", "zns-batch")] == acts(ledger)


def test_the_same_list_is_asked_for_again_once_the_request_has_expired(
    file_ledger: Ledger,
) -> None:
    """What nobody approved in time stands in nobody's way, also where nothing swept it away."""
    first = pressed(file_ledger, range(1, 3)).campaign
    end = NOW + DECIDED_WITHIN
    again = pressed(file_ledger, range(1, 3), now=end)
    assert again.waits
    assert CampaignState.CANCELLED is campaigns.get(file_ledger, first.id).state


def test_people_are_told_once_that_a_request_has_expired(
    file_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several workers and the pages look every minute; who asked hears it once, and what was cancelled in another way is no news."""
    user = User(id=LAN, login=LAN, name="Lan", lang="vi", email="lan@shop.example", created_at=NOW)
    with file_ledger.write() as connection:
        users.add_user(connection, user)
    asked = pressed(file_ledger, range(1, 3)).campaign
    dropped = pressed(file_ledger, range(3, 5)).campaign
    control.request_cancel(file_ledger, dropped, now=NOW)
    told = _delivered(monkeypatch)
    end = NOW + DECIDED_WITHIN
    assert 0 == notify.end_expired(file_ledger, now=end - timedelta(seconds=1))
    with ThreadPoolExecutor(4) as threads:
        ended = [threads.submit(notify.end_expired, file_ledger, now=end) for _ in range(4)]
    assert 1 == sum(each.result() for each in ended)
    assert 0 == notify.end_expired(file_ledger, now=end + timedelta(hours=1))
    ((notification, options),) = told
    assert (asked.id, CampaignState.CANCELLED) == (notification.campaign, notification.state)
    assert {"emails": "lan@shop.example"} == options
    assert "chưa có tin nào được gửi" in (notification.reason or "")
    dropped_request = approvals.find_request(file_ledger, dropped.id, now=end)
    assert dropped_request is not None
    assert ApprovalOutcome.WITHDRAWN is dropped_request.outcome
    assert [("ask", LAN), ("ask", LAN), ("expired", "zns-batch")] == acts(file_ledger)


def test_a_list_that_waits_is_not_asked_for_twice(ledger: Ledger) -> None:
    """While somebody has to decide, the same list can't be sent or asked for by another draft."""
    first = pressed(ledger, range(1, 3))
    drafted = campaign_of(ledger, [planned(1), planned(2)], confirmed=False)
    drafts.renew_draft(ledger, drafted.id, user_draft(LAN, now=NOW))
    seen = SeenDraft(
        campaign_id=drafted.id,
        owner=user_draft(LAN, now=NOW),
        fingerprint=first.campaign.fingerprint,
        messages=2,
    )
    with pytest.raises((AlreadySentError, WrongStateError)):
        confirm(ledger, seen, terms=terms_of(LAN), now=NOW)


def test_a_second_press_finds_the_request_of_the_first(ledger: Ledger) -> None:
    """Pressed twice, asked once; a stranger's press finds nothing."""
    first = pressed(ledger, range(1, 3), role=Role.PREPARER)
    seen = SeenDraft(
        campaign_id=first.campaign.id,
        owner=user_draft(LAN, now=NOW),
        fingerprint=first.campaign.fingerprint,
        messages=2,
    )
    again = confirm(ledger, seen, terms=terms_of(LAN, Role.PREPARER), now=NOW)
    assert (True, True) == (again.repeated, again.waits)
    with pytest.raises(WrongStateError):
        confirm(ledger, seen, terms=terms_of(MINH), now=NOW)
    assert [("ask", LAN)] == acts(ledger)


def test_a_list_in_parts_below_the_limit_is_seen(ledger: Ledger) -> None:
    """Two halves sent one after the other go, and approvers and the log see what they come to."""
    rule = ApprovalRule(least=4)
    first = pressed(ledger, range(1, 4), rule=rule)
    second = pressed(ledger, range(4, 7), rule=rule, now=NOW + timedelta(minutes=59))
    assert (False, False) == (first.waits, second.waits)
    flagged = approvals.list_not_asked(ledger, ["default"], since=NOW)
    assert [second.campaign.id] == [campaign.id for campaign, _ in flagged]
    assert ("3", 6) == (str(flagged[0][1].messages), int(flagged[0][1].answer))
    split = [entry for entry in audit.latest(ledger) if entry.act == "split"]
    assert [(LAN, 6, 4, first.campaign.id)] == [
        (entry.actor, entry.number, entry.params["limit"], entry.params["others"])
        for entry in split
    ]
    # What was flagged is no request: it goes on and is retried as any other.
    requests.refuse_unapproved(ledger, second.campaign, now=NOW)
    third = pressed(ledger, range(7, 10), user=MINH, rule=rule, now=NOW + timedelta(minutes=59))
    later = pressed(ledger, range(10, 13), rule=rule, now=NOW + timedelta(hours=3))
    assert [second.campaign.id] == [
        campaign.id for campaign, _ in approvals.list_not_asked(ledger, ["default"], since=NOW)
    ]
    assert (False, False) == (third.waits, later.waits)


def test_the_command_line_is_trusted_and_noted(file_ledger: Ledger) -> None:
    """Who has the shell lets a waiting campaign go; the log and the request name user and machine."""
    asked = pressed(file_ledger, range(1, 3)).campaign
    shell = Actor(name="root@server", face="cli")
    assert requests.note_command_line(file_ledger, asked, actor=shell, now=NOW)
    assert not requests.note_command_line(file_ledger, asked, actor=shell, now=NOW)
    request = approvals.find_request(file_ledger, asked.id, now=NOW)
    assert request is not None
    assert (ApprovalOutcome.APPROVED, "root@server") == (request.outcome, request.decided_by)
    assert ("approve", "root@server") == acts(file_ledger)[-1]
    assert 2 == detached.resume(file_ledger, asked, lang="vi", now=NOW)


def test_those_who_may_approve_are_told_with_a_link(
    file_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mail goes to senders of the account who can sign in, not to who asked, with the page's address."""
    people = (
        ("lan", Role.SENDER, UserState.ACTIVE),
        ("minh", Role.SENDER, UserState.ACTIVE),
        ("hoa", Role.PREPARER, UserState.ACTIVE),
        ("nam", Role.SENDER, UserState.DISABLED),
    )
    with file_ledger.write() as connection:
        for login, role, state in people:
            user = User(
                id=login,
                login=login,
                name=login.title(),
                lang="vi",
                email=f"{login}@shop.example",
                state=state,
                created_at=NOW,
                grants={"default": role},
            )
            users.add_user(connection, user)
    asked = pressed(file_ledger, range(1, 3), note="kịp sáng mai").campaign
    campaigns.set_options(file_ledger, asked.id, {"page": "https://zns.example.vn"})
    told = _delivered(monkeypatch)
    notify.tell_approvers(file_ledger, campaigns.get(file_ledger, asked.id), now=NOW)
    notification, options = told[0]
    assert {"emails": "minh@shop.example"} == options
    assert f"https://zns.example.vn/approvals/{asked.id}" == notification.page
    assert "Lan xin duyệt 2 tin" == notification.reason
    assert ["kịp sáng mai"] == [need.reason for need in notification.needs]
    approve(file_ledger, asked)
    notify.tell_approvers(file_ledger, campaigns.get(file_ledger, asked.id), now=NOW)
    assert 1 == len(told)


def test_nothing_is_decided_of_what_is_not_there(file_ledger: Ledger) -> None:
    """A made-up id approves nothing."""
    nothing: list[Callable[[], object]] = [
        lambda: requests.give_back(file_ledger, "z0", by=decider(), answer="x", now=NOW),
        lambda: requests.withdraw(file_ledger, "z0", actor=decider().actor, now=NOW),
    ]
    for act in nothing:
        with pytest.raises(UnknownCampaignError):
            act()
    sent = pressed(file_ledger, range(1, 2)).campaign
    with pytest.raises(WrongStateError) as refused:
        approve(file_ledger, sent, seen=seen_of(sent, 1))
    assert "approve.decided" == refused.value.key
