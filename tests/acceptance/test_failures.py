"""What the provider refuses, and what nobody knows: each row ends where it belongs."""

from pathlib import Path
from typing import Any

import pytest
from program_help import Program, counts, nothing_twice, order, orders, phone_of, read_page

from zns_batch.i18n import Lang
from zns_batch.i18n.provider_errors import explain
from zns_batch.sandbox import RunningSandbox

IN_DOUBT = {951: "reset-after", 952: "http-502", 954: "timeout", 960: "html", 955: "half-json"}


def settings(program: Program, zalo: RunningSandbox, *lines: str) -> None:
    """Give the account settings of its own."""
    text = "\n".join(("[accounts.default]", f'base_url = "{zalo.url}"', *lines))
    (program.folder / "zns-batch.toml").write_text(text, encoding="utf-8")


def by_phone(path: Path) -> dict[str, dict[str, Any]]:
    """Read a results workbook: its rows by phone."""
    return {str(row["Số điện thoại"]): row for row in read_page(path)}


@pytest.mark.parametrize(
    "lang, state, names",
    [
        ("en", "rejected", ("Status", "Error code", "Reason", "What to do")),
        ("vi", "bị từ chối", ("Trạng thái", "Mã lỗi", "Lý do", "Cách xử lý")),
    ],
)
def test_a_refusal_is_explained(
    program: Program, lang: Lang, state: str, names: tuple[str, ...]
) -> None:
    """A refused row carries Zalo's code, what it means and what to do, in the person's language."""
    lines = [order(1), order(2, ending=918)]
    program.write("list.csv", lines)
    done = program.send("list.csv", "--lang", lang, "-o", "out.xlsx")
    assert (1, "completed") == (done.code, done.object()["state"])
    row = by_phone(program.folder / "out.xlsx")[str(lines[1][1])]
    reason, remedy = explain("zalo", "-118", lang)
    assert [state, "-118", reason, remedy] == [str(row[name]) for name in names]
    shown = program.run("show", "latest", "--lang", lang)
    assert "(-118)" in shown.out
    assert reason in shown.out


def test_rows_in_doubt_are_never_sent_again_by_themselves(
    program: Program, zalo: RunningSandbox
) -> None:
    """Without a usable answer a row is unknown; `resume` leaves it alone, whatever was the matter."""
    settings(program, zalo, "request_timeout = 5.0")
    lines = [order(1), *(order(place, ending=place) for place in IN_DOUBT)]
    program.write("list.csv", lines)
    done = program.send("list.csv", "-o", "out.xlsx")
    found = done.object()
    assert (1, "completed") == (done.code, found["state"])
    assert {"accepted": 1, "unknown": 5} == counts(found)
    rows = by_phone(program.folder / "out.xlsx")
    assert ["unknown"] * 5 == [rows[str(line[1])]["Status"] for line in lines[1:]]
    assert all(rows[str(line[1])]["What to do"] for line in lines[1:])

    again = program.run("resume", "latest", "--json")
    assert (1, counts(found)) == (again.code, counts(again.object()))
    assert 6 == zalo.counts().requests
    nothing_twice(zalo)


def test_a_person_may_send_rows_in_doubt_again(program: Program, zalo: RunningSandbox) -> None:
    """`retry --status unknown` sends them anew, under new references, and only when told to."""
    line = order(1, ending=951)
    program.write("list.csv", [line, order(2)])
    program.send("list.csv")
    refused = program.run("retry", "latest", "--status", "unknown")
    assert 2 == refused.code
    assert "Add --yes" in refused.err
    assert 2 == zalo.counts().requests

    zalo.change(by_suffix=False)
    done = program.run("retry", "latest", "--status", "unknown", "--yes", "--json", "-o", "2.xlsx")
    assert (0, {"accepted": 2}) == (done.code, counts(done.object()))
    assert "may arrive, and cost, twice" in done.err
    sent = [one.tracking_id for one in zalo.messages() if one.phone == phone_of(line)]
    assert 2 == len(set(sent))
    row = by_phone(program.folder / "2.xlsx")[str(line[1])]
    assert (sent[-1], 2) == (row["Tracking ID"], row["Attempts"])


def test_refused_rows_can_be_sent_again(program: Program, zalo: RunningSandbox) -> None:
    """`retry --status rejected` needs no `--yes`: a definite refusal can't arrive twice."""
    program.write("list.csv", [order(1, ending=918), order(2)])
    program.send("list.csv")
    zalo.change(by_suffix=False)
    done = program.run("retry", "latest", "--status", "rejected", "--json")
    assert (0, {"accepted": 2}) == (done.code, counts(done.object()))
    nothing_twice(zalo)
    more = program.run("retry", "latest", "--status", "rejected,unknown", "--yes", "--json")
    assert (2, "ledger.nothing-to-retry") == (more.code, more.object()["problems"][0]["code"])


@pytest.mark.parametrize(
    "ending, code, state, reason",
    [
        (924, 4, "aborted", "authorisation"),
        (946, 4, "aborted", "template"),
        (935, 4, "aborted", "permission"),
        (915, 3, "paused", "balance"),
        (947, 3, "paused", "template-quota"),
        (933, 3, "paused", "night"),
    ],
)
def test_what_concerns_everybody_stops_the_campaign(
    program: Program, zalo: RunningSandbox, ending: int, code: int, state: str, reason: str
) -> None:
    """An error that every row would get stops the run: 3 when it passes, 4 when a person must act."""
    lines = [*orders(3), order(4, ending=ending), *orders(40, start=5)]
    program.write("list.csv", lines)
    done = program.send("list.csv", "--concurrency", "2", "-o", "out.xlsx")
    found = done.object()
    assert (code, state, reason) == (done.code, found["state"], found["reason"])
    assert counts(found).keys() == {"accepted", "pending"}
    assert zalo.counts().requests < 12
    assert f"reason -{ {924: 124, 946: 146, 935: 135, 915: 115, 947: 147, 933: 133}[ending] }:" in (
        done.err
    )
    assert "pending" == by_phone(program.folder / "out.xlsx")[str(lines[3][1])]["Status"]

    zalo.change(by_suffix=False)
    rest = program.run("resume", "latest", "--rate", "500", "--json")
    assert (0, {"accepted": 44}) == (rest.code, counts(rest.object()))
    nothing_twice(zalo)


def test_passing_trouble_passes(program: Program, zalo: RunningSandbox) -> None:
    """A row that is certainly not sent is tried again in the same run, under the same reference."""
    program.write("list.csv", [order(1, ending=930), order(2, ending=931), order(3, ending=932)])
    zalo.change(latency=0.01)
    done = program.send("list.csv", "--limit", "2", "-o", "out.xlsx")
    assert (0, {"accepted": 2}) == (done.code, counts(done.object()))
    assert [2, 2] == [row["Attempts"] for row in read_page(program.folder / "out.xlsx")]
    assert 4 == zalo.counts().requests
    nothing_twice(zalo)


def test_nobody_answers(program: Program, zalo: RunningSandbox) -> None:
    """With no way to the provider the campaign pauses with 3, every row waits, and resume sends it."""
    program.write("list.csv", orders(4))
    done = program.send("list.csv", ZNS_BASE_URL="http://127.0.0.1:9")
    found = done.object()
    assert (3, "network", {"pending": 4}) == (done.code, found["reason"], counts(found))
    assert "The quota could not be checked" in done.err
    late = program.run("resume", "latest", "--rate", "500", "--json")
    assert (0, {"accepted": 4}) == (late.code, counts(late.object()))
    nothing_twice(zalo)


def test_a_run_of_the_same_failure_spares_the_rest(program: Program, zalo: RunningSandbox) -> None:
    """A wrong list is not burnt through: the same refusal for row after row pauses the campaign."""
    program.write("list.csv", [order(place, ending=918) for place in range(1, 10 * 900, 90)])
    done = program.send("list.csv")
    found = done.object()
    assert (3, "failures") == (done.code, found["reason"])
    assert 50 <= found["rows"]["rejected"] <= 60
    assert found["rows"]["pending"] >= 40


def test_a_template_that_fits_no_row_stops_early(program: Program, zalo: RunningSandbox) -> None:
    """When the first rows all have an error of their parameters, the template is looked at first."""
    program.write("list.csv", [order(place, ending=922) for place in range(1, 60 * 90, 90)])
    done = program.send("list.csv")
    found = done.object()
    assert (4, "template") == (done.code, found["reason"])
    assert found["rows"]["rejected"] <= 30


def test_every_row_ends_in_exactly_one_state(program: Program, zalo: RunningSandbox) -> None:
    """With faults of every kind among the rows the counts add up and agree with the sandbox."""
    zalo.change(
        faults={
            "http-502": 0.04,
            "reset-after": 0.04,
            "no-account": 0.08,
            "first-unknown-error": 0.05,
        },
        latency=(0.0, 0.02),
    )
    program.write("list.csv", orders(120))
    done = program.send("list.csv", "-o", "out.xlsx")
    found = done.object()
    assert (1, "completed") == (done.code, found["state"])
    assert 120 == sum(counts(found).values())
    rows = read_page(program.folder / "out.xlsx")
    told = {state: sum(row["Status"] == state for row in rows) for state in counts(found)}
    assert counts(found) == told
    accepted = {row["Tracking ID"] for row in rows if row["Status"] == "accepted"}
    unknown = {row["Tracking ID"] for row in rows if row["Status"] == "unknown"}
    arrived = {one.tracking_id for one in zalo.messages()}
    assert accepted <= arrived <= accepted | unknown
    nothing_twice(zalo)


def test_the_signature_is_sent_when_asked_for(program: Program, zalo: RunningSandbox) -> None:
    """With `appsecret_proof` each request is signed with the app secret, which Zalo can check."""
    zalo.change(app_secret="the-app-secret", proof_required=True)
    settings(program, zalo, "appsecret_proof = true")
    program.write("list.csv", orders(2))
    wrong = program.send("list.csv", ZNS_APP_SECRET="another")
    assert 4 == wrong.code
    right = program.run("resume", "latest", "--json", ZNS_APP_SECRET="the-app-secret")
    assert (0, {"accepted": 2}) == (right.code, counts(right.object()))


def test_the_token_goes_into_the_header_alone(program: Program, zalo: RunningSandbox) -> None:
    """The access token that is set is the one that Zalo sees; another one stops the run with 4."""
    zalo.change(token="the-only-valid-token")
    program.write("list.csv", orders(2))
    done = program.send("list.csv")
    assert (4, "authorisation", {"pending": 2}) == (
        done.code,
        done.object()["reason"],
        counts(done.object()),
    )
    fixed = program.run("resume", "latest", "--json", ZNS_ACCESS_TOKEN="the-only-valid-token")
    assert (0, {"accepted": 2}) == (fixed.code, counts(fixed.object()))
