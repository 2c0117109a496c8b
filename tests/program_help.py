"""The program as a person runs it: a process with a state folder of its own, and lists to send.

Nothing of a test's own machine gets in: no account of the person who runs the tests, no language,
no settings, no proxy.
"""

import csv
import json
import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import UnionType
from typing import Any, Protocol

import pytest
import xlsxwriter
from openpyxl import load_workbook
from program_child import LIBRARIES, PROGRAM, be_the_program

from zns_batch.sandbox import RunningSandbox

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
SAMPLES = ROOT / "sample_data"

TOKEN = "sandbox-token-0123456789"
"""The access token that the program is given unless a test says otherwise."""

COMMAND = (sys.executable, "-m", "zns_batch")
SECONDS = 180
"""No single command of these tests takes longer, however busy the machine is."""

ROW_STATES = (
    "pending",
    "accepted",
    "rejected",
    "unknown",
    "invalid",
    "duplicate",
    "suppressed",
    "excluded",
    "expired",
    "cancelled",
)
CAMPAIGN_STATES = {
    "checked",
    "scheduled",
    "running",
    "paused",
    "completed",
    "cancelled",
    "aborted",
}

SHAPE: Mapping[str, type | UnionType] = {
    "campaign": str | None,
    "name": str | None,
    "state": str | None,
    "reason": str | None,
    "resume_after": str | None,
    "dry_run": bool,
    "destination": dict | None,
    "rows": dict,
    "delivered": int,
    "quota": dict,
    "cost": dict,
    "problems": list,
    "report": str | None,
}
"""The keys of the `--json` object in their order, and what each holds."""

HEADERS = ("Họ tên", "Số điện thoại", "Mã đơn", "Ngày đặt", "Tổng tiền")
"""The columns of a list for the template `don-hang`."""

Line = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything that it wrote."""
        return self.out + self.err

    def json(self) -> Any:
        """What it wrote to standard output, which must be JSON and nothing else."""
        return json.loads(self.out)

    def object(self) -> dict[str, Any]:
        """The `--json` object, held to the contract."""
        found = self.json()
        check_object(found)
        assert isinstance(found, dict)
        return found

    def line(self) -> str:
        """The one line that says what went wrong, and the only thing written."""
        assert "" == self.out
        assert 1 == len(self.err.splitlines()), self.err
        return self.err.strip()


MORE = {
    "account",
    "preview",
    "sheet",
    "header_row",
    "headers",
    "phone_column",
    "mapping",
    "set",
    "where",
    "files",
    "missing",
    "candidates",
    "notes",
    "stalled",
    "answers",
    "second_channel",
}
"""What `preview`, `check` and `show` tell besides: of a row, of the list, of a process that died."""


def check_object(found: Any) -> None:
    """Hold a `--json` object to the shape that scripts rely on."""
    assert list(SHAPE) == [name for name in found if name not in MORE]
    assert dict.fromkeys(SHAPE, True) == {
        name: isinstance(found[name], kind) for name, kind in SHAPE.items()
    }
    assert found["state"] in CAMPAIGN_STATES | {None}
    assert ["total", *ROW_STATES] == list(found["rows"])
    assert found["rows"]["total"] == sum(found["rows"][state] for state in ROW_STATES)
    assert ["daily", "remaining"] == list(found["quota"])
    assert ["estimate", "currency"] == list(found["cost"])
    assert "VND" == found["cost"]["currency"]
    keys = ["row", "column", "code", "message"]
    assert all(keys == [name for name in one if name != "campaign"] for one in found["problems"])


def counts(found: Mapping[str, Any]) -> dict[str, int]:
    """The counts of a `--json` object that are not 0, without the total."""
    return {state: found["rows"][state] for state in ROW_STATES if found["rows"][state]}


@dataclass(frozen=True, kw_only=True)
class Program:
    """The program in a folder of its own, pointed at a sandbox.

    Attributes:
        folder: The working folder; the state folder `home` lies beside it.
        env: The environment of every command.
        command: How the program is called; `None` where it makes no difference, so that a process
            with the libraries loaded may be taken.
        tracebacks: A traceback is no fault.

    """

    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] | None = None
    tracebacks: bool = False

    @property
    def home(self) -> Path:
        """The state folder."""
        return self.folder.parent / "home"

    @property
    def log(self) -> str:
        """The log as it stands."""
        return (self.home / "logs" / "zns-batch.log").read_text(encoding="utf-8")

    def run(self, *words: str | Path, **env: str | None) -> Ended:
        """Run a command to its end, without a terminal.

        Args:
            words: The command line after the program's name.
            env: Changes of the environment; `None` takes a variable out.

        """
        done = self.start(*words, **env).ended()
        assert self.tracebacks or "Traceback" not in done.err, done.err
        return done

    def start(self, *words: str | Path, **env: str | None) -> "Started":
        """Start a command and leave it running; `run` tells of the arguments."""
        out, err = (self.home.with_name(f"{name}-{time.time_ns()}") for name in ("out", "err"))
        begin = _spawn if self.command or _FORKS is None else _fork
        process = begin(
            self.command or COMMAND,
            _with_own_options([str(word) for word in words]),
            self.folder,
            self.environment(**env),
            out,
            err,
        )
        return Started(process=process, out=out, err=err)

    def fresh(self) -> "Program":
        """The same program in an interpreter of its own from the very beginning."""
        return replace(self, command=COMMAND)

    def debugged(self) -> "Program":
        """The same program where tracebacks are looked for."""
        return replace(self, tracebacks=True)

    def send(self, *words: str | Path, **env: str | None) -> Ended:
        """Send a list for `don-hang` fast and without a question, and answer with JSON."""
        return self.run("send", *FAST, *words, **env)

    def environment(self, **changes: str | None) -> dict[str, str]:
        """The environment with some changes."""
        changed = {**self.env, **changes}
        return {name: value for name, value in changed.items() if value is not None}

    def write(self, name: str, lines: Iterable[Line], headers: Sequence[str] = HEADERS) -> Path:
        """Write a list into the working folder."""
        return write_list(self.folder / name, lines, headers)


FAST = ("-t", "don-hang", "--rate", "500", "--yes", "--json")


def _with_own_options(words: list[str]) -> list[str]:
    """Leave out of `FAST` the options that a test gives itself: no option may stand twice."""
    starts = [at for at in range(len(words)) if tuple(words[at : at + len(FAST)]) == FAST]
    for start in starts:
        fast, others = words[start : start + len(FAST)], words[start + len(FAST) :]
        for names in (("-t", "--template"), ("--rate",)):
            if any(name in others for name in names):
                at = fast.index(names[0])
                del fast[at : at + 2]
        words = [*words[:start], *fast, *others]
    return words


class Process(Protocol):
    """What a test needs of a running process, however it began."""

    @property
    def pid(self) -> int | None:
        """Its number."""
        ...

    def wait(self, seconds: float) -> int:
        """Wait for its end; return its exit code."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...


@dataclass(frozen=True, kw_only=True)
class Started:
    """A command that runs."""

    process: Process
    out: Path
    err: Path

    def told(self) -> str:
        """What it has said on standard error so far."""
        return _read(self.err)

    def answered(self) -> str:
        """What it has written to standard output so far."""
        return _read(self.out)

    def ended(self) -> Ended:
        """Wait for its end."""
        code = self.process.wait(SECONDS)
        return Ended(code=code, out=self.answered(), err=self.told())

    def signal(self, number: int) -> None:
        """Send it a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait(SECONDS)


def _read(path: Path) -> str:
    # A forked process makes its files itself, a moment after it has begun.
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _spawn(
    command: Sequence[str],
    words: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    out: Path,
    err: Path,
) -> Process:
    with out.open("wb") as to_out, err.open("wb") as to_err:
        return subprocess.Popen(
            [*command, *words],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=to_out,
            stderr=to_err,
        )


_FORKS = None if sys.platform == "win32" else multiprocessing.get_context("forkserver")
if _FORKS is not None:
    _FORKS.set_forkserver_preload([*LIBRARIES, *PROGRAM])


@dataclass(frozen=True)
class _Forked:
    child: BaseProcess

    @property
    def pid(self) -> int | None:
        return self.child.pid

    def wait(self, seconds: float) -> int:
        self.child.join(seconds)
        if self.child.exitcode is None:
            self.child.kill()
            raise TimeoutError
        return self.child.exitcode

    def kill(self) -> None:
        self.child.kill()


@cache
def _begin_forks() -> None:
    """Begin the process that all others are forked from; it finds the modules of this folder as well."""
    from multiprocessing import forkserver

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        forkserver.ensure_running()


def _fork(
    _command: Sequence[str],
    words: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    out: Path,
    err: Path,
) -> Process:
    assert _FORKS is not None
    _begin_forks()
    arguments = (words, str(folder), env, str(out), str(err))
    child = _FORKS.Process(target=be_the_program, args=arguments, daemon=True)
    child.start()
    return _Forked(child)


def program_in(folder: Path, url: str = "http://127.0.0.1:9", **more: str) -> Program:
    """Make a program with folders of its own.

    Args:
        folder: An empty folder.
        url: Where the provider answers. Nobody listens at the one that stands here.
        more: More of the environment.

    """
    work, config = folder / "work", folder / "config"
    for one in (work, config):
        one.mkdir()
    foreign = re.compile(r"(?i)(ZNS_|LC_|LANG|XDG_|.*_proxy$|PYTHON|COLUMNS|TERM)")
    env = {name: value for name, value in os.environ.items() if not foreign.match(name)}
    env |= {
        "HOME": str(config),
        "APPDATA": str(config),
        "LOCALAPPDATA": str(config),
        "XDG_CONFIG_HOME": str(config),
        "PYTHONUTF8": "1",
        "TERM": "xterm",
        "ZNS_HOME": str(folder / "home"),
        "ZNS_KEYRING": "0",
        "ZNS_LANG": "en",
        "ZNS_BASE_URL": url,
        "ZNS_ACCESS_TOKEN": TOKEN,
    }
    return Program(folder=work, env=env | more)


def order(place: int, *, ending: int | None = None) -> Line:
    """One row of a list for `don-hang`.

    Args:
        place: Every place has a phone and an order of its own, up to 90,000.
        ending: The phone's last three digits, which select what befalls it at the sandbox.

    """
    middle, last = divmod(place, 900)
    phone = f"0912{middle:03d}{last if ending is None else ending:03d}"
    return (f"Khách {place}", phone, f"DH{place:05d}", "22/11/2026", 150_000 + place)


def orders(count: int, *, start: int = 1) -> list[Line]:
    """Rows that the sandbox accepts."""
    return [order(place) for place in range(start, start + count)]


def phone_of(line: Line) -> str:
    """A row's phone as it leaves: `84` and nine digits."""
    return "84" + str(line[1])[1:]


def write_list(path: Path, lines: Iterable[Line], headers: Sequence[str] = HEADERS) -> Path:
    """Write a list as a workbook, or as text when the name ends in `.csv` or `.tsv`."""
    if path.suffix in {".csv", ".tsv"}:
        with path.open("w", encoding="utf-8", newline="") as out:
            to = csv.writer(out, delimiter="\t" if path.suffix == ".tsv" else ",")
            to.writerows([headers, *lines])
        return path
    with xlsxwriter.Workbook(path) as book:
        write_page(book, "Danh sách", lines, headers)
    return path


def write_page(
    book: xlsxwriter.Workbook, name: str, lines: Iterable[Line], headers: Sequence[str] = HEADERS
) -> None:
    """Write a list to a sheet of a workbook."""
    page = book.add_worksheet(name)
    for at, line in enumerate([tuple(headers), *lines]):
        page.write_row(at, 0, line)


def read_page(path: Path, page: int = 0) -> list[dict[str, Any]]:
    """Read a sheet of a workbook: for each row its cells by header.

    On the first page of a results workbook the header stands where it stands in the list, and blank
    rows are passed over.
    """
    book = load_workbook(path, read_only=True)
    try:
        rows = list(book.worksheets[page].iter_rows(values_only=True))
    finally:
        book.close()
    marked = (at for at, row in enumerate(rows) if {"Status", "Trạng thái"} & {*row})
    first = next(marked, 0) if page == 0 else 0
    headers, *lines = rows[first:]
    return [dict(zip(map(str, headers), line, strict=True)) for line in lines if any(line)]


def until(what: Callable[[], bool], *, seconds: float = 120.0) -> None:
    """Wait until something is so; the seconds are for what never comes, on the busiest machine."""
    end = time.monotonic() + seconds
    asked = time.monotonic()
    while not what():
        now = time.monotonic()
        assert now < end, "it did not come to pass"
        # Asking costs as much as what is waited for where it starts a program: not all the time.
        time.sleep(max(0.01, min(now - asked, 0.5)))
        asked = time.monotonic()


def nothing_twice(zalo: RunningSandbox) -> None:
    """Nobody got a message twice, and no request was above the quota."""
    counted = zalo.counts()
    assert (0, 0, 0) == (
        counted.duplicate_tracking_ids,
        counted.duplicate_messages,
        counted.above_quota,
    )
