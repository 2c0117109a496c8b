"""Which passwords are taken, and how they are kept."""

import unicodedata

import pytest

from zns_batch.domain.users import ALL_ACCOUNTS, Role, best_role, fold_login
from zns_batch.errors import UsageError
from zns_batch.services.people.passwords import PasswordChecker, check_password

GOOD = "mot cau dai de nho lam"


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "Ngựa phi đường xa 7",
        "correct horse battery",
        "x" * 3 + "qwzpt7#Lk" * 2,
        "9" * 3 + GOOD,
    ],
)
def test_a_long_sentence_is_taken(password: str) -> None:
    """No rule asks for signs that people forget: a sentence is enough."""
    assert unicodedata.normalize("NFC", password) == check_password(password)


@pytest.mark.parametrize(
    "password, key",
    [
        ("ngan qua 11", "short"),
        ("", "short"),
        ("a" * 201, "long"),
        ("matkhau12345678", "common"),
        ("Password!2026", "common"),
        ("P@ssword12345", "context"),
        ("123456789012", "common"),
        ("210987654321", "common"),
        ("abcdefghijklmn", "common"),
        ("aaaaaaaaaaaaaa", "common"),
        ("abcabcabcabcabc", "common"),
        ("anhyeuemanhyeuem", "common"),
        ("iloveyou!!!!2026", "common"),
        ("!!!???...,,,;;;", "common"),
        ("Nguyễn.An.2026!", "context"),
        ("nhasen88888888", "context"),
        ("nhasen nhasen 1", "context"),
    ],
)
def test_what_is_guessed_first_is_not_taken(password: str, key: str) -> None:
    """A common word with digits around it, a row of digits, the person's or the shop's own name."""
    with pytest.raises(UsageError) as refused:
        check_password(password, context=["Nguyễn An", "an", "Nhà Sen", "pssword"])
    assert f"web.password.{key}" == refused.value.key


def test_one_password_in_two_forms_is_one_password() -> None:
    """A keyboard on another computer may write the same letters in other bytes."""
    composed, apart = (unicodedata.normalize(form, "Ngựa phi đường xa") for form in ("NFC", "NFD"))
    checker = PasswordChecker()
    assert composed != apart
    hashed = checker.hash(check_password(apart))
    assert checker.matches(composed, hashed)
    assert checker.matches(apart, hashed)
    assert not checker.matches(composed + " ", hashed)


def test_without_a_password_nobody_comes_in() -> None:
    """Who has chosen none can't sign in by password, whatever is typed."""
    checker = PasswordChecker()
    assert not checker.matches("", None)
    assert not checker.matches("nobody has this password", None)


def test_a_hash_of_today_is_no_old_one() -> None:
    """A sign-in does not hash the password anew each time."""
    checker = PasswordChecker()
    assert not checker.is_outdated(checker.hash(GOOD))


@pytest.mark.parametrize("role", list(Role))
def test_a_higher_role_may_do_what_a_lower_one_may(role: Role) -> None:
    """Who may send may prepare, and who may prepare may look."""
    roles = list(Role)
    assert [True] * (roles.index(role) + 1) == [
        role.covers(each) for each in roles if roles.index(each) <= roles.index(role)
    ]
    assert not any(role.covers(each) for each in roles if roles.index(each) > roles.index(role))
    assert role is best_role([Role.VIEWER, role])


def test_no_role_is_no_right() -> None:
    """Who was given nothing may nothing."""
    assert best_role([]) is None
    assert "*" == ALL_ACCOUNTS


@pytest.mark.parametrize("typed", ["An.Nguyen", " an.nguyen ", "AN.NGUYEN", "ａn.nguyen"])
def test_a_login_is_the_same_however_it_is_typed(typed: str) -> None:
    """A phone that begins with a capital letter keeps nobody out."""
    assert "an.nguyen" == fold_login(typed)
