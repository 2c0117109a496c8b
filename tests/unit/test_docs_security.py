"""The page on the pages' security is true: each case has its test, or is said to be open."""

import re

from docs_pages import DOCS
from docs_text import ROOT

PAGE = (DOCS / "security.md").read_text("utf-8")
CASES, OPEN = (
    re.findall(r"^\| (S[^|]+) \|(.*)\|$", part, re.MULTILINE)
    for part in PAGE.partition("## The cases")[2].split("## What is open")
)


def _numbers(cases: list[tuple[str, str]]) -> list[int]:
    found: list[int] = []
    for names, _ in cases:
        for one in names.split(", "):
            first, _, last = one.replace("S", "").partition("–")
            found += range(int(first), int(last or first) + 1)
    return found


def test_every_case_is_told_once() -> None:
    """Whoever looks for a case finds what guards against it, or that nothing does yet."""
    assert list(range(1, 81)) == sorted(_numbers(CASES))
    said_open = _numbers([case for case in CASES if case[1].strip().endswith("| open")])
    assert said_open == _numbers(OPEN)


LEVEL_1 = [
    "1.2.1",
    "1.2.2",
    "1.2.3",
    "1.2.4",
    "1.2.5",
    "1.3.1",
    "1.3.2",
    "1.5.1",
    "2.1.1",
    "2.2.1",
    "2.2.2",
    "2.3.1",
    "3.2.1",
    "3.2.2",
    "3.3.1",
    "3.4.1",
    "3.4.2",
    "3.5.1",
    "3.5.2",
    "3.5.3",
    "4.1.1",
    "4.4.1",
    "5.2.1",
    "5.2.2",
    "5.3.1",
    "5.3.2",
    "6.1.1",
    "6.2.1",
    "6.2.2",
    "6.2.3",
    "6.2.4",
    "6.2.5",
    "6.2.6",
    "6.2.7",
    "6.2.8",
    "6.3.1",
    "6.3.2",
    "6.4.1",
    "6.4.2",
    "7.2.1",
    "7.2.2",
    "7.2.3",
    "7.2.4",
    "7.4.1",
    "7.4.2",
    "8.1.1",
    "8.2.1",
    "8.2.2",
    "8.3.1",
    "9.1.1",
    "9.1.2",
    "9.1.3",
    "9.2.1",
    "10.4.1",
    "10.4.2",
    "10.4.3",
    "10.4.4",
    "10.4.5",
    "11.3.1",
    "11.3.2",
    "11.4.1",
    "12.1.1",
    "12.2.1",
    "12.2.2",
    "13.4.1",
    "14.2.1",
    "14.3.1",
    "15.1.1",
    "15.2.1",
    "15.3.1",
]
"""Level 1 of ASVS 5.0.0, as OWASP publishes it."""

REQUIREMENTS = re.findall(r"^\| (\d[\d., ]*) \|(.*)\|$", PAGE, re.MULTILINE)


def test_level_1_is_told_whole() -> None:
    """Each requirement of level 1 is answered once, and the page does not leave out what is hard."""
    level_1 = PAGE.partition("### Level 1, whole")[2].partition("### Of levels 2 and 3")[0]
    told = re.findall(r"^\| (\d[\d., ]*) \|", level_1, re.MULTILINE)
    assert sorted(LEVEL_1) == sorted(one for names in told for one in names.split(", "))


def test_every_test_that_is_named_exists() -> None:
    """No case leans on a test that was renamed or removed."""
    missing = []
    for _, words in [*CASES, *OPEN, *REQUIREMENTS]:
        path = None
        for name in re.findall(r"`([\w/]+\.py|test_\w+)`", words):
            if name.endswith(".py"):
                path = ROOT / "tests" / name
                if not path.is_file():
                    missing.append(name)
            elif path is None or f"def {name}(" not in path.read_text("utf-8"):
                missing.append(name)
    assert [] == missing
