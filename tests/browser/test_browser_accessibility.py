"""Every page as people with disabilities meet it: both languages, light and dark, phone and desk, by keyboard.

The cases are held to the router and to the templates: a page that is added without a case fails here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser_help import Watch, accessibility_faults, scrolls_sideways, watched_context
from fastapi.routing import APIRoute
from page_shop import PASSWORD, Shop, consent_of, open_shop
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from zns_batch.web.app import ROUTERS

TEMPLATES = Path(__file__).parents[2] / "zns_batch" / "web" / "templates"

NO_PAGES = {
    "/static/{version}/{name:path}": "a file",
    "/campaigns/live": "a part of its page",
    "/campaigns/{campaign_id}/live": "a part of its page",
    "/settings/audit/entries.csv": "a file",
    "/practice/list.xlsx": "a file",
    "/suppressed/import/{key}/part": "a part of its page",
    "/suppressed/proposed/count": "a part of its page",
    "/campaigns/{campaign_id}/report.xlsx": "a file",
    "/campaigns/{campaign_id}/copy": "leads to /new",
    "/campaigns/{campaign_id}/approval": "leads to /approvals/{campaign_id}",
    "/new/quota": "a part of its page",
    "/new/sample.xlsx": "a file",
    "/lists/{list_id}/progress": "a part of its page",
    "/lists/{list_id}/problems/live": "a part of its page",
    "/lists/{list_id}/marked.xlsx": "a file",
    "/lists/{list_id}/confirm/progress": "a part of its page",
    "/lists/{list_id}/test/{campaign_id}": "a part of its page",
    "/accounts/{name}/status": "a part of its page",
    "/templates/{key}/row": "a part of its page",
    "/templates/{key}/sample.xlsx": "a file",
}
"""What is asked for by GET and is no page of its own."""

PARTS = {
    "base.html": "the frame of all pages",
    "campaign_now.html": "a part of the campaign's page",
    "campaign_results.html": "a part of the campaign's page",
    "data_job_status.html": "a part of the job's page",
    "receipts_status.html": "a part of the receipts' page",
    "report_status.html": "a part of the workbook's page",
}
"""Templates that are no page of their own."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A page in one state.

    Attributes:
        route: As the router has it.
        path: The address, with the shop's objects in braces.
        template: What the page is made of.
        who: Who looks.
        fields: What is sent, for the answer to a form.
        action: Where it is sent; the page's own address without it.
        act: What is done on the page before it is looked at.
        faulty: Whether the server is to fail at it.
        empty: Whether it is looked at in a shop that has nothing yet.

    """

    route: str
    path: str
    template: str
    who: str = "an"
    fields: dict[str, str] | None = None
    action: str = ""
    act: Callable[[Shop, Page], None] | None = None
    faulty: bool = False
    empty: bool = False

    @property
    def name(self) -> str:
        """What a fault is named with."""
        how = " after a form" if self.fields is not None else " after an act" if self.act else ""
        return f"{self.path}{how}{' of nothing' if self.empty else ''} as {self.who}"


def at(path: str, template: str, route: str = "", **more: object) -> Case:
    """A page by its address."""
    return Case(route=route or path, path=path, template=template, **more)  # type: ignore[arg-type]  # a case's own fields


def refused(path: str, template: str, route: str = "", **more: object) -> Case:
    """A page whose form came back: sent without what it asks for, unless told."""
    return at(path, template, route, **{"fields": {}, **more})


def _begin_factor(_: Shop, page: Page) -> None:
    begin = page.locator("button[value=begin]")
    if begin.count():
        begin.click()


def _code_asked(shop: Shop, page: Page) -> None:
    """Type the password of somebody who has a second step: it is set up for the purpose."""
    from zns_batch.ledger.db import schema

    with shop.pages.web.ledger.write() as connection:
        changed = schema.users.update().where(schema.users.c.login == "late")
        connection.execute(changed.values(totp_secret="JBSWY3DPEHPK3PXP"))
    page.fill("#login", "late")
    page.fill("#password", PASSWORD)
    page.click("main button.btn-primary")


def _consent(_: Shop, page: Page) -> None:
    page.click("main form button.btn-primary")


def _came_back(shop: Shop, page: Page) -> None:
    _consent(shop, page)
    page.goto(consent_of(shop, page.content()))


def _denied(shop: Shop, page: Page) -> None:
    _consent(shop, page)
    state = consent_of(shop, page.content()).partition("state=")[2].partition("&")[0]
    page.goto(f"/oauth/zalo?error=access_denied&state={state}")


def _found(_: Shop, page: Page) -> None:
    page.fill("#number", "0900000001")
    page.click("main button.btn-primary")


def _customer(_: Shop, page: Page) -> None:
    page.fill("#customer", "0900000001")
    page.click("form:has(#customer) button")


def _unfold(_: Shop, page: Page) -> None:
    page.evaluate(
        "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
    )


def _open_question(_: Shop, page: Page) -> None:
    page.click("#act-pause")
    page.wait_for_selector("dialog[open]")


def _invite(_: Shop, page: Page) -> None:
    page.click("button[value=link]")


CAMPAIGN, LIST = "/campaigns/{campaign_id}", "/lists/{list_id}"
SCHEDULE, APPROVAL = "/schedules/{schedule_id}", "/approvals/{campaign_id}"
STANDING = "/approvals/schedules/{schedule_id}"

CASES: dict[str, list[Case]] = {
    "coming in": [
        at("/login", "login.html", who="stranger"),
        refused("/login", "login.html", who="stranger", fields={"login": "an", "password": "?"}),
        at("/login", "login_code.html", who="stranger", act=_code_asked),
        at("/welcome/{link}", "welcome.html", "/welcome/{token}", who="stranger"),
        refused("/welcome/{link}", "welcome.html", "/welcome/{token}", who="stranger"),
        at("/welcome/no-such-link", "error.html", "/welcome/{token}", who="stranger"),
        at("/me", "me.html"),
        refused("/me", "me.html", fields={"do": "password", "password": "x", "again": "y"}),
        at("/me/second-factor", "factor.html", who="lan"),
        at("/me/second-factor", "factor.html", who="binh", act=_begin_factor),
        at("/help", "help.html"),
        at("/help/pages", "help_page.html", "/help/{name}"),
        at("/help/errors", "help_page.html", "/help/{name}"),
    ],
    "lists": [
        at("/", "home.html"),
        at("/", "home.html", who="none"),
        at("/new", "new.html", act=_unfold),
        refused("/new", "new.html", fields={"account": "default"}),
        at("/lists", "lists.html"),
        at("/lists/{arriving}", "reading.html", LIST),
        at("/lists/{broken}", "failed.html", LIST),
        at("/lists/{wrong}/delete", "list_delete.html", f"{LIST}/delete"),
        at("/lists/{two_sheets}/sheet", "sheet.html", f"{LIST}/sheet", act=_unfold),
        at("/lists/{odd_columns}/columns", "columns.html", f"{LIST}/columns", act=_unfold),
        refused("/lists/{odd_columns}/columns", "columns.html", f"{LIST}/columns"),
        at("/lists/{wrong}/problems?open=5", "problems.html", f"{LIST}/problems"),
        at("/lists/{left}/good", "good_rows.html", f"{LIST}/good"),
        at("/lists/{wrong}/problems?q=nichts", "problems.html", f"{LIST}/problems"),
        refused("/lists/{wrong}/problems", "problems.html", f"{LIST}/problems"),
        refused(
            "/lists/{wrong}/problems",
            "file_refused.html",
            f"{LIST}/problems",
            action="/lists/{wrong}/file",
        ),
    ],
    "sending": [
        at("/lists/{left}/preview", "preview.html", f"{LIST}/preview", act=_unfold),
        at("/lists/{left}/preview?row=5", "preview.html", f"{LIST}/preview"),
        at("/lists/{left}/preview?odd=order_date.0", "preview.html", f"{LIST}/preview"),
        at("/lists/{ready}/send", "send.html", f"{LIST}/send", act=_unfold),
        refused(
            "/lists/{ready}/send", "send.html", f"{LIST}/send", fields={"way": "later", "act": "go"}
        ),
        at("/lists/{planned}/confirm", "confirm.html", f"{LIST}/confirm", act=_unfold),
        at("/lists/{big}/confirm", "confirm.html", f"{LIST}/confirm"),
        refused("/lists/{big}/confirm", "confirm.html", f"{LIST}/confirm", fields={"n": "5"}),
    ],
    "campaigns": [
        at("/campaigns", "campaigns.html"),
        at("/campaigns?q=khong-co", "campaigns.html", "/campaigns"),
        *(
            at(f"/campaigns/{{{each}}}", "campaign.html", CAMPAIGN, act=_unfold)
            for each in ("running", "done", "refused", "later", "asked")
        ),
        at("/campaigns/{done}", "campaign.html", CAMPAIGN, who="xem"),
        at("/campaigns/{running}", "campaign.html", CAMPAIGN, act=_open_question),
        at("/campaigns/{done}/rows", "rows.html", f"{CAMPAIGN}/rows"),
        at("/campaigns/{done}/rows?q=khong-co", "rows.html", f"{CAMPAIGN}/rows"),
        at("/campaigns/{done}/rows/1", "row.html", f"{CAMPAIGN}/rows/{{seq}}"),
        at("/campaigns/{done}/rows/6", "row.html", f"{CAMPAIGN}/rows/{{seq}}"),
        at("/campaigns/{done}/report", "report.html", f"{CAMPAIGN}/report"),
        at("/campaigns/{done}/receipts", "receipts.html", f"{CAMPAIGN}/receipts"),
        at("/campaigns/{running}/pause", "campaign_act.html", f"{CAMPAIGN}/pause"),
        at("/campaigns/{paused}/resume", "campaign_act.html", f"{CAMPAIGN}/resume"),
        at("/campaigns/{running}/cancel", "campaign_act.html", f"{CAMPAIGN}/cancel"),
        at("/campaigns/{later}/when", "campaign_when.html", f"{CAMPAIGN}/when"),
        refused("/campaigns/{later}/when", "campaign_when.html", f"{CAMPAIGN}/when"),
        at("/campaigns/{done}/retry", "retry.html", f"{CAMPAIGN}/retry"),
        refused("/campaigns/{done}/retry", "retry.html", f"{CAMPAIGN}/retry"),
        refused(
            "/campaigns/{done}/retry",
            "retry_confirm.html",
            f"{CAMPAIGN}/retry",
            fields={"reason": "rejected:-118"},
        ),
        at("/campaigns/{done}/settle", "settle.html", f"{CAMPAIGN}/settle"),
        refused(
            "/campaigns/{done}/settle",
            "settle.html",
            f"{CAMPAIGN}/settle",
            fields={"verdict": "not-sent"},
        ),
    ],
    "approvals and schedules": [
        at("/approvals", "approvals.html"),
        at("/approvals/{asked}", "approval.html", APPROVAL, act=_unfold),
        at("/approvals/{asked_own}", "approval.html", APPROVAL),
        refused(
            "/approvals/{asked_big}",
            "approval.html",
            APPROVAL,
            action="/approvals/{asked_big}/approve",
            fields={"n": "120"},
        ),
        refused("/approvals", "refused.html", "/approvals", action="/lists/{asked_list}/confirm"),
        at("/approvals/schedules/{daily}", "schedule_approval.html", STANDING),
        at("/approvals/schedules/{asking}", "schedule_approval.html", STANDING, act=_unfold),
        at("/approvals/schedules/{asking}", "schedule_approval.html", STANDING, who="lan"),
        refused(
            "/approvals/schedules/{daily}",
            "schedule_approval.html",
            STANDING,
            action="/approvals/schedules/{daily}/ask",
        ),
        at("/schedules", "schedules.html"),
        at("/schedules/new", "schedule_new.html", act=_unfold),
        refused("/schedules/new", "schedule_new.html", fields={"emails": "nobody"}),
        at("/schedules/{daily}", "schedule.html", SCHEDULE, act=_unfold),
        at("/schedules/{resting}", "schedule.html", SCHEDULE),
        at("/schedules/{daily}/pause", "schedule_act.html", f"{SCHEDULE}/pause"),
        at("/schedules/{resting}/resume", "schedule_act.html", f"{SCHEDULE}/resume"),
        at("/schedules/{daily}/remove", "schedule_act.html", f"{SCHEDULE}/remove"),
        at("/schedules/new/{recurring}", "schedule_confirm.html", "/schedules/new/{list_id}"),
    ],
    "accounts and templates": [
        at("/accounts", "accounts.html"),
        at("/accounts", "accounts.html", who="xem"),
        at("/accounts/default", "account.html", "/accounts/{name}"),
        at("/accounts/default/login", "account_login.html", "/accounts/{name}/login"),
        at("/accounts/default/login", "account_login.html", "/accounts/{name}/login", who="late"),
        at(
            "/accounts/default/login",
            "account_consent.html",
            "/accounts/{name}/login",
            act=_consent,
        ),
        at("/accounts/default/login", "account_connect.html", "/oauth/zalo", act=_came_back),
        at("/accounts/default/login", "account_denied.html", "/oauth/zalo", act=_denied),
        at("/oauth/zalo?code=x&state=y", "account_refused.html", "/oauth/zalo"),
        at("/templates", "templates.html"),
        at("/templates/don-hang?account=default", "template.html", "/templates/{key}", act=_unfold),
        at(
            "/templates/pull?account=default&template=217489",
            "template_pull.html",
            "/templates/pull",
        ),
        at(
            "/templates/don-hang/text?account=default",
            "template_text.html",
            "/templates/{key}/text",
        ),
        refused(
            "/templates/don-hang/text?account=default",
            "template_text.html",
            "/templates/{key}/text",
            fields={"account": "default", "text": "Chào <khong_co>", "act": "keep"},
        ),
    ],
    "customers": [
        at("/find", "find.html"),
        at("/find", "find.html", act=_found),
        refused("/find", "find.html", fields={"number": "abc"}),
        at("/suppressed", "suppressed.html", act=_unfold),
        at("/suppressed", "suppressed.html", who="xem"),
        refused("/suppressed", "suppressed.html", fields={"account": "*", "numbers": "abc"}),
        at("/suppressed/import/{import}", "suppressed_import.html", "/suppressed/import/{key}"),
        at("/suppressed/proposed", "suppressed_proposed.html"),
        at("/suppressed/{entry}/remove", "suppressed_remove.html", "/suppressed/{entry_id}/remove"),
        refused(
            "/suppressed/{entry}/remove", "suppressed_remove.html", "/suppressed/{entry_id}/remove"
        ),
    ],
    "administration": [
        at("/settings/users", "users.html"),
        at("/settings/users/new", "user_new.html"),
        refused("/settings/users/new", "user_new.html"),
        at("/settings/users/{user}", "user.html", "/settings/users/{user_id}"),
        at("/settings/users/{user}", "user.html", "/settings/users/{user_id}", who="late"),
        at("/settings/users/{own}", "user.html", "/settings/users/{user_id}"),
        at("/settings/users/{user}", "user_link.html", "/settings/users/{user_id}", act=_invite),
        at("/settings/audit", "audit_log.html"),
        at("/settings/audit?since=hom-qua", "audit_log.html", "/settings/audit"),
        at("/settings/audit?who=khong-co-ai", "audit_log.html", "/settings/audit"),
        at("/settings/data", "data.html"),
        refused("/settings/data", "data.html", fields={"months": "x"}),
        at("/settings/data/purge?months=1", "data_purge.html", "/settings/data/purge"),
        refused(
            "/settings/data/purge?months=1",
            "data_purge.html",
            "/settings/data/purge",
            fields={"months": "1", "number": "7"},
        ),
        at("/settings/data", "data_customer.html", "/settings/data/customer", act=_customer),
        at("/settings/data/job", "data_job.html"),
        at("/settings", "settings.html"),
        at("/system", "system.html", act=_unfold),
    ],
    "errors": [
        at("/khong-co", "error.html", "/"),
        at("/khong-co", "error.html", "/login", who="stranger"),
        at("/campaigns/khong-co", "error.html", CAMPAIGN),
        at("/settings/users", "error.html", who="xem"),
        at("/campaigns/{done}/pause", "error.html", f"{CAMPAIGN}/pause"),
        refused("/me", "error.html", fields={"do": "?"}),
        at("/help", "error.html", faulty=True),
    ],
    "nothing yet": [
        at("/", "home.html", empty=True),
        at("/new", "new.html", empty=True),
        at("/lists", "lists.html", empty=True),
        at("/campaigns", "campaigns.html", empty=True),
        at("/approvals", "approvals.html", empty=True),
        at("/schedules", "schedules.html", empty=True),
        at("/suppressed", "suppressed.html", empty=True),
        at("/suppressed/proposed", "suppressed_proposed.html", empty=True),
        at("/find", "find.html", empty=True, act=_found),
        at("/accounts", "accounts.html", empty=True),
        at("/templates", "templates.html", empty=True),
        at("/settings/users", "users.html", empty=True),
        at("/settings/audit", "audit_log.html", empty=True),
        at("/settings/data", "data.html", empty=True),
        at("/settings/data/purge?months=12", "data_purge.html", "/settings/data/purge", empty=True),
        at("/settings/data/job", "data_job.html", empty=True),
        at("/system", "system.html", empty=True),
    ],
}


# ── no page is left out ──


def test_every_page_and_every_template_has_a_case() -> None:
    """Whoever adds a page adds it here, so that no page is made that some people can't use."""
    routes = [route for each in ROUTERS for route in each.routes if isinstance(route, APIRoute)]
    pages = {route.path for route in routes if "GET" in (route.methods or ())}
    cases = [case for each in CASES.values() for case in each]
    assert set() == pages - NO_PAGES.keys() - {case.route for case in cases}
    assert set() == {case.route for case in cases} - pages
    assert set() == NO_PAGES.keys() - pages
    templates = {path.name for path in TEMPLATES.glob("*.html")}
    assert set() == templates - PARTS.keys() - {case.template for case in cases} - ELSEWHERE.keys()
    assert set() == (PARTS.keys() | ELSEWHERE.keys()) - templates


ELSEWHERE = {
    "factor_codes.html": "test_browser_administration",
    "planning.html": "test_browser_large",
}
"""Pages that need a code of this half minute, or a list of a hundred thousand rows."""


def test_what_cannot_be_read_is_found(browser: Browser) -> None:
    """Letters too pale for their ground are a fault, however often their colours stand on the page, and others
    none: what a page is held to here would find it.
    """
    page = browser.new_page()
    page.set_content(
        "<html lang=vi><title>Thử</title><main><h1>Thử</h1>"
        "<p style='color: #767676'>đọc được</p>"
        "<p style='color: #aaaaaa'>quá nhạt</p><p style='color: #aaaaaa'>quá nhạt nữa</p>"
        "<p style='color: #aaaaaa; background: #000000'>đọc được</p>"
        "<p style='color: rgba(0, 0, 0, 0.3)'>quá nhạt</p></main></html>"
    )
    found = accessibility_faults(page)
    page.close()
    assert ["color-contrast"] * 3 == [one.partition(":")[0] for one in found]
    assert all("nhạt" in one for one in found), found


# ── looking ──


@pytest.fixture(scope="module")
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """A shop with something of everything, or on its first day; what is done here changes neither."""
    with open_shop(tmp_path_factory.mktemp("shop"), filled=request.param) as found:
        yield found


_SUBMIT = """([action, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  // Where a page takes a file its form is of another kind.
  const { pathname } = new URL(action, location.href);
  if (pathname === "/new" || pathname.endsWith("/file")) form.enctype = "multipart/form-data";
  const token = document.querySelector("[name=token]").value;
  for (const [name, value] of Object.entries({ token, ...fields })) {
    const field = document.createElement("input");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""
"""Sends a form as one of our pages does, whatever a browser would have asked before."""

_WATCH_FOCUS = """() => {
  const seen = (window.seen = []);
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
  window.all = [...document.querySelectorAll(wanted)].filter((one) => one.tabIndex >= 0 && !one.disabled
    && one.type !== "hidden" && one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
    && !(one.type === "radio" && document.querySelector(`input[type=radio][name="${one.name}"]:checked`) !== one
      && [...document.querySelectorAll(`input[type=radio][name="${one.name}"]`)].some((other) => other !== one
        && (other.checked || other.compareDocumentPosition(one) & 4))));
  window.kept = new Map(window.all.map((one) => [one, look(one)]));
  function look(one) {
    const style = getComputedStyle(one);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor,
      style.backgroundColor].join();
  }
  document.addEventListener("focusin", (event) => {
    const one = event.target;
    // As the browser does a moment after this.
    one.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const box = one.getBoundingClientRect();
    const shown = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    // An open menu may cover a part of it, and nothing the whole.
    const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
    const covers = [box.left + 3, box.left + box.width / 2, box.right - 3].map((x) =>
      shown && document.elementFromPoint(Math.min(Math.max(x, 0), innerWidth - 1), y));
    const free = covers.some((above) => !above || above === one || one.contains(above) || above.contains(one)
      || above.closest("label"));
    seen.push([window.all.indexOf(one), one.outerHTML.slice(0, 120), window.kept.get(one) !== look(one),
      shown, free || covers[1].outerHTML.slice(0, 100)]);
  });
  // What has the focus at the start: a stop of Tab, or what a script leads to, such as what is wrong.
  const active = document.activeElement;
  const before = active === document.body ? [] : window.all.filter((one) =>
    one === active || one.compareDocumentPosition(active) & Node.DOCUMENT_POSITION_FOLLOWING);
  return [window.all.length, before.length, window.all.includes(active)];
}"""
"""Notes what gets the focus: its place in the page, whether one sees that it has it, and whether it is covered."""

_MOST_STOPS = 120
"""How many presses of Tab a page is followed for: what comes later is more of a list."""

_PRINTED = """() => [...document.querySelectorAll("button, .btn, input, select, textarea, .top, .menu, .bottom, .tour")]
  .filter((one) => one.checkVisibility()).map((one) => `is printed: ${one.outerHTML.slice(0, 100)}`)"""

_BORDERED = """() => [...document.querySelectorAll(".btn:not(.btn-link), .form-control, .form-select, .banner, .number, .tag, .note")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).borderTopStyle === "none"
    && getComputedStyle(one).borderLeftStyle === "none")
  .map((one) => `has no border in forced colours: ${one.outerHTML.slice(0, 100)}`)"""

_DEAD = """() => [...document.querySelectorAll("main button, .top button, .bottom button")]
  .filter((one) => one.checkVisibility() && (!one.form || one.type !== "submit"))
  .map((one) => `does nothing without scripts: ${one.outerHTML.slice(0, 100)}`)"""

_SUMMARY = """() => {
  const box = document.querySelector(".summary-box");
  if (!box) return [];
  const links = [...box.querySelectorAll("a")];
  const lost = links.filter((one) => {
    const field = document.getElementById(decodeURIComponent(one.hash.slice(1)));
    return !field || !(field.matches("input, select, textarea, button, fieldset, details, [tabindex]")
      || field.querySelector("input, select, textarea, button"));
  });
  const marked = [...document.querySelectorAll("[aria-invalid=true]")].filter((one) =>
    !(one.getAttribute("aria-describedby") || "").split(" ").some((id) => id && document.getElementById(id)));
  return [
    ...(document.activeElement === box ? [] : ["the error summary has not the focus"]),
    ...lost.map((one) => `the summary leads nowhere: ${one.outerHTML.slice(0, 120)}`),
    ...marked.map((one) => `no words beside the field: ${one.outerHTML.slice(0, 120)}`),
  ];
}"""

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 320, "height": 640}
_COLOURS = ("color-contrast", "link-in-text-block")


class Visit:
    """A window that goes from case to case, as whoever looks there."""

    def __init__(self, shop: Shop, context: BrowserContext) -> None:
        self.shop, self.context = shop, context
        self.page = context.new_page()
        # What goes on is asked for each second, and would be another page in the middle of a look.
        self.page.route("**/campaigns/*/live", lambda route: route.fulfill(status=304))
        self.page.route("**/lists/*/progress", lambda route: route.fulfill(status=204))

    def open(self, case: Case) -> list[str]:
        """Open a page in its state; return whether it is another one than was meant."""
        shop, page = self.shop, self.page
        self.context.clear_cookies()
        if case.who != "stranger":
            name = shop.pages.cookie
            self.context.add_cookies(
                [{"name": name, "value": shop.cookie(case.who), "url": shop.url}]
            )
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        with _failing(case):
            shop.drawn.clear()
            page.goto(shop.path(case.path))
            if case.fields is not None:
                shop.drawn.clear()
                action = shop.path(case.action) or page.url
                with page.expect_navigation():
                    page.evaluate(_SUBMIT, [action, case.fields])
            if case.act is not None:
                case.act(shop, page)
                page.wait_for_load_state()
        return [] if case.template in shop.drawn else [f"is made of {shop.drawn}"]

    def settle(self) -> None:
        """Wait for the parts that the page asks for by itself, and while it asks again for what to choose."""
        expect(self.page.locator("#choices[hx-trigger*=delay]")).to_have_count(0)
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def faults(self, lang: str) -> list[str]:
        """What is wrong with the page, light and dark, on a desk and on a phone."""
        page = self.page
        found = accessibility_faults(page)
        if page.get_attribute("html", "lang") != lang:
            found.append("is in the other language")
        found += page.evaluate(_SUMMARY)
        has_errors = page.locator(".summary-box").count() > 0
        if has_errors and not page.title().startswith(("Lỗi:", "Error:")):
            found.append(f"is titled {page.title()}")
        if scrolls_sideways(page):
            found.append("is wider than a desk")
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {one}" for one in accessibility_faults(page, rules=_COLOURS)]
        page.set_viewport_size(NARROW)
        found += [f"dark, phone: {one}" for one in accessibility_faults(page)]
        if scrolls_sideways(page):
            found.append(f"is wider than a phone: {page.evaluate(_WIDE_PARTS)}")
        page.emulate_media(color_scheme="light")
        found += [f"phone: {one}" for one in accessibility_faults(page, rules=_COLOURS)]
        page.set_viewport_size(WIDE)
        return found

    def other_faults(self) -> list[str]:
        """What is wrong with large letters, colours of the system, on paper, and by keyboard."""
        # First: what paper hides loses the focus.
        page, found = self.page, self.keyboard_faults()
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        too_wide = scrolls_sideways(page)
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size(WIDE)
        page.emulate_media(forced_colors="active")
        found += page.evaluate(_BORDERED)
        found += ["is wider than its window with large letters"] * too_wide
        page.emulate_media(forced_colors="none", media="print")
        found += page.evaluate(_PRINTED)
        if not page.locator("main h1").first.is_visible():
            found.append("has no heading on paper")
        page.emulate_media(media="screen")
        return found

    def keyboard_faults(self) -> list[str]:
        """What Tab does not reach, out of order, unseen, or under something else."""
        page = self.page
        count, first, is_stop = page.evaluate(_WATCH_FOCUS)
        # Who opens a question finds the focus on its safe answer already, and who made a mistake on
        # the sentence about it.
        places = [(first + n) % count for n in range(count - is_stop)][:_MOST_STOPS]
        # A date and a time have several places each.
        inside = 4 * page.locator("input[type=date], input[type=time]").count()
        # From the end of the page to its beginning takes another press.
        for _ in range(len(places) + inside + 2):
            page.keyboard.press("Tab")
        seen = page.evaluate("seen")[: len(places)]
        found = [f"is focused unseen: {one[1]}" for one in seen if not one[2]]
        found += [f"is focused out of sight: {one[1]}" for one in seen if not one[3]]
        found += [f"is focused under {one[4]}: {one[1]}" for one in seen if one[4] is not True]
        if [one[0] for one in seen] != places:
            missing = {*places} - {one[0] for one in seen}
            found.append(f"Tab goes {[one[0] for one in seen]}, without {sorted(missing)}")
        return found


_WIDE_PARTS = """() => [...document.querySelectorAll("body *")].filter((one) =>
  one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !one.closest(".scroll"))
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(" | ")"""


@contextmanager
def _failing(case: Case) -> Iterator[None]:
    """Let the server fail at a page that is to show what it says then."""
    with pytest.MonkeyPatch.context() as patch:
        if case.faulty:
            patch.setattr("zns_batch.web.routes.help.help_page", lambda *_: 1 / 0)
        yield


def unexpected(watch: Watch) -> list[str]:
    """The faults of a window, but for the answers that were asked for."""
    return [one for one in watch.faults if "status of 500" not in one]


AREAS = pytest.mark.parametrize(
    "shop, area",
    [(area != "nothing yet", area) for area in CASES],
    ids=CASES,
    indirect=["shop"],
)


@pytest.mark.parametrize("lang, spoken", [("vi", "vi-VN"), ("en", "en-US")], ids=["vi", "en"])
@AREAS
def test_pages_are_for_everybody(
    browser: Browser, shop: Shop, area: str, lang: str, spoken: str
) -> None:
    """Screen readers, weak eyes, a phone's width, a keyboard, system colours and paper: in both languages
    nothing is missing, out of order, unreadable or cut off, and a form that came back leads to its errors;
    no page asks elsewhere, has an error in the console or breaks its policy (B35, B38).
    """
    shop.speak(lang)
    context, watch = watched_context(browser, shop.url, lang=spoken)
    visit = Visit(shop, context)
    visit.page.emulate_media(reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    for case in CASES[area]:
        wrong = visit.open(case)
        visit.settle()
        wrong += visit.faults(lang)
        if lang == "vi" and case.fields is None and case.act is not _open_question:
            wrong += visit.other_faults()
        if wrong:
            found[case.name] = wrong
    context.close()
    assert {} == found
    assert [] == unexpected(watch)


@AREAS
def test_pages_work_without_scripts(browser: Browser, shop: Shop, area: str) -> None:
    """Where scripts are switched off each page is whole, on a phone's width, and has no button that does nothing."""
    shop.speak("vi")
    context, watch = watched_context(browser, shop.url, scripts=False)
    visit = Visit(shop, context)
    found: dict[str, list[str]] = {}
    for case in CASES[area]:
        if case.fields is not None or case.act not in {None, _unfold, _found, _customer}:
            continue
        wrong = visit.open(case)
        visit.page.set_viewport_size(NARROW)
        wrong += visit.page.evaluate(_DEAD)
        if not visit.page.locator("main h1").first.is_visible():
            wrong.append("has no heading")
        if scrolls_sideways(visit.page):
            wrong.append(f"is wider than a phone: {visit.page.evaluate(_WIDE_PARTS)}")
        if wrong:
            found[case.name] = wrong
    context.close()
    assert {} == found
    assert [] == unexpected(watch)
