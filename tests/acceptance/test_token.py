"""An access token that dies: renewed once, kept through anything, and never to be read anywhere."""

import signal
import sys
from dataclasses import replace

import pytest
from program_help import FAST, Ended, Program, counts, nothing_twice, orders, until

from zns_batch.sandbox import RunningSandbox

OAUTH = "/v4/oa/access_token"
ACCESS = "access-tok-7Kq2mXw9LpR4vT8zNb3s"
REFRESH = "refresh-tok-hG5dJ1fY6cQ0uE2aWk9x"
SECRET = "app-sec-Zr4nB8vC2xM6lK0jHg5fD"
SLOWLY = ("send", "list.csv", *FAST, "--rate", "100", "--concurrency", "20")
posix = pytest.mark.skipif(sys.platform == "win32", reason="the rights and signals of POSIX")


@pytest.fixture
def granted(program: Program, zalo: RunningSandbox) -> Program:
    """The program with everything that a renewal takes."""
    zalo.change(token=ACCESS, refresh_token=REFRESH, app_id="4321", app_secret=SECRET)
    more = {
        "ZNS_OAUTH_URL": zalo.url,
        "ZNS_ACCESS_TOKEN": ACCESS,
        "ZNS_REFRESH_TOKEN": REFRESH,
        "ZNS_APP_ID": "4321",
        "ZNS_APP_SECRET": SECRET,
    }
    return replace(program, env={**program.env, **more})


def crashing(program: Program, when: str) -> Program:
    """The program where the process is gone `before` or `after` a new pair is on disk."""
    script = program.folder / "crashing.py"
    script.write_text(
        f"""
import os
from zns_batch.ledger.oauth_tokens import LedgerTokenStore
save = LedgerTokenStore.save

def crash(self, tokens):
    if {when!r} == "after":
        save(self, tokens)
    os._exit(9)

LedgerTokenStore.save = crash
from zns_batch.__main__ import main
main()
""",
        encoding="utf-8",
    )
    return replace(program, command=(sys.executable, str(script)))


def not_told(program: Program, *told: str) -> None:
    """No secret stands in what was said, in the log, or in a file beside the ledger."""
    files = [one for one in program.folder.parent.rglob("*") if one.is_file()]
    others = [one for one in files if not one.name.startswith("ledger.db")]
    written = b"".join(one.read_bytes() for one in others)
    for secret in (ACCESS, REFRESH, SECRET):
        assert secret not in "".join(told)
        assert secret.encode() not in written


def all_known(rest: Ended) -> None:
    """All is sent but what was in flight when the process went away, which is in doubt."""
    found = counts(rest.object())
    assert 100 == sum(found.values())
    assert {"accepted"} <= found.keys() <= {"accepted", "unknown"}
    assert found.get("unknown", 0) <= 20


def test_a_token_that_dies_in_the_middle_costs_nothing(
    granted: Program, zalo: RunningSandbox
) -> None:
    """One renewal for all that are in flight; every message is accepted, and none twice."""
    zalo.change(latency=0.1)
    granted.write("list.csv", orders(150))
    started = granted.start(*SLOWLY, "-o", "out.xlsx")
    until(lambda: zalo.counts().accepted >= 50)
    zalo.expire()
    done = started.ended()

    assert (0, {"accepted": 150}) == (done.code, counts(done.object()))
    found = zalo.counts()
    assert (1, 1) == (found.renewals, found.queries[OAUTH])
    assert 150 == found.accepted
    nothing_twice(zalo)
    not_told(granted, done.text, granted.log)


def test_the_pair_of_yesterday_is_used_today(granted: Program, zalo: RunningSandbox) -> None:
    """A renewed pair is found by the next command; the environment may keep the first one."""
    zalo.expire()
    granted.write("a.csv", orders(3))
    granted.write("b.csv", orders(3, start=10))
    first, second = granted.send("a.csv"), granted.send("b.csv")

    assert (0, 0) == (first.code, second.code)
    assert "quota could not be checked" not in first.err
    assert 1 == zalo.counts().renewals
    assert 0 == granted.run("doctor").code


@pytest.mark.parametrize(
    "lang, said, advice",
    [
        ("en", "Zalo does not accept the refresh token", "get a new pair of tokens"),
        ("vi", "Zalo không nhận refresh token", "lấy cặp token mới"),
    ],
)
def test_a_refused_renewal_stops_with_what_to_do(
    granted: Program, zalo: RunningSandbox, lang: str, said: str, advice: str
) -> None:
    """The run leaves with 4, every row waits, and with a new pair `resume` sends them all."""
    zalo.change(refresh_token="another-one")
    zalo.expire()
    granted.write("list.csv", orders(30))
    done = granted.send("list.csv", ZNS_LANG=lang)
    found = done.object()

    assert (4, "aborted", "authorisation") == (done.code, found["state"], found["reason"])
    assert {"pending": 30} == counts(found)
    assert said in done.err
    assert advice in done.err
    assert "Invalid refresh token" in done.err
    not_told(granted, done.text, granted.log)

    zalo.change(token="new-access", refresh_token="new-refresh")
    new = {"ZNS_ACCESS_TOKEN": "new-access", "ZNS_REFRESH_TOKEN": "new-refresh"}
    rest = granted.run("resume", "latest", "--json", "--rate", "500", **new)
    assert (0, {"accepted": 30}) == (rest.code, counts(rest.object()))
    nothing_twice(zalo)


def test_a_lost_renewal_tells_that_it_was_lost(granted: Program, zalo: RunningSandbox) -> None:
    """When Zalo renewed and the answer never came, the old refresh token is tried once, then a person told."""
    zalo.change(latency=0.05, renewal_faults=["reset-after"])
    granted.write("list.csv", orders(100))
    started = granted.start(*SLOWLY)
    until(lambda: zalo.counts().accepted >= 30)
    zalo.expire()
    done = started.ended()

    assert (4, "authorisation") == (done.code, done.object()["reason"])
    assert {"accepted", "pending"} == counts(done.object()).keys()
    assert 2 == zalo.counts().queries[OAUTH]
    assert "of the access token was lost" in done.err
    nothing_twice(zalo)


def test_without_a_refresh_token_it_stops_as_before(granted: Program, zalo: RunningSandbox) -> None:
    """An account that can't renew leaves with 4 and is told how it could."""
    zalo.expire()
    granted.write("list.csv", orders(3))
    done = granted.send("list.csv", ZNS_REFRESH_TOKEN=None)

    assert (4, {"pending": 3}) == (done.code, counts(done.object()))
    assert "with a refresh token, app id and app secret renews it by itself" in done.err
    assert OAUTH not in zalo.counts().queries


def test_a_crash_after_the_pair_is_kept_loses_nothing(
    granted: Program, zalo: RunningSandbox
) -> None:
    """A process that is gone the moment its new pair is on disk leaves that pair to the next one."""
    zalo.change(latency=0.05)
    granted.write("list.csv", orders(100))
    started = crashing(granted, "after").start(*SLOWLY)
    until(lambda: zalo.counts().accepted >= 30)
    zalo.expire()
    assert 9 == started.ended().code

    rest = granted.run("resume", "latest", "--json", "--rate", "500")
    all_known(rest)
    assert 1 == zalo.counts().renewals, "the pair of the process that is gone still works"
    nothing_twice(zalo)


def test_a_crash_before_the_pair_is_kept_is_told(granted: Program, zalo: RunningSandbox) -> None:
    """Killed between Zalo's answer and the disk, the grant is gone; no row is, and a person is told."""
    zalo.expire()
    granted.write("list.csv", orders(20))
    assert 9 == crashing(granted, "before").run(*SLOWLY).code
    done = granted.send("list.csv")
    assert (4, {"pending": 20}) == (done.code, counts(done.object()))
    assert "Zalo does not accept the refresh token" in done.err
    assert 0 == zalo.counts().accepted


@posix
def test_ctrl_c_twice_does_not_lose_the_pair(granted: Program, zalo: RunningSandbox) -> None:
    """Who leaves at once in the middle of a renewal leaves when the new pair is on disk."""
    zalo.change(latency=0.05, renewal_faults=["slow"])
    granted.write("list.csv", orders(100))
    started = granted.start(*SLOWLY)
    until(lambda: zalo.counts().accepted >= 30)
    zalo.expire()
    until(lambda: zalo.counts().renewals == 1)
    started.signal(signal.SIGINT)
    until(lambda: "Stopping" in started.told())
    started.signal(signal.SIGINT)
    assert 130 == started.ended().code

    rest = granted.run("resume", "latest", "--json", "--rate", "500")
    all_known(rest)
    assert 1 == zalo.counts().renewals
    nothing_twice(zalo)


def test_two_commands_share_one_renewal(granted: Program, zalo: RunningSandbox) -> None:
    """Commands that meet the dead token at the same time buy one pair, and all go on with it."""
    zalo.change(renewal_faults=["slow"])
    zalo.expire()
    running = [granted.start("doctor") for _ in range(3)]
    assert [0, 0, 0] == [one.ended().code for one in running]
    assert 1 == zalo.counts().queries[OAUTH]


@posix
def test_the_pair_is_for_its_owner_alone(granted: Program, zalo: RunningSandbox) -> None:
    """What keeps the tokens can be read by nobody else."""
    zalo.expire()
    granted.write("list.csv", orders(3))
    granted.send("list.csv")
    files = [one for one in granted.home.iterdir() if one.name.startswith("ledger.db")]
    assert files
    assert {0} == {one.stat().st_mode & 0o077 for one in files}


def test_tracebacks_show_no_token(granted: Program, zalo: RunningSandbox) -> None:
    """Also with ZNS_DEBUG a failure around a renewal shows no secret."""
    zalo.expire()
    granted.write("list.csv", orders(3))
    done = granted.debugged().send("list.csv", ZNS_DEBUG="1", ZNS_OAUTH_URL="http://127.0.0.1:9")
    assert (3, "network") == (done.code, done.object()["reason"])
    not_told(granted, done.text, granted.log)
