"""Templates that only the account has, on the page where a campaign begins."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from program_help import TOKEN, orders, write_list
from web_help import Pages, Visitor, words_of

from zns_batch.domain.users import Role
from zns_batch.sandbox import SandboxConfig, SandboxParam, SandboxTemplate, sandbox

ONLY_THERE, ID = "account:345678", "345678"


@pytest.fixture(autouse=True)
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account with a template that no file describes."""
    templates = {
        ID: SandboxTemplate(name="Chúc mừng sinh nhật", params={"name": SandboxParam()}),
        "345679": SandboxTemplate(name="Không tham số"),
    }
    with sandbox(SandboxConfig(templates=templates)) as running:
        monkeypatch.setenv("ZNS_KEYRING", "0")
        monkeypatch.setenv("ZNS_BASE_URL", running.url)
        monkeypatch.setenv("ZNS_ACCESS_TOKEN", TOKEN)
        monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
        monkeypatch.chdir(tmp_path)
        yield


def told(person: Visitor) -> str:
    """Look at the page, and again once the account has told its templates; return its text."""
    assert 200 == person.get("/new").status_code
    for _ in range(600):
        if person.pages.web.sending.answers.known_templates("default") is not None:
            break
        person.get("/new")
        time.sleep(0.05)
    return str(person.get("/new").text)


def test_a_sender_chooses_a_template_that_only_the_account_has(
    file_pages: Pages, tmp_path: Path
) -> None:
    """A new template can be used from the browser, without a command."""
    lan = file_pages.person("lan", lang="vi")
    page = told(lan)
    assert "Chúc mừng sinh nhật (345678): chưa tải về" in page
    chosen = lan.get(f"/new?template={ONLY_THERE}")
    assert "Tải mẫu tin về" in words_of(chosen)
    list_file = write_list(tmp_path / "a.xlsx", orders(1))
    early = lan.upload("/new", list_file, {"account": "default", "template": ONLY_THERE})
    assert (422, True) == (early.status_code, "tải mẫu tin này về trước" in words_of(early))

    answer = lan.post(
        "/new/template", {"pull-account": "default", "pull-template": ONLY_THERE}, page="/new"
    )
    assert 303 == answer.status_code, words_of(answer)
    (file,) = (tmp_path / "templates").glob("*.toml")
    assert f"/new?account=default&template={file.stem}" == answer.headers["location"]
    page = lan.get(answer.headers["location"]).text
    assert f'<option value="{file.stem}" selected>' in page
    assert ONLY_THERE not in page


def test_a_preparer_is_told_who_can_download_it(file_pages: Pages, tmp_path: Path) -> None:
    """Who may not write files that all share sees the template, and why it can't be chosen."""
    an = file_pages.person("an", role=Role.PREPARER, lang="vi")
    page = told(an)
    assert "chưa tải về; chỉ người có quyền gửi mới tải được" in page
    assert f'<option value="{ONLY_THERE}" disabled>' in page
    form = {"pull-account": "default", "pull-template": ONLY_THERE}
    assert 403 == an.post("/new/template", form, page="/new").status_code
    assert not (tmp_path / "templates").exists()


def test_only_what_the_account_told_can_be_downloaded(file_pages: Pages) -> None:
    """A made-up id is refused before anybody is asked."""
    lan = file_pages.person("lan", lang="en")
    assert "Chúc mừng sinh nhật (345678): not downloaded yet" in told(lan)
    form = {"pull-account": "default", "pull-template": "account:../../x"}
    assert 422 == lan.post("/new/template", form, page="/new").status_code


def test_a_template_that_can_not_be_downloaded_says_why(file_pages: Pages, tmp_path: Path) -> None:
    """The page stays, with the reason beside the template; a script that swaps parts gets it too."""
    lan = file_pages.person("lan", lang="vi")
    told(lan)
    form = {"pull-account": "default", "pull-template": "account:345679"}
    answer = lan.post("/new/template", form, page="/new")
    assert (422, True) == (answer.status_code, "Không tải được mẫu tin." in words_of(answer))
    assert 'hx-trigger="click"' in answer.text
    assert not list(tmp_path.glob("templates/*.toml"))
