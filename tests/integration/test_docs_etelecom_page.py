"""The pages on eTelecom say what the program does."""

from dataclasses import fields

import pytest
from docs_etelecom_page import DOCS, PAGES, rendered

from zns_batch.sandbox import EtelecomConfig
from zns_batch.sandbox.etelecom import BASES


@pytest.mark.parametrize("name", PAGES)
def test_the_table_of_words_is_fresh(name: str) -> None:
    """Each word of eTelecom's is explained in the page as it is in the results."""
    # `python tools/docs_etelecom_page.py` writes the tables anew.
    assert rendered(name) == (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_way_of_the_stand_in_is_explained(name: str) -> None:
    """Each field that makes the stand-in behave otherwise stands in the page, and both bases."""
    page = (DOCS / name).read_text("utf-8")
    assert [] == [one.name for one in fields(EtelecomConfig) if f"| `{one.name}` |" not in page]
    assert [] == [base for base in BASES if base not in page]


def test_both_languages_tell_the_same() -> None:
    """Whoever reads only Vietnamese misses no part and no line of a table."""
    english, vietnamese = ((DOCS / name).read_text("utf-8") for name in PAGES)
    assert english.count("\n## ") == vietnamese.count("\n## ")
    assert english.count("\n| ") == vietnamese.count("\n| ")
