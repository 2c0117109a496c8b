"""The pace, measured at the sandbox: what was asked for, and what an unknown limit allows.

`make bench` prints the tables; nothing is asserted. The sandbox counts what arrives by its own
clock. What the machine does besides shows as `late`: the longest time by which a thread of the
measuring process woke up too late, so a figure of a busy machine can be told from one of ours.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from lag_help import Lag
from program_help import Program, orders, program_in

from zns_batch.sandbox import RunningSandbox, SandboxConfig, Second, sandbox

LONGEST = 900
"""Seconds after which something is wrong."""

SETTLED = 10
"""Seconds after which the pace is thought to be found."""


@contextmanager
def program(behaviour: SandboxConfig, rows: int) -> Iterator[tuple[Program, RunningSandbox]]:
    """Make a program with a list, and a sandbox that it is pointed at."""
    with tempfile.TemporaryDirectory() as folder, sandbox(behaviour) as zalo:
        made = program_in(Path(folder), zalo.url)
        made.write("list.csv", orders(rows))
        yield made, zalo


def send(made: Program, rate: int, concurrency: int) -> None:
    """Send the list."""
    started = made.fresh().start(
        *("send", "list.csv", "-t", "don-hang", "--yes", "--json"),
        *("--rate", str(rate), "--concurrency", str(concurrency)),
    )
    started.process.wait(LONGEST)


def held(rate: int, seconds: int) -> str:
    """Measure a pace that was asked for."""
    with program(SandboxConfig(latency=0.02), rate * seconds) as (made, zalo), Lag() as late:
        send(made, rate, max(10, rate // 5))
        counted = zalo.counts()
    assert counted.first_at is not None
    assert counted.last_at is not None
    found = (counted.requests - 1) / (counted.last_at - counted.first_at)
    return (
        f"| {rate} | {found:.2f} | {100 * (found / rate - 1):+.2f} % | {counted.most_in_one_second} "
        f"| {1000 * late.most:.0f} ms |"
    )


def _share(seconds: Sequence[Second]) -> tuple[float, float]:
    asked, taken = sum(one.requests for one in seconds), sum(one.accepted for one in seconds)
    return 1 - taken / max(asked, 1), taken / max(len(seconds), 1)


def found(name: str, limits: Sequence[int], strays: float, seconds: int) -> str:
    """Measure the pace below limits that come one after the other, and that nobody told."""
    behaviour = SandboxConfig(latency=0.02, limit=limits[0], faults={"rate": strays})
    with (
        program(behaviour, sum(limits) * seconds) as (made, zalo),
        Lag() as late,
        _changing(zalo, limits, seconds) as changing,
    ):
        made_it = threading.Thread(target=send, args=(made, 120, 30), daemon=True)
        made_it.start()
        changing.wait()
        per_second = zalo.counts().per_second
        zalo.change(limit=None, faults={})
        made.fresh().run("pause", "latest")
        made_it.join()
    lines = []
    for number, limit in enumerate(limits):
        stretch = per_second[number * seconds + SETTLED : (number + 1) * seconds - 1]
        refused, rate = _share(stretch)
        lines.append(
            f"| {name if number == 0 else ''} | {limit} | {100 * refused:.2f} % "
            f"| {100 * rate / limit:.0f} % | {1000 * late.most:.0f} ms |"
        )
    return "\n".join(lines)


@contextmanager
def _changing(
    zalo: RunningSandbox, limits: Sequence[int], seconds: int
) -> Iterator[threading.Event]:
    over = threading.Event()

    def change() -> None:
        while not zalo.counts().requests:
            time.sleep(0.01)
        for limit in limits:
            zalo.change(limit=limit)
            time.sleep(seconds)
        over.set()

    thread = threading.Thread(target=change, daemon=True)
    thread.start()
    yield over
    thread.join()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each measurement")
    seconds = parser.parse_args().seconds
    print("| asked for, a second | arrived | off by | most in any second | late |")
    print("|---|---|---|---|---|")
    for rate in (20, 50):
        print(held(rate, seconds), flush=True)
    print(f"\n| unknown limit, after {SETTLED} seconds | limit | refused | of it used | late |")
    print("|---|---|---|---|---|")
    print(found("one", [40], 0.0, seconds), flush=True)
    print(found("one, and 5 % strays", [40], 0.05, seconds), flush=True)
    print(found("one that changes", [40, 20, 60], 0.0, seconds), flush=True)


if __name__ == "__main__":
    main()
