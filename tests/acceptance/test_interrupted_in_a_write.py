"""SIGTERM that comes while a line is being written, which is when whoever waits for that line sends it."""

import sys
from dataclasses import replace

import pytest
from program_help import Program
from signalling_stream import __file__ as signalling_stream

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows sends no signal to one process alone"
)


def test_a_worker_that_is_told_to_end_as_it_says_that_it_is_ready(program: Program) -> None:
    """A service manager that stops a worker the moment it is ready sees it end well, and not by a mistake of ours."""
    command = (sys.executable, signalling_stream, "looking after campaigns")
    done = replace(program, command=command).run("worker")
    assert 0 == done.code, done.text
    assert "has stopped" in done.err.splitlines()[-1]
