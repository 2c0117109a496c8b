"""Campaigns through the JSON API: started once, followed, driven, and refused in words a program can use."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from program_help import Line, orders
from rest_help import Caller, caller, code
from web_campaign_help import sent, stopped
from web_help import Pages, words_of

from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.domain.users import Role
from zns_batch.ledger import audit, campaigns, rows
from zns_batch.ledger.people import idempotency_keys
from zns_batch.services.people.idempotency import IdempotentRequests

pytestmark = pytest.mark.usefixtures("at_sandbox")

BAD: Line = ("An", "0912", "DH", "22/11/2026", 5)


@pytest.fixture
def erp(file_pages: Pages, tmp_path: Path) -> Caller:
    """A program that may send."""
    return caller(file_pages, tmp_path)


def test_a_list_becomes_a_campaign(erp: Caller, file_pages: Pages) -> None:
    """One call starts it; it waits for a worker, says what it costs, and the log says who started it."""
    found = erp.started([*orders(2), BAD], skip_invalid=True, name="Tháng 11")
    assert ("scheduled", 2, 1) == (
        found["state"],
        found["rows"]["pending"],
        found["rows"]["invalid"],
    )
    assert "Tháng 11" in found["name"]
    shown = erp.get(f"/campaigns/{found['campaign']}")
    assert found == shown.json()
    assert shown.headers["retry-after"]
    campaign = campaigns.get(file_pages.web.ledger, found["campaign"])
    assert (CampaignState.SCHEDULED, True) == (campaign.state, campaign.detached)
    assert (erp.id, erp.id) == (campaign.made_by, campaign.confirmed_by)
    entries = audit.latest(file_pages.web.ledger, object_id=campaign.id)
    assert [("confirm", "api", 2)] == [(one.act, one.face, one.number) for one in entries]


def test_the_same_key_is_the_same_campaign(erp: Caller) -> None:
    """A program whose answer was lost asks again: the same words come back, and nothing is started."""
    list_id = erp.upload(orders(2)).json()["id"]
    path = f"/lists/{list_id}/campaigns"
    first = erp.post(path, {"name": "a"}, key="order-1")
    again = erp.post(path, {"name": "a"}, key="order-1")
    assert (201, first.content) == (again.status_code, again.content)
    assert first.headers["location"] == again.headers["location"]
    assert "key-reused" == code(erp.post(path, {"name": "b"}, key="order-1"), 422)
    other = erp.post(path, {"name": "a"}, key="order-2")
    assert "started-before" == code(other, 409)
    assert first.json()["campaign"] == other.json()["campaign"]
    assert 1 == len(erp.get("/campaigns").json()["campaigns"])


def test_many_at_once_are_one_campaign(pages: Pages, tmp_path: Path) -> None:
    """A program that asks in parallel, with one key or several, starts one campaign on either database."""
    erp = caller(pages, tmp_path)
    path = f"/lists/{erp.upload(orders(2)).json()['id']}/campaigns"
    with ThreadPoolExecutor(10) as threads:
        keys = [f"key-{n % 5}" for n in range(10)]
        answers = list(threads.map(lambda key: erp.post(path, {}, key=key), keys))
    assert {201, 409} == {answer.status_code for answer in answers}
    assert 1 == len({answer.json()["campaign"] for answer in answers})
    assert 1 == len(erp.get("/campaigns").json()["campaigns"])


def test_a_key_is_needed_and_is_a_plain_text(erp: Caller) -> None:
    """A campaign without a key could be started twice by a program that repeats itself."""
    path = f"/lists/{erp.upload(orders(1)).json()['id']}/campaigns"
    assert "invalid-request" == code(erp.post(path, {}), 422)
    assert "invalid-request" == code(erp.post(path, {}, key="x" * 256), 422)


def test_what_was_sent_before_is_named(erp: Caller) -> None:
    """The same list again is refused with the campaign that was first, unless it is meant."""
    first = erp.started(orders(2), key="one")
    again = erp.upload(orders(2)).json()["id"]
    refused = erp.post(f"/lists/{again}/campaigns", {}, key="two")
    assert "already-sent" == code(refused, 409)
    assert first["campaign"] == refused.json()["campaign"]
    meant = erp.post(f"/lists/{again}/campaigns", {"again": True}, key="two")
    # The key is free again: nothing came of the first request.
    assert 201 == meant.status_code, meant.text


def test_nobody_s_bad_rows_are_left_behind_unasked(erp: Caller) -> None:
    """Rows that can't be sent stop the start until the program says that they may stay behind."""
    path = f"/lists/{erp.upload([*orders(1), BAD]).json()['id']}/campaigns"
    refused = erp.post(path, {}, key="a")
    assert "not-agreed" == code(refused, 422)
    assert "skip_invalid" in refused.json()["detail"]
    assert 201 == erp.post(path, {"skip_invalid": True}, key="b").status_code
    none = f"/lists/{erp.upload([BAD]).json()['id']}/campaigns"
    assert "nothing-left" == code(erp.post(none, {"skip_invalid": True}, key="c"), 422)


@pytest.mark.parametrize(
    "body, expected",
    [
        ({"rate": 0}, "invalid-request"),
        ({"window": "25:00-26:00"}, None),
        ({"expires": "hôm nào đó"}, None),
        ({"start_at": "2020-01-01T00:00:00Z"}, "start-past"),
        ({"start_at": "2026-12-01T09:00:00"}, "invalid-request"),
        ({"namee": "x"}, "invalid-request"),
        ({"name": "a\u0000b"}, "invalid-request"),
    ],
)
def test_options_that_can_t_be_understood_start_nothing(
    erp: Caller, body: dict[str, object], expected: str | None
) -> None:
    """A misspelt option never means that a campaign runs otherwise than meant."""
    path = f"/lists/{erp.upload(orders(1)).json()['id']}/campaigns"
    found = code(erp.post(path, body, key="a"), 422)
    assert expected in {None, found}
    assert [] == erp.get("/campaigns").json()["campaigns"]


def test_a_start_can_be_later(erp: Caller) -> None:
    """A campaign for tomorrow is planned now, and says when it begins."""
    at = datetime.now(UTC) + timedelta(days=1)
    found = erp.started(orders(1), start_at=at.isoformat())
    assert datetime.fromisoformat(found["start_at"]) - at < timedelta(seconds=1)


def test_a_process_that_died_before_the_answer_changes_nothing(
    erp: Caller, file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a server that was killed after the start and before its answer, the next one gives that answer."""
    list_id = erp.upload(orders(2)).json()["id"]

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        # The campaign is committed with the answer; what comes after it never happens.
        patched.setattr(idempotency_keys, "finish", die)
        assert "internal" == code(erp.post(f"/lists/{list_id}/campaigns", {}, key="k"), 500)
    (started,) = erp.get("/campaigns").json()["campaigns"]
    again = erp.post(f"/lists/{list_id}/campaigns", {}, key="k")
    assert (201, started["campaign"]) == (again.status_code, again.json()["campaign"])
    third = erp.post(f"/lists/{list_id}/campaigns", {}, key="k")
    assert again.content == third.content


def test_a_campaign_is_paused_and_goes_on(erp: Caller) -> None:
    """Pause, resume and cancel answer at once with how it stands; a key makes each happen once."""
    campaign = erp.started(orders(2))["campaign"]
    base = f"/campaigns/{campaign}"
    paused = erp.post(f"{base}/pause", key="p").json()
    assert ("paused", "person", False) == (
        paused["campaign"]["state"],
        paused["campaign"]["reason"],
        paused["pending"],
    )
    assert "invalid-request" == code(erp.post(f"{base}/resume"), 422)
    resumed = erp.post(f"{base}/resume", key="r")
    assert "scheduled" == resumed.json()["campaign"]["state"], resumed.text
    erp.post(f"{base}/pause")
    # The key stands for the first time, which is over: it does not go on once more.
    assert resumed.content == erp.post(f"{base}/resume", key="r").content
    assert "paused" == erp.get(base).json()["state"]
    cancelled = erp.post(f"{base}/cancel")
    assert ("cancelled", 2) == (
        cancelled.json()["campaign"]["state"],
        cancelled.json()["campaign"]["rows"]["cancelled"],
    )
    assert "cancelled-before" == code(erp.post(f"{base}/resume", key="s"), 409)


def test_rows_are_sent_again_once_a_key(pages: Pages, tmp_path: Path) -> None:
    """Refused rows go out again, and the same key again sends nothing more, whatever came of them."""
    erp, campaign = caller(pages, tmp_path), stopped(pages)
    path = f"/campaigns/{campaign.id}/retry"
    none = erp.post(path, {"states": ["expired"]}, key="n")
    assert "nothing-to-retry" == code(none, 409)
    answer = erp.post(path, {"states": ["rejected"], "codes": ["-118"]}, key="a")
    assert 200 == answer.status_code, answer.text
    assert ("scheduled", 1) == (
        answer.json()["campaign"]["state"],
        answer.json()["rows"],
    )
    found = campaigns.get(pages.web.ledger, campaign.id)
    assert (CampaignState.SCHEDULED, True) == (found.state, found.detached)
    states = rows.state_counts(pages.web.ledger, campaign.id)
    assert (0, 1) == (states.count(RowState.REJECTED), states.count(RowState.UNKNOWN))
    again = erp.post(path, {"states": ["rejected"], "codes": ["-118"]}, key="a")
    assert answer.content == again.content


def test_a_retry_that_was_broken_off_goes_on(
    erp: Caller, file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the rows and the worker's queue, the same key leaves the campaign to the workers."""
    campaign = stopped(file_pages)
    path, body = f"/campaigns/{campaign.id}/retry", {"states": ["unknown"]}

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("zns_batch.services.campaigns.detached.go_on", die)
        assert 500 == erp.post(path, body, key="a").status_code
    assert CampaignState.PAUSED == campaigns.get(file_pages.web.ledger, campaign.id).state
    assert 200 == erp.post(path, body, key="a").status_code
    assert CampaignState.SCHEDULED == campaigns.get(file_pages.web.ledger, campaign.id).state


def test_rows_in_doubt_are_settled_by_a_word(erp: Caller, file_pages: Pages) -> None:
    """What a program knows of a row in doubt is kept with its note, all rows or none."""
    campaign = stopped(file_pages)
    (row,) = erp.get(f"/campaigns/{campaign.id}/rows?state=unknown").json()["rows"]
    path = f"/campaigns/{campaign.id}/settle"
    wrong = erp.post(path, {"rows": [row["row"], 2], "as": "accepted", "note": "đã gọi"})
    assert "not-in-doubt" == code(wrong, 409)
    done = erp.post(path, {"rows": [row["row"]], "as": "accepted", "note": "đã gọi 0912345678"})
    assert (1, 0) == (done.json()["rows"], done.json()["campaign"]["rows"]["unknown"])
    entries = audit.latest(file_pages.web.ledger, object_id=campaign.id)
    assert "0912345678" not in str(entries)


def test_rows_come_by_pages_and_filters(erp: Caller, file_pages: Pages, tmp_path: Path) -> None:
    """Rows are told with state, code, reason and a phone that is a text; a viewer sees it masked."""
    campaign = sent(file_pages)
    base = f"/campaigns/{campaign.id}/rows"
    first = erp.get(f"{base}?limit=4").json()
    rest = erp.get(f"{base}?limit=4&after={first['next']}").json()
    assert (4, 2, None) == (len(first["rows"]), len(rest["rows"]), rest["next"])
    (rejected,) = erp.get(f"{base}?state=rejected&code=-118").json()["rows"]
    assert ("-118", "rejected") == (rejected["code"], rejected["state"])
    assert rejected["reason"]
    assert rejected["remedy"]
    assert rejected["phone"].startswith("849")
    assert 2 == len(erp.get(f"{base}?state=rejected&state=unknown").json()["rows"])
    viewer = caller(file_pages, tmp_path, role=Role.VIEWER)
    (masked,) = viewer.get(f"{base}?state=rejected").json()["rows"]
    assert "****" in masked["phone"]
    named = sent(file_pages, name="khach-0912345678")
    assert "khach-09****678" == viewer.get(f"/campaigns/{named.id}").json()["name"]
    assert "0912345678" not in viewer.get("/campaigns").text
    assert "khach-0912345678" == erp.get(f"/campaigns/{named.id}").json()["name"]
    assert "invalid-request" == code(erp.get(f"{base}?state=lost"), 422)


def test_campaigns_come_by_pages(erp: Caller, file_pages: Pages) -> None:
    """A program goes through all campaigns, the newest first, and sees no plan that nobody confirmed."""
    ids = [sent(file_pages, name=f"Đợt {n}").id for n in range(3)]
    first = erp.get("/campaigns?limit=2").json()
    rest = erp.get(f"/campaigns?limit=2&after={first['next']}").json()
    found = [one["campaign"] for page in (first, rest) for one in page["campaigns"]]
    assert sorted(ids) == sorted(found)
    assert rest["next"] is None
    stopped(file_pages, CampaignState.PAUSED, Reason.QUOTA)
    (paused,) = erp.get("/campaigns?state=paused").json()["campaigns"]
    assert "quota" == paused["reason"]
    assert "bad-cursor" == code(erp.get("/campaigns?after=x"), 422)


def test_other_accounts_campaigns_are_not_there(
    file_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key of another shop learns nothing of a campaign, and a viewer's key stops nothing."""
    (tmp_path / "zns-batch.toml").write_text(
        '[accounts.default]\noa_id = "1"\n[accounts.shop-b]\noa_id = "2"\n', encoding="utf-8"
    )
    campaign = sent(file_pages)
    other = caller(file_pages, tmp_path, account="shop-b")
    base = f"/campaigns/{campaign.id}"
    for path in ("", "/rows", "/report.xlsx"):
        assert "status-404" == code(other.get(f"{base}{path}"), 404)
    for act, body in (
        ("pause", None),
        ("cancel", None),
        ("resume", None),
        ("retry", {"states": ["rejected"]}),
        ("settle", {"rows": [2], "as": "accepted", "note": "x"}),
    ):
        assert "status-404" == code(other.post(f"{base}/{act}", body, key=act), 404)
    assert [] == other.get("/campaigns").json()["campaigns"]
    assert 404 == other.get("/campaigns?account=default").status_code
    viewer = caller(file_pages, tmp_path, account="default", role=Role.VIEWER)
    assert 200 == viewer.get(base).status_code
    assert "forbidden" == code(viewer.post(f"{base}/pause"), 403)
    assert "forbidden" == code(viewer.get(f"{base}/report.xlsx"), 403)
    preparer = caller(file_pages, tmp_path, account="default", role=Role.PREPARER)
    assert "forbidden" == code(preparer.post(f"{base}/resume", key="r"), 403)


def test_the_results_workbook_is_fetched(erp: Caller, file_pages: Pages) -> None:
    """Finance gets the workbook by one call, also while the campaign runs."""
    answer = erp.get(f"/campaigns/{sent(file_pages).id}/report.xlsx")
    assert 200 == answer.status_code, answer.text
    assert answer.content.startswith(b"PK")


def test_old_keys_are_forgotten(erp: Caller, file_pages: Pages) -> None:
    """The ledger does not keep the answers to keys for ever."""
    campaign = sent(file_pages)
    assert 200 == erp.post(f"/campaigns/{campaign.id}/cancel", key="c").status_code
    web = file_pages.web
    assert 0 == IdempotentRequests(ledger=web.ledger, clock=web.clock).sweep()
    late = datetime.now(UTC) + timedelta(minutes=1)
    assert 1 == idempotency_keys.forget_old(web.ledger, before=late)


def test_what_another_person_must_approve_waits(
    file_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A preparer's key asks for approval: 202, nothing is sent, and no `resume` goes round it."""
    erp = caller(file_pages, tmp_path, role=Role.PREPARER)
    path = f"/lists/{erp.upload(orders(2)).json()['id']}/campaigns"
    assert "forbidden" == code(erp.post(path, {"again": True}, key="x"), 403)
    answer = erp.post(path, {}, key="a")
    assert 202 == answer.status_code, answer.text
    found = answer.json()
    assert ("paused", "approval", True) == (
        found["state"],
        found["reason"],
        found["waits_for_approval"],
    )
    assert answer.content == erp.post(path, {}, key="a").content
    shown = erp.get(f"/campaigns/{found['campaign']}").json()
    assert ("paused", True) == (shown["state"], shown["waits_for_approval"])
    sender = caller(file_pages, tmp_path)
    assert "waiting" == code(sender.post(f"/campaigns/{found['campaign']}/resume", key="r"), 409)
    assert "started-before" == code(erp.post(path, {}, key="b"), 409)


def test_people_see_which_program_made_a_campaign(erp: Caller, file_pages: Pages) -> None:
    """On the pages a campaign of a program has its key's name, where others have a person's."""
    campaign = erp.started(orders(1))["campaign"]
    an = file_pages.person("an")
    assert "erp (API)" in words_of(an.get("/campaigns"))
    assert "erp (API)" in words_of(an.get(f"/campaigns/{campaign}"))
