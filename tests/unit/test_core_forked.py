"""A copy of the process helps where it can, and leaves nothing behind."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from forked_help import is_left, note_copies

from zns_batch.core import forked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process")


def pieces_of(count: int, size: int = 3) -> Iterator[bytes]:
    """Make pieces that can be told apart."""
    for number in range(count):
        yield bytes([number % 256]) * size


_copies: list[int] = []


@pytest.fixture(autouse=True)
def _noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Note each copy."""
    global _copies  # noqa: PLW0603 - of the test that runs
    _copies = note_copies(monkeypatch)


def no_child_is_left() -> bool:
    """Tell whether every copy that a test made has ended and was waited for."""
    return bool(_copies) and not any(map(is_left, _copies))


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
    with forked.only_waits():
        assert forked.may_copy()
    assert not forked.may_copy()


def test_one_core_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no second core a copy would only take the first one's time."""
    monkeypatch.setattr(forked, "_allowed", [True])
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert not forked.may_copy()


# ── the items of an iterator ──


class Numbers:
    """An iterator that notes what it made, and says so in the end."""

    def __init__(self, count: int, *, ends_copy_at: int | None = None) -> None:
        self.made: list[int] = []
        self._count = count
        self._ends_copy_at = ends_copy_at
        self._me = os.getpid()

    def __iter__(self) -> Iterator[int]:
        for number in range(self._count):
            if number == self._ends_copy_at and os.getpid() != self._me:
                os._exit(9)
            self.made.append(number)
            yield number

    def ahead(self, *, is_long: bool = True) -> forked.MadeAhead[int, tuple[int, ...]]:
        """Return these numbers as a copy of the process makes them."""
        return forked.MadeAhead(
            iter(self),
            lambda: tuple(self.made),
            pack=lambda number: b"%d" % number,
            unpack=int,
            is_long=lambda _: is_long,
        )


@pytest.fixture
def _copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked, "may_copy", lambda: True)


@pytest.mark.usefixtures("_copied")
def test_a_copy_makes_all_but_the_first() -> None:
    """What it noted on the way comes back with the result; here nothing was made twice."""
    numbers = Numbers(5)
    ahead = numbers.ahead()
    assert [0, 1, 2, 3, 4] == list(ahead.items())
    assert (0, 1, 2, 3, 4) == ahead.result
    assert [0] == numbers.made
    assert no_child_is_left()


@pytest.mark.usefixtures("_copied")
@pytest.mark.parametrize("at", [1, 3])
def test_items_of_a_copy_that_breaks_off_are_made_here(at: int) -> None:
    """A process that the system ends costs time, and neither loses nor repeats a row."""
    ahead = Numbers(5, ends_copy_at=at).ahead()
    assert [0, 1, 2, 3, 4] == list(ahead.items())
    assert (0, 1, 2, 3, 4) == ahead.result


@pytest.mark.usefixtures("_copied")
def test_an_error_comes_where_it_came_without_a_copy() -> None:
    """A list that can't be read to its end is refused with the same words."""

    def numbers() -> Iterator[int]:
        yield from range(3)
        raise ValueError("row 4")

    ahead = forked.MadeAhead(numbers(), lambda: 0, pack=bytes, unpack=len, is_long=lambda _: True)
    found: list[int] = []
    with pytest.raises(ValueError, match="row 4"):
        found.extend(ahead.items())
    assert [0, 1, 2] == found


@pytest.mark.usefixtures("_copied")
def test_no_copy_is_made_for_a_short_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """To make one takes as long as to read a few rows."""

    def copied() -> int:
        raise AssertionError

    monkeypatch.setattr(os, "fork", copied)
    ahead = Numbers(3).ahead(is_long=False)
    assert [0, 1, 2] == list(ahead.items())
    assert (0, 1, 2) == ahead.result


@pytest.mark.usefixtures("_copied")
def test_whoever_leaves_early_ends_the_copy() -> None:
    """Ctrl-C while a long list is planned leaves no process behind."""
    items = Numbers(10**9).ahead().items()
    assert [0, 1] == [next(items), next(items)]
    items.close()
    assert no_child_is_left()


# ── a question ──


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("copied", [True, False])
def test_a_question_is_answered_by_a_copy_or_here(
    monkeypatch: pytest.MonkeyPatch, *, answer: bool, copied: bool
) -> None:
    """Whether there is a copy or not, the answer is the same."""
    monkeypatch.setattr(forked, "may_copy", lambda: copied)
    asked: list[int] = []

    def question() -> bool:
        asked.append(os.getpid())
        return answer

    with forked.asked_in_copy(question) as answered:
        assert [] == asked or not copied
        assert answer is answered()
    assert len(asked) == (not copied)


def test_a_question_whose_copy_is_ended_is_answered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for an answer that does not come."""
    monkeypatch.setattr(forked, "may_copy", lambda: True)
    me = os.getpid()

    def question() -> bool:
        if os.getpid() != me:
            os._exit(9)
        return True

    with forked.asked_in_copy(question) as answered:
        assert answered()


def test_a_thread_may_copy_the_process_that_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list is opened in a thread, and the copy that looks at it first is made there."""
    monkeypatch.setattr(forked, "_allowed", [True])
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    others = threading.active_count() - 1
    monkeypatch.setattr(forked, "_waiting", [True] * others)
    answers: list[int] = []
    me = os.getpid()

    def ask() -> None:
        with forked.asked_in_copy(lambda: os.getpid() != me) as answered:
            answers.append(answered())

    thread = threading.Thread(target=ask)
    with forked.only_waits():
        thread.start()
        thread.join()
    assert [True] == answers
    assert no_child_is_left()


INTERRUPTED = """
import os, signal
from zns_batch.core import forked

fork = os.fork

def interrupted():
    copy = fork()
    os.kill(os.getpid(), signal.SIGINT)
    return copy

os.fork = interrupted
try:
    with forked.made_in_copy(lambda: iter([b"made"])):
        print("begun", os.getpid(), flush=True)
except KeyboardInterrupt:
    print("ended", flush=True)
try:
    print(os.waitpid(-1, os.WNOHANG), flush=True)
except ChildProcessError:
    print("nobody left", flush=True)
"""


def test_ctrl_c_while_a_copy_is_made_ends_both() -> None:
    """It waits for the moment in which the copy ignores it, so that the copy undoes nothing of ours."""
    command = [sys.executable, "-c", INTERRUPTED]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert "ended\nnobody left\n" == ended.stdout, ended
