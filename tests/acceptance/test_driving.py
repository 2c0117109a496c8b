"""Campaigns afterwards: listed, shown, reported, paused, resumed, cancelled."""

from datetime import datetime
from typing import Any

import pytest
from lag_help import never_ahead
from program_help import (
    FAST,
    TOKEN,
    Program,
    check_object,
    counts,
    nothing_twice,
    order,
    orders,
    read_page,
    until,
)

from zns_batch.core.clock import VIETNAM
from zns_batch.sandbox import RunningSandbox

QUOTA = 3


@pytest.fixture
def paused(program: Program, zalo: RunningSandbox) -> dict[str, Any]:
    """A campaign of eight rows that ran into the day's quota after three."""
    zalo.change(quota=QUOTA)
    program.write("list.csv", [*orders(7), ("An", "0912", "DH", "22/11/2026", 5)])
    words = ("--skip-invalid", "--name", "Tháng 11", "-o", "out.xlsx")
    return program.send("list.csv", *words).object()


def test_it_is_found_by_id_name_and_latest(program: Program, paused: dict[str, Any]) -> None:
    """Every command takes the id, the name, or `latest`; they are the same campaign."""
    for word in (paused["campaign"], "Tháng 11", "latest"):
        assert paused["campaign"] == program.run("show", word, "--json").object()["campaign"]


def test_show_tells_what_send_told(program: Program, paused: dict[str, Any]) -> None:
    """`show --json` has the same campaign, counts, quota and cost as the send that ended."""
    shown = program.run("show", "latest", "--json")
    assert 0 == shown.code
    apart = {"problems", "report"}
    assert {name: value for name, value in paused.items() if name not in apart} == {
        name: value for name, value in shown.object().items() if name not in apart
    }


def test_a_person_reads_state_counts_and_reasons(program: Program, zalo: RunningSandbox) -> None:
    """`show` says the state, what it waits for, the sum line, and each reason with what to do."""
    program.write("list.csv", [*orders(2), order(3, ending=918), order(4, ending=918)])
    program.send("list.csv", "--name", "Một")
    shown = program.run("show", "Một").out
    assert "state: completed" in shown
    assert "4 rows = 2 accepted + 2 rejected" in shown
    assert "2 rejected (-118): " in shown
    zalo.change(quota=0)
    program.write("list.csv", orders(2, start=20))
    program.send("list.csv", "--name", "Hai")
    assert "paused: the day's quota is used up, can continue from" in program.run("show", "Hai").out


def test_campaigns_are_listed_newest_first(program: Program, paused: dict[str, Any]) -> None:
    """`campaigns` lists each with name, accepted rows and state, for people and for scripts."""
    program.write("more.csv", orders(1, start=70))
    program.send("more.csv", "--dry-run", "--name", "Chạy thử")
    listed = program.run("campaigns", "--json").json()["campaigns"]
    for one in listed:
        check_object(one)
    assert [("Chạy thử", True), ("Tháng 11", False)] == [
        (one["name"], one["dry_run"]) for one in listed
    ]
    assert counts(paused) == counts(listed[1])
    table = program.run("campaigns").out.splitlines()
    assert 4 == len(table)
    assert "3/8" in table[3]
    assert "paused: the day's quota is used up" in table[3]
    assert "completed (dry run)" in table[2]


def test_campaigns_are_listed_by_account_state_date_and_page(
    program: Program, paused: dict[str, Any]
) -> None:
    """Whoever sends for many sees one account's campaigns, those that wait, the newest, and the page after."""
    program.write("more.csv", orders(1, start=70))
    program.send("more.csv", "--dry-run", "--name", "Chạy thử")

    def names(*words: str) -> list[str]:
        return [
            one["name"] for one in program.run("campaigns", "--json", *words).json()["campaigns"]
        ]

    assert ["Chạy thử", "Tháng 11"] == names("--since", "1d", "-a", "default")
    assert ["Tháng 11"] == names("--state", "paused")
    assert ["Chạy thử", "Tháng 11"] == names("--state", "paused", "--state", "completed")
    assert [] == names("-a", "shop")
    assert [] == names("--since", "01/01/2099")
    today = f"{datetime.now(VIETNAM):%d/%m/%Y}"
    assert ["Chạy thử", "Tháng 11"] == names("--until", today)
    assert [] == names("--until", "1d")
    assert ["Tháng 11"] == names("--search", "thang 11")
    assert ["Chạy thử"] == names("--search", "MORE.csv")
    first = program.run("campaigns", "--limit", "1", "--since", "1d", "--until", today)
    assert "Chạy thử" in first.out
    assert "default" in first.out
    assert "Tháng 11" not in first.out
    pasted = first.err.strip().partition("zns-batch ")[2].split()
    second = program.run(*pasted)
    assert "Tháng 11" in second.out
    assert "Chạy thử" not in second.out
    assert "" == second.err
    page = program.run("campaigns", "--json", "--limit", "1").json()
    assert "default" == page["campaigns"][0]["account"]
    assert page["next"]
    assert 2 == program.run("campaigns", "--since", "hôm qua").code
    assert 2 == program.run("campaigns", "--after", "x").code


def test_a_run_that_died_is_told_as_that(program: Program, zalo: RunningSandbox) -> None:
    """A program that reads `--json` sees that nobody sends a campaign any more, and when all is well again."""
    zalo.change(latency=0.05)
    program.write("list.csv", orders(60))
    started = program.start("send", "list.csv", *FAST, "--rate", "20")
    until(lambda: zalo.counts().requests >= 10)
    started.kill()
    for words in (("show", "latest", "--json"), ("campaigns", "--json")):
        found = program.run(*words).json()
        found = found["campaigns"][0] if "campaigns" in found else found
        assert ("running", True) == (found["state"], found["stalled"])
    assert program.run("resume", "latest", "--yes", "--rate", "200").code in {0, 1}
    assert "stalled" not in program.run("show", "latest", "--json").json()


def test_there_is_no_campaign_yet(program: Program) -> None:
    """Before the first one the list says so, and is empty for scripts."""
    assert "There is no campaign yet." == program.run("campaigns").out.strip()
    done = program.run("campaigns", "--json")
    assert (0, {"campaigns": []}) == (done.code, done.json())


def test_the_report_can_be_had_again(program: Program, paused: dict[str, Any]) -> None:
    """`report` writes the workbook as it stands, with the same rows as the first."""
    done = program.run("report", "latest", "-o", "again.xlsx", "--json")
    assert (0, "again.xlsx") == (done.code, done.object()["report"])
    assert read_page(program.folder / "out.xlsx") == read_page(program.folder / "again.xlsx")


def test_a_report_comes_also_while_it_runs(program: Program, zalo: RunningSandbox) -> None:
    """In the middle of a run `show` and `report` tell how far it is, and disturb nothing."""
    zalo.change(latency=0.1)
    program.write("list.csv", orders(200))
    started = program.start("send", "list.csv", *FAST, "--rate", "10")
    until(lambda: zalo.counts().accepted >= 5)
    shown = program.run("show", "latest", "--json").object()
    assert ("running", 200) == (shown["state"], shown["rows"]["total"])
    assert 0 < shown["rows"]["accepted"] < 200
    report = program.run("report", "latest", "-o", "now.xlsx", "--json").object()
    statuses = [row["Status"] for row in read_page(program.folder / "now.xlsx")]
    assert 200 == len(statuses)
    assert report["rows"]["accepted"] <= statuses.count("accepted") < 200
    ended = started.ended()
    assert (0, {"accepted": 200}) == (ended.code, counts(ended.object()))


@pytest.mark.parametrize(
    "word, code, state, left",
    [("pause", 3, "paused", "pending"), ("cancel", 1, "cancelled", "cancelled")],
)
def test_a_campaign_of_another_process_hears(
    program: Program, zalo: RunningSandbox, word: str, code: int, state: str, left: str
) -> None:
    """`pause` and `cancel` reach a campaign that another process runs, and come back when it stopped."""
    zalo.change(latency=0.1)
    program.write("list.csv", orders(100))
    started = program.start("send", "list.csv", *FAST, "--rate", "15")
    until(lambda: zalo.counts().accepted >= 3)
    asked = program.run(word, "latest", "--json")
    assert (0, state) == (asked.code, asked.object()["state"])
    requests = zalo.counts().requests
    ended = started.ended()
    assert (code, state) == (ended.code, ended.object()["state"])
    assert {"accepted": requests, left: 100 - requests} == counts(ended.object())
    assert counts(asked.object()) == counts(ended.object())
    assert requests == zalo.counts().requests
    nothing_twice(zalo)


def test_a_paused_campaign_can_be_cancelled(
    program: Program, zalo: RunningSandbox, paused: dict[str, Any]
) -> None:
    """What waited is cancelled for good: `resume` refuses, and only `retry` brings it back."""
    done = program.run("cancel", "Tháng 11", "--yes", "--json")
    found = done.object()
    assert (0, "cancelled") == (done.code, found["state"])
    assert {"accepted": 3, "invalid": 1, "cancelled": 4} == counts(found)
    zalo.change(quota=100)
    assert 2 == program.run("resume", "Tháng 11").code
    assert QUOTA == zalo.counts().requests
    retried = program.run("retry", "Tháng 11", "--status", "cancelled", "--yes", "--json")
    assert (1, {"accepted": 7, "invalid": 1}) == (retried.code, counts(retried.object()))
    nothing_twice(zalo)


def test_a_finished_campaign_is_finished(program: Program, zalo: RunningSandbox) -> None:
    """After its end `pause` has nothing to do (2), and `resume` sends nothing."""
    program.write("list.csv", orders(2))
    program.send("list.csv")
    assert 2 == program.run("pause", "latest").code
    assert 0 == program.run("resume", "latest").code
    assert 2 == zalo.counts().requests


def test_two_sendings_of_one_account_do_not_mix(program: Program, zalo: RunningSandbox) -> None:
    """While one process sends, a second one for the same account learns who does, and loses nothing."""
    zalo.change(latency=0.05)
    program.write("list.csv", orders(200))
    program.write("other.csv", orders(5, start=900))
    started = program.start("send", "list.csv", *FAST, "--rate", "20")
    until(lambda: zalo.counts().requests >= 3)
    first = program.run("show", "latest", "--json").object()["campaign"]
    second = program.send("other.csv")
    said = second.object()["problems"][0]
    assert (2, "ledger.lane-held") == (second.code, said["code"])
    assert f"process {started.process.pid} " in said["message"]
    assert first in said["message"]
    assert 0 == started.ended().code

    if {first} == {
        one["campaign"] for one in program.run("campaigns", "--json").json()["campaigns"]
    }:
        last = program.send("other.csv")
    else:
        last = program.run("resume", "latest", "--json")
    assert (0, {"accepted": 5}) == (last.code, counts(last.object()))
    assert 205 == zalo.counts().accepted
    never_ahead(program, [message.time for message in zalo.messages()][:200], 20)
    nothing_twice(zalo)


def test_the_same_list_sent_twice_at_the_same_moment(
    program: Program, zalo: RunningSandbox
) -> None:
    """Whoever starts the same list twice at once has sent it once, and one of the two is told."""
    zalo.change(latency=0.02)
    program.write("list.csv", orders(40))
    both = [
        program.start("send", "list.csv", *FAST, "--rate", "100", "-o", f"{name}.xlsx")
        for name in ("a", "b")
    ]
    ended = sorted((one.ended() for one in both), key=lambda one: one.code)
    assert [0, 2] == [one.code for one in ended]
    (told,) = ended[1].object()["problems"]
    assert told["code"] in {"ledger.lane-held", "ledger.already-sent", "ledger.all-sent-before"}
    assert (40, 40) == (zalo.counts().requests, zalo.counts().accepted)
    nothing_twice(zalo)


def test_two_accounts_send_side_by_side(program: Program, zalo: RunningSandbox) -> None:
    """Another account has a lane of its own: both finish."""
    zalo.change(latency=0.05)
    (program.folder / "zns-batch.toml").write_text(
        f'[accounts.a]\nbase_url = "{zalo.url}"\n[accounts.b]\nbase_url = "{zalo.url}"\n',
        encoding="utf-8",
    )
    env = {"ZNS_A_ACCESS_TOKEN": "a", "ZNS_B_ACCESS_TOKEN": "b"}
    program.write("list.csv", orders(20))
    both = [
        program.start(
            "send", "list.csv", *FAST, "-a", name, "--rate", "20", "-o", f"{name}.xlsx", **env
        )
        for name in ("a", "b")
    ]
    assert [0, 0] == [one.ended().code for one in both]
    assert 40 == zalo.counts().accepted


def test_doctor_says_what_is_in_order(program: Program, zalo: RunningSandbox) -> None:
    """One line each: installation, settings, templates, ledger, workers, schedules, log of acts, account with its quota, clock."""
    done = program.run("doctor")
    assert 0 == done.code
    assert 9 == len(done.out.splitlines())
    assert "20,000" in done.out
    assert 0 == zalo.counts().requests
    ill = program.run("doctor", ZNS_ACCESS_TOKEN=None)
    assert 1 == ill.code
    assert "ZNS_ACCESS_TOKEN" in ill.out
    assert 9 == len(ill.out.splitlines())


def test_doctor_reads_every_template(program: Program) -> None:
    """A template file that can't be used is found by `doctor`, with its place, and not when a list is due."""
    (program.folder / "templates").mkdir(exist_ok=True)
    (program.folder / "templates" / "broken.toml").write_text("[params.a", encoding="utf-8")
    done = program.run("doctor", "--lang", "en")
    assert 1 == done.code
    (line,) = (line for line in done.out.splitlines() if "templates" in line.split(":")[0])
    assert line.startswith("CHECK")
    assert "broken.toml" in line


def test_all_accounts_at_a_glance(program: Program, zalo: RunningSandbox) -> None:
    """Who looks after several OAs sees each account's quota and trouble at once; one that fails hides none."""
    settings = "\n".join(
        f'[accounts.{name}]\nbase_url = "{zalo.url}"\noa_id = "{name}-oa"' for name in ("a", "b")
    )
    (program.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
    env = {"ZNS_BASE_URL": None, "ZNS_ACCESS_TOKEN": None, "ZNS_A_ACCESS_TOKEN": TOKEN}
    done = program.run("account", "status", "--all", "--json", **env)
    assert 1 == done.code
    a, b = done.json()["accounts"]
    assert ("a", 20_000, None) == (a["account"], a["quota"]["remaining"], a["error"])
    assert ("b", None) == (b["account"], b["quota"]["remaining"])
    assert "ZNS_B_ACCESS_TOKEN" in b["error"]
    shown = program.run("account", "status", "--all", **env)
    assert "20000/20000" in shown.out.replace(",", "").replace(".", "")
    looked = program.run("doctor", "--all", "--json", **env)
    assert 1 == looked.code
    found = {
        one["account"]: one["ok"] for one in looked.json()["checks"] if one["check"] == "account"
    }
    assert {"a": True, "b": False} == found
    assert 2 == program.run("doctor", "--all", "-a", "a").code


def test_a_sandbox_can_be_rehearsed_against(program: Program) -> None:
    """`sandbox` says its address, answers the program there, counts, and ends with Ctrl-C's signal."""
    import json
    import re
    import urllib.request

    started = program.start(
        "sandbox", "--port", "0", "--quota", "7", "--fault", "no-account=100%", "--latency", "0.01"
    )
    until(lambda: "http" in started.answered())
    found = re.search(r"http://127\.0\.0\.1:\d+", started.answered())
    assert found is not None
    program.write("list.csv", orders(3))
    done = program.send("list.csv", ZNS_BASE_URL=found[0])
    assert (1, {"rejected": 3}) == (done.code, counts(done.object()))
    assert 7 == done.object()["quota"]["daily"]
    with urllib.request.urlopen(f"{found[0]}/_sandbox/counts") as answer:
        assert 3 == json.load(answer)["requests"]
    started.kill()


@pytest.mark.parametrize("words", [("--fault", "flood=0.1"), ("--quota", "-1"), ("--fault", "x")])
def test_a_sandbox_that_makes_no_sense(alone: Program, words: tuple[str, ...]) -> None:
    """A fault that does not exist, or a wrong number, is told in one line."""
    done = alone.run("sandbox", *words)
    assert 2 == done.code
    assert done.line().startswith("Error: ")
