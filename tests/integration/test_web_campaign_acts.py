"""What people do with a campaign on its page: pause, go on, cancel, send rows again, download, ask."""

import re
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from ledger_help import campaign_of, planned
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from receipts_help import event_of
from web_campaign_help import move, now, sent, stopped
from web_help import Pages, Visitor, words_of

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.delivery import RATED, Receipt
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.domain.users import Role
from zns_batch.i18n import Lang
from zns_batch.ledger import audit, campaigns, leases, rows, work_queue
from zns_batch.ledger.receipts import merge, row_snapshots
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.webhook_events import store_events
from zns_batch.services.campaigns.report import write_campaign_report


def _state(pages: Pages, campaign: Campaign) -> CampaignState:
    return campaigns.get(pages.web.ledger, campaign.id).state


def _hidden(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text):
        if name != "token":
            fields.setdefault(name, []).append(value)
    return fields


# ── pause, go on, cancel ──


def test_pause_is_asked_and_done(pages: Pages) -> None:
    """“Pause” is one page and one press, returns at once, and the sender is told."""
    campaign, an = sent(pages), pages.person("an")
    leases.acquire(pages.web.ledger, campaign.account, campaign.id, now=now())
    asked = an.get(f"/campaigns/{campaign.id}/pause")
    assert "Tạm dừng chiến dịch?" in words_of(asked)
    answer = an.post(f"/campaigns/{campaign.id}/pause")
    assert (303, f"/campaigns/{campaign.id}") == (answer.status_code, answer.headers["location"])
    assert "pause" == campaigns.requested_stop(pages.web.ledger, campaign.id)
    assert "Đang dừng" in words_of(an.get(f"/campaigns/{campaign.id}"))


def test_a_waiting_campaign_is_paused_by_the_press(pages: Pages) -> None:
    """A campaign that no worker has taken yet is paused at once, and its page says by whom."""
    campaign, an = sent(pages), pages.person("an")
    work_queue.enqueue(pages.web.ledger, campaign.id, at=now(), expected=campaign.state)
    an.post(f"/campaigns/{campaign.id}/pause")
    assert CampaignState.PAUSED is _state(pages, campaign)
    words = words_of(an.get(f"/campaigns/{campaign.id}"))
    assert "Tạm dừng bởi Nguyễn An lúc" in words
    assert "Nguyễn An bấm Tạm dừng" in words


def test_a_preparer_may_stop_but_not_go_on(pages: Pages) -> None:
    """Stopping is always safer than going on: who prepares lists may pause, and nothing more."""
    campaign = sent(pages)
    work_queue.enqueue(pages.web.ledger, campaign.id, at=now(), expected=campaign.state)
    binh = pages.person("binh", role=Role.PREPARER)
    assert 303 == binh.post(f"/campaigns/{campaign.id}/pause").status_code
    for act in ("resume", "cancel", "retry"):
        assert 403 == binh.get(f"/campaigns/{campaign.id}/{act}").status_code
        assert 403 == binh.post(f"/campaigns/{campaign.id}/{act}").status_code
    assert CampaignState.PAUSED is _state(pages, campaign)
    assert (
        'href="/campaigns/' + campaign.id + '/resume"'
        not in binh.get(f"/campaigns/{campaign.id}").text
    )


def test_going_on_names_the_number_and_is_left_to_a_worker(pages: Pages) -> None:
    """The button that sends carries the number of messages, and the page never waits for them."""
    campaign, an = stopped(pages), pages.person("an")
    assert "Gửi 2 tin" in words_of(an.get(f"/campaigns/{campaign.id}/resume"))
    assert 303 == an.post(f"/campaigns/{campaign.id}/resume").status_code
    assert CampaignState.SCHEDULED is _state(pages, campaign)
    assert 1 == len(work_queue.list_due(pages.web.ledger, now=now()))
    # Once more by the back button: it is under way already.
    again = an.post(f"/campaigns/{campaign.id}/resume")
    assert again.status_code in {303, 409}
    assert 1 == len(work_queue.list_due(pages.web.ledger, now=now()))


def test_what_is_being_sent_is_not_resumed(pages: Pages) -> None:
    """An old page's “go on” for a campaign that is under way says so, and disturbs nothing."""
    campaign, an = stopped(pages), pages.person("an")
    token = an.token(f"/campaigns/{campaign.id}/resume")
    leases.acquire(pages.web.ledger, campaign.account, campaign.id, now=now())
    campaigns.start(pages.web.ledger, campaign.id, now=now(), detached=True)
    answer = an.post(f"/campaigns/{campaign.id}/resume", token=token)
    assert 409 == answer.status_code
    assert "đang gửi chiến dịch" in words_of(answer)
    assert CampaignState.RUNNING is _state(pages, campaign)


def test_cancel_names_what_it_ends(pages: Pages) -> None:
    """Cancelling says how many messages will not be sent, and does exactly that."""
    campaign, an = stopped(pages), pages.person("an")
    assert "Hủy 2 tin chưa gửi" in words_of(an.get(f"/campaigns/{campaign.id}/cancel"))
    an.post(f"/campaigns/{campaign.id}/cancel")
    assert CampaignState.CANCELLED is _state(pages, campaign)
    assert 2 == rows.count(pages.web.ledger, campaign.id, {RowState.CANCELLED})
    # Nothing brings it back but an explicit choice of rows.
    refused = an.post(f"/campaigns/{campaign.id}/resume")
    assert 409 == refused.status_code
    assert "--status" not in refused.text
    assert f'href="/campaigns/{campaign.id}"' in refused.text


@pytest.mark.parametrize("act", ["pause", "resume", "cancel"])
def test_an_old_page_offers_nothing_that_is_over(pages: Pages, act: str) -> None:
    """A button of a page from yesterday says how the campaign stands now, and does nothing."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    assert 409 == an.get(f"/campaigns/{campaign.id}/{act}").status_code
    assert 409 == an.post(f"/campaigns/{campaign.id}/{act}").status_code
    assert CampaignState.COMPLETED is _state(pages, campaign)


def test_acts_are_in_the_audit_log(pages: Pages) -> None:
    """Who stopped and who let go on can be told afterwards."""
    campaign, an = stopped(pages), pages.person("an")
    an.post(f"/campaigns/{campaign.id}/resume")
    an.post(f"/campaigns/{campaign.id}/pause")
    an.post(f"/campaigns/{campaign.id}/cancel")
    entries = audit.latest(pages.web.ledger, object_id=campaign.id)
    assert ["cancel", "pause", "resume"] == [entry.act for entry in entries]
    assert {("an", "web", "default")} == {(e.actor, e.face, e.account) for e in entries}


def test_a_form_without_its_token_does_nothing(pages: Pages) -> None:
    """Another site can't pause or cancel anything in the name of who is signed in."""
    campaign, an = stopped(pages), pages.person("an")
    for act in ("pause", "resume", "cancel", "retry", "report", "receipts"):
        assert 403 == an.post(f"/campaigns/{campaign.id}/{act}", token="x" * 43).status_code, act
    assert CampaignState.PAUSED is _state(pages, campaign)


def test_a_scheduled_campaign_gets_another_time(pages: Pages) -> None:
    """Whoever chose the wrong hour changes it on the campaign's page, and nothing has left."""
    campaign, an, ledger = sent(pages), pages.person("an"), pages.web.ledger
    tomorrow = now() + timedelta(days=1)
    work_queue.enqueue(ledger, campaign.id, at=tomorrow, expected=campaign.state)
    assert "Đổi giờ" in words_of(an.get(f"/campaigns/{campaign.id}"))
    assert 200 == an.get(f"/campaigns/{campaign.id}/when").status_code
    later = in_vietnam(now() + timedelta(days=3)).replace(hour=8, minute=0)
    fields = {"date": f"{later:%Y-%m-%d}", "clock": "08:00"}
    assert 303 == an.post(f"/campaigns/{campaign.id}/when", fields).status_code
    start = campaigns.get(ledger, campaign.id).start_at
    assert start is not None
    assert f"{later:%Y-%m-%d} 08:00" == f"{in_vietnam(start):%Y-%m-%d %H:%M}"
    assert "Hẹn 08:00" in words_of(an.get(f"/campaigns/{campaign.id}"))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"date": "x", "clock": "08:00"},
        {"date": "2020-01-01", "clock": "08:00"},
        {"date": "9999-12-31", "clock": "08:00"},
        {"date": "2026-12-01", "clock": "25:00"},
    ],
)
def test_a_time_that_can_not_be_is_told(pages: Pages, fields: dict[str, str]) -> None:
    """A time that is past, or none, is told beside its field, and the old one stays."""
    campaign, an, ledger = sent(pages), pages.person("an"), pages.web.ledger
    tomorrow = now() + timedelta(days=1)
    work_queue.enqueue(ledger, campaign.id, at=tomorrow, expected=campaign.state)
    before = campaigns.get(ledger, campaign.id).start_at
    assert 422 == an.post(f"/campaigns/{campaign.id}/when", fields).status_code
    assert before == campaigns.get(ledger, campaign.id).start_at


def test_what_has_begun_gets_no_other_time(pages: Pages) -> None:
    """A campaign that is under way is not put off by an old page."""
    campaign, an = stopped(pages), pages.person("an")
    later = in_vietnam(now() + timedelta(days=3))
    fields = {"date": f"{later:%Y-%m-%d}", "clock": "08:00"}
    assert 409 == an.get(f"/campaigns/{campaign.id}/when").status_code
    assert 409 == an.post(f"/campaigns/{campaign.id}/when", fields).status_code


# ── send again ──


def test_what_never_helps_is_not_offered(pages: Pages) -> None:
    """A customer who refused messages is not offered for sending again beside the reason; another one is."""
    ledger = pages.web.ledger
    campaign = campaign_of(ledger, [planned(1), planned(2)], now=now())
    move(ledger, campaign, 1, RowState.REJECTED, "-139")
    move(ledger, campaign, 2, RowState.REJECTED, "-118")
    campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=now())
    text = pages.person("an").get(f"/campaigns/{campaign.id}").text
    assert "retry?reason=rejected%3A-118" in text
    assert "retry?reason=rejected%3A-139" not in text


def test_only_the_chosen_reason_is_sent_again(pages: Pages) -> None:
    """Rows go again for the reason that was ticked, after one more look at their number."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    page = an.get(f"/campaigns/{campaign.id}/retry")
    assert "Số điện thoại này không có tài khoản Zalo." in words_of(page)
    confirm = an.post(f"/campaigns/{campaign.id}/retry", {"reason": "rejected:-118"})
    assert "Gửi lại 1 tin" in words_of(confirm)
    assert 0 == rows.count(pages.web.ledger, campaign.id, {RowState.SENDING})
    done = an.post(f"/campaigns/{campaign.id}/retry", _hidden(confirm.text))
    assert 303 == done.status_code
    assert CampaignState.SCHEDULED is _state(pages, campaign)
    counts = rows.state_counts(pages.web.ledger, campaign.id)
    assert (0, 1) == (counts.count(RowState.REJECTED), counts.count(RowState.UNKNOWN))
    # The same form once more finds no such rows.
    assert 409 == an.post(f"/campaigns/{campaign.id}/retry", _hidden(confirm.text)).status_code


def test_rows_in_doubt_need_a_word_of_their_own(pages: Pages) -> None:
    """Nobody sends a row twice that may have arrived without having said so."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    refused = an.post(f"/campaigns/{campaign.id}/retry", {"reason": "unknown:timeout"})
    assert 422 == refused.status_code
    assert "Lỗi:" in refused.text
    confirm = an.post(f"/campaigns/{campaign.id}/retry", {"reason": "unknown:timeout", "risk": "1"})
    assert 303 == an.post(f"/campaigns/{campaign.id}/retry", _hidden(confirm.text)).status_code
    assert 0 == rows.count(pages.web.ledger, campaign.id, {RowState.UNKNOWN})


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reason": "accepted:"},
        {"reason": "invalid:"},
        {"reason": "rejected:-999"},
        {"reason": "'; drop table"},
        {"reason": "accepted:", "number": "1"},
    ],
)
def test_nothing_else_can_be_sent_again(pages: Pages, fields: dict[str, str]) -> None:
    """A form that names rows that were sent, or that can't be, sends nothing."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    assert an.post(f"/campaigns/{campaign.id}/retry", fields).status_code in {409, 422}
    assert CampaignState.COMPLETED is _state(pages, campaign)


def test_a_number_that_changed_is_shown_anew(pages: Pages) -> None:
    """The number on the button is the number that is sent: an old one is asked for again."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    answer = an.post(f"/campaigns/{campaign.id}/retry", {"reason": "rejected:-118", "number": "7"})
    assert 409 == answer.status_code
    assert "Gửi lại 1 tin" in words_of(answer)
    assert CampaignState.COMPLETED is _state(pages, campaign)


def test_twenty_presses_send_again_once(pages: Pages) -> None:
    """However often and from however many tabs it is pressed, each row gets one more attempt."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    fields = {"reason": "rejected:-118", "number": "1"}
    token = an.token(f"/campaigns/{campaign.id}/retry")
    codes: list[int] = []

    def press() -> None:
        codes.append(an.post(f"/campaigns/{campaign.id}/retry", fields, token=token).status_code)

    presses = [Thread(target=press) for _ in range(20)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert set(codes) <= {303, 409, 422, 503}
    assert 303 in codes
    pending = rows.due(pages.web.ledger, campaign.id, after=0, most=10)
    again = [row for row in pending if row.seq == 2]
    assert 1 == len(again)
    assert f"{campaign.id}-2-{again[0].attempts + 1}" == again[0].tracking_id
    assert 1 == len(work_queue.list_due(pages.web.ledger, now=now()))


# ── rows in doubt ──


def test_rows_in_doubt_are_decided_by_a_persons_word(pages: Pages) -> None:
    """After a call to the customer the row is done, and who said so and why is kept (B26)."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    assert "Dòng 4 · 84900000003" in words_of(an.get(f"/campaigns/{campaign.id}/settle"))
    word = {"row": "4", "verdict": "accepted", "note": "đã gọi 0912345678, khách có nhận"}
    assert 303 == an.post(f"/campaigns/{campaign.id}/settle", word).status_code
    assert 2 == rows.count(pages.web.ledger, campaign.id, {RowState.ACCEPTED})
    entry = audit.latest(pages.web.ledger, object_id=campaign.id)[0]
    assert ("settle", 1) == (entry.act, entry.number)
    assert "0912345678" not in str(entry.params["note"])
    assert 422 == an.post(f"/campaigns/{campaign.id}/settle", word).status_code


def test_rows_that_were_not_sent_can_be_sent_again(pages: Pages) -> None:
    """Whoever finds that a message never left is led to sending it again."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    word = {"all": "1", "verdict": "not-sent", "note": "không có trong lịch sử"}
    unasked = an.post(f"/campaigns/{campaign.id}/settle", word)
    assert 422 == unasked.status_code
    assert "chấp nhận khách có thể nhận hai tin" in words_of(unasked)
    assert 1 == rows.count(pages.web.ledger, campaign.id, {RowState.UNKNOWN})
    answer = an.post(f"/campaigns/{campaign.id}/settle", {**word, "risk": "1"})
    assert f"/campaigns/{campaign.id}/retry" == answer.headers["location"]
    choice = 'value="rejected:settled-not-sent" checked'
    assert choice in an.get(f"/campaigns/{campaign.id}/retry").text


def test_a_row_in_doubt_says_what_is_known_of_it(pages: Pages) -> None:
    """Whoever looks in the provider's records has the reference, what happened, and whom else to ask."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    words = words_of(an.get(f"/campaigns/{campaign.id}/settle"))
    assert f"Mã đối soát {campaign.id}-3" in words
    assert "không tra được tin theo mã đối soát" in words


@pytest.mark.parametrize(
    "fields, status",
    [
        ({"row": "4", "verdict": "accepted"}, 422),
        ({"verdict": "accepted", "note": "x"}, 422),
        ({"row": "2", "verdict": "accepted", "note": "x"}, 422),
        ({"row": "4", "verdict": "invalid", "note": "x"}, 400),
        ({"row": "4", "verdict": "accepted", "note": "x" * 501}, 422),
    ],
)
def test_no_other_row_and_nothing_without_a_reason(
    pages: Pages, fields: dict[str, str], status: int
) -> None:
    """A decision without a note, or on a row whose answer is known, changes nothing."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    assert status == an.post(f"/campaigns/{campaign.id}/settle", fields).status_code
    assert 1 == rows.count(pages.web.ledger, campaign.id, {RowState.UNKNOWN})


# ── downloads ──


def _download(an: Visitor, campaign: Campaign, kind: str) -> bytes:
    answer = an.post(f"/campaigns/{campaign.id}/report", {"kind": kind})
    assert 303 == answer.status_code
    path = answer.headers["location"]
    for _ in range(300):
        found = an.get(path)
        if found.status_code == 200 and "spreadsheetml" in found.headers["content-type"]:
            return found.content
        link = re.search(r'href="([^"]+report\.xlsx[^"]*)"', found.text)
        path = link[1].replace("&amp;", "&") if link else path
        time.sleep(0.1)
    raise AssertionError("no workbook came")


@pytest.mark.parametrize(
    "kind, expected", [("all", 6), ("person", 3), ("invalid", 1), ("unknown", 1)]
)
def test_the_workbook_opens_and_sums_up(pages: Pages, kind: str, expected: int) -> None:
    """The download is a workbook of the rows that were asked for, each of them once."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an", lang="en")
    book = load_workbook(BytesIO(_download(an, campaign, kind)))
    sheet = book.worksheets[0]
    assert expected == sum(1 for row in sheet.iter_rows(min_row=2) if any(c.value for c in row))


def test_the_workbook_is_the_one_of_the_command_line(pages: Pages, tmp_path: Path) -> None:
    """Who gets the workbook from a colleague's terminal and who downloads it read the same, cell by cell."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an", lang="vi")
    downloaded = load_workbook(BytesIO(_download(an, campaign, "all")))
    ledger, path = pages.web.ledger, tmp_path / "results.xlsx"
    write_campaign_report(
        ledger, campaign, rows.state_counts(ledger, campaign.id), path, lang="vi", now=now()
    )
    written = load_workbook(path)
    assert [one.title for one in written.worksheets] == [one.title for one in downloaded.worksheets]

    def cells(sheet: Worksheet) -> list[list[tuple[object, str]]]:
        return [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]

    ours, theirs = (cells(book.worksheets[0]) for book in (downloaded, written))
    assert 7 == len(ours)
    # What to do names a button for who works on the pages, and a command for who has a terminal.
    remedies = {place for place, (title, _) in enumerate(ours[0]) if title == "Cách xử lý"}
    assert 1 == len(remedies)
    different = {
        place
        for before, after in zip(theirs, ours, strict=True)
        for place, (one, other) in enumerate(zip(before, after, strict=True))
        if one != other
    }
    assert remedies >= different


def test_a_download_is_named_after_its_campaign(pages: Pages) -> None:
    """The file is found again by its name, whatever signs the campaign's name has (S48)."""
    campaign, an = sent(pages, name='Đơn\r\nSet-Cookie: x=1; "tháng" 11/2026'), pages.person("an")
    campaigns.stop(
        pages.web.ledger, campaign.id, state=CampaignState.PAUSED, reason=Reason.PERSON, now=now()
    )
    _download(an, campaign, "all")
    answer = an.get(f"/campaigns/{campaign.id}/report.xlsx?kind=all")
    assert 200 == answer.status_code
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%C4%90%C6%A1n-Set-Cookie")
    assert "set-cookie" not in answer.headers
    assert "no-store" in answer.headers["cache-control"]


def test_a_workbook_is_made_once_for_the_same_counts(pages: Pages) -> None:
    """A second press gives the file that is there; new results give a new one."""
    campaign, an = stopped(pages), pages.person("an")
    first = _download(an, campaign, "all")
    assert first == _download(an, campaign, "all")
    rows.cancel_pending(pages.web.ledger, campaign.id, now=now())
    pages.web.watch.forget(campaign.id)
    assert first != _download(an, campaign, "all")


def test_one_reason_of_the_table_is_sent_again_alone(pages: Pages) -> None:
    """The way from a reason to sending its rows again ticks that reason, and no other one."""
    campaign, an = stopped(pages, CampaignState.COMPLETED, None), pages.person("an")
    path = f"/campaigns/{campaign.id}/retry?reason=rejected%3A-118"
    assert f'href="{path}"' in an.get(f"/campaigns/{campaign.id}").text
    page = an.get(path).text
    assert 'value="rejected:-118" checked' in page
    assert 1 == page.count(" checked")
    # A reason that is made up ticks what it would without one.
    assert an.get(f"/campaigns/{campaign.id}/retry?reason=x").text.count(" checked") == an.get(
        f"/campaigns/{campaign.id}/retry"
    ).text.count(" checked")
    prepares = pages.person("binh", role=Role.PREPARER)
    assert "/retry?reason" not in prepares.get(f"/campaigns/{campaign.id}").text


# ── receipts, and another one like it ──


@pytest.mark.parametrize(
    "lang, in_time, charged, mean",
    [
        ("vi", "đến máy đúng hạn 1 tính tiền", "Tối đa", "Số sao: 4 sao: 1"),
        ("en", "arrived in time 1 charged", "At most", "Stars: 4 stars: 1"),
    ],
)
def test_what_arrived_is_charged_and_was_answered_stands_on_one_page(
    file_pages: Pages, lang: Lang, in_time: str, charged: str, mean: str
) -> None:
    """Who is asked for the bill sees what arrived, what is charged, and what customers said (B27)."""
    campaign, ledger = stopped(file_pages, CampaignState.COMPLETED, None), file_pages.web.ledger
    told = {"rate": 4, "note": "hơi chậm <b>, gọi 0912345678", "feedbacks": ["Giao nhanh"]}
    store_events(ledger, [event_of(f"{campaign.id}-1", name=RATED, told=told)], now=now())
    with ledger.write() as connection:
        row = row_snapshots(connection, campaign.id, [1])[1]
        receipt = Receipt(message_id="m", sent_at=now(), delivered_at=now())
        assert merge(connection, row, receipt, timeout=7_200, now=now(), asked=False)
    an = file_pages.person("an", lang=lang, admin=True)
    page = an.get(f"/campaigns/{campaign.id}/receipts")
    words = words_of(page)
    for expected in (in_time, charged, mean, "Giao nhanh", "hơi chậm <b>"):
        assert expected in words
    assert "0912345678" not in page.text
    assert "<b>, g" not in page.text
    assert f"/webhook/zalo/{campaign.account}" in page.text
    binh = file_pages.person("binh", role=Role.PREPARER)
    assert "/webhook/zalo/" not in binh.get(f"/campaigns/{campaign.id}/receipts").text
    assert f"/campaigns/{campaign.id}/receipts" in binh.get(f"/campaigns/{campaign.id}").text


def test_a_campaign_without_receipts_says_so(pages: Pages) -> None:
    """Nobody waits for an answer that can't come."""
    campaign = campaign_of(pages.web.ledger, [planned(1)], dry_run=True, now=now())
    an = pages.person("an")
    assert "không có tin nào hỏi được" in words_of(an.get(f"/campaigns/{campaign.id}/receipts"))
    assert 409 == an.post(f"/campaigns/{campaign.id}/receipts").status_code


def test_the_list_of_rows_can_be_downloaded_also_of_a_run_that_sends_nothing(pages: Pages) -> None:
    """What a dry run was made for stands in a workbook: one press from its rows, for who may have them."""
    campaign = campaign_of(pages.web.ledger, [planned(1), planned(2)], dry_run=True, now=now())
    move(pages.web.ledger, campaign, 1, RowState.ACCEPTED, None)
    campaigns.stop(pages.web.ledger, campaign.id, state=CampaignState.COMPLETED, now=now())
    an, nam = pages.person("an"), pages.person("nam", role=Role.VIEWER)
    path = f"/campaigns/{campaign.id}/rows"
    assert "Tải tệp kết quả (Excel)" in words_of(an.get(path))
    assert 'name="kind" value="all"' in an.get(path).text
    assert 'name="kind" value="unknown"' in an.get(f"{path}?state=unknown").text
    assert f'action="/campaigns/{campaign.id}/report"' not in nam.get(path).text
    _download(an, campaign, "all")


def test_a_copy_begins_with_the_same_choices(pages: Pages) -> None:
    """“New campaign like this one” leads to a new list with account and template chosen."""
    campaign, an = stopped(pages), pages.person("an")
    answer = an.get(f"/campaigns/{campaign.id}/copy")
    assert 303 == answer.status_code
    assert answer.headers["location"].endswith(
        f"/new?account=default&template=don-hang&like={campaign.id}"
    )
