"""Many accounts and many workers in tests: who holds what, how it arrived, and lines that go dead."""

import itertools
import select
import socket
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial

from crash_help import asked
from lag_help import Lag
from program_help import Program, Started, nothing_twice, orders, until
from worker_help import detached, workers_end

from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox

DONE = frozenset({"completed", "paused"})


@dataclass(frozen=True, kw_only=True)
class Sender:
    """An account with its own stand-in, and the list that it sends.

    Attributes:
        name: The account's name.
        rows: How long its list is.
        rate: Messages a second.
        concurrency: The most requests in flight.
        quota: What its stand-in lets out in a day.

    """

    name: str
    rows: int
    rate: float
    concurrency: int = 3
    quota: int = 1_000_000

    @property
    def variable(self) -> str:
        """The variable that holds its token."""
        return f"ZNS_{self.name.upper()}_ACCESS_TOKEN"


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Accounts, their stand-ins, and the program that knows them."""

    program: Program
    senders: Sequence[Sender]
    zalos: Mapping[str, RunningSandbox]

    def leave(self) -> None:
        """Leave each account's list to the workers."""
        for place, one in enumerate(self.senders):
            self.program.write(f"{one.name}.csv", orders(one.rows, start=1 + 5_000 * place))
            pace = ("--rate", str(one.rate), "--concurrency", str(one.concurrency))
            detached(self.program, f"{one.name}.csv", "--account", one.name, *pace)

    def accepted(self) -> int:
        """How many messages all stand-ins have accepted."""
        return sum(zalo.counts().accepted for zalo in self.zalos.values())

    def requests(self, name: str) -> int:
        """How many requests an account has made."""
        return self.zalos[name].counts().requests

    def states(self) -> dict[str, str]:
        """How each account's campaign stands."""
        return dict(asked(self.program, "SELECT account, state FROM campaigns"))

    def are_over(self) -> bool:
        """Whether no campaign goes on by itself any more today."""
        return DONE >= set(self.states().values())

    def rows(self, name: str) -> Counter[str]:
        """How many rows of an account are in which state."""
        found = asked(
            self.program,
            "SELECT rows.state, count(*) FROM rows JOIN campaigns ON campaigns.id = campaign_id "
            "WHERE account = ? GROUP BY rows.state",
            name,
        )
        return Counter(dict(found))

    def holders(self) -> dict[str, ProcessIdentity]:
        """Which process sends for which account."""
        found = asked(self.program, "SELECT account, owner FROM lanes WHERE owner IS NOT NULL")
        return {account: ProcessIdentity.load(owner) for account, owner in found}

    def held_by(self, started: Started) -> set[str]:
        """The accounts that a worker of this machine sends for."""
        return {name for name, owner in self.holders().items() if owner.pid == started.process.pid}

    def busiest(self, workers: Sequence[Started]) -> Started:
        """The worker that sends for the most accounts."""
        return max(workers, key=lambda one: len(self.held_by(one)))

    def times(self, name: str) -> list[float]:
        """When an account's messages were accepted, in order."""
        return [message.time for message in self.zalos[name].messages()]


@contextmanager
def stand(program: Program, senders: Sequence[Sender]) -> Iterator[Stand]:
    """Set up accounts, each with a stand-in of its own."""
    with ExitStack() as stack:
        zalos = {
            one.name: stack.enter_context(
                sandbox(SandboxConfig(quota=one.quota, latency=(0.02, 0.05), by_suffix=False))
            )
            for one in senders
        }
        settings = "".join(
            f'[accounts.{name}]\nbase_url = "{zalo.url}"\n' for name, zalo in zalos.items()
        )
        (program.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
        tokens = {one.variable: f"token-of-{one.name}-0123456789" for one in senders}
        env = {**program.env, **tokens}
        env.pop("ZNS_BASE_URL", None)
        known = replace(program, env=env)
        yield Stand(program=known, senders=senders, zalos=zalos)


@contextmanager
def working(found: Stand, count: int, *words: str) -> Iterator[list[Started]]:
    """Start workers at the same time, so that each gets its share; end them whatever happens."""
    started = [found.program.start("worker", *words) for _ in range(count)]
    with workers_end(*started):
        try:
            until(lambda: all("is looking after" in one.told() for one in started), seconds=180)
        except AssertionError:
            raise AssertionError([one.told() for one in started]) from None
        yield started


def goes_on(found: Stand, names: Iterable[str], *, more: int = 5, seconds: float = 180) -> None:
    """Wait until accounts send again, or have come to their end."""
    before = {name: found.requests(name) for name in names}

    def has(name: str) -> bool:
        return found.requests(name) >= before[name] + more or found.states()[name] in DONE

    until(lambda: all(has(name) for name in before), seconds=seconds)


# ── what must hold ──


@dataclass
class Blows:
    """What befell the workers, and which accounts it may have left in doubt."""

    struck: Counter[str] = field(default_factory=Counter)

    def strike(self, names: Iterable[str]) -> None:
        """Note that whoever sends for these accounts was struck."""
        self.struck.update(names)


def each_row_once(found: Stand, blows: Blows) -> None:
    """Hold the ledger against what arrived: nothing twice, nothing lost, little in doubt."""
    for one in found.senders:
        zalo, rows = found.zalos[one.name], found.rows(one.name)
        until(partial(_is_still, zalo))
        nothing_twice(zalo)
        accepted = zalo.counts().accepted
        assert one.rows == rows.total(), one.name
        assert {"accepted", "unknown", "pending"} >= rows.keys(), (one.name, rows)
        assert rows["accepted"] <= accepted <= rows["accepted"] + rows["unknown"], (one.name, rows)
        assert rows["unknown"] <= blows.struck[one.name] * one.concurrency, (one.name, rows)
        assert rows["pending"] == 0 or one.quota < one.rows, (one.name, rows)


def _is_still(zalo: RunningSandbox) -> bool:
    return zalo.counts().in_flight == 0


def keeps_pace(found: Stand, lag: Lag) -> None:
    """Let no account have gone faster than it may, in any second and over any five.

    What left in time may arrive late: a busy machine makes a second of it longer by its lateness.
    Two that send for one account at once would go twice as fast, which no lateness explains.
    """
    late = min(2 * lag.most, 1.0)
    for one in found.senders:
        times = found.times(one.name)
        allowed = one.rate * (1 + late) + 1
        most = found.zalos[one.name].counts().most_in_one_second
        assert most <= allowed, (one.name, most, lag.most, times)
        assert most_within(times, 5) <= one.rate * (5 + late) + 1, (one.name, lag.most)


def most_within(times: Sequence[float], seconds: float) -> int:
    """The most moments in any stretch of time."""
    most = first = 0
    for last, moment in enumerate(times):
        while times[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def longest_gap(times: Sequence[float], since: float, until_: float) -> float:
    """The longest time between two moments, of those from one moment to another."""
    inside = [moment for moment in times if since <= moment <= until_]
    return max(after - before for before, after in itertools.pairwise([since, *inside, until_]))


# ── a line that goes dead ──


class Relay:
    """Passes on what comes to a port, until told to keep it: neither end hears that it was cut.

    Args:
        port: Where it goes to.
        listener: Where it listens; a free port of its own when left out.

    """

    def __init__(self, port: int, listener: socket.socket | None = None) -> None:
        self._to = port
        self._flows = threading.Event()
        self._flows.set()
        self._open = True
        self._listener = listener or socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()[:2]
        self._sockets: list[socket.socket] = [self._listener]
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Keep everything from now on."""
        self._flows.clear()

    def mend(self) -> None:
        """Pass on what was kept, and all that follows."""
        self._flows.set()

    def close(self) -> None:
        """End it."""
        self._open = False
        self._flows.set()
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while self._open:
                near, _ = self._listener.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._flows.wait()
        with suppress(OSError):
            far = socket.create_connection(("127.0.0.1", self._to))
            self._sockets += [near, far]
            other = {near: far, far: near}
            while self._open:
                for one in select.select([near, far], [], [])[0]:
                    came = one.recv(65_536)
                    self._flows.wait()
                    if not came:
                        near.close()
                        far.close()
                        return
                    other[one].sendall(came)


@contextmanager
def relay(port: int, listener: socket.socket | None = None) -> Iterator[Relay]:
    """Put a relay in front of a port; `Relay` tells of the arguments."""
    found = Relay(port, listener)
    try:
        yield found
    finally:
        found.close()
