"""A copy of the process helps where it can, and leaves nothing behind."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from zns_batch.core import forked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process")


def pieces_of(count: int, size: int = 3) -> Iterator[bytes]:
    """Make pieces that can be told apart."""
    for number in range(count):
        yield bytes([number % 256]) * size


def no_child_is_left() -> bool:
    """Tell whether every process that this one began has ended and was waited for."""
    with suppress(ChildProcessError):
        return os.waitpid(-1, os.WNOHANG) == (0, 0)
    return True


def test_pieces_come_whole_and_in_order() -> None:
    """Also those that are longer than what a pipe takes at once: no row of a list is mixed up."""
    with forked.made_in_copy(lambda: pieces_of(5, size=3 << 20)) as pieces:
        found = [pieces() for _ in range(7)]
    assert [*pieces_of(5, size=3 << 20), None, None] == found


def test_a_copy_that_breaks_off_is_no_error() -> None:
    """Whoever waits for it hears that no more comes, not that something went wrong, and goes on alone."""

    def breaks_off() -> Iterator[bytes]:
        yield b"one"
        raise MemoryError

    with forked.made_in_copy(breaks_off) as pieces:
        assert [b"one", None] == [pieces(), pieces()]


def test_no_copy_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that has no more processes to give, a list is checked all the same."""

    def no_more() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", no_more)
    with forked.made_in_copy(lambda: pieces_of(5)) as pieces:
        assert pieces() is None


def test_a_copy_ends_with_whoever_asked_for_it() -> None:
    """A check that is broken off leaves no process behind that goes on reading."""
    before = os.getpid()
    with pytest.raises(KeyboardInterrupt), forked.made_in_copy(lambda: pieces_of(10**9)) as pieces:
        assert pieces() == b"\0\0\0"
        raise KeyboardInterrupt
    assert before == os.getpid()
    assert no_child_is_left()


def test_only_the_programs_own_process_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that uses this one as a library is never copied, nor one with another thread."""
    monkeypatch.setattr(forked, "_allowed", [])
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert not forked.may_copy()
    forked.allow_copies()
    assert forked.may_copy()
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not forked.may_copy()


def test_one_core_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no second core a copy would only take the first one's time."""
    monkeypatch.setattr(forked, "_allowed", [True])
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert not forked.may_copy()
