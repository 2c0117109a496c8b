"""The day's quota: used to the last unit, and not one request above what could be known."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from program_help import Program, counts, nothing_twice, order, orders

from zns_batch.sandbox import RunningSandbox

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
AT_ONCE = ("--rate", "2000")


def quota_day(now: datetime) -> datetime:
    """Five minutes past the next midnight in Viet Nam."""
    here = now.astimezone(VIETNAM)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight + timedelta(minutes=5)


def quota_month(now: datetime) -> datetime:
    """Five minutes past the midnight that begins the next month in Viet Nam."""
    day = quota_day(now)
    while day.day != 1:
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize(
    "concurrency, rows, quota", [(1, 200, 60), (7, 1000, 300), (50, 1000, 300), (200, 1000, 300)]
)
def test_exactly_the_quota_is_accepted_and_nothing_is_asked_above_it(
    program: Program, zalo: RunningSandbox, concurrency: int, rows: int, quota: int
) -> None:
    """A thousand rows against a quota of 300 make 300 messages and 300 requests, however many at once."""
    zalo.change(quota=quota, latency=(0.0, 0.02))
    program.write("list.csv", orders(rows))
    began = datetime.now(UTC)
    done = program.send("list.csv", *AT_ONCE, "--concurrency", str(concurrency))
    found = done.object()
    assert (3, "paused", "quota") == (done.code, found["state"], found["reason"])
    assert {"accepted": quota, "pending": rows - quota} == counts(found)
    counted = zalo.counts()
    assert (quota, quota, 0) == (counted.accepted, counted.requests, counted.above_quota)
    assert {"daily": quota, "remaining": 0} == found["quota"]
    assert datetime.fromisoformat(found["resume_after"]) in {
        quota_day(began),
        quota_day(datetime.now(UTC)),
    }
    assert f"quota: {quota} of today's {quota} left, {rows:,} needed" in done.err
    assert "4 days in all" in done.err
    nothing_twice(zalo)


def test_the_quota_is_kept_however_the_answers_tell_of_it(
    program: Program, zalo: RunningSandbox
) -> None:
    """Text, numbers, words, -1 or nothing at all in an answer: the count goes on without its word."""
    shares = {"quota-numbers": 0.2, "no-quota": 0.2, "quota-words": 0.2, "quota-minus": 0.2}
    zalo.change(quota=120, latency=(0.0, 0.02), faults=shares)
    program.write("list.csv", orders(200))
    done = program.send("list.csv", *AT_ONCE, "--concurrency", "20")
    assert (3, {"accepted": 120, "pending": 80}) == (done.code, counts(done.object()))
    assert (120, 0) == (zalo.counts().requests, zalo.counts().above_quota)
    nothing_twice(zalo)


@pytest.mark.parametrize("share, name", [(1.0, "quota-minus"), (1.0, "quota-words")])
def test_an_account_without_a_limit_is_sent_to_without_one(
    program: Program, zalo: RunningSandbox, share: float, name: str
) -> None:
    """Where Zalo tells of no number, the campaign goes to its end."""
    zalo.change(quota=None, faults={name: share})
    program.write("list.csv", orders(60))
    done = program.send("list.csv", *AT_ONCE)
    assert (0, {"accepted": 60}) == (done.code, counts(done.object()))


@pytest.mark.parametrize("concurrency", [1, 20])
def test_another_system_may_take_units_at_any_moment(
    program: Program, zalo: RunningSandbox, concurrency: int
) -> None:
    """Only what was under way when somebody else took the last unit is refused, and then it stops."""
    zalo.change(quota=100, others=0.4, latency=(0.0, 0.02))
    program.write("list.csv", orders(150))
    done = program.send("list.csv", *AT_ONCE, "--concurrency", str(concurrency))
    found, counted = done.object(), zalo.counts()
    assert (3, "quota") == (done.code, found["reason"])
    assert 100 == counted.accepted + counted.taken_by_others
    assert {"accepted": counted.accepted, "pending": 150 - counted.accepted} == counts(found)
    assert counted.above_quota <= min(concurrency, counted.taken_by_others)
    assert counted.above_quota == counted.refused.get("-144", 0)
    assert (0, 0) == (counted.duplicate_messages, counted.duplicate_tracking_ids)


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/Berlin", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati"]
)
def test_the_day_begins_in_viet_nam_wherever_the_machine_is(
    program: Program, zalo: RunningSandbox, zone: str
) -> None:
    """Midnight in Viet Nam is when it can go on, whatever the machine's zone."""
    zalo.change(quota=2)
    program.write("list.csv", orders(4))
    began = datetime.now(UTC)
    found = program.send("list.csv", TZ=zone).object()
    assert found["resume_after"].endswith("T00:05:00+07:00")
    assert datetime.fromisoformat(found["resume_after"]) in {
        quota_day(began),
        quota_day(datetime.now(UTC)),
    }


@pytest.mark.parametrize(
    "ending, reason, ends, said",
    [
        (944, "quota", quota_day, "quota of ZNS for today is used up"),
        (947, "template-quota", quota_day, "template's quota for today is used up"),
        (943, "promotion-quota", quota_month, "quota of promotion messages for this month"),
        (915, "balance", None, "not enough money"),
        (937, "balance", None, "could not be charged"),
    ],
)
def test_what_is_used_up_is_told_apart(
    program: Program, zalo: RunningSandbox, ending: int, reason: str, ends: object, said: str
) -> None:
    """The day's quota, the template's, the month's, the wallet and a charge each say what they are."""
    program.write("list.csv", [order(1), order(2, ending=ending), *orders(4, start=3)])
    began = datetime.now(UTC)
    done = program.send("list.csv", "--concurrency", "1")
    found = done.object()
    assert (3, "paused", reason) == (done.code, found["state"], found["reason"])
    assert {"accepted": 1, "pending": 5} == counts(found)
    assert said in done.err
    if ends is None:
        assert found["resume_after"] is None
    else:
        assert callable(ends)
        moments = {ends(began).isoformat(), ends(datetime.now(UTC)).isoformat()}
        assert found["resume_after"] in moments


@pytest.mark.parametrize("ending", [933, 934])
def test_a_message_refused_at_night_waits_for_the_morning(
    program: Program, zalo: RunningSandbox, ending: int
) -> None:
    """A template that is refused for the night pauses, by night until just after six in Viet Nam."""
    program.write("list.csv", [order(1), order(2, ending=ending), *orders(4, start=3)])
    done = program.send("list.csv", "--concurrency", "1", TZ="America/New_York")
    found = done.object()
    assert (3, "paused", "night") == (done.code, found["state"], found["reason"])
    until, now = datetime.fromisoformat(found["resume_after"]), datetime.now(VIETNAM)
    in_the_morning = found["resume_after"].endswith("T06:02:00+07:00")
    assert in_the_morning or until - now <= timedelta(minutes=30)
    zalo.change(by_suffix=False)
    rest = program.run("resume", "latest", "--json", TZ="Europe/Berlin")
    assert (0, {"accepted": 6}) == (rest.code, counts(rest.object()))
    nothing_twice(zalo)
