"""What became of messages: asked for, and told by Zalo itself, by the program alone."""

import json
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from ports_help import free_port
from program_help import Program, counts, order, orders, program_in, read_page, until
from receipts_help import headers
from webhook_help import APP, KEY, OA, serving, with_key

from zns_batch.sandbox import (
    FAULTS,
    EtelecomConfig,
    RunningSandbox,
    SandboxConfig,
    WebhookTarget,
    sandbox,
)


@pytest.fixture
def shop(program: Program) -> Program:
    """The program with all that a receiver needs."""
    return with_key(program)


def told(url: str, event: dict[str, Any]) -> int:
    """Post an event as Zalo would."""
    body = json.dumps(event).encode()
    return httpx.post(
        url, content=body, headers=dict(headers(body, first=APP, key=KEY)), timeout=60
    ).status_code


def delivered(program: Program) -> int:
    """Return how many messages of the latest campaign are known to have arrived."""
    return int(program.run("show", "latest", "--json").json()["delivered"])


# ── asking ──


def test_receipts_are_asked_for_and_reported(program: Program, zalo: RunningSandbox) -> None:
    """What has arrived is told on the screen, in the object, and in the workbook, with its cost."""
    zalo.change(delivery=0.0)
    program.write("list.xlsx", [*orders(12), order(20, ending=918)])
    assert 1 == program.send("list.xlsx").code
    zalo.change(delivery=None)
    program.write("more.xlsx", orders(3, start=50))
    assert 0 == program.send("more.xlsx").code

    done = program.run("receipts", "latest")
    assert (0, 3) == (done.code, zalo.counts().queries["/message/status"])
    assert "Delivered in time: 0; late: 0; not known to be delivered yet: 3" in done.out

    first = program.run("campaigns", "--json").json()["campaigns"][1]["campaign"]
    found = program.run("receipts", first, "--json", "-o", "results.xlsx", "--rate", "500")
    assert (0, 12, {"accepted": 12, "rejected": 1}) == (
        found.code,
        found.object()["delivered"],
        counts(found.object()),
    )
    lines = read_page(program.folder / "results.xlsx")
    assert 12 == sum(line["Delivered at"] is not None for line in lines)
    assert {200} == {line["Cost (VND)"] for line in lines if line["Status"] == "accepted"}
    assert 12 == zalo.counts().queries["/message/status"] - 3


def test_late_messages_cost_nothing(program: Program, zalo: RunningSandbox) -> None:
    """A message that took longer than two hours is told as late, and leaves the bill."""
    zalo.change(delivery=0.0)
    program.write("list.csv", orders(5))
    assert 0 == program.send("list.csv").code
    # What the ledger knows of the sending is what Zalo said; so let it have been long ago.
    with closing(sqlite3.connect(program.home / "ledger.db")) as ledger, ledger:
        ledger.execute("UPDATE rows SET sent_at = sent_at - 3 * 3600 * 1000 WHERE seq <= 2")
    done = program.run("receipts", "latest", "-o", "results.xlsx")
    assert 0 == done.code
    assert "Delivered in time: 3; late: 2;" in done.out
    assert "at most and before VAT: 600 VND; certainly not charged: 2" in done.out
    costs = [line["Cost (VND)"] for line in read_page(program.folder / "results.xlsx")]
    assert [0, 0, 200, 200, 200] == costs
    answer = program.run("report", "latest", "-o", "again.xlsx", "--json")
    assert {"estimate": 600, "currency": "VND"} == answer.object()["cost"]


def test_a_second_round_asks_only_for_what_is_open(program: Program, zalo: RunningSandbox) -> None:
    """Asking again is cheap: what has arrived is not asked for any more."""
    zalo.change(delivery=0.0)
    program.write("list.csv", orders(8))
    program.send("list.csv")
    assert 0 == program.run("receipts", "latest", "--rate", "500").code
    done = program.run("receipts", "latest")
    assert "already has its final status" in done.err
    assert 8 == zalo.counts().queries["/message/status"]


def test_a_provider_in_trouble_stops_the_round_and_keeps_what_was_learned(
    program: Program, zalo: RunningSandbox
) -> None:
    """One line says why, the exit code says that there is more to ask, and the next round asks it."""
    zalo.change(delivery=0.0)
    program.write("list.csv", orders(6))
    program.send("list.csv")
    zalo.change(query_fault="/message/status")
    done = program.run("receipts", "latest", "--rate", "500", "--json")
    assert (3, 0) == (done.code, done.object()["delivered"])
    assert "Without a usable answer: " in done.err
    zalo.change(query_fault=None)
    again = program.run("receipts", "latest", "--rate", "500", "--json")
    assert (0, 6) == (again.code, again.object()["delivered"])


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to other processes on Windows")
def test_ctrl_c_keeps_what_was_learned(program: Program, zalo: RunningSandbox) -> None:
    """A round that a person ends early is gone on with later, from where it stopped."""
    zalo.change(delivery=0.0)
    program.write("list.csv", orders(40))
    program.send("list.csv")
    asking = program.start("receipts", "latest", "--rate", "10")
    until(lambda: zalo.counts().queries.get("/message/status", 0) >= 5)
    asking.signal(signal.SIGINT)
    ended = asking.ended()
    asked = zalo.counts().queries["/message/status"]
    assert 3 == ended.code
    assert "What was learned is kept" in ended.err
    assert asked == delivered(program) < 40
    assert 0 == program.run("receipts", "latest", "--rate", "500").code
    assert (40, 40) == (delivered(program), zalo.counts().queries["/message/status"])


def test_rows_in_doubt_can_not_be_asked_for_at_zalo(program: Program, zalo: RunningSandbox) -> None:
    """Zalo looks nothing up by our reference: the rows stay in doubt, and the person hears why."""
    program.write("list.csv", [*orders(2), order(20, ending=950)])
    program.send("list.csv")
    before = counts(program.run("show", "latest", "--json").object())
    done = program.run("receipts", "latest", "--rate", "500")
    after = counts(program.run("show", "latest", "--json").object())
    assert before == after
    assert 1 == before["unknown"]
    assert "Rows in doubt: 1" in done.err


def test_a_rehearsal_has_no_receipts(program: Program) -> None:
    """After a dry run there is nothing to ask, and that is said."""
    program.write("list.csv", orders(2))
    program.send("list.csv", "--dry-run")
    done = program.run("receipts", "latest")
    assert (2, "was a rehearsal" in done.line()) == (done.code, True)


def test_rows_in_doubt_are_settled_at_etelecom(tmp_path: Path) -> None:
    """Where the provider looks a message up by our reference, doubt ends: taken, or never had."""
    key = "1153468297845643210:qWeRtYuIoPaSdFgHjKlZxCvBnM012345"
    behaviour = SandboxConfig(api_key=key, etelecom=EtelecomConfig(oa_id=OA), delivery=0.0)
    with sandbox(behaviour, provider="etelecom") as etelecom:
        env = {"ZNS_PROVIDER": "etelecom", "ZNS_API_KEY": key, "ZNS_OA_ID": OA}
        program = program_in(tmp_path, f"{etelecom.url}/v1/shop", **env)
        etelecom.change(faults={"reset-after": 1.0})
        program.write("list.csv", orders(3))
        assert {"unknown": 3} == counts(program.send("list.csv").object())
        etelecom.change(faults={})
        done = program.run("receipts", "latest", "--json", "--rate", "500")
    assert (0, {"accepted": 3}, 3) == (
        done.code,
        counts(done.object()),
        done.object()["delivered"],
    )


def test_what_etelecom_never_had_can_go_again(tmp_path: Path) -> None:
    """Asked long enough afterwards, a lost request is told as one, and a retry makes no second."""
    key = "1153468297845643210:qWeRtYuIoPaSdFgHjKlZxCvBnM012345"
    behaviour = SandboxConfig(api_key=key, etelecom=EtelecomConfig(oa_id=OA), delivery=0.0)
    with sandbox(behaviour, provider="etelecom") as etelecom:
        env = {"ZNS_PROVIDER": "etelecom", "ZNS_API_KEY": key, "ZNS_OA_ID": OA}
        program = program_in(tmp_path, f"{etelecom.url}/v1/shop", **env)
        lost, ending = 6, FAULTS["reset-before"].suffix
        program.write(
            "list.csv", [*orders(12 - lost), *(order(900 * n, ending=ending) for n in range(1, 7))]
        )
        assert {"accepted": 12 - lost, "unknown": lost} == counts(program.send("list.csv").object())
        etelecom.change(by_suffix=False)
        early = program.run("receipts", "latest", "--rate", "500")
        assert (0, f"Too early to tell: {lost}" in early.err) == (early.code, True)
        with closing(sqlite3.connect(program.home / "ledger.db")) as ledger, ledger:
            ledger.execute("UPDATE changes SET at = at - 3600 * 1000")
        done = program.run("receipts", "latest", "--json", "--rate", "500")
        assert {"accepted": 12 - lost, "rejected": lost} == counts(done.object())
        assert "never-arrived" in program.run("show", "latest").out
        again = program.run("retry", "latest", "--status", "rejected", "--yes", "--json")
        assert {"accepted": 12} == counts(again.object())
        assert (12, 0) == (etelecom.counts().accepted, etelecom.counts().duplicate_messages)


# ── receiving ──


def test_zalo_tells_and_the_report_shows_it(shop: Program, zalo: RunningSandbox) -> None:
    """Events that come twice and out of order settle every row, those in doubt too."""
    shop.write("list.xlsx", [*orders(15), *[order(n, ending=951) for n in (1000, 2000)]])
    with serving(shop) as (_, url):
        webhook = WebhookTarget(
            url=url, key=KEY, app_id=APP, repeats=0.5, jitter=0.2, ladder=(0.2,) * 30
        )
        zalo.change(webhook=webhook, delivery=(0.0, 0.2))
        shop.send("list.xlsx")
        assert 2 == zalo.counts().faults["reset-after"]
        until(lambda: delivered(shop) == 17)
    assert 0 == shop.run("report", "latest", "-o", "results.xlsx").code
    lines = read_page(shop.folder / "results.xlsx")
    assert {"accepted"} == {line["Status"] for line in lines}
    arrived = {one.tracking_id: one.msg_id for one in zalo.messages()}
    assert arrived == {line["Tracking ID"]: line["Message ID"] for line in lines}
    assert all(line["Delivered at"] for line in lines)
    assert {"accepted": 17} == counts(shop.run("show", "latest", "--json").object())


def test_a_receiver_that_was_away_hears_of_it_later(shop: Program, zalo: RunningSandbox) -> None:
    """While it is down nothing is lost: Zalo comes again, and repetitions change nothing."""
    port = free_port()
    with serving(shop, port=port) as (_, url):
        pass
    webhook = WebhookTarget(url=url, key=KEY, app_id=APP, repeats=1.0, ladder=(0.3,) * 60)
    zalo.change(webhook=webhook, delivery=0.0)
    shop.write("list.csv", orders(10))
    assert 0 == shop.send("list.csv").code
    assert 0 == delivered(shop)
    with serving(shop, port=port):
        until(lambda: delivered(shop) == 10)
        until(lambda: zalo.events_answered == 20)
    assert 10 == delivered(shop)


def test_killed_in_the_middle_it_goes_on(shop: Program, zalo: RunningSandbox) -> None:
    """What was answered before a power cut is on disk; the rest comes again."""
    shop.write("list.csv", orders(30))
    port = free_port()
    started = shop.start("serve", "--webhook-only", "--port", str(port))
    until(lambda: "/webhook/zalo/" in started.answered())
    url = started.answered().split()[-1]
    webhook = WebhookTarget(url=url, key=KEY, app_id=APP, ladder=(0.3,) * 60)
    zalo.change(webhook=webhook, delivery=(0.0, 1.0))
    assert 0 == shop.send("list.csv").code
    until(lambda: zalo.events_answered >= 3)
    started.kill()
    assert zalo.events_answered <= delivered(shop)
    with serving(shop, port=port):
        until(lambda: delivered(shop) == 30)


def test_ratings_and_changes_are_told(shop: Program, zalo: RunningSandbox) -> None:
    """Stars come into the report; a template that is switched off is told on the screen."""
    shop.write("list.csv", orders(2))
    shop.send("list.csv")
    rated = [one.tracking_id for one in zalo.messages()]
    now = str(int(zalo.messages()[0].time * 1000))
    with serving(shop) as (started, url):
        for tracking_id, rate in zip(rated, (5, 4), strict=True):
            message = {
                "rate": rate,
                "note": "Tốt",
                "msg_id": f"m{rate}",
                "tracking_id": tracking_id,
            }
            event = {"event_name": "user_feedback", "timestamp": now, "message": message}
            assert 200 == told(url, event)
        change = {
            "event_name": "change_template_status",
            "timestamp": now,
            "template_id": "217489",
            "status": {"prev_status": "ENABLE", "new_status": "DISABLE"},
        }
        assert 200 == told(url, change)
        until(lambda: "change_template_status" in started.told())
        assert "DISABLE" in started.told()
        assert "Tốt" not in started.told()
    shop.run("report", "latest", "-o", "results.xlsx")
    lines = load_workbook(shop.folder / "results.xlsx").worksheets[1].iter_rows(values_only=True)
    assert ("Customer ratings", 2, "4.5 of 5 on average") in [line[:3] for line in lines]


def test_forged_events_change_nothing_and_secrets_stay(shop: Program, zalo: RunningSandbox) -> None:
    """Who lacks the key settles no row; the log holds no key, no phone and no signature."""
    zalo.change(faults={"reset-after": 1.0})
    shop.write("list.csv", orders(1))
    assert {"unknown": 1} == counts(shop.send("list.csv").object())
    (sent,) = zalo.messages()
    now = str(int(sent.time * 1000))
    message = {"msg_id": sent.msg_id, "tracking_id": sent.tracking_id, "delivery_time": now}
    event = {
        "event_name": "user_received_message",
        "timestamp": now,
        "recipient": {"id": sent.phone},
        "message": message,
    }
    body = json.dumps(event).encode()
    with serving(shop) as (_, url):
        forged = httpx.post(
            url, content=body, headers=dict(headers(body, first=APP, key="guess")), timeout=60
        )
        assert 403 == forged.status_code
        assert {"unknown": 1} == counts(shop.run("show", "latest", "--json").object())
        assert 200 == told(url, event)
        health = url.split("/webhook")[0] + "/health"
        assert 200 == httpx.get(health, timeout=60).status_code
    assert {"accepted": 1} == counts(shop.run("show", "latest", "--json").object())
    said = shop.log
    assert "webhook.refused" in said
    signature = headers(body, first=APP, key=KEY)["X-ZEvent-Signature"]
    assert [] == [one for one in (KEY, sent.phone, signature) if one in said]


def test_several_accounts_have_an_address_each(shop: Program) -> None:
    """Each account with a key has its own; one without is named at the start."""
    settings = '[accounts.one]\napp_id = "1"\n[accounts.two]\napp_id = "2"\n[accounts.deaf]\n'
    (shop.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
    more = {"ZNS_ONE_OA_SECRET_KEY": "k-1", "ZNS_TWO_OA_SECRET_KEY": "k-2"}
    both = with_key(shop, **more)
    with serving(both) as (started, _):
        until(lambda: 2 <= started.answered().count("/webhook/zalo/"))
        said = started.answered()
        assert 2 == len(said.strip().splitlines())
        assert "/webhook/zalo/one" in said
        assert "/webhook/zalo/two" in said
        until(lambda: "ZNS_DEAF_OA_SECRET_KEY" in started.told())


@pytest.mark.parametrize(
    "without, word",
    [("ZNS_OA_SECRET_KEY", "ZNS_OA_SECRET_KEY"), ("ZNS_APP_ID", "app_id")],
)
def test_without_a_key_it_does_not_begin(shop: Program, without: str, word: str) -> None:
    """A receiver that could believe nobody is refused with what is missing."""
    done = shop.run("serve", "--webhook-only", "--port", "0", **{without: None, "ZNS_OA_ID": None})
    assert (2, True) == (done.code, word in done.line())


def test_a_taken_port_is_one_line(shop: Program) -> None:
    """Another program at the port is told in one line."""
    with serving(shop) as (_, url):
        port = url.split(":")[2].split("/")[0]
        done = shop.run("serve", "--webhook-only", "--port", port)
    assert (2, True) == (done.code, port in done.line())
