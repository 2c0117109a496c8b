"""What others word in English is told in Vietnamese to people who read Vietnamese."""

import re
import tomllib

import pytest

from zns_batch.errors import SettingsError
from zns_batch.i18n.system_errors import in_vietnamese

ENGLISH = re.compile(
    r"\b(?:the|in|at|line|column|of|is|not|key|value|expected|cannot|invalid|found|file)\b",
    re.IGNORECASE,
)

BROKEN = [
    "a",
    "= 1",
    "a 1",
    "a = ",
    "a = x",
    "a = Xin chào",
    'a = "x',
    'a = """x',
    "a = 'x",
    'a = "x" y',
    "a = 1\na = 2",
    "[a\nb = 1",
    "[a]\n[a]",
    "[[a]\nb = 1",
    "a = [1, 2",
    "a = {b = 1",
    "a = {b = 1, b = 2}",
    "a = {b = 1}\n[a.c]",
    "a = [1]\n[[a]]",
    'a = "\\q"',
    'a = "\\u12"',
    'a = "\\ud800"',
    "a = 2026-13-45",
    'a = "\x01"',
    "a = 1\n[a]\nb = 1",
    "a.b = 1\na.b.c = 2",
    "[a]\nb.c = 1\n[a.b]\nd = 1",
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_mistake_in_a_settings_or_template_file_is_told_in_vietnamese(text: str) -> None:
    """Whoever forgot a quotation mark reads which one is missing and where, without a word of English."""
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    told = in_vietnamese(str(caught.value))
    assert told != str(caught.value)
    assert not ENGLISH.search(told), told
    assert "dòng" in told or "ở cuối tệp" in told


@pytest.mark.parametrize(
    "said, told",
    [
        ("The system cannot find the path specified", "không có tệp hoặc thư mục này"),
        ("Access is denied.", "không có quyền truy cập"),
        (
            "The process cannot access the file because it is being used by another process",
            "tệp đang được chương trình khác mở",
        ),
        ("Something that only this machine says", "Something that only this machine says"),
    ],
)
def test_reasons_of_windows_are_told_in_vietnamese(said: str, told: str) -> None:
    """A workbook that is open in Excel is told in words; what nobody knows stays as the system said it."""
    error = SettingsError("settings.unreadable", path="zns-batch.toml", why=said)
    assert told in error.text("vi")
    assert said in error.text("en")
