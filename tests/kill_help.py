"""Killing a process at one of its commits, for acts that need several."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


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

        event.listen(Engine, "commit", hear)
        act()

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(timeout=120)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0
