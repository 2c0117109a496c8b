"""`send`: every good row leaves once, and a workbook says what happened to each."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from program_help import (
    FAST,
    HEADERS,
    Program,
    counts,
    nothing_twice,
    order,
    orders,
    phone_of,
    read_page,
)

from zns_batch.sandbox import RunningSandbox

BAD = ("Trần Bình", "0912", "DH", "22/11/2026", 5)
RESULT_EN = [
    "Status",
    "Phone sent to",
    "Error code",
    "Reason",
    "What to do",
    "Message ID",
    "Tracking ID",
    "Sent at",
    "Delivered at",
    "Attempts",
    "Cost (VND)",
]
RESULT_VI = [
    "Trạng thái",
    "Số đã gửi",
    "Mã lỗi",
    "Lý do",
    "Cách xử lý",
    "Mã tin",
    "Mã đối soát",
    "Gửi lúc",
    "Nhận lúc",
    "Số lần gửi",
    "Chi phí (VNĐ)",
]


def test_every_row_is_sent_once(program: Program, zalo: RunningSandbox) -> None:
    """All rows are accepted, the code is 0, and the sandbox got each message exactly once."""
    lines = orders(25)
    program.write("list.xlsx", lines)
    done = program.send("list.xlsx")
    found = done.object()
    assert (0, "completed", {"accepted": 25}) == (done.code, found["state"], counts(found))
    assert sorted(map(phone_of, lines)) == sorted(one.phone for one in zalo.messages())
    assert 25 == zalo.counts().requests
    nothing_twice(zalo)


def test_the_object_tells_the_campaign_whole(program: Program) -> None:
    """The `--json` object names campaign, quota, cost and workbook, and nothing else is on stdout."""
    program.write("list.csv", orders(4))
    found = program.send("list.csv", "--name", "Đơn tháng 11").object()
    assert "Đơn tháng 11" == found["name"]
    assert (None, None, False, 0) == (
        found["reason"],
        found["resume_after"],
        found["dry_run"],
        found["delivered"],
    )
    assert {"daily": 20_000, "remaining": 19_996} == found["quota"]
    assert {"estimate": 800, "currency": "VND"} == found["cost"]
    assert [] == found["problems"]
    assert (program.folder / found["report"]).is_file()


def test_what_leaves_is_exactly_what_the_sheet_says(program: Program, zalo: RunningSandbox) -> None:
    """Numbers, dates and names leave as the strings that the template's types ask for."""
    headers = ("Họ tên", "Số điện thoại", "Mã đơn", "Ngày đặt", "Tổng tiền", "Địa chỉ")
    lines = [
        ("  Nguye\u0302\u0303n Văn An ", 912000001, 7.0, date(2026, 11, 2), 150000.0, "12 Lê Lợi"),
        ("Trần Bình", "+84 (912) 000-002", "DH-2", "3/11/2026", "1.500.000 đ", None),
    ]
    program.write("list.xlsx", lines, headers)
    book = load_workbook(program.folder / "list.xlsx")
    book.worksheets[0]["D2"].value = datetime(2026, 11, 2)
    book.worksheets[0]["D2"].number_format = "dd/mm/yyyy"
    book.save(program.folder / "list.xlsx")

    assert 0 == program.send("list.xlsx").code
    first, second = sorted(zalo.messages(), key=lambda one: one.phone)
    assert ("84912000001", "84912000002") == (first.phone, second.phone)
    assert "217489" == first.template_id
    assert {
        "customer_name": "Nguyễn Văn An",
        "order_code": "7",
        "order_date": "02/11/2026",
        "amount": "150000",
        "address": "12 Lê Lợi",
    } == first.template_data
    assert {
        "customer_name": "Trần Bình",
        "order_code": "DH-2",
        "order_date": "03/11/2026",
        "amount": "1500000",
        "address": "theo thông tin đã đăng ký",
    } == second.template_data


def test_each_message_has_a_reference_of_its_own(program: Program, zalo: RunningSandbox) -> None:
    """Tracking ids are distinct, at most 48 characters of the safe kind, and those of the workbook."""
    program.write("list.csv", orders(10))
    found = program.send("list.csv").object()
    sent = {one.tracking_id: one.msg_id for one in zalo.messages()}
    assert 10 == len(sent)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,48}", tracking_id) for tracking_id in sent)
    rows = read_page(program.folder / found["report"])
    assert sent == {row["Tracking ID"]: row["Message ID"] for row in rows}


def test_bad_rows_hold_everything_back(program: Program, zalo: RunningSandbox) -> None:
    """Without `--skip-invalid` and nobody to ask, one bad row means that nothing leaves: code 1."""
    program.write("list.csv", [order(1), BAD, order(3)])
    done = program.send("list.csv")
    found = done.object()
    assert (1, None, "checked") == (done.code, found["campaign"], found["state"])
    assert {"pending": 2, "invalid": 1} == counts(found)
    assert [(3, "Số điện thoại", "phone-too-short")] == [
        (one["row"], one["column"], one["code"]) for one in found["problems"]
    ]
    assert 0 == zalo.counts().requests
    assert [] == program.run("campaigns", "--json").json()["campaigns"]


def test_after_mending_the_same_list_is_sent(program: Program, zalo: RunningSandbox) -> None:
    """What was held back because of a bad row is no campaign: mended, the list goes out whole."""
    program.write("list.csv", [order(1), BAD])
    assert 1 == program.send("list.csv").code
    program.write("list.csv", [order(1), order(2)])
    assert 0 == program.send("list.csv").code
    assert 2 == zalo.counts().accepted


def test_bad_rows_can_be_left_out(program: Program, zalo: RunningSandbox) -> None:
    """With `--skip-invalid` the good rows leave; the code is 1 because some did not."""
    program.write("list.csv", [order(1), BAD, order(3)])
    done = program.send("list.csv", "--skip-invalid")
    found = done.object()
    assert (1, "completed") == (done.code, found["state"])
    assert {"accepted": 2, "invalid": 1} == counts(found)
    assert ["phone-too-short"] == [one["code"] for one in found["problems"]]
    assert 400 == found["cost"]["estimate"]
    assert 2 == zalo.counts().accepted


def test_the_workbook_keeps_the_input_and_adds_what_happened(program: Program) -> None:
    """Each input row stands in order with its own cells, then the contract's columns filled in."""
    headers = ("Ghi chú", *HEADERS)
    lines = [
        ("=1+1", *order(1)),
        ("@gọi sau", *BAD),
        ("x", *order(3, ending=918)),
        ("+84", *order(1)),
    ]
    program.write("list.csv", lines, headers)
    found = program.send("list.csv", "--skip-invalid", "-o", "out.xlsx").object()
    assert "out.xlsx" == found["report"]
    rows = read_page(program.folder / "out.xlsx")
    assert [*headers, *RESULT_EN] == list(rows[0])
    assert ["=1+1", "@gọi sau", "x", "+84"] == [row["Ghi chú"] for row in rows]
    assert ["0912000001", "0912", "0912000918", "0912000001"] == [
        row["Số điện thoại"] for row in rows
    ]
    assert ["accepted", "invalid", "rejected", "duplicate"] == [row["Status"] for row in rows]
    assert ["84912000001", None, "84912000918", None] == [row["Phone sent to"] for row in rows]
    assert [1, 1] == [rows[at]["Attempts"] for at in (0, 2)]
    assert (200, None) == (rows[0]["Cost (VND)"], rows[2]["Cost (VND)"])


def test_times_in_the_workbook_are_vietnamese(program: Program) -> None:
    """The moment of sending is a date of the sheet, on a Vietnamese clock."""
    program.write("list.csv", orders(1))
    before = datetime.now(UTC)
    found = program.send("list.csv").object()
    (row,) = read_page(program.folder / found["report"])
    after, second = datetime.now(UTC), timedelta(seconds=1)
    sent_at = (row["Sent at"] - timedelta(hours=7)).replace(tzinfo=UTC)
    assert before - second <= sent_at <= after + second


def test_the_workbook_speaks_vietnamese(program: Program) -> None:
    """With `--lang vi` the columns and the states are the contract's Vietnamese words."""
    program.write("list.csv", [order(1), BAD, order(3, ending=918)])
    found = program.send("list.csv", "--skip-invalid", "--lang", "vi").object()
    rows = read_page(program.folder / found["report"])
    assert [*HEADERS, *RESULT_VI] == list(rows[0])
    assert ["đã nhận", "không hợp lệ", "bị từ chối"] == [row["Trạng thái"] for row in rows]


def test_the_third_sheet_can_be_fed_back(program: Program, zalo: RunningSandbox) -> None:
    """The rows that need a person, corrected in their sheet, are sent from the results workbook."""
    program.write("list.csv", [order(1), BAD, order(3, ending=918)])
    program.send("list.csv", "--skip-invalid", "-o", "out.xlsx")
    path = program.folder / "out.xlsx"
    assert ["invalid", "rejected"] == [row["Status"] for row in read_page(path, 2)]
    book = load_workbook(path)
    page = book.worksheets[2]
    page["B2"], page["B3"] = "0912000777", "0912000778"
    book.save(path)

    done = program.send(path, "--sheet", page.title)
    assert (0, {"accepted": 2}) == (done.code, counts(done.object()))
    assert {"84912000001", "84912000777", "84912000778"} == {one.phone for one in zalo.messages()}


def test_a_whole_results_workbook_can_be_fed_back(program: Program, zalo: RunningSandbox) -> None:
    """Its own columns are left aside; rows that were accepted are not sent again, the mended one is."""
    program.write("list.csv", [order(1), order(2, ending=918)])
    program.send("list.csv", "-o", "out.xlsx")
    book = load_workbook(program.folder / "out.xlsx")
    book.worksheets[0]["B3"] = "0912000777"
    book.save(program.folder / "out.xlsx")
    done = program.send("out.xlsx")
    assert (0, {"accepted": 1, "duplicate": 1}) == (done.code, counts(done.object()))
    assert "ignored: “Status”, “Phone sent to”" in done.err
    assert ["84912000001", "84912000777"] == [one.phone for one in zalo.messages()]


def test_the_workbook_lies_beside_the_list(program: Program) -> None:
    """Unless told otherwise the results are beside the input, under its name and the time."""
    (program.folder / "tháng 11").mkdir()
    program.write("tháng 11/Đơn hàng.csv", orders(1))
    found = program.send("tháng 11/Đơn hàng.csv").object()
    assert re.fullmatch(r"tháng 11[/\\]Đơn hàng-results-\d{8}-\d{6}\.xlsx", found["report"])
    names = sorted(path.name for path in (program.folder / "tháng 11").iterdir())
    assert 2 == len(names), "nothing half written stays behind"


def test_a_person_reads_what_is_sent(program: Program) -> None:
    """Without `--json` the sum line is the answer, and what was shown before and after is on stderr."""
    program.write("list.csv", orders(3))
    done = program.run("send", "list.csv", "-t", "don-hang", "--rate", "500", "--yes")
    assert (0, "3 rows = 3 accepted") == (done.code, done.out.strip())
    for said in (
        "to send: 3 messages from account “default”",
        "the first message (row 2, to 84912000001):",
        "Đơn hàng DH00001 đặt ngày 22/11/2026, tổng tiền 150001đ",
        "quota: 20,000 of today's 20,000 left, 3 needed",
        "cost: at most 600 VND",
        "pace: 500 a second",
        "3 accepted, 0 rejected, 0 unknown",
        "completed",
        "Results workbook: list-results-",
    ):
        assert said in done.err


def test_a_dry_run_sends_nothing_and_says_so(program: Program, zalo: RunningSandbox) -> None:
    """A dry run goes the whole way without a single request, and is marked so everywhere."""
    program.write("list.csv", orders(5))
    done = program.run("send", "list.csv", *FAST[:-2], "--json", "--dry-run", ZNS_ACCESS_TOKEN=None)
    found = done.object()
    assert (0, True, {"accepted": 5}) == (done.code, found["dry_run"], counts(found))
    assert (0, {}) == (zalo.counts().requests, zalo.counts().queries)
    assert "DRY RUN: nothing is sent." in done.err
    assert "dry run" in program.run("show", "latest").out
    summary = load_workbook(program.folder / found["report"]).worksheets[1]
    assert "DRY RUN, nothing is sent" in [cell for row in summary.values for cell in row]


def test_a_dry_run_does_not_count_as_sent(program: Program, zalo: RunningSandbox) -> None:
    """After a rehearsal the list can be rehearsed again, and sent."""
    program.write("list.csv", orders(3))
    assert [0, 0] == [program.send("list.csv", "--dry-run").code for _ in range(2)]
    assert 0 == zalo.counts().requests
    assert (0, 3) == (program.send("list.csv").code, zalo.counts().accepted)
    assert 0 == program.send("list.csv", "--dry-run", "--again").code


def test_a_test_send_is_marked_for_zalo(program: Program, zalo: RunningSandbox) -> None:
    """`--mode development` reaches administrators only and takes nothing off the quota."""
    zalo.change(admins=["84912000001"])
    program.write("list.csv", orders(2))
    found = program.send("list.csv", "--mode", "development").object()
    assert {"accepted": 1, "rejected": 1} == counts(found)
    assert {"-127": 1} == zalo.counts().refused
    assert 20_000 == found["quota"]["remaining"]


def test_no_more_requests_are_in_flight_than_asked_for(
    program: Program, zalo: RunningSandbox
) -> None:
    """`--concurrency` holds, whatever the pace."""
    zalo.change(latency=0.03)
    program.write("list.csv", orders(30))
    assert 0 == program.send("list.csv", "--concurrency", "3").code
    assert 3 == zalo.counts().most_in_flight


@pytest.mark.parametrize("rows", [1, 2])
def test_a_short_list_is_a_campaign_too(program: Program, zalo: RunningSandbox, rows: int) -> None:
    """One recipient is enough."""
    program.write("list.csv", orders(rows))
    assert 0 == program.send("list.csv").code
    assert rows == zalo.counts().accepted


def test_a_list_without_a_good_row_is_no_campaign(program: Program, zalo: RunningSandbox) -> None:
    """When no row can be sent nothing is, with code 1 and every reason."""
    program.write("list.csv", [BAD, BAD])
    done = program.send("list.csv", "--skip-invalid")
    assert (1, {"invalid": 2}) == (done.code, counts(done.object()))
    assert "No row can be sent." in done.err
    assert 0 == zalo.counts().requests


def test_a_campaign_has_one_results_workbook(program: Program, zalo: RunningSandbox) -> None:
    """A pause, a resume, a retry, `report` and `receipts` write the same file again."""
    zalo.change(quota=2)
    program.write("list.csv", orders(4))
    paused = program.send("list.csv")
    assert 3 == paused.code
    book = program.folder / paused.object()["report"]
    zalo.change(quota=1_000)
    resumed = program.run("resume", "latest", "--yes", "--json")
    assert (0, {"accepted": 4}) == (resumed.code, counts(resumed.object()))
    assert ["accepted"] * 4 == [row["Status"] for row in read_page(book)]
    for words in (("report", "latest", "--json"), ("receipts", "latest", "--json")):
        book.write_bytes(b"old")
        done = program.run(*words)
        assert book.resolve() == (program.folder / done.object()["report"]).resolve()
        assert 4 == len(read_page(book))
    assert [book.name] == [path.name for path in program.folder.glob("*.xlsx")]
    book.unlink()
    program.run("receipts", "latest")
    assert not book.exists(), "a workbook that a person removed is not made anew unasked"
