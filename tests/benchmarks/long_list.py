"""A list of very many rows from its file to its results workbook, on SQLite; nothing is asserted.

The program plans it, sends it to a stand-in on this machine that answers after 20 ms, and writes the
workbook, each in a process of its own. Told are the processor's time for each row, the most memory
that a process held, what the ledger grew to, and whether later rows cost more than earlier ones.
"""

import argparse
import csv
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

import psutil
from openpyxl import load_workbook
from program_help import HEADERS, Program, Started
from scale import Stage, _ask, stage

_LOOK_SECONDS = 1.0
_PARTS = 5
"""Parts of the sending that are told apart."""


@dataclass(frozen=True, kw_only=True)
class Used:
    """What a command took.

    Attributes:
        seconds: By the clock.
        processor: Seconds of the processor, all below it counted.
        memory: The most that it and all below it held at a moment, in MB.

    """

    seconds: float
    processor: float
    memory: float


def watched(started: Started, look: Callable[[float], None] | None = None) -> Used:
    """Wait for the end of a command, and look at it meanwhile.

    Args:
        started: The command.
        look: Is told the processor's seconds so far, each second.

    """
    began, most, processor = time.monotonic(), 0.0, 0.0
    top = psutil.Process(started.process.pid)
    while top.is_running() and top.status() != psutil.STATUS_ZOMBIE:
        try:
            held = 0
            used = 0.0
            for one in [top, *top.children(recursive=True)]:
                held += one.memory_info().rss
                times = one.cpu_times()
                used += times.user + times.system
            own = top.cpu_times()
            processor = used + own.children_user + own.children_system
            most = max(most, held / 1e6)
        except psutil.Error:
            continue
        if look is not None:
            look(processor)
        time.sleep(_LOOK_SECONDS)
    code = started.process.wait(60)
    assert code == 0, (code, started.told()[-2_000:])
    return Used(seconds=time.monotonic() - began, processor=processor, memory=most)


def _write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADERS)
        for place in range(1, rows + 1):
            phone, code = f"091{place % 10_000_000:07}", f"DH{place:07}"
            lines.writerow((f"Khách {place}", phone, code, "22/11/2026", 150_000 + place))


class _Parts:
    """The processor's seconds at which each part of the rows was accepted."""

    def __init__(self, program: Program, rows: int) -> None:
        self._program, self._rows, self._began = program, rows, time.monotonic()
        # Done, clock, processor: from the first row that was accepted on.
        self.marks: list[tuple[int, float, float]] = []

    def look(self, processor: float) -> None:
        """Note how far it is."""
        try:
            # A line for each step, numbered as they come.
            ((steps,),) = _ask(self._program, "SELECT coalesce(max(id), 0) FROM changes")
        except sqlite3.OperationalError:
            return  # there is no ledger yet
        done = int(steps) // 2
        wanted = self._rows * len(self.marks) // _PARTS
        if steps and done >= wanted:
            self.marks.append((done, time.monotonic() - self._began, processor))
            print(f"  {done:,} accepted, {processor:.0f} s of processor", file=sys.stderr)


def measure(made: Stage, rows: int) -> None:
    """Print a line of what a list takes."""
    program = made.program.fresh()
    list_file = program.folder / "long.csv"
    _write(list_file, rows)
    account = ("--account", "a0", "-t", "don-hang")
    checked = watched(program.start("check", list_file, *account))
    print(f"  checked: {checked}", file=sys.stderr)
    parts = _Parts(program, rows)
    pace = ("--rate", "2000", "--concurrency", "100")
    sent = watched(program.start("send", list_file, *account, "--yes", *pace), parts.look)
    print(f"  sent: {sent}", file=sys.stderr)
    size = sum(each.stat().st_size for each in program.home.glob("ledger.db*"))
    ((accepted,),) = _ask(program, "SELECT count(*) FROM rows WHERE state = 'accepted'")
    assert accepted == rows, accepted
    book = watched(program.start("report", "latest", "--out", "results.xlsx"))
    results = program.folder / "results.xlsx"
    each = 1e6 / rows
    print(
        f"| {rows:,} | {checked.processor * each:.1f} | {checked.memory:,.0f} "
        f"| {sent.processor * each:.1f} | {sent.seconds:,.0f} | {sent.memory:,.0f} "
        f"| {size / rows:.0f} | {book.processor * each:.1f} | {book.memory:,.0f} "
        f"| {results.stat().st_size / rows:.0f} |",
        flush=True,
    )
    told = [
        f"{(later[0] - before[0]) / (later[1] - before[1]):,.0f} a second, "
        f"{(later[2] - before[2]) / (later[0] - before[0]) * 1e6:.0f} µs"
        for before, later in zip(parts.marks, parts.marks[1:], strict=False)
    ]
    print("  parts of the sending: " + "; ".join(told), flush=True)
    print("  rows of the workbook's sheets: " + ", ".join(_sheets(results)), flush=True)


def _sheets(path: Path) -> list[str]:
    book = load_workbook(path, read_only=True)
    found = [f"{each.title} {each.max_row:,}" for each in book.worksheets if each.max_row]
    book.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    print(
        "| rows | check: µs each | MB | send: µs each | seconds | MB | ledger: bytes each "
        "| report: µs each | MB | workbook: bytes each |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    for rows in asked.rows:
        with stage("SQLite", 1) as made:
            measure(made, rows)


if __name__ == "__main__":
    main()
