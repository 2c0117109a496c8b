"""The pages of a list, over a real ledger: upload, sheet, columns, problems."""

from pathlib import Path

import httpx
from web_help import Pages, Visitor, words_of

SAMPLES = Path(__file__).parents[2] / "sample_data"
GOOD = SAMPLES / "don-hang.xlsx"
BAD = SAMPLES / "don-hang-loi.xlsx"
CHOICES = {"account": "default", "template": "don-hang"}


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
