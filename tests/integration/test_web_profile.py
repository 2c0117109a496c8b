"""The page about oneself, on each database: name, phone for tests, password, sessions."""

import pytest
from web_help import Pages, Visitor, words_of

from zns_batch.ledger import audit
from zns_batch.ledger.people import users

SENTENCE = "bốn con mèo ngủ trưa"
OTHER = "ba con vịt bơi dưới ao"


def sign_in(pages: Pages, login: str, password: str) -> Visitor:
    """Come in with another browser."""
    visitor = pages.stranger()
    assert 303 == visitor.post("/login", {"login": login, "password": password}).status_code
    return visitor


def password_form(current: str, password: str, again: str | None = None) -> dict[str, str]:
    """What the password's form sends."""
    return {
        "do": "password",
        "current": current,
        "password": password,
        "again": password if again is None else again,
    }


def test_a_person_changes_name_language_phone_and_address(pages: Pages) -> None:
    """What a person says about himself is kept, and written down without phone and address."""
    an = pages.person("an", role=None)
    form = {"do": "profile", "name": "Trần An", "lang": "en"}
    typed = {**form, "phone": "0912 345 678", "email": "an@example.com"}
    answer = an.post("/me", typed, page="/me")
    assert (303, "/me?saved=profile") == (answer.status_code, answer.headers["location"])
    shown = an.get("/me?saved=profile")
    assert "Your profile is saved." in words_of(shown)
    for value in ('value="Trần An"', 'value="84912345678"', 'value="an@example.com"'):
        assert value in shown.text
    entry = audit.latest(pages.web.ledger)[0]
    assert ("profile", "an", {}) == (entry.act, entry.object, dict(entry.params))
    an.post("/me", {**form, "phone": "", "email": ""}, page="/me")
    with pages.web.ledger.read() as connection:
        user = users.find_user(connection, an.user.id)
    assert user is not None
    assert ("", "") == (user.test_phone or "", user.email or "")


@pytest.mark.parametrize(
    "field, value, words",
    [
        ("name", "", "Vui lòng nhập tên của bạn."),
        ("phone", "12", "Đây không phải số điện thoại."),
        ("email", "an@", "Đây không phải địa chỉ email."),
        ("email", "a@b.vn, c@d.vn", "Đây không phải địa chỉ email."),
    ],
)
def test_a_wrong_value_is_told_at_its_field(
    file_pages: Pages, field: str, value: str, words: str
) -> None:
    """A slip is told where it is, nothing is kept, and what was typed stays."""
    an = file_pages.person("an")
    form = {"do": "profile", "name": "Trần An", "lang": "vi", "phone": "", "email": ""}
    answer = an.post("/me", {**form, field: value}, page="/me")
    assert 422 == answer.status_code
    assert words in words_of(answer)
    assert f'id="{field}-error"' in answer.text
    assert f'value="{value}"' in answer.text
    with file_pages.web.ledger.read() as connection:
        user = users.find_user(connection, an.user.id)
    assert user is not None
    assert "Nguyễn An" == user.name


def test_a_new_password_ends_the_other_sessions(pages: Pages) -> None:
    """Who fears that somebody knows the password changes it and is alone; this browser goes on."""
    an = pages.person("an", password=SENTENCE)
    thief = sign_in(pages, "an", SENTENCE)
    assert 303 == an.post("/me", password_form(SENTENCE, OTHER), page="/me").status_code
    assert 200 == an.get("/me").status_code
    assert 303 == thief.get("/me").status_code
    old = pages.stranger().post("/login", {"login": "an", "password": SENTENCE})
    assert 422 == old.status_code
    sign_in(pages, "an", OTHER)
    assert "password" in [entry.act for entry in audit.latest(pages.web.ledger)]


def test_without_the_current_password_nothing_changes(pages: Pages) -> None:
    """Who finds a browser left open can't take the person's place, nor guess for long."""
    an = pages.person("an", password=SENTENCE)
    other = sign_in(pages, "an", SENTENCE)
    for wrong in ("", OTHER):
        answer = an.post("/me", password_form(wrong, OTHER), page="/me")
        assert 422 == answer.status_code
        assert "Mật khẩu hiện tại không đúng." in words_of(answer)
    assert 200 == other.get("/me").status_code
    token = an.token("/me")
    statuses = [
        an.post("/me", password_form(OTHER, OTHER), token=token).status_code for _ in range(4)
    ]
    assert 429 == statuses[-1]


@pytest.mark.parametrize(
    "password, again, words",
    [
        ("ngắn", "ngắn", "Mật khẩu cần ít nhất 12 ký tự."),
        (OTHER, SENTENCE, "Hai mật khẩu không giống nhau."),
        ("password1234", "password1234", "Mật khẩu này quá phổ biến."),
    ],
)
def test_a_new_password_is_held_to_the_rules(
    file_pages: Pages, password: str, again: str, words: str
) -> None:
    """A password that can be guessed, or was typed amiss, is not taken."""
    an = file_pages.person("an", password=SENTENCE)
    answer = an.post("/me", password_form(SENTENCE, password, again), page="/me")
    assert 422 == answer.status_code
    assert words in words_of(answer)
    sign_in(file_pages, "an", SENTENCE)


def test_the_first_person_chooses_a_password_later(pages: Pages) -> None:
    """Who began alone without a password gets one before others are invited."""
    an = pages.person("an")
    assert 'id="current"' not in an.get("/me").text
    assert 303 == an.post("/me", password_form("", OTHER), page="/me").status_code
    assert 'id="current"' in an.get("/me").text
    sign_in(pages, "an", OTHER)


def test_a_person_sees_and_ends_the_other_sessions(pages: Pages) -> None:
    """A browser forgotten somewhere is seen in the list, and signed out from here; others' stay."""
    an, binh = pages.person("an", password=SENTENCE), pages.person("binh")
    assert "Đăng xuất các nơi khác" not in words_of(an.get("/me"))
    forgotten = pages.stranger()
    forgotten.client.headers["user-agent"] = "Firefox <b>old</b>"
    forgotten.post("/login", {"login": "an", "password": SENTENCE})
    shown = an.get("/me")
    assert "Firefox &lt;b&gt;old&lt;/b&gt;" in shown.text
    assert 1 == shown.text.count("trình duyệt này")
    assert "Đăng xuất các nơi khác" in words_of(shown)
    assert 303 == an.post("/me", {"do": "sessions"}, page="/me").status_code
    assert 200 == an.get("/me").status_code
    assert 303 == forgotten.get("/me").status_code
    assert 200 == binh.get("/me").status_code
