"""The other ways a list goes out: hashed phones, user ids, beyond the quota, own tokens, SMS."""

import hashlib
import re
from collections.abc import Iterator

import pytest
from program_help import Program, counts, orders, phone_of, program_in, read_page

from zns_batch.sandbox import RunningSandbox, SandboxConfig, SandboxTemplate, sandbox

HEADERS = ("Họ tên", "SĐT", "Mã đơn", "Ngày đặt", "Số tiền")


def test_phones_leave_hashed(program: Program, zalo: RunningSandbox) -> None:
    """With --hash-phone no number leaves, `resume` keeps to it, and the workbook still knows who it was."""
    lines = orders(4)
    program.write("list.csv", lines)
    first = program.send("list.csv", "--hash-phone", "--canary", "2", "--limit", "4")
    assert 0 == first.code
    wanted = {hashlib.sha256(phone_of(line).encode()).hexdigest() for line in lines}
    assert wanted == {message.phone for message in zalo.messages()}


def test_user_ids_instead_of_phones(program: Program, zalo: RunningSandbox) -> None:
    """A list with a column user_id goes to users with --uid; wrong ids are told by row and column."""
    lines = [
        ("An", "2468135792468", "DH1", "22/11/2026", 5000),
        ("Bình", "12", "DH2", "22/11/2026", 5000),
    ]
    program.write("list.csv", lines, ("Họ tên", "user_id", "Mã đơn", "Ngày đặt", "Số tiền"))
    told = program.send("list.csv")
    assert 2 == told.code
    assert "--uid" in told.err
    done = program.send("list.csv", "--uid", "--skip-invalid", "-o", "out.xlsx")
    found = done.object()
    assert (1, {"accepted": 1, "invalid": 1}) == (done.code, counts(found))
    assert [("user-unusable", 3)] == [(one["code"], one["row"]) for one in found["problems"]]
    assert ["2468135792468"] == [message.phone for message in zalo.messages()]
    assert "2468135792468" == read_page(program.folder / "out.xlsx")[0]["Phone sent to"]


def test_user_ids_where_they_are_known_else_phones(program: Program, zalo: RunningSandbox) -> None:
    """--uid-column sends each row once, to its user id if it has one, at the price of each, and says what went where."""
    lines = [
        ("An", "0912000001", "2468135792468", "DH1", "22/11/2026", 5000),
        ("Bình", "0912000002", "", "DH2", "22/11/2026", 5000),
        ("Cúc", "", "2468135792469", "DH3", "22/11/2026", 5000),
        ("Dũng", "0912000004", "12", "DH4", "22/11/2026", 5000),
        ("Én", "", "", "DH5", "22/11/2026", 5000),
        ("Phi", "0912", "2468135792460", "DH6", "22/11/2026", 5000),
        ("Gia", "0912000007", "2468135792461", "DH7", "22/11/2026", 5000),
    ]
    headers = ("Họ tên", "SĐT", "Mã Zalo", "Mã đơn", "Ngày đặt", "Số tiền")
    program.write("list.csv", lines, headers)
    assert 0 == program.run("suppress", "add", "0912000007").code
    words = ("--uid-column", "Mã Zalo", "--skip-invalid", "-o", "out.xlsx")
    done = program.send("list.csv", *words)
    found = done.object()
    assert (1, {"accepted": 4, "invalid": 2, "suppressed": 1}) == (done.code, counts(found))
    assert {(5, "user-unusable"), (6, "phone-missing")} == {
        (one["row"], one["code"]) for one in found["problems"] if one["code"] != "never-send"
    }
    assert ["2468135792460", "2468135792468", "2468135792469", "84912000002"] == sorted(
        message.phone for message in zalo.messages()
    )
    # 200 VND to a phone, seven tenths of it to a user id.
    assert 200 + 3 * 140 == found["cost"]["estimate"]
    page = read_page(program.folder / "out.xlsx")
    assert ["2468135792468", "84912000002", "2468135792469"] == [
        line["Phone sent to"] for line in page[:3]
    ]
    assert [140, 200, 140] == [line["Cost (VND)"] for line in page[:3]]
    again = program.send("list.csv", *words)
    assert (2, 4) == (again.code, zalo.counts().accepted)


@pytest.mark.parametrize(
    "words", [("--uid",), ("--split-phones",), ("--journey",), ("--journey-column", "Mã đơn")]
)
def test_what_does_not_go_with_a_column_of_user_ids(
    program: Program, zalo: RunningSandbox, words: tuple[str, ...]
) -> None:
    """Options by which a row could go out twice or to nobody are refused by name, and nothing is sent."""
    program.write("list.csv", orders(1))
    done = program.send("list.csv", "--uid-column", "A", *words)
    assert (2, 0) == (done.code, zalo.counts().requests)
    assert words[0] in done.err


def test_the_price_of_a_message_to_a_user_id(program: Program, zalo: RunningSandbox) -> None:
    """The estimate of --uid is that of messages to user ids, and no difference of prices is told."""
    line = ("An", "2468135792468", "DH1", "22/11/2026", 5000)
    program.write("list.csv", [line], ("Họ tên", "user_id", "Mã đơn", "Ngày đặt", "Số tiền"))
    done = program.send("list.csv", "--uid", "-o", "out.xlsx")
    assert 140 == done.object()["cost"]["estimate"]
    assert 140 == read_page(program.folder / "out.xlsx")[0]["Cost (VND)"]
    assert re.search(r"\b200\b", done.err) is None


def test_a_promotion_leaves_by_day(program: Program, zalo: RunningSandbox) -> None:
    """Without a word on hours a promotion's are those of its tag, the reason is told, and another word counts."""
    zalo.change(templates={"217489": {"tag": "PROMOTION"}})
    program.write("list.csv", orders(1))
    done = program.send("list.csv", "--detach", "--lang", "en")
    assert 0 == done.code
    assert "07:00-22:00" in done.err
    assert "tag is PROMOTION" in done.err
    program.write("list.csv", orders(1, start=7))
    done = program.send("list.csv", "--window", "00:00-24:00", "--detach", "--lang", "en")
    assert "PROMOTION" not in done.err
    program.write("list.csv", orders(1, start=9))
    assert 0 == program.send("list.csv", "--dry-run", "-o", "dry.xlsx").code


@pytest.mark.parametrize("words, code", [((), 3), (("--beyond-quota",), 0)])
def test_promotions_beyond_the_quota(
    program: Program, zalo: RunningSandbox, words: tuple[str, ...], code: int
) -> None:
    """--beyond-quota sends what the day's quota holds back; without it the campaign waits."""
    zalo.change(templates={"217489": {"tag": "PROMOTION"}}, quota=500, used=500)
    program.write("list.csv", orders(3))
    # By tag they would leave by day alone.
    assert code == program.send("list.csv", *words, "--window", "00:00-24:00").code
    assert (3 if words else 0) == zalo.counts().accepted


def test_rows_bring_their_own_journey_token(program: Program, zalo: RunningSandbox) -> None:
    """With --journey-column each row goes out in its own journey, and a row without a token is told."""
    zalo.change(templates={"217489": {"journey": "token_logistics"}})
    lines = orders(2)
    made = [program.run("journey", "create", str(line[1])).out.split()[0] for line in lines]
    tokens = [minted.token for minted in zalo.journeys()]
    assert 2 == len(tokens) == len(made)
    rows = [(*line, token) for line, token in zip(lines, tokens, strict=True)]
    rows.append((*orders(1, start=9)[0], ""))
    program.write("list.csv", rows, (*HEADERS, "Token"))
    done = program.send("list.csv", "--journey-column", "Token", "--skip-invalid")
    found = done.object()
    assert (1, {"accepted": 2, "invalid": 1}) == (done.code, counts(found))
    assert "journey-missing" == found["problems"][0]["code"]


@pytest.mark.parametrize(
    "words",
    [
        ("--mode", "development"),
        ("--hash-phone",),
        ("--uid",),
        ("--beyond-quota",),
        ("--journey",),
        ("--journey-column", "C"),
    ],
)
def test_what_a_provider_lacks_is_refused_before_the_plan(
    program: Program, words: tuple[str, ...]
) -> None:
    """Asked for what the provider does not do, `send` says so, and neither plans nor sends."""
    program.write("list.csv", orders(2))
    env = {"ZNS_PROVIDER": "gobysend", "ZNS_API_KEY": "k" * 20, "ZNS_KEY_HEADER": "X-API-KEY"}
    done = program.send("list.csv", *words, **env)
    assert 2 == done.code
    assert "gobysend" in done.err
    assert 0 == len(program.run("campaigns", "--json").json()["campaigns"])


@pytest.fixture
def goby() -> Iterator[RunningSandbox]:
    """A stand-in for GobySend where no message ever arrives."""
    behaviour = SandboxConfig(templates={"217489": SandboxTemplate()}, delivery=None)
    with sandbox(behaviour, provider="gobysend") as running:
        yield running


def test_an_sms_goes_along(tmp_path: object, goby: RunningSandbox) -> None:
    """GobySend gets the SMS of each row: the common text with its parameters, or the row's own."""
    program = program_in(
        tmp_path,  # type: ignore[arg-type] # pytest's path
        goby.url,
        ZNS_PROVIDER="gobysend",
        ZNS_API_KEY="k" * 20,
        ZNS_KEY_HEADER="X-API-KEY",
    )
    lines = [(*line, own) for line, own in zip(orders(2), ("", "Goi lai 0900"), strict=True)]
    program.write("list.csv", lines, (*HEADERS, "Nội dung SMS"))
    words = (
        "--sms-brandname",
        "TIEMSEN",
        "--sms-text",
        "Don <order_code> da nhan",
        "--sms-delay",
        "30",
    )
    done = program.send("list.csv", *words)
    assert 0 == done.code, done.err
    assert ["Don DH00001 da nhan", "Goi lai 0900"] == [sms.content for sms in goby.sms()]
    refused = program.send(
        "list.csv", "--sms-brandname", "TIEMSEN", "--sms-text", "<nobody>", "--again"
    )
    assert 2 == refused.code
    assert "nobody" in refused.err
