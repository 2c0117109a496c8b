"""What makes a sending impossible is told in one clear line, with code 2, and nothing is sent."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from program_help import HEADERS, Program, orders, write_list

from zns_batch.sandbox import RunningSandbox

ROOM = Path(__file__).parent.parent
SEND = ("send", "list.csv", "-t", "don-hang", "--yes")


def refused(program: Program, zalo: RunningSandbox, *words: str, **env: str | None) -> str:
    """Run a command that can't start, and return the one line that it ends with."""
    done = program.run(*words, **env)
    assert (2, "") == (done.code, done.out)
    assert 0 == zalo.counts().requests
    errors = [line for line in done.err.splitlines() if line.startswith("Error: ")]
    assert [done.err.splitlines()[-1]] == errors
    assert [] == list(program.folder.glob("*results*"))
    return errors[0]


@pytest.mark.parametrize(
    "words, said",
    [
        (("-t", "don-hangg"), "did you mean don-hang"),
        (("--sheet", "Khách"), "a text file has no sheets"),
        (("--account", "shop"), "no account “shop”"),
        (("--phone", "Liên lạc"), "--phone: there is no column “Liên lạc”"),
        (("--map", "customer_name=Tên"), "there is no column “Tên”"),
        (("--map", "ten=A"), "the template has no parameter “ten”"),
        (("--map", "A"), "“A” is not of the form PARAM=COLUMN"),
        (("--window", "8 to 9"), "“8 to 9” is not a sending window"),
        (("--rate", "0"), "“0” is not a valid rate"),
        (("--rate", "fast"), "“fast” is not a valid rate"),
        (("--rate", "10001"), "more than 0 and at most 10,000"),
        (("--concurrency", "0"), "--concurrency must be between 1"),
        (("--duplicates", "keep"), "--duplicates must be one of: skip, send, error"),
        (("--suppress", "nowhere.txt"), "nowhere.txt: the list of numbers never to send to can't"),
        (("-o", "list.csv/out.xlsx"), "can't be written: a part of its path is a file"),
        (("-o", "out.pdf"), "its name must end in .xlsx"),
        (("-o", "folder.xlsx"), "a folder has that name"),
        (("--ratte", "5"), "There is no option --ratte. Try: --rate"),
        (("more.csv",), "more.csv"),
    ],
)
def test_an_option_that_makes_no_sense(
    program: Program, zalo: RunningSandbox, words: tuple[str, ...], said: str
) -> None:
    """An option's mistake names the option or the value, and nothing has left before it is found."""
    (program.folder / "folder.xlsx").mkdir()
    program.write("list.csv", orders(2))
    assert said in refused(program, zalo, *SEND, *words)


@pytest.mark.parametrize("path", [".", "..", "/"])
@pytest.mark.parametrize("command", ["send", "check", "preview"])
def test_a_path_without_a_name_is_no_list(
    program: Program, zalo: RunningSandbox, command: str, path: str
) -> None:
    """A folder given as the list is told in one line, and is no internal error."""
    assert "a folder" in refused(program, zalo, command, path, "-t", "don-hang")


@pytest.mark.parametrize(
    "out, said",
    [
        (".", "must end in .xlsx"),
        ("..", "must end in .xlsx"),
        ("/", "must end in .xlsx"),
        ("folder.xlsx", "a folder has that name"),
        ("x" * 300 + ".xlsx", "too long"),
    ],
)
def test_a_report_to_no_file_is_refused(
    program: Program, zalo: RunningSandbox, out: str, said: str
) -> None:
    """`report -o` with a folder or a name that no file can have says so in one line."""
    (program.folder / "folder.xlsx").mkdir()
    program.write("list.csv", orders(1))
    assert 0 == program.send("list.csv").code
    assert 1 == zalo.counts().accepted
    done = program.run("report", "latest", "-o", out)
    assert (2, "") == (done.code, done.out)
    assert said in done.err.splitlines()[-1]


@pytest.mark.parametrize(
    "words, said",
    [
        (("--expires", "someday"), "someday"),
        (("-o", "out.csv"), "its name must end in .xlsx"),
        (("--suppress", "missing.txt"), "missing.txt: the list of numbers never to send to can't"),
    ],
)
def test_options_are_looked_at_before_the_columns(
    program: Program, zalo: RunningSandbox, words: tuple[str, ...], said: str
) -> None:
    """A mistake on the command line is told first, although the list lacks columns too."""
    program.write("list.csv", [("An", "0912000001")], ("Tên", "Liên lạc"))
    error = refused(program, zalo, *SEND, *words)
    assert said in error
    assert "column" not in error


def test_a_column_that_is_not_there_lists_all_there_are(
    program: Program, zalo: RunningSandbox
) -> None:
    """`--phone` with a header that the list does not have shows every header, not only near ones."""
    program.write("list.csv", orders(2))
    done = program.run(*SEND, "--phone", "no such")
    assert 2 == done.code
    assert 0 == zalo.counts().requests
    listed = [
        line
        for line in done.err.splitlines()
        if all(f"“{header}”" in line for header in HEADERS) and not line.startswith("Error: ")
    ]
    assert 1 == len(listed)


def test_missing_credentials(program: Program, zalo: RunningSandbox) -> None:
    """Without a token the person learns which variable to set."""
    program.write("list.csv", orders(3))
    said = refused(program, zalo, *SEND, ZNS_ACCESS_TOKEN=None)
    assert "ZNS_ACCESS_TOKEN" in said
    settings = f'[accounts.a-1]\nbase_url = "{zalo.url}"\nappsecret_proof = true\n'
    (program.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
    assert "Set ZNS_A_1_ACCESS_TOKEN" in refused(program, zalo, *SEND)
    assert "ZNS_A_1_APP_SECRET" in refused(program, zalo, *SEND, ZNS_A_1_ACCESS_TOKEN="x")


@pytest.mark.parametrize(
    "settings, said",
    [
        ("accounts = 5", "must describe each account under a heading"),
        ("[accounts.a\n", "can't be read"),
        ("[accounts.a]\nratee = 5", "“ratee” in zns-batch.toml [accounts.a] is not a setting"),
        ("[accounts.a]\nrate = -5", "The value “-5” for “rate”"),
        ('[accounts.a]\nprovider = "viber"', "viber"),
        ('[accounts.a]\nbase_url = "http://zalo.example"', "zalo.example"),
    ],
)
def test_settings_that_make_no_sense(
    program: Program, zalo: RunningSandbox, settings: str, said: str
) -> None:
    """A mistake in the settings file names the file's own words; a token never leaves unencrypted."""
    program.write("list.csv", orders(1))
    (program.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
    env = {"ZNS_A_ACCESS_TOKEN": "x"}
    assert said in refused(program, zalo, *SEND, **env)


def test_nobody_to_ask(program: Program, zalo: RunningSandbox) -> None:
    """Without a terminal and without `--yes` nothing is sent, and the person learns what to add."""
    program.write("list.csv", orders(2))
    said = refused(program, zalo, *SEND[:-1])
    assert "Add --yes" in said
    assert 0 == program.send("list.csv").code, "nothing was left behind"


def _truncated(path: Path) -> None:
    whole = write_list(path, orders(200)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _a_text_file_called_workbook(path: Path) -> None:
    path.write_bytes(b"\x00\x01\x02 no list at all \xff" * 40)


def _an_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")


def _a_page(path: Path) -> None:
    path.write_text("<html><body><h1>Đăng nhập</h1></body></html>", encoding="utf-8")


def _without_headers(path: Path) -> None:
    write_list(path, orders(3), headers=orders(1)[0])


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda _path: None, "there is no such file"),
        (lambda path: path.touch(), "the file is empty (0 bytes)"),
        (lambda path: path.mkdir(), "this is a folder"),
        (_truncated, "damaged or incomplete"),
        (_a_text_file_called_workbook, "neither a spreadsheet nor text"),
        (_an_archive, "a zip archive without a workbook"),
        (_a_page, "save it as .xlsx"),
        (_without_headers, "column headers are expected"),
        (lambda path: write_list(path, [], headers=()), "it is empty"),
        (lambda path: write_list(path, []), "there are no rows below the headers"),
        (
            lambda path: write_list(path, [("a", "b")], headers=("x", "y")),
            "no columns for customer_name, order_code, order_date, amount, phone numbers",
        ),
        (
            lambda path: write_list(path, [orders(1)[0][:4]], headers=HEADERS[:4]),
            "no column for parameter amount",
        ),
        (
            lambda path: write_list(path, orders(1), headers=(*HEADERS[:4], "HỌ TÊN")),
            "“Họ tên” (A), “HỌ TÊN” (E)",
        ),
    ],
)
def test_a_file_that_is_no_list(
    program: Program, zalo: RunningSandbox, make: Callable[[Path], object], said: str
) -> None:
    """Whatever is wrong with a file, it is told in one line that names the file and what to do."""
    make(program.folder / "list.xlsx")
    line = refused(program, zalo, "send", "list.xlsx", *SEND[2:])
    assert said in line
    assert "list.xlsx" in line


@pytest.mark.parametrize("name", ["password.xls", "password.ods"])
def test_a_file_with_a_password(program: Program, zalo: RunningSandbox, name: str) -> None:
    """A file that is protected by a password is told as such."""
    path = ROOM / "spreadsheets" / name
    assert "protected by a password" in refused(program, zalo, "send", str(path), *SEND[2:])


def test_a_template_that_is_broken(program: Program, zalo: RunningSandbox) -> None:
    """A template's mistake is told with its file and line."""
    program.write("list.csv", orders(1))
    (program.folder / "t.toml").write_text('template_id = "1"\n[params.a\n', encoding="utf-8")
    assert "t.toml, line 2" in refused(program, zalo, *SEND[:2], "-t", "t.toml", "--yes")


def test_a_ledger_that_is_none(program: Program, zalo: RunningSandbox) -> None:
    """A ledger that can't be opened, or is another program's file, keeps everything from leaving."""
    program.write("list.csv", orders(1))
    file = program.folder / "a-file"
    file.touch()
    assert "a-file" in refused(program, zalo, *SEND, ZNS_HOME=str(file))
    program.home.mkdir()
    (program.home / "ledger.db").write_text("my diary, " * 500, encoding="utf-8")
    assert "is not a ledger" in refused(program, zalo, *SEND)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "nobody"),
        ("resume", "latest"),
        ("report", "latest"),
        ("pause", "x"),
        ("cancel", "x"),
        ("retry", "latest", "--status", "rejected"),
        ("retry", "latest", "--status", "accepted"),
    ],
)
def test_a_campaign_that_is_not_there(
    program: Program, zalo: RunningSandbox, words: tuple[str, ...]
) -> None:
    """A campaign that nobody sent is told in one line, for every command that takes one."""
    refused(program, zalo, *words)


def test_scripts_get_an_object_in_any_case(program: Program) -> None:
    """With `--json` also a command that could not start answers with the one object."""
    for words in (
        ("send", "nowhere.csv", "-t", "don-hang", "--yes"),
        ("send", "nowhere.csv", "-t", "don-hang", "--rate", "x"),
        ("check", "nowhere.csv", "-t", "none"),
        ("show", "nobody"),
    ):
        done = program.run(*words, "--json")
        found = done.object()
        assert (2, None, 0) == (done.code, found["campaign"], found["rows"]["total"])
        assert 1 == len(found["problems"])
        assert found["problems"][0]["message"] in done.err
