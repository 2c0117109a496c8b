from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.sandbox.metrics import SlidingWindow
from zns_batch.sandbox.state import SandboxAccount, SandboxClock, day_in_vietnam, is_night

VIETNAM = timezone(timedelta(hours=7))
NOON = datetime(2026, 11, 22, 12, tzinfo=VIETNAM)


def at(hour: int, minute: int = 0, second: int = 0) -> float:
    """Return a moment of one Vietnamese day, in seconds since 1970."""
    return NOON.replace(hour=hour, minute=minute, second=second).timestamp()


def account(quota: int | None = 3, used: int = 0, balance: int | None = None) -> SandboxAccount:
    """Return an account at noon."""
    return SandboxAccount(quota=quota, used=used, balance=balance, now=NOON.timestamp())


def test_an_accepted_message_takes_one_off_the_quota() -> None:
    """What is left goes down by one for each accepted message, and never below nothing."""
    spent = account(quota=2)
    left = []
    for _ in range(4):
        left.append(spent.remaining(at(12)))
        spent.count()
    assert [2, 1, 0, 0] == left


def test_another_system_uses_the_same_quota() -> None:
    """What another system used today is missing from what is left."""
    assert 1 == account(quota=3, used=2).remaining(at(12))


def test_a_quota_begins_anew_at_midnight_in_viet_nam() -> None:
    """At 00:00 Vietnamese time the whole quota is there again, whoever used it."""
    spent = account(quota=3, used=1)
    spent.count()
    assert 1 == spent.remaining(at(23, 59, 59))
    assert 3 == spent.remaining(at(23, 59, 59) + 1)


def test_an_account_without_a_limit_has_nothing_to_count() -> None:
    """Without a daily limit nothing is ever used up."""
    assert account(quota=None).remaining(at(12)) is None


def test_a_wallet_pays_until_it_can_not() -> None:
    """The wallet pays for a message as long as it holds the price."""
    wallet = account(balance=500)
    wallet.pay(300)
    assert wallet.can_pay(200)
    assert not wallet.can_pay(201)


@pytest.mark.parametrize(
    "hour,minute,second,night",
    [
        (21, 59, 59, False),
        (22, 0, 0, True),
        (0, 0, 0, True),
        (5, 59, 59, True),
        (6, 0, 0, False),
        (12, 0, 0, False),
    ],
)
def test_night_is_from_ten_to_six(hour: int, minute: int, second: int, night: bool) -> None:
    """Night is 22:00:00 to 05:59:59 in Viet Nam, wherever the machine stands."""
    assert night is is_night(at(hour, minute, second))


def test_the_clock_can_be_turned_and_runs_on() -> None:
    """A clock that is set goes on from there, and goes back when it is let go."""
    clock = SandboxClock(NOON)
    assert clock.now() == pytest.approx(NOON.timestamp(), abs=5)
    assert clock.now() <= clock.now()
    clock.turn_to(None)
    assert clock.now() == pytest.approx(SandboxClock().now(), abs=5)


def test_the_day_changes_with_the_vietnamese_calendar() -> None:
    """00:00 in Viet Nam is another day than a second before."""
    assert 1 == day_in_vietnam(at(0)) - day_in_vietnam(at(0) - 1)


@given(st.lists(st.floats(0, 0.4), max_size=60))
def test_a_window_holds_the_last_second_and_no_more(steps: list[float]) -> None:
    """The count is the number of moments less than one second old."""
    window, moments, now = SlidingWindow(), list[float](), 0.0
    for step in steps:
        now += step
        moments.append(now)
        expected = sum(1 for moment in moments if moment > now - 1.0)
        assert expected == window.add(now)
