"""Choosing one account of a hundred, wherever a page asks for one."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sheet_files import excel
from web_help import Pages, opened_pages, words_of

from zns_batch.domain.users import Role
from zns_batch.ledger.db.engine import Ledger
from zns_batch.services.customers.never_send import listed_numbers
from zns_batch.settings.web import WebSettings
from zns_batch.web.account_choice import account_typed

HEADERS = ["SĐT", "Họ tên", "Mã đơn", "Ngày đặt", "Tổng tiền"]
GOOD = ["0912000101", "Lan", "DH-1", "18/11/2026", 5000]


@pytest.fixture
def agency(file_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """The pages of an agency with a hundred accounts."""
    text = "".join(
        f'[accounts.shop-{n:03}]\noa_id = "{n:05}"\noa_name = "Tiệm Số {n}"\n' for n in range(100)
    )
    folder = tmp_path / "lists"
    folder.mkdir()
    (tmp_path / "zns-batch.toml").write_text(text, "utf-8")
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    settings = WebSettings(list_folders=(folder,))
    with opened_pages(file_ledger, tmp_path / "home", settings=settings) as found:
        yield found


def _asked(path: str, account: str) -> str:
    return f"{path}?{urlencode({'account': account})}"


def test_an_account_is_typed_wherever_one_is_chosen(agency: Pages) -> None:
    """Nobody scrolls through a hundred names: every page offers them while one types, with the OA's name."""
    person = agency.person("an", admin=True)
    for path in (
        "/new",
        "/campaigns",
        "/schedules/new",
        "/templates",
        "/suppressed",
        "/settings/audit",
    ):
        page = person.get(path)
        assert 200 == page.status_code, path
        assert '<option value="shop-042">Tiệm Số 42</option>' in page.text, path
        assert '<select class="form-select" id="account"' not in page.text, path


@pytest.mark.parametrize("typed", ["shop-042", " SHOP-042", "Tiệm Số 42", "tiem so 42"])
def test_what_names_one_account_is_that_account(agency: Pages, typed: str) -> None:
    """Capitals, diacritics and the OA's own name do: the page shows the account that is meant."""
    page = agency.person().get(_asked("/new", typed))
    assert 'value="shop-042"' in page.text.partition("<datalist")[0]
    assert "Bạn không có tài khoản" not in words_of(page)


def test_a_part_of_a_name_is_offered_and_never_taken(agency: Pages, tmp_path: Path) -> None:
    """A list is not sent from another shop because its name looks alike: the field says what is near."""
    person = agency.person()
    page = person.get(_asked("/new", "shop-04"))
    words = words_of(page)
    assert (
        "Bạn không có tài khoản nào tên “shop-04”. Có phải: shop-040, shop-041, shop-042" in words
    )
    assert 'value="shop-04"' in page.text
    file = excel(tmp_path / "list.xlsx", [HEADERS, GOOD])
    answer = person.upload("/new", file, {"account": "shop-04", "template": "don-hang"})
    assert 422 == answer.status_code
    assert "Bạn không có tài khoản nào tên “shop-04”" in words_of(answer)
    assert "Chưa có tin nào được gửi." in words_of(answer)
    assert not list((tmp_path / "home" / "uploads").glob("*"))
    # As the name is typed by hand, so the list is taken.
    answer = person.upload("/new", file, {"account": "Shop-042", "template": "don-hang"})
    assert 303 == answer.status_code
    [uploaded] = agency.web.lists.open_lists(person.user.id)
    assert "shop-042" == uploaded.account


def test_whose_accounts_others_are_is_not_told(agency: Pages) -> None:
    """The name of another client's account is answered as a name that nobody has."""
    grants = {f"shop-{n:03}": Role.SENDER for n in range(30)}
    person = agency.person(grants=grants)
    for typed in ("shop-099", "no-such"):
        words = words_of(person.get(_asked("/new", typed)))
        assert f"Bạn không có tài khoản nào tên “{typed}”" in words
    assert "shop-099" not in person.get("/new").text


@pytest.mark.parametrize(
    "path",
    ["/campaigns", "/templates", "/suppressed", "/settings/audit"],
)
def test_a_mistyped_filter_is_answered_beside_its_field(agency: Pages, path: str) -> None:
    """A slip of the finger leads to no page of errors: the field says what it does not know."""
    page = agency.person("an", admin=True).get(_asked(path, "shpo-042"))
    assert page.status_code in {200, 422}
    assert "Bạn không có tài khoản nào tên “shpo-042”" in words_of(page)


def test_the_never_send_list_takes_all_accounts_by_words(agency: Pages) -> None:
    """“All accounts” is chosen as it is offered, a mistyped account adds nothing."""
    person = agency.person()
    form = {"numbers": "0912000101", "why": ""}
    wrong = person.post("/suppressed", {**form, "account": "shop-4"}, page="/suppressed")
    assert 422 == wrong.status_code
    assert "0912000101" in wrong.text
    assert [] == list(listed_numbers(agency.web.ledger))
    every = {**form, "account": "mọi tài khoản"}
    assert 200 == person.post("/suppressed", every, page="/suppressed").status_code
    assert [None] == [each.account for each in listed_numbers(agency.web.ledger)]


def test_a_schedule_of_a_mistyped_account_comes_back(agency: Pages) -> None:
    """The form comes back with everything that was filled in, and the field to mend."""
    form = {"account": "tiem so", "template": "don-hang", "file": "*.xlsx", "repeat": "daily"}
    page = agency.person().post("/schedules/new", form, page="/schedules/new")
    assert 422 == page.status_code
    assert "Bạn không có tài khoản nào tên “tiem so”. Có phải" in words_of(page)
    assert 'value="*.xlsx"' in page.text


def test_rights_for_one_of_many_accounts_are_found(agency: Pages) -> None:
    """What somebody has stands on top, the other accounts fold below and can be given all the same."""
    admin, other = agency.person("an", admin=True), agency.person("binh", account="shop-007")
    path = f"/settings/users/{other.user.id}"
    main = admin.get(path).text.partition("<main")[2]
    top, _, folded = main.partition("<details")
    assert ('id="role-shop-007"' in top, 'id="role-shop-042"' in top) == (True, False)
    assert 'id="role-shop-042"' in folded
    assert "Các tài khoản khác (99), hiện chưa có quyền" in words_of(admin.get(path))


def test_names_that_fold_alike_are_taken_by_nobody() -> None:
    """Two accounts that differ in a dash only are told apart by their exact names."""
    names = ("shop-1", "shop1", *(f"other-{n}" for n in range(30)))
    assert "shop-1" == account_typed("shop-1", names)
    assert "shop1" == account_typed("shop1", names)
    assert "SHOP 1" == account_typed("SHOP 1", names)
