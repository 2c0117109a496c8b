"""A person at a terminal: sees what will happen, is asked once, watches it go."""

import re
import signal
import subprocess
import sys

import pytest
from program_help import COMMAND, Program, order, orders, until

from zns_batch.sandbox import RunningSandbox

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminal for tests", allow_module_level=True)

import tomllib

from terminal_help import Person, at_terminal

SEND = ("send", "list.csv", "-t", "don-hang", "--rate", "200")
BAD = ("Trần Bình", "0912", "DH", "22/11/2026", 5)


def test_everything_is_shown_before_the_one_question(
    program: Program, zalo: RunningSandbox
) -> None:
    """Rows, recipients, the first message, quota, cost, pace and end are on the screen, then one question."""
    program.write("list.csv", orders(30))
    with at_terminal(program, *SEND) as person:
        shown = person.sees("Send 30 messages now? [yes/no]")
        place = f"★ PRACTICE: a stand-in at {zalo.url.removeprefix('http://')}"
        for said in (
            f"{place}, no customer receives anything. ",
            "30 rows = 30 pending",
            "to send: 30 messages from account “default”",
            "the first message (row 2, to 84912000001):",
            "Cảm ơn Khách 1 đã mua hàng tại Tiệm Nhà Sen.",
            "quota: 20,000 of today's 20,000 left, 30 needed",
            "cost: at most 6,000 VND",
        ):
            assert said in shown
        assert re.search(r"pace: 200 a second, done about \d\d:\d\d \d+ \w{3} \d{4}", shown)
        assert 0 == zalo.counts().requests
        person.types("yes")
        assert 0 == person.leaves()
    assert 30 == zalo.counts().accepted
    assert "? [" not in person.seen.split("[yes/no]", 1)[1], "asked once"


def test_a_bar_is_seen_while_it_sends(program: Program, zalo: RunningSandbox) -> None:
    """While sending a bar shows how far it is, what was accepted, the pace and the quota left."""
    zalo.change(latency=0.05)
    program.write("list.csv", [*orders(60), order(61, ending=918)])
    with at_terminal(program, *SEND, "--yes", "--rate", "60") as person:
        assert 1 == person.leaves()
    assert re.search(r"\d+%\|[^|]+\| \d+/61 ", person.seen)
    last = person.seen.split("100%|")[-1]
    assert re.search(
        r"61/61 .*60 accepted, 1 rejected, 0 unknown, [\d.]+/s, quota left 19,940", last
    )
    assert "61 rows = 60 accepted + 1 rejected" in person.seen


@pytest.mark.parametrize("word", ["no", "", "n"])
def test_anything_but_a_yes_sends_nothing(
    program: Program, zalo: RunningSandbox, word: str
) -> None:
    """Who does not say yes has sent nothing: code 1, and nothing is left behind."""
    program.write("list.csv", orders(3))
    with at_terminal(program, *SEND) as person:
        person.sees("[yes/no]")
        person.types(word)
        assert 1 == person.leaves()
    assert "Nothing was sent." in person.seen
    assert 0 == zalo.counts().requests
    assert ["list.csv"] == [path.name for path in program.folder.iterdir()]


def test_a_word_that_is_neither_is_asked_about_again(
    program: Program, zalo: RunningSandbox
) -> None:
    """A slip of the fingers sends nothing, and does not throw away what was planned either."""
    program.write("list.csv", orders(3))
    with at_terminal(program, *SEND) as person:
        person.sees("[yes/no]")
        person.types("what?")
        person.sees("Please answer yes or no.")
        assert 0 == zalo.counts().requests
        person.types("no")
        assert 1 == person.leaves()
    assert 0 == zalo.counts().requests


def test_after_a_no_the_list_can_be_sent(program: Program, zalo: RunningSandbox) -> None:
    """A campaign that nobody confirmed is none: it is not listed, and the list goes out afterwards."""
    program.write("list.csv", orders(3))
    with at_terminal(program, *SEND) as person:
        person.sees("[yes/no]")
        person.types("no")
        person.leaves()
    assert [] == program.run("campaigns", "--json").json()["campaigns"]
    assert 0 == program.send("list.csv").code
    assert 3 == zalo.counts().accepted


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_leaving_at_the_question_leaves_nothing_behind(
    program: Program, zalo: RunningSandbox, number: int, code: int
) -> None:
    """Ctrl-C at the question, and even a crash there, sends nothing and keeps no later send away."""
    program.write("list.csv", orders(3))
    with at_terminal(program, *SEND) as person:
        person.sees("[yes/no]")
        person.process.send_signal(number)
        assert code == person.leaves()
    assert "Traceback" not in person.seen
    assert 0 == zalo.counts().requests
    assert [] == program.run("campaigns", "--json").json()["campaigns"]
    assert 0 == program.send("list.csv").code


def test_ctrl_c_before_the_question_says_that_nothing_was_sent(
    program: Program, zalo: RunningSandbox
) -> None:
    """Whoever stops it while it still looks at the account is told once that nothing left."""
    zalo.change(latency=20)
    program.write("list.csv", orders(3))
    with at_terminal(program, *SEND) as person:
        person.sees("customer_name")
        person.process.send_signal(signal.SIGINT)
        assert 130 == person.leaves()
    assert 1 == person.seen.count("Nothing was sent.")
    assert "Traceback" not in person.seen


_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def _lines(person: Person) -> list[str]:
    return _STYLE.sub("", person.seen).replace("\r", "").splitlines()


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_table_too_wide_for_the_window_becomes_cards(
    program: Program, zalo: RunningSandbox, columns: int, language: str
) -> None:
    """`campaigns` in a narrow window has a line for each value; piped it stays the table it was."""
    program.write("list.csv", orders(3))
    assert 0 == program.send("list.csv", "--name", "Khách hàng thân thiết tháng 11").code
    assert 3 == zalo.counts().accepted
    with at_terminal(program, "campaigns", "--lang", language, columns=columns) as person:
        assert 0 == person.leaves()
    lines = _lines(person)
    assert columns >= max(map(len, lines))
    assert [] == [line for line in lines if "─" in line]
    assert [line for line in lines if line.endswith(": Khách hàng thân thiết tháng 11")]
    assert "─" in program.run("campaigns", "--lang", language).out


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_lines_end_between_words(program: Program, columns: int, language: str) -> None:
    """Nothing is broken inside a word in a narrow window, and a piped line stays whole."""
    program.write("list.csv", [BAD, order(2)])
    words = ("check", "list.csv", "-t", "don-hang", "--lang", language)
    with at_terminal(program, *words, columns=columns) as person:
        assert 1 == person.leaves()
    lines = _lines(person)
    assert columns >= max(map(len, lines))
    piped = program.run(*words)
    assert columns < max(map(len, piped.err.splitlines()))
    assert set(" ".join(lines).split()) == set((piped.err + piped.out).split())


@pytest.mark.parametrize(
    "term, no_color, is_red",
    [("xterm-256color", "", True), ("xterm-256color", "1", False), ("dumb", "", False)],
)
def test_colours_stand_beside_the_words(
    program: Program,
    term: str,
    no_color: str,
    is_red: bool,
) -> None:
    """An error is red and a good finding green where a terminal has colours and nobody minds."""
    words = ("check", "none.csv", "-t", "don-hang")
    with at_terminal(program, *words, TERM=term, NO_COLOR=no_color) as person:
        assert 2 == person.leaves()
    assert is_red == ("\x1b[31mError\x1b[0m: " in person.seen)
    assert is_red == ("\x1b" in person.seen)
    doctor = ("doctor", "--lang", "vi")
    with at_terminal(program, *doctor, TERM=term, NO_COLOR=no_color) as person:
        person.leaves()
    assert is_red == ("\x1b[32mTỐT" in person.seen)
    assert is_red == ("\x1b" in person.seen)
    assert "TỐT" in person.seen


def test_a_pipe_gets_no_colours(program: Program) -> None:
    """What a script reads has no codes in it, whatever the terminal could do."""
    env = {"TERM": "xterm-256color", "NO_COLOR": ""}
    for words in (("check", "none.csv", "-t", "don-hang"), ("doctor",), ("doctor", "--json")):
        done = program.run(*words, **env)
        assert "\x1b" not in done.out + done.err


def test_bad_rows_are_asked_about(program: Program, zalo: RunningSandbox) -> None:
    """A person may leave bad rows out, after having seen them; a no keeps everything back."""
    program.write("list.csv", [order(1), BAD, order(3)])
    with at_terminal(program, *SEND) as person:
        shown = person.sees("1 rows can't be sent. Skip them and send the others? [yes/no]")
        assert "row 3, column “Số điện thoại”: 0912 has only 4 digits" in shown
        person.types("no")
        assert 1 == person.leaves()
    assert 0 == zalo.counts().requests
    with at_terminal(program, *SEND) as person:
        person.sees("send the others? [yes/no]")
        person.types("yes")
        person.sees("Send 2 messages now? [yes/no]")
        person.types("yes")
        assert 1 == person.leaves()
    assert 2 == zalo.counts().accepted


def test_the_question_is_understood_in_vietnamese(program: Program, zalo: RunningSandbox) -> None:
    """A Vietnamese reader is asked in Vietnamese and answers “có”."""
    program.write("list.csv", orders(3))
    with at_terminal(program, *SEND, "--lang", "vi") as person:
        shown = person.sees("Gửi 3 tin ngay bây giờ? [có/không]")
        assert "hạn mức: hôm nay còn 20.000/20.000, cần 3" in shown
        person.types("có")
        assert 0 == person.leaves()
    assert 3 == zalo.counts().accepted
    assert "3 dòng = 3 đã nhận" in person.seen


def test_ctrl_c_while_sending(program: Program, zalo: RunningSandbox) -> None:
    """Ctrl-C under the bar ends it cleanly with 3 and the sum line."""
    zalo.change(latency=0.1)
    program.write("list.csv", orders(80))
    with at_terminal(program, *SEND, "--yes", "--rate", "50") as person:
        until(lambda: zalo.counts().requests >= 10)
        person.process.send_signal(signal.SIGINT)
        assert 3 == person.leaves()
    assert "paused: interrupted by a person" in person.seen
    assert re.search(r"80 rows = \d+ pending \+ \d+ accepted", person.seen)
    assert "unknown" not in person.seen.split("80 rows = ")[-1]


def test_retry_and_cancel_ask_too(program: Program, zalo: RunningSandbox) -> None:
    """What may cost twice, or ends a campaign for good, is asked before it is done."""
    zalo.change(quota=2)
    program.write("list.csv", [order(1, ending=951), *orders(4, start=2)])
    program.send("list.csv", "--concurrency", "1")
    with at_terminal(program, "retry", "latest", "--status", "unknown") as person:
        shown = person.sees("[yes/no]")
        assert "may arrive, and cost, twice" in shown
        person.types("no")
        person.leaves()
    with at_terminal(program, "cancel", "latest") as person:
        person.sees("for good? 3 rows will not be sent. [yes/no]")
        person.types("no")
        person.leaves()
    found = program.run("show", "latest", "--json").object()
    assert ("paused", 3) == (found["state"], found["rows"]["pending"])
    assert 2 == zalo.counts().requests


def test_after_a_trial_the_person_says_whether_to_go_on(
    program: Program, zalo: RunningSandbox
) -> None:
    """`--canary 2` sends two, tells how they went, and sends the others after a yes."""
    program.write("list.csv", orders(9))
    with at_terminal(program, *SEND, "--canary", "2") as person:
        person.sees("Send 9 messages now? [yes/no]")
        person.types("yes")
        assert "of the first 2 rows 2 were accepted" in person.sees(
            "Send the other 7 messages now?"
        )
        assert 2 == zalo.counts().requests
        person.types("yes")
        assert 0 == person.leaves()
    assert 9 == zalo.counts().accepted


@pytest.mark.parametrize("said", ["no", "\x03"])
def test_after_a_trial_the_rest_can_be_left(
    program: Program, zalo: RunningSandbox, said: str
) -> None:
    """A no, or Ctrl-C, at the question keeps the rest for `resume`: exit 3, the workbook written."""
    program.write("list.csv", [order(1, ending=918), *orders(8, start=2)])
    with at_terminal(program, *SEND, "--canary", "2", "-o", "out.xlsx") as person:
        person.sees("Send 9 messages now? [yes/no]")
        person.types("yes")
        assert "-118" in person.sees("Send the other 7 messages now? [yes/no]")
        person.types(said)
        assert 3 == person.leaves()
    assert 2 == zalo.counts().requests
    assert (program.folder / "out.xlsx").is_file()
    assert 1 == program.run("resume", "latest").code
    assert (8, 9) == (zalo.counts().accepted, zalo.counts().requests)


def test_a_window_that_is_closed_leaves_a_workbook(program: Program, zalo: RunningSandbox) -> None:
    """Whoever closes the window while it sends finds the results file, and `resume` sends the rest."""
    zalo.change(latency=0.2)
    program.write("list.csv", orders(60))
    words = ("send", "list.csv", "-t", "don-hang", "--rate", "50", "--yes", "-o", "out.xlsx")
    with at_terminal(program, *words) as person:
        until(lambda: zalo.counts().requests >= 10)
        person.screen.close()
        # As the shell passes it on.
        person.process.send_signal(signal.SIGHUP)
        assert 3 == person.process.wait(30)
    assert (program.folder / "out.xlsx").is_file()
    found = program.run("show", "latest", "--json").object()
    assert ("paused", "person", 0) == (found["state"], found["reason"], found["rows"]["unknown"])
    rest = program.run("resume", "latest", "--json", "--rate", "500")
    assert (0, 60) == (rest.code, rest.object()["rows"]["accepted"])


def test_what_runs_under_nohup_outlives_the_window(program: Program, zalo: RunningSandbox) -> None:
    """Whoever took care that it goes on without a window is not interrupted by closing it."""
    program.write("list.csv", orders(60))
    words = ("send", "list.csv", "-t", "don-hang", "--rate", "50", "--yes", "-o", "out.xlsx")
    command = ["nohup", *COMMAND, *words]
    process = subprocess.Popen(
        command,
        cwd=program.folder,
        env=program.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: zalo.counts().requests >= 10)
    process.send_signal(signal.SIGHUP)
    assert 0 == process.wait(30)
    assert 60 == zalo.counts().accepted


def test_a_first_template_is_made_by_questions(program: Program) -> None:
    """Whoever knows no TOML answers questions, is asked again after a slip, and has a template that makes a list."""
    answers = [
        ("id at Zalo:", ""),
        ("id at Zalo:", "917489"),
        ("(Enter: its id):", "Nhắc hẹn"),
        ("> ", "Chào <ten>,"),
        ("> ", "hẹn bạn lúc <gio>."),
        ("> ", ""),
        ("(Enter: not known):", "hai trăm"),
        ("(Enter: not known):", "200"),
        ("ten: type", ""),
        ("ten: most characters", "30"),
        ("gio: type", "giờ"),
        ("gio: type", "datetime"),
        ("(Enter: no more):", "ma"),
        ("ma: type", ""),
        ("ma: most characters", ""),
        ("(Enter: no more):", ""),
    ]
    with at_terminal(program, "init") as person:
        for question, answer in answers:
            person.sees(question)
            person.types(answer)
        assert 0 == person.leaves()
    found = tomllib.loads((program.folder / "templates" / "nhac-hen.toml").read_text("utf-8"))
    assert {
        "template_id": "917489",
        "name": "Nhắc hẹn",
        "price": 200,
        "text": "Chào <ten>,\nhẹn bạn lúc <gio>.",
        "params": {
            "ten": {"type": "text", "max_length": 30},
            "gio": {"type": "datetime"},
            "ma": {"type": "text"},
        },
    } == found
    assert 0 == program.run("sample", "-t", "nhac-hen", "-o", "empty.xlsx").code


def test_questions_end_their_lines_between_words(program: Program) -> None:
    """In a narrow window a question is broken where it can be read, and the answer is still taken."""
    with at_terminal(program, "init", columns=22) as person:
        person.sees("The template's id at\r\n  Zalo:")
        person.types("917489")
        person.sees("What you call it\r\n  (Enter: its id):")
        person.screen.send("\x04")
        assert 130 == person.leaves()


def test_the_bar_fits_a_narrow_window(program: Program, zalo: RunningSandbox) -> None:
    """In sixty columns the counts are whole: nothing of them is cut off at the edge."""
    program.write("list.csv", [*orders(20), order(21, ending=918)])
    with at_terminal(program, *SEND, "--yes", columns=60) as person:
        person.leaves()
    bars = [line for line in re.split(r"[\r\n]", person.seen) if "21/21" in line]
    assert any("★ ✓20 ✗1 ?0]" in line or "PRACTICE: ✓20 ✗1 ?0]" in line for line in bars), bars


def test_questions_that_are_left_leave_no_file(program: Program) -> None:
    """Ctrl-D in the middle writes nothing."""
    with at_terminal(program, "init") as person:
        person.sees("id at Zalo:")
        person.types("917489")
        person.sees("(Enter: its id):")
        person.screen.send("\x04")
        assert 130 == person.leaves()
    assert not (program.folder / "templates").exists()
