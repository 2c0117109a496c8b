"""Ctrl-C and SIGTERM that come just before the program begins to wait.

Python notes a signal and acts on it at its next step, and no wait is broken off by one that came before
it. A signal that another thread of the process gets leaves the main thread in the same state.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from ports_help import free_port
from program_help import Program, Started, orders, until

from zns_batch.sandbox import RunningSandbox

if sys.platform == "win32":
    pytest.skip("Windows has no such signals for a child", allow_module_level=True)

from terminal_help import at_terminal

PROGRAM = """
import os, signal, sys, threading, time

from zns_batch.cli.app import run

file, number = sys.argv[1], int(sys.argv[2])

def signal_elsewhere():
    while not os.path.exists(file):
        time.sleep(0.05)
    # By then the main thread waits.
    time.sleep(0.5)
    signal.pthread_kill(threading.get_ident(), number)

threading.Thread(target=signal_elsewhere, daemon=True).start()
sys.exit(run(sys.argv[3:]))
"""


class Signalled:
    """The program, with a signal that one of its other threads gets."""

    def __init__(self, program: Program, folder: Path, number: int) -> None:
        self._file = folder / "now"
        command = (sys.executable, "-c", PROGRAM, str(self._file), str(int(number)))
        self.program = replace(program, command=command)

    def signal(self) -> None:
        """Let it come."""
        self._file.touch()


@contextmanager
def running(program: Program, *words: str) -> Iterator[Started]:
    """Run a command, and let nothing of it stay behind."""
    started = program.start(*words)
    try:
        yield started
    finally:
        started.kill()


def test_at_the_question(program: Program, zalo: RunningSandbox, tmp_path: Path) -> None:
    """Whoever presses Ctrl-C as the question appears is heard, and nothing is sent."""
    program.write("list.csv", orders(3))
    signalled = Signalled(program, tmp_path, signal.SIGINT)
    with at_terminal(signalled.program, "send", "list.csv", "-t", "don-hang") as person:
        person.sees("[yes/no]")
        signalled.signal()
        assert 130 == person.leaves()
    assert "Nothing was sent." in person.seen
    assert 0 == zalo.counts().requests


def test_at_a_question_of_init(program: Program, tmp_path: Path) -> None:
    """The questions about a new template end by Ctrl-C at whatever moment."""
    signalled = Signalled(program, tmp_path, signal.SIGINT)
    with at_terminal(signalled.program, "init") as person:
        person.sees("id at Zalo:")
        signalled.signal()
        assert 130 == person.leaves()


def test_while_a_login_waits_for_the_browser(program: Program, tmp_path: Path) -> None:
    """A login is left by Ctrl-C at whatever moment, and not ten minutes later."""
    signalled = Signalled(program, tmp_path, signal.SIGINT)
    back = f"http://127.0.0.1:{free_port()}/zalo"
    words = ("account", "login", "--no-browser", "--callback", back)
    app = {"ZNS_APP_ID": "4711", "ZNS_APP_SECRET": "app-secret-0123456789"}
    known = replace(signalled.program, env={**program.env, **app})
    with at_terminal(known, *words) as person:
        person.sees(f"to return to {back}")
        signalled.signal()
        assert 130 == person.leaves()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "0", "--no-worker"),
        ("serve", "--webhook-only", "--port", "0"),
        ("sandbox", "--port", "0"),
        ("worker",),
    ],
    ids=["pages", "webhook", "sandbox", "worker"],
)
def test_while_a_service_waits(
    program: Program, tmp_path: Path, words: tuple[str, ...], number: int
) -> None:
    """A service that a service manager stops at whatever moment ends in a second, not when it is killed."""
    key = {"ZNS_OA_SECRET_KEY": "oa-secret-key-of-the-shop", "ZNS_APP_ID": "1", "ZNS_OA_ID": "2"}
    signalled = Signalled(replace(program, env={**program.env, **key}), tmp_path, number)
    with running(signalled.program, *words) as started:
        until(lambda: "" != started.answered() + started.told())
        signalled.signal()
        ended = started.ended()
    assert 0 == ended.code, ended.text
