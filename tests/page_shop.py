"""A shop in which every page has something to show, served to a browser by this process itself."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import openpyxl
import pytest
from jinja2 import Template
from ledger_help import campaign_of, open_blank, planned
from ports_help import free_port
from program_help import HEADERS, TEMPLATES, TOKEN, Line, orders, write_list
from schedule_help import added, written
from sqlalchemy import update
from web_campaign_help import move, sent, stopped
from web_help import Pages, Visitor, opened_pages, words_of
from web_send_help import go, shown, uploaded_by

from zns_batch.core.asgi_server import run_asgi
from zns_batch.domain.approval import ApprovalRule
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.domain.users import Role
from zns_batch.ledger import campaigns
from zns_batch.ledger.db import schema
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.uploads import UploadedList
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox
from zns_batch.services.approvals.requests import Decider
from zns_batch.services.approvals.schedules import ask_for_schedule
from zns_batch.services.customers.never_send import add_numbers, listed_numbers
from zns_batch.services.lists.service import ListReceiver
from zns_batch.services.people.management import Actor
from zns_batch.settings.web import WebSettings
from zns_batch.web import rendering

PASSWORD = "bốn con mèo ngủ trưa"
SHELL = Actor(name="root@server", face="cli")
BAD: Line = ("An", "0912", "DH-BAD", "22/11/2026", 5)


@dataclass(kw_only=True)
class Shop:
    """The pages and what they show.

    Attributes:
        pages: The application.
        zalo: The stand-in for the provider.
        folder: For files that a test writes.
        people: Who is signed in, by login.
        values: Addresses' parts, by name.
        drawn: The templates of the pages that were answered with, the newest last.
        arriving: An upload that has not ended.

    """

    pages: Pages
    zalo: RunningSandbox
    folder: Path
    people: dict[str, Visitor]
    values: dict[str, str] = field(default_factory=dict)
    drawn: list[str] = field(default_factory=list)
    arriving: ListReceiver | None = None

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.pages.origin

    def cookie(self, login: str) -> str:
        """The session of somebody."""
        found: str = self.people[login].client.cookies[self.pages.cookie]
        return found

    def speak(self, lang: str) -> None:
        """Give everybody's pages a language."""
        with self.pages.web.ledger.write() as connection:
            connection.execute(update(schema.users).values(lang=lang))

    def path(self, written_path: str) -> str:
        """Return an address whose parts in braces are filled in."""
        return re.sub(r"{(\w+)}", lambda match: self.values[match[1]], written_path)


@contextmanager
def open_shop(folder: Path, *, filled: bool = True) -> Iterator[Shop]:
    """Serve a shop in which there is something of everything, or nothing yet."""
    templates, lists = folder / "templates", folder / "lists"
    templates.mkdir()
    lists.mkdir()
    (templates / "don-hang.toml").write_bytes((TEMPLATES / "don-hang.toml").read_bytes())
    config = SandboxConfig(app_id="3150405060", app_secret="khoa-cua-ung-dung", quota=500)
    settings = WebSettings(list_folders=(lists,), approval=ApprovalRule(least=100))
    with pytest.MonkeyPatch.context() as patch, sandbox(config) as zalo:
        for name, value in {
            "ZNS_KEYRING": "0",
            "ZNS_BASE_URL": zalo.url,
            "ZNS_ACCESS_TOKEN": TOKEN,
            "ZNS_APP_ID": "3150405060",
            "ZNS_APP_SECRET": "khoa-cua-ung-dung",
            "ZNS_HOME": str(folder / "home"),
            "ZNS_WEB_APPROVAL": "100",
            "ZNS_WEB_LIST_FOLDERS": f'["{lists}"]',
            "ZNS_DATABASE_URL": f"sqlite:///{folder / 'ledger.db'}",
        }.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        ledger = open_blank(folder / "ledger.db")
        shop_open = opened_pages(ledger, folder / "home", settings=settings, port=free_port())
        with shop_open as pages:
            shop = Shop(pages=pages, zalo=zalo, folder=folder, people={})
            _note_templates(shop, patch)
            pages.web.rates._per_second = 1e9
            an = pages.person("an", admin=True, password=PASSWORD)
            shop.people = {"an": an, "stranger": pages.stranger()}
            if filled:
                _fill(shop)
            with answering(pages):
                yield shop
            if shop.arriving is not None:
                shop.arriving.abort()
        ledger.close()


def _note_templates(shop: Shop, patch: pytest.MonkeyPatch) -> None:
    """Note which template each page was made of."""
    templates = rendering.environment()
    real = templates.get_template

    def get_template(name: str, *more: Any, **named: Any) -> Template:
        shop.drawn.append(name)
        return real(name, *more, **named)

    patch.setattr(templates, "get_template", get_template)


@contextmanager
def answering(pages: Pages) -> Iterator[None]:
    """Answer a browser, in the loop in which the pages live already."""
    begun, ending = asyncio.Event(), asyncio.Event()

    async def serve() -> None:
        async with run_asgi(pages.guard, host="127.0.0.1", port=pages.web.port):
            begun.set()
            await ending.wait()

    loop = pages.loop.event_loop
    running = asyncio.run_coroutine_threadsafe(serve(), loop)
    asyncio.run_coroutine_threadsafe(begun.wait(), loop).result(60)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(ending.set)
        running.result(60)


# ── what there is ──


def _fill(shop: Shop) -> None:
    pages, an = shop.pages, shop.people["an"]
    lan = pages.person("lan")
    shop.people |= {
        "lan": lan,
        "binh": pages.person("binh", role=Role.PREPARER),
        "xem": pages.person("xem", role=Role.VIEWER),
        "none": pages.person("none", role=None),
        "late": pages.person("late", admin=True, password=PASSWORD),
    }
    _let_time_pass(shop, "late")
    _, invitation = pages.web.people.link("lan", actor=SHELL)
    shop.values |= {
        "user": lan.user.id,
        "own": an.user.id,
        "link": invitation,
    }
    _fill_lists(shop)
    _fill_campaigns(shop)
    _fill_schedules(shop)
    _fill_customers(shop)


def _let_time_pass(shop: Shop, login: str) -> None:
    """Let somebody's password have been typed an hour ago."""
    user, then = shop.people[login].user, datetime.now(UTC) - timedelta(minutes=50)
    with shop.pages.web.ledger.write() as connection:
        sessions = schema.sessions
        connection.execute(
            update(sessions)
            .where(sessions.c.user_id == user.id)
            .values(authenticated_at=to_ms(then))
        )


def _uploaded(shop: Shop, file: Path) -> UploadedList:
    """Upload a file as it is."""
    lists, content = shop.pages.web.lists, file.read_bytes()
    receiver = lists.begin(
        owner=shop.people["an"].user.id,
        account="default",
        template="don-hang",
        name=file.name,
        size=len(content),
    )
    receiver.write(content)
    return lists.wait(receiver.finish(), 120)


def _fill_lists(shop: Shop) -> None:
    an, folder = shop.people["an"], shop.folder
    book = openpyxl.Workbook()
    for name in ("Đơn hàng", "Tháng 10"):
        sheet = book.create_sheet(name)
        for line in (HEADERS, *orders(2)):
            sheet.append([*line])
    book.remove(book.worksheets[0])
    book.save(folder / "hai-trang.xlsx")
    odd = ("Họ tên", "SĐT", "Ma don so", "Ngày đặt", "Số tiền phải trả")
    (folder / "hong.xlsx").write_bytes(b"PK\x03\x04" + b"no workbook" * 100)
    wrong = [*orders(3, start=20), BAD, ("Lan", "0912000955", "DH9", "05/12/2020", 9)]
    found = {
        "two_sheets": _uploaded(shop, folder / "hai-trang.xlsx"),
        "odd_columns": _uploaded(shop, write_list(folder / "cot-la.xlsx", orders(3), odd)),
        "broken": _uploaded(shop, folder / "hong.xlsx"),
        "wrong": uploaded_by(an, folder, wrong, name="co-loi.xlsx"),
        "left": uploaded_by(an, folder, wrong, name="de-lai.xlsx", leave=True),
        "ready": uploaded_by(an, folder, orders(3, start=40), name="san-sang.xlsx"),
        "planned": uploaded_by(an, folder, orders(3, start=60), name="da-tinh.xlsx"),
        "again": uploaded_by(an, folder, orders(3, start=80), name="gui-lai.xlsx"),
        "big": uploaded_by(an, folder, orders(120, start=200), name="lon.xlsx"),
    }
    go(an, found["planned"])
    go(an, found["big"])
    shop.arriving = shop.pages.web.lists.begin(
        owner=an.user.id, account="default", template="don-hang", name="dang-toi.xlsx", size=None
    )
    shop.arriving.write(b"PK\x03\x04")
    shop.values |= {name: each.id for name, each in found.items()}
    known = set(shop.values.values())
    mine = shop.pages.web.lists.open_lists(an.user.id)
    shop.values["arriving"] = next(each.id for each in mine if each.id not in known)


def _asked(shop: Shop, who: str, number: int, start: int) -> str:
    """Let somebody ask for approval of a list; return the campaign."""
    person = shop.people[who]
    lines = orders(number, start=start)
    uploaded = uploaded_by(person, shop.folder, lines, name=f"xin-{start}.xlsx")
    page = go(person, uploaded, note="kịp sáng mai giúp em")
    fields = {**shown(page), "asks": "1", "tick": "1"}
    answer = person.post(f"/lists/{uploaded.id}/confirm", fields)
    assert 303 == answer.status_code, words_of(answer)
    shop.values["asked_list"] = uploaded.id
    return answer.headers["location"].rpartition("/")[2]


def login_refused(shop: Shop) -> str:
    """Let the provider have refused the account while a worker sent; return the campaign."""
    found = stopped(shop.pages, CampaignState.ABORTED, Reason.AUTHORISATION)
    _leave_to_workers(shop, found.id)
    return found.id


def _leave_to_workers(shop: Shop, campaign_id: str) -> None:
    with shop.pages.web.ledger.write() as connection:
        table = schema.campaigns
        connection.execute(update(table).where(table.c.id == campaign_id).values(detached=True))


def _fill_campaigns(shop: Shop) -> None:
    pages = shop.pages
    ledger, now = pages.web.ledger, datetime.now(UTC)
    done = sent(pages, name="Đơn tháng 10")
    for seq in (4, 5):
        move(ledger, done, seq, RowState.REJECTED, "-141")
    campaigns.stop(ledger, done.id, state=CampaignState.COMPLETED, now=now)
    later = campaign_of(ledger, [planned(n) for n in range(1, 4)], name="Hẹn giờ", now=now)
    with ledger.write() as connection:
        table = schema.campaigns
        connection.execute(
            update(table)
            .where(table.c.id == later.id)
            .values(state=CampaignState.SCHEDULED, start_at=to_ms(now + timedelta(days=1)))
        )
    running = sent(pages, name="Đang gửi")
    _leave_to_workers(shop, running.id)
    then = now - timedelta(days=90)
    old = campaign_of(ledger, [planned(1)], name="Của mùa trước", now=then)
    move(ledger, old, 1, RowState.ACCEPTED, None)
    campaigns.stop(ledger, old.id, state=CampaignState.COMPLETED, now=then)
    shop.values |= {
        "running": running.id,
        "done": done.id,
        "paused": stopped(pages).id,
        "refused": login_refused(shop),
        "later": later.id,
        "asked": _asked(shop, "binh", 2, 300),
        "asked_own": _asked(shop, "an", 120, 400),
        "asked_big": _asked(shop, "lan", 120, 600),
    }


def _fill_schedules(shop: Shop) -> None:
    ledger, now = shop.pages.web.ledger, datetime.now(UTC)
    names = ("moi-ngay", "xin-duyet", "tam-dung", "dung-lai")
    schedules = [
        added(ledger, written(shop.folder / "lists" / f"{name}.csv", orders(3)), name=name)
        for name in names
    ]
    asking = Decider(
        actor=Actor(name="lan", face="web", user_id=shop.people["lan"].user.id), role=Role.SENDER
    )
    ask_for_schedule(ledger, schedules[1], ceiling=500, by=asking, note="mỗi sáng", now=now)
    ids = dict(
        zip(("daily", "asking", "resting", "spare"), (one.id for one in schedules), strict=True)
    )
    shop.values |= ids
    an = shop.people["an"]
    assert 303 == an.post(f"/schedules/{ids['resting']}/pause").status_code
    form = {
        "account": "default",
        "template": "don-hang",
        "folder": str(shop.folder / "lists"),
        "file": "moi-ngay.csv",
        "name": "Hằng tháng",
        "repeat": "monthly",
        "day": "5",
        "clock": "08:00",
        "bad-rows": "hold",
        "misfire": "2h",
    }
    answer = an.post("/schedules/new", form, page="/schedules/new")
    assert 303 == answer.status_code, words_of(answer)
    shop.values["recurring"] = answer.headers["location"].rpartition("/")[2]
    lists = shop.pages.web.lists
    lists.wait(lists.find(shop.values["recurring"]), 120)


def _fill_customers(shop: Shop) -> None:
    ledger, now = shop.pages.web.ledger, datetime.now(UTC)
    add_numbers(ledger, ["0987001122"], account="default", why="khách yêu cầu", now=now)
    add_numbers(ledger, ["0987001123"], account=None, why="khiếu nại", now=now)
    shop.values["entry"] = str(listed_numbers(ledger, account="default")[0].id)
    numbers = shop.folder / "so.txt"
    numbers.write_text("0987003344\n")
    answer = shop.people["an"].upload("/suppressed/import", numbers, {"account": "default"})
    assert 303 == answer.status_code, words_of(answer)
    shop.values["import"] = answer.headers["location"].rpartition("/")[2]


def consent_of(shop: Shop, page_source: str) -> str:
    """Agree at the provider to the login that a page shows; return the path that leads back."""
    found = re.search(r'href="(http://127[^"]+/v4/oa/permission[^"]*)"', page_source)
    assert found is not None
    answer = httpx.get(unescape(found[1]), follow_redirects=False, trust_env=False, timeout=60)
    parts = urlsplit(answer.headers["location"])
    assert shop.url == f"{parts.scheme}://{parts.netloc}"
    return f"{parts.path}?{parts.query}"
