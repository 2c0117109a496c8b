"""The errors page of the docs is the table and the catalogue, and nothing older."""

from pathlib import Path
from typing import Any

import pytest
from docs_errors_page import PAGES, page, write

from zns_batch.providers.zns.errors import ERRORS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fresh(name: Any) -> None:
    """A person who looks an error up reads what the program says today."""
    # `python tools/docs_errors_page.py` writes the pages anew.
    assert page(PAGES[name]) == (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", PAGES.values())
def test_the_page_has_every_number_once(lang: Any) -> None:
    """Every error of Zalo's has one line with four filled cells."""
    lines = [line for line in page(lang).splitlines() if line.startswith("| `-")]
    assert sorted(f"`{number}`" for number in ERRORS) == sorted(
        line.split(" | ")[0].removeprefix("| ") for line in lines
    )
    assert all(len(line.split(" | ")) == 4 for line in lines)


def test_the_pages_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    """The generator writes both languages into a folder."""
    write(tmp_path)
    assert sorted(PAGES) == sorted(file.name for file in tmp_path.iterdir())
