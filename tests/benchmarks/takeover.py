"""From `kill -9` of a sender to the first request of the `resume` that takes over.

`make bench` prints the table; nothing is asserted. The floor is the same `resume` after a clean
pause: the program's own start, and what it looks up before it sends. Both in turns, in one run.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from program_help import Program, Started, orders, program_in

from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox

SEND = ("send", "list.csv", "-t", "don-hang", "--yes", "--rate", "100")
SENT = 100
"""Rows that leave before the sender is stopped."""

LOOK_SECONDS = 0.002


def killed(_made: Program, started: Started) -> None:
    """Let it have no time to say anything."""
    started.kill()


def paused(made: Program, started: Started) -> None:
    """Let it finish what is in flight and give back its lane."""
    made.run("pause", "latest")
    started.ended()


def waited(rows: int, stop: Callable[[Program, Started], None]) -> float:
    """Measure from the moment at which the sender is gone to the next request that arrives."""
    with tempfile.TemporaryDirectory() as folder, sandbox(SandboxConfig(latency=0.02)) as zalo:
        made = program_in(Path(folder), zalo.url)
        made.write("list.csv", orders(rows))
        started = made.start(*SEND)
        _until(zalo, lambda requests: requests >= SENT)
        stop(made, started)
        before, began = zalo.counts().requests, time.perf_counter()
        again = made.start("resume", "latest", "--yes", "--rate", "100")
        _until(zalo, lambda requests: requests > before)
        seconds = time.perf_counter() - began
        again.kill()
    return seconds


def _until(zalo: RunningSandbox, there: Callable[[int], bool]) -> None:
    while not there(zalo.counts().requests):
        time.sleep(LOOK_SECONDS)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="of which the median is shown")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000])
    asked = parser.parse_args()
    print("| rows | seconds after kill -9 | seconds after a clean pause | taking over adds |")
    print("|---|---|---|---|")
    for rows in asked.rows:
        pairs = [(waited(rows, killed), waited(rows, paused)) for _ in range(asked.runs)]
        after_kill, after_pause = (
            statistics.median(pair[side] for pair in pairs) for side in (0, 1)
        )
        adds = statistics.median(kill - pause for kill, pause in pairs)
        print(f"| {rows:,} | {after_kill:.2f} | {after_pause:.2f} | {adds:+.2f} |", flush=True)


if __name__ == "__main__":
    main()
