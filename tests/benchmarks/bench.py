"""Speed and memory, as ratios against a floor measured in the same run.

`make bench` prints the table; nothing is asserted, because machines differ and ratios drift. Each
figure is the median of several runs of a process of its own; what a process costs merely to start
is in both sides of a ratio.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__)
RUNS = 3

# ── what is measured: each runs alone in a process, and its floor in another ──


def check(folder: Path) -> None:
    """Check the list."""
    from zns_batch.campaigns.preparing import Request, prepare

    prepare(Request(file=folder / "list.xlsx", template="don-hang")).check.run()


def bare_calamine(folder: Path) -> None:
    """Read the same file and look at nothing."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(folder / "list.xlsx")
    for _row in book.get_sheet_by_index(0).iter_rows():
        pass


def plan(folder: Path) -> None:
    """Check the list and write it into a fresh ledger."""
    from datetime import UTC, datetime

    from zns_batch.campaigns.planning import Wishes
    from zns_batch.campaigns.planning import plan as make_plan
    from zns_batch.campaigns.preparing import Request, prepare
    from zns_batch.ledger.connect import open_ledger

    with tempfile.TemporaryDirectory() as home:
        ledger = open_ledger(Path(home) / "ledger.db")
        prepared = prepare(Request(file=folder / "list.xlsx", template="don-hang"))
        make_plan(ledger, prepared, Wishes(options={}), now=datetime.now(UTC))
        ledger.close()


def _cells(count: int) -> list[list[object]]:
    return [
        [f"Nguyễn Văn {n}", f"84912{n % 900000:06d}", f"DH{n:06d}", 150000, "accepted",
         f"84912{n % 900000:06d}", "", "", "", f"m{n:019d}", f"z261122abcdef-{n}", 1, 200]
        for n in range(count)
    ]  # fmt: skip


def report(folder: Path) -> None:
    """Write the results workbook of a finished campaign."""
    from datetime import UTC, datetime

    from zns_batch.ledger import campaigns, rows
    from zns_batch.ledger.connect import open_ledger
    from zns_batch.reports.workbook import write_report

    ledger = open_ledger(folder / "done.db")
    found = campaigns.list_all(ledger)[0]
    write_report(
        folder / "report.xlsx",
        found,
        lambda: rows.read_rows(ledger, found.id, price=200),
        rows.tally(ledger, found.id),
        lang="en",
        now=datetime.now(UTC),
    )
    ledger.close()


def bare_xlsxwriter(folder: Path) -> None:
    """Write as many cells, with nothing looked up."""
    import xlsxwriter

    book = xlsxwriter.Workbook(folder / "bare.xlsx", {"constant_memory": True})
    page = book.add_worksheet()
    for number, cells in enumerate(_cells(int(os.environ["BENCH_ROWS"]))):
        for place, cell in enumerate(cells):
            page.write(number, place, cell)
    book.close()


CASES: dict[str, tuple[Callable[[Path], None], Callable[[Path], None]]] = {
    "check a list / bare calamine read": (check, bare_calamine),
    "check and plan / bare calamine read": (plan, bare_calamine),
    "results workbook / bare XlsxWriter": (report, bare_xlsxwriter),
}


# ── the stage ──


def prepare_stage(folder: Path, count: int) -> None:
    """Lay out a list, and a ledger in which it was sent."""
    from datetime import UTC, datetime

    from zns_batch.campaigns.planning import Wishes
    from zns_batch.campaigns.planning import plan as make_plan
    from zns_batch.campaigns.preparing import Request, prepare
    from zns_batch.campaigns.samples import write_list
    from zns_batch.ledger import campaigns
    from zns_batch.ledger.connect import open_ledger

    write_list(folder / "list.xlsx", count)
    ledger = open_ledger(folder / "done.db")
    prepared = prepare(Request(file=folder / "list.xlsx", template="don-hang"))
    now = datetime.now(UTC)
    draft = make_plan(ledger, prepared, Wishes(options={}), now=now)
    campaigns.start(ledger, draft.campaign.id, now=now)
    with ledger.write() as connection:
        connection.exec_driver_sql(
            "UPDATE rows SET state = 'accepted', attempts = 1, sent_at = 1790000000000, "
            "message_id = 'a4d0243feee163bd3af2'"
        )
    ledger.close()


def measure(name: str, folder: Path) -> tuple[float, float]:
    """Run one function alone; return seconds and the peak of memory in MB."""
    run = subprocess.run(
        [sys.executable, str(HERE), "--one", name, str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(run.stdout)
    return found["seconds"], found["mb"]


def one(name: str, folder: Path) -> None:
    """Be the process that is measured."""
    work = next(f for pair in CASES.values() for f in pair if f.__name__ == name)
    began = time.perf_counter()
    work(folder)
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "mb": _peak()}))


def _peak() -> float:
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    # Linux hands the parent's peak on to a child's `ru_maxrss`; this one is the process's own.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(status.split("VmHWM:")[1].split()[0]) / 1e3


def main() -> None:
    """Measure all cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--one", nargs=2)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], Path(asked.one[1]))
        return
    os.environ["BENCH_ROWS"] = str(asked.rows)
    print(f"{asked.rows:,} rows, median of {RUNS} runs, Python {sys.version.split()[0]}\n")
    print("| what | seconds | floor | ratio | MB | floor MB | ratio |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare_stage(folder, asked.rows)
        for title, (work, floor) in CASES.items():
            print(_line(title, work.__name__, floor.__name__, folder), flush=True)


def _line(title: str, work: str, floor: str, folder: Path) -> str:
    pairs = [(measure(work, folder), measure(floor, folder)) for _ in range(RUNS)]
    seconds, floor_seconds, mb, floor_mb = (
        statistics.median(pair[side][figure] for pair in pairs)
        for figure in (0, 1)
        for side in (0, 1)
    )
    return (
        f"| {title} | {seconds:.2f} | {floor_seconds:.2f} | {seconds / floor_seconds:.2f} "
        f"| {mb:.0f} | {floor_mb:.0f} | {mb / floor_mb:.2f} |"
    )


if __name__ == "__main__":
    main()
