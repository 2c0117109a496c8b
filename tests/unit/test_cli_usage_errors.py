"""Mistakes of usage: one line in the person's language, exit code 2, nothing touched."""

import re
from pathlib import Path

import pytest

from zns_batch.cli.app import run

MISTAKES: list[tuple[str, ...]] = [
    ("chek",),
    ("check",),
    ("check", "x.csv"),
    ("check", "x.csv", "y.csv", "-t", "don-hang"),
    ("check", "x.csv", "-t"),
    ("check", "x.csv", "-t", "don-hang", "--limt", "5"),
    ("check", "x.csv", "-t", "don-hang", "--limit", "0"),
    ("check", "x.csv", "-t", "don-hang", "--limit", "x"),
    ("check", "x.csv", "-t", "don-hang", "--map", "=A"),
    ("check", "x.csv", "-t", "don-hang", "--sheet", "A", "--sheet", "B"),
    ("check", "x.csv", "-t", "don-hang", "--sheet=A", "--sheet=B"),
    ("send", "x.csv", "-t", "don-hang", "--template", "the-khac"),
    ("preview", "x.csv", "-t", "don-hang", "--row", "x"),
    ("send", "x.csv", "-t", "don-hang", "--duplicates", "keep"),
    ("send", "x.csv", "-t", "don-hang", "--mode", "production"),
    ("send", "x.csv", "-t", "don-hang", "--yes=1"),
    ("send", "x.csv", "-t", "don-hang", "--rate", "-1"),
    ("send", "x.csv", "-t", "don-hang", "--concurrency", "5000"),
    ("send", "x.csv", "-t", "don-hang", "--quota-reserve", "-1"),
    ("retry", "latest"),
    ("resume",),
    ("demo", "--rows", "0"),
    ("sample", "-t", "don-hang"),
    ("sandbox", "--port", "70000"),
    ("completion", "tcsh"),
]
# Words that are the command line's own in any language.
OURS = re.compile(r"`[^`]*`|--[\w-]+|[A-Z|=.]{4,}|'[^']*'|“[^”]*”")
ENGLISH = re.compile(
    r"\b(is|not|in|the|range|got|requires|does|argument|option|value|valid|unexpected|missing)\b",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    for name in ("ZNS_LANG", "ZNS_DEBUG", "ZNS_TEMPLATE"):
        monkeypatch.delenv(name, raising=False)


def _said(words: tuple[str, ...], lang: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert 2 == run([*words, "--lang", lang])
    shown = capsys.readouterr()
    assert "" == shown.out
    (line,) = shown.err.splitlines()
    return line


@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_a_mistake_is_told_in_one_line_of_either_language(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Whatever is typed wrong is told in one line, wholly in the language of the person."""
    assert _said(words, "en", capsys).startswith("Error: ")
    vietnamese = _said(words, "vi", capsys)
    assert vietnamese.startswith("Lỗi: ")
    assert [] == ENGLISH.findall(OURS.sub("", vietnamese)), vietnamese
    assert [] == list(tmp_path.iterdir())


def test_a_language_that_is_not_spoken_is_a_mistake_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown `--lang` is told in the language of `ZNS_LANG`."""
    monkeypatch.setenv("ZNS_LANG", "en")
    assert _said(("check", "x.csv", "-t", "don-hang"), "fr", capsys).startswith("Error: --lang ")


@pytest.mark.parametrize(
    "words, near",
    [
        (("send", "x.csv", "--ratee", "5"), "--rate"),
        (("send", "x.csv", "--skip-invalids"), "--skip-invalid"),
        (("check", "x.csv", "--templat", "a"), "--template"),
    ],
)
def test_a_mistyped_option_is_answered_with_the_nearest(
    words: tuple[str, ...], near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who mistypes an option reads the one that was probably meant."""
    assert near in _said(words, "en", capsys)


def test_a_script_gets_an_object_for_a_mistake_too(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` and its twin in the environment answer with the object whatever goes wrong."""
    assert 2 == run(["check", "--json", "--lang", "en"])
    assert '"code": "cli.missing"' in capsys.readouterr().out


def test_the_twin_of_json_does_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ZNS_JSON=1` is `--json`, also for a command that can't start."""
    monkeypatch.setenv("ZNS_JSON", "1")
    assert 2 == run(["check", "x.csv", "-t", "none", "--lang", "en"])
    assert '"code": "template.unknown' in capsys.readouterr().out


class PanicError(BaseException):
    """As a library in Rust raises it: no `Exception`."""


@pytest.mark.parametrize("mistake", [ZeroDivisionError, PanicError])
def test_our_own_mistake_is_no_persons(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    mistake: type[BaseException],
) -> None:
    """A bug leaves with 70, in one line that says what to do; `--debug` shows where it is."""

    def broken(*_args: object, **_more: object) -> None:
        raise mistake

    monkeypatch.setattr("zns_batch.templates.repository.load_template", broken)
    words = ["sample", "-t", "don-hang", "-o", "x.xlsx", "--lang", "en"]
    assert 70 == run(words)
    (line,) = capsys.readouterr().err.splitlines()
    assert f"Error: zns-batch had an internal error ({mistake.__name__})" in line
    assert "--debug" in line
    assert 70 == run([*words, "--debug"])
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert line in shown


@pytest.mark.parametrize("option", ["--at", "--daily", "--every"])
def test_sending_later_leads_to_schedules(capsys: pytest.CaptureFixture[str], option: str) -> None:
    """Who asks `send` for a time is shown the command that takes one."""
    words = ("send", "x.csv", "-t", "don-hang", option, "08:00", "--lang", "en")
    assert 2 == run(list(words))
    assert f"schedule add x.csv -t don-hang {option} 08:00" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["8h sáng mai", "01/12/2020 08:00"])
def test_a_time_that_schedules_would_refuse_leads_nowhere(
    capsys: pytest.CaptureFixture[str], value: str
) -> None:
    """Who asks `send` for a time that can't be read is told so, not given a command that fails too."""
    assert 2 == run(["send", "x.csv", "-t", "don-hang", f"--at={value}", "--lang", "en"])
    said = capsys.readouterr().err
    assert f"“{value}”" in said
    assert "schedule add" not in said
    assert 2 == run(["send", "x.csv", "-t", "don-hang", "--at", value, "--lang", "en"])
    assert said == capsys.readouterr().err
