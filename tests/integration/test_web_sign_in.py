"""Signing in to the pages: by a one-time link, by password, and out again."""

import re

import httpx
from web_help import Pages, words_of

LINK_FORM = {"name": "Nguyễn Thị An", "login": "an", "password": "", "again": ""}
SENTENCE = "mot cau dai de nho lam"


def _first(pages: Pages) -> str:
    token = pages.web.people.first_link()
    assert token is not None
    return f"/welcome/{token}"


def test_the_first_person_comes_in_by_the_link(pages: Pages) -> None:
    """Who has just installed the program opens the printed link, gives a name, and is at the home page."""
    someone, link = pages.stranger(), _first(pages)
    assert 200 == someone.get(link).status_code
    answer = someone.post(link, LINK_FORM, page=link)
    assert (303, "/") == (answer.status_code, answer.headers["location"])
    home = someone.get("/")
    assert 200 == home.status_code
    assert "Xin chào Nguyễn Thị An" in words_of(home)


def test_a_link_works_once(pages: Pages) -> None:
    """A link that was used, and then leaked, lets nobody in."""
    link = _first(pages)
    someone = pages.stranger()
    someone.post(link, LINK_FORM, page=link)
    other = pages.stranger()
    assert 410 == other.get(link).status_code
    assert "Liên kết này đã được dùng" in words_of(other.get(link))


def test_who_is_not_signed_in_is_led_to_the_login_page_and_back(pages: Pages) -> None:
    """A link to a page that a colleague sent leads there after signing in."""
    pages.person("binh", password=SENTENCE)
    someone = pages.stranger()
    answer = someone.get("/help")
    assert (303, "/login?next=%2Fhelp") == (answer.status_code, answer.headers["location"])
    form = {"login": "Binh", "password": SENTENCE, "next": "/help"}
    answer = someone.post("/login", form)
    assert (303, "/help") == (answer.status_code, answer.headers["location"])
    assert 200 == someone.get("/help").status_code


def test_a_wrong_password_is_told_in_the_same_words_as_an_unknown_login(pages: Pages) -> None:
    """Nobody learns from the login page who has an account."""
    pages.person("binh", password=SENTENCE)
    pages_seen = {
        re.sub(r'value="[^"]*"', "", answer.text)
        for login in ("binh", "khong-co-ai")
        for answer in [_sign_in(pages, login)]
        if answer.status_code == 422
    }
    assert 1 == len({re.sub(r"Mã yêu cầu.*", "", page) for page in pages_seen})


def _sign_in(pages: Pages, login: str) -> httpx.Response:
    return pages.stranger().post("/login", {"login": login, "password": "sai sai sai sai"})


def test_signing_out_ends_the_session(pages: Pages) -> None:
    """Who signs out at a shared computer leaves nothing behind that still works."""
    someone = pages.person()
    cookies = dict(someone.client.cookies)
    assert 303 == someone.post("/logout").status_code
    later = pages.stranger()
    for name, value in cookies.items():
        later.client.cookies.set(name, value)
    assert 303 == later.get("/").status_code


def test_the_language_is_kept(pages: Pages) -> None:
    """Who chooses English reads English from then on, and comes back to the same page."""
    someone = pages.person()
    answer = someone.post("/language", {"lang": "en", "next": "/help"})
    assert (303, "/help") == (answer.status_code, answer.headers["location"])
    assert "How to begin" in words_of(someone.get("/"))


def test_a_page_that_is_not_there_says_that_nothing_was_sent(pages: Pages) -> None:
    """A mistyped address frightens nobody."""
    answer = pages.person().get("/khong-co")
    assert 404 == answer.status_code
    assert "Chưa có tin nào được gửi." in words_of(answer)
    assert "Đăng xuất" in words_of(answer)
    assert "Đăng xuất" not in words_of(pages.stranger().get("/khong-co"))
