"""The same people never get the same message twice because somebody ran the command twice."""

from pathlib import Path

import pytest
from program_help import HEADERS, Program, counts, nothing_twice, order, orders

from zns_batch.sandbox import RunningSandbox

LINES = orders(4)


@pytest.fixture
def first(program: Program) -> str:
    """A campaign that was sent from `list.xlsx`; its id."""
    program.write("list.xlsx", LINES)
    return str(program.send("list.xlsx", "--name", "Lần đầu").object()["campaign"])


def test_a_repetition_is_refused_in_whatever_dress(
    program: Program, zalo: RunningSandbox, first: str
) -> None:
    """Another file name, format, row order or column order makes no other list: refused with 2."""
    back = [4, 2, 0, 1, 3]
    turned = [tuple(line[at] for at in back) for line in reversed(LINES)]
    (program.folder / "list.xlsx").rename(program.folder / "renamed.xlsx")
    dressed = [
        Path("renamed.xlsx"),
        program.write("list.csv", LINES),
        program.write("turned.xlsx", turned, [HEADERS[at] for at in back]),
    ]
    for path in dressed:
        done = program.run("send", path, "-t", "don-hang", "--yes")
        assert 2 == done.code
        assert "" == done.out
        said = done.err.splitlines()[-1]
        assert f"campaign {first} “Lần đầu”" in said
        assert "--again" in said
    assert 4 == zalo.counts().requests


def test_the_refusal_is_an_object_too(program: Program, first: str) -> None:
    """A script that repeats itself gets code 2 and the reason as JSON, with no campaign in it."""
    done = program.send("list.xlsx")
    found = done.object()
    assert (2, None, "ledger.already-sent") == (
        done.code,
        found["campaign"],
        found["problems"][0]["code"],
    )
    assert first in found["problems"][0]["message"]


def test_a_person_can_insist(program: Program, zalo: RunningSandbox, first: str) -> None:
    """`--again` sends the whole list once more, as a campaign of its own."""
    done = program.send("list.xlsx", "--again")
    assert (0, {"accepted": 4}) == (done.code, counts(done.object()))
    assert first != done.object()["campaign"]
    counted = zalo.counts()
    assert (8, 4, 0) == (
        counted.accepted,
        counted.duplicate_messages,
        counted.duplicate_tracking_ids,
    )


def test_a_list_that_grew_reaches_the_new_people_only(
    program: Program, zalo: RunningSandbox, first: str
) -> None:
    """Rows that were sent before are duplicates, which name the campaign; the new ones are sent."""
    program.write("list.xlsx", [*LINES, *orders(2, start=50)])
    done = program.send("list.xlsx")
    assert (0, {"accepted": 2, "duplicate": 4}) == (done.code, counts(done.object()))
    assert f"(campaign {first} “Lần đầu”)" in done.err
    assert 6 == zalo.counts().accepted
    nothing_twice(zalo)


def test_a_shorter_list_of_the_same_people_is_refused(
    program: Program, zalo: RunningSandbox, first: str
) -> None:
    """When every row was sent before, there is nothing to send: refused with 2."""
    program.write("list.xlsx", LINES[:2])
    done = program.send("list.xlsx")
    found = done.object()
    assert (2, "ledger.all-sent-before") == (done.code, found["problems"][0]["code"])
    assert 4 == zalo.counts().accepted


def test_other_content_or_another_template_is_another_message(
    program: Program, zalo: RunningSandbox, first: str
) -> None:
    """The same people may get a different message at any time."""
    program.write("list.xlsx", [(*line[:4], line[4] + 1) for line in LINES])
    done = program.send("list.xlsx")
    assert (0, {"accepted": 4}) == (done.code, counts(done.object()))
    assert 0 == zalo.counts().duplicate_messages


def test_after_a_rehearsal_everybody_is_still_to_be_reached(
    program: Program, zalo: RunningSandbox
) -> None:
    """Rows of a dry run were not sent, so a list that grew since then is sent whole."""
    program.write("list.xlsx", LINES)
    program.send("list.xlsx", "--dry-run")
    program.write("list.xlsx", [*LINES, order(50)])
    done = program.send("list.xlsx")
    assert (0, {"accepted": 5}) == (done.code, counts(done.object()))
    assert 5 == zalo.counts().accepted


@pytest.mark.parametrize(
    "word, code, rows, arrived",
    [
        ("skip", 0, {"accepted": 3, "duplicate": 1}, 3),
        ("send", 0, {"accepted": 4}, 4),
        ("error", 1, {"pending": 3, "invalid": 1}, 0),
    ],
)
def test_what_happens_to_a_row_that_stands_twice_can_be_chosen(
    program: Program, zalo: RunningSandbox, word: str, code: int, rows: dict[str, int], arrived: int
) -> None:
    """`--duplicates` leaves a repeated row out, sends it, or holds the whole list back for it."""
    program.write("list.csv", [*orders(3), order(2)])
    done = program.send("list.csv", "--duplicates", word)
    assert (code, rows, arrived) == (done.code, counts(done.object()), zalo.counts().accepted)
    assert 0 == zalo.counts().duplicate_tracking_ids
