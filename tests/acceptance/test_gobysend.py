"""A whole campaign through GobySend, by the program itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from program_help import (
    Program,
    counts,
    nothing_twice,
    order,
    orders,
    phone_of,
    program_in,
    read_page,
    until,
)

from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox

KEY = "goby-key-0123456789"
HEADER = "X-Goby-Key"


@pytest.fixture
def goby() -> Iterator[RunningSandbox]:
    """A stand-in for GobySend with one valid key."""
    behaviour = SandboxConfig(api_key=KEY, key_header=HEADER, quota=500, delivery=0.0)
    with sandbox(behaviour, provider="gobysend") as running:
        yield running


@pytest.fixture
def through(tmp_path: Path, goby: RunningSandbox) -> Program:
    """The program with an account at GobySend, and nothing of Zalo's own."""
    program = program_in(
        tmp_path,
        goby.url,
        ZNS_PROVIDER="gobysend",
        ZNS_API_KEY=KEY,
        ZNS_KEY_HEADER=HEADER,
        ZNS_REQUEST_TIMEOUT="5",
    )
    return Program(folder=program.folder, env=_without_token(program))


def _without_token(program: Program) -> dict[str, str]:
    return {name: value for name, value in program.env.items() if name != "ZNS_ACCESS_TOKEN"}


def test_a_campaign_goes_through_gobysend(through: Program, goby: RunningSandbox) -> None:
    """Every row leaves once, ends in its own state, and the workbook and the report say so."""
    lines = [*orders(20), order(21, ending=918), order(22, ending=952)]
    through.write("list.xlsx", lines)
    done = through.send("list.xlsx")
    found = done.object()
    assert (1, "completed") == (done.code, found["state"])
    assert {"accepted": 20, "rejected": 1, "unknown": 1} == counts(found)
    assert 500 == found["quota"]["daily"]
    assert {phone_of(line) for line in lines if line is not lines[20]} == {
        one.phone for one in goby.messages()
    }
    nothing_twice(goby)
    rows = read_page(through.folder / found["report"])
    told = {row["Message ID"] for row in rows} - {None}
    # The one in doubt was accepted too, and its answer was lost with its id.
    assert 20 == len(told & {one.msg_id for one in goby.messages()})
    assert "There is no Zalo account" in rows[20]["Reason"]
    again = through.run("report", "latest", "-o", "again.xlsx")
    assert 0 == again.code
    assert [row["Status"] for row in rows] == [
        row["Status"] for row in read_page(through.folder / "again.xlsx")
    ]


def test_rows_in_doubt_are_sent_again_only_when_asked_for(
    through: Program, goby: RunningSandbox
) -> None:
    """`retry` sends what a person names, and nothing else goes a second time."""
    through.write("list.csv", [order(1), order(2, ending=918), order(3, ending=953)])
    assert {"accepted": 1, "rejected": 1, "unknown": 1} == counts(through.send("list.csv").object())
    through.run("resume", "latest", "--yes")
    assert 3 == goby.counts().requests
    goby.change(by_suffix=False)
    done = through.run("retry", "latest", "--status", "rejected,unknown", "--yes", "--json")
    assert (0, {"accepted": 3}) == (done.code, counts(done.object()))
    nothing_twice(goby)


def test_a_refused_key_loses_no_row(through: Program, goby: RunningSandbox) -> None:
    """With a wrong key nothing leaves and a person is told; with the right one `resume` goes on."""
    through.write("list.csv", orders(5))
    done = through.send("list.csv", ZNS_API_KEY="another-key-000000")
    found = done.object()
    assert (4, "aborted", "authorisation") == (done.code, found["state"], found["reason"])
    assert {"pending": 5} == counts(found)
    assert "ZNS_KEY_HEADER" in done.err
    assert 0 == goby.counts().accepted
    assert 0 == through.run("resume", "latest", "--yes").code
    assert 5 == goby.counts().accepted
    nothing_twice(goby)


def test_a_test_send_never_reaches_a_customer(through: Program, goby: RunningSandbox) -> None:
    """GobySend has no test messages: with `--mode development` nothing leaves."""
    through.write("list.csv", orders(3))
    done = through.send("list.csv", "--mode", "development")
    assert done.code in {2, 4}
    assert 0 == goby.counts().requests


def test_the_quota_of_gobysend_is_kept_to(through: Program, goby: RunningSandbox) -> None:
    """The campaign pauses when the day's quota is used, without one request above it."""
    goby.change(quota=7, used=3)
    through.write("list.csv", orders(10))
    done = through.send("list.csv")
    found = done.object()
    assert (3, "paused", "quota") == (done.code, found["state"], found["reason"])
    assert {"accepted": 4, "pending": 6} == counts(found)
    nothing_twice(goby)


@pytest.mark.parametrize(
    "changes, said",
    [
        ({}, "500 of today's 500 messages left"),
        ({"ZNS_KEY_HEADER": "X-Other"}, "X-Other"),
        ({"ZNS_KEY_HEADER": None}, "key_header"),
        ({"ZNS_KEY_HEADER": "Host"}, "Host"),
        ({"ZNS_API_KEY": None}, "ZNS_API_KEY"),
        ({"ZNS_API_KEY": "wrong-key-000000"}, "refused the API key"),
    ],
)
def test_doctor_tells_whether_key_and_header_fit(
    through: Program, changes: dict[str, str | None], said: str
) -> None:
    """`doctor` asks GobySend for the quota, and says what to mend when it can't."""
    done = through.run("doctor", **changes)
    assert (0 if not changes else 1) == done.code
    (line,) = [line for line in done.out.splitlines() if " account: " in line]
    assert said in line
    assert KEY not in done.text
    assert "wrong-key-000000" not in done.text


def test_the_sandbox_can_stand_in_for_gobysend(through: Program) -> None:
    """`sandbox --provider gobysend` starts, says how to point the program at it, and is answered."""
    started = through.start(
        "sandbox", "--provider", "gobysend", "--port", "0", "--key-header", "X-Mine"
    )
    try:
        until(lambda: "ZNS_KEY_HEADER" in started.answered())
        said = started.answered()
        url = said.partition("answers at ")[2].partition(" ")[0]
        assert "ZNS_KEY_HEADER=X-Mine" in said
        through.write("list.csv", orders(2))
        done = through.send("list.csv", ZNS_BASE_URL=url, ZNS_KEY_HEADER="X-Mine")
        assert (0, {"accepted": 2}) == (done.code, counts(done.object()))
    finally:
        started.kill()
