"""Journeys by the program alone: one token for each phone, kept, used again, renewed, never lost twice."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crash_help import as_it_arrived, asked, by_state, dice, has_begun, tell
from crash_help import until_or_over as until
from program_help import (
    FAST,
    Program,
    Started,
    counts,
    nothing_twice,
    order,
    orders,
    phone_of,
    program_in,
    read_page,
)

from zns_batch.sandbox import (
    EtelecomConfig,
    RunningSandbox,
    SandboxConfig,
    SandboxTemplate,
    sandbox,
)

KEY = "1153468297845643210:qWeRtYuIoPaSdFgHjKlZxCvBnM012345"
OA = "4097311281936189049"
TEMPLATES = {"217489": SandboxTemplate(journey="token_logistics")}


@pytest.fixture
def zalo() -> Iterator[RunningSandbox]:
    """A stand-in whose template is one of a journey, so that a message without its token is refused."""
    with sandbox(SandboxConfig(templates=TEMPLATES)) as running:
        yield running


def tokens(zalo: RunningSandbox) -> Counter[str]:
    """How many tokens were made for each phone."""
    return Counter(one.phone for one in zalo.journeys())


def reasons(program: Program, name: str) -> dict[str, list[tuple[str, str]]]:
    """The codes of a results workbook's rows with what is said of them, by state."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in read_page(program.folder / name):
        told = (line["Error code"], f"{line['Reason']} {line['What to do']}")
        found.setdefault(line["Status"], []).append(told)
    return found


# ── campaigns ──


def test_each_phone_gets_one_token(program: Program, zalo: RunningSandbox) -> None:
    """Over all rows and campaigns a phone has one token made, and every message carries its own."""
    lines = orders(20)
    twice = [(name, phone, f"{code}B", day, sum_) for name, phone, code, day, sum_ in lines]
    program.write("first.csv", [*lines, *twice])
    done = program.send("first.csv", "--journey")
    assert (0, {"accepted": 40}) == (done.code, counts(done.object()))
    assert {phone_of(line): 1 for line in lines} == tokens(zalo)
    assert "20 tokens will be made, 0 exist already" in done.err

    later = [(name, phone, f"{code}C", day, sum_) for name, phone, code, day, sum_ in orders(30)]
    program.write("later.csv", later)
    done = program.send("later.csv", "--journey", "token_logistics_7")
    assert (0, {"accepted": 30}) == (done.code, counts(done.object()))
    assert "10 tokens will be made, 20 exist already" in done.err
    assert {1} == set(tokens(zalo).values())
    nothing_twice(zalo)
    assert not [one.token for one in zalo.journeys() if one.token in program.log + done.text]


def test_a_rehearsal_makes_no_token(program: Program, zalo: RunningSandbox) -> None:
    """A dry run asks for nothing, also where journeys are wanted."""
    program.write("list.csv", orders(5))
    assert 0 == program.send("list.csv", "--journey", "--dry-run").code
    assert [] == zalo.journeys()


def test_without_the_option_the_template_says_what_is_missing(
    program: Program, zalo: RunningSandbox
) -> None:
    """A journey's template without a token stops early, and retry with the option sends all."""
    program.write("list.csv", orders(30))
    done = program.send("list.csv", "--concurrency", "1", "-o", "first.xlsx")
    assert (4, "template") == (done.code, done.object()["reason"])
    assert {"rejected": 20, "pending": 10} == counts(done.object())
    ((code, told), *_) = reasons(program, "first.xlsx")["rejected"]
    assert "-148" == code
    assert "--journey" in told

    again = program.run("retry", "latest", "--status", "rejected", "--journey", "--yes", "--json")
    assert (0, {"accepted": 30}) == (again.code, counts(again.object()))
    assert {1} == set(tokens(zalo).values())
    nothing_twice(zalo)


def test_another_kind_of_journey_is_told(program: Program, zalo: RunningSandbox) -> None:
    """A token of another kind than the template's is refused, and the right kind is a retry away."""
    program.write("list.csv", orders(3))
    done = program.send("list.csv", "--journey", "token_coach_bus_30", "-o", "first.xlsx")
    assert (1, {"rejected": 3}) == (done.code, counts(done.object()))
    assert {"-1491"} == {code for code, _ in reasons(program, "first.xlsx")["rejected"]}
    more = ("--journey", "token_logistics_30", "--yes", "--json")
    again = program.run("retry", "latest", "--status", "rejected", *more)
    assert {"accepted": 3} == counts(again.object())
    assert {"token_coach_bus_30": 3, "token_logistics_30": 3} == Counter(
        one.kind for one in zalo.journeys()
    )


def test_an_expired_token_is_renewed(program: Program, zalo: RunningSandbox) -> None:
    """After its days a token is made anew, whether we know of its end or the provider tells it."""
    send_orders(program, "A")
    tell(program, "UPDATE journeys SET expires_at = expires_at - 8 * 86400000")
    send_orders(program, "B")
    assert {2} == set(tokens(zalo).values())
    zalo.change(clock=datetime.now(UTC) + timedelta(days=8))
    send_orders(program, "C")
    assert {3} == set(tokens(zalo).values())
    nothing_twice(zalo)


def send_orders(program: Program, mark: str) -> None:
    """Send five orders that were not sent before, in journeys."""
    lines = [(name, phone, f"{code}{mark}", day, s) for name, phone, code, day, s in orders(5)]
    program.write(f"{mark}.csv", lines)
    assert {"accepted": 5} == counts(program.send(f"{mark}.csv", "--journey").object())


def test_a_lost_answer_is_told_and_retried_by_a_persons_word(
    program: Program, zalo: RunningSandbox
) -> None:
    """A token whose answer was lost is not asked for again, and no message leaves, until a person says so."""
    wrong = order(5, ending=952)
    program.write("list.csv", [*orders(3), wrong])
    done = program.send("list.csv", "--journey", "-o", "first.xlsx")
    assert (1, {"accepted": 3, "rejected": 1}) == (done.code, counts(done.object()))
    ((code, told),) = reasons(program, "first.xlsx")["rejected"]
    assert "journey-in-doubt" == code
    assert "this message was not sent" in told

    program.write("more.csv", [(*wrong[:2], "DH2", *wrong[3:])])
    more = program.send("more.csv", "--journey")
    assert {"rejected": 1} == counts(more.object())
    assert "For 1 numbers" in more.err or "for 1 numbers" in more.err
    assert 1 == tokens(zalo)[phone_of(wrong)]

    zalo.change(by_suffix=False)
    again = program.run("retry", "latest", "--status", "rejected", "--yes", "--json")
    assert (0, {"accepted": 1}) == (again.code, counts(again.object()))
    assert 2 == tokens(zalo)[phone_of(wrong)]
    nothing_twice(zalo)


# ── crashes ──

PACE = ("--rate", "120", "--concurrency", "20", "--json")
SEND = ("send", "list.csv", *FAST, *PACE, "--journey")
RESUME = ("resume", "latest", "--yes", *PACE)


def let_it_run(started: Started, zalo: RunningSandbox, luck: random.Random) -> None:
    """Wait for some moment in which tokens are made."""
    goal = len(zalo.journeys()) + luck.randint(1, 20)
    until(started, lambda: len(zalo.journeys()) >= goal)
    time.sleep(luck.uniform(0, 0.04))


def test_killed_again_and_again_between_token_and_message(
    program: Program, zalo: RunningSandbox
) -> None:
    """However often it is killed: no phone has two tokens, and who waited for one is not in doubt."""
    luck = dice()
    zalo.change(latency=(0.01, 0.08))
    lines = orders(160)
    program.write("list.csv", lines)
    for _ in range(8):
        started = program.start(*(RESUME if has_begun(program) else SEND))
        let_it_run(started, zalo, luck)
        started.kill()
        assert {1} >= set(tokens(zalo).values())

    done = program.run(*(RESUME if has_begun(program) else SEND), "-o", "end.xlsx")
    found = done.object()
    assert ("completed", 160) == (found["state"], sum(counts(found).values()))
    assert {1} == set(tokens(zalo).values())
    codes = asked(program, "SELECT DISTINCT state, code FROM rows WHERE code IS NOT NULL")
    assert {("rejected", "journey-in-doubt"), ("unknown", "interrupted")} >= set(codes)
    as_it_arrived(zalo, by_state(program))
    nothing_twice(zalo)

    refused = counts(found).get("rejected", 0)
    if refused:
        again = program.run("retry", "latest", "--status", "rejected", "--yes", "--json")
        assert 160 - counts(found).get("unknown", 0) == counts(again.object())["accepted"]
        assert 160 + refused >= sum(tokens(zalo).values())
        nothing_twice(zalo)


# ── one at a time ──


def test_a_token_for_one_phone(program: Program, zalo: RunningSandbox) -> None:
    """`journey create` shows a token and keeps it; asked again it shows the same, a campaign uses it."""
    first = program.run("journey", "create", "0912 000 001")
    again = program.run("journey", "create", "+84912000001", "--json")
    (made,) = zalo.journeys()
    assert (0, 0) == (first.code, again.code)
    assert f"Token: {made.token}" in first.out.splitlines()
    assert "84****001" in first.err
    assert "84912000001" not in first.text
    assert (made.token, made.journey_id, False) == tuple(
        again.json()[name] for name in ("token", "journey_id", "new")
    )
    program.write("list.csv", orders(1))
    assert {"accepted": 1} == counts(program.send("list.csv", "--journey").object())
    assert 1 == len(zalo.journeys())

    another = program.run("journey", "create", "0912000001", "--again", "--json").json()
    assert another["new"]
    assert 2 == len(zalo.journeys())
    assert made.token not in program.log


def test_a_token_is_looked_at(program: Program, zalo: RunningSandbox) -> None:
    """`journey check` tells until when a token is good, and leaves with 1 when it is not."""
    program.run("journey", "create", "0912000001", "--kind", "token_logistics_30")
    (made,) = zalo.journeys()
    found = program.run("journey", "check", "--json", "--", made.token)
    assert (0, True, True) == (found.code, found.json()["good"], found.json()["known"])
    ends = datetime.fromisoformat(found.json()["expires_at"])
    assert timedelta(days=29) < ends - datetime.now(UTC) < timedelta(days=31)
    assert "The token is valid." in program.run("journey", "check", "--", made.token).err
    unknown = program.run("journey", "check", "x" * 64)
    assert 1 == unknown.code
    assert "does not know this token" in unknown.err
    assert 2 == program.run("journey", "check", "mã hành trình").code


def test_a_phone_is_refused_with_its_reason(program: Program, zalo: RunningSandbox) -> None:
    """`journey create` takes the phones that a sheet may have, and says what is wrong with others."""
    assert "has only 4 digits" in program.run("journey", "create", "0912").line()
    assert "landline" in program.run("journey", "create", "024 3825 1234").line()
    refused = program.run("journey", "create", "0912000908")
    assert 2 == refused.code
    assert "-108" in refused.line()
    assert "0912000908" not in refused.err
    assert [] == zalo.journeys()


def test_a_token_in_doubt_is_made_anew_by_a_persons_word(
    program: Program, zalo: RunningSandbox
) -> None:
    """After a lost answer `journey create` says so, and makes another with --again alone."""
    lost = program.run("journey", "create", "0912000952")
    assert 2 == lost.code
    assert "--again" in lost.line()
    zalo.change(by_suffix=False)
    assert lost.err == program.run("journey", "create", "0912000952").err
    assert 1 == len(zalo.journeys())
    assert 0 == program.run("journey", "create", "0912000952", "--again").code


# ── other providers ──


def test_a_provider_without_journeys_refuses_before_anything_else(alone: Program) -> None:
    """GobySend has no journeys: neither campaign nor command begins."""
    alone.write("list.csv", orders(2))
    more = {"ZNS_PROVIDER": "gobysend", "ZNS_API_KEY": "k" * 20}
    sent = alone.run("send", "list.csv", "-t", "don-hang", "--yes", "--journey", **more)
    made = alone.run("journey", "create", "0912345678", **more)
    checked = alone.run("journey", "check", "x" * 64, **more)
    assert [2, 2, 2] == [one.code for one in (sent, made, checked)]
    assert all("has no journeys" in one.err for one in (sent, made, checked))


def test_a_campaign_in_journeys_through_etelecom(tmp_path: Path) -> None:
    """A reseller is told the journey's id, of which there is one for each phone too."""
    behaviour = SandboxConfig(api_key=KEY, etelecom=EtelecomConfig(oa_id=OA), templates=TEMPLATES)
    with sandbox(behaviour, provider="etelecom") as etelecom:
        shop = program_in(
            tmp_path,
            f"{etelecom.url}/v1/shop",
            ZNS_PROVIDER="etelecom",
            ZNS_API_KEY=KEY,
            ZNS_OA_ID=OA,
        )
        shop.write("first.csv", [*orders(10), order(20, ending=952)])
        first = shop.send("first.csv", "--journey")
        assert {"accepted": 10, "rejected": 1} == counts(first.object())
        send_orders(shop, "A")
        assert {1} == set(tokens(etelecom).values())
        (one, *_) = etelecom.journeys()
        checked = shop.run("journey", "check", one.journey_id, "--json")
        assert (0, True) == (checked.code, checked.json()["good"])
        nothing_twice(etelecom)
