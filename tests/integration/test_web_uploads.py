"""Uploads by people and by attackers: nothing is believed, nothing stays behind."""

import shutil
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from sheet_files import SPREADSHEETS, excel
from sheet_hostile import entity_bomb, ring_of_sectors, zip_bomb
from web_help import ORIGIN, Pages, Visitor, opened_pages, words_of

from zns_batch.domain.users import Role
from zns_batch.ledger import uploads
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.uploads import UploadState
from zns_batch.services.jobs.job import JobRequest, JobStatus
from zns_batch.settings.web import WebSettings

CHOICES = {"account": "default", "template": "don-hang"}
HEADERS = ["SĐT", "Họ tên", "Mã đơn", "Ngày đặt", "Tổng tiền"]
GOOD = ["0912000101", "Lan", "DH-1", "18/11/2026", 5000]


@pytest.fixture
def small_pages(file_ledger: Ledger, tmp_path: Path) -> Iterator[Pages]:
    """The pages of a server that takes one megabyte."""
    settings = WebSettings(max_upload_mb=1)
    with opened_pages(file_ledger, tmp_path / "home", settings=settings) as found:
        yield found


def _folders(pages: Pages) -> list[Path]:
    root = pages.web.home / "uploads"
    return sorted(root.iterdir()) if root.is_dir() else []


def _upload(person: Visitor, file: Path, *, name: str | None = None) -> str:
    """Upload a list; return its address once it is checked."""
    answer = person.upload("/new", file, CHOICES, name=name)
    assert 303 == answer.status_code, words_of(answer)
    path = str(answer.headers["location"])
    lists = person.pages.web.lists
    lists.wait(lists.find(path.rpartition("/")[2]), 60)
    return path


def test_a_file_that_is_too_large_leaves_nothing_behind(small_pages: Pages, tmp_path: Path) -> None:
    """Whoever uploads too much is told the limit, and the disk does not fill up."""
    file = tmp_path / "big.csv"
    file.write_bytes(b"a,b\n" * ((1 << 18) + 1))
    person = small_pages.person()
    answer = person.upload("/new", file, CHOICES)
    assert 413 == answer.status_code
    assert "Tệp lớn hơn 1 MB" in words_of(answer)
    assert [] == _folders(small_pages)
    assert [] == small_pages.web.lists.open_lists(person.user.id)


@pytest.mark.parametrize(
    "name, content, sentence",
    [
        ("pdf.xlsx", b"%PDF-1.7 ...", "nội dung là PDF"),
        ("setup.xlsx", b"MZ\x90\0\x03\0", "nội dung là EXE"),
        ("picture.xlsx", b"\x89PNG\r\n", "nội dung là PNG"),
        ("empty.xlsx", b"", "không có nội dung (0 byte)"),
        ("~$list.xlsx", b"PK\x03\x04", "~$list.xlsx"),
    ],
)
def test_what_is_no_sheet_is_refused_at_once(
    file_pages: Pages, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    """A person who picks the wrong file is told so beside the field, and nothing was sent."""
    file = tmp_path / "source"
    file.write_bytes(content)
    answer = file_pages.person().upload("/new", file, CHOICES, name=name)
    assert 422 == answer.status_code
    assert sentence in words_of(answer)
    assert "<title>Lỗi: " in answer.text
    assert [] == _folders(file_pages)


@pytest.mark.parametrize("make", [zip_bomb, entity_bomb, ring_of_sectors])
def test_a_hostile_file_ends_on_its_own_page(
    file_pages: Pages, tmp_path: Path, make: object
) -> None:
    """A bomb in a workbook costs its uploader a sentence, and nobody else anything."""
    assert callable(make)
    file = tmp_path / "bomb.xlsx"
    make(file)
    person = file_pages.person()
    path = _upload(person, file)
    page = person.get(path)
    assert 200 == page.status_code
    assert "Không đọc được “bomb.xlsx”" in words_of(page)
    assert "Chưa có tin nào được gửi." in words_of(page)
    assert "Traceback" not in page.text
    # It can be corrected in its place.
    mended = person.upload(f"{path}/file", excel(tmp_path / "good.xlsx", [HEADERS, GOOD]))
    assert 303 == mended.status_code
    lists = file_pages.web.lists
    assert UploadState.CHECKED is lists.wait(lists.find(path.rpartition("/")[2]), 60).state


@pytest.mark.parametrize("content", [b"<html><body>x</body></html>", b"<svg onload='alert(1)'/>"])
def test_markup_named_as_a_workbook_is_told(
    file_pages: Pages, tmp_path: Path, content: bytes
) -> None:
    """An export that is a web page in truth is named as what it is, and never shown as one."""
    file = tmp_path / "x.xls"
    file.write_bytes(content)
    person = file_pages.person()
    page = person.get(_upload(person, file))
    if page.status_code == 303:
        page = person.get(page.headers["location"])
    assert 200 == page.status_code
    assert content not in page.content


@pytest.mark.parametrize(
    "name, shown",
    [
        ("../../../etc/x.xlsx", "x.xlsx"),
        ("C:\\Users\\x.xlsx", "x.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("a" * 5_000 + ".xlsx", "a" * 195 + ".xlsx"),
        ('"><script>alert(1)</script>.xlsx', "script"),
        ("{{7+7}}{% x %}.xlsx", "{{7+7}}{% x %}.xlsx"),
    ],
)
def test_no_name_reaches_beyond_its_place(
    file_pages: Pages, tmp_path: Path, name: str, shown: str
) -> None:
    """Whatever a file is called, it lies in its own folder and is shown as words."""
    file = excel(tmp_path / "source.xlsx", [HEADERS, ["091", *GOOD[1:]]])
    person = file_pages.person()
    path = _upload(person, file, name=name)
    uploaded = file_pages.web.lists.find(path.rpartition("/")[2])
    assert shown in uploaded.name
    [folder] = _folders(file_pages)
    assert Path(uploaded.folder) == folder
    assert {"list"} == {
        each.name for each in folder.iterdir() if not each.name.startswith("check-")
    }
    page = person.get(f"{path}/problems")
    assert "<script>alert" not in page.text
    assert "{{7+7}}" in page.text or "7+7" not in name


def test_cells_and_headers_are_shown_as_words(file_pages: Pages, tmp_path: Path) -> None:
    """A list can hold anything; nothing of it runs in anybody's browser."""
    evil = "<img src=x onerror=alert(1)>"
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "<script>1"
    for line in ([*HEADERS, evil], [evil, evil, "{{7*7}}", "x", "y", evil]):
        page.append(line)
    file = tmp_path / "evil.xlsx"
    book.save(file)
    person = file_pages.person()
    path = _upload(person, file)
    for step in ("problems?open=2", "columns", "sheet"):
        answer = person.get(f"{path}/{step}")
        assert 200 == answer.status_code, step
        assert evil not in answer.text
        assert "<script>1" not in answer.text
        assert "&lt;img" in answer.text


def test_folder_and_files_are_the_servers_alone(file_pages: Pages, tmp_path: Path) -> None:
    """Another user of the machine can't read the customers of a list."""
    person = file_pages.person()
    _upload(person, excel(tmp_path / "list.xlsx", [HEADERS, GOOD]))
    [folder] = _folders(file_pages)
    assert {0o700} == {stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)}
    assert {0o600} == {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}


def test_a_planted_link_is_not_followed(file_pages: Pages, tmp_path: Path) -> None:
    """Whoever plants a link in place of the folder gets no list through it."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    file_pages.web.home.mkdir(parents=True, exist_ok=True)
    (file_pages.web.home / "uploads").symlink_to(elsewhere)
    file = excel(tmp_path / "list.xlsx", [HEADERS, GOOD])
    answer = file_pages.person().upload("/new", file, CHOICES)
    assert 422 == answer.status_code
    assert [] == list(elsewhere.iterdir())


def test_a_sweep_removes_what_nobody_needs(file_pages: Pages, tmp_path: Path) -> None:
    """A killed upload and a list that nobody touches leave no customers on the disk."""
    person = file_pages.person()
    path = _upload(person, excel(tmp_path / "list.xlsx", [HEADERS, GOOD]))
    lists = file_pages.web.lists
    stray = file_pages.web.home / "uploads" / "stray"
    stray.mkdir()
    (stray / "list").write_text("0912000101")
    receiver = lists.begin(
        owner=person.user.id, account="default", template="don-hang", name="x.csv", size=None
    )
    receiver.write(b"a,b")
    assert 3 == len(_folders(file_pages))
    assert 1 == lists.sweep(at_start=True)
    assert [path.rpartition("/")[2]] == [each.name for each in _folders(file_pages)]
    receiver.abort()
    lists.limits = replace(lists.limits, keep_hours=-1.0)
    assert 1 == lists.sweep()
    assert [] == _folders(file_pages)
    assert 404 == person.get(path).status_code


def test_a_person_has_twenty_unfinished_lists_at_most(file_pages: Pages, tmp_path: Path) -> None:
    """Nobody fills the server with lists that are forgotten."""
    lists = file_pages.web.lists
    lists.limits = replace(lists.limits, lists=1)
    person = file_pages.person()
    file = excel(tmp_path / "list.xlsx", [HEADERS, GOOD])
    path = _upload(person, file)
    answer = person.upload("/new", file, CHOICES)
    assert 422 == answer.status_code
    assert "Bạn đang có 1 danh sách soạn dở (tối đa 1)" in words_of(answer)
    assert 303 == person.post(f"{path}/delete").status_code
    assert 303 == person.upload("/new", file, CHOICES).status_code


def test_a_full_disk_is_told(
    file_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no room, the person is told before the file is sent away half."""
    usage = SimpleNamespace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    file = excel(tmp_path / "list.xlsx", [HEADERS, GOOD])
    answer = file_pages.person().upload("/new", file, CHOICES)
    assert 422 == answer.status_code
    assert "Máy chủ không đủ chỗ" in words_of(answer)
    assert [] == _folders(file_pages)


def test_no_upload_without_the_forms_token(file_pages: Pages, tmp_path: Path) -> None:
    """Another site can't make a person's browser upload a list."""
    person = file_pages.person()
    file = excel(tmp_path / "list.xlsx", [HEADERS, GOOD])
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
    for fields in ({}, {"token": "AAAA"}):
        parts: list[tuple[str, tuple[str | None, str | bytes]]]
        parts = [(key, (None, value)) for key, value in {**fields, **CHOICES}.items()]
        parts.append(("file", ("list.xlsx", file.read_bytes())))
        answer = person.client.post("/new", files=parts, headers=headers)
        assert 403 == answer.status_code
    # The file before the token is no form of ours.
    parts = [("file", ("list.xlsx", file.read_bytes())), ("token", (None, person.token("/")))]
    assert 403 == person.client.post("/new", files=parts, headers=headers).status_code
    assert [] == _folders(file_pages)


def test_only_who_may_prepare_for_the_account_sees_its_lists(
    file_pages: Pages, tmp_path: Path
) -> None:
    """One client's list is nobody else's business; a colleague opens the link."""
    path = _upload(
        file_pages.person(), excel(tmp_path / "list.xlsx", [HEADERS, ["091", *GOOD[1:]]])
    )
    colleague = file_pages.person("binh", role=Role.PREPARER)
    assert 200 == colleague.get(f"{path}/problems?kind=phone").status_code
    stranger = file_pages.person("chi", role=Role.SENDER, account="other")
    viewer = file_pages.person("dung", role=Role.VIEWER)
    for step in ("", "/problems", "/columns", "/sheet", "/delete", "/marked.xlsx"):
        assert 404 == stranger.get(path + step).status_code, step
        assert 403 == viewer.get(path + step).status_code, step
    assert 404 == stranger.post(f"{path}/delete").status_code
    file = excel(tmp_path / "x.xlsx", [HEADERS, GOOD])
    assert 404 == stranger.upload(f"{path}/file", file).status_code
    answer = stranger.upload("/new", file, CHOICES)
    assert 404 == answer.status_code


@pytest.mark.parametrize("template", ["../../etc/passwd", "/etc/passwd", "x.toml", ""])
def test_a_template_is_one_of_the_folders(file_pages: Pages, tmp_path: Path, template: str) -> None:
    """Nobody reads a file of the server by calling it a template."""
    person = file_pages.person()
    file = excel(tmp_path / "list.xlsx", [HEADERS, GOOD])
    answer = person.upload("/new", file, {**CHOICES, "template": template})
    assert 422 == answer.status_code
    assert "Vui lòng chọn một mẫu tin." in words_of(answer)
    assert (
        404
        == person.get(
            "/new/sample.xlsx",
        ).status_code
    )
    assert 404 == person.client.get("/new/sample.xlsx", params={"template": template}).status_code


def test_a_macro_is_in_no_download(file_pages: Pages) -> None:
    """A workbook with a program in it comes back without it."""
    person = file_pages.person()
    macros = SPREADSHEETS / "hand-macros.xlsm"
    path = _upload(person, macros)
    uploaded = file_pages.web.lists.find(path.rpartition("/")[2])
    assert UploadState.COLUMNS is uploaded.state
    page = person.get(f"{path}/columns")
    columns = dict.fromkeys(("phone", "column-customer_name", "column-order_code"), "0")
    columns |= {"column-order_date": "0", "column-amount": "0"}
    assert 200 == page.status_code
    assert 303 == person.post(f"{path}/columns", columns, page=f"{path}/columns").status_code
    lists = file_pages.web.lists
    lists.wait(lists.find(uploaded.id), 60)
    answer = person.post(f"{path}/marked.xlsx", page=f"{path}/problems")
    assert f"{path}/marked.xlsx" == answer.headers["location"]
    workbook = person.get(f"{path}/marked.xlsx")
    assert 200 == workbook.status_code
    names = zipfile.ZipFile(BytesIO(workbook.content)).namelist()
    assert not [name for name in names if "vba" in name.lower()]
    assert "filename*=UTF-8''hand-macros-loi.xlsx" in workbook.headers["content-disposition"]


def test_no_secret_reaches_the_check(
    file_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that takes over the process that reads it finds no token there."""
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", "token-that-nobody-sees")
    asked: list[JobRequest] = []
    submit = file_pages.web.jobs.submit

    def watched(request: JobRequest, **more: Any) -> JobStatus:
        asked.append(request)
        return submit(request, **more)

    monkeypatch.setattr(file_pages.web.jobs, "submit", watched)
    _upload(file_pages.person(), excel(tmp_path / "list.xlsx", [HEADERS, GOOD]))
    [request] = asked
    assert "token-that-nobody-sees" not in repr(request)
    assert not request.environment


def test_a_list_that_was_being_checked_goes_on_after_a_restart(
    file_ledger: Ledger, tmp_path: Path
) -> None:
    """A restarted server checks again what it had begun; the person loses nothing."""
    home = tmp_path / "home"
    file = excel(tmp_path / "list.xlsx", [HEADERS, GOOD])
    with opened_pages(file_ledger, home) as pages:
        person = pages.person()
        path = _upload(person, file)
        list_id = path.rpartition("/")[2]
        was = {UploadState.CHECKED}
        assert uploads.change(file_ledger, list_id, was=was, state=UploadState.READING)
    with opened_pages(file_ledger, home) as pages:
        pages.web.lists.sweep(at_start=True)
        uploaded = pages.web.lists.wait(pages.web.lists.find(list_id), 60)
        assert UploadState.CHECKED is uploaded.state


def test_nothing_of_a_deleted_list_is_left(file_pages: Pages, tmp_path: Path) -> None:
    """Whoever throws a list away leaves no customer behind."""
    person = file_pages.person()
    path = _upload(person, excel(tmp_path / "list.xlsx", [HEADERS, GOOD]))
    assert "Xóa “list.xlsx”?" in words_of(person.get(f"{path}/delete"))
    assert 303 == person.post(f"{path}/delete", page=f"{path}/delete").status_code
    assert [] == _folders(file_pages)
    assert "Bạn không có danh sách nào đang soạn dở." in words_of(person.get("/lists"))
    assert 404 == person.get(path).status_code
