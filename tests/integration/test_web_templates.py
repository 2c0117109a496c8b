"""The pages of templates: account and file side by side, pulling, the sample, the pasted words."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program_help import TOKEN
from web_help import Pages, Visitor, words_of

from zns_batch.domain.template import ProviderParam, ProviderTemplate
from zns_batch.domain.users import Role
from zns_batch.sandbox import RunningSandbox, SandboxConfig, SandboxParam, SandboxTemplate, sandbox
from zns_batch.services.accounts import answers
from zns_batch.templates.repository import read_template

BIRTHDAY, ORDER, OFF, EMPTY, GONE = "345678", "345680", "345681", "345682", "345999"
FILE = f"""\
# Ours: kept whatever happens.
template_id = "{ORDER}"
name = "Đơn hàng"
price = 200

[params.name]
columns = ["Họ tên"]  # as the ERP has it
example = "Nguyễn Văn An"
max_length = 50

[params.old]
"""


@pytest.fixture(autouse=True)
def zalo_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    """An account with templates in each state, and files here of which one matches none of them."""
    templates = {
        BIRTHDAY: SandboxTemplate(name="Chúc mừng sinh nhật", params={"name": SandboxParam()}),
        ORDER: SandboxTemplate(
            name="Đơn hàng",
            price=300,
            params={"name": SandboxParam(max_length=30), "code": SandboxParam()},
        ),
        OFF: SandboxTemplate(name="Cũ", status="DISABLE", params={"name": SandboxParam()}),
        EMPTY: SandboxTemplate(name="Không tham số"),
    }
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "don-hang-moi.toml").write_text(FILE, "utf-8")
    gone = FILE.replace(ORDER, GONE).replace("Đơn hàng", "Đã gỡ")
    (tmp_path / "templates" / "da-go.toml").write_text(gone, "utf-8")
    (tmp_path / "templates" / "hong.toml").write_text("template_id = \n", "utf-8")
    with sandbox(SandboxConfig(templates=templates)) as running:
        for name, value in {
            "ZNS_KEYRING": "0",
            "ZNS_BASE_URL": running.url,
            "ZNS_ACCESS_TOKEN": TOKEN,
            "ZNS_HOME": str(tmp_path / "home"),
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield running


def row(person: Visitor, key: str) -> str:
    """The line of a template, once the account was asked about it."""
    answer = person.get(f"/templates/{key}/row?account=default")
    assert 200 == answer.status_code
    return words_of_part(answer.text)


def words_of_part(text: str) -> str:
    """What a part of a page says."""
    from web_help import _TAG

    return " ".join(_TAG.sub(" ", text).split())


def test_the_list_has_the_account_and_the_files(file_pages: Pages) -> None:
    """Each template says how it stands at the account and whether the file here fits it."""
    an = file_pages.person("an")
    words = words_of(an.get("/templates"))
    assert "Chúc mừng sinh nhật" in words
    assert "đã duyệt" in words
    assert "chưa tải về" in words
    assert "đã tắt" in words
    assert "không còn ở tài khoản" in words
    assert "không đọc được" in words
    assert "khác 4 chỗ" in row(an, "don-hang-moi") or "khác 3 chỗ" in row(an, "don-hang-moi")
    assert "300 đ" in row(an, "don-hang-moi")
    # What was told once stands in the list without asking again.
    page = an.get("/templates")
    assert "chỗ" in words_of(page)
    assert "/templates/don-hang-moi/row" not in page.text


def test_the_account_is_asked_once_in_five_minutes(
    file_pages: Pages, zalo_account: RunningSandbox
) -> None:
    """Looking at the list again and again asks Zalo nothing, until a person wants to know."""
    an = file_pages.person("an")
    an.get("/templates")
    before = zalo_account.counts().queries
    for _ in range(5):
        an.get("/templates")
    assert before == zalo_account.counts().queries
    assert 303 == an.post("/templates/ask", {"account": "default"}, page="/templates").status_code
    an.get("/templates")
    assert before != zalo_account.counts().queries


def test_a_template_page_shows_both_sides(file_pages: Pages) -> None:
    """Differences, parameters, price and who uses it stand on one page; what was removed is told."""
    an = file_pages.person("an")
    words = words_of(an.get("/templates/don-hang-moi"))
    assert "Tài khoản khác với tệp" in words
    assert "old" in words
    assert "tối đa 30 ký tự" in words
    assert "tối đa 50 ký tự" in words
    assert "Chưa có nội dung của mẫu tin này" in words
    assert "Lịch gửi đang dùng không có" in words
    gone = words_of(an.get("/templates/da-go"))
    assert "Tài khoản default không có, hoặc không còn mẫu tin này" in gone
    assert "Tải lại từ tài khoản" not in gone
    assert "Không đọc được tệp" in words_of(an.get("/templates/hong"))
    only_there = words_of(an.get(f"/templates/{BIRTHDAY}"))
    assert "Tải mẫu tin này về" in only_there
    assert "Dán nội dung" not in only_there
    for unknown in ("khong-co", "../x", "999999"):
        assert 404 == an.get(f"/templates/{unknown}").status_code


def test_pulling_shows_first_what_changes_and_keeps_what_people_wrote(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Nothing is written before a person has seen it; columns, comments and order of the file stay."""
    an, path = file_pages.person("an"), tmp_path / "templates" / "don-hang-moi.toml"
    look = f"/templates/pull?account=default&template={ORDER}"
    page = an.get(look)
    words = words_of(page)
    assert "Tham số mới: code" in words
    assert "Tham số không còn: old" in words
    assert "+ price = 300" in words
    assert path.read_text("utf-8") == FILE
    seen = page.text.partition(f'name="seen-{ORDER}" value="')[2].partition('"')[0]
    form = {"account": "default", "template": ORDER, f"seen-{ORDER}": seen}
    answer = an.post("/templates/pull", form, page=look)
    assert "/templates/don-hang-moi?account=default&saved=pulled" == answer.headers["location"]
    text = path.read_text("utf-8")
    assert "# Ours: kept whatever happens." in text
    assert "# as the ERP has it" in text
    assert {"name", "code"} == set(read_template(path).params)
    assert "khớp" in words_of(an.get("/templates/don-hang-moi"))
    assert "tệp đã đúng" in words_of(an.get(look))


def test_a_file_in_the_programs_own_folder_is_the_one_that_is_pulled_into(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Where the program's own folder has the template no second file of it appears, of which people would choose the wrong one."""
    working, own = tmp_path / "templates", tmp_path / "home" / "templates"
    own.mkdir(parents=True, exist_ok=True)
    (working / "don-hang-moi.toml").rename(own / "don-hang-moi.toml")
    before = {path.name for path in working.iterdir()}
    an, look = file_pages.person("an"), f"/templates/pull?account=default&template={ORDER}"
    page = an.get(look)
    assert "don-hang-moi.toml" in words_of(page)
    assert "tệp mới" not in words_of(page)
    seen = page.text.partition(f'name="seen-{ORDER}" value="')[2].partition('"')[0]
    form = {"account": "default", "template": ORDER, f"seen-{ORDER}": seen}
    answer = an.post("/templates/pull", form, page=look)
    assert "/templates/don-hang-moi?account=default&saved=pulled" == answer.headers["location"]
    assert {"name", "code"} == set(read_template(own / "don-hang-moi.toml").params)
    assert before == {path.name for path in working.iterdir()}


def test_what_was_not_shown_is_not_written(file_pages: Pages, tmp_path: Path) -> None:
    """A file that somebody changed meanwhile is shown again in place of being overwritten."""
    an, path = file_pages.person("an"), tmp_path / "templates" / "don-hang-moi.toml"
    look = f"/templates/pull?account=default&template={ORDER}"
    page = an.get(look)
    seen = page.text.partition(f'name="seen-{ORDER}" value="')[2].partition('"')[0]
    path.write_text(FILE.replace("Nguyễn Văn An", "Trần Thị Bình"), "utf-8")
    changed = path.read_text("utf-8")
    form = {"account": "default", "template": ORDER, f"seen-{ORDER}": seen}
    answer = an.post("/templates/pull", form, page=look)
    assert (409, True) == (answer.status_code, "không còn như vừa hiện" in words_of(answer))
    assert changed == path.read_text("utf-8")


def test_several_are_pulled_at_once(file_pages: Pages, tmp_path: Path) -> None:
    """Ticked templates are pulled together; one that makes no usable file says why and stops no other."""
    an = file_pages.person("an")
    chosen = (
        f"/templates/pull?account=default&template={BIRTHDAY}&template={EMPTY}&template={ORDER}"
    )
    page = an.get(chosen)
    assert "Ghi 2 tệp" in words_of(page)
    form: dict[str, str | list[str]] = {"account": "default", "template": [BIRTHDAY, ORDER]}
    for each in (BIRTHDAY, ORDER):
        form[f"seen-{each}"] = page.text.partition(f'name="seen-{each}" value="')[2].partition('"')[
            0
        ]
    answer = an.post("/templates/pull", form, page=chosen)
    assert "/templates?account=default&pulled=1" == answer.headers["location"]
    assert (tmp_path / "templates" / "chuc-mung-sinh-nhat.toml").is_file()
    assert (
        "/templates?account=default"
        == an.get("/templates/pull?account=default").headers["location"]
    )


def test_pasted_words_are_held_to_the_parameters(file_pages: Pages, tmp_path: Path) -> None:
    """A place that is no parameter is told, a good text is kept beside everything else in the file."""
    an, path = file_pages.person("an"), tmp_path / "templates" / "don-hang-moi.toml"
    page = "/templates/don-hang-moi/text?account=default"
    assert "<name>" in words_of(an.get(page)).replace("&lt;", "<").replace("&gt;", ">")
    wrong = an.post(page, {"text": "Chào <nmae>", "act": "keep"}, page=page)
    assert (422, True) == (wrong.status_code, "nmae: không phải tham số" in words_of(wrong))
    assert path.read_text("utf-8") == FILE
    token = an.token(page)
    told = an.post(
        "/templates/don-hang-moi/text/try?account=default", {"text": "Chào <name>!"}, token=token
    )
    assert "Nguyễn Văn An" in told.text
    assert "Chưa có trong nội dung: old" in words_of_part(told.text)
    answer = an.post(
        page, {"text": 'Chào <name>!\r\nMời "ghé" cửa hàng.  \r\n', "act": "keep"}, page=page
    )
    assert "/templates/don-hang-moi?account=default&saved=text" == answer.headers["location"]
    kept = read_template(path)
    assert 'Chào <name>!\nMời "ghé" cửa hàng.' == kept.text
    assert "# Ours: kept whatever happens." in path.read_text("utf-8")
    own = words_of(an.get(answer.headers["location"]))
    assert "Chào Nguyễn Văn An !" in own
    assert 303 == an.post(page, {"text": "", "act": "keep"}, page=page).status_code
    assert read_template(path).text is None


def test_words_never_act_in_a_page(file_pages: Pages, tmp_path: Path) -> None:
    """A text with script, braces or a javascript address in it is text on every page."""
    an = file_pages.person("an")
    page = "/templates/don-hang-moi/text?account=default"
    hostile = "<script>alert(1)</script> {{7777*7777}} javascript:alert(1) <name>"
    path = tmp_path / "templates" / "don-hang-moi.toml"
    path.write_text(f"text = '''{hostile}'''\n" + FILE, "utf-8")
    for where in (page, "/templates/don-hang-moi"):
        text = an.get(where).text
        assert "<script>alert" not in text
        assert "60481729" not in text
        assert 'href="javascript' not in text


def test_the_sample_and_the_rights(file_pages: Pages, tmp_path: Path) -> None:
    """Everybody who may look gets the sample; only who may send changes files; other accounts see nothing."""
    viewer = file_pages.person("vy", role=Role.VIEWER)
    sample = viewer.get("/templates/don-hang-moi/sample.xlsx?account=default")
    assert 200 == sample.status_code
    head = [cell.value for cell in load_workbook(BytesIO(sample.content)).worksheets[0][1]]
    assert "Họ tên" in head
    assert 200 == viewer.get("/templates/don-hang-moi").status_code
    assert "Tải lại từ tài khoản" not in words_of(viewer.get("/templates/don-hang-moi"))
    for path in (
        f"/templates/pull?account=default&template={ORDER}",
        "/templates/don-hang-moi/text?account=default",
    ):
        assert (403, 403) == (viewer.get(path).status_code, viewer.post(path).status_code)
    other = file_pages.person("xuan", role=Role.SENDER, account="shop-b")
    for path in (
        "/templates?account=default",
        "/templates/don-hang-moi?account=default",
        f"/templates/pull?account=default&template={ORDER}",
        "/templates/don-hang-moi/text?account=default",
        "/templates/don-hang-moi/sample.xlsx?account=default",
    ):
        assert 404 == other.get(path).status_code, path
    assert (tmp_path / "templates" / "don-hang-moi.toml").read_text("utf-8") == FILE


def test_a_template_that_ships_keeps_its_words(file_pages: Pages) -> None:
    """What an update would overwrite is not written into; the page says what to do instead."""
    an = file_pages.person("an")
    page = "/templates/don-hang/text?account=default"
    answer = an.post(page, {"text": "Chào <customer_name>", "act": "keep"}, page=page)
    assert (422, True) == (answer.status_code, "đi kèm chương trình" in words_of(answer))


def test_an_account_that_is_away_leaves_the_files(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Zalo the files are there, nothing is called gone, and the page says why it can't compare."""
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:9")
    an = file_pages.person("an")
    words = words_of(an.get("/templates"))
    assert "Hiện chưa hỏi được tài khoản" in words
    assert "chưa so sánh" in words
    assert "không còn ở tài khoản" not in words
    own = words_of(an.get("/templates/don-hang-moi"))
    assert "Hiện chưa hỏi được tài khoản" in own
    english = file_pages.person("ben", lang="en")
    assert "The account could not be asked now" in words_of(english.get("/templates"))


@pytest.mark.parametrize(
    "address, is_link",
    [
        ("https://zalo.me/preview/1", True),
        ("http://zalo.me/preview/1", False),
        ("javascript:alert(1)", False),
        ("//evil.test/x", False),
        ('https://x"onmouseover="alert(1)', True),
    ],
)
def test_a_picture_is_a_link_only_where_it_is_safe(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch, address: str, is_link: bool
) -> None:
    """What the account tells as a picture's address is a link with https alone, and never acts."""
    told = ProviderTemplate(
        template_id=ORDER,
        name="Đơn hàng",
        status="ENABLE",
        reason="<script>alert(1)</script>",
        preview_url=address,
        params=(ProviderParam(name="name"),),
    )

    async def ask(*_args: object, **_more: object) -> ProviderTemplate:
        return told

    monkeypatch.setattr(answers, "ask_template", ask)
    page = file_pages.person("an").get("/templates/don-hang-moi").text
    assert is_link == ('rel="noopener noreferrer" target="_blank"' in page)
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert '"onmouseover' not in page
