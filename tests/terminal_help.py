"""A person at a terminal in tests. Windows has no pseudo-terminal for them."""

import os
import pty
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pexpect
from pexpect.fdpexpect import fdspawn
from program_help import COMMAND, SECONDS, Program


class Person:
    """Somebody before the program's terminal."""

    def __init__(self, process: "subprocess.Popen[bytes]", screen: Any) -> None:
        self.process = process
        self.screen = screen
        self.seen = ""

    def sees(self, text: str) -> str:
        """Wait until a text is on the screen; return what came before it."""
        self.screen.expect_exact(text)
        self.seen += self.screen.before + text
        return str(self.screen.before)

    def types(self, text: str) -> None:
        """Type a line."""
        self.screen.sendline(text)

    def leaves(self) -> int:
        """Wait for the end; return the exit code."""
        with suppress(OSError):  # Linux says so when the other side of a terminal is gone
            self.screen.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=SECONDS)
        self.seen += str(self.screen.before or "")
        return self.process.wait(SECONDS)


@contextmanager
def at_terminal(program: Program, *words: str, columns: int = 120, **env: str) -> Iterator[Person]:
    """Run a command at a terminal of so many columns."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, columns))
    process = subprocess.Popen(
        [*(program.command or COMMAND), *words],
        cwd=program.folder,
        env=program.environment(**env),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    screen = fdspawn(ours, encoding="utf-8", timeout=SECONDS)
    try:
        yield Person(process, screen)
    finally:
        process.kill()
        process.wait()
        screen.close()
