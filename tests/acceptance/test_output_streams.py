"""Standard output that is full, closed, or a pipe that nobody reads: one line, and the right code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from program_help import Program, counts, orders

from zns_batch.sandbox import RunningSandbox

FULL = Path("/dev/full")
full = pytest.mark.skipif(not FULL.exists(), reason="only Linux has a disk that is always full")
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows closes no stream of a program")


def run_into(program: Program, target: str, *words: str) -> tuple[int, list[str]]:
    """Run the program with its standard output somewhere; return its code and what it said."""
    line = '"$0" -m zns_batch "$@" ' + target
    ended = subprocess.run(
        ["/bin/sh", "-c", line, sys.executable, *words],
        cwd=program.folder,
        env=program.env,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    return ended.returncode, ended.stderr.splitlines()


@full
@pytest.mark.parametrize(
    "words", [("campaigns",), ("campaigns", "--json"), ("--help",), ("--version",)]
)
def test_an_answer_that_is_lost_is_told(alone: Program, words: tuple[str, ...]) -> None:
    """What can't be printed is one line and exit code 2, never a traceback."""
    code, said = run_into(alone, "> /dev/full", *words)
    assert 2 == code
    assert ["Error: standard output could not be written, because its disk is full"] == [
        line.split(";")[0] for line in said
    ]


@full
def test_what_was_sent_counts_whatever_can_be_printed(
    program: Program, zalo: RunningSandbox
) -> None:
    """A campaign whose report can't be printed ends with its own code, and is never sent again for it."""
    program.write("list.csv", orders(3))
    words = ("send", "list.csv", "-t", "don-hang", "--yes", "--json")
    code, said = run_into(program, "> /dev/full", *words)
    assert (0, 3) == (code, zalo.counts().accepted)
    assert "standard output could not be written" in said[-1]
    shown = program.run("show", "latest", "--json").object()
    assert ("completed", {"accepted": 3}) == (shown["state"], counts(shown))


@posix
def test_a_reader_that_has_gone_is_no_error(program: Program) -> None:
    """`zns-batch … | head` leaves no traceback, and a failure keeps its code."""
    for words, code in ((("campaigns", "--json"), 0), (("show", "nosuch", "--json"), 2)):
        reader, writer = os.pipe()
        os.close(reader)
        ended = subprocess.run(
            [sys.executable, "-m", "zns_batch", *words],
            cwd=program.folder,
            env=program.env,
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
        os.close(writer)
        assert code == ended.returncode
        assert "Traceback" not in ended.stderr


@posix
def test_closed_streams_lead_nowhere(program: Program, zalo: RunningSandbox) -> None:
    """Started with all streams closed, a campaign goes out, and no connection takes a stream's place."""
    program.write("list.csv", orders(3))
    words = ("send", "list.csv", "-t", "don-hang", "--yes")
    code, _ = run_into(program, "<&- >&- 2>&-", *words)
    assert (0, 3) == (code, zalo.counts().accepted)
