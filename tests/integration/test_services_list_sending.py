"""The last step of an uploaded list: what it takes, the plan in a child process, the confirmation."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ledger_help import NOW, TestClock
from program_help import HEADERS, TOKEN, order, orders, write_list
from sending_help import SentLists, sent_lists

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import AlreadySentError, UnknownCampaignError, UsageError, WrongStateError
from zns_batch.ledger import campaigns, drafts, rows, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import NewCampaign
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.sandbox import RunningSandbox
from zns_batch.services.campaigns.draft import plan
from zns_batch.services.campaigns.options import CampaignRequest, DeliveryOptions, RunOptions
from zns_batch.services.campaigns.prepare import prepare
from zns_batch.services.jobs.job import JobState
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.own_test import (
    DEVELOPMENT,
    MOST_TESTS,
    TESTS_WITHIN,
    OwnTest,
    TooManyTestsError,
    result_of_test,
    send_test,
)
from zns_batch.services.lists.plan_job import dump_account, load_dumped_account
from zns_batch.services.lists.previews import (
    ValueOrigin,
    message_of_phone,
    message_of_row,
    preview_row,
    shuffled,
)
from zns_batch.services.lists.send_options import SendOptions, SendWay
from zns_batch.services.lists.sending import plan_key
from zns_batch.settings.accounts import AccountSettings, load_account
from zns_batch.settings.secrets import Secrets

BAD = ("An", "0912", "DH", "22/11/2026", 5)


@pytest.fixture
def lists(
    ledger: Ledger,
    clock: TestClock,
    tmp_path: Path,
    zalo: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SentLists]:
    """Uploaded lists over each database, with an account at the sandbox."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("ZNS_HOME", str(home))
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_BASE_URL", zalo.url)
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)
    with sent_lists(ledger, home, clock=clock) as found:
        yield found


def test_a_list_goes_from_its_file_to_one_campaign(lists: SentLists) -> None:
    """What was checked is what is planned, shown, confirmed and left to the workers, and the file is gone."""
    uploaded = lists.upload([*orders(3), order(2), BAD], leave_bad=True)
    facts = lists.facts(uploaded)
    assert (3, 1, 1) == (
        facts.to_send,
        facts.counts.count(RowState.DUPLICATE),
        facts.counts.count(RowState.INVALID),
    )
    assert (200, 600) == (facts.price, facts.forecast.cost)
    assert facts.quota.known
    assert facts.destination.is_practice
    assert JobState.DONE is lists.plan(uploaded).state

    planned = lists.planned(uploaded)
    with lists.lists.check(lists.again(uploaded)) as check:
        assert check.fingerprint == planned.campaign.fingerprint
    assert (3, 0, False) == (planned.messages, planned.sent_before, planned.is_old)
    assert ("đơn hàng.xlsx", "lan") == (planned.campaign.source, planned.campaign.made_by)
    assert planned.campaign.name.startswith("đơn hàng-")
    assert (2, "84912000001") == (planned.facts.first.row, planned.facts.first.phone)
    assert [] == work_queue.list_due(lists.ledger, now=NOW)

    folder = Path(uploaded.folder)
    assert folder.is_dir()
    confirmed = lists.press(uploaded, planned)
    assert (CampaignState.SCHEDULED, False) == (confirmed.campaign.state, confirmed.repeated)
    assert f"http://127.0.0.1:8484/campaigns/{confirmed.campaign.id}" == confirmed.campaign.page
    assert not folder.exists()
    assert UploadState.DONE is lists.again(uploaded).state
    assert lists.press(uploaded, planned).repeated
    assert 1 == len(work_queue.list_due(lists.ledger, now=NOW))


def test_a_list_of_user_ids_costs_what_messages_to_them_cost(lists: SentLists) -> None:
    """Before sending as in the question: a message to a user id has a price of its own."""
    lines = [
        (name, f"763219111111111111{at}", *rest) for at, (name, _, *rest) in enumerate(orders(3))
    ]
    uploaded = lists.upload(lines, headers=("Họ tên", "user_id", *HEADERS[2:]))
    choices = replace(ListChoices.of(uploaded), delivery=DeliveryOptions(uid=True))
    uploaded = lists.lists.wait(lists.lists.choose(uploaded, choices), 60)
    facts = lists.facts(uploaded)
    assert (3, 140, 420) == (facts.to_send, facts.price, facts.forecast.cost)
    lists.plan(uploaded)
    assert 420 == lists.planned(uploaded).facts.forecast.cost


def test_a_plan_takes_the_place_of_the_one_before(lists: SentLists) -> None:
    """Who goes back and changes an option confirms the new draft; the old page's button sends nothing."""
    uploaded = lists.upload(orders(3))
    lists.plan(uploaded)
    first = lists.planned(uploaded)
    lists.plan(lists.again(uploaded), canary=2, rate=7.0, name="Đơn tháng 11")
    second = lists.planned(uploaded)
    assert first.campaign.id != second.campaign.id
    with pytest.raises(UnknownCampaignError):
        lists.press(uploaded, first)
    campaign = lists.press(uploaded, second).campaign
    assert (2, 7.0, "Đơn tháng 11") == (
        campaign.options["canary"],
        campaign.options["rate"],
        campaign.name,
    )
    with pytest.raises(UnknownCampaignError):
        campaigns.get(lists.ledger, first.campaign.id)


def test_a_draft_of_a_list_that_is_checked_anew_is_not_sent(lists: SentLists) -> None:
    """Who chooses other columns in a second window does not send the first window's messages."""
    uploaded = lists.upload(orders(3))
    lists.plan(uploaded)
    planned = lists.planned(uploaded)
    choices = replace(ListChoices.of(lists.again(uploaded)), split_phones=True)
    lists.lists.wait(lists.lists.choose(lists.again(uploaded), choices), 60)
    with pytest.raises(WrongStateError) as caught:
        lists.press(uploaded, planned)
    assert "ledger.draft-changed" == caught.value.key
    assert lists.sending.planned(lists.again(uploaded), user_id="lan") is None
    assert CampaignState.DRAFT is campaigns.get(lists.ledger, planned.campaign.id).state


def test_rows_with_mistakes_are_left_behind_only_when_somebody_agreed(lists: SentLists) -> None:
    """A list with wrong rows is not sent without them by a page that skips the question."""
    uploaded = lists.upload([*orders(2), BAD])
    lists.plan(uploaded)
    planned = lists.planned(uploaded)
    with pytest.raises(UsageError) as caught:
        lists.press(uploaded, planned)
    assert "lists.not-agreed" == caught.value.key
    assert [] == work_queue.list_due(lists.ledger, now=NOW)


def test_a_draft_is_shown_to_its_owner_and_for_an_hour(lists: SentLists, clock: TestClock) -> None:
    """Numbers of the morning are looked at once more before they are sent in the afternoon."""
    uploaded = lists.upload(orders(2))
    lists.plan(uploaded)
    assert lists.sending.planned(lists.again(uploaded), user_id="minh") is None
    clock.turn(3601)
    planned = lists.planned(uploaded)
    assert planned.is_old
    with pytest.raises(WrongStateError) as caught:
        lists.press(uploaded, planned)
    assert "ledger.draft-expired" == caught.value.key
    assert lists.sending.renew(planned, user_id="lan")
    assert not lists.planned(uploaded).is_old
    assert not lists.press(uploaded, planned).repeated


def test_a_list_that_was_sent_is_told_before_and_when_it_is_planned(lists: SentLists) -> None:
    """The same list under another name is refused with the campaign that sent it; mended rows still go."""
    first = lists.upload(orders(3))
    lists.plan(first)
    sent = lists.press(first, lists.planned(first)).campaign
    same = lists.upload(orders(3), name="khác.csv")
    before = lists.facts(same).sent_before
    assert sent.id == (before and before.id)
    status = lists.plan(same)
    assert JobState.FAILED is status.state
    assert isinstance(status.error, AlreadySentError)
    assert sent.id == status.error.params["id"]
    assert lists.sending.planned(lists.again(same), user_id="lan") is None

    assert JobState.DONE is lists.plan(lists.again(same), again=True).state
    assert 3 == lists.planned(same).messages

    grown = lists.upload(orders(5), name="thêm.csv")
    lists.plan(grown)
    assert (2, 3) == (lists.planned(grown).messages, lists.planned(grown).sent_before)
    assert 2 == lists.facts(grown).ahead + 1


def test_a_campaign_for_tomorrow_waits_for_its_moment(lists: SentLists) -> None:
    """What is scheduled begins then, and rows expire as counted from then."""
    at = NOW + timedelta(hours=22)
    uploaded = lists.upload(orders(2))
    facts = lists.facts(uploaded, way=SendWay.LATER, start_at=at)
    assert (at, None) == (facts.begins_at, facts.forecast.quota)
    lists.plan(uploaded, way=SendWay.LATER, start_at=at, expires="2h")
    planned = lists.planned(uploaded)
    assert (at, True) == (planned.facts.begins_at, planned.facts.is_later)
    campaign = lists.press(uploaded, planned).campaign
    assert (at, at + timedelta(hours=2)) == (campaign.start_at, campaign.expires_at)
    assert [] == work_queue.list_due(lists.ledger, now=NOW)


def test_a_draft_begins_as_its_page_said(lists: SentLists) -> None:
    """Who chooses another time in a second window does not move what the first window's button says."""
    at = NOW + timedelta(hours=22)
    uploaded = lists.upload(orders(2))
    lists.plan(uploaded, way=SendWay.LATER, start_at=at)
    planned = lists.planned(uploaded)
    choices = ListChoices.of(lists.again(uploaded))
    lists.lists.keep(lists.again(uploaded), replace(choices, run=SendOptions().dump()))
    assert at == lists.planned(uploaded).begins_later
    assert at == lists.press(uploaded, planned).campaign.start_at


def test_options_that_can_not_be_kept_are_refused_before_anything_is_planned(
    lists: SentLists,
) -> None:
    """A rate of nothing, hours that are none, an end that has passed: told beside the field."""
    uploaded = lists.upload(orders(2))
    for options, key in (
        (SendOptions(rate=0.0), "cli.bad-rate"),
        (SendOptions(window="8 to 9"), "run.bad-window"),
        (SendOptions(expires="2020-01-01"), "run.past-moment"),
    ):
        with pytest.raises(UsageError) as caught:
            lists.sending.refuse_options(uploaded, options)
        assert key == caught.value.key
    assert 5.0 == lists.sending.refuse_options(uploaded, SendOptions(rate=5.0)).rate


def test_rows_that_only_the_account_refuses_are_shown_before_anything_is_planned(
    lists: SentLists,
) -> None:
    """A list that was checked by a laxer file is checked by Zalo's rules, and no row is left behind unasked."""
    uploaded = lists.upload(orders(3))
    comparison = lists.facts(uploaded).template.comparison
    assert comparison is not None
    template = comparison.template
    short = replace(template.params["customer_name"], max_length=2)
    stricter = replace(template, params={**template.params, "customer_name": short})
    lists.sending.plan(
        uploaded,
        user_id="lan",
        template=stricter,
        options=SendOptions(),
        lang="vi",
        page="http://127.0.0.1:8484",
    )
    status = lists.sending.jobs.wait(plan_key(uploaded), 120)
    assert status is not None
    assert "lists.stricter" == getattr(status.error, "key", None)
    checked = lists.lists.wait(lists.again(uploaded), 120)
    assert UploadState.CHECKED is checked.state
    assert checked.result is not None
    assert {"invalid": 3} == checked.result["counts"]
    assert [] == campaigns.list_all(lists.ledger)


def test_the_options_are_kept_as_they_were_chosen() -> None:
    """Who reloads the page of the last step finds what was chosen there."""
    options = SendOptions(
        way=SendWay.LATER,
        start_at=NOW,
        name="Tháng 11",
        rate=3.5,
        canary=20,
        again=True,
        emails=("a@b.vn",),
        note="đã hỏi chị Hoa",
    )
    assert options == SendOptions.load({**options.dump(), "of-a-later-version": 1})
    assert SendOptions() == SendOptions.load({})


def test_a_killed_plan_leaves_nothing_to_confirm(lists: SentLists) -> None:
    """A process that dies in the middle of planning leaves a list that is planned again, and no campaign."""
    uploaded = lists.upload(orders(40))
    comparison = lists.facts(uploaded).template.comparison
    assert comparison is not None
    for _ in range(3):
        lists.sending.plan(
            uploaded,
            user_id="lan",
            template=comparison.template,
            options=SendOptions(),
            lang="vi",
            page="http://127.0.0.1:8484",
        )
        lists.sending.jobs.cancel(f"plan:{uploaded.id}")
        lists.sending.jobs.wait(f"plan:{uploaded.id}", 60)
    lists.plan(lists.again(uploaded))
    planned = lists.planned(uploaded)
    assert 40 == planned.messages
    lists.press(uploaded, planned)
    assert [planned.campaign.id] == [one.id for one in campaigns.list_all(lists.ledger)]
    assert 40 == rows.count(lists.ledger, planned.campaign.id)
    drafts.drop_old_drafts(lists.ledger, now=NOW)


def own_test(lists: SentLists, uploaded: UploadedList, **more: Any) -> OwnTest:
    """A test send of the first message."""
    comparison = lists.facts(uploaded).template.comparison
    assert comparison is not None
    with lists.lists.check(uploaded) as check:
        row = check.message(1)
    assert row is not None
    values: dict[str, Any] = {
        "uploaded": uploaded,
        "row": row,
        "template": comparison.template,
        "phone": "0987 654 321",
        "mode": None,
        "user_id": "lan",
        "name": "Gửi thử: Đơn hàng 7k2",
        "lang": "vi",
        "page": "http://127.0.0.1:8484",
    }
    return OwnTest(**{**values, **more})


def test_a_test_that_another_press_is_planning_has_no_result_yet(lists: SentLists) -> None:
    """Who presses twice gets an answer at once although the row of the first press is not written."""
    comparison = lists.facts(lists.upload(orders(1))).template.comparison
    assert comparison is not None
    new = NewCampaign(
        name="Gửi thử",
        account="default",
        provider="zalo",
        template=comparison.template,
        source="list.xlsx",
        headers=(),
        options={campaigns.TEST: True},
        made_by="lan",
    )
    draft = drafts.create_draft(lists.ledger, new, stem="test", now=NOW)
    assert result_of_test(lists.ledger, draft, user_id="lan") is None


def test_a_test_send_goes_to_the_own_phone_once_and_keeps_nothing_from_the_list(
    lists: SentLists, clock: TestClock
) -> None:
    """A test is a campaign of one row through the workers, pressed twice sent once, and the list is still whole."""
    uploaded = lists.upload(orders(3))
    test = own_test(lists, uploaded)
    campaign = send_test(lists.ledger, test, clock=clock)
    assert campaign.id == send_test(lists.ledger, test, clock=clock).id
    (turn,) = work_queue.list_due(lists.ledger, now=NOW)
    assert campaign.id == turn.campaign_id
    (row,) = rows.due(lists.ledger, campaign.id, after=0, most=9)
    assert ("84987654321", "150001") == (row.phone, row.data["amount"])
    result = result_of_test(lists.ledger, campaign.id, user_id="lan")
    assert result is not None
    assert not result.is_over
    assert "84****321" == result.phone
    assert result_of_test(lists.ledger, campaign.id, user_id="minh") is None
    lists.plan(uploaded)
    assert 3 == lists.planned(uploaded).messages


def test_test_sends_are_few_and_to_a_phone(lists: SentLists, clock: TestClock) -> None:
    """Nobody sends a campaign by pressing “test” again and again, and the hour until the next is told."""
    uploaded = lists.upload(orders(1))
    with pytest.raises(UsageError) as caught:
        send_test(lists.ledger, own_test(lists, uploaded, phone="12"), clock=clock)
    assert "lists.no-phone" == caught.value.key
    for number in range(MOST_TESTS):
        test = own_test(lists, uploaded, name=f"Gửi thử {number}", mode=DEVELOPMENT)
        assert "development" == send_test(lists.ledger, test, clock=clock).mode
        clock.turn(60)
    more = own_test(lists, uploaded, name="Gửi thử nữa")
    with pytest.raises(TooManyTestsError) as too_many:
        send_test(lists.ledger, more, clock=clock)
    assert NOW + TESTS_WITHIN == too_many.value.until
    clock.turn(TESTS_WITHIN.total_seconds() - 60 * MOST_TESTS)
    assert send_test(lists.ledger, more, clock=clock).mode is None


def test_the_preview_shows_any_message_and_why_a_row_is_not_sent(lists: SentLists) -> None:
    """First, last, longest, by row, by phone and by chance: what is shown is what would leave, with its cells."""
    lines = [*orders(4), BAD, ("Nguyễn Văn A" * 2, "0912000009", "DH9", "05/12/2026", 9)]
    uploaded = lists.upload(lines)
    with lists.lists.check(uploaded) as check:
        first = preview_row(check, check.message(1) or pytest.fail("no row"))
        assert (2, 5, True, ()) == (first.row.number, first.total, first.sendable, first.problems)
        values = {value.param: value for value in first.values}
        assert ("E2", "150001", ValueOrigin.AS_IT_STANDS) == (
            values["amount"].address,
            values["amount"].sent,
            values["amount"].origin,
        )
        assert (ValueOrigin.DEFAULT, "") == (values["address"].origin, values["address"].address)
        assert 7 == values["order_date"].weekday

        bad = preview_row(check, message_of_row(check, 6) or pytest.fail("no row"))
        assert not bad.sendable
        assert bad.problems
        assert message_of_row(check, 99) is None
        found = message_of_phone(check, "+84 912 000 009")
        assert 7 == (found and found.number)
        assert message_of_phone(check, "0987654321") is None
        with pytest.raises(UsageError):
            message_of_phone(check, "abc")
        longest = check.longest()
        assert 7 == (longest and longest.number)


@pytest.mark.parametrize("total", [1, 2, 3, 10, 97, 3000])
def test_chance_shows_every_message_before_one_comes_again(total: int) -> None:
    """Who presses “random” twenty times sees twenty messages, and not the same few."""
    shown = [shuffled("list-1", total, turn) for turn in range(total)]
    assert set(range(1, total + 1)) == set(shown)
    if total > 3:
        assert shown != sorted(shown)


def test_the_pages_plan_what_the_command_line_plans(lists: SentLists, tmp_path: Path) -> None:
    """The same list by page and by command is the same campaign: one is told of the other, and rows agree."""
    lines = [*orders(4), order(2), BAD]
    uploaded = lists.upload(lines, leave_bad=True)
    lists.plan(uploaded)
    by_page = lists.planned(uploaded)
    path = write_list(tmp_path / "by-command.csv", lines)
    comparison = lists.facts(uploaded).template.comparison
    assert comparison is not None
    prepared = prepare(
        CampaignRequest(file=path, template="don-hang"),
        account=load_account(),
        template=comparison.template,
    )
    by_command = plan(lists.ledger, prepared, RunOptions(), now=NOW)
    assert by_page.campaign.fingerprint == by_command.campaign.fingerprint
    assert by_page.counts.rows == by_command.tally.rows
    seen = [
        [
            (row.number, row.state, row.phone, row.problems)
            for row in rows.read_rows(lists.ledger, one)
        ]
        for one in (by_page.campaign.id, by_command.campaign.id)
    ]
    assert seen[0] == seen[1]


def test_an_account_reaches_the_child_whole_and_without_its_credentials() -> None:
    """What a settings file says of an account holds for the plan of its lists; its token goes nowhere."""
    account = AccountSettings(
        name="shop",
        oa_id="42",
        rate=2.5,
        window="08:00-21:00",
        secrets=Secrets(access_token="t" * 20),
    )
    told = json.loads(json.dumps(dump_account(account)))
    assert "t" * 20 not in json.dumps(told)
    assert replace(account, secrets=Secrets()) == load_dumped_account(told)
