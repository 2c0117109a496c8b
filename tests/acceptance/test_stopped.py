"""Ctrl-C, SIGTERM, pause and cancel while answers never come: all is over within the request time-out."""

import signal
import sys
import time

import pytest
from crash_help import by_state, each_once, has_begun, until_or_over
from lag_help import Lag
from program_help import FAST, Program, counts, nothing_twice, order, orders, read_page, until

from zns_batch.sandbox import RunningSandbox

SILENT = 954
"""Phones that end so get no answer, ever."""

TIMEOUT = 3.0
SEND = ("send", "list.csv", *FAST, "--rate", "40", "--concurrency", "20", "-o", "out.xlsx")
posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows sends no signal to one process alone"
)


@pytest.mark.parametrize(
    "word, code, state, left",
    [
        pytest.param("SIGINT", 3, "paused", "pending", marks=posix),
        pytest.param("SIGTERM", 3, "paused", "pending", marks=posix),
        ("pause", 3, "paused", "pending"),
        ("cancel", 1, "cancelled", "cancelled"),
    ],
)
def test_an_answer_that_never_comes_holds_nobody_up(
    program: Program, zalo: RunningSandbox, word: str, code: int, state: str, left: str
) -> None:
    """What is in flight is waited for as long as any request is, then it is in doubt; the rest stays, the report is there."""
    (program.folder / "zns-batch.toml").write_text(
        f'[accounts.default]\nbase_url = "{zalo.url}"\nrequest_timeout = {TIMEOUT}\n',
        encoding="utf-8",
    )
    lines = orders(200)
    for place in range(5, 200, 5):
        lines[place] = order(place * 900, ending=SILENT)
    program.write("list.csv", lines)
    started = program.start(*SEND)
    until_or_over(started, lambda: zalo.counts().faults.get("timeout", 0) >= 4)
    with Lag() as lag:
        asked = time.monotonic()
        if word.startswith("SIG"):
            started.signal(getattr(signal, word))
        else:
            assert state == program.run(word, "latest", "--json").object()["state"]
        done = started.ended()
        seconds = time.monotonic() - asked
    requests = zalo.counts().requests

    found = done.object()
    assert (code, state) == (done.code, found["state"])
    assert {"accepted", "unknown", left} >= counts(found).keys()
    assert found["rows"]["unknown"] >= 4
    assert requests == found["rows"]["accepted"] + found["rows"]["unknown"]
    assert found["rows"]["total"] == len(read_page(program.folder / "out.xlsx"))
    print(f"{word}: over after {seconds:.1f} s, with a time-out of {TIMEOUT} s")
    assert seconds < TIMEOUT + 20 + 100 * lag.most, "the machine added no more than that"
    each_once(zalo, by_state(program))
    nothing_twice(zalo)


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stop_before_the_first_message(program: Program, zalo: RunningSandbox, name: str) -> None:
    """Stopped while the list is planned nothing is sent or kept, and the same command works afterwards."""
    program.write("list.csv", orders(1_500))
    pace = ("--rate", "5000", "--concurrency", "50", "--json")
    words: tuple[str, ...] = ("send", "list.csv", *FAST, *pace)
    started = program.start(*words)
    until((program.home / "ledger.db").exists)
    started.signal(getattr(signal, name))
    ended = started.ended()
    assert ended.code not in {0, 1}
    assert "Traceback" not in ended.err
    if has_begun(program):
        words = ("resume", "latest", *pace)
    else:
        assert 0 == zalo.counts().requests
        assert {"campaigns": []} == program.run("campaigns", "--json").json()
    assert 1_500 == program.run(*words).object()["rows"]["accepted"]
    nothing_twice(zalo)


@posix
def test_a_second_ctrl_c_says_how_to_go_on(program: Program, zalo: RunningSandbox) -> None:
    """Who can't wait for what is in flight leaves at once, told what becomes of it and what to type."""
    zalo.change(latency=3.0)
    program.write("list.csv", orders(20))
    started = program.start("send", "list.csv", *FAST)
    until(lambda: zalo.counts().in_flight > 0)
    started.signal(signal.SIGINT)
    until(lambda: "Ctrl-C" in started.told())
    started.signal(signal.SIGINT)
    ended = started.ended()
    assert 130 == ended.code
    assert "will be unknown" in ended.err
    assert "zns-batch resume z" in ended.err
    zalo.change(latency=0.0)
    found = program.run("resume", "latest", "--json").object()
    assert 20 == found["rows"]["accepted"] + found["rows"]["unknown"]
    nothing_twice(zalo)
