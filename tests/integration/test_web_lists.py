"""The pages of a list, over a real ledger: upload, sheet, columns, problems."""

import re
import shutil
from pathlib import Path

import httpx
import pytest
from sheet_files import excel
from web_help import ORIGIN, Pages, Visitor, words_of

from zns_batch.domain.users import Role
from zns_batch.ledger import uploads
from zns_batch.ledger.uploads import UploadState

SAMPLES = Path(__file__).parents[2] / "sample_data"
GOOD = SAMPLES / "don-hang.xlsx"
BAD = SAMPLES / "don-hang-loi.xlsx"
CHOICES = {"account": "default", "template": "don-hang"}
HEADERS = ["SĐT", "Họ tên", "Mã đơn", "Ngày đặt", "Tổng tiền"]


def _uploaded(person: Visitor, file: Path = BAD, *, name: str | None = None) -> str:
    """Upload a list and wait until it is checked; return its address."""
    answer = person.upload("/new", file, CHOICES, name=name)
    assert 303 == answer.status_code, words_of(answer)
    path = answer.headers["location"]
    uploaded = person.pages.web.lists.find(path.rpartition("/")[2])
    person.pages.web.lists.wait(uploaded, 60)
    return str(path)


def _location(answer: httpx.Response) -> str:
    assert 303 == answer.status_code, words_of(answer)
    return str(answer.headers["location"])


def test_a_list_goes_from_upload_to_its_problems(pages: Pages) -> None:
    """A person uploads a list and reads what is wrong with it, in the rows of the own file."""
    person = pages.person()
    page = person.get("/new")
    assert 200 == page.status_code
    assert "Chưa gửi gì cho đến khi bạn bấm Gửi" in words_of(page)
    path = _uploaded(person)
    assert f"{path}/problems" == _location(person.get(path))
    answer = person.get(f"{path}/problems")
    words = words_of(answer)
    assert "18 dòng cần sửa" in words
    assert "D · Số điện thoại 091200010" in words
    assert "Chưa có tin nào được gửi." in words
    assert "6 gửi được" in words


def test_a_good_list_goes_straight_to_the_messages(file_pages: Pages) -> None:
    """A person whose list is right is asked only where the header row is not the first."""
    person = file_pages.person()
    path = _uploaded(person, GOOD)
    assert f"{path}/sheet" == _location(person.get(path))
    page = person.get(f"{path}/sheet")
    assert "dòng tiêu đề" in words_of(page)
    answer = person.post(f"{path}/sheet", {"header": "3"}, page=f"{path}/sheet")
    assert path == _location(answer)
    assert f"{path}/preview" == _location(person.get(path))
    assert "Không có lỗi nào" in words_of(person.get(f"{path}/problems"))


def test_a_list_without_rows_is_replaced_where_that_is_said(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Whoever uploads a file with headers alone uploads the right one on the same page."""
    person = file_pages.person()
    path = _uploaded(person, excel(tmp_path / "headers.xlsx", [["SĐT", "Họ tên"]]))
    page = person.get(f"{path}/sheet")
    assert "không có dòng nào dưới dòng tiêu đề" in words_of(page)
    assert f'action="{path}/file"' in page.text
    answer = person.upload(f"{path}/file", BAD)
    assert path == _location(answer)
    person.pages.web.lists.wait(person.pages.web.lists.find(path.rpartition("/")[2]), 60)
    assert "18 dòng cần sửa" in words_of(person.get(f"{path}/problems"))


def test_the_number_of_good_rows_leads_to_these_rows(file_pages: Pages, tmp_path: Path) -> None:
    """Whoever asks which 120 of the rows go out sees each of them, page by page, and nothing wrong."""
    rows = [[f"0912{n:06d}", f"Khách {n}", f"DH-{n}", "18/11/2026", 5000] for n in range(120)]
    file = excel(tmp_path / "list.xlsx", [HEADERS, ["091", *rows[0][1:]], *rows])
    person = file_pages.person()
    path = _uploaded(person, file)
    assert f'href="{path}/good"' in person.get(f"{path}/problems").text
    first = person.get(f"{path}/good")
    words = words_of(first)
    assert ("Khách 99" in words, "Khách 100" in words) == (True, False)
    assert "84912000000" in words
    assert "Mã đơn: DH-0" in words
    assert "1–100 trong 120" in words
    assert "Chưa có tin nào được gửi." in words
    # The messages can't be looked at before the wrong row is left behind or mended.
    assert "/preview?at=" not in first.text
    second = person.get(f"{path}/good?after=100")
    assert "Khách 119" in words_of(second)
    assert f'href="{path}/good?after=0"' in second.text
    assert "Không có dòng nào như vậy" in words_of(person.get(f"{path}/good?after=999"))
    other = file_pages.person("binh", account="other")
    assert 404 == other.get(f"{path}/good").status_code


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one template, in the folder that the program works in."""
    folder = tmp_path / "work" / "templates"
    folder.mkdir(parents=True)
    shutil.copy(SAMPLES.parent / "templates" / "don-hang.toml", folder)
    monkeypatch.chdir(folder.parent)
    return folder


def test_columns_are_chosen_and_remembered_for_the_next_list(
    file_pages: Pages, tmp_path: Path, templates: Path
) -> None:
    """What a person chose once feeds the next list of the kind, for this person and in the template's file."""
    person = file_pages.person()
    headers = ["SĐT", "Khach", "Mã đơn", "Ngày đặt", "Tổng tiền"]
    line = ["0912000101", "Lan", "DH-1", "18/11/2026", 5000]
    path = _uploaded(person, excel(tmp_path / "a.xlsx", [headers, line]))
    assert f"{path}/columns" == _location(person.get(path))
    page = person.get(f"{path}/columns")
    assert "Chưa có cột: customer_name" in words_of(page)
    answer = person.post(f"{path}/columns", {"phone": "0"}, page=f"{path}/columns")
    assert 422 == answer.status_code
    assert "Vui lòng chọn cột cho “customer_name”." in words_of(answer)
    chosen = {"phone": "0", "column-customer_name": "1", "remember": "1"}
    tried = person.post(f"{path}/columns/try", chosen, page=f"{path}/columns")
    assert "Kiểm tra thử 1 dòng đầu: 1 gửi được, 0 có lỗi" in words_of(tried)
    assert path == _location(person.post(f"{path}/columns", chosen, page=f"{path}/columns"))
    assert '"Khach"' in (templates / "don-hang.toml").read_text(encoding="utf-8")
    shutil.copy(SAMPLES.parent / "templates" / "don-hang.toml", templates)
    again = _uploaded(person, excel(tmp_path / "b.xlsx", [headers, line]))
    assert f"{again}/preview" == _location(person.get(again))
    assert "nhớ từ lần trước" in words_of(person.get(f"{again}/columns"))


def test_a_column_that_was_recognised_can_be_left_out(
    file_pages: Pages, tmp_path: Path, templates: Path
) -> None:
    """Whose sheet has a column “Địa chỉ” that is not meant says so, also for the next list, and can take it back."""
    person = file_pages.person()
    headers = ["SĐT", "Họ tên", "Mã đơn", "Ngày đặt", "Tổng tiền", "Địa chỉ"]
    line: list[object] = ["0912000101", "Lan", "DH-1", "18/11/2026", 5000, "nội bộ: kho 2"]
    path = _uploaded(person, excel(tmp_path / "a.xlsx", [headers, line]))
    assert "nội bộ: kho 2" in words_of(person.get(f"{path}/columns"))
    assert "nội bộ: kho 2" in words_of(person.get(f"{path}/preview"))

    def leave_out(path: str) -> None:
        chosen = {"column-address": "", "remember": "1"}
        assert path == _location(person.post(f"{path}/columns", chosen, page=f"{path}/columns"))
        lists = person.pages.web.lists
        lists.wait(lists.find(path.rpartition("/")[2]), 60)

    leave_out(path)
    sent = words_of(person.get(f"{path}/preview"))
    assert "nội bộ: kho 2" not in sent
    assert "theo thông tin đã đăng ký" in sent
    page = words_of(person.get(f"{path}/columns"))
    assert "Không dùng: F · Địa chỉ" in page
    assert "6/6" not in page
    assert 'set = ""' in (templates / "don-hang.toml").read_text(encoding="utf-8")

    shutil.copy(SAMPLES.parent / "templates" / "don-hang.toml", templates)
    line = ["0912000102", *line[1:]]
    again = _uploaded(person, excel(tmp_path / "b.xlsx", [headers, line]))
    assert "nội bộ: kho 2" not in words_of(person.get(f"{again}/preview"))
    chosen = {"column-address": "5", "remember": "1"}
    assert again == _location(person.post(f"{again}/columns", chosen, page=f"{again}/columns"))
    lists = person.pages.web.lists
    lists.wait(lists.find(again.rpartition("/")[2]), 60)
    assert "nội bộ: kho 2" in words_of(person.get(f"{again}/preview"))


def test_a_corrected_file_of_another_layout_asks_for_its_columns_again(
    file_pages: Pages, tmp_path: Path, templates: Path
) -> None:
    """A mended file whose columns were renamed meanwhile is looked at before it is sent; what was chosen and is still there stays (B11)."""
    person = file_pages.person()
    headers = ["SĐT", "Khach", "Mã đơn", "Ngày đặt", "Tiền nong"]
    line = ["0912000101", "Lan", "DH-1", "18/11/2026", 5000]
    path = _uploaded(person, excel(tmp_path / "a.xlsx", [headers, line]))
    chosen = {"column-customer_name": "1", "column-amount": "4"}
    assert path == _location(person.post(f"{path}/columns", chosen, page=f"{path}/columns"))
    lists = person.pages.web.lists
    lists.wait(lists.find(path.rpartition("/")[2]), 60)
    assert f"{path}/preview" == _location(person.get(path))
    moved = ["Mã đơn", "SĐT", "Khach", "Ngày đặt", "Thành tiền cuối"]
    mended = excel(tmp_path / "b.xlsx", [moved, ["DH-1", "0912000101", "Lan", "18/11/2026", 5000]])
    assert path == _location(person.upload(f"{path}/file", mended))
    lists.wait(lists.find(path.rpartition("/")[2]), 60)
    assert f"{path}/columns" == _location(person.get(path))
    page = words_of(person.get(f"{path}/columns"))
    assert "Chưa có cột: amount" in page
    assert "C · Khach" in page
    assert "Lan" in page


def test_a_colleague_opens_the_very_problems_that_were_meant(file_pages: Pages) -> None:
    """A filter can be sent to a colleague: the same rows are shown there (B9)."""
    person = file_pages.person()
    path = _uploaded(person)
    links = re.findall(rf'href="({path}/problems\?[^"]+)"', person.get(f"{path}/problems").text)
    link = next(each.replace("&amp;", "&") for each in links if "kind=" in each)
    mine = person.get(link)
    theirs = file_pages.person("binh", role=Role.PREPARER).get(link)
    rows = [
        re.findall(r'class="problem-row"|data-row="(\d+)"', page.text) for page in (mine, theirs)
    ]
    assert rows[0] == rows[1]
    assert 200 == theirs.status_code
    assert len(rows[0]) < len(re.findall("problem-row", person.get(f"{path}/problems").text))
    assert 404 == file_pages.person("chi", grants={"shop-2": Role.SENDER}).get(link).status_code


def test_the_columns_of_all_are_changed_only_by_who_may_send(
    file_pages: Pages, tmp_path: Path, templates: Path
) -> None:
    """A template's file, which all share, is written by nobody who only prepares lists."""
    person = file_pages.person(role=Role.PREPARER)
    lines: list[list[object]] = [
        ["SĐT", "Khach", "Mã đơn", "Ngày đặt", "Tổng tiền"],
        ["091", "x", "y", "z", 1],
    ]
    path = _uploaded(person, excel(tmp_path / "a.xlsx", lines))
    chosen = {"phone": "0", "column-customer_name": "1", "remember": "1"}
    _location(person.post(f"{path}/columns", chosen, page=f"{path}/columns"))
    assert '"Khach"' not in (templates / "don-hang.toml").read_text(encoding="utf-8")


def test_no_step_is_reached_by_its_address_alone(file_pages: Pages, tmp_path: Path) -> None:
    """Who types the address of a later step is led back to what is still open."""
    person = file_pages.person()
    lines: list[list[object]] = [["SĐT", "Khach"], ["0912000101", "Lan"]]
    path = _uploaded(person, excel(tmp_path / "a.xlsx", lines))
    for step in ("problems", "preview", "send", "confirm"):
        answer = person.get(f"{path}/{step}")
        assert 303 == answer.status_code, step
        assert answer.headers["location"] in {path, f"{path}/columns"}, step
    answer = person.post(f"{path}/problems", {"leave": "1"}, page=f"{path}/columns")
    assert path == _location(answer)


def test_wrong_rows_need_a_tick(file_pages: Pages) -> None:
    """Nobody leaves wrong rows behind by pressing the wrong button."""
    person = file_pages.person()
    path = _uploaded(person)
    answer = person.post(f"{path}/problems", page=f"{path}/problems")
    assert 422 == answer.status_code
    assert "Đánh dấu vào ô này để đi tiếp với 6 dòng đúng." in words_of(answer)
    answer = person.post(f"{path}/problems", {"leave": "1"}, page=f"{path}/problems")
    assert f"{path}/preview" == _location(answer)
    # A new choice takes the consent back.
    answer = person.upload(f"{path}/file", BAD)
    assert path == _location(answer)
    lists = person.pages.web.lists
    uploaded = lists.wait(lists.find(path.rpartition("/")[2]), 60)
    assert f"{path}/problems" == _location(person.get(path))
    assert not uploaded.choices["leave_bad"]


def test_the_same_file_twice_is_told(file_pages: Pages) -> None:
    """Who uploads the same list again is shown the one that is open."""
    person = file_pages.person()
    first = _uploaded(person)
    second = _uploaded(person)
    assert "đang soạn dở" in words_of(person.get(f"{second}/problems"))
    assert f'href="{first}"' in person.get(f"{second}/problems").text
    assert "Mở bản đang soạn" not in words_of(person.get(f"{first}/problems"))


def test_the_same_good_list_twice_is_told_before_it_is_sent(
    file_pages: Pages, tmp_path: Path
) -> None:
    """A list with nothing to correct skips the first steps: its twin is told on the last ones."""
    file = excel(tmp_path / "list.xlsx", [HEADERS, ["0912000101", "Lan", "DH-1", "18/11/2026", 5]])
    person = file_pages.person()
    first, second = _uploaded(person, file), _uploaded(person, file)
    for step in ("preview", "send"):
        page = person.get(f"{second}/{step}")
        assert "đang soạn dở" in words_of(page)
        assert f'href="{first}"' in page.text
        assert "Mở bản đang soạn" not in words_of(person.get(f"{first}/{step}"))


def test_a_script_is_answered_as_a_script(file_pages: Pages) -> None:
    """The page's own upload learns where to go on, or in one sentence what was wrong."""
    person = file_pages.person()
    headers = {
        "Origin": ORIGIN,
        "Sec-Fetch-Site": "same-origin",
        "Accept": "application/json",
        "X-CSRF": person.token("/"),
    }
    parts: dict[str, tuple[str | None, bytes | str]]
    parts = {key: (None, value) for key, value in CHOICES.items()}
    answer = person.client.post(
        "/new", files={**parts, "file": ("a.xlsx", BAD.read_bytes())}, headers=headers
    )
    assert 201 == answer.status_code
    assert answer.json()["go"].startswith("/lists/")
    answer = person.client.post(
        "/new", files={**parts, "file": ("a.pdf", b"%PDF-1.4")}, headers=headers
    )
    assert 422 == answer.status_code
    assert "PDF" in answer.json()["error"]
    assert "Chưa có tin nào được gửi." == answer.json()["sent"]


def test_a_sample_is_filled_in_and_comes_back_right(file_pages: Pages, tmp_path: Path) -> None:
    """Whoever fills in the sample file chooses no column."""
    person = file_pages.person()
    answer = person.get("/new/sample.xlsx?template=don-hang")
    assert 200 == answer.status_code
    assert "don-hang.xlsx" in answer.headers["content-disposition"]
    file = tmp_path / "filled.xlsx"
    file.write_bytes(answer.content)
    path = _uploaded(person, file)
    words = words_of(person.get(f"{path}/problems"))
    # The example itself must be replaced.
    assert "Đây là dòng ví dụ của tệp mẫu" in words


def test_everything_is_said_in_english_too(file_pages: Pages) -> None:
    """Who reads English reads English on every page of a list."""
    person = file_pages.person(lang="en")
    path = _uploaded(person)
    assert "18 rows to correct" in words_of(person.get(f"{path}/problems"))
    assert "Which column goes where?" in words_of(person.get(f"{path}/columns"))
    assert "Choose the sheet and the header row" in words_of(person.get(f"{path}/sheet"))
    assert "New campaign" in words_of(person.get("/new"))
    assert "Unfinished lists" in words_of(person.get("/lists"))
    for step in ("problems?all=1", "columns", "sheet"):
        words = words_of(person.get(f"{path}/{step}"))
        assert not re.search(r"--[a-z]|zns-batch [a-z]", words), step


def test_a_long_check_is_told_while_it_runs(file_pages: Pages, tmp_path: Path) -> None:
    """Whoever uploads a long list sees that it is being read, and may leave the page."""
    person = file_pages.person()
    path = _uploaded(person)
    list_id = path.rpartition("/")[2]
    # As it stands while a check runs that has told nothing yet.
    ledger, was = file_pages.web.ledger, {UploadState.CHECKED}
    assert uploads.change(ledger, list_id, was=was, state=UploadState.READING, result=None)
    started = person.get(f"{path}/progress")
    assert "Đang đọc danh sách" in started.text or "HX-Redirect" in started.headers
    lists = file_pages.web.lists
    assert UploadState.CHECKED is lists.wait(lists.find(list_id), 60).state
    ended = person.get(f"{path}/progress")
    assert path == ended.headers["HX-Redirect"]
    live = person.get(f"{path}/problems/live")
    assert path == live.headers["HX-Redirect"]


KINDS = (
    "libreoffice.xlsx",
    "hand-macros.xlsm",
    "hand-binary.xlsb",
    "libreoffice.xls",
    "libreoffice.ods",
    "comma-utf8.csv",
    "erp.tsv",
    "utf-16-be.txt",
    "renamed-workbook.csv",
)
ORIGINALS = Path(__file__).parents[1] / "spreadsheets"


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_each_kind_arrives(file_pages: Pages, name: str) -> None:
    """Whatever program a shop's list comes from, its columns can be chosen on the page by their real names."""
    person = file_pages.person()
    path = _uploaded(person, ORIGINALS / name)
    lists = person.pages.web.lists
    uploaded = lists.find(path.rpartition("/")[2])
    assert uploaded.state in {UploadState.COLUMNS, UploadState.SHEET, UploadState.CHECKED}
    page = person.get(_location(person.get(path)))
    assert 200 == page.status_code
    shown = words_of(page) + words_of(person.get(f"{path}/columns"))
    with lists.check(uploaded) as check:
        headers = [column.header for column in check.columns if column.header]
    assert headers
    assert [] == [header for header in headers[:3] if header not in shown]


def test_letters_of_an_old_font_are_told(file_pages: Pages) -> None:
    """A list that was typed in an old Vietnamese font is not sent as gibberish: it is told how to save it."""
    person = file_pages.person()
    path = _uploaded(person, ORIGINALS / "tcvn3.csv")
    page = person.get(path)
    assert 200 == page.status_code
    assert "UTF-8" in words_of(page)
    assert "Chưa có tin nào được gửi." in words_of(page)
