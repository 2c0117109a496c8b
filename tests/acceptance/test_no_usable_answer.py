"""Certainly not sent, or in doubt: every way in which an answer can fail, from the sheet to the workbook."""

from pathlib import Path

import pytest
from crash_help import as_it_arrived, by_state, on_both
from program_help import Program, counts, nothing_twice, order, orders, read_page

from zns_batch.sandbox import FAULTS, RunningSandbox

IN_DOUBT = (
    "http-500",
    "reset-after",
    "http-502",
    "reset-before",
    "timeout",
    "half-json",
    "redirect",
    "wrong-type",
    "cut-off",
    "html",
    "empty",
    "not-an-object",
    "http-504",
)
GOES_AGAIN = ("first-429", "first-unknown-error")


def settings(program: Program, zalo: RunningSandbox, *lines: str) -> None:
    """Give the account settings of its own."""
    text = "\n".join(("[accounts.default]", f'base_url = "{zalo.url}"', *lines))
    (program.folder / "zns-batch.toml").write_text(text, encoding="utf-8")


def listed(program: Program, *names: str) -> list[str]:
    """Write a list with a row for each fault, and good rows between; return the phones of faults."""
    struck = [order(900 * place, ending=FAULTS[name].suffix) for place, name in enumerate(names, 1)]
    good = orders(len(names))
    program.write("list.csv", [line for pair in zip(good, struck, strict=True) for line in pair])
    return [str(line[1]) for line in struck]


def rows_of(book: Path, phones: list[str]) -> list[dict[str, object]]:
    """Return the rows of some phones in their order."""
    found = {str(row["Số điện thoại"]): row for row in read_page(book)}
    return [found[phone] for phone in phones]


@on_both
def test_no_usable_answer_is_in_doubt_and_stays_so(program: Program, zalo: RunningSandbox) -> None:
    """Whatever is wrong with an answer: one request, `unknown`, and never sent again by itself."""
    settings(program, zalo, "request_timeout = 5.0")
    phones = listed(program, *IN_DOUBT)
    book = program.folder / "out.xlsx"
    done = program.send("list.csv", "-o", book)
    each = dict.fromkeys(("accepted", "unknown"), len(IN_DOUBT))
    assert (1, each) == (done.code, counts(done.object()))
    rows = rows_of(book, phones)
    assert {"unknown"} == {row["Status"] for row in rows}
    assert all(row["Error code"] and row["Reason"] and row["What to do"] for row in rows)

    again = program.run("resume", "latest", "--json")
    assert each == counts(again.object())
    assert 2 * len(IN_DOUBT) == zalo.counts().requests
    assert {1} == {len(zalo.requests(str(row["Tracking ID"]))) for row in rows}
    as_it_arrived(zalo, by_state(program))
    nothing_twice(zalo)


def test_what_is_certainly_not_sent_goes_again(program: Program, zalo: RunningSandbox) -> None:
    """An answer that says “later” costs a second request and not a row; the time that it names is kept."""
    phones = listed(program, *GOES_AGAIN)
    book = program.folder / "out.xlsx"
    done = program.send("list.csv", "-o", book)
    assert (0, {"accepted": 4}) == (done.code, counts(done.object()))
    for row in rows_of(book, phones):
        arrived = zalo.requests(str(row["Tracking ID"]))
        assert ([False, True], 2) == ([one.accepted for one in arrived], row["Attempts"])
    first, second = zalo.requests(str(rows_of(book, phones[:1])[0]["Tracking ID"]))
    assert second.time - first.time >= 1.0, "`Retry-After: 1`"
    nothing_twice(zalo)


@pytest.mark.parametrize("retry, requests", [("true", 5), ("false", 1)])
def test_what_an_unknown_error_means_is_a_setting(
    program: Program, zalo: RunningSandbox, retry: str, requests: int
) -> None:
    """Zalo's -100 is tried again a few times or not at all, as the account says, and is in doubt in the end."""
    settings(program, zalo, f"retry_unknown_error = {retry}")
    phones = listed(program, "unknown-error")
    book = program.folder / "out.xlsx"
    done = program.send("list.csv", "-o", book)
    assert (1, {"accepted": 1, "unknown": 1}) == (done.code, counts(done.object()))
    (row,) = rows_of(book, phones)
    assert ("unknown", "-100") == (row["Status"], row["Error code"])
    assert requests == row["Attempts"] == len(zalo.requests(str(row["Tracking ID"])))


def test_encryption_that_fails_shows_nothing_to_anybody(
    program: Program, zalo: RunningSandbox
) -> None:
    """Where the server does not speak TLS no message is shown to it: every row waits, and goes when it does."""
    program.write("list.csv", orders(4))
    done = program.send("list.csv", ZNS_BASE_URL=zalo.url.replace("http:", "https:"))
    found = done.object()
    assert (3, "network", {"pending": 4}) == (done.code, found["reason"], counts(found))
    assert "reason tls:" in done.err
    assert 0 == zalo.counts().requests
    late = program.run("resume", "latest", "--rate", "500", "--json")
    assert (0, {"accepted": 4}) == (late.code, counts(late.object()))
    nothing_twice(zalo)
