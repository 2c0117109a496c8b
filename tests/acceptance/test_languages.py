"""Vietnamese and English: by `--lang`, by `ZNS_LANG`, by the locale; errors in one line."""

import re
import socket

import pytest
from program_help import Program, orders

VI, EN = "Không có mẫu tin", "There is no template"


@pytest.mark.parametrize(
    "words, env, said",
    [
        ((), {}, VI),
        ((), {"LANG": "en_US.UTF-8"}, EN),
        (("--lang", "vi"), {"LANG": "en_US.UTF-8", "ZNS_LANG": "en"}, VI),
    ],
)
def test_the_language_is_the_persons(
    alone: Program, words: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    """The option comes before the variable, the variable before the locale; else Vietnamese."""
    done = alone.run("check", "x.csv", "-t", "none", *words, **{"ZNS_LANG": None, **env})
    assert 2 == done.code
    assert said in done.line()


def test_no_traceback_unless_asked_for(alone: Program) -> None:
    """An expected failure has no traceback; `--debug` or `ZNS_DEBUG` shows where it came from."""
    words = ("check", "x.csv", "-t", "don-hang")
    assert "x.csv: there is no such file" in alone.run(*words).line()
    for debugged in (
        alone.debugged().run(*words, "--debug"),
        alone.debugged().run(*words, ZNS_DEBUG="1"),
    ):
        assert "Traceback" in debugged.err
        assert 2 == debugged.code, "the same as without it"


def test_results_are_in_one_language(alone: Program) -> None:
    """A Vietnamese run has no English left in what a person reads."""
    alone.write("list.csv", [*orders(2), ("An", "0912", "DH", "22/11/2026", 5)])
    done = alone.run("check", "list.csv", "-t", "don-hang", "--lang", "vi")
    assert "3 dòng = 2 chờ gửi + 1 không hợp lệ" == done.out.strip()
    assert not re.search(r"\b(row|column|rows|template|problems|header|sheet)\b", done.err)


def test_text_survives_a_terminal_of_another_code_page(alone: Program) -> None:
    """Where the system's encoding knows no Vietnamese the output still is UTF-8 and no crash."""
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LANG": "C", "LC_ALL": "C"}
    done = alone.fresh().run("check", "x.csv", "-t", "don-hang", ZNS_LANG="vi", **env)
    assert "không có tệp này" in done.line()


def test_what_the_system_says_is_vietnamese_too(alone: Program) -> None:
    """A port that is taken and a file that is not there are told without a word of English."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = alone.run("sandbox", "--port", port, ZNS_LANG="vi")
        english = alone.run("sandbox", "--port", port, ZNS_LANG="en")
    assert "địa chỉ đang được chương trình khác dùng" in done.line()
    assert "address" not in done.line().lower()
    assert "address already in use" in english.line().lower()


def test_a_fault_that_there_is_not_is_told_in_vietnamese(alone: Program) -> None:
    """A mistyped fault is answered with the nearest, shares beyond all are refused, both in the reader's language."""
    done = alone.run("sandbox", "--fault", "timeoutt=1%", ZNS_LANG="vi")
    assert 2 == done.code
    assert "Không có lỗi giả lập “timeoutt”; gần giống: timeout" in done.line()
    words = ("sandbox", "--fault", "timeout=60%", "--fault", "http-502=60%")
    assert "vượt quá 100%" in alone.run(*words, ZNS_LANG="vi").line()
    assert "150%" in alone.run("sandbox", "--fault", "timeout=150%", ZNS_LANG="vi").line()


@pytest.mark.parametrize(
    "words, said",
    [
        (("--webhook", "shop.example"), "“shop.example” không phải địa chỉ cho --webhook"),
        (("--webhook", "http://127.0.0.1:1/"), "vui lòng đặt ZNS_OA_SECRET_KEY"),
        (("--key-header", "X KEY:"), "“X KEY:” không phải tên header"),
    ],
)
def test_a_setting_that_the_sandbox_can_not_use_is_told_in_vietnamese(
    alone: Program, words: tuple[str, ...], said: str
) -> None:
    """Whoever rehearses webhooks reads what is missing in their language."""
    done = alone.run("sandbox", *words, ZNS_LANG="vi")
    assert (2, True) == (done.code, said in done.line())


def test_a_template_that_is_no_toml_is_told_in_vietnamese(alone: Program) -> None:
    """A forgotten quotation mark is told with its line, without a word of English."""
    (alone.folder / "x.toml").write_text('template_id = "5\nname = "x"\n', encoding="utf-8")
    alone.write("a.csv", orders(1))
    done = alone.run("check", "a.csv", "-t", "x.toml", ZNS_LANG="vi")
    assert "dòng 1: không đúng cú pháp TOML (có ký tự không dùng được" in done.line()


def test_a_missing_template_is_answered_with_those_there_are(alone: Program) -> None:
    """Whoever forgets `-t` sees which templates can be named."""
    assert 0 == alone.run("init", "--template-id", "917489", "--param", "ten").code
    for lang in ("vi", "en"):
        done = alone.run("check", "list.csv", ZNS_LANG=lang)
        assert 2 == done.code
        assert "917489, don-hang, hoc-phi, khuyen-mai, lich-hen" in done.line()
