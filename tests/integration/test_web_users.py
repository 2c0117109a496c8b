"""People and their rights on the pages, on each database."""

import re

import pytest
from ledger_help import TestClock
from web_help import Pages, words_of

from zns_batch.domain.users import Role, User
from zns_batch.errors import UsageError
from zns_batch.ledger import audit
from zns_batch.services.people.management import Actor

SENTENCE = "bốn con mèo ngủ trưa"
LIST = "/settings/users"
NEW = f"{LIST}/new"
SHELL = Actor(name="root@host", face="cli")


def as_kept(pages: Pages, login: str) -> User:
    """The person as the ledger has it."""
    return pages.web.people.find(login)


def test_an_invitation_is_shown_once_and_lets_in_with_its_rights(pages: Pages) -> None:
    """An administrator invites a colleague, who comes in with exactly the rights that were chosen."""
    an = pages.person("an", admin=True)
    form = {"login": "Binh", "name": "Trần Bình", "role-*": "preparer"}
    answer = an.post(NEW, form, page=NEW)
    assert 200 == answer.status_code
    link = re.search(r"/welcome/[\w-]+", answer.text)
    assert link is not None
    user = as_kept(pages, "binh")
    assert (False, {"*": Role.PREPARER}) == (user.admin, dict(user.grants))
    assert "/welcome/" not in an.get(LIST).text + an.get(f"{LIST}/{user.id}").text
    typed = {"name": "Trần Bình", "password": SENTENCE, "again": SENTENCE}
    binh = pages.stranger()
    assert 303 == binh.post(link[0], typed, page=link[0]).status_code
    assert (200, 403) == (binh.get("/new").status_code, binh.get(LIST).status_code)
    acts = [entry.act for entry in audit.latest(pages.web.ledger)]
    assert {"user-add", "grant"} <= set(acts)
    again = an.post(NEW, form, page=NEW)
    assert 422 == again.status_code
    assert "Đã có người dùng" in words_of(again)


def test_rights_change_at_once_and_are_written_down(pages: Pages) -> None:
    """A right given or taken holds at the next press, and the log says by whom; the rest stays."""
    an = pages.person("an", admin=True)
    binh = pages.person("binh", grants={"*": Role.SENDER, "shop-a": Role.VIEWER})
    path = f"{LIST}/{binh.user.id}"
    assert 303 == an.post(path, {"do": "rights", "role-*": ""}, page=path).status_code
    assert {"shop-a": Role.VIEWER} == dict(as_kept(pages, "binh").grants)
    assert 403 == binh.get("/new").status_code
    an.post(path, {"do": "rights", "admin": "1"}, page=path)
    assert as_kept(pages, "binh").admin
    newest = [
        (entry.act, entry.actor, entry.object) for entry in audit.latest(pages.web.ledger)[:2]
    ]
    assert [("admin", "an", "binh"), ("grant", "an", "binh")] == newest
    assert 400 == an.post(path, {"do": "rights", "role-*": "boss"}, page=path).status_code


def test_nobody_changes_the_own_rights(pages: Pages) -> None:
    """An administrator can't make himself a sender; another one has to agree."""
    an = pages.person("an", admin=True, role=Role.VIEWER)
    pages.person("binh", admin=True)
    path = f"{LIST}/{an.user.id}"
    assert "Bạn không thể tự đổi quyền của mình" in words_of(an.get(path))
    for form in ({"do": "rights", "admin": "1", "role-*": "sender"}, {"do": "disable"}):
        answer = an.post(path, form, page=NEW)
        assert 422 == answer.status_code
        assert "Không thể tự đổi quyền của mình." in words_of(answer)
    user = as_kept(pages, "an")
    assert (True, {"*": Role.VIEWER}) == (user.admin, dict(user.grants))


def test_the_last_administrator_remains(pages: Pages) -> None:
    """Nobody locks everybody out: the last administrator is neither disabled nor made less."""
    an = pages.person("an", admin=True)
    path = f"{LIST}/{an.user.id}"
    for form in ({"do": "rights"}, {"do": "disable"}):
        answer = an.post(path, form, page=NEW)
        assert 422 == answer.status_code
        assert "Phải còn ít nhất một quản trị viên." in words_of(answer)
    with pytest.raises(UsageError, match=r"."):
        pages.web.people.set_rights(an.user, admin=False, grants={}, actor=SHELL)
    assert 200 == an.get(LIST).status_code


def test_who_is_disabled_is_out_until_enabled(pages: Pages) -> None:
    """A colleague who leaves is out at the next press, and sees the pages again only when let in."""
    an, binh = pages.person("an", admin=True), pages.person("binh", password=SENTENCE)
    path = f"{LIST}/{binh.user.id}"
    assert 303 == an.post(path, {"do": "disable"}, page=path).status_code
    assert 303 == binh.get("/").status_code
    login = {"login": "binh", "password": SENTENCE}
    assert 422 == pages.stranger().post("/login", login).status_code
    assert 303 == an.post(path, {"do": "enable"}, page=path).status_code
    assert 303 == pages.stranger().post("/login", login).status_code
    assert 303 == an.post(path, {"do": "sessions"}, page=path).status_code
    shown = words_of(an.get(path))
    assert "Hiện đăng nhập ở 0 trình duyệt." in shown
    assert "/welcome/" in an.post(path, {"do": "link"}, page=path).text


def test_after_ten_minutes_rights_ask_for_the_password(timed: Pages, clock: TestClock) -> None:
    """At a browser left open nobody gives himself rights through a colleague's: the password is asked."""
    an, binh = timed.person("an", admin=True, password=SENTENCE), timed.person("binh", role=None)
    path = f"{LIST}/{binh.user.id}"
    assert 'id="proof"' not in an.get(path).text
    clock.turn(600)
    assert 'id="proof"' in an.get(path).text
    form = {"do": "rights", "role-*": "sender"}
    for proof in ("", "sai mật khẩu rồi"):
        answer = an.post(path, {**form, "proof": proof}, page=path)
        assert 422 == answer.status_code
        assert "Vui lòng nhập đúng mật khẩu" in words_of(answer)
        assert 422 == an.post(NEW, {"login": "cuc", "proof": proof}, page=path).status_code
        assert 422 == an.post(path, {"do": "link", "proof": proof}, page=path).status_code
        clock.turn(30)
    assert {} == dict(as_kept(timed, "binh").grants)
    clock.turn(400)
    assert 303 == an.post(path, {**form, "proof": SENTENCE}, page=path).status_code
    assert {"*": Role.SENDER} == dict(as_kept(timed, "binh").grants)
    assert 'id="proof"' not in an.get(path).text


def test_only_administrators_see_people(pages: Pages) -> None:
    """Who sends is no administrator: neither the menu nor the address leads to the rights of others."""
    an, binh = pages.person("an", admin=True), pages.person("binh")
    assert LIST in an.get("/").text
    assert LIST not in binh.get("/").text
    path = f"{LIST}/{an.user.id}"
    for asked in (LIST, NEW, path):
        assert 403 == binh.get(asked).status_code
    assert 403 == binh.post(path, {"do": "disable"}).status_code
    assert 404 == an.get(f"{LIST}/nobody").status_code
