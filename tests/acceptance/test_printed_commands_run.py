"""Each command that a sentence of the catalogue prints, really run, in a state in which it is printed."""

import shlex
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from printed_commands import printed_commands
from program_help import Program, counts, order, orders, until
from worker_help import shown

from zns_batch.sandbox import RunningSandbox

Runs = Mapping[str, tuple[int, Mapping[str, str]]]
"""Printed commands, with the exit code of each and what the program fills in."""

BAD = ("An", "0912", "DH1", "22/11/2026", 5)

SENT: Runs = {
    "zns-batch show {id}": (0, {}),
    "zns-batch show latest": (0, {}),
    "zns-batch campaigns": (0, {}),
    "zns-batch campaigns {options}": (0, {"options": "--state paused --limit 1"}),
    "zns-batch report {id}": (0, {}),
    "zns-batch report {id} -o {file}": (0, {"file": "again.xlsx"}),
    "zns-batch report {id} -o FILE.xlsx": (0, {}),
    "zns-batch report {id} -o TỆP.xlsx": (0, {}),
    "zns-batch resume {id}": (1, {}),
    "zns-batch receipts {id}": (0, {}),
    "zns-batch retry {id} --status unknown": (1, {}),
    "zns-batch retry {id} --status {words}": (1, {"words": "rejected"}),
    'zns-batch send {file} --sheet "{sheet}" {options}': (1, {}),
}
"""Commands about a campaign that was sent, in the order in which a person comes to them."""

WAITING: Runs = {
    "zns-batch cancel {id}": (0, {}),
    "zns-batch retry {id} --status cancelled": (0, {}),
    "zns-batch resume {id} --detach": (0, {}),
    "zns-batch cancel {campaign}": (0, {}),
    "zns-batch schedule list": (0, {}),
    "zns-batch schedule resume {id}": (0, {}),
}
"""Commands about a campaign or a schedule that waits."""

PREPARING: Runs = {
    "zns-batch template list -a {account}": (0, {"account": "default"}),
    "zns-batch template pull {id} -a {account}": (0, {"id": "217489", "account": "default"}),
    "zns-batch template pull {ref}{options}": (0, {"ref": "217489", "options": " -a default"}),
    "zns-batch sample -t {key} -o list.xlsx": (0, {"key": "don-hang"}),
    "zns-batch sample -t {key} -o danh-sach.xlsx": (0, {"key": "don-hang"}),
    "zns-batch check {path} -t {template}": (0, {"path": "a.xlsx", "template": "don-hang"}),
    "zns-batch check {file} -t {template}": (0, {"file": "a.xlsx", "template": "don-hang"}),
    "zns-batch send {file} -t {template}": (0, {"file": "a.xlsx", "template": "don-hang"}),
    "zns-batch send --help": (0, {}),
    "zns-batch journey create --help": (0, {}),
    "zns-batch migrate": (0, {}),
    "zns-batch doctor": (0, {}),
    "zns-batch export --help": (0, {}),
    "zns-batch suppress list": (0, {}),
    "zns-batch suppress export -o FILE.xlsx": (0, {}),
    "zns-batch suppress export -o TỆP.xlsx": (0, {}),
    "zns-batch suppress add --proposed": (0, {}),
    "zns-batch token create erp --account default --role sender": (0, {}),
    "zns-batch token list": (0, {}),
}
"""Commands that need no campaign."""

ELSEWHERE = {
    "zns-batch account login": "test_account_command.py",
    "zns-batch account login --account {account}": "test_account_command.py",
    "zns-batch account refresh --account {account}": "test_account_command.py",
    'zns-batch migrate --from "{path}"': "test_postgresql.py",
    "zns-batch notify --test": "test_notify_command.py",
    "zns-batch worker": "test_printed_commands_run.py",
    "zns-batch serve": "test_receipts.py",
    "zns-batch retry {id} --status rejected --code settled-not-sent": "test_find_and_settle.py",
}
"""Commands that need a browser, a server or a receiver, and the tests that run them."""

QUESTIONS = ("resume", "retry", "send")
"""Commands that ask a person, whom a test does not have."""


def test_every_command_of_the_catalogue_is_run() -> None:
    """A sentence with a new command needs a state in which that is tried."""
    printed = {one.text for one in printed_commands() if not one.key.startswith("help.")}
    assert printed == {*SENT, *WAITING, *PREPARING, *ELSEWHERE}
    for text, file in ELSEWHERE.items():
        word = text.split()[1]
        assert f'"{word}"' in (Path(__file__).parent / file).read_text("utf-8")


def pasted(program: Program, text: str, values: Mapping[str, str]) -> int:
    """Run a printed command; return its exit code."""
    (first, *_) = (one for one in printed_commands() if one.text == text)
    words = first.words(values)
    yes = ["--yes"] if words[0] in QUESTIONS and "--help" not in words else []
    done = program.run(*words, *yes)
    assert done.code in {0, 1}, done.err
    return done.code


def test_commands_about_a_campaign_that_was_sent(program: Program, zalo: RunningSandbox) -> None:
    """Looking, going on, asking again, sending again and correcting all do what the sentence promises."""
    program.write("list.csv", [BAD, order(1), order(2, ending=918), order(3, ending=951), order(4)])
    zalo.change(quota=1)
    first = program.send("list.csv", "--skip-invalid", "--concurrency", "1").object()
    assert "paused" == first["state"]
    zalo.change(quota=100)
    results = {"sheet": "Needs a person", "file": str(first["report"]), "options": "-t don-hang"}
    for text, (code, values) in SENT.items():
        found = pasted(program, text, {"id": str(first["campaign"]), **results, **values})
        assert code == found, text
    for name in ("again.xlsx", "FILE.xlsx", "TỆP.xlsx"):
        assert (program.folder / name).is_file()


def test_commands_about_what_waits(program: Program) -> None:
    """A campaign that waits is cancelled, sent after all and left to workers; a schedule goes on."""
    program.write("list.csv", orders(3))
    program.write("later.csv", orders(3, start=100))
    add = ("schedule", "add", "later.csv", "-t", "don-hang", "--yes", "--json", "--at", "+2h")
    schedule = program.run(*add).json()["schedule"]["id"]
    assert 0 == program.run("schedule", "pause", schedule).code
    words = ("send", "list.csv", "-t", "don-hang", "--yes", "--json", "--detach")
    campaign = program.run(*words).object()["campaign"]
    other = ("send", "other.csv", "-t", "don-hang", "--yes", "--json", "--detach")
    program.write("other.csv", orders(3, start=200))
    values = {"id": campaign, "campaign": program.run(*other).object()["campaign"]}
    for text, (code, _) in WAITING.items():
        if "--detach" in text:
            program.write("third.csv", orders(3, start=300))
            third = (*other[:1], "third.csv", *other[2:])
            values["id"] = program.run(*third).object()["campaign"]
            assert 0 == program.run("pause", values["id"]).code
        if "schedule" in text:
            values["id"] = schedule
        assert code == pasted(program, text, values), text
    states = [shown(program, each)["state"] for each in (campaign, values["campaign"])]
    assert ["completed", "cancelled"] == states


def test_commands_before_anything_is_sent(program: Program) -> None:
    """Templates, blank lists, checks and the first send, as the sentences lead from one to the next."""
    for text, (code, values) in PREPARING.items():
        program.write("a.xlsx", orders(2))
        assert code == pasted(program, text, values), text


def test_send_with_a_time_names_the_command_that_keeps_it(program: Program) -> None:
    """`send --at` prints the whole `schedule add`, with the list and every option that it takes."""
    program.write("tháng 11.csv", orders(2))
    words = ("tháng 11.csv", "-t", "don-hang", "--wait", "--at", "+2h", "--name", "Nhắc hẹn")
    done = program.run("send", *words, "--concurrency", "3", "--canary", "5", "--yes")
    assert 2 == done.code
    command = done.line().partition("To send later: zns-batch ")[2]
    assert command.startswith('schedule add "tháng 11.csv" -t don-hang --at +2h --name "Nhắc hẹn"')
    added = program.run(*shlex.split(command), "--json").json()
    assert ("Nhắc hẹn", 2) == (added["schedule"]["name"], added["rows"]["pending"])


@pytest.mark.parametrize("words", [("resume",), ("schedule", "remove"), ("journey", "create")])
def test_what_is_missing_is_told_with_the_commands_own_help(
    alone: Program, words: tuple[str, ...]
) -> None:
    """The command in the sentence shows the page of the very command that was given."""
    done = alone.run(*words)
    assert 2 == done.code
    assert f"`zns-batch {' '.join(words)} --help`" in done.line()
    assert 0 == alone.run(*words, "--help").code


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal for it")
def test_the_worker_that_is_missed_can_be_started(program: Program, zalo: RunningSandbox) -> None:
    """“No worker is running … zns-batch worker”: pasted, it sends what waits."""
    program.write("list.csv", orders(2))
    words = ("send", "list.csv", "-t", "don-hang", "--yes", "--detach")
    assert "Start one: zns-batch worker\n" in program.run(*words).err
    worker = program.start("worker")
    try:
        until(lambda: 2 == zalo.counts().accepted)
        worker.signal(signal.SIGTERM)
        assert 0 == worker.ended().code
    finally:
        worker.kill()


def test_rows_of_a_test_send_are_corrected_as_a_test_send(
    program: Program, zalo: RunningSandbox
) -> None:
    """The printed command keeps `--mode development`, the hours and the pace: nothing becomes a real send by it."""
    program.write("list.csv", [BAD, order(1)])
    window = "00:00-24:00"
    words = ("--skip-invalid", "--mode", "development", "--window", window, "--rate", "7.5")
    done = program.run("send", "list.csv", "-t", "don-hang", "--yes", *words)
    (line,) = (line for line in done.err.splitlines() if "zns-batch send " in line)
    assert "--mode development" in line
    assert f"--rate 7.5 --window {window}" in line
    assert counts(shown(program))["invalid"] == 1


@pytest.mark.parametrize("option", ["--rehearse", "--dry-run"])
def test_after_practice_no_command_sends_for_real_or_fails(
    program: Program, zalo: RunningSandbox, option: str
) -> None:
    """No command about a campaign that is not kept is printed, and corrected rows are practised again."""
    program.write("list.csv", [BAD, order(1), order(2, ending=918), order(3, ending=951)])
    words = ("-t", "don-hang", "--yes", "--skip-invalid", option, "-o", "out.xlsx")
    done = program.run("send", "list.csv", *words)
    lines = [line.partition("zns-batch ")[2] for line in done.err.splitlines()]
    (command,) = [line for line in lines if line]
    assert command == f'send out.xlsx --sheet "Needs a person" -t don-hang {option}'
    assert f"without {option}" in done.err
    assert program.run(*shlex.split(command), "--yes").code in {0, 1}
    assert 0 == zalo.counts().requests
