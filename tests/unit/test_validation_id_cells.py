"""The cell with a row's own journey token."""

from datetime import date

import pytest

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.i18n import LANGS
from zns_batch.validation.id_cells import LONGEST_TOKEN, read_journey_cell
from zns_batch.validation.text import CellIssue

TOKEN = "8iCeIhJbTcPtLo0Kh1kS6rOVXl0Rgv2wZNPRaW61sKQaXTGth1KrhGwQrDVXHnJbckzcL8fG-k_X0h1IL-SyeBPf="


@pytest.mark.parametrize(
    "cell, journey",
    [
        (TOKEN, TOKEN),
        (f"  {TOKEN}\n", TOKEN),
        (f"\u200b{TOKEN}\ufeff", TOKEN),
        ("-starts-with-a-dash", "-starts-with-a-dash"),
        ("1000000000000000123", "1000000000000000123"),
        (123456789012345, "123456789012345"),
        (123456789.0, "123456789"),
        ("x" * LONGEST_TOKEN, "x" * LONGEST_TOKEN),
    ],
)
def test_a_token_is_taken_as_it_stands(cell: Cell, journey: str) -> None:
    """A token that was pasted with something around it, or an id, belongs to the row as it is."""
    assert journey == read_journey_cell(cell)


@pytest.mark.parametrize(
    "cell, code",
    [
        (None, "journey-missing"),
        ("", "journey-missing"),
        (" \u200b ", "journey-missing"),
        (1e18, "journey-lossy"),
        (10**15, "journey-lossy"),
        (0, "journey-lossy"),
        (-5, "journey-lossy"),
        (0.5, "journey-lossy"),
        (float("nan"), "journey-lossy"),
        ("two words", "journey-unusable"),
        ("mã-hành-trình", "journey-unusable"),
        ("x" * (LONGEST_TOKEN + 1), "journey-unusable"),
        (date(2026, 11, 22), "journey-unusable"),
        (True, "value-boolean"),
        (CellError("#N/A"), "value-error-cell"),
        ("#REF!", "value-error-cell"),
    ],
)
def test_what_is_no_token_is_told(cell: Cell, code: str) -> None:
    """A cell without a token, or with a broken one, is refused with a reason before anything is sent."""
    found = read_journey_cell(cell)
    assert isinstance(found, CellIssue)
    assert code == found.code
    problem = found.at(7, "Token")
    assert all(problem.text(lang) for lang in LANGS)


def test_a_broken_token_is_not_shown_whole() -> None:
    """What may be a good token with a space in it does not stand in a report of problems."""
    found = read_journey_cell(f"{TOKEN[:40]} {TOKEN[40:]}")
    assert isinstance(found, CellIssue)
    assert TOKEN[:5] not in found.at(7, "Token").text("en")
