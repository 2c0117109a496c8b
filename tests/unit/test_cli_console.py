"""Lines of a narrow terminal: broken between words, commands left whole."""

from typing import cast

import pytest

from zns_batch.cli.console import display_width, wrap_lines
from zns_batch.cli.progress import ProgressLines
from zns_batch.domain.message import Outcome, OutcomeKind, Quota
from zns_batch.ledger.rows import DueRow


def test_a_line_goes_on_below_its_own_beginning() -> None:
    """What is broken stays readable as one item of a list."""
    assert "  một hai ba\n    bốn năm" == wrap_lines("  một hai ba bốn năm", 13)


def test_a_line_that_fits_is_left_alone() -> None:
    """Columns of a table keep their spaces."""
    assert "a    b\n\nc" == wrap_lines("a    b\n\nc", 6)


def test_a_word_and_a_command_are_never_broken() -> None:
    """A link, a path or a command can be copied in one piece, however narrow the window is."""
    assert "xem\n  https://example.vn/rất-dài-lắm" == wrap_lines(
        "xem https://example.vn/rất-dài-lắm", 10
    )
    assert "Tiếp theo:\n  zns-batch send a.csv -t don-hang" == wrap_lines(
        "Tiếp theo: zns-batch send a.csv -t don-hang", 20
    )
    assert "dùng\n  `zns-batch resume latest`\n  để gửi tiếp" == wrap_lines(
        "dùng `zns-batch resume latest` để gửi tiếp", 20
    )


def test_marks_and_colours_take_no_room() -> None:
    """Decomposed Vietnamese and colour codes are not counted, a wide character counts twice."""
    assert 3 == display_width("\x1b[31mLo\u0302\u0303i\x1b[0m")
    assert 4 == display_width("漢字")


@pytest.mark.parametrize(
    "columns, shown", [(200, "hạn mức còn 19.998"), (60, "✓3 ✗1 ?1"), (5, "★")]
)
def test_the_progress_says_what_matters_most_in_a_narrow_window(columns: int, shown: str) -> None:
    """The counts and the mark of practice stay; the quota and the pace are left out first, never cut in the middle."""
    counts = ProgressLines(10, practice=True)
    row = cast("DueRow", None)
    for kind in [OutcomeKind.ACCEPTED] * 3 + [OutcomeKind.REJECTED, OutcomeKind.UNKNOWN]:
        counts.on_outcome(row, Outcome(kind=kind))
    counts.on_progress(rate=10.0, quota=Quota(daily=20_000, remaining=19_998), in_flight=0)
    words = counts.words(columns)
    assert shown in words
    assert "★" in words
    assert columns < 20 or display_width(words) <= columns
