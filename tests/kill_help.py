"""Killing a process at one of its commits or calls, for acts that need several."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from commits_help import hear_commits


def killed_at_commit(number: int, act: Callable[[], object]) -> bool:
    """Run an act in a process that is killed just before its nth commit.

    Returns:
        Whether it came to that; else the act ran to its end.

    """

    def run() -> None:
        commits = 0

        def hear(connection: Any) -> None:
            nonlocal commits
            if connection.get_execution_options().get("zns_read_only", False):
                return
            commits += 1
            if commits == number:
                os.kill(os.getpid(), signal.SIGKILL)

        hear_commits(pytest.MonkeyPatch(), hear)
        act()

    return _is_killed(run)


def killed_at_call(number: int, file: Path, act: Callable[[], object]) -> bool:
    """Run an act in a process that is killed just before the nth call that leaves a module.

    Args:
        number: Which call; those of the library that is written in C count, such as all of `os`.
        file: The module.
        act: The act.

    Returns:
        Whether it came to that; else the act ran to its end.

    """

    def run() -> None:
        calls = 0

        def hear(frame: FrameType, what: str, _called: object) -> None:
            nonlocal calls
            if what == "call" and frame.f_back is not None:
                frame = frame.f_back
            elif what != "c_call":
                return
            if frame.f_code.co_filename != str(file):
                return
            calls += 1
            if calls == number:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(hear)
        act()

    return _is_killed(run)


def _is_killed(run: Callable[[], None]) -> bool:
    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(timeout=120)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0
