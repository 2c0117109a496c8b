"""Options of a sending, and their twins in the environment."""

from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
import xlsxwriter
from program_help import FAST, HEADERS, Program, counts, order, orders, write_page

from zns_batch.sandbox import RunningSandbox


def test_columns_can_be_named(program: Program, zalo: RunningSandbox) -> None:
    """`--phone` and `--map` say which column feeds what when the headers don't."""
    headers = ("A người nhận", "Liên lạc", "x", "Ngày đặt", "y")
    program.write("list.csv", orders(2), headers)
    words = ("--phone", "Liên lạc", "--map", "customer_name=A người nhận")
    done = program.send("list.csv", *words, "--map", "order_code=x", "--map", "amount=E")
    assert (0, {"accepted": 2}) == (done.code, counts(done.object()))
    assert ["DH00001", "150001"] == [
        zalo.messages()[0].template_data[name] for name in ("order_code", "amount")
    ]


def test_a_sheet_of_a_workbook_can_be_named(program: Program, zalo: RunningSandbox) -> None:
    """`--sheet` sends that sheet, and without it the first visible one."""
    with xlsxwriter.Workbook(program.folder / "list.xlsx") as book:
        write_page(book, "Hướng dẫn", [("x",)], headers=("Ghi chú",))
        write_page(book, "Khách", orders(2))
        book.worksheets()[0].hide()
        book.worksheets()[1].activate()
        write_page(book, "Khách mới", [order(9)])
    assert {"accepted": 2} == counts(program.send("list.xlsx").object())
    assert {"accepted": 1} == counts(program.send("list.xlsx", "--sheet", "Khách mới").object())
    assert "84912000009" == zalo.messages()[-1].phone


def test_some_rows_and_some_numbers_can_be_left_out(program: Program, zalo: RunningSandbox) -> None:
    """`--limit` takes the first rows, `--suppress` keeps numbers from being sent to, in any form."""
    program.write("list.csv", orders(6))
    program.write("never.xlsx", [("84-912-000-002",), (912000005,)], headers=("Điện thoại",))
    done = program.send("list.csv", "--limit", "3", "--suppress", "never.xlsx")
    assert (0, {"accepted": 2, "suppressed": 1}) == (done.code, counts(done.object()))
    assert {"84912000001", "84912000003"} == {one.phone for one in zalo.messages()}


def test_one_branch_of_a_list_with_texts_of_its_own(program: Program, zalo: RunningSandbox) -> None:
    """`--where` sends a branch's rows alone, `--set` fills what has no column, and the rest is counted."""
    lines = [(*order(number), branch) for number, branch in ((1, "Huế"), (2, "Vinh"), (3, "HUẾ"))]
    with xlsxwriter.Workbook(program.folder / "list.xlsx") as book:
        page = book.add_worksheet("Khách")
        page.write_row(0, 0, ["Danh sách tháng 11", "năm 2026"])
        page.write_row(1, 0, ["Tên cột ở dòng dưới", "xem"])
        page.write_row(2, 0, ["Họ", "Số điện thoại", "Mã", "Ngày đặt", "Tổng tiền", "Chi nhánh"])
        for place, line in enumerate(lines, 3):
            page.write_row(place, 0, [str(cell) for cell in line])
    words = ("--set", "customer_name=Anh/chị {Họ}", "--set", "order_code={Mã}/2026")
    more = ("--where", "Chi nhánh=hue", "--header-row", "3", "-o", "out.xlsx")
    done = program.send("list.xlsx", *words, *more)
    assert (0, {"accepted": 2, "excluded": 1}) == (done.code, counts(done.object()))
    first = zalo.messages()[0].template_data
    assert (f"Anh/chị {order(1)[0]}", f"{order(1)[2]}/2026") == (
        first["customer_name"],
        first["order_code"],
    )
    assert "Chi nhánh=hue" in done.err
    book = openpyxl.load_workbook(program.folder / "out.xlsx")
    told = [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row]
    assert {"Chi nhánh=hue", "excluded"} <= {str(cell) for cell in told}
    assert any("Anh/chị {Họ}" in str(cell) for cell in told)
    nothing = program.send("list.xlsx", *words, "--where", "Chi nhánh=Hà Nội", "--header-row", "3")
    assert (2, 2) == (nothing.code, zalo.counts().accepted)


def test_a_first_part_and_then_the_rest(program: Program, zalo: RunningSandbox) -> None:
    """After a try with `--limit` the whole list reaches everybody else."""
    program.write("list.csv", orders(5))
    program.send("list.csv", "--limit", "2")
    assert {"accepted": 3, "duplicate": 2} == counts(program.send("list.csv").object())
    assert (5, 0) == (zalo.counts().accepted, zalo.counts().duplicate_messages)


def test_a_name_is_taken_once(program: Program, zalo: RunningSandbox) -> None:
    """`--name` names the campaign for every later command, and no second one gets it."""
    program.write("list.csv", orders(2))
    program.send("list.csv", "--name", "Tháng 11")
    assert "Tháng 11" == program.run("show", "Tháng 11", "--json").object()["name"]
    program.write("list.csv", orders(2, start=7))
    done = program.send("list.csv", "--name", "Tháng 11")
    assert (2, "ledger.name-taken") == (done.code, done.object()["problems"][0]["code"])
    assert 2 == zalo.counts().requests


def test_options_stand_in_the_environment_too(program: Program, zalo: RunningSandbox) -> None:
    """What a scheduler sets once holds for every run, and the command line comes before it."""
    program.write("list.csv", [*orders(4), ("", "", "", "", "")], (*HEADERS[:2], "x", *HEADERS[3:]))
    env = {
        "ZNS_TEMPLATE": "don-hang",
        "ZNS_RATE": "400",
        "ZNS_CONCURRENCY": "1",
        "ZNS_LIMIT": "3",
        "ZNS_NAME": "Từ môi trường",
        "ZNS_MAP": "order_code=x;customer_name=Họ tên",
        "ZNS_YES": "1",
        "ZNS_JSON": "1",
        "ZNS_LANG": "vi",
    }
    zalo.change(latency=0.02)
    found = program.run("send", "list.csv", **env).object()
    assert ("Từ môi trường", {"accepted": 3}) == (found["name"], counts(found))
    assert "ketqua" in found["report"]
    assert 1 == zalo.counts().most_in_flight
    more = program.run("send", "list.csv", "--limit", "4", "--name", "B", **env)
    assert {"accepted": 1, "duplicate": 3} == counts(more.object())


def test_templates_are_found_by_path_name_and_id(program: Program, zalo: RunningSandbox) -> None:
    """A template of one's own lies in `templates/`, and is called by its name, its id or its path."""
    own = program.folder / "templates" / "của-tôi.toml"
    own.parent.mkdir()
    own.write_text(
        'template_id = "555"\nname = "Của tôi"\n[params.customer_name]\ncolumns = ["Họ tên"]\n',
        encoding="utf-8",
    )
    program.write("list.csv", orders(1))
    for word in ("của-tôi", "555", "templates/của-tôi.toml"):
        done = program.run("check", "list.csv", "-t", word, "--json")
        assert (0, None) == (done.code, done.object()["cost"]["estimate"])
    done = program.run("send", "list.csv", "-t", "555", *FAST[2:])
    assert ("555", {"customer_name": "Khách 1"}) == (
        zalo.messages()[0].template_id,
        zalo.messages()[0].template_data,
    )
    assert "cost: at most 200 VND" in done.err, "what the file does not say, the account does"


def test_accounts_come_from_the_settings_file(program: Program, zalo: RunningSandbox) -> None:
    """`--account` chooses a sender of `zns-batch.toml`, with secrets of its own and its own pace."""
    (program.folder / "zns-batch.toml").write_text(
        f"""
        [accounts.shop]
        provider = "zalo"
        base_url = "{zalo.url}"
        rate = 300
        concurrency = 2
        [accounts."chi-nhanh-2"]
        base_url = "{zalo.url}"
        """,
        encoding="utf-8",
    )
    zalo.change(token="token-of-the-branch")
    program.write("list.csv", orders(3))
    env = {
        "ZNS_ACCESS_TOKEN": None,
        "ZNS_SHOP_ACCESS_TOKEN": "another",
        "ZNS_CHI_NHANH_2_ACCESS_TOKEN": "token-of-the-branch",
    }
    branch = program.send("list.csv", "--account", "chi-nhanh-2", **env)
    assert (0, {"accepted": 3}) == (branch.code, counts(branch.object()))
    shop = program.send("list.csv", "-a", "shop", **env)
    assert 4 == shop.code, "another sender's list is no repetition, and its token is its own"


def test_a_moment_that_is_over_is_no_expiry(program: Program, zalo: RunningSandbox) -> None:
    """`--expires` in the past, or something that is no moment, is refused before anything leaves."""
    program.write("list.csv", orders(2))
    for word, key in (("2026-01-01 00:00", "run.past-moment"), ("soon", "run.bad-moment")):
        refused = program.send("list.csv", "--expires", word)
        assert (2, key) == (refused.code, refused.object()["problems"][0]["code"])
    assert 0 == zalo.counts().requests


def test_outside_the_window_nothing_leaves(program: Program, zalo: RunningSandbox) -> None:
    """A campaign outside its sending hours waits for the next one, and `resume` can widen them."""
    here = datetime.now(UTC) + timedelta(hours=7)
    opens, closes = (f"{here + timedelta(hours=hours):%H:00}" for hours in (3, 5))
    program.write("list.csv", orders(3))
    done = program.send("list.csv", "--window", f"{opens}-{closes}")
    found = done.object()
    assert (3, "paused", "night") == (done.code, found["state"], found["reason"])
    warned = next(line for line in done.err.splitlines() if "nothing leaves before" in line)
    assert opens in warned
    assert f"T{opens}:00+07:00" in found["resume_after"]
    assert 0 == zalo.counts().requests
    wide = f"{here - timedelta(hours=1):%H:%M}-{here + timedelta(hours=1):%H:%M}"
    assert 0 == program.run("resume", "latest", "--window", wide, "--json").code
    assert 3 == zalo.counts().accepted


@pytest.mark.parametrize("word", ["00:00-24:00", "8:00 - 7:59"])
def test_a_window_in_which_it_is_open_lets_everything_out(
    program: Program, zalo: RunningSandbox, word: str
) -> None:
    """Hours that hold the whole day, also over midnight, keep nothing back."""
    program.write("list.csv", orders(2))
    assert 0 == program.send("list.csv", "--window", word).code
    assert 2 == zalo.counts().accepted


def test_a_rehearsal_claims_no_acceptance(program: Program, zalo: RunningSandbox) -> None:
    """In a dry run no line on the screen says that a message was accepted."""
    program.write("list.csv", orders(3))
    done = program.run("send", "list.csv", "-t", "don-hang", "--dry-run", ZNS_LANG="vi")
    shown = program.run("show", ZNS_LANG="vi")
    assert (0, 0) == (done.code, shown.code)
    assert "sẽ gửi" in done.out
    assert all("đã nhận" not in text for text in (done.out, done.err, shown.out))


def test_show_without_a_name_is_the_latest(program: Program, zalo: RunningSandbox) -> None:
    """`show` alone shows the newest campaign."""
    program.write("list.csv", orders(2))
    sent = program.send("list.csv").object()
    assert sent["campaign"] == program.run("show", "--json").object()["campaign"]


def test_the_nearest_file_is_named(alone: Program) -> None:
    """Who mistypes the list's name reads which file may be meant."""
    alone.write("danh-sach.csv", orders(1))
    done = alone.run("check", "danh-sahc.csv", "-t", "don-hang")
    assert 2 == done.code
    assert "danh-sach.csv" in done.err
    assert "`check`" in alone.run("chekc", "x").err


def test_a_long_help_page_has_groups(alone: Program) -> None:
    """`send --help` has its options in groups with headings, and none is lost."""
    page = alone.run("send", "--help", ZNS_LANG="en").out
    headings = ["The list:", "The messages:", "Pace and limits:", "The run and its results:"]
    assert headings == [line for line in page.splitlines() if line in headings]
    assert all(f"{option} " in page for option in ("--map", "--uid", "--rate", "--detach"))


def test_a_rehearsals_address_counts_although_the_file_has_the_account(
    program: Program, zalo: RunningSandbox
) -> None:
    """`ZNS_BASE_URL` wins over the file, or stops the run by its name: nothing goes elsewhere."""
    settings = program.folder / "zns-batch.toml"
    program.write("list.csv", orders(2))
    settings.write_text('[accounts.default]\nbase_url = "https://zalo.invalid"\n', "utf-8")
    done = program.send("list.csv")
    assert (0, 2) == (done.code, zalo.counts().accepted)

    settings.write_text("[accounts.shop]\n", "utf-8")
    stopped = program.send("list.csv", "--again", ZNS_SHOP_ACCESS_TOKEN="t" * 30)
    assert (2, 2) == (stopped.code, zalo.counts().accepted)
    assert "ZNS_BASE_URL is set, but does not apply to account “shop”" in stopped.err
