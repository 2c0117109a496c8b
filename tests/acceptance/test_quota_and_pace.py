"""No limit is crossed: not the day's quota, not its reserve, not the pace."""

from datetime import UTC, datetime, timedelta

import pytest
from lag_help import never_ahead
from program_help import Program, counts, nothing_twice, orders, read_page

from zns_batch.sandbox import RunningSandbox


def test_the_days_quota_ends_a_run_and_resume_goes_on(
    program: Program, zalo: RunningSandbox
) -> None:
    """Exactly the quota is accepted, no request comes above it, and `resume` sends the rest once."""
    zalo.change(quota=15, latency=0.01)
    program.write("list.csv", orders(40))
    done = program.send("list.csv")
    found = done.object()
    assert (3, "paused", "quota") == (done.code, found["state"], found["reason"])
    assert {"accepted": 15, "pending": 25} == counts(found)
    assert {"daily": 15, "remaining": 0} == found["quota"]
    assert (15, 15) == (zalo.counts().accepted, zalo.counts().requests)
    after = datetime.fromisoformat(found["resume_after"])
    now = datetime.now(UTC)
    assert timedelta(0) < after - now <= timedelta(days=1, minutes=10)
    assert timedelta(hours=7) == after.utcoffset()
    statuses = [row["Status"] for row in read_page(program.folder / found["report"])]
    assert ["accepted"] * 15 + ["pending"] * 25 == sorted(statuses)

    early = program.run("resume", "latest", "--json")
    assert (3, {"accepted": 15, "pending": 25}) == (early.code, counts(early.object()))
    assert 15 == zalo.counts().requests

    zalo.change(quota=100)
    late = program.run("resume", "latest", "--json")
    assert (0, "completed", {"accepted": 40}) == (
        late.code,
        late.object()["state"],
        counts(late.object()),
    )
    assert found["campaign"] == late.object()["campaign"]
    assert 40 == zalo.counts().accepted
    nothing_twice(zalo)


def test_before_sending_the_days_are_told(program: Program, zalo: RunningSandbox) -> None:
    """A list above the quota says beforehand how many leave today and how many days it takes."""
    zalo.change(quota=3)
    program.write("list.csv", orders(8))
    done = program.send("list.csv")
    assert "quota: 3 of today's 3 left, 8 needed" in done.err
    assert "lets 3 out today and 5 later: 3 days in all" in done.err


def test_a_reserve_is_left_for_others(program: Program, zalo: RunningSandbox) -> None:
    """`--quota-reserve N` stops N units before the end, and `resume` may lift it."""
    zalo.change(quota=12)
    program.write("list.csv", orders(12))
    done = program.send("list.csv", "--quota-reserve", "5")
    assert (3, {"accepted": 7, "pending": 5}) == (done.code, counts(done.object()))
    assert "left for others: 5" in done.err
    last = program.run("resume", "latest", "--quota-reserve", "0", "--json")
    assert (0, {"accepted": 12}) == (last.code, counts(last.object()))
    nothing_twice(zalo)


def test_another_sender_may_use_the_same_quota(program: Program, zalo: RunningSandbox) -> None:
    """What another system has used today is not there for us."""
    zalo.change(quota=20, used=14)
    program.write("list.csv", orders(10))
    done = program.send("list.csv")
    assert (3, {"accepted": 6, "pending": 4}) == (done.code, counts(done.object()))
    assert 0 == zalo.counts().above_quota


def test_a_used_up_quota_sends_nothing(program: Program, zalo: RunningSandbox) -> None:
    """With nothing left not a single request leaves."""
    zalo.change(quota=5, used=5)
    program.write("list.csv", orders(3))
    done = program.send("list.csv")
    assert (3, "quota", {"pending": 3}) == (
        done.code,
        done.object()["reason"],
        counts(done.object()),
    )
    assert 0 == zalo.counts().requests


@pytest.mark.parametrize("rate, rows", [(20, 40), (100, 150)])
def test_the_pace_is_kept(program: Program, zalo: RunningSandbox, rate: int, rows: int) -> None:
    """No message leaves before its place: from the first on, there are never more than asked for."""
    program.write("list.csv", orders(rows))
    done = program.send("list.csv", "--rate", str(rate))
    assert 0 == done.code
    times = [message.time for message in zalo.messages()]
    assert rows == len(times)
    never_ahead(program, times, rate)


def test_a_restart_makes_no_burst(program: Program, zalo: RunningSandbox) -> None:
    """Two runs one after the other keep the pace of one."""
    program.write("list.csv", orders(10))
    program.send("list.csv", "--rate", "2.5", "--limit", "2")
    program.send("list.csv", "--rate", "2.5", "--limit", "4")
    times = [message.time for message in zalo.messages()]
    assert 4 == len(times)
    never_ahead(program, times, 2.5)


def test_the_lane_slows_down_when_told_to(program: Program, zalo: RunningSandbox) -> None:
    """Refusals for going too fast are no failures: the rows go out later, all of them, once."""
    zalo.change(limit=25)
    program.write("list.csv", orders(60))
    done = program.send("list.csv", "--rate", "60")
    assert (0, {"accepted": 60}) == (done.code, counts(done.object()))
    assert 60 == zalo.counts().accepted
    nothing_twice(zalo)


def test_one_send_asks_once(program: Program, zalo: RunningSandbox) -> None:
    """A send asks the provider once for the quota and once for the template: both count as requests."""
    program.write("list.csv", orders(5))
    assert 0 == program.send("list.csv").code
    queries = zalo.counts().queries
    assert {"/message/quota": 1, "/template/info/v2": 1} == queries
