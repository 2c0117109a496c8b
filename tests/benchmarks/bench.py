"""Speed and memory, as ratios against a floor measured in the same run.

`make bench` prints the table; nothing is asserted, because machines differ and ratios drift. Each
figure is the median of several runs of a process of its own, in seconds of the processor, so that
what else the machine does counts for little; what a process costs merely to start is in both sides
of a ratio. What a person waits for, from the command to the first message, is measured by the clock
as well; that figure is worth something on a machine that does nothing else.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path

HERE = Path(__file__)
RUNS = 5

# ── what is measured: each runs alone in a process, and its floor in another ──


def check(folder: Path) -> None:
    """Check the list."""
    from zns_batch.services.campaigns.options import CampaignRequest
    from zns_batch.services.campaigns.prepare import prepare

    prepare(CampaignRequest(file=folder / "list.xlsx", template="don-hang")).check.run()


def bare_calamine(folder: Path) -> None:
    """Read the same file and look at nothing."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(folder / "list.xlsx")
    for _row in book.get_sheet_by_index(0).iter_rows():
        pass


def plan(folder: Path) -> None:
    """Check the list and write it into a fresh ledger."""
    from datetime import UTC

    from zns_batch.ledger.db.engine import open_ledger
    from zns_batch.services.campaigns.draft import plan as make_plan
    from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
    from zns_batch.services.campaigns.prepare import prepare

    with tempfile.TemporaryDirectory() as home:
        ledger = open_ledger(Path(home) / "ledger.db")
        prepared = prepare(CampaignRequest(file=folder / "list.xlsx", template="don-hang"))
        make_plan(ledger, prepared, RunOptions(), now=datetime.now(UTC))
        ledger.close()


def problem_book(folder: Path) -> None:
    """Write the errors workbook of a list that was checked before; the memory holds that list."""
    from zns_batch.reports.problems import write_problems
    from zns_batch.services.campaigns.options import CampaignRequest
    from zns_batch.services.campaigns.prepare import prepare

    prepared = prepare(CampaignRequest(file=folder / "list.xlsx", template="don-hang"))
    rows = list(prepared.check.rows())
    _start_the_clock()
    write_problems(folder / "problems.xlsx", prepared.sheet, rows, lang="en")


def _cells(count: int) -> Iterator[list[object]]:
    day = date(2026, 11, 22)
    for n in range(count):
        yield [
            *(n, f"Nguyễn Văn {n}", f"0912{n % 1_000_000:06d}", f"DH{n:06d}", 150_000),
            *(day, f"{n % 300} Lê Lợi", "Giao giờ hành chính" if n % 4 == 0 else ""),
        ]


def _results(count: int) -> Iterator[list[object]]:
    for n, cells in enumerate(_cells(count)):
        yield [
            *(*cells, "accepted", f"84912{n % 1_000_000:06d}", "", "", ""),
            *(f"m{n:019d}", f"z261122abcdef-{n}", datetime(2026, 11, 22, 8, 30), "", 1, 200),
        ]


def _verdicts(count: int) -> Iterator[list[object]]:
    for cells in _cells(count):
        yield [*cells, "pending", "", ""]


def report(folder: Path) -> None:
    """Write the results workbook of a finished campaign."""
    from datetime import UTC

    from zns_batch.ledger import campaigns, rows
    from zns_batch.ledger.db.engine import open_ledger
    from zns_batch.reports.results import write_report

    ledger = open_ledger(folder / "done.db")
    found = campaigns.list_all(ledger)[0]
    write_report(
        folder / "report.xlsx",
        found,
        lambda: rows.read_rows(ledger, found.id, price=200),
        rows.state_counts(ledger, found.id),
        lang="en",
        now=datetime.now(UTC),
    )
    ledger.close()


def result_cells(folder: Path) -> None:
    """Write the cells of a results workbook as the program does, with nothing looked up."""
    from zns_batch.sheets.writer import CellStyles, CellWriter, new_workbook

    with new_workbook(folder / "cells.xlsx") as book:
        writer = CellWriter(book.add_worksheet(), CellStyles(book), cut_note="")
        for number, cells in enumerate(_results(int(os.environ["BENCH_ROWS"]))):
            writer.write_row(number, cells)  # type: ignore[arg-type]  # they are cells


def bare_results(folder: Path) -> None:
    """Write the cells of a results workbook, with nothing looked up."""
    _write_bare(folder, _results(int(os.environ["BENCH_ROWS"])))


def bare_verdicts(folder: Path) -> None:
    """Write the cells of an errors workbook, with nothing looked up."""
    _write_bare(folder, _verdicts(int(os.environ["BENCH_ROWS"])))


def _write_bare(folder: Path, lines: Iterator[list[object]]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(folder / "bare.xlsx", options) as book:
        page = book.add_worksheet()
        for number, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                page.write(number, place, cell)


CASES: dict[str, tuple[Callable[[Path], None], Callable[[Path], None]]] = {
    "check a list / bare calamine read": (check, bare_calamine),
    "check and plan / bare calamine read": (plan, bare_calamine),
    "results workbook / bare XlsxWriter": (report, bare_results),
    "errors workbook / bare XlsxWriter": (problem_book, bare_verdicts),
    "cells of a results workbook alone / bare XlsxWriter": (result_cells, bare_results),
}


# ── the program as a person runs it, until its first message arrives ──

Measured = tuple[float, float]
"""Seconds, and the peak of memory in MB."""


def send_by_the_clock(folder: Path) -> Measured:
    """Wait as the person does."""
    waited, _worked, mb = _send(folder)
    return waited, mb


def send_by_the_processor(folder: Path) -> Measured:
    """Count the work, whatever else the machine does."""
    _waited, worked, mb = _send(folder)
    return worked, mb


def check_by_the_clock(folder: Path) -> Measured:
    """Wait for the command `check`, from its start to its end, as a person does."""
    return _whole(["-m", "zns_batch", "check", "list.xlsx", "-t", "don-hang"], folder)


def whole_read_by_the_clock(folder: Path) -> Measured:
    """Wait for a process that reads the same file and looks at nothing, to its end."""
    return _whole(["-c", _READ.replace("input()\n", "")], folder)


def read_by_the_clock(folder: Path) -> Measured:
    """Wait for a process that reads the same file and looks at nothing."""
    waited, _worked, mb = _read(folder)
    return waited, mb


def read_by_the_processor(folder: Path) -> Measured:
    """Count the work of that process."""
    _waited, worked, mb = _read(folder)
    return worked, mb


def _send(folder: Path) -> tuple[float, float, float]:
    """Send the list to a stand-in, with a ledger as on every day but the first, and stop at once."""
    from zns_batch.ledger.db.engine import open_ledger
    from zns_batch.sandbox import SandboxConfig, sandbox

    with tempfile.TemporaryDirectory() as home, sandbox(SandboxConfig(quota=10_000_000)) as zalo:
        open_ledger(Path(home) / "ledger.db").close()
        command = ["-m", "zns_batch", "send", "list.xlsx", "-t", "don-hang", "--yes"]
        env = _environment(home, zalo.url)

        def arrived(process: "subprocess.Popen[str]") -> None:
            while not zalo.counts().requests:
                if process.poll() is not None:
                    raise RuntimeError(f"it ended with {process.returncode}")
                time.sleep(0.002)

        return _until(arrived, command, folder, env)


_READ = """
from python_calamine import CalamineWorkbook

for _row in CalamineWorkbook.from_path("list.xlsx").get_sheet_by_index(0).iter_rows():
    pass
print(flush=True)
input()
"""


def _read(folder: Path) -> tuple[float, float, float]:
    def done(process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        process.stdout.readline()

    return _until(done, ["-c", _READ], folder, dict(os.environ))


def _whole(command: list[str], folder: Path) -> Measured:
    """Run a process to its end; return seconds by the clock, and MB."""
    began = time.perf_counter()
    env = {**os.environ, "ZNS_KEYRING": "0", "ZNS_HOME": str(folder)}
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0.0
    with suppress(OSError, IndexError):  # it has just ended
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            time.sleep(0.005)
    waited = time.perf_counter() - began
    if process.wait():
        raise RuntimeError(f"it ended with {process.returncode}")
    return waited, peak


def _until(
    reached: Callable[["subprocess.Popen[str]"], None],
    command: list[str],
    folder: Path,
    env: dict[str, str],
) -> tuple[float, float, float]:
    """Run a process until it has got there; return seconds by the clock, of the processor, and MB."""
    import psutil

    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        reached(process)
        waited = time.perf_counter() - began
        times, mb = psutil.Process(process.pid).cpu_times(), _peak(process.pid)
        process.kill()
    processor = times.user + times.system + times.children_user + times.children_system
    return waited, processor, mb


def _environment(home: str, url: str) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("ZNS_")}
    return mine | {
        "ZNS_HOME": home,
        "ZNS_KEYRING": "0",
        "ZNS_BASE_URL": url,
        "ZNS_ACCESS_TOKEN": "sandbox-token-0123456789",
    }


Work = Callable[[Path], Measured]

WHOLE: dict[str, tuple[str, Work, Work]] = {
    "the command `check` / bare calamine read, by the clock": (
        "check-command",
        check_by_the_clock,
        whole_read_by_the_clock,
    ),
    "`send` to first request / bare calamine read, by the clock": (
        "first-request",
        send_by_the_clock,
        read_by_the_clock,
    ),
    "`send` to first request / bare calamine read": (
        "first-request",
        send_by_the_processor,
        read_by_the_processor,
    ),
}
"""What is measured of whole processes: the word for `--only`, the work and its floor."""

ONLY = (*(work.__name__ for work, _floor in CASES.values()), "check-command", "first-request")


# ── the stage ──


def prepare_stage(folder: Path, count: int) -> None:
    """Lay out a list, and a ledger in which it was sent."""
    from datetime import UTC

    from zns_batch.ledger import campaigns
    from zns_batch.ledger.db.engine import open_ledger
    from zns_batch.services.campaigns.demo_data import write_list
    from zns_batch.services.campaigns.draft import plan as make_plan
    from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
    from zns_batch.services.campaigns.prepare import prepare

    write_list(folder / "list.xlsx", count)
    ledger = open_ledger(folder / "done.db")
    prepared = prepare(CampaignRequest(file=folder / "list.xlsx", template="don-hang"))
    now = datetime.now(UTC)
    draft = make_plan(ledger, prepared, RunOptions(), now=now)
    campaigns.start(ledger, draft.campaign.id, now=now)
    with ledger.write() as connection:
        connection.exec_driver_sql(
            "UPDATE rows SET state = 'accepted', attempts = 1, sent_at = 1790000000000, "
            "message_id = 'a4d0243feee163bd3af2'"
        )
    ledger.close()


def measure(name: str, folder: Path) -> Measured:
    """Run one function alone."""
    run = subprocess.run(
        [sys.executable, str(HERE), "--one", name, str(folder)],
        check=True,
        capture_output=True,
        text=True,
        # The operating system's store of secrets may take longer than all the rest.
        env={**os.environ, "ZNS_KEYRING": "0"},
    )
    found = json.loads(run.stdout)
    return found["seconds"], found["mb"]


def one(name: str, folder: Path) -> None:
    """Be the process that is measured."""
    work = next(f for pair in CASES.values() for f in pair if f.__name__ == name)
    _start_the_clock()
    work(folder)
    print(json.dumps({"seconds": time.process_time() - _began[-1], "mb": _peak()}))


_began: list[float] = []


def _start_the_clock() -> None:
    """Begin to measure, or begin anew when all that came before was only made ready."""
    _began.append(time.process_time())


def _peak(process: int | None = None) -> float:
    """Return the peak of a process's memory in MB; this one's unless told otherwise."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process(process).memory_info().peak_wset) / 1e6
    if sys.platform == "darwin":
        return _peak_on_macos(process)
    # Linux hands the parent's peak on to a child's `ru_maxrss`; this one is the process's own.
    status = Path(f"/proc/{process or 'self'}/status").read_text(encoding="ascii")
    return float(status.split("VmHWM:")[1].split()[0]) / 1e3


def _peak_on_macos(process: int | None) -> float:
    if process is not None:
        import psutil

        # Of another process only what it holds now can be had.
        return float(psutil.Process(process).memory_info().rss) / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    """Measure all cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--only", choices=ONLY, help="measure only this part")
    parser.add_argument("--runs", type=int, default=RUNS, help="of which the median is shown")
    parser.add_argument("--one", nargs=2)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], Path(asked.one[1]))
        return
    os.environ["BENCH_ROWS"] = str(asked.rows)
    print(f"{asked.rows:,} rows, median of {asked.runs} runs, Python {sys.version.split()[0]}\n")
    print("| what | seconds | floor | ratio | MB | floor MB | ratio |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare_stage(folder, asked.rows)
        for title, work, floor in _wanted(asked.only):
            print(_line(title, work, floor, folder, asked.runs), flush=True)


def _wanted(only: str | None) -> Iterator[tuple[str, Work, Work]]:
    for title, (alone, bare) in CASES.items():
        if only in {None, alone.__name__}:
            yield title, partial(measure, alone.__name__), partial(measure, bare.__name__)
    for title, (word, work, floor) in WHOLE.items():
        if only in {None, word}:
            yield title, work, floor


def _line(title: str, work: Work, floor: Work, folder: Path, runs: int) -> str:
    pairs = [(work(folder), floor(folder)) for _ in range(runs)]
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
