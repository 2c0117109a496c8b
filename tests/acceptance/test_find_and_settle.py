"""`find` and `settle` as a person uses them."""

import pytest
from crash_help import on_both
from program_help import Program, counts, order, orders, phone_of

from zns_batch.sandbox import RunningSandbox


@on_both
def test_a_callers_messages_are_found_and_a_row_in_doubt_is_settled(
    program: Program, zalo: RunningSandbox
) -> None:
    """Somebody calls: what they were sent is there at once, and what they say of a doubtful row is kept."""
    zalo.change(faults={"reset-after": 1.0})
    program.write("first.csv", orders(2))
    assert {"unknown": 2} == counts(program.send("first.csv", "--name", "dot-1").object())
    zalo.change(faults={})
    program.write("second.csv", orders(4, start=2))
    program.send("second.csv", "--name", "dot-2", "--again")

    phone = phone_of(order(2))
    found = program.run("find", f"0{phone[2:]}", "--json").json()
    assert [("dot-2", "accepted"), ("dot-1", "unknown")] == [
        (message["name"], message["state"]) for message in found["messages"]
    ]
    shown = program.run("find", phone, "--lang", "en")
    assert 0 == shown.code
    assert phone[-9:] not in shown.text
    assert "dot-1" in shown.out

    note = "khách đã nhận"
    settled = program.run(
        "settle", "dot-1", "--row", "3", "--as", "accepted", "--note", note, "--json"
    )
    assert {"accepted": 1, "unknown": 1} == counts(settled.object())
    assert note in program.run("find", phone).out
    other = program.run("settle", "dot-1", "--row", "2", "--as", "not-sent", "--note", "no report")
    assert (0, True) == (other.code, "settled-not-sent" in other.err)
    again = program.run(
        "retry", "dot-1", "--status", "rejected", "--code", "settled-not-sent", "--yes", "--json"
    )
    assert {"accepted": 2} == counts(again.object())


@pytest.mark.parametrize(
    "words, said",
    [
        (("find", "12345"), "neither a Vietnamese mobile number"),
        (("settle", "latest", "--row", "2", "--as", "accepted", "--note", "x"), "no campaign yet"),
        (("settle", "latest", "--row", "a", "--as", "accepted", "--note", "x"), "is no row"),
        (("settle", "latest", "--row", "2", "--as", "lost", "--note", "x"), "must be one of"),
    ],
)
def test_what_cant_be_found_or_settled_is_told_in_one_line(
    alone: Program, words: tuple[str, ...], said: str
) -> None:
    """Nothing changes by a slip of the hand."""
    done = alone.run(*words, "--lang", "en")
    assert 2 == done.code
    assert said in done.line()
