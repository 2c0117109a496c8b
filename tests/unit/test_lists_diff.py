"""What a corrected file changed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from zns_batch.services.lists.diff import DiffRow, ListDiff, compare_rows


def _row(*cells: str, bad: bool = False) -> DiffRow:
    text = "\x1f".join(cells).encode()
    return DiffRow(key=text, bad=bad, says=None if bad else text, cells=cells)


LAN = _row("0912000101", "Lan", "DH-1")
HOA = _row("0912000102", "Hoa", "DH-2")
SHORT = _row("091200", "Minh", "DH-3", bad=True)
MENDED = _row("0912000103", "Minh", "DH-3")
EMPTY = ListDiff(before=0, fixed=0, left=0, new=0, added=0, gone=0, changed=0)


def test_a_mended_row_is_counted_once() -> None:
    """A person sees that the one mistake is mended, and not that a row went and another came."""
    expected = ListDiff(before=1, fixed=1, left=0, new=0, added=0, gone=0, changed=0)
    assert expected == replace(compare_rows([LAN, SHORT, HOA], [LAN, MENDED, HOA]), same=0)


def test_rows_inserted_above_make_nothing_new() -> None:
    """Whoever adds customers at the top still sees how many mistakes are left."""
    more = [_row(f"09130001{n:02}", f"Khách {n}", f"DN-{n}") for n in range(5)]
    expected = ListDiff(before=1, fixed=0, left=1, new=0, added=5, gone=0, changed=0)
    assert expected == replace(compare_rows([LAN, SHORT, HOA], [*more, LAN, SHORT, HOA]), same=0)


def test_another_order_changes_nothing() -> None:
    """A list sorted in Excel is the same list."""
    expected = ListDiff(before=1, fixed=0, left=1, new=0, added=0, gone=0, changed=0)
    assert expected == replace(compare_rows([LAN, SHORT, HOA], [SHORT, HOA, LAN]), same=0)


def test_a_right_row_that_says_something_else_is_told() -> None:
    """A slip while mending another row does not go out unseen."""
    other = _row("0912000101", "Lan", "DH-9")
    expected = ListDiff(before=1, fixed=1, left=0, new=0, added=0, gone=0, changed=1)
    assert expected == replace(compare_rows([LAN, SHORT], [other, MENDED]), same=0)


def test_a_new_mistake_is_told() -> None:
    """A person who breaks one row while mending another sees both."""
    broken = _row("0912", "Lan", "DH-1", bad=True)
    expected = ListDiff(before=1, fixed=1, left=0, new=1, added=0, gone=0, changed=0)
    assert expected == replace(compare_rows([LAN, SHORT], [broken, MENDED]), same=0)


def test_a_bad_row_taken_out_is_mended() -> None:
    """Whoever deletes the wrong row has dealt with it."""
    expected = ListDiff(before=1, fixed=1, left=0, new=0, added=0, gone=1, changed=0)
    assert expected == replace(compare_rows([LAN, SHORT, HOA], [LAN, HOA]), same=0)


def test_another_list_shares_no_rows() -> None:
    """The wrong file by mistake is told as what it is, and not as a correction."""
    other = [_row(f"09870001{n:02}", f"Người {n}", f"X-{n}") for n in range(3)]
    expected = ListDiff(before=1, fixed=1, left=0, new=0, added=3, gone=3, changed=0)
    assert expected == replace(compare_rows([LAN, SHORT, HOA], other), same=0)


def test_one_mistake_in_every_row_is_mended_in_every_row() -> None:
    """A whole column mended is 200 rows mended."""
    before = [_row(f"0912{n:06}", "31/11/2026", bad=True) for n in range(200)]
    after = [_row(f"0912{n:06}", "30/11/2026") for n in range(200)]
    expected = ListDiff(before=200, fixed=200, left=0, new=0, added=0, gone=0, changed=0)
    assert expected == replace(compare_rows(before, after), same=0)


ROWS = st.lists(
    st.builds(
        _row,
        st.sampled_from(["091", "092", "093"]),
        st.sampled_from(["a", "b", ""]),
        bad=st.booleans(),
    ),
    max_size=20,
)


@given(ROWS)
def test_a_list_does_not_differ_from_itself(rows: list[DiffRow]) -> None:
    """Uploading the same file again says that nothing was mended."""
    difference = compare_rows(rows, rows)
    assert difference.is_empty
    assert sum(row.bad for row in rows) == difference.left


@given(ROWS, ROWS)
def test_the_numbers_add_up(before: list[DiffRow], after: list[DiffRow]) -> None:
    """What a person reads of the correction is a sum that is right."""
    difference = compare_rows(before, after)
    assert difference.before == difference.fixed + difference.left
    assert sum(row.bad for row in before) == difference.before
    assert sum(row.bad for row in after) == difference.left + difference.new
    assert len(after) - len(before) == difference.added - difference.gone
