"""Starting a program of the person's own with each notice."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from notices_help import notice

from zns_batch.core import logging
from zns_batch.errors import NoticeError
from zns_batch.notifications.command import CommandChannel
from zns_batch.notifications.payload import as_object

RECORDS = """
import json, os, sys
from pathlib import Path
told = {"stdin": sys.stdin.buffer.read().decode("utf-8"), "argv": sys.argv[1:], "env": dict(os.environ)}
Path(sys.argv[1]).write_text(json.dumps(told), "utf-8")
print("xin chào", file=sys.stderr)
"""


def hook(folder: Path, code: str, *words: str, timeout: float = 60.0) -> CommandChannel:
    """A command that runs a script in this Python."""
    script = folder / "hook.py"
    script.write_text(code, "utf-8")
    return CommandChannel(words=(sys.executable, str(script), *words), timeout=timeout)


def wait_for(true: Callable[[], bool]) -> None:
    """Wait until something has come about."""
    while not true():
        time.sleep(0.01)


def test_a_program_gets_the_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads the JSON, sees the facts in its environment, and nothing of a secret of ours."""
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", "tok-123")
    monkeypatch.setenv("ZNS_DATABASE_URL", "postgresql://u:pass-456@h/d")
    told = tmp_path / "told.json"
    hook(tmp_path, RECORDS, str(told)).send(notice())
    found = json.loads(told.read_text("utf-8"))
    assert as_object(notice()) == json.loads(found["stdin"])
    assert (notice().sum_line, "Nhắc nợ tháng 12") == (
        found["env"]["ZNS_NOTICE_SUM"],
        found["env"]["ZNS_NOTICE_NAME"],
    )
    assert [] == [one for one in ("tok-123", "pass-456") if one in str(found["env"].values())]


def test_no_shell_reads_anything(tmp_path: Path) -> None:
    """What a campaign is called can't run a command, and never stands on the command line."""
    told, victim = tmp_path / "told.json", tmp_path / "victim"
    name = f'"; touch {victim} & echo %PATH% $(touch {victim}) `touch {victim}`'
    hook(tmp_path, RECORDS, str(told), "$HOME", "%PATH%", "*").send(notice(name=name))
    found = json.loads(told.read_text("utf-8"))
    assert [str(told), "$HOME", "%PATH%", "*"] == found["argv"]
    assert name == found["env"]["ZNS_NOTICE_NAME"]
    assert not victim.exists()


def test_what_it_says_stands_in_the_log(tmp_path: Path) -> None:
    """The end of what it printed is logged in one line, without a phone in it."""
    log = tmp_path / "log" / "zns.log"
    logging.write_to(log)
    hook(tmp_path, "print('x' * 9999 + '\\n gọi 0912 345 678')").send(notice())
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    (said,) = [line["said"] for line in lines if line["event"] == "notice.command"]
    assert len(said) <= 500
    assert "345" not in said


def test_a_program_that_fails_is_told(tmp_path: Path) -> None:
    """Another exit code than 0 means that the notice did not arrive."""
    with pytest.raises(NoticeError) as caught:
        hook(tmp_path, "raise SystemExit(3)").send(notice())
    assert ("notices.command-failed", 3) == (caught.value.key, caught.value.params["code"])


@pytest.mark.parametrize("program", ["no-such-program-here", "/no/such/folder/hook"])
def test_a_program_that_is_not_there_is_told(program: str) -> None:
    """A mistyped program is named, without its arguments."""
    with pytest.raises(NoticeError) as caught:
        CommandChannel(words=(program, "--password=abc")).send(notice())
    assert "notices.no-command" == caught.value.key
    assert "--password" not in caught.value.text("en")


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    """Nothing of a hook that takes too long is left running."""
    numbers = tmp_path / "numbers"
    code = """
import os, subprocess, sys
from pathlib import Path
sleeper = "import time\\nwhile True: time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", sleeper])
made = Path(sys.argv[1] + ".part")
made.write_text(f"{os.getpid()} {child.pid}")
made.rename(sys.argv[1])
child.wait()
"""
    seconds = 0.5
    while not numbers.exists():
        # On a busy machine the program may be ended before it has started anything.
        with pytest.raises(NoticeError) as caught:
            hook(tmp_path, code, str(numbers), timeout=seconds).send(notice())
        assert "notices.command-slow" == caught.value.key
        seconds *= 2
    pids = [int(number) for number in numbers.read_text().split()]
    wait_for(lambda: not any(_runs(pid) for pid in pids))


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_what_a_program_leaves_running_is_not_waited_for(tmp_path: Path) -> None:
    """A hook that starts something of its own and ends has done its work."""
    told, go = tmp_path / "told", tmp_path / "go"
    sleeper = (
        "import sys, time\nfrom pathlib import Path\n"
        "while not Path(sys.argv[1]).exists(): time.sleep(0.01)\n"
        "Path(sys.argv[2]).write_text('done')"
    )
    code = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {sleeper!r}, *sys.argv[1:]])
sys.stdin.close()
import os
os._exit(0)
"""
    hook(tmp_path, code, str(go), str(told)).send(notice())
    assert not told.exists()
    go.touch()
    wait_for(told.exists)


def test_a_program_may_leave_its_input_unread(tmp_path: Path) -> None:
    """A hook that reads nothing breaks nothing."""
    hook(tmp_path, "raise SystemExit(0)").send(notice(sum_line="x" * 400))
