"""`suppress` as a person uses it: numbers are added, seen masked, honoured, exported and removed."""

import pytest
from crash_help import on_both
from program_help import Program, counts, order, orders, phone_of

from zns_batch.sandbox import RunningSandbox


@on_both
def test_a_number_on_the_list_is_left_out_of_every_later_campaign(
    program: Program, zalo: RunningSandbox
) -> None:
    """Whoever must not be written to is put on a list once, and every send leaves them out."""
    listed = phone_of(order(2))
    done = program.run("suppress", "add", listed, "--why", "asked by phone", "--lang", "en")
    assert (0, True) == (done.code, "1 added" in done.out)
    shown = program.run("suppress", "list", "--lang", "en")
    assert listed[-9:] not in shown.text
    assert "asked by phone" in shown.out

    program.write("list.csv", orders(3))
    sent = program.send("list.csv").object()
    assert {"accepted": 2, "suppressed": 1} == counts(sent)
    assert ["never-send"] == [problem["code"] for problem in sent["problems"]]

    assert 1 == program.run("suppress", "remove", listed, "--json").json()["removed"]
    line = program.run("suppress", "remove", listed, "--lang", "en")
    assert (2, True) == (line.code, "Not on the never-send list" in line.line())


def test_who_refused_is_proposed(program: Program, zalo: RunningSandbox) -> None:
    """The numbers that a provider says have refused are there to be added by one command."""
    zalo.change(faults={"user-refused": 1.0})
    program.write("list.csv", orders(2))
    assert {"rejected": 2} == counts(program.send("list.csv").object())
    proposed = program.run("suppress", "list", "--proposed", "--json").json()["proposed"]
    assert 2 == len(proposed)
    assert all("****" in each["phone"] for each in proposed)
    added = program.run("suppress", "add", "--proposed", "--json").json()
    assert {"added": 2, "known": 0, "rows": 0} == added
    out = program.folder / "list.xlsx"
    assert 2 == program.run("suppress", "export", "-o", out, "--json").json()["numbers"]


@pytest.mark.parametrize(
    "words, said",
    [
        (("add", "12345"), "no Vietnamese mobile number"),
        (("add",), "No number was given"),
        (("add", "--proposed", "0912345678"), "--proposed adds"),
        (("add", "0912345678", "--account", "nobody"), "nobody"),
        (("import", "missing.txt"), "missing.txt"),
    ],
)
def test_what_cant_be_added_is_told_in_one_line(
    alone: Program, words: tuple[str, ...], said: str
) -> None:
    """A slip of the hand changes nothing, and says what to do."""
    done = alone.run("suppress", *words, "--lang", "en")
    assert 2 == done.code
    assert said in done.line()
    assert [] == alone.run("suppress", "list", "--json").json()["never_send"]
