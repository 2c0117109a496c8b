"""What somebody could try who has a list, a template, a form or a search field, through all pages."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from program_help import TOKEN, orders, write_list
from sqlalchemy import select
from web_campaign_help import sent
from web_help import Pages, Visitor, words_of

from zns_batch.core import logging
from zns_batch.domain.states import CampaignState
from zns_batch.domain.users import Role
from zns_batch.ledger.db.schema import campaigns
from zns_batch.ledger.people import users
from zns_batch.ledger.uploads import UploadedList
from zns_batch.sandbox import RunningSandbox

CHOICES = {"account": "default", "template": "don-hang"}
APP_SECRET = "khoa-bi-mat-cua-ung-dung"
STOLEN = {
    "made_by": "somebody",
    "user_id": "somebody",
    "owner": "somebody",
    "admin": "1",
    "role": "sender",
    "state": "done",
    "campaign_id": "z000000aaaaaa",
    "folder": "/etc",
    "id": "x",
}
"""Fields that no form has."""

TEMPLATE = """\
template_id = "217489"
name = "<b>Đơn</b> hàng"
text = '''<a href="javascript:alert(1)">javascript:alert(1)</a> <customer_name> https://x.test/<order_code>'''

[params.customer_name]
columns = ["Họ tên"]
[params.order_code]
columns = ["Mã đơn"]
"""


@pytest.fixture(autouse=True)
def app_secret(at_sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account at the sandbox, with secrets that must stay."""
    del at_sandbox
    monkeypatch.setenv("ZNS_APP_SECRET", APP_SECRET)


def _uploaded(person: Visitor, file: Path, **choices: str) -> UploadedList:
    answer = person.upload("/new", file, {**CHOICES, **choices})
    assert 303 == answer.status_code, words_of(answer)
    lists = person.pages.web.lists
    return lists.wait(lists.find(answer.headers["location"].rpartition("/")[2]), 60)


def test_fields_that_no_form_has_change_nothing(file_pages: Pages, tmp_path: Path) -> None:
    """A form that is made by hand gives nobody a right, another person's list or another account (S35)."""
    shop = file_pages.person("binh", grants={"shop-a": Role.SENDER, "default": Role.PREPARER})
    file = write_list(tmp_path / "list.xlsx", orders(3))
    uploaded = _uploaded(shop, file, **STOLEN)
    assert (shop.user.id, "default") == (uploaded.owner, uploaded.account)
    base = f"/lists/{uploaded.id}"
    for step in ("columns", "problems", "sheet", "preview", "send", "confirm", "delete/x"):
        shop.post(f"{base}/{step}", {**STOLEN, "account": "shop-a", "act": "go", "leave": "1"})
    after = file_pages.web.lists.find(uploaded.id)
    assert (uploaded.owner, uploaded.account, uploaded.folder) == (
        after.owner,
        after.account,
        after.folder,
    )
    with file_pages.web.ledger.read() as connection:
        there = connection.execute(
            select(campaigns.c.account, campaigns.c.state, campaigns.c.made_by)
        ).all()
        assert {("default", CampaignState.DRAFT, shop.user.id)} >= set(map(tuple, there))
        user = users.find_user(connection, shop.user.id)
    assert user is not None
    assert (False, shop.user.grants) == (user.admin, user.grants)
    strange = shop.upload("/new", file, {**CHOICES, "account": "shop-b"})
    assert strange.status_code in {403, 404, 422}


def test_a_templates_text_and_values_are_no_links(file_pages: Pages, tmp_path: Path) -> None:
    """A template or a cell with an address in it is read as words; nobody is led there (S50, S51)."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "evil.toml").write_text(TEMPLATE, "utf-8")
    line = ("javascript:alert(2)", "0912000001", "data:text/html,x", "22/11/2026", 5)
    person = file_pages.person()
    uploaded = _uploaded(person, write_list(tmp_path / "list.xlsx", [line]), template="evil")
    pages = ["/new?template=evil", *(f"/lists/{uploaded.id}/{step}" for step in _STEPS)]
    for path in pages:
        answer = person.get(path)
        assert 200 == answer.status_code, path
        links = [unescape(one) for one in re.findall(r'(?:href|src|action)="([^"]*)"', answer.text)]
        # Our own icon stands in the page.
        ours = ("/", "#", "?", "data:image/svg+xml,")
        assert [] == [one for one in links if not one.startswith(ours)], path
        assert "<b>Đơn</b>" not in answer.text
    preview = words_of(person.get(f"/lists/{uploaded.id}/preview"))
    assert "javascript:alert(2)" in preview, "it is shown as what it is"


_STEPS = ("sheet", "columns", "problems", "preview", "send")


def test_a_polls_answer_is_never_a_page(pages: Pages) -> None:
    """What a page asks for by itself can't be opened as a page that runs something (S52)."""
    campaign = sent(pages, name="<script>alert(1)</script>")
    an = pages.person("an")
    for path in (f"/campaigns/{campaign.id}/live", f"/campaigns/live?ids={campaign.id}"):
        answer = an.client.get(path, headers={"Accept": "*/*"})
        assert 200 == answer.status_code, path
        assert answer.headers["content-type"].startswith("application/json"), path
        assert "nosniff" == answer.headers["x-content-type-options"]
        json.loads(answer.text)


def _crawl(person: Visitor, *begin: str) -> dict[str, str]:
    """Open every page that a link leads to from the first ones."""
    seen: dict[str, str] = {}
    waiting = list(begin)
    while waiting and len(seen) < 150:
        path = waiting.pop()
        if path in seen:
            continue
        answer = person.get(path)
        assert answer.status_code < 500, path
        seen[path] = answer.text
        links = (unescape(one) for one in re.findall(r'href="(/[^"#]*)', answer.text))
        waiting += [one for one in links if not one.startswith("/static/")]
    return seen


def test_no_page_and_no_log_has_a_secret_or_a_phone(
    file_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page shows a token, a password's hash or the ledger's address, and the log has no customer's phone (S73, S75)."""
    logging.write_to(tmp_path / "log" / "zns.log")
    file_pages.web.rates._per_second = 1e9
    sentence = "mot cau dai de nho lam"
    person = file_pages.person("an", admin=True, password=sentence)
    file = write_list(tmp_path / "list.xlsx", [*orders(3), ("An", "091234", "D", "31/02/2026", 1)])
    uploaded = _uploaded(person, file)
    campaign = sent(file_pages, name="đơn hàng")
    person.post(f"/lists/{uploaded.id}/preview", {"phone": "0912000001"})
    person.post(f"/campaigns/{campaign.id}/rows", {"phone": "0900000001"})
    seen = _crawl(person, "/", "/campaigns", f"/lists/{uploaded.id}/problems")
    assert len(seen) > 15
    cookie = person.client.cookies[file_pages.cookie]
    never = [TOKEN, APP_SECRET, sentence, "$argon2", cookie]
    secrets = [*never, str(tmp_path / "home"), "sqlite"]
    found = [(path, one) for path, text in seen.items() for one in secrets if one in text]
    assert [] == found
    logs = "".join(one.read_text("utf-8") for one in (tmp_path / "log").iterdir())
    assert [] == re.findall(r"(?:84|0)9\d{8}", logs)
    assert [] == [one for one in never if one in logs]


@pytest.mark.parametrize(
    "signs", ["'", '"', "%", "_", "\\", "--", ";", "%' OR 1=1 --", "%\x00", "🎲"]
)
def test_signs_of_sql_are_searched_for_as_they_are(
    pages: Pages, tmp_path: Path, signs: str
) -> None:
    """A search for `%` finds a percent sign and not everything; none breaks a page (S76)."""
    sent(pages, name="tháng mười một")
    an = pages.person("an")
    uploaded = _uploaded(
        an, write_list(tmp_path / "list.xlsx", [*orders(1), ("An", "12", "D", "x", 1)])
    )
    found = an.client.get("/campaigns", params={"q": signs}, headers={"Accept": "text/html"})
    assert 200 == found.status_code
    assert "tháng mười một" not in words_of(found)
    base = f"/lists/{uploaded.id}"
    problems = an.client.get(
        f"{base}/problems", params={"q": signs, "column": signs, "kind": signs}
    )
    assert problems.status_code < 500
    assert an.post(f"{base}/preview", {"phone": signs, "row": signs}).status_code < 500


def test_figures_are_read_under_our_own_name_only(file_pages: Pages) -> None:
    """A foreign page whose name leads to this machine can't read the accounts' figures (S5)."""
    stranger = file_pages.stranger()
    assert 421 == stranger.get("/metrics", Host="evil.test").status_code


def test_names_that_turn_text_around_are_read_as_they_are(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Nobody calls oneself, or a campaign, so that others read another name there (S46)."""
    turned = "An \u202enimda\u202c\u2066\x07 Lan"
    an = file_pages.person("an")
    assert (
        303
        == an.post(
            "/me",
            {"name": turned, "lang": "vi", "phone": "", "email": "", "do": "profile"},
            page="/me",
        ).status_code
    )
    with file_pages.web.ledger.read() as connection:
        user = users.find_user(connection, an.user.id)
    assert "An nimda Lan" == (user and user.name)
    file = write_list(tmp_path / "list.xlsx", orders(2))
    uploaded = _uploaded(an, file)
    file_pages.web.lists.wait(uploaded, 60)
    form = {"way": "now", "duplicates": "skip", "lang": "vi", "act": "go", "name": turned}
    assert 303 == an.post(f"/lists/{uploaded.id}/send", form).status_code
    shown = an.get(f"/lists/{uploaded.id}/send").text
    assert "An nimda Lan" in shown
    assert "\u202e" not in shown
