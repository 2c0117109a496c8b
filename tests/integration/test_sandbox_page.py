from dataclasses import fields

import pytest
from docs_sandbox_page import PAGE, rendered

from zns_batch.sandbox import Counts, SandboxConfig
from zns_batch.sandbox.admin_api import control
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import FORMATS, STATUSES

TEXT = PAGE.read_text("utf-8")


def test_the_tables_are_those_of_the_program() -> None:
    """The page's tables say what the sandbox does; `python tools/docs_sandbox_page.py` renews them."""
    assert rendered(TEXT) == TEXT


@pytest.mark.parametrize("name", [field.name for field in fields(SandboxConfig)])
def test_every_field_that_can_be_changed_is_explained(name: str) -> None:
    """Each field of the behaviour has its line in the page."""
    assert f"\n| `{name}` |" in TEXT


@pytest.mark.parametrize("name", [field.name for field in fields(Counts)])
def test_every_count_is_explained(name: str) -> None:
    """Each count that the sandbox tells is named in the page."""
    assert f"`{name}`" in TEXT


def test_every_address_and_word_is_named() -> None:
    """The page names the sandbox's own addresses, the states of a template and the types."""
    addresses = [path for _, path in control(SandboxState(SandboxConfig()))]
    assert [] == [word for word in [*addresses, *STATUSES, *FORMATS] if word not in TEXT]
