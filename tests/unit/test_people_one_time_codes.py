"""The codes of a second factor."""

import base64
from datetime import UTC, datetime

import pytest

from zns_batch.services.people.one_time_codes import (
    app_address,
    code_at,
    matching_step,
    new_recovery_codes,
    new_secret,
    read_recovery_code,
    step_at,
)

SECRET = base64.b32encode(b"12345678901234567890").decode()
"""The key of the examples of RFC 6238 (appendix B)."""


def at(seconds: int) -> datetime:
    """A moment, by its seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    "seconds, code",
    [
        # The examples have eight digits; apps show the last six of them.
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """Any authenticator app shows the code that is asked for."""
    assert code == code_at(SECRET, step_at(at(seconds)))


@pytest.mark.parametrize(
    "away, taken", [(-2, False), (-1, True), (0, True), (1, True), (2, False), (40, False)]
)
def test_a_code_of_the_neighbouring_steps_is_taken(away: int, taken: bool) -> None:
    """A phone whose clock is half a minute off lets in; an old code, or one of later, does not (S31)."""
    now = at(1111111111)
    step = step_at(now) + away
    found = matching_step(SECRET, code_at(SECRET, step), now=now)
    assert (step if taken else None) == found


def test_a_code_that_was_used_and_all_before_it_are_refused() -> None:
    """Who looked over a shoulder can't use the code again, nor the one before it (S31)."""
    now = at(1111111111)
    step = step_at(now)
    code, before = code_at(SECRET, step), code_at(SECRET, step - 1)
    assert step == matching_step(SECRET, code, now=now, after=step - 1)
    assert None is matching_step(SECRET, code, now=now, after=step)
    assert None is matching_step(SECRET, before, now=now, after=step)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "٠٥٠٤٧١", "050471050471", "0504 70"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    """Whatever somebody types in place of a code lets nobody in and breaks nothing."""
    assert None is matching_step(SECRET, typed, now=at(1111111111))


def test_a_code_may_be_typed_as_the_app_shows_it() -> None:
    """Apps show the digits in two groups; the space between does no harm."""
    now = at(1111111111)
    assert step_at(now) == matching_step(SECRET, " 050 471 ", now=now)


def test_recovery_codes_are_ten_and_typed_in_any_way() -> None:
    """Each of the ten codes is read as it was printed, in capitals and without its dash."""
    codes = new_recovery_codes()
    assert 10 == len(set(codes))
    for code in codes:
        plain = code.replace("-", "")
        assert 10 == len(plain)
        for typed in (code, plain.upper(), f" {code.replace('-', ' ')} "):
            assert plain == read_recovery_code(typed)
    assert None is read_recovery_code("050471")


def test_the_picture_names_the_person_and_the_place() -> None:
    """The app lists the account under a name that tells which server and whose it is."""
    secret = new_secret()
    assert 32 == len(secret)
    address = app_address(secret, login="an", issuer="zns-batch zns.example.vn")
    assert address.startswith("otpauth://totp/zns-batch%20zns.example.vn:an?secret=")
