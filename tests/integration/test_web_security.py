"""Strangers, other sites and other people before the pages: what they get, and what they do not."""

import asyncio
import json
import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute
from ledger_help import TestClock
from sqlalchemy import select, text
from web_help import ORIGIN, PORT, Pages, Visitor, opened_pages, token_of, words_of

from zns_batch.core import logging
from zns_batch.domain.users import Role
from zns_batch.ledger import audit
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import metadata, one_time_links, sessions
from zns_batch.ledger.people import users
from zns_batch.services.people.management import Actor, hash_token
from zns_batch.settings.web import WebSettings
from zns_batch.web.app import ROUTERS
from zns_batch.web.security.headers import CSP
from zns_batch.web.static_files import static_url

SENTENCE = "mot cau dai de nho lam"
OTHER = "mot cau khac cung dai lam"
DAY = 86_400.0
SHELL = Actor(name="root@server", face="cli")
FIRST = {"name": "An", "login": "an", "password": "", "again": ""}

EVERY_HEADER = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def acts(pages: Pages) -> list[str]:
    """What the audit log has, the oldest first."""
    return [entry.act for entry in reversed(audit.latest(pages.web.ledger))]


# ── other hosts, other sites ──


@pytest.mark.parametrize("path", ["/", "/login", "/campaigns", "/static/x/app.css", "/nowhere"])
@pytest.mark.parametrize("host", ["evil.test", "192.168.1.7:8484", "127.0.0.1:8485", "localhost"])
def test_another_name_gets_nothing(file_pages: Pages, host: str, path: str) -> None:
    """A site whose name leads to this machine reads none of our pages, signed in or not."""
    an = file_pages.person()
    answer = an.get(path, Host=host)
    assert 421 == answer.status_code
    assert "an" not in answer.headers.get("set-cookie", "")
    assert "Nguyễn" not in answer.text


def test_an_address_with_a_host_in_it_gets_nothing(file_pages: Pages) -> None:
    """Nobody uses the pages as a proxy."""
    path = b"http://evil.test/"

    async def ask() -> int:
        statuses: list[int] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(int(str(message["status"])))

        scope = {
            "type": "http",
            "method": "GET",
            "path": path.decode(),
            "raw_path": path,
            "query_string": b"",
            "headers": [(b"host", f"127.0.0.1:{PORT}".encode())],
            "client": ("127.0.0.1", 1),
            "scheme": "http",
            "server": ("127.0.0.1", PORT),
            "http_version": "1.1",
            "root_path": "",
        }
        await file_pages.guard(scope, receive, send)  # type: ignore[arg-type]  # as a server sends them
        return statuses[0]

    assert 421 == asyncio.run(ask())


BROWSERS = {
    "another site": {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"},
    "another port": {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"},
    "an old browser elsewhere": {"Origin": "https://evil.test"},
    "an old browser, sandboxed": {"Origin": "null"},
    "typed by hand": {"Sec-Fetch-Site": "none"},
    "nothing said": {},
}


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("path", ["/logout", "/language", "/login"])
def test_another_site_changes_nothing(file_pages: Pages, browser: str, path: str) -> None:
    """A page of another site can't act in the name of who is signed in, not even with a right token."""
    an = file_pages.person()
    token = an.token("/")
    answer = an.post(path, {"lang": "en"}, headers=BROWSERS[browser], token=token)
    assert 403 == answer.status_code
    assert 200 == an.get("/").status_code
    assert 'lang="vi"' in an.get("/").text


def test_a_form_without_its_token_changes_nothing(file_pages: Pages) -> None:
    """No token, another person's, one of before, or half of one: nothing happens."""
    an, binh = file_pages.person("an"), file_pages.person("binh")
    right = an.token("/")
    for token in ("", binh.token("/"), right[:-8], right[8:], "x" * len(right)):
        assert 403 == an.post("/logout", token=token).status_code
    assert 200 == an.get("/").status_code
    assert 303 == an.post("/logout", token=right).status_code


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data", ""])
def test_only_a_form_is_a_form(file_pages: Pages, kind: str) -> None:
    """What another site may send without being asked for is not read as a form."""
    an = file_pages.person()
    token = an.token("/")
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Content-Type": kind}
    if not kind:
        del headers["Content-Type"]
    answer = an.client.post("/logout", content=f"token={token}", headers=headers)
    assert 400 == answer.status_code
    assert 200 == an.get("/").status_code


def test_nobody_is_signed_in_by_another_site(file_pages: Pages) -> None:
    """A site can't sign people in to an account of its own and watch what they upload."""
    file_pages.person("evil", password=SENTENCE)
    someone = file_pages.stranger()
    someone.get("/login")
    form = {"login": "evil", "password": SENTENCE}
    assert 403 == someone.post("/login", form, token="").status_code
    other = file_pages.stranger()
    assert 403 == someone.post("/login", form, token=other.token("/login")).status_code
    assert 303 == someone.get("/").status_code


def test_looking_changes_nothing(file_pages: Pages) -> None:
    """Whatever a browser fetches beforehand, or a scanner opens, nothing is done by it."""
    an = file_pages.person(admin=True)
    paths = {
        route.path
        for route in _routes()
        if "GET" in (route.methods or ()) and "{" not in route.path
    }
    assert len(paths) > 5
    before = _contents(file_pages.web.ledger)
    for path in sorted(paths):
        for _ in range(2):
            assert an.get(path).status_code < 500, path
    assert before == _contents(file_pages.web.ledger)


def _routes() -> list[APIRoute]:
    """Every route of the pages."""
    return [route for each in ROUTERS for route in each.routes if isinstance(route, APIRoute)]


def _contents(ledger: Ledger) -> dict[str, list[str]]:
    with ledger.read() as connection:
        return {
            table.name: sorted(map(str, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in {"sessions", "audit"}
        }


# ── cookies and sessions ──


def _come_in(pages: Pages, someone: Visitor | None = None) -> tuple[Visitor, httpx.Response]:
    token = pages.web.people.first_link()
    visitor, link = someone or pages.stranger(), f"/welcome/{token}"
    answer = visitor.post(link, FIRST, page=link)
    assert 303 == answer.status_code, answer.text
    return visitor, answer


def test_the_cookie_of_a_session_can_be_read_by_nobody(file_pages: Pages) -> None:
    """No script and no other site gets at the session; two programs on one machine don't mix."""
    _, answer = _come_in(file_pages)
    cookie = next(
        one for one in answer.headers.get_list("set-cookie") if one.startswith("zns_session_8484=")
    )
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {
        part.strip() for part in cookie.split(";")[1:]
    }
    assert len(cookie.split("=", 1)[1].split(";")[0]) >= 43
    assert "max-age" not in cookie.lower()


def test_over_https_the_cookie_never_leaves_it(file_ledger: Ledger, tmp_path: Path) -> None:
    """Where there is https the session goes over nothing else, and browsers are told to keep to it."""
    settings = WebSettings(url="https://zns.example.vn", trusted_proxies=("127.0.0.1/32",))
    with opened_pages(file_ledger, tmp_path, settings=settings) as pages:
        someone = pages.stranger()
        token = pages.web.people.first_link()
        link = f"/welcome/{token}"
        page = someone.get(link, Host="zns.example.vn")
        assert "max-age=31536000" == page.headers["strict-transport-security"]
        form_cookie = page.headers["set-cookie"]
        assert form_cookie.startswith("__Host-zns-form=")
        headers = {
            "Host": "zns.example.vn",
            "Origin": "https://zns.example.vn",
            "Cookie": form_cookie.split(";")[0],
        }
        form = {**FIRST, "password": SENTENCE, "again": SENTENCE}
        answer = someone.post(link, form, headers=headers, token=token_of(page))
        assert 303 == answer.status_code, words_of(answer)
        cookie = next(
            one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-zns=")
        )
        assert "Secure" in cookie
        assert "HttpOnly" in cookie


def test_a_password_is_needed_where_others_can_connect(file_ledger: Ledger, tmp_path: Path) -> None:
    """On a server nobody becomes administrator without a password."""
    settings = WebSettings(url="https://zns.example.vn", trusted_proxies=("127.0.0.1/32",))
    with opened_pages(file_ledger, tmp_path, settings=settings) as pages:
        someone = pages.stranger()
        link = f"/welcome/{pages.web.people.first_link()}"
        page = someone.get(link, Host="zns.example.vn")
        headers = {
            "Host": "zns.example.vn",
            "Origin": "https://zns.example.vn",
            "Cookie": page.headers["set-cookie"].split(";")[0],
        }
        answer = someone.post(link, FIRST, headers=headers, token=token_of(page))
        assert 422 == answer.status_code
        assert "Vui lòng chọn mật khẩu" in words_of(answer)


@pytest.mark.parametrize(
    "cookie", ["", "x", "' OR 1=1 --", "a" * 4_000, "%00", "../../etc", "null", "\x7f"]
)
def test_a_session_can_not_be_guessed(file_pages: Pages, cookie: str) -> None:
    """Whatever stands in the cookie, only a session that was given lets anybody in."""
    file_pages.person()
    someone = file_pages.stranger()
    answer = someone.get("/", Cookie=f"{file_pages.cookie}={cookie}")
    assert (303, "/login?next=%2F") == (answer.status_code, answer.headers["location"])


def test_a_planted_session_is_not_the_one_after_signing_in(file_pages: Pages) -> None:
    """Who puts a cookie into somebody's browser beforehand does not share the session afterwards."""
    planted = file_pages.person("evil", password=SENTENCE)
    file_pages.person("binh", password=OTHER)
    token = planted.client.cookies[file_pages.cookie]
    victim = file_pages.stranger()
    victim.client.cookies.set(file_pages.cookie, token, domain="127.0.0.1")
    page = token_of(victim.get("/"))
    answer = victim.post("/login", {"login": "binh", "password": OTHER}, token=page)
    assert 303 == answer.status_code
    assert "Nguyễn Binh" in words_of(victim.get("/"))
    assert token != victim.client.cookies[file_pages.cookie]
    assert 303 == planted.get("/").status_code


def test_a_session_ends_when_nobody_does_anything(timed: Pages, clock: TestClock) -> None:
    """A browser that was left open signs its person out after an hour; what updates itself does not count."""
    an, binh = timed.person("an"), timed.person("binh")
    for _ in range(7):
        clock.turn(600)
        assert 200 == an.get("/help").status_code
        binh.get("/campaigns/live?ids=x")
    assert 200 == an.get("/help").status_code
    assert 303 == binh.get("/help").status_code


def test_a_session_ends_after_half_a_day_whatever_happens(timed: Pages, clock: TestClock) -> None:
    """A stolen session does not last for ever, however busy the thief is."""
    an = timed.person("an")
    for _ in range(12 * 6 - 1):
        clock.turn(600)
        assert 200 == an.get("/help").status_code
    clock.turn(660)
    assert 303 == an.get("/help").status_code


def test_who_is_disabled_is_out_at_once(pages: Pages) -> None:
    """A colleague who leaves is signed out between two presses, and can't come back."""
    pages.person("sep", admin=True)
    an = pages.person("an", password=SENTENCE)
    token = an.token("/")
    pages.web.people.disable("an", actor=SHELL)
    assert 401 == an.post("/logout", token=token).status_code
    assert 303 == an.get("/").status_code
    answer = pages.stranger().post("/login", {"login": "an", "password": SENTENCE})
    assert 422 == answer.status_code


def test_a_right_that_is_taken_away_is_gone_at_the_next_press(pages: Pages) -> None:
    """Nobody goes on sending with a right that was taken away a moment ago."""
    an = pages.person("an", role=Role.PREPARER)
    assert 200 == an.get("/new").status_code
    pages.web.people.grant("an", "*", None, actor=SHELL)
    assert 403 == an.get("/new").status_code


def test_a_new_password_signs_out_everywhere_else(pages: Pages) -> None:
    """Who fears that somebody knows the password chooses another one, and is alone again."""
    thief = pages.person("an", password=SENTENCE)
    _, token = pages.web.people.link("an", actor=SHELL)
    an, link = pages.stranger(), f"/welcome/{token}"
    answer = an.post(link, {"password": OTHER, "again": OTHER}, page=link)
    assert 303 == answer.status_code
    assert 200 == an.get("/").status_code
    assert 303 == thief.get("/").status_code
    old = pages.stranger().post("/login", {"login": "an", "password": SENTENCE})
    new = pages.stranger().post("/login", {"login": "an", "password": OTHER})
    assert (422, 303) == (old.status_code, new.status_code)


def test_the_ledger_has_no_secret_of_a_session(pages: Pages) -> None:
    """Who reads a backup of the ledger can't sign in with what stands there."""
    an = pages.person("an", password=SENTENCE)
    token = pages.web.people.first_link() or pages.web.people.link("an", actor=SHELL)[1]
    kept = json.dumps(_all_rows(pages.web.ledger))
    assert an.client.cookies[pages.cookie] not in kept
    assert token not in kept
    assert SENTENCE not in kept
    assert "$argon2id$" in kept


def _all_rows(ledger: Ledger) -> list[str]:
    with ledger.read() as connection:
        return [
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        ]


# ── guessing ──


def _try(pages: Pages, login: str = "an", password: str = "sai sai sai sai") -> httpx.Response:
    return pages.stranger().post("/login", {"login": login, "password": password})


def test_guessing_gets_slower_and_slower(timed: Pages, clock: TestClock) -> None:
    """Five wrong passwords are a bad day; after that each one waits twice as long as the one before."""
    timed.person("an", password=SENTENCE)
    assert [422] * 5 == [_try(timed).status_code for _ in range(5)]
    for waits in (1, 2, 4, 8):
        answer = _try(timed, password=SENTENCE)
        assert 429 == answer.status_code
        assert "Thử sai nhiều lần" in words_of(answer)
        clock.turn(waits)
        assert 422 == _try(timed).status_code
    clock.turn(301)
    assert 303 == _try(timed, password=SENTENCE).status_code
    assert 422 == _try(timed).status_code


def test_one_address_can_not_try_many_logins(timed: Pages) -> None:
    """Trying one common password on everybody is as slow as trying many on one."""
    answers = [_try(timed, login=f"user{at}").status_code for at in range(8)]
    assert [422] * 5 == answers[:5]
    assert {429} == set(answers[6:])


def test_an_unknown_login_takes_the_same_way(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long the answer takes does not tell who has an account: a hash is compared either way."""
    file_pages.person("an", password=SENTENCE)
    checker = file_pages.web.sign_in._checker
    looked: list[bool] = []
    real = checker.matches

    def matches(password: str, hashed: str | None) -> bool:
        looked.append(hashed is not None)
        return real(password, hashed)

    monkeypatch.setattr(checker, "matches", matches)
    _try(file_pages, "an")
    _try(file_pages, "khong-co")
    assert [True, False] == looked


def test_many_sign_ins_at_once_keep_nobody_waiting(file_pages: Pages) -> None:
    """Fifty people at nine in the morning: few passwords at a time, the pages go on answering."""
    file_pages.person("binh", password=SENTENCE)
    an = file_pages.person("an")
    strangers = [file_pages.stranger() for _ in range(50)]
    tokens = [one.token("/login") for one in strangers]
    form = {"login": "binh", "password": SENTENCE}

    def sign_in(at: int) -> int:
        return strangers[at].post("/login", form, token=tokens[at]).status_code

    with ThreadPoolExecutor(51) as threads:
        signing = [threads.submit(sign_in, at) for at in range(50)]
        assert 200 == threads.submit(an.get, "/help").result().status_code
        statuses = {each.result() for each in signing}
    assert statuses <= {303, 503}
    assert 303 in statuses


def test_a_hash_of_older_settings_is_made_anew(file_pages: Pages) -> None:
    """Passwords that were hashed by an older version are as safe as new ones after the next sign-in."""
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(SENTENCE)
    an = file_pages.person("an", password=SENTENCE)
    with file_pages.web.ledger.write() as connection:
        users.change_user(connection, an.user.id, password=weak)
    assert 303 == _try(file_pages, "an", SENTENCE).status_code
    with file_pages.web.ledger.read() as connection:
        kept = users.password_hash(connection, an.user.id)
    assert kept is not None
    assert "m=19456,t=2" in kept


def test_a_password_that_is_changed_meanwhile_lets_nobody_in(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who types the old password at the moment of the change neither comes in nor brings it back."""
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(SENTENCE)
    an = file_pages.person("an", password=SENTENCE)
    checker = file_pages.web.sign_in._checker
    newer, real = checker.hash("mot cau khac han cau cu"), checker.matches
    with file_pages.web.ledger.write() as connection:
        users.change_user(connection, an.user.id, password=weak)

    def matches(password: str, hashed: str | None) -> bool:
        right = real(password, hashed)
        with file_pages.web.ledger.write() as connection:
            users.change_user(connection, an.user.id, password=newer)
        return right

    monkeypatch.setattr(checker, "matches", matches)
    assert 422 == _try(file_pages, "an", SENTENCE).status_code
    with file_pages.web.ledger.read() as connection:
        assert newer == users.password_hash(connection, an.user.id)


# ── one-time links ──


def test_of_two_who_open_the_first_link_one_becomes_administrator(pages: Pages) -> None:
    """Two browsers press at once: one person is made, the other is told that the link was used."""
    link = f"/welcome/{pages.web.people.first_link()}"
    visitors = [pages.stranger() for _ in range(4)]
    tokens = [one.token(link) for one in visitors]
    ready = threading.Barrier(4)

    def press(at: int) -> int:
        ready.wait()
        form = {**FIRST, "login": f"an{at}"}
        return visitors[at].post(link, form, token=tokens[at]).status_code

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(press, range(4)))
    assert [303, 410, 410, 410] == statuses
    assert 1 == len(pages.web.people.list())


def test_a_link_that_is_only_looked_at_still_works(pages: Pages) -> None:
    """A scanner of e-mails that opens every link does not use it up."""
    link = f"/welcome/{pages.web.people.first_link()}"
    for _ in range(3):
        assert 200 == pages.stranger().get(link).status_code
    someone = pages.stranger()
    assert 303 == someone.post(link, FIRST, page=link).status_code


def test_a_link_ends_by_itself(timed: Pages, clock: TestClock) -> None:
    """A link in an old terminal window lets nobody in the next day; a new start prints a new one."""
    old = f"/welcome/{timed.web.people.first_link()}"
    clock.turn(31 * 60)
    answer = timed.stranger().get(old)
    assert (410, True) == (answer.status_code, "hết hạn" in words_of(answer))
    before = f"/welcome/{timed.web.people.first_link()}"
    after = f"/welcome/{timed.web.people.first_link()}"
    assert 404 == timed.stranger().get(before).status_code
    assert 200 == timed.stranger().get(after).status_code


@pytest.mark.parametrize("token", ["x", "a" * 5_000, "%2e%2e%2f", "' OR 1=1 --", "%00", "ố"])
def test_a_link_can_not_be_guessed(file_pages: Pages, token: str) -> None:
    """An address that somebody made up is no link."""
    file_pages.web.people.first_link()
    assert 404 == file_pages.stranger().get(f"/welcome/{token}").status_code


def test_an_invitation_is_for_one_person_and_chooses_no_rights(pages: Pages) -> None:
    """Whatever else stands in the form, the person gets the rights that were given, and no other login."""
    pages.person("sep", admin=True)
    _, token = pages.web.people.add(
        "Binh", name="Bình", lang="vi", admin=False, grants={"*": Role.VIEWER}, actor=SHELL
    )
    link, someone = f"/welcome/{token}", pages.stranger()
    form = {
        "password": SENTENCE,
        "again": SENTENCE,
        "login": "sep",
        "admin": "1",
        "role": "sender",
        "grants": "*",
        "user_id": "x",
    }
    assert 303 == someone.post(link, form, page=link).status_code
    binh = pages.web.people.find("binh")
    assert (False, {"*": Role.VIEWER}, "Bình") == (binh.admin, binh.grants, binh.name)


@pytest.mark.parametrize(
    "password, again, says",
    [
        ("ngan qua 11", "ngan qua 11", "ít nhất 12"),
        ("a" * 201, "a" * 201, "tối đa 200"),
        ("matkhau123456", "matkhau123456", "quá phổ biến"),
        ("an.nguyen 2026", "an.nguyen 2026", "tên của bạn"),
        (SENTENCE, OTHER, "không giống nhau"),
    ],
)
def test_a_password_that_can_be_guessed_is_not_taken(
    file_pages: Pages, password: str, again: str, says: str
) -> None:
    """Beside the field stands why, and the link still works."""
    link, someone = f"/welcome/{file_pages.web.people.first_link()}", file_pages.stranger()
    form = {"name": "An Nguyen", "login": "an.nguyen", "password": password, "again": again}
    answer = someone.post(link, form, page=link)
    assert 422 == answer.status_code
    assert says in words_of(answer)
    assert "<title>Lỗi:" in answer.text
    assert 200 == someone.get(link).status_code


@pytest.mark.parametrize("login", ["a", "có dấu cách", "<b>", "a/b", "a" * 101])
def test_a_login_that_can_not_be_typed_is_not_taken(file_pages: Pages, login: str) -> None:
    """A login has no spaces and no signs that are hard to type."""
    link, someone = f"/welcome/{file_pages.web.people.first_link()}", file_pages.stranger()
    answer = someone.post(link, {**FIRST, "login": login}, page=link)
    assert 422 == answer.status_code
    assert file_pages.web.people.is_empty()


# ── what is shown ──

HOSTILE = [
    "<script>alert(1)</script>",
    '"onmouseover="x',
    "{{7777*7777}}",
    "{% raw %}",
    "'; --",
    "\u202eabc",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_is_and_does_nothing(file_pages: Pages, name: str) -> None:
    """Whatever a person calls himself stands on the page as text, without signs that turn it around."""
    link, someone = f"/welcome/{file_pages.web.people.first_link()}", file_pages.stranger()
    assert 303 == someone.post(link, {**FIRST, "name": name}, page=link).status_code
    page = someone.get("/")
    assert name.replace("\u202e", "") in words_of(page) or "<" in name
    assert "\u202e" not in page.text
    assert "<script>alert" not in page.text
    assert '"onmouseover="x' not in page.text
    assert "60481729" not in page.text


@pytest.mark.parametrize("text_in_address", HOSTILE)
def test_nothing_of_an_address_comes_back_as_code(file_pages: Pages, text_in_address: str) -> None:
    """A link with a script in it shows a page without one."""
    an = file_pages.person()
    for path in ("/help?x=", "/campaigns?q=", "/login?next=/", "/nowhere/"):
        answer = an.client.get(path + text_in_address)
        assert "<script>alert" not in answer.text
        assert '"onmouseover="x' not in answer.text
    answer = file_pages.stranger().client.get("/login", params={"next": "/" + text_in_address})
    assert "<script>alert" not in answer.text
    assert '"onmouseover="x' not in answer.text


def test_every_answer_has_the_headers(file_pages: Pages) -> None:
    """Pages, files, errors, redirects and refusals tell the browser what it may do with them."""
    an = file_pages.person()
    answers = [
        an.get("/"),
        an.get("/help"),
        an.get("/nowhere"),
        an.get(static_url("frame.css")),
        an.get("/", Host="evil.test"),
        an.post("/language", {"lang": "en", "next": "/"}),
        an.post("/logout", headers={}),
        an.client.request("PUT", "/"),
        an.client.request("TRACE", "/"),
        file_pages.stranger().get("/"),
        file_pages.stranger().get("/login"),
    ]
    assert [200, 200, 404, 200, 421, 303, 403, 405, 405, 303, 200] == [
        answer.status_code for answer in answers
    ]
    for answer in answers:
        assert EVERY_HEADER == {name: answer.headers.get(name) for name in EVERY_HEADER}
        assert "strict-transport-security" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers
    stored = {answer.headers["cache-control"] for answer in answers}
    assert {"no-store", "public, max-age=31536000, immutable"} == stored


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/..%2f..%2fapp.py",
        "/static/../../app.py",
        "/static/x/%2e%2e/%2e%2e/runtime.py",
        "/static/x/app.css%00",
        "/static//etc/passwd",
        "/static/x/vendor/bootstrap/LICENSE",
        "/static/x/C:%5Cwindows",
    ],
)
def test_only_files_of_the_table_are_served(file_pages: Pages, path: str) -> None:
    """No address leads to another file of the machine."""
    assert 404 == file_pages.person().get(path).status_code


def test_a_mistake_of_ours_is_a_page_with_a_number(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who meets a bug reads that nothing was sent and a number to report; the log has the rest."""
    logging.write_to(tmp_path / "log")

    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError("secret-of-the-code 0912345678")

    an = file_pages.person()
    monkeypatch.setattr("zns_batch.web.routes.home.read_overview", broken)
    answer = an.get("/")
    assert 500 == answer.status_code
    said, number = words_of(answer), answer.headers["x-request-id"]
    assert number in said
    assert "Chưa có tin nào được gửi." in said
    assert not re.search(r"ZeroDivision|Traceback|secret-of|\.py|/home", answer.text)
    log = (tmp_path / "log").read_text("utf-8")
    assert number in log
    assert "ZeroDivisionError" in log
    assert "0912345678" not in log


def test_a_mistake_of_ours_leaves_no_secret_in_the_log(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who reads the log of a bug behind a one-time link can't sign in with it."""
    logging.write_to(tmp_path / "log")
    token = file_pages.web.people.first_link()

    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("zns_batch.web.routes.welcome.render", broken)
    assert 500 == file_pages.stranger().get(f"/welcome/{token}").status_code
    log = (tmp_path / "log").read_text("utf-8")
    assert "/welcome/{token}" in log
    assert token
    assert token not in log


def test_a_script_gets_an_answer_that_it_can_read(file_pages: Pages) -> None:
    """What a page asks in the background is told in words too, and never as a page."""
    an = file_pages.person()
    answer = an.get("/nowhere", Accept="application/json")
    assert (404, "application/json") == (answer.status_code, answer.headers["content-type"])
    assert {"error", "sent", "id"} == set(answer.json())
    stranger = file_pages.stranger().get("/", Accept="application/json")
    assert (401, True) == (stranger.status_code, "hết hạn" in stranger.json()["error"])


# ── bounds ──


def test_requests_without_measure_are_refused(file_pages: Pages) -> None:
    """A long address, a long form and thousands of fields cost nobody anything."""
    an = file_pages.person()
    token = an.token("/")
    assert 414 == an.get("/help?x=" + "a" * 9_000).status_code
    assert 413 == an.post("/language", {"lang": "x" * 1_100_000}, token=token).status_code
    many = {f"f{at}": "1" for at in range(2_500)}
    assert 400 == an.post("/language", many, token=token).status_code
    assert 200 == an.get("/").status_code


def test_a_flood_of_one_person_is_told_to_wait(file_pages: Pages) -> None:
    """A page gone mad in one browser keeps the others' pages answering."""
    an, binh = file_pages.person("an"), file_pages.person("binh")
    statuses = [an.get("/help").status_code for _ in range(400)]
    assert {200, 429} == set(statuses)
    assert 200 == binh.get("/help").status_code


def test_pages_talk_to_nobody(file_pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening the pages of the frame makes no connection to anywhere."""
    an = file_pages.person()
    an.get("/")
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, where: asked.append(where))
    for path in ("/", "/help", "/nowhere", "/login"):
        an.get(path)
    assert [] == asked


# ── the audit log ──


def test_signing_in_and_out_is_written_down(pages: Pages) -> None:
    """Later one can see who came in when, by which way, and who tried."""
    pages.person("an", password=SENTENCE)
    someone = pages.stranger()
    someone.post("/login", {"login": "an", "password": "sai sai sai sai"})
    someone.post("/login", {"login": "an", "password": SENTENCE})
    someone.user = pages.web.people.find("an")
    someone.post("/logout")
    pages.web.people.disable("an", actor=SHELL)
    assert ["sign-in-failed", "sign-in", "sign-out", "user-disable"] == acts(pages)
    last = audit.latest(pages.web.ledger, limit=1)[0]
    assert ("root@server", "cli", "an") == (last.actor, last.face, last.object)
    assert audit.check_chain(pages.web.ledger).broken is None


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_a_changed_entry_is_noticed(pages: Pages, change: str) -> None:
    """Nobody changes or removes a line of the log without leaving a trace."""
    people = pages.web.people
    for at in range(5):
        people.add(f"user{at}", name=None, lang="vi", admin=False, grants={}, actor=SHELL)
    assert audit.check_chain(pages.web.ledger).broken is None
    with pages.web.ledger.write() as connection:
        connection.execute(text(f"{change} WHERE id = 3"))
    assert audit.check_chain(pages.web.ledger).broken in {3, 4}


def test_old_entries_are_forgotten_and_the_rest_still_holds(timed: Pages, clock: TestClock) -> None:
    """The log is kept for as long as it is said, and what is left can still be checked."""
    people, ledger = timed.web.people, timed.web.ledger
    for at in range(6):
        people.add(f"user{at}", name=None, lang="vi", admin=False, grants={}, actor=SHELL)
        clock.turn(10 * DAY)
    now = clock.now()
    assert 3 == audit.forget(ledger, before=now - timedelta(days=35), now=now)
    newest, *kept = audit.latest(ledger)
    assert (audit.FORGOTTEN, 3) == (newest.act, newest.number)
    assert 3 == len(kept)
    assert audit.check_chain(ledger).broken is None
    assert 0 == audit.forget(ledger, before=now - timedelta(days=35), now=now)


def test_the_oldest_entries_are_not_taken_out_unseen(timed: Pages, clock: TestClock) -> None:
    """Who removes the first lines of the log leaves a trace too, also where older ones were forgotten."""
    people, ledger = timed.web.people, timed.web.ledger
    for at in range(6):
        people.add(f"user{at}", name=None, lang="vi", admin=False, grants={}, actor=SHELL)
        clock.turn(10 * DAY)
    now = clock.now()
    audit.forget(ledger, before=now - timedelta(days=45), now=now)
    assert None is audit.check_chain(ledger).broken
    with ledger.write() as connection:
        connection.execute(text("DELETE FROM audit WHERE id = 3"))
    assert 4 == audit.check_chain(ledger).broken


def test_what_a_stranger_types_is_not_kept(pages: Pages, tmp_path: Path) -> None:
    """A password that was typed into the wrong field stands in no table and no log."""
    logging.write_to(tmp_path / "log")
    secret = "matkhau-that-cua-toi-2026\r\n{}"
    pages.stranger().post("/login", {"login": secret, "password": secret})
    kept = "\n".join(_all_rows(pages.web.ledger)) + (tmp_path / "log").read_text("utf-8")
    assert "matkhau-that" not in kept


def test_what_is_over_is_removed(timed: Pages, clock: TestClock) -> None:
    """Sessions, links and failed sign-ins don't pile up for years."""
    timed.person("an", password=SENTENCE)
    timed.web.people.link("an", actor=SHELL)
    _try(timed)
    clock.turn(3 * DAY)
    timed.web.sign_in.sweep()
    with timed.web.ledger.read() as connection:
        left = [
            connection.execute(select(table)).all()
            for table in (sessions, one_time_links, metadata.tables["login_attempts"])
        ]
    assert [[], [], []] == left


def test_a_secret_is_kept_as_its_hash() -> None:
    """What is compared is the hash of what the browser brings."""
    assert hash_token("a") != hash_token("b")
    assert 64 == len(hash_token("a"))


def test_the_log_keeps_its_lines(file_pages: Pages, tmp_path: Path) -> None:
    """Nobody writes a line of his own into the log by what he asks for."""
    logging.write_to(tmp_path / "log")
    forged = "%0a%7b%22event%22%3a%22forged%22%7d%0d%1b[31m"
    file_pages.stranger().get(f"/static/{forged}", Host=f"evil.test{'x' * 50}")
    file_pages.person().get(f"/help?{forged}")
    lines = (tmp_path / "log").read_text("utf-8").splitlines()
    assert "forged" not in [json.loads(line)["event"] for line in lines]
    assert not any("\x1b" in line for line in lines)
