"""The pages of sender accounts: cards, what a provider says, renewing, and logging in at Zalo."""

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from ledger_help import TestClock
from program_help import TOKEN, until
from web_help import ORIGIN, Pages, Visitor, opened_pages, words_of

from zns_batch.domain.delivery import WebhookEvent
from zns_batch.domain.users import Role
from zns_batch.ledger import audit, leases, webhook_events
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.providers.zalo.oauth import ZaloTokenEndpoint
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox
from zns_batch.services.accounts.factory import known_tokens, login_of
from zns_batch.services.accounts.page_login import LOGIN_LIFE
from zns_batch.settings import accounts as settings_accounts
from zns_batch.settings import toml
from zns_batch.settings.accounts import load_account
from zns_batch.web.security.tokens import FIELD

APP, SECRET = "3150405060", "khoa-bi-mat-cua-ung-dung"


@pytest.fixture
def zalo_app() -> Iterator[RunningSandbox]:
    """A stand-in with an application of ours."""
    with sandbox(SandboxConfig(app_id=APP, app_secret=SECRET, quota=500)) as running:
        yield running


@pytest.fixture
def place_of_pages(
    place: Path | str, zalo_app: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path | str:
    """Settings of an account that can log in, and the ledger where its tokens are kept."""
    for name, value in {
        "ZNS_KEYRING": "0",
        "ZNS_BASE_URL": zalo_app.url,
        "ZNS_ACCESS_TOKEN": TOKEN,
        "ZNS_APP_ID": APP,
        "ZNS_APP_SECRET": SECRET,
        "ZNS_HOME": str(tmp_path / "home"),
        "ZNS_DATABASE_URL": str(place) if isinstance(place, str) else f"sqlite:///{place}",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return place


@pytest.fixture
def accounts(place_of_pages: Path | str, tmp_path: Path, clock: TestClock) -> Iterator[Pages]:
    """The pages over that ledger, on each database."""
    ledger = open_ledger(place_of_pages)
    with opened_pages(ledger, tmp_path / "home", clock=clock) as found:
        yield found
    ledger.close()


def begun(admin: Visitor) -> str:
    """Begin a login; return Zalo's address."""
    page = "/accounts/default/login"
    answer = admin.post(page, page=page)
    assert 200 == answer.status_code, words_of(answer)
    found = re.search(r'href="(http://127[^"]+/v4/oa/permission[^"]*)"', answer.text)
    assert found is not None
    assert 'rel="noopener noreferrer"' in answer.text
    return unescape(found[1])


def agreed(link: str) -> str:
    """Agree at Zalo; return the path to which the browser is sent."""
    answer = httpx.get(link, follow_redirects=False, trust_env=False, timeout=60)
    assert 302 == answer.status_code
    location = answer.headers["location"]
    assert location.startswith(f"{ORIGIN}/oauth/zalo?")
    return str(location.removeprefix(ORIGIN))


def connected(admin: Visitor, back: str) -> httpx.Response:
    """Press the button on the page to which Zalo sent the browser."""
    page = admin.get(back)
    assert 200 == page.status_code, words_of(page)
    hidden = re.search(r'name="answer" value="([^"]*)"', page.text)
    assert hidden is not None
    return admin.post("/oauth/zalo", {"answer": unescape(hidden[1])}, page="/accounts")


def renewed(ledger: Ledger) -> bool:
    """Tell whether a login's tokens are kept."""
    del ledger
    store = login_of(load_account("default"))
    assert store is not None
    return store.exists()


def test_an_administrator_connects_an_oa(accounts: Pages, zalo_app: RunningSandbox) -> None:
    """Consent, the way back and one press: the tokens are kept, and no page ever shows one."""
    admin = accounts.person("quan", role=Role.VIEWER, admin=True)
    link = begun(admin)
    asked = parse_qs(urlsplit(link).query)
    assert [f"{ORIGIN}/oauth/zalo"] == asked["redirect_uri"]
    assert {"app_id", "code_challenge", "state"} <= asked.keys()
    back = agreed(link)
    # Coming back changes nothing, however often: a link scanner or a reload uses nothing up.
    assert "Kết nối OA" in words_of(admin.get(back))
    assert not renewed(accounts.web.ledger)
    answer = connected(admin, back)
    assert "/accounts/default?saved=logged-in" == answer.headers["location"]
    assert renewed(accounts.web.ledger)
    tokens = known_tokens(load_account("default"))
    assert tokens is not None
    page = admin.get(answer.headers["location"])
    assert "Đã kết nối OA." in words_of(page)
    shown = [
        page,
        admin.get("/accounts"),
        admin.get("/accounts/default/status"),
        admin.get("/accounts/default/login"),
    ]
    for secret in (tokens.access, tokens.refresh or "?", SECRET):
        assert not [each for each in shown if secret in each.text]
    acts = [entry.act for entry in audit.latest(accounts.web.ledger, limit=5)]
    assert "account-login" in acts


def test_a_consent_is_used_once(accounts: Pages) -> None:
    """The back button and a second press connect nothing anew."""
    admin = accounts.person("quan", admin=True)
    back = agreed(begun(admin))
    page = admin.get(back)
    assert 303 == connected(admin, back).status_code
    again = admin.get(back)
    assert (422, True) == (again.status_code, "đã được dùng rồi" in words_of(again))
    hidden = re.search(r'name="answer" value="([^"]*)"', page.text)
    assert hidden is not None
    repeated = admin.post("/oauth/zalo", {"answer": unescape(hidden[1])}, page="/accounts")
    assert (422, True) == (repeated.status_code, "Chưa kết nối" in words_of(repeated))


@pytest.mark.parametrize("state", ["", "&state=", "&state=somebody-elses"])
def test_an_answer_of_another_login_is_refused(accounts: Pages, state: str) -> None:
    """A code that somebody else slipped into the browser connects nothing, and the real one still works."""
    admin = accounts.person("quan", admin=True)
    link = begun(admin)
    answer = admin.get(f"/oauth/zalo?code=codecode&oa_id=1{state}")
    assert (422, True) == (answer.status_code, "một lần đăng nhập khác" in words_of(answer))
    assert "codecode" not in words_of(answer)
    assert 303 == connected(admin, agreed(link)).status_code
    begun(admin)
    posted = admin.post("/oauth/zalo", {"answer": f"code=codecode{state}"}, page="/accounts")
    assert (422, True) == (posted.status_code, "một lần đăng nhập khác" in words_of(posted))


def test_another_oa_is_refused(accounts: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever agrees with the wrong OA is told before anything is connected, and after."""
    monkeypatch.setenv("ZNS_OA_ID", "7777777777")
    admin = accounts.person("quan", admin=True)
    back = agreed(begun(admin))
    page = admin.get(back)
    words = words_of(page)
    assert "OA 1 đã đồng ý, nhưng cấu hình ghi 7777777777" in words
    assert "Kết nối OA" not in words
    query = back.partition("?")[2]
    answer = admin.post("/oauth/zalo", {"answer": query}, page="/accounts")
    assert (422, True) == (answer.status_code, "7777777777" in words_of(answer))
    assert not renewed(accounts.web.ledger)


def test_nobody_agreed(accounts: Pages) -> None:
    """Who presses No at Zalo comes back to a page that says so, with nothing of Zalo's words in it."""
    admin = accounts.person("quan", admin=True)
    state = parse_qs(urlsplit(begun(admin)).query)["state"][0]
    evil = "https%3A%2F%2Fevil.test%2F<script>"
    page = admin.get(f"/oauth/zalo?error=access_denied&error_reason={evil}&state={state}")
    words = words_of(page)
    assert (200, True) == (page.status_code, "chưa có sự đồng ý cho “default”" in words)
    assert "evil" not in words
    assert "/accounts/default/login" in page.text
    assert not renewed(accounts.web.ledger)


def test_the_address_can_be_pasted(accounts: Pages) -> None:
    """Where Zalo can't send the browser to our page its last address is pasted."""
    admin = accounts.person("quan", admin=True)
    back = agreed(begun(admin))
    answer = admin.post("/oauth/zalo", {"pasted": f"https://shop.vn{back}"}, page="/accounts")
    assert 303 == answer.status_code, words_of(answer)
    assert renewed(accounts.web.ledger)


def test_a_login_ends_after_ten_minutes(accounts: Pages, clock: TestClock) -> None:
    """A page that was left open over lunch connects nothing."""
    admin = accounts.person("quan", admin=True)
    back = agreed(begun(admin))
    clock.turn(LOGIN_LIFE.total_seconds())
    late = admin.get(back)
    assert (422, True) == (late.status_code, "quá mười phút" in words_of(late))


def test_a_login_is_of_one_session(accounts: Pages) -> None:
    """What one administrator began another one can't end, and who is no administrator can't begin."""
    admin = accounts.person("quan", admin=True)
    back = agreed(begun(admin))
    other = accounts.person("kim", admin=True)
    assert 422 == other.get(back).status_code
    sender = accounts.person("an", role=Role.SENDER)
    for path in ("/accounts/default/login", "/oauth/zalo"):
        assert (403, 403) == (sender.get(path).status_code, sender.post(path).status_code)
    assert 403 == sender.post("/accounts/default/refresh").status_code
    assert 303 == connected(admin, back).status_code


def test_zalo_that_refuses_the_code_leaves_the_old_connection(
    accounts: Pages, zalo_app: RunningSandbox
) -> None:
    """A code that is refused is told in words, without the code, and nothing is lost."""
    admin = accounts.person("quan", admin=True)
    assert 303 == connected(admin, agreed(begun(admin))).status_code
    before = known_tokens(load_account("default"))
    state = parse_qs(urlsplit(begun(admin)).query)["state"][0]
    answer = admin.post(
        "/oauth/zalo", {"answer": f"code=wrongwrong&oa_id=1&state={state}"}, page="/accounts"
    )
    words = words_of(answer)
    assert (422, True) == (answer.status_code, "Zalo không nhận mã" in words)
    assert "wrongwrong" not in answer.text
    after = known_tokens(load_account("default"))
    assert before is not None
    assert after is not None
    assert before.access == after.access


def test_a_browser_that_goes_away_loses_no_token(
    accounts: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is closed while Zalo answers: the tokens, which are given out once, are kept all the same."""
    admin = accounts.person("quan", admin=True)
    query = agreed(begun(admin)).partition("?")[2]
    token = admin.token("/accounts")
    asked, may_go_on = threading.Event(), threading.Event()
    real = ZaloTokenEndpoint.exchange_code

    def slow(self: ZaloTokenEndpoint, code: str, verifier: str) -> object:
        asked.set()
        may_go_on.wait(60)
        return real(self, code, verifier)

    monkeypatch.setattr(ZaloTokenEndpoint, "exchange_code", slow)
    request = admin.client.build_request(
        "POST",
        "/oauth/zalo",
        data={FIELD: token, "answer": query},
        headers={"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"},
    )
    request.read()
    running = accounts.loop.start(request)
    assert asked.wait(60)
    assert running.cancel()
    may_go_on.set()
    until(lambda: renewed(accounts.web.ledger))
    ledger = accounts.web.ledger
    until(lambda: "account-login" in [each.act for each in audit.latest(ledger, limit=5)])
    # What was not given up ends before the loop does.
    loop = accounts.loop.event_loop
    until(lambda: not any("redeem" in repr(task) for task in asyncio.all_tasks(loop)))


def test_an_account_without_an_application_says_what_is_missing(
    accounts: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who begins a login that can't work reads what an administrator has to set on the server."""
    monkeypatch.delenv("ZNS_APP_SECRET")
    admin = accounts.person("quan", admin=True)
    assert "/accounts/default/login" not in admin.get("/accounts/default").text
    answer = admin.post("/accounts/default/login", page="/accounts/default/login")
    words = words_of(answer)
    assert (422, True) == (answer.status_code, "chưa có mã và khóa bí mật của ứng dụng" in words)


def test_a_connection_is_renewed_by_a_press(accounts: Pages) -> None:
    """An administrator renews the tokens; the new pair is kept, for it is the only one that works."""
    admin = accounts.person("quan", admin=True)
    assert 303 == connected(admin, agreed(begun(admin))).status_code
    before = known_tokens(load_account("default"))
    answer = admin.post("/accounts/default/refresh", page="/accounts")
    assert "/accounts/default?saved=refreshed" == answer.headers["location"]
    after = known_tokens(load_account("default"))
    assert before is not None
    assert after is not None
    assert before.refresh != after.refresh
    words = words_of(admin.get("/accounts/default?saved=refreshed"))
    assert "Đã làm mới kết nối." in words


def test_a_card_says_how_an_account_stands(accounts: Pages, clock: TestClock) -> None:
    """Quota, quality, tags, what is being sent, the webhook's address and its last event stand together."""
    ledger = accounts.web.ledger
    an = accounts.person("an")
    words = words_of(an.get("/accounts/default"))
    assert "còn 500/500" in words
    assert "rảnh" in words
    assert "Được gửi giao dịch" in words
    assert "Chưa nhận được tin báo nào" in words
    assert "máy giả lập" in words
    page = an.get("/accounts/default").text
    assert f'value="{ORIGIN}/webhook/zalo/default"' in page
    assert "/accounts/default/login" not in page
    event = WebhookEvent(
        name="user_received_message",
        accounts=("default",),
        digest="d",
        at=clock.now(),
        message_id="m",
        tracking_id=None,
        told={},
    )
    webhook_events.store_events(ledger, [event], now=clock.now())
    leases.acquire(ledger, "default", "z1", now=clock.now())
    words = words_of(an.get("/accounts/default"))
    assert "đang gửi z1" in words
    assert "Nhận tin báo lần cuối:" in words
    assert 303 == an.post("/accounts/default/check", page="/accounts").status_code
    part = an.get("/accounts/default/status")
    assert "còn 500/500" in part.text


def test_an_account_that_lacks_its_token_says_what_is_missing(
    accounts: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card in error says what an administrator has to set, and names no command."""
    monkeypatch.delenv("ZNS_ACCESS_TOKEN")
    words = words_of(accounts.person("an").get("/accounts/default"))
    assert "Tài khoản này hiện chưa gửi được" in words
    assert "ZNS_ACCESS_TOKEN" in words
    assert "keyring set" not in words


def test_a_provider_that_is_away_is_said_on_the_card(
    accounts: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an answer of Zalo the page is there all the same, and says why it knows nothing."""
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:9")
    an = accounts.person("an")
    page = an.get("/accounts/default")
    assert (200, True) == (page.status_code, "Hạn mức hôm nay" not in words_of(page))
    assert 200 == an.get("/accounts").status_code


def test_only_own_accounts_are_seen(accounts: Pages) -> None:
    """Who has no right for an account does not learn that it exists; an administrator sees them all."""
    stranger = accounts.person("xuan", role=Role.SENDER, account="shop-b")
    assert "Bạn chưa có quyền với tài khoản nào" in words_of(stranger.get("/accounts"))
    for path in ("/accounts/default", "/accounts/default/status", "/accounts/không-có"):
        assert 404 == stranger.get(path).status_code
    assert 404 == stranger.post("/accounts/default/check").status_code
    admin = accounts.person("quan", role=None, admin=True)
    assert 200 == admin.get("/accounts/default").status_code
    assert 404 == admin.get("/accounts/other").status_code
    assert 404 == admin.get("/accounts/other/login").status_code


def test_pages_ask_the_provider_and_nobody_else(
    file_ledger: Ledger,
    zalo_app: RunningSandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever a page of accounts, templates or schedules shows, only the account's own provider was asked."""
    for name, value in {
        "ZNS_KEYRING": "0",
        "ZNS_BASE_URL": zalo_app.url,
        "ZNS_ACCESS_TOKEN": TOKEN,
        "ZNS_APP_ID": APP,
        "ZNS_APP_SECRET": SECRET,
        "ZNS_HOME": str(tmp_path / "home"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    asked: set[object] = set()
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        asked.add(address[1] if isinstance(address, tuple) else address)
        connect(self, address)

    with opened_pages(file_ledger, tmp_path / "home") as found:
        admin = found.person("quan", admin=True)
        admin.get("/")
        monkeypatch.setattr(socket.socket, "connect", watched)
        for path in (
            "/accounts",
            "/accounts/default",
            "/accounts/default/status",
            "/accounts/default/login",
            "/oauth/zalo?code=https://evil.test/&state=x",
            "/templates",
            "/templates/don-hang",
            "/templates/don-hang/row",
            "/templates/pull?account=default&template=217489",
            "/templates/don-hang/text?account=default",
            "/schedules",
            "/schedules/new",
        ):
            admin.get(path)
        begun(admin)
    assert {zalo_app.port} == asked


def test_a_hundred_accounts_are_listed_with_one_reading_of_the_settings(
    file_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agency's list is there at once: the settings are read once, and nobody is asked before a card is seen."""
    lines = [f'[accounts.shop-{n:03}]\noa_id = "{n:05}"\n' for n in range(120)]
    (tmp_path / "zns-batch.toml").write_text("\n".join(lines), "utf-8")
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    read, real = [0], toml.read_file

    def counted(path: Path) -> dict[str, Any]:
        read[0] += 1
        return real(path)

    with opened_pages(file_ledger, tmp_path / "home") as found:
        an = found.person("an")
        an.get("/accounts")
        monkeypatch.setattr(settings_accounts, "read_file", counted)
        page = an.get("/accounts")
        assert (200, 100) == (page.status_code, page.text.count("account-card"))
        assert "Còn nhiều tài khoản khác" in words_of(page)
        # Once for the person's rights, once for the cards.
        assert read[0] <= 3
        hit = an.get("/accounts?q=shop-119")
        assert 1 == hit.text.count("account-card")
        none = words_of(an.get("/accounts?q=không-có"))
        assert "Không có tài khoản nào như vậy" in none
