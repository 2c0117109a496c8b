"""Uploaded lists: the child processes that check and plan them, and the pages of what was found.

A child's processor time is held against that of the command line's process for the same list, in turns,
what each costs merely to start included.
"""

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from web_help import Pages, Visitor, opened_pages
from web_ledgers import Measured
from web_pages import Answer, Asking

from zns_batch.core.clock import SystemClock
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.campaigns.demo_data import write_list
from zns_batch.services.jobs.job import JobRequest, JobStatus
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.lists.prepared import template_of
from zns_batch.services.lists.send_options import SendOptions
from zns_batch.sheets.safety.subprocess_reader import child_environment
from zns_batch.web.security import request_rate

HERE = Path(__file__).parent
FIRST_ROWS = 200


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a process took, in seconds.

    Attributes:
        processor: Of the processor, all of it.
        first: The same until the first rows were judged.
        first_wait: The clock's until then.

    """

    processor: float
    first: float = 0.0
    first_wait: float = 0.0


def run_job(request: JobRequest) -> Cost:
    """Run a job as `JobRunner` does, and watch what it takes."""
    job = {
        "function": request.function,
        "arguments": request.arguments,
        "memory": request.limits.memory,
        "cpu_seconds": request.limits.cpu_seconds,
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "zns_batch.services.jobs.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**child_environment(), **request.environment},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()
    first = first_wait = 0.0
    for line in process.stdout:
        told = json.loads(line)
        progress = told.get("progress", {})
        if not first and progress.get("phase") == "rows":
            first, first_wait = _used(process.pid), time.perf_counter() - began
        assert "mistake" not in told, told
        assert "error" not in told, told
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return Cost(processor=usage.ru_utime + usage.ru_stime, first=first, first_wait=first_wait)


def _used(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run_program(*words: str, folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a program and return what it took."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        env=environment or {**os.environ, "ZNS_KEYRING": "0"},
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in {0, 1}, process.returncode
    used = usage.ru_utime + usage.ru_stime
    return Cost(processor=used, first=used, first_wait=time.perf_counter() - began)


_FIRST = """
import itertools, sys
from python_calamine import CalamineWorkbook
sheet = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)
list(itertools.islice(sheet.iter_rows(), 200))
"""


class _CaughtError(Exception):
    """A job that was asked for, and is run by the benchmark itself."""

    def __init__(self, request: JobRequest) -> None:
        super().__init__(request.key)
        self.request = request


@contextmanager
def caught() -> Iterator[None]:
    """Have no job run while the block lasts: who asks for one raises it."""

    def submit(_: JobRunner, request: JobRequest, **_more: object) -> JobStatus:
        raise _CaughtError(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JobRunner, "submit", submit)
        yield


def request_of(ask: Callable[[], object]) -> JobRequest:
    """Return the job that something asks for."""
    with caught():
        try:
            ask()
        except _CaughtError as job:
            return job.request
    raise AssertionError("nothing was asked for")


def uploaded(pages: Pages, an: Visitor, file: Path) -> UploadedList:
    """Upload a list and wait until it is checked."""
    answer = an.upload("/new", file, {"account": "default", "template": "don-hang"})
    found = answer.headers["location"].split("/")[2]
    while True:
        one = pages.web.lists.find(found)
        if one.state not in {UploadState.RECEIVING, UploadState.READING}:
            assert one.state is UploadState.CHECKED, one
            return one
        time.sleep(0.2)


def lists(count: int, runs: int, asks: int) -> None:
    """Print what checks, plans and their pages take."""
    request_rate.RequestRate.take = lambda *_: True  # type: ignore[method-assign] # for this process
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_list(folder / "list.xlsx", count)
        _write_wrong(folder / "wrong.xlsx")
        ledger = open_ledger(folder / "ledger.db")
        with opened_pages(ledger, folder / "home", clock=SystemClock()) as pages:
            an = pages.person("an")
            good = uploaded(pages, an, folder / "list.xlsx")
            bad = uploaded(pages, an, folder / "wrong.xlsx")
            _print_pages(
                Asking(pages, an, Measured(ledger=ledger, is_new=True)), good, bad, asks, count
            )
            template = template_of(good)
            plan = request_of(
                lambda: pages.web.sending.plan(
                    good,
                    user_id=an.user.id,
                    template=template,
                    options=SendOptions(),
                    lang="vi",
                    page="",
                )
            )
            with (
                closing(sqlite3.connect(folder / "ledger.db")) as source,
                closing(sqlite3.connect(folder / "kept.db")) as target,
            ):
                source.backup(target)
            # Last: from here on the list waits for a check that nobody begins.
            check = request_of(lambda: pages.web.lists.recheck(good, template))
        ledger.close()
        if runs:
            _print_children(folder, check, plan, runs, count)


def _print_pages(
    asking: Asking, good: UploadedList, bad: UploadedList, asks: int, count: int
) -> None:
    last = (count // 100 - 1) * 100
    half = min(49_900, last)
    print(f"| page, {count:,} rows | median ms | processor ms | bytes, compressed |")
    print("|---|---|---|---|")
    for title, path in (
        ("preview", f"/lists/{good.id}/preview"),
        ("problems, page 1", f"/lists/{bad.id}/problems"),
        (f"problems, page {half // 100 + 1}", f"/lists/{bad.id}/problems?after={half}"),
        ("problems, the last page", f"/lists/{bad.id}/problems?after={last}"),
        ("send", f"/lists/{good.id}/send"),
    ):
        answer: Answer = asking.times(path, asks)
        print(f"| {title} | {answer.median:.1f} | {answer.processor:.1f} | {answer.size:,} |")


def _print_children(
    folder: Path, check: JobRequest, plan: JobRequest, runs: int, count: int
) -> None:
    told: dict[str, list[tuple[Cost, Cost]]] = {"first": [], "check": [], "plan": []}
    (folder / "first.py").write_text(_FIRST, encoding="utf-8")
    bench = str(HERE / "bench.py")
    command = ("-m", "zns_batch", "check", str(folder / "list.xlsx"), "--template", "don-hang")
    for turn in range(runs):
        checked = run_job(_anew(check, turn))
        told["check"].append((checked, run_program(*command, folder=folder)))
        bare = run_program(str(folder / "first.py"), str(folder / "list.xlsx"), folder=folder)
        told["first"].append((checked, bare))
        for old in folder.glob("ledger.db*"):
            old.unlink()
        shutil.copy(folder / "kept.db", folder / "ledger.db")
        floor = run_program(bench, "--one", "plan", str(folder), folder=folder)
        told["plan"].append((run_job(plan), floor))
    print(f"\n| child, {count:,} rows | seconds of processor | floor | ratio |")
    print("|---|---|---|---|")
    for title, pairs in (
        ("whole check / `zns-batch check`", told["check"]),
        ("plan / plan of the command line", told["plan"]),
    ):
        _line(title, [(one.processor, floor.processor) for one, floor in pairs])
    first = told["first"]
    title = f"first {FIRST_ROWS} rows judged / bare read of them"
    _line(title, [(one.first, floor.first) for one, floor in first])
    _line(f"{title}, by the clock", [(one.first_wait, floor.first_wait) for one, floor in first])


def _line(title: str, pairs: list[tuple[float, float]]) -> None:
    one, floor = (statistics.median(values) for values in zip(*pairs, strict=True))
    ratio = statistics.median(mine / its for mine, its in pairs)
    print(f"| {title} | {one:.2f} | {floor:.2f} | {ratio:.2f} |", flush=True)


def _anew(check: JobRequest, turn: int) -> JobRequest:
    """Return the same check under another name: its file must not be there yet."""
    arguments: dict[str, Any] = {**check.arguments, "run": f"bench{turn}", "previous": None}
    return JobRequest(**{**_fields(check), "arguments": arguments})


def _fields(request: JobRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in JobRequest.__dataclass_fields__}


def _write_wrong(path: Path) -> None:
    """Write a list in which no phone is one."""
    source = path.with_name("list.xlsx")
    book = openpyxl.load_workbook(source, read_only=True)
    written = openpyxl.Workbook(write_only=True)
    page = written.create_sheet("Đơn hàng")
    lines = book.worksheets[0].iter_rows(values_only=True)
    header = next(lines)
    page.append(header)
    phone = next(place for place, cell in enumerate(header) if "iện thoại" in str(cell))
    for line in lines:
        cells = list(line)
        cells[phone] = "0912"
        page.append(cells)
    written.save(path)
