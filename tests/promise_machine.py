"""A machine in miniature: a clock, and processes that run, stand still and die where a test says so.

Each process has an event loop of its own on the machine's time, which passes at once when everybody
only waits. What a process does goes through its ports (ledger, writer, provider), and each port
asks first whether the process still lives: after its death nothing it does has an effect.
"""

import asyncio
import contextlib
import enum
import selectors
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, ParamSpec, Self, TypeVar
from unittest import mock

import psutil
from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.domain.message import Outcome
from zns_batch.errors import LedgerError, ZnsBatchError
from zns_batch.ledger import outcome_writer, process_identity
from zns_batch.ledger.db import timestamps
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.leases import Lease
from zns_batch.ledger.outcome_writer import OutcomeWriter
from zns_batch.ledger.rows import DueRow
from zns_batch.services.campaigns import control, runner
from zns_batch.services.campaigns.runner import CampaignRunner

MORNING = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""10:00 in Viet Nam."""

LONGEST = 3 * 86_400.0
"""Seconds of the machine's time that a process goes on without others having their turn."""

MOST_ROUNDS = 20_000
"""Rounds of its loop in which a process must come to its end."""

HERE, ELSEWHERE = "here", "elsewhere"

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Point(enum.Enum):
    """A step of a process at which something may happen to it."""

    QUESTION = "a person was asked something"
    COMMIT = "before a transaction"
    COMMITTED = "after a commit"
    REQUEST = "before a request"
    ARRIVED = "after the request, before its answer"
    ANSWER = "just before the answer is heard"


class Blow(enum.Enum):
    """What happens to a process."""

    PART = "others have their turn"
    KILL = "kill -9"
    FREEZE = "it stands still"
    SIGNAL = "Ctrl-C"


@dataclass(kw_only=True, slots=True)
class Fate:
    """What happens to a process, and at which of its steps; and whether it came to that."""

    blow: Blow
    at: Point
    nth: int
    struck: bool = field(default=False, init=False)


class GoneError(Exception):
    """What a process meets once it is dead: no port answers any more."""


class _Parted(BaseException):
    """The loop gives up control: its process is dead, stands still, or its turn is over."""


class Machine:
    """The time, and the processes. It stands in for the system where the program asks for it."""

    def __init__(self) -> None:
        self.mono = 0.0
        self.offset = timedelta()
        self.tampered = False
        self.processes: list[Process] = []
        self.current: Process | None = None
        self._patches = contextlib.ExitStack()

    def __enter__(self) -> Self:
        swap = self._patches.enter_context
        system = SimpleNamespace(getpid=lambda: self._asking().pid)
        names = SimpleNamespace(gethostname=lambda: self._asking().host)
        table = SimpleNamespace(
            Process=self._found,
            NoSuchProcess=psutil.NoSuchProcess,
            AccessDenied=psutil.AccessDenied,
        )
        for where, name, instead in [
            (process_identity, "os", system),
            (process_identity, "socket", names),
            (process_identity, "psutil", table),
            (process_identity, "_machine", lambda: ""),
            # A server's clock would go on by itself.
            (timestamps, "has_clock", lambda _connection: False),
            (runner, "OutcomeWriter", SharedWriter),
            # A wait for tomorrow need not look at the clock each second.
            (runner, "_STEP_SECONDS", 1800.0),
            (control, "time", SimpleNamespace(sleep=self.pass_time)),
            # Its signs of life would come by the real clock.
            (outcome_writer, "BEAT_SECONDS", 3600.0),
        ]:
            swap(mock.patch.object(where, name, instead))
        return self

    def __exit__(self, *_: object) -> None:
        self._patches.close()

    # ── time ──

    def now(self) -> datetime:
        """Return what the wall clock shows."""
        return MORNING + timedelta(seconds=self.mono) + self.offset

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return self.mono

    async def sleep(self, seconds: float) -> None:
        """Wait on the machine's time."""
        if seconds > 0:
            await asyncio.sleep(seconds)

    def turn_clock(self, by: timedelta) -> None:
        """Turn the wall clock; the other one goes on as if nothing had been."""
        self.offset += by
        self.tampered = True

    def pass_time(self, seconds: float) -> None:
        """Let time pass for all who do not stand still."""
        until = self.mono + seconds
        for process in [one for one in self.processes if one.goes and one is not self.current]:
            process.run(until=until)
        self.mono = max(self.mono, until)

    # ── processes ──

    @property
    def alive(self) -> list["Process"]:
        """The processes that have begun and not ended."""
        return [one for one in self.processes if one.alive]

    def free_pid(self) -> int:
        """Return the smallest free number: those of the dead are given anew."""
        taken = {one.pid for one in self.alive}
        return next(number for number in range(100, 10_000) if number not in taken)

    def _asking(self) -> "Process":
        assert self.current is not None
        return self.current

    def _found(self, pid: int) -> Any:
        here = self._asking().host
        found = next((one for one in self.alive if one.pid == pid and one.host == here), None)
        if found is None:
            raise psutil.NoSuchProcess(pid)
        return SimpleNamespace(
            create_time=lambda: found.started, status=lambda: psutil.STATUS_RUNNING
        )


class Process:
    """One run of the program.

    Args:
        machine: Where it runs.
        ledger: The ledger's file, opened.
        body: What it does in its loop; `None` for one that is told what to `do`.
        fate: What happens to it.
        host: The machine's name as it knows it.

    """

    def __init__(
        self,
        machine: Machine,
        ledger: Ledger,
        body: "Body | None" = None,
        *,
        fate: Fate | None = None,
        host: str = HERE,
    ) -> None:
        self.machine = machine
        self.host = host
        self.pid = machine.free_pid()
        self.started = 10.0 * len(machine.processes)
        self.ledger = PortLedger(ledger.engine, ledger.place, process=self)
        self.interrupted: CampaignRunner | None = None
        self.error: BaseException | None = None
        self.gone = self.frozen = self.ended = False
        self.disks: list[float] = [0.002]
        self.writing = 0
        self.endings: list[Callable[[Process], None]] = []
        self._fate: Fate | None = None
        self._left = 0
        self._parts = self._buried = False
        self._stuck: str | None = None
        self._rounds = 0
        self._until = 0.0
        self.loop = _Loop(self)
        self.task = self.loop.create_task((body or _nothing)(self))
        self.meets(fate)
        machine.processes.append(self)

    @property
    def alive(self) -> bool:
        """Whether it has neither ended nor died."""
        return not (self.ended or self.gone)

    @property
    def goes(self) -> bool:
        """Whether it goes on as soon as it has its turn."""
        return self.alive and not self.frozen

    def meets(self, fate: Fate | None) -> None:
        """Say what happens to it from here on."""
        self._fate = fate
        self._left = fate.nth if fate else 0

    def run(self, until: float | None = None) -> None:
        """Let it go on until it ends, dies, stands still, or until a moment.

        One that waits day after day has had its turn after `LONGEST`.
        """
        self._until = self.machine.mono + LONGEST if until is None else until
        with self._has_its_turn():
            # How it ended is looked at below.
            with contextlib.suppress(_Parted, Exception, asyncio.CancelledError):
                self.loop.run_until_complete(self.task)
            if self.gone:
                self._bury()
            elif self.task.done():
                self._end()
        assert self._stuck is None, self._stuck

    def do(self, doing: Callable[[], object]) -> None:
        """Do something that needs no loop, instead of the body."""
        with self._has_its_turn():
            try:
                doing()
            except (ZnsBatchError, GoneError) as error:
                self.error = None if self.gone else error
            self._bury()
        if not self.gone:
            self.ended = True
            self._tell()

    def wake(self, fate: Fate | None = None) -> None:
        """Let it go on after it stood still."""
        self.frozen = False
        self.meets(fate)
        self.run()

    def kill(self) -> None:
        """Let it die where it stands."""
        self.gone = True
        with self._has_its_turn():
            self._bury()

    def interrupt(self) -> None:
        """Let a person press Ctrl-C."""
        if self.interrupted is not None:
            self.loop.call_soon_threadsafe(self.interrupted.interrupt)

    def step(self, point: Point) -> None:
        """Hear that the process comes to a point; it may be its last."""
        self.lives()
        if self._fate is None or self._fate.at is not point:
            return
        self._left -= 1
        if self._left == 0:
            self._fate.struck = True
            self._strike(self._fate.blow)

    def lives(self, _point: Point | None = None) -> None:
        """Let nothing of a dead process have an effect."""
        if self.gone:
            raise GoneError

    def _strike(self, blow: Blow) -> None:
        if blow is Blow.KILL:
            self.gone = True
            raise GoneError
        if blow is Blow.FREEZE:
            self.frozen = True
        elif blow is Blow.PART:
            self._parts = True
        else:
            self.interrupt()

    def may_go_on(self) -> None:
        """Give up control where it must; called by the loop before and after it waits."""
        if self._buried:
            return
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            self.stops("it goes round and round")
        if self.gone or self._stuck:
            raise _Parted
        # What the writer's thread has begun is on disk before the process stands still.
        if self.writing:
            return
        if self.frozen or self._parts or self.machine.mono >= self._until:
            self._parts = False
            raise _Parted

    def waits(self, seconds: float | None) -> None:
        """Let the machine's time pass, at the most to the end of the process's turn."""
        if self._buried:
            return
        if seconds is None:
            self.stops("it waits for something that can't come")
            return
        self.machine.mono = min(self.machine.mono + seconds, self._until)

    def stops(self, why: str) -> None:
        """Note that it can come to no end; told when its turn is over."""
        self._stuck = why

    @contextmanager
    def _has_its_turn(self) -> Iterator[None]:
        before, self.machine.current = self.machine.current, self
        try:
            yield
        finally:
            self.machine.current = before

    def _end(self) -> None:
        self.ended = True
        self.error = None if self.task.cancelled() else self.task.exception()
        self._buried = True
        self._close()
        self._tell()

    def _bury(self) -> None:
        """Take apart what is left of a dead process; none of it has an effect."""
        self._buried = True
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        self.loop.set_exception_handler(lambda _loop, _context: None)
        if left:
            self.loop.run_until_complete(asyncio.wait(left))
        self._close()
        if self.gone:
            self._tell()

    def _close(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    def _tell(self) -> None:
        for ending in self.endings:
            ending(self)


Body = Callable[[Process], Coroutine[Any, Any, object]]


async def _nothing(_process: Process) -> None:
    """Have no body."""


class _Loop(asyncio.SelectorEventLoop):
    """An event loop on the machine's time, whose threads do their work at once."""

    def __init__(self, process: Process) -> None:
        self._process = process
        super().__init__(_Waiting(process))
        self.set_default_executor(_AtOnce())

    def time(self) -> float:
        return self._process.machine.mono


class _Waiting(selectors.SelectSelector):
    """Waits for the writer's thread in real time, and for everything else in the machine's."""

    def __init__(self, process: Process) -> None:
        super().__init__()
        self._process = process

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._process.may_go_on()
        if timeout is not None and timeout <= 0:
            found = super().select(0)
        elif self._process.writing:
            found = super().select(60)
            if not found:
                self._process.stops("its writer's thread does not answer")
        elif not (found := super().select(0)):
            self._process.waits(timeout)
        self._process.may_go_on()
        return found


class _AtOnce(ThreadPoolExecutor):
    """Threads that have done their work when they are asked for it."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        done: Future[_T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            done.set_exception(error)
        return done


@dataclass(frozen=True)
class PortLedger(Ledger):
    """The ledger as one process reaches it."""

    process: Process = field(kw_only=True)

    @contextmanager
    def write(self, *, synced: bool = True, beside: bool = False) -> Iterator[Connection]:
        if self.process.machine.current is not self.process:
            # Its writer's thread alone has nothing to write while the process stands still.
            raise LedgerError("ledger.busy", path=self.place, why="")
        # How many transactions the writer's thread makes of what it is given depends on its luck,
        # so `SharedWriter` counts the steps there.
        step = self.process.step if _in_main_thread() else self.process.lives
        step(Point.COMMIT)
        with Ledger.write(self, synced=synced, beside=beside) as connection:
            yield connection
        step(Point.COMMITTED)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self.process.lives()
        with Ledger.read(self) as connection:
            yield connection


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


class SharedWriter:
    """The real writer, handed all that comes together while the disk turns.

    The real one gathers what waits while a commit is on its way, which depends on how fast the
    machine is that runs the test. Here it depends on the process's disk times alone.
    """

    def __init__(self, ledger: PortLedger, lease: Lease, clock: Clock) -> None:
        self._process = ledger.process
        self._real = OutcomeWriter(ledger, lease, clock)
        self._waiting: list[tuple[Callable[[], Awaitable[bool]], asyncio.Future[bool]]] = []
        self._commits: set[asyncio.Task[None]] = set()

    def record_intent(self, row: DueRow, *, attempt: int) -> asyncio.Future[bool]:
        return self._share(lambda: self._real.record_intent(row, attempt=attempt))

    def record_outcome(
        self, row: DueRow, *, attempt: int, outcome: Outcome
    ) -> asyncio.Future[bool]:
        return self._share(lambda: self._real.record_outcome(row, attempt=attempt, outcome=outcome))

    def departed(self, when: datetime) -> None:
        self._real.departed(when)

    async def close(self) -> None:
        await self._real.close()

    def _share(self, write: Callable[[], Awaitable[bool]]) -> asyncio.Future[bool]:
        heard: asyncio.Future[bool] = self._process.loop.create_future()
        self._waiting.append((write, heard))
        if len(self._waiting) == 1:
            disks = self._process.disks
            disks.append(disks.pop(0))
            self._process.loop.call_later(disks[-1], self._flush)
        return asyncio.shield(heard)

    def _flush(self) -> None:
        together, self._waiting = self._waiting, []
        if not self._comes_to(Point.COMMIT):
            return
        task = self._process.loop.create_task(self._commit(together))
        self._commits.add(task)
        task.add_done_callback(self._commits.discard)

    def _comes_to(self, point: Point) -> bool:
        try:
            self._process.step(point)
        except GoneError:
            return False
        return True

    async def _commit(
        self, together: list[tuple[Callable[[], Awaitable[bool]], asyncio.Future[bool]]]
    ) -> None:
        self._process.writing += 1
        try:
            written = asyncio.gather(*(write() for write, _ in together), return_exceptions=True)
            results = await written
        finally:
            self._process.writing -= 1
        # Here a process may stand still or die: it is on disk, and nobody has heard of it.
        if not self._comes_to(Point.COMMITTED):
            return
        await asyncio.sleep(0)
        for (_, heard), result in zip(together, results, strict=True):
            if heard.done():
                continue
            if isinstance(result, BaseException):
                heard.set_exception(result)
            else:
                heard.set_result(result)
