"""The second factor on the pages, on each database: set up, asked for, replaced, taken away."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_help import TestClock
from web_help import Pages, Visitor, opened_pages, words_of

from zns_batch.domain.users import Role, SecondFactorRule
from zns_batch.ledger import audit
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import users
from zns_batch.services.people.management import Actor
from zns_batch.services.people.one_time_codes import STEP_SECONDS, code_at, step_at
from zns_batch.settings.web import WebSettings

SENTENCE = "bốn con mèo ngủ trưa"
OTHER = "ba con vịt bơi dưới ao"
PAGE = "/me/second-factor"
SHELL = Actor(name="root@host", face="cli")

_SECRET = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')
_CODES = re.compile(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>")
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def secret_on(visitor: Visitor) -> str:
    """Begin, and return the secret that the page shows beside the picture."""
    assert 303 == visitor.post(PAGE, {"do": "begin"}, page=PAGE).status_code
    shown = visitor.get(PAGE)
    assert '<svg class="qr"' in shown.text
    found = _SECRET.search(shown.text)
    assert found is not None
    return found[1].replace(" ", "")


def code_of(pages: Pages, secret: str, *, away: int = 0) -> str:
    """The code that the person's app shows, now or so many steps away."""
    return code_at(secret, step_at(pages.web.clock.now()) + away)


def enrolled(pages: Pages, visitor: Visitor) -> tuple[str, list[str]]:
    """Set a second factor up; return the app's secret and the recovery codes."""
    secret = secret_on(visitor)
    answer = visitor.post(PAGE, {"do": "confirm", "code": code_of(pages, secret)}, page=PAGE)
    assert 200 == answer.status_code
    return secret, _CODES.findall(answer.text)


def with_password(pages: Pages, login: str = "an", password: str = SENTENCE) -> tuple[Visitor, str]:
    """Type the password; return the browser and what stands for the password on the code's page."""
    visitor = pages.stranger()
    answer = visitor.post("/login", {"login": login, "password": password})
    assert 200 == answer.status_code
    found = _TICKET.search(answer.text)
    assert found is not None
    return visitor, found[1]


def type_code(visitor: Visitor, ticket: str, code: str, target: str = "/") -> int:
    """Type a code; return the status."""
    form = {"ticket": ticket, "code": code, "next": target}
    return visitor.post("/login/code", form).status_code


def test_a_person_sets_it_up_and_signs_in_with_the_code(timed: Pages, clock: TestClock) -> None:
    """From the picture to the ten codes, and from then on the password alone lets nobody in."""
    an = timed.person("an", password=SENTENCE)
    assert "Chưa bật" in words_of(an.get("/me"))
    secret, codes = enrolled(timed, an)
    assert 10 == len(set(codes))
    assert "Bạn còn 10 mã dự phòng" in words_of(an.get(PAGE))
    assert secret not in an.get(PAGE).text.replace(" ", "")
    visitor, ticket = with_password(timed)
    assert 303 == visitor.get("/").status_code
    clock.turn(STEP_SECONDS)
    assert 303 == type_code(visitor, ticket, code_of(timed, secret), "/help")
    assert 200 == visitor.get("/").status_code
    acts = [entry.act for entry in audit.latest(timed.web.ledger)]
    assert ["sign-in", "factor-on"] == acts[:2]


def test_a_code_lets_in_once_and_only_near_its_time(timed: Pages, clock: TestClock) -> None:
    """A code read over a shoulder, an old one and one of the future let nobody in (S31)."""
    an = timed.person("an", password=SENTENCE)
    secret, _ = enrolled(timed, an)
    clock.turn(10 * STEP_SECONDS)
    code = code_of(timed, secret)
    visitor, ticket = with_password(timed)
    other, second = with_password(timed)
    assert 303 == type_code(visitor, ticket, code)
    assert 422 == type_code(other, second, code)
    for away in (-2, 2):
        clock.turn(10 * STEP_SECONDS)
        other, second = with_password(timed)
        answer = other.post(
            "/login/code", {"ticket": second, "code": code_of(timed, secret, away=away)}
        )
        assert 422 == answer.status_code
        assert "Mã không đúng hoặc đã dùng rồi" in words_of(answer)
    assert 303 == type_code(other, second, code_of(timed, secret, away=1))


def test_the_code_of_the_set_up_is_used(timed: Pages) -> None:
    """The code that switched it on does not let in as well."""
    an = timed.person("an", password=SENTENCE)
    secret, _ = enrolled(timed, an)
    visitor, ticket = with_password(timed)
    assert 422 == type_code(visitor, ticket, code_of(timed, secret))


def test_a_recovery_code_lets_in_once(pages: Pages) -> None:
    """Who has lost the phone gets in with a printed code, which then works no more (S32)."""
    an = pages.person("an", password=SENTENCE)
    _, codes = enrolled(pages, an)
    visitor, ticket = with_password(pages)
    assert 303 == type_code(visitor, ticket, codes[3].upper().replace("-", ""))
    assert "Bạn còn 9 mã dự phòng" in words_of(visitor.get(PAGE))
    other, second = with_password(pages)
    assert 422 == type_code(other, second, codes[3])
    assert 303 == type_code(other, second, codes[4])
    entry = next(one for one in audit.latest(pages.web.ledger) if one.act == "recovery-code")
    assert {"left": 8} == dict(entry.params)


def test_the_ledger_has_no_recovery_code(pages: Pages) -> None:
    """Who reads the ledger finds hashes; none of the codes lets him in."""
    an = pages.person("an", password=SENTENCE)
    _, codes = enrolled(pages, an)
    with pages.web.ledger.read() as connection:
        kept = connection.execute(users.select()).mappings().one()
    assert 10 == len(json.loads(kept["recovery_codes"])["hashes"])
    for code in codes:
        assert code not in str(dict(kept))
        assert code.replace("-", "") not in str(dict(kept))


def test_new_recovery_codes_take_the_place_of_the_old(pages: Pages) -> None:
    """A lost sheet of codes is worth nothing once new ones were made."""
    an = pages.person("an", password=SENTENCE)
    _, old = enrolled(pages, an)
    answer = an.post(PAGE, {"do": "codes"}, page=PAGE)
    new = _CODES.findall(answer.text)
    assert 10 == len(set(new) - set(old))
    visitor, ticket = with_password(pages)
    assert 422 == type_code(visitor, ticket, old[0])
    assert 303 == type_code(visitor, ticket, new[0])


def test_codes_are_guessed_as_slowly_as_passwords(timed: Pages, clock: TestClock) -> None:
    """Who knows the password can't try all codes: both are counted together, and the password resets nothing."""
    an = timed.person("an", password=SENTENCE)
    secret, _ = enrolled(timed, an)
    clock.turn(10 * STEP_SECONDS)
    visitor, ticket = with_password(timed)
    for _ in range(5):
        visitor, ticket = with_password(timed)
        assert 422 == type_code(visitor, ticket, "000000")
    assert 429 == type_code(visitor, ticket, code_of(timed, secret))
    stranger = timed.stranger()
    assert 429 == stranger.post("/login", {"login": "an", "password": SENTENCE}).status_code
    clock.turn(2)
    assert 303 == type_code(visitor, ticket, code_of(timed, secret))


def test_what_stands_for_the_password_ends_by_itself(timed: Pages, clock: TestClock) -> None:
    """A code's page that was left open, guessed or used leads back to the password; it is no link."""
    an = timed.person("an", password=SENTENCE)
    secret, _ = enrolled(timed, an)
    clock.turn(STEP_SECONDS)
    visitor, ticket = with_password(timed)
    assert 404 == timed.stranger().get(f"/welcome/{ticket}").status_code
    assert 422 == type_code(visitor, "guessed", code_of(timed, secret))
    clock.turn(301)
    answer = visitor.post("/login/code", {"ticket": ticket, "code": code_of(timed, secret)})
    assert 422 == answer.status_code
    assert "nhập lại mật khẩu" in words_of(answer)
    visitor, ticket = with_password(timed)
    assert 303 == type_code(visitor, ticket, code_of(timed, secret))
    clock.turn(STEP_SECONDS)
    assert 422 == type_code(timed.stranger(), ticket, code_of(timed, secret))


def test_a_changed_password_ends_a_sign_in_that_waits_for_its_code(timed: Pages) -> None:
    """Who typed the old password just before it was changed gets no further with a code."""
    an = timed.person("an", password=SENTENCE)
    secret, _ = enrolled(timed, an)
    visitor, ticket = with_password(timed)
    form = {"do": "password", "current": SENTENCE, "password": OTHER, "again": OTHER}
    assert 303 == an.post("/me", form, page="/me").status_code
    assert 422 == type_code(visitor, ticket, code_of(timed, secret, away=1))


def test_switching_off_asks_for_the_password_always(pages: Pages) -> None:
    """A browser left open does not take the protection away; afterwards the password is enough."""
    an = pages.person("an", password=SENTENCE)
    enrolled(pages, an)
    other, ticket = with_password(pages)
    for wrong in ("", OTHER):
        answer = an.post(PAGE, {"do": "off", "password": wrong}, page=PAGE)
        assert 422 == answer.status_code
        assert 'id="password-error"' in answer.text
    assert 303 == an.post(PAGE, {"do": "off", "password": SENTENCE}, page=PAGE).status_code
    visitor = pages.stranger()
    assert 303 == visitor.post("/login", {"login": "an", "password": SENTENCE}).status_code
    assert "factor-off" in [entry.act for entry in audit.latest(pages.web.ledger)]
    assert 422 == type_code(other, ticket, "000000")


def test_a_wrong_first_code_changes_nothing(pages: Pages) -> None:
    """Who scanned the picture amiss is told, and still signs in with the password alone."""
    an = pages.person("an", password=SENTENCE)
    secret = secret_on(an)
    answer = an.post(PAGE, {"do": "confirm", "code": "12345"}, page=PAGE)
    assert 422 == answer.status_code
    assert secret in answer.text.replace(" ", "")
    visitor = pages.stranger()
    assert 303 == visitor.post("/login", {"login": "an", "password": SENTENCE}).status_code
    assert 303 == an.post(PAGE, {"do": "stop"}, page=PAGE).status_code
    assert '<svg class="qr"' not in an.get(PAGE).text
    answer = an.post(PAGE, {"do": "confirm", "code": code_of(pages, secret)}, page=PAGE)
    assert 422 == answer.status_code


def test_another_phone_takes_the_place_and_ends_the_other_sessions(timed: Pages) -> None:
    """With a new phone the old one's codes are worth nothing, and only this browser goes on."""
    an = timed.person("an", password=SENTENCE)
    other = timed.stranger()
    other.post("/login", {"login": "an", "password": SENTENCE})
    assert 200 == other.get("/me").status_code
    old, _ = enrolled(timed, an)
    assert 303 == other.get("/me").status_code
    new, codes = enrolled(timed, an)
    assert (10, True) == (len(codes), old != new)
    visitor, ticket = with_password(timed)
    assert 422 == type_code(visitor, ticket, code_of(timed, old, away=1))
    assert 303 == type_code(visitor, ticket, code_of(timed, new, away=1))
    assert "factor-replace" in [entry.act for entry in audit.latest(timed.web.ledger)]


def test_after_ten_minutes_setting_up_asks_for_the_password(timed: Pages, clock: TestClock) -> None:
    """A browser left open can't bind the person's account to somebody else's phone."""
    an = timed.person("an", password=SENTENCE)
    clock.turn(600)
    assert 422 == an.post(PAGE, {"do": "begin"}, page=PAGE).status_code
    form = {"do": "begin", "proof": SENTENCE}
    assert 303 == an.post(PAGE, form, page=PAGE).status_code


def test_a_link_for_a_new_password_asks_for_the_code_too(timed: Pages) -> None:
    """Who reads a colleague's link in the mail can't take the place of one who has a second factor."""
    an = timed.person("an", password=SENTENCE)
    secret, codes = enrolled(timed, an)
    _, token = timed.web.people.link("an", actor=SHELL)
    link, visitor = f"/welcome/{token}", timed.stranger()
    form = {"name": "An", "password": OTHER, "again": OTHER}
    assert 'id="code"' in visitor.get(link).text
    assert 422 == visitor.post(link, form, page=link).status_code
    wrong = {**form, "code": code_of(timed, secret)}
    assert 422 == visitor.post(link, wrong, page=link).status_code
    assert 303 == visitor.post(link, {**form, "code": codes[0]}, page=link).status_code
    assert 200 == visitor.get("/me").status_code


def test_an_administrator_takes_it_away_from_who_lost_the_phone(pages: Pages) -> None:
    """A colleague without phone and codes is let in again by an administrator, and it is written down."""
    an, binh = pages.person("an", admin=True), pages.person("binh", password=SENTENCE)
    enrolled(pages, binh)
    path = f"/settings/users/{binh.user.id}"
    assert "đang bật" in words_of(an.get(path))
    assert "đang bật" in words_of(an.get("/settings/users"))
    assert 303 == an.post(path, {"do": "factor"}, page=path).status_code
    assert 303 == binh.get("/").status_code
    visitor = pages.stranger()
    assert 303 == visitor.post("/login", {"login": "binh", "password": SENTENCE}).status_code
    entry = audit.latest(pages.web.ledger, limit=3)[1]
    assert ("factor-reset", "an", "binh") == (entry.act, entry.actor, entry.object)
    assert 422 == an.post(path, {"do": "factor"}, page=path).status_code


@pytest.fixture
def ruled(file_ledger: Ledger, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Pages]:
    """Pages on which some have to have a second factor."""
    settings = WebSettings(second_factor=SecondFactorRule(request.param))
    with opened_pages(file_ledger, tmp_path / "home", settings=settings) as pages:
        yield pages


@pytest.mark.parametrize(
    "ruled, admin, role, due",
    [
        ("all", False, Role.VIEWER, True),
        ("all", False, None, True),
        ("senders", False, Role.SENDER, True),
        ("senders", True, None, True),
        ("senders", False, Role.PREPARER, False),
        ("optional", True, Role.SENDER, False),
        ("off", True, Role.SENDER, False),
    ],
    indirect=["ruled"],
)
def test_who_needs_one_is_led_to_it_first(
    ruled: Pages, admin: bool, role: Role | None, due: bool
) -> None:
    """Whoever the rule names does nothing before the second factor is set up, and everything after it."""
    an = ruled.person("an", admin=admin, role=role, password=SENTENCE)
    answer = an.get("/")
    assert ((303, PAGE) if due else (200, None)) == (
        answer.status_code,
        answer.headers.get("location"),
    )
    assert (303 if due else 200) == an.get("/help").status_code
    if due:
        assert 403 == an.post("/lists/x/delete", page=PAGE).status_code
        assert "Cần làm trước khi tiếp tục" in words_of(an.get(PAGE))
        enrolled(ruled, an)
        assert 200 == an.get("/").status_code
        answer = an.post(PAGE, {"do": "off", "password": SENTENCE}, page=PAGE)
        assert 422 == answer.status_code
        assert "không tắt được" in words_of(answer)


@pytest.mark.parametrize("ruled", ["off"], indirect=True)
def test_where_it_is_off_nobody_sets_one_up(ruled: Pages) -> None:
    """An office that does not want it does not see it."""
    an = ruled.person("an", password=SENTENCE)
    assert 404 == an.get(PAGE).status_code
    assert PAGE not in an.get("/me").text
    assert 422 == an.post(PAGE, {"do": "begin"}, page="/me").status_code


@pytest.mark.parametrize("ruled", ["all"], indirect=True)
def test_without_a_password_the_password_comes_first(ruled: Pages) -> None:
    """Who came in by the link of the start is told to choose a password first, and can."""
    an = ruled.person("an")
    assert "Vui lòng đặt mật khẩu trước" in words_of(an.get(PAGE))
    assert 422 == an.post(PAGE, {"do": "begin"}, page=PAGE).status_code
    assert 200 == an.get("/me").status_code
    form = {"do": "password", "password": SENTENCE, "again": SENTENCE}
    assert 303 == an.post("/me", form, page="/me").status_code
    assert 10 == len(enrolled(ruled, an)[1])
