"""Every command that the program prints does what it says when it is pasted."""

import json
import re
import shlex
from pathlib import Path

from openpyxl import load_workbook
from program_help import TEMPLATES, Ended, Program, counts, orders, write_list

from zns_batch.sandbox import RunningSandbox

HEADERS = ["Khách", "Điện thoại", "Mã HĐ", "Ngày", "Tong cong"]


def printed(text: str, command: str) -> list[str]:
    """The words of a printed `zns-batch` command."""
    line = re.search(rf"zns-batch ({command} [^\n]*)", text)
    assert line is not None, text
    return shlex.split(line[1])


def own_template(program: Program) -> None:
    """Lay a template of the person's own into the working folder."""
    folder = program.folder / "templates"
    folder.mkdir()
    text = (TEMPLATES / "don-hang.toml").read_text("utf-8")
    (folder / "bán hàng.toml").write_text(text, "utf-8")


def with_headers(path: Path, *, bad_phone: bool = False) -> None:
    """Write a list whose headers the template does not know."""
    lines = orders(3)
    if bad_phone:
        lines[1] = (lines[1][0], "0912", *lines[1][2:])
    write_list(path, lines, headers=HEADERS)


def test_missing_columns_come_with_a_command_that_maps_them(alone: Program) -> None:
    """Every parameter is shown with what was found or is near, all headers are named, and the printed line works."""
    own_template(alone)
    with_headers(alone.folder / "danh sách.xlsx")
    done = alone.run("check", "danh sách.xlsx", "-t", "bán hàng", "--map", "customer_name=Khách")
    assert 2 == done.code
    assert "✓ phone number ← “Điện thoại” (B)" in done.err
    assert "✗ order_code ← no column; nearest: “Mã HĐ” (C)" in done.err
    assert all(header in done.err for header in HEADERS)
    again = alone.run(*printed(done.err, "check"))
    assert (0, True) == (again.code, "No problems" in again.err), again.err
    assert "columns" in (alone.folder / "templates" / "bán hàng.toml").read_text("utf-8")
    assert 0 == alone.run("check", "danh sách.xlsx", "-t", "bán hàng").code


def test_the_next_step_after_a_clean_check_sends(program: Program, zalo: RunningSandbox) -> None:
    """The command after a check without problems sends that list with the columns that were checked."""
    with_headers(program.folder / "a b.xlsx")
    maps = [f"--map={name}={header}" for name, header in MAPPED.items()]
    done = program.run("check", "a b.xlsx", "-t", "don-hang", *maps)
    assert 0 == done.code, done.err
    sent = program.run(*printed(done.err, "send"), "--yes", "--json")
    assert {"accepted": 3} == counts(sent.object())


MAPPED = {
    "customer_name": "Khách",
    "order_code": "Mã HĐ",
    "order_date": "Ngày",
    "amount": "Tong cong",
}


def test_corrected_rows_are_sent_by_the_printed_command(
    program: Program, zalo: RunningSandbox
) -> None:
    """The hint for rows to correct keeps the mapping, the account and the never-send list."""
    folder = program.folder / "tháng 11"
    folder.mkdir()
    with_headers(folder / "list.xlsx", bad_phone=True)
    (program.folder / "stop.txt").write_text("0999999999\n", "utf-8")
    maps = [f"--map={name}={header}" for name, header in MAPPED.items()]
    options = [*maps, "-a", "default", "--suppress", "stop.txt", "--skip-invalid", "--yes"]
    done = program.run("send", "tháng 11/list.xlsx", "-t", "don-hang", *options)
    assert 1 == done.code, done.err
    words = printed(done.err, "send")
    assert {"-a", "--suppress", "--map"} <= set(words)
    workbook = load_workbook(
        words[1] if Path(words[1]).is_absolute() else program.folder / words[1]
    )
    page = workbook[words[words.index("--sheet") + 1]]
    for row in page.iter_rows():
        for cell in row:
            if "0912" == cell.value:
                cell.value = "0912345699"
    workbook.save(program.folder / words[1])
    again: Ended = program.run(*words, "--yes", "--json")
    assert {"accepted": 1} == counts(again.object()), again.err
    assert 3 == zalo.counts().accepted


def test_a_sample_is_followed_by_a_check(alone: Program) -> None:
    """The command after `sample` reads the workbook that was written, whatever its name."""
    done = alone.run("sample", "-t", "don-hang", "-o", "danh sách mới.xlsx", "--json")
    assert 0 == done.code, done.err
    assert "danh sách mới.xlsx" == json.loads(done.out)["path"]
    words = printed(done.err, "check")
    assert alone.run(*words).code in {0, 1, 2}
    assert ["check", "danh sách mới.xlsx", "-t", "don-hang"] == words


def test_a_script_learns_the_columns(alone: Program) -> None:
    """`check --json` carries sheet, header row, headers, mapping and notes; missing columns their candidates."""
    with_headers(alone.folder / "a.xlsx")
    done = alone.run("check", "a.xlsx", "-t", "don-hang", "--json")
    answer = json.loads(done.out)
    assert (2, HEADERS) == (done.code, answer["headers"])
    assert {"customer_name", "order_code", "order_date", "amount"} == set(answer["missing"])
    assert "Mã HĐ" in [each["column"] for each in answer["candidates"]]
    maps = [f"--map={name}={header}" for name, header in MAPPED.items()]
    answer = alone.run("check", "a.xlsx", "-t", "don-hang", "--json", *maps).object()
    assert (1, HEADERS, MAPPED) == (answer["header_row"], answer["headers"], answer["mapping"])
    assert ("Điện thoại", []) == (answer["phone_column"], answer["notes"])


def test_a_script_learns_which_campaign_was_first(program: Program, zalo: RunningSandbox) -> None:
    """A list that was sent before names the first campaign's id in the object."""
    program.write("list.csv", orders(2))
    first = program.send("list.csv").object()
    answer = program.send("list.csv").object()
    problem = answer["problems"][0]
    assert answer["campaign"] is None
    assert ("ledger.already-sent", first["campaign"]) == (problem["code"], problem["campaign"])
