"""Keys of the JSON API: who gets in, what is refused, and what the API says of itself."""

import asyncio
import json
import time
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from ledger_help import TestClock
from openapi_spec_validator import validate
from rest_help import API, caller, code
from web_help import ORIGIN, Pages

from zns_batch.domain.users import Role
from zns_batch.errors import UsageError
from zns_batch.ledger import audit
from zns_batch.ledger.db.api_tables import api_tokens
from zns_batch.rest import app as rest_app
from zns_batch.rest.app import ROUTERS, build_api
from zns_batch.rest.context import anybody
from zns_batch.rest.document import document
from zns_batch.rest.mounted import mount
from zns_batch.rest.runtime import ApiRuntime, make_runtime
from zns_batch.services.people.management import Actor
from zns_batch.services.people.tokens import TokenService
from zns_batch.web.app import build_app

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
ACTOR = Actor(name="lan@desk", face="cli")


@pytest.fixture(autouse=True)
def an_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two shops."""
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zns-batch.toml").write_text(
        '[accounts.default]\noa_id = "1"\n[accounts.shop-b]\noa_id = "2"\n', encoding="utf-8"
    )


def _stranger(pages: Pages, **headers: str) -> httpx.Client:
    return httpx.Client(transport=pages.loop, base_url=ORIGIN, trust_env=False, headers=headers)


def test_a_key_is_shown_once_and_kept_as_a_hash(pages: Pages) -> None:
    """Who reads the ledger or its backup can't call the API; making and revoking stand in the log."""
    service = TokenService(pages.web.ledger, pages.web.clock)
    token, secret = service.create("erp", account="default", role=Role.SENDER, actor=ACTOR)
    assert secret.startswith("zns_")
    with pages.web.ledger.read() as connection:
        kept = str(connection.execute(api_tokens.select()).all())
    assert secret not in kept
    assert secret.removeprefix("zns_") not in kept
    assert [(token.id, Role.SENDER)] == [(one.id, one.role) for one in service.list()]
    service.revoke(token.id, actor=ACTOR)
    service.revoke(token.id, actor=ACTOR)
    assert service.recognise(secret) is None
    acts = [(one.act, one.actor, one.object) for one in audit.latest(pages.web.ledger)]
    made = [("token-create", "lan@desk", token.id)]
    assert [("token-revoke", "lan@desk", token.id), *made] == acts


@pytest.mark.parametrize(
    "name, account, days",
    [("", "default", 90), ("x", "nobody", 90), ("x", "*", 0), ("x", "*", 367)],
)
def test_a_key_has_a_name_an_account_and_an_end(
    file_pages: Pages, name: str, account: str, days: int
) -> None:
    """There is no key of which nobody knows whose it is, and none that works for ever."""
    service = TokenService(file_pages.web.ledger, file_pages.web.clock)
    with pytest.raises(UsageError):
        service.create(name, account=account, role=Role.VIEWER, days=days, actor=ACTOR)
    assert [] == service.list()


def test_only_a_key_that_works_opens_anything(
    timed: Pages, clock: TestClock, tmp_path: Path
) -> None:
    """No key, a wrong one, a cookie, one that ended or was revoked: nobody learns anything."""
    erp = caller(timed, tmp_path, days=1)
    assert 200 == erp.get("/campaigns").status_code
    assert clock.now() == TokenService(timed.web.ledger, clock).list()[0].seen_at
    for headers in (
        {},
        {"Authorization": "Bearer zns_wrong"},
        {"Authorization": "Basic eDp5"},
        {"Authorization": f"Bearer {'x' * 5000}"},
    ):
        answer = _stranger(timed, **headers).get(f"{API}/campaigns")
        assert "status-401" == code(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")
    an = timed.person("an")
    assert "status-401" == code(an.get(f"{API}/campaigns"), 401)
    clock.turn(86_400)
    assert "status-401" == code(erp.get("/campaigns"), 401)


def test_a_revoked_key_is_refused_at_once(file_pages: Pages, tmp_path: Path) -> None:
    """A key that was lost does nothing more from the moment it is revoked."""
    erp = caller(file_pages, tmp_path)
    TokenService(file_pages.web.ledger, file_pages.web.clock).revoke(erp.id, actor=ACTOR)
    assert "status-401" == code(erp.post("/campaigns/x/cancel"), 401)


def test_refusals_speak_the_caller_s_language(file_pages: Pages, tmp_path: Path) -> None:
    """A program shows people the sentence as it is; it decides by the code, which never changes."""
    found = {
        lang: caller(file_pages, tmp_path, lang=lang).get("/campaigns/khong-co")
        for lang in ("vi-VN,vi;q=0.9", "en-US")
    }
    assert {"unknown-campaign"} == {code(answer, 404) for answer in found.values()}
    assert ["vi", "en"] == [answer.headers["content-language"] for answer in found.values()]
    assert 2 == len({answer.json()["detail"] for answer in found.values()})


def test_what_comes_too_often_is_slowed_down(file_pages: Pages, tmp_path: Path) -> None:
    """A program that runs wild, or somebody who guesses keys, keeps nobody else waiting."""
    web = file_pages.web
    file_pages.loop.end()
    pages = Pages(
        web=web, guard=build_app(web, api=mount(make_runtime(web, per_second=0.01, burst=3)))
    )
    try:
        erp = caller(pages, tmp_path)
        answers = [erp.get("/campaigns") for _ in range(4)]
        assert [200, 200, 200, 429] == [answer.status_code for answer in answers]
        assert "status-429" == code(answers[-1], 429)
        assert answers[-1].headers["retry-after"]
        guesser = _stranger(pages, Authorization="Bearer zns_guess")
        statuses = [guesser.get(f"{API}/campaigns").status_code for _ in range(25)]
        assert {401, 429} == set(statuses)
        assert 429 == statuses[-1]
    finally:
        pages.loop.end()
        file_pages.loop = Pages(web=web, guard=file_pages.guard).loop


@pytest.mark.parametrize(
    "method, path, body, headers, expected",
    [
        ("GET", "/nothing", None, {}, 404),
        ("PUT", "/campaigns", None, {}, 405),
        ("TRACE", "/campaigns", None, {}, 405),
        ("POST", "/suppressed", b"{", {"Content-Type": "application/json"}, 422),
        ("POST", "/suppressed", b"[]", {"Content-Type": "application/json"}, 422),
        ("POST", "/suppressed", b"phones=1", {"Content-Type": "text/plain"}, 415),
        ("POST", "/suppressed", b"[" * (1 << 20), {"Content-Type": "application/json"}, 400),
        ("POST", "/suppressed", b"x" * (1 << 21), {"Content-Type": "application/json"}, 413),
        ("GET", "/campaigns?limit=0", None, {}, 422),
        ("GET", "/campaigns?since=2026-01-01", None, {}, 422),
        ("GET", f"/campaigns?after={'9' * 70}.x", None, {}, 422),
        ("GET", f"/campaigns/{'x' * 9000}", None, {}, 414),
        ("GET", "/campaigns/a%00b", None, {}, 422),
        ("GET", "/campaigns", None, {"Host": "evil.example"}, 421),
    ],
)
def test_whatever_comes_is_answered_by_a_problem_document(
    file_pages: Pages,
    tmp_path: Path,
    method: str,
    path: str,
    body: bytes | None,
    headers: dict[str, str],
    expected: int,
) -> None:
    """A program reads one form of refusal whatever it did wrong; none is a crash."""
    erp = caller(file_pages, tmp_path)
    answer = erp.client.request(method, API + path, content=body, headers=headers)
    assert code(answer, expected)


def test_a_crash_tells_its_number_and_nothing_else(
    file_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of ours becomes a number that the log explains, and shows no code of ours."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret place")

    monkeypatch.setattr("zns_batch.ledger.campaigns.list_page", broken)
    answer = caller(file_pages, tmp_path).get("/campaigns")
    assert "internal" == code(answer, 500)
    assert "secret place" not in answer.text
    assert "RuntimeError" not in answer.text


def test_every_call_asks_for_a_right() -> None:
    """No call was forgotten: each asks for a key with a role, but for the document and its page."""
    free = []
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            calls = {one.call for one in route.dependant.dependencies}
            if anybody in calls:
                free.append(route.path)
                continue
            rights = [one for one in calls if getattr(one, "__name__", "") == "permitted"]
            assert 1 == len(rights), route.path
    assert ["/openapi.json", "/docs"] == free


def _document(pages: Pages) -> dict[str, object]:
    answer = _stranger(pages).get(f"{API}/openapi.json")
    assert 200 == answer.status_code
    found: dict[str, object] = answer.json()
    return found


def test_the_document_is_valid(file_pages: Pages) -> None:
    """A client that is generated from the document works: it is valid, and whole without a key."""
    document = _document(file_pages)
    validate(document)
    assert "3.1" in str(document["openapi"])


def test_the_document_is_the_one_that_is_kept(file_pages: Pages) -> None:
    """A change of the API is seen by who reviews it: `docs/openapi.json` says the same."""
    kept = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(document(build_api(make_runtime(file_pages.web)))))
    for each in (kept, found):
        each["info"].pop("version")
    assert kept == found


def test_each_call_has_its_words_and_its_refusals(file_pages: Pages) -> None:
    """Who reads the document finds for each call what it does, and every status it may answer."""
    paths = _document(file_pages)["paths"]
    assert isinstance(paths, dict)
    for path, calls in paths.items():
        for method, call in calls.items():
            where = f"{method} {path}"
            assert call["summary"], where
            assert call["description"], where
            assert call["operationId"], where
            assert {"401", "403", "429", "500"} <= call["responses"].keys(), where
            assert [{"token": []}] == call["security"], where


def test_the_page_of_the_document_asks_no_other_host(file_pages: Pages) -> None:
    """The reference opens where there is no internet: no script, and nothing from elsewhere."""
    answer = _stranger(file_pages, **{"Accept-Language": "vi"}).get(f"{API}/docs")
    assert 200 == answer.status_code
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "http" not in answer.text.replace("httpx", "").partition("<body>")[0]
    assert "/api/v1/lists/{list_id}/campaigns" in answer.text
    assert "Tham số" in answer.text


def test_what_is_around_a_campaign_is_listed(file_pages: Pages, tmp_path: Path) -> None:
    """A program finds the accounts and templates that its key may use, and no secret of theirs."""
    erp = caller(file_pages, tmp_path)
    accounts = erp.get("/accounts").json()["accounts"]
    assert ["default", "shop-b"] == [one["account"] for one in accounts]
    mine = caller(file_pages, tmp_path, account="shop-b", role=Role.VIEWER)
    assert ["shop-b"] == [one["account"] for one in mine.get("/accounts").json()["accounts"]]
    templates = mine.get("/templates").json()["templates"]
    assert "don-hang" in {one["template"] for one in templates}
    assert "which-account" == code(erp.get("/templates"), 422)
    assert "no-account" == code(mine.get("/templates?account=default"), 404)


def test_numbers_are_put_on_the_never_send_list(file_pages: Pages, tmp_path: Path) -> None:
    """A shop's own opt-outs reach every way of sending, each key for its own account."""
    mine = caller(file_pages, tmp_path, account="shop-b")
    body = {"phones": ["0912345678", "84912345679"], "why": "khách yêu cầu"}
    added = mine.post("/suppressed", body, key="a")
    assert (2, 0) == (added.json()["added"], added.json()["known"])
    assert added.content == mine.post("/suppressed", body, key="a").content
    shown = mine.get("/suppressed?limit=1").json()
    assert (2, "shop-b") == (shown["total"], shown["suppressed"][0]["account"])
    assert 1 == len(mine.get(f"/suppressed?after={shown['next']}").json()["suppressed"])
    viewer = caller(file_pages, tmp_path, account="shop-b", role=Role.VIEWER)
    assert "****" in viewer.get("/suppressed").json()["suppressed"][0]["phone"]
    assert "forbidden" == code(viewer.post("/suppressed", body), 403)
    assert "no-account" == code(mine.post("/suppressed", {**body, "account": "default"}), 404)
    assert "bad-number" == code(mine.post("/suppressed", {"phones": ["x"]}), 422)
    gone = mine.client.request("DELETE", f"{API}/suppressed", json={"phones": ["0912345678"]})
    assert 1 == gone.json()["removed"]
    again = mine.client.request("DELETE", f"{API}/suppressed", json={"phones": ["0912345678"]})
    assert "not-listed" == code(again, 404)
    entries = str(audit.latest(file_pages.web.ledger))
    assert "912345678" not in entries


def test_calls_that_arrive_together_load_the_api_once(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs that all begin at the same moment are all answered; a load that failed is tried again."""
    made: list[int] = []

    def build(runtime: ApiRuntime) -> FastAPI:
        made.append(1)
        if len(made) == 1:
            raise OSError
        time.sleep(0.05)
        return build_api(runtime)

    monkeypatch.setattr(rest_app, "build_api", build)
    guard = build_app(file_pages.web, api=mount(make_runtime(file_pages.web)))

    async def calls() -> list[int]:
        transport = httpx.ASGITransport(app=guard)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            first = await client.get(f"{API}/openapi.json")
            answers = await asyncio.gather(*(client.get(f"{API}/docs") for _ in range(5)))
        return [first.status_code, *(answer.status_code for answer in answers)]

    assert [500, 200, 200, 200, 200, 200] == asyncio.run(calls())
    assert 2 == len(made)
