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


def test_every_test_that_is_named_exists() -> None:
    """No case leans on a test that was renamed or removed."""
    missing = []
    for _, words in [*CASES, *OPEN]:
        path = None
        for name in re.findall(r"`([\w/]+\.py|test_\w+)`", words):
            if name.endswith(".py"):
                path = ROOT / "tests" / name
                if not path.is_file():
                    missing.append(name)
            elif path is None or f"def {name}(" not in path.read_text("utf-8"):
                missing.append(name)
    assert [] == missing
