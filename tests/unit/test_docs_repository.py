"""The pages for whoever works on the program name files that exist, and the forms on GitHub work."""

import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from docs_text import PAGES, ROOT, shown

GITHUB = ROOT / ".github"
DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
_PATH = re.compile(r"`((?:zns_batch|tests|tools|\.ci|\.github)/[\w./-]+)`")
_TEST = re.compile(r"`(test_\w+\.py)`")


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    """A contributor who is sent to a file or a test finds it there."""
    text = page.read_text("utf-8")
    # The guide for providers builds a toy of its own.
    made_up = ("/toy.py", "/NNNN_what.py")
    named = {path for path in _PATH.findall(text) if not path.endswith(made_up)}
    tests = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    missing = sorted(path for path in named if not (ROOT / path).exists())
    assert [] == missing + sorted(set(_TEST.findall(text)) - tests)


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.name)
def test_a_decision_says_why_and_how_it_is_known(record: Path) -> None:
    """Whoever wants to change a decision learns its reason, its price and how to measure it."""
    text = record.read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert {"Context", "Decision", "Consequences"} <= set(headings)
    assert any("easured" in heading or "tested" in heading for heading in headings)
    assert f"({record.name})" in (DECISIONS / "README.md").read_text("utf-8")


def test_decisions_are_numbered_in_turn() -> None:
    """A decision record is found by its number, and no number stands for two."""
    assert list(range(1, len(RECORDS) + 1)) == [int(record.name[:4]) for record in RECORDS]


@pytest.mark.parametrize("form", ["bug.yml", "feature.yml", "question.yml"])
def test_an_issue_form_asks_for_no_personal_data(form: str) -> None:
    """People who report something are told, in both languages, to leave phones and tokens out."""
    fields = _yaml(GITHUB / "ISSUE_TEMPLATE" / form)
    first = fields["body"][0]["attributes"]["value"]
    assert "Never paste phone numbers" in first
    assert "không dán số điện thoại" in first
    ids = [field["id"] for field in fields["body"] if field["type"] != "markdown"]
    assert sorted(set(ids)) == sorted(ids)


def test_changes_are_tested_on_every_system_and_python_that_we_support() -> None:
    """Nobody finds out after a release that it doesn't run on their system."""
    job = _yaml(GITHUB / "workflows" / "test.yml")["jobs"]["test"]
    matrix = job["strategy"]["matrix"]
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.findall(r"Python :: (3\.\d+)", project) == matrix["python"]
    assert ["macos", "ubuntu", "windows"] == sorted(name.split("-")[0] for name in matrix["os"])
    steps = " ".join(step.get("run", "") for step in job["steps"])
    # Windows has no make.
    assert "make " not in steps
    for tool in ("ruff check", "ruff format --check", "mypy", "pytest", "--require-hashes"):
        assert tool in steps


def test_the_workflow_runs_known_versions_and_names_no_index() -> None:
    """What runs for a change is pinned, and depends on no package index of somebody's own."""
    text = (GITHUB / "workflows" / "test.yml").read_text("utf-8")
    assert [] == [used for used in re.findall(r"uses: (\S+)", text) if not re.search(r"@v\d", used)]
    assert "://" not in text
    assert "index-url" not in text


def _codes(page: str) -> list[str]:
    """The names of the third column of the glossary's tables."""
    lines = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return [name for cells in lines for name in re.findall(r"`([\w-]+)`", cells[2])]


def test_every_name_in_the_glossary_is_a_name_in_the_code() -> None:
    """Whoever looks up a term finds it in the code under the name that the glossary gives."""
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "zns_batch").rglob("*.py"))
    names = _codes((ROOT / "docs" / "glossary.md").read_text("utf-8"))
    assert len(names) > 50
    assert [] == [name for name in names if not re.search(rf"\b{name.lstrip('-')}\b", code)]


def test_every_event_of_the_log_is_explained() -> None:
    """Whoever reads the log finds each of its events in the page, and none that no longer exists."""
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "zns_batch").rglob("*.py"))
    logged = re.findall(r"log\(\)\.\w+\(\s*\"([\w.-]+)\"", code)
    page = (ROOT / "docs" / "development.md").read_text("utf-8")
    section = page.partition("\n## The log's events\n")[2].partition("\n## ")[0]
    lines = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]
    assert set(logged) == {name for line in lines for name in re.findall(r"`([\w.-]+)`", line)}


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_dotted_name_in_a_page_exists(page: Path) -> None:
    """A programmer finds the function or module that a page names."""
    names = re.findall(r"`(zns_batch(?:\.\w+)+)`", page.read_text("utf-8"))
    assert [] == [name for name in names if not _exists(name)]


def _exists(name: str) -> bool:
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def test_every_class_in_the_architecture_page_exists() -> None:
    """Whoever reads how the parts work together finds each of them in the code."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "zns_batch").rglob("*.py"))
    named = set(re.findall(r"\b(?:[A-Z][a-z]+){2,}\b", page)) - {"PostgreSQL", "GobySend"}
    assert [] == [
        name for name in sorted(named) if not re.search(rf"^class {name}\b", code, re.MULTILINE)
    ]
