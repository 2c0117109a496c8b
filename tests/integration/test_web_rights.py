"""Who may do what: every route of the router, with objects that are there, for everybody who may not.

A route that is added is in these tests by itself. One whose address names an object of a new kind fails
in `filled` until such an object is made here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute
from ledger_help import campaign_of, planned
from program_help import TEMPLATES, orders
from schedule_help import added, written
from sqlalchemy import select
from web_campaign_help import move
from web_help import ORIGIN, Pages, Visitor, words_of
from web_send_help import uploaded_by

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import metadata
from zns_batch.ledger.people import users
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.customers.never_send import add_numbers, listed_numbers
from zns_batch.services.people.management import Actor
from zns_batch.web.app import ROUTERS

SHELL = Actor(name="root@server", face="cli")
ROLES: tuple[Role | None, ...] = (None, *Role)

STOLEN = {
    "made_by": "somebody",
    "confirmed_by": "somebody",
    "asked_by": "somebody",
    "user_id": "somebody",
    "owner": "somebody",
    "admin": "1",
    "role": "sender",
    "role-*": "sender",
    "role-default": "sender",
    "grants": "sender",
    "account": "other",
    "state": "active",
    "outcome": "approved",
    "fingerprint": "x",
    "id": "x",
}
"""Fields that give rights, other accounts or other people's objects, where a form took them."""

UNTOUCHED = frozenset({"sessions", "audit", "login_attempts", "told_once", "workers"})
"""Tables that a request that is refused may write."""

WHOLE_PHONE = re.compile(r"(?<!\d)(?:84|0)[35789]\d{8}(?!\d)")
THEIRS = re.compile(r"9(?:0000000\d\d|87001122)")
"""The shop's customers."""

NAMED_AFTER = "khach-0987001122"
"""What a list is called after one of them."""

MAY_DOWNLOAD = re.compile(
    r"/(?:practice/list|templates/[^/]+/sample|new/sample)\.xlsx|/settings/audit/entries\.csv"
)
"""Empty forms, and for administrators the log of acts: no customer stands in them."""


@pytest.fixture(autouse=True)
def a_shop(silent_account: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account whose provider is silent, with its template."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "don-hang.toml").write_bytes((TEMPLATES / "don-hang.toml").read_bytes())
    lists = tmp_path / "lists"
    lists.mkdir()
    monkeypatch.setenv("ZNS_WEB_LIST_FOLDERS", f'["{lists}"]')


@dataclass(frozen=True, kw_only=True)
class Shop:
    """What the account `default` has: an object of each kind.

    Attributes:
        campaign: A campaign at its end, with rows in each state.
        uploaded: A list that is checked.
        values: What stands for each part of an address, by the first part of the path and the name.

    """

    campaign: Campaign
    uploaded: UploadedList
    values: dict[tuple[str, str], str]

    def filled(self, path: str) -> str:
        """Return a route's address with objects of the account in it."""
        first = path.strip("/").split("/")[0]

        def value(match: re.Match[str]) -> str:
            name = match[1]
            found = self.values.get((first, name)) or self.values.get(("", name))
            assert found is not None, f"{path}: make an object for {{{name}}} in `shop_of`"
            return found

        return re.sub(r"{(\w+)(?::\w+)?}", value, path)


def shop_of(pages: Pages, folder: Path) -> Shop:
    """Give the account an object of each kind."""
    ledger, now = pages.web.ledger, datetime.now(UTC)
    owner = pages.person("chu")
    # Lists are called after customers, and campaigns and schedules after their lists.
    campaign = campaign_of(
        ledger,
        [planned(n) for n in range(1, 6)],
        name=NAMED_AFTER,
        source=f"/srv/lists/{NAMED_AFTER}.xlsx",
        now=now,
    )
    move(ledger, campaign, 1, RowState.ACCEPTED, None)
    move(ledger, campaign, 2, RowState.REJECTED, "-118")
    move(ledger, campaign, 3, RowState.UNKNOWN, "timeout")
    campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=now)
    uploaded = uploaded_by(owner, folder, orders(3))
    schedule = added(ledger, written(folder / f"{NAMED_AFTER}.csv", orders(3)))
    add_numbers(ledger, ["0987001122"], account="default", why="khách yêu cầu", now=now)
    entry = listed_numbers(ledger, account="default")[0]
    return Shop(
        campaign=campaigns.get(ledger, campaign.id),
        uploaded=uploaded,
        values={
            ("", "campaign_id"): campaign.id,
            ("", "list_id"): uploaded.id,
            ("", "schedule_id"): schedule.id,
            ("", "seq"): "1",
            ("", "user_id"): owner.user.id,
            ("", "entry_id"): str(entry.id),
            ("accounts", "name"): "default",
            ("help", "name"): "pages",
            ("templates", "key"): "don-hang",
            ("suppressed", "key"): "x1",
        },
    )


@dataclass(frozen=True, kw_only=True)
class RoleRoute:
    """A route of somebody who is signed in, and what it asks for."""

    method: str
    path: str
    least: Role | None
    admin: bool

    @property
    def has_object(self) -> bool:
        """Whether its address names something of an account."""
        names = {"campaign_id", "list_id", "schedule_id", "entry_id"}
        of_account = self.path.startswith("/accounts/{name}")
        return of_account or bool(names & set(re.findall(r"{(\w+)", self.path)))


def role_routes() -> Iterator[RoleRoute]:
    """Every route that asks who somebody is, but for the one that ends it."""
    routes = [route for each in ROUTERS for route in each.routes if isinstance(route, APIRoute)]
    for route in routes:
        for one in route.dependant.dependencies:
            name = getattr(one.call, "__qualname__", "")
            if name not in {"signed_in", "enrolling"} and not name.startswith("requires."):
                continue
            names = one.call.__code__.co_freevars  # type: ignore[union-attr]  # a closure of `requires`
            found = one.call.__closure__ or ()  # type: ignore[union-attr]  # likewise
            cells = {each: cell.cell_contents for each, cell in zip(names, found, strict=True)}
            for method in sorted(route.methods or ()):
                if route.path != "/logout":
                    yield RoleRoute(
                        method=method,
                        path=route.path,
                        least=cells.get("least"),
                        admin=bool(cells.get("admin")),
                    )


def ask(
    visitor: Visitor, method: str, path: str, token: str, form: dict[str, str] | None = None
) -> httpx.Response:
    """Ask for a route as one of our pages does, its token in the header."""
    if method != "POST":
        return visitor.client.request(method, path, headers={"Accept": "text/html"})
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "X-CSRF": token}
    if form:
        return visitor.client.post(path, data=form, headers=headers)
    # The header's token: a form with a file is not even begun.
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return visitor.client.post(path, content="", headers=headers)


def contents(ledger: Ledger) -> dict[str, list[str]]:
    """Everything that the ledger holds, but for what a refused request writes."""
    with ledger.read() as connection:
        return {
            table.name: sorted(map(str, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in UNTOUCHED
        }


# ── each route for each role ──


@pytest.mark.parametrize("admin", [False, True], ids=["", "administrator"])
@pytest.mark.parametrize("role", ROLES, ids=["nobody", *Role])
def test_each_route_lets_in_exactly_who_may(
    file_pages: Pages, role: Role | None, admin: bool
) -> None:
    """Whatever address somebody types, a right that is not there opens nothing; an administrator has no other (S33)."""
    visitor = file_pages.person("an", role=role, admin=admin)
    token = visitor.token("/help")
    file_pages.web.rates._per_second = 1e9
    wrong, asked = [], 0
    for route in role_routes():
        asked += 1
        has_role = route.least is None or (role is not None and role.covers(route.least))
        allowed = has_role and (admin or not route.admin)
        path = re.sub(r"{[^}]*}", "x1", route.path)
        status = ask(visitor, route.method, path, token).status_code
        # Who may gets a page, or reads that there is no such thing; never that it is forbidden.
        if (status == 403) == allowed or status >= 500:
            wrong.append((route.method, path, status))
    assert asked > 100
    assert [] == wrong


def test_no_route_is_open_to_strangers(file_pages: Pages) -> None:
    """Who is not signed in gets the login page for whatever is asked, and can't act."""
    stranger = file_pages.stranger()
    token = stranger.token("/login")
    file_pages.web.rates._per_second = 1e9
    answers = {
        (
            route.method,
            ask(stranger, route.method, re.sub(r"{[^}]*}", "x1", route.path), token).status_code,
        )
        for route in role_routes()
    }
    assert {("GET", 303), ("POST", 401)} == answers


# ── other accounts' objects ──


def test_another_accounts_objects_are_not_there(file_pages: Pages, tmp_path: Path) -> None:
    """Whoever has another account's id, in the address, in a form or in a query, gets and changes nothing (S34)."""
    shop = shop_of(file_pages, tmp_path)
    stranger = file_pages.person("la", grants={"other": Role.SENDER})
    token = stranger.token("/me")
    file_pages.web.rates._per_second = 1e9
    ledger = file_pages.web.ledger
    before, asked = contents(ledger), 0
    wrong: list[tuple[object, ...]] = []
    form = {
        "account": "default",
        "campaign": shop.campaign.id,
        "campaign_id": shop.campaign.id,
        "list": shop.uploaded.id,
        "list_id": shop.uploaded.id,
        "template": "don-hang",
        "ids": shop.campaign.id,
    }
    acts = {"numbers": "0912345679", "number": "84900000001", "why": "x", "act": "go"}
    names = (shop.campaign.name, shop.uploaded.name, "hang-ngay.csv")
    for route in role_routes():
        if route.admin or route.path in {"/me", "/me/second-factor"}:
            continue
        path = shop.filled(route.path)
        asked += 1
        if route.method == "GET":
            answer = stranger.client.get(path, params=form, headers={"Accept": "text/html"})
        else:
            answer = ask(stranger, route.method, path, token, form | acts)
        if route.has_object and answer.status_code not in {403, 404}:
            wrong.append((route.method, path, answer.status_code))
        wrong += [(path, "names", name) for name in names if name in answer.text]
    assert asked > 80
    assert [] == wrong
    assert before == contents(ledger)


def test_a_viewer_changes_nothing_with_all_that_others_may(
    file_pages: Pages, tmp_path: Path
) -> None:
    """A sender of another account is a viewer here: each act on real objects is refused, and leaves all as it is."""
    shop = shop_of(file_pages, tmp_path)
    mixed = file_pages.person("ba", grants={"default": Role.VIEWER, "other": Role.SENDER})
    token = mixed.token("/me")
    file_pages.web.rates._per_second = 1e9
    ledger = file_pages.web.ledger
    before, wrong = contents(ledger), []
    for route in role_routes():
        beyond = route.least is not None and not Role.VIEWER.covers(route.least)
        if not (route.has_object and beyond):
            continue
        path = shop.filled(route.path)
        status = ask(mixed, route.method, path, token, {**STOLEN, "account": "default"}).status_code
        if status not in {403, 404}:
            wrong.append((route.method, path, status))
    assert [] == wrong
    assert before == contents(ledger)


# ── fields that no form has ──


def test_no_form_takes_rights_or_owners(file_pages: Pages, tmp_path: Path) -> None:
    """Fields put into any form give nobody a right, an account, or another person's name (S35)."""
    shop = shop_of(file_pages, tmp_path)
    an = file_pages.person("an", grants={"default": Role.PREPARER})
    token = an.token("/me")
    file_pages.web.rates._per_second = 1e9
    ledger = file_pages.web.ledger
    with ledger.read() as connection:
        before = {
            each: users.find_user(connection, each)
            for each in (an.user.id, shop.values["", "user_id"])
        }
    forms = [
        STOLEN,
        {**STOLEN, "do": "profile", "name": "An", "lang": "vi"},
        {**STOLEN, "act": "go"},
    ]
    for route in role_routes():
        deletes = route.path.endswith("/delete")
        for form in forms if route.method == "POST" and not deletes else ():
            answer = ask(an, "POST", shop.filled(route.path), token, form)
            assert answer.status_code < 500, route.path
    with ledger.read() as connection:
        after = {each: users.find_user(connection, each) for each in before}
    for each, was in before.items():
        now = after[each]
        assert was is not None
        assert now is not None
        assert (was.admin, was.grants, was.state) == (now.admin, now.grants, now.state)
    kept = campaigns.get(ledger, shop.campaign.id)
    assert (shop.campaign.account, shop.campaign.made_by, shop.campaign.confirmed_by) == (
        kept.account,
        kept.made_by,
        kept.confirmed_by,
    )
    uploaded = file_pages.web.lists.find(shop.uploaded.id)
    assert (shop.uploaded.owner, shop.uploaded.account, shop.uploaded.folder) == (
        uploaded.owner,
        uploaded.account,
        uploaded.folder,
    )
    assert "somebody" not in str([value for key, value in contents(ledger).items()])
    assert [] == [each for each in campaigns.list_all(ledger) if each.id != shop.campaign.id]


# ── what a viewer finds ──


def crawled(visitor: Visitor, shop: Shop) -> set[str]:
    """Open every page that somebody reaches, who must find no whole phone; return the addresses."""
    to_open = ["/", *(shop.filled(each.path) for each in role_routes() if each.method == "GET")]
    seen: set[str] = set()
    opened = 0
    while to_open:
        path = to_open.pop()
        if path in seen or len(seen) > 600:
            continue
        seen.add(path)
        answer = visitor.client.get(path, headers={"Accept": "text/html"})
        opened += answer.status_code == 200
        assert answer.status_code < 500, path
        # The documents and the templates have examples of phones.
        examples = path.startswith(("/help/", "/templates/"))
        assert not (THEIRS if examples else WHOLE_PHONE).search(answer.text), path
        if "attachment" in answer.headers.get("content-disposition", ""):
            assert MAY_DOWNLOAD.fullmatch(path.partition("?")[0]), path
        if "text/html" in answer.headers.get("content-type", ""):
            links = re.findall(r'(?:href|hx-get|data-live)="(/[^"#]*)', answer.text)
            to_open += [each.replace("&amp;", "&") for each in links if "/static/" not in each]
    assert opened > 10
    return seen


def test_a_viewer_who_opens_everything_finds_no_whole_phone(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Every page that a viewer reaches, by links and by addresses, has phones masked, in names too, and nothing to download; so has an administrator's without a role (S36)."""
    shop = shop_of(file_pages, tmp_path)
    viewer = file_pages.person("xem", role=Role.VIEWER)
    nobody = file_pages.person("quan-tri", role=None, admin=True)
    file_pages.web.rates._per_second = 1e9
    seen = crawled(viewer, shop)
    shown = viewer.get(f"/campaigns/{shop.campaign.id}").text
    assert "khach-09****122" in shown, "people know it by the rest of its name"
    assert "/srv/lists" not in shown
    crawled(nobody, shop)
    preparer = file_pages.person("soan", role=Role.PREPARER)
    whole = preparer.get(f"/campaigns/{shop.campaign.id}/rows").text
    assert WHOLE_PHONE.search(whole), "what is looked for is what others see"
    assert f"/campaigns/{shop.campaign.id}/rows/1" in seen
    assert NAMED_AFTER in preparer.get(f"/campaigns/{shop.campaign.id}").text


# ── a right that is taken away ──


def test_a_right_that_is_gone_at_the_press_changes_nothing(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Every form was opened with the right, and pressed without it: refused, and nothing is done (S37)."""
    shop = shop_of(file_pages, tmp_path)
    an = file_pages.person("an")
    token = an.token(f"/campaigns/{shop.campaign.id}")
    file_pages.web.rates._per_second = 1e9
    file_pages.web.people.grant("an", ALL_ACCOUNTS, None, actor=SHELL)
    ledger = file_pages.web.ledger
    before, wrong = contents(ledger), []
    for route in role_routes():
        if route.method != "POST" or (route.least is None and not route.admin):
            continue
        path = shop.filled(route.path)
        answer = ask(an, "POST", path, token, {"account": "default", "act": "go", "why": "x"})
        if answer.status_code != 403:
            wrong.append((path, answer.status_code))
    assert [] == wrong
    assert before == contents(ledger)
    assert "Bạn chưa có quyền" in words_of(an.get("/"))
