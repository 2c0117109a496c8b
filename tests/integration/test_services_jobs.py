"""Long work runs in child processes that are bounded and can be stopped (`zns_batch.services.jobs`)."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest

from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import CampaignState
from zns_batch.errors import SheetError, WrongStateError
from zns_batch.services.jobs.job import (
    JobLimits,
    JobProgress,
    JobRequest,
    JobState,
    JobStatus,
    Report,
)
from zns_batch.services.jobs.runner import JobRunner

LONG = 20.0


def double(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Report progress, print what nobody asked for, and answer."""
    report(JobProgress(phase="doubling", done=1, total=2))
    print("a library's own words")
    return {"n": 2 * arguments["n"]}


def environment(_arguments: dict[str, Any], _report: Report) -> dict[str, str]:
    """Tell the names of the variables that a job can see."""
    return dict(os.environ)


def refuse(_arguments: dict[str, Any], _report: Report) -> None:
    """Fail as a person's file makes it fail."""
    raise SheetError("sheet.file-missing", path="khách.xlsx")


def wrong_state(_arguments: dict[str, Any], _report: Report) -> None:
    """Fail with a state among the values of the sentence."""
    raise WrongStateError("ledger.nothing-left", id="abc", state=CampaignState.COMPLETED)


def stumble(_arguments: dict[str, Any], _report: Report) -> None:
    """Make a mistake of our own."""
    raise ValueError("84912345678 must not be told")


def sleep(arguments: dict[str, Any], report: Report) -> None:
    """Take long; tell who does."""
    report(JobProgress(phase="sleeping", done=os.getpid()))
    Path(arguments["folder"]).joinpath(str(os.getpid())).touch()
    time.sleep(60)


def gorge(_arguments: dict[str, Any], _report: Report) -> None:
    """Take more memory than there is."""
    _ = bytearray(1 << 33)


@pytest.fixture
def runner() -> Iterator[JobRunner]:
    """Give a runner of two checks at once."""
    runner = JobRunner(SystemClock())
    yield runner
    runner.close()


def _request(function: Any, *, key: str = "one", owner: str = "an", **more: Any) -> JobRequest:
    return JobRequest(
        key=key,
        kind="check",
        owner=owner,
        function=f"{Path(__file__).stem}:{function.__name__}",
        environment={"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        **more,
    )


def _ended(runner: JobRunner, key: str = "one") -> JobStatus:
    status = runner.wait(key, LONG)
    assert status is not None
    assert status.state.ended
    return status


def _running_pid(runner: JobRunner, key: str = "one") -> int:
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        status = runner.status(key)
        assert status is not None
        if status.progress.phase == "sleeping":
            return status.progress.done
        time.sleep(0.02)
    raise AssertionError("it did not begin")


def _wait_until_gone(pid: int) -> None:
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(LONG)


def test_a_job_tells_its_progress_and_its_result(runner: JobRunner) -> None:
    """A person who waits sees how far the work is, and then what came of it."""
    runner.submit(_request(double, arguments={"n": 21}))
    status = _ended(runner)
    assert JobState.DONE is status.state
    assert {"n": 42} == status.result
    assert JobProgress(phase="doubling", done=1, total=2) == status.progress


def test_what_was_cancelled_while_it_waited_never_begins(tmp_path: Path) -> None:
    """A list that was thrown away is not checked after all because its turn came at that moment."""
    runner, noted = JobRunner(SystemClock(), default_slots=1), Event()

    def note(_status: JobStatus) -> None:
        noted.wait(LONG)

    try:
        runner.submit(_request(sleep, arguments={"folder": str(tmp_path)}))
        _running_pid(runner)
        waiting = _request(sleep, key="two", owner="binh", arguments={"folder": str(tmp_path)})
        runner.submit(waiting, on_end=note)
        runner.cancel("two")
        runner.cancel("one")
        _ended(runner, "one")
        runner.submit(_request(double, key="three", owner="chi", arguments={"n": 1}))
        assert JobState.DONE is _ended(runner, "three").state
    finally:
        noted.set()
        runner.close()


def test_no_secret_reaches_a_job(runner: JobRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile file that takes over the child finds no token of an account in its environment."""
    monkeypatch.setenv("ZNS_SHOP_APP_SECRET", "very secret")
    monkeypatch.setenv("DATABASE_URL", "very secret")
    runner.submit(_request(environment))
    result = _ended(runner).result
    assert result is not None
    assert [] == [name for name in result if name.startswith(("ZNS", "DATABASE"))]


def test_a_job_fails_with_the_sentence_of_its_error(runner: JobRunner) -> None:
    """What is wrong with a file is said in the person's language, not as a number."""
    runner.submit(_request(refuse))
    error = _ended(runner).error
    assert isinstance(error, SheetError)
    assert SheetError("sheet.file-missing", path="khách.xlsx").text("vi") == error.text("vi")


def test_a_state_in_a_sentence_is_said_in_the_readers_language(runner: JobRunner) -> None:
    """A Vietnamese reader gets no English word in the middle of a sentence."""
    runner.submit(_request(wrong_state))
    error = _ended(runner).error
    expected = WrongStateError("ledger.nothing-left", id="abc", state=CampaignState.COMPLETED)
    assert error is not None
    assert (expected.text("vi"), expected.text("en")) == (error.text("vi"), error.text("en"))


def test_a_mistake_of_ours_tells_no_customers_data(runner: JobRunner) -> None:
    """A crash shows what kind it was, and no phone number of the row that led to it."""
    runner.submit(_request(stumble))
    error = _ended(runner).error
    assert error is not None
    assert "ValueError" in error.text("en")
    assert "84912345678" not in error.text("en")


def test_a_job_that_takes_too_long_is_ended(runner: JobRunner, tmp_path: Path) -> None:
    """A file that leads the reader in circles is given up, with a sentence."""
    limits = JobLimits(seconds=1.0)
    runner.submit(_request(sleep, limits=limits, arguments={"folder": str(tmp_path)}))
    status = _ended(runner)
    assert JobState.FAILED is status.state
    assert status.error is not None
    assert "jobs.too-long" == status.error.key


def test_a_job_that_takes_too_much_memory_is_ended(runner: JobRunner) -> None:
    """A zip bomb costs its own child, and the machine stays usable for everybody else."""
    runner.submit(_request(gorge))
    status = _ended(runner)
    assert status.error is not None
    assert "jobs.too-much-memory" == status.error.key


def test_the_same_job_is_not_run_twice(runner: JobRunner, tmp_path: Path) -> None:
    """A button that is pressed five times makes one workbook."""
    for _ in range(5):
        runner.submit(_request(sleep, arguments={"folder": str(tmp_path)}))
    _running_pid(runner)
    assert 1 == len(list(tmp_path.iterdir()))


def test_a_new_choice_ends_the_running_check(runner: JobRunner, tmp_path: Path) -> None:
    """Choosing another column is answered at once, not after the check of the old choice."""
    request = _request(sleep, arguments={"folder": str(tmp_path)})
    runner.submit(request)
    before = _running_pid(runner)
    runner.submit(_request(double, arguments={"n": 1}), anew=True)
    status = _ended(runner)
    assert {"n": 2} == status.result
    _wait_until_gone(before)


def test_one_person_does_not_take_all_places(runner: JobRunner, tmp_path: Path) -> None:
    """Somebody who uploads eight lists at once leaves a place for the next person."""
    asked = {"folder": str(tmp_path)}
    for n in range(3):
        runner.submit(_request(sleep, key=f"an-{n}", arguments=asked))
    _running_pid(runner, "an-0")
    runner.submit(_request(double, key="binh", owner="binh", arguments={"n": 3}))
    assert {"n": 6} == _ended(runner, "binh").result
    waits = runner.status("an-2")
    assert waits is not None
    assert (JobState.QUEUED, 2) == (waits.state, waits.ahead)


def test_a_cancelled_job_is_gone_and_the_next_begins(runner: JobRunner, tmp_path: Path) -> None:
    """Whoever closes the work they don't need makes room for the next."""
    runner.submit(_request(sleep, arguments={"folder": str(tmp_path)}))
    runner.submit(_request(double, key="two", arguments={"n": 4}))
    _running_pid(runner)
    runner.cancel("one")
    assert JobState.CANCELLED is _ended(runner).state
    assert {"n": 8} == _ended(runner, "two").result


def test_what_is_to_be_done_at_the_end_is_done_before_anybody_sees_it(runner: JobRunner) -> None:
    """A page that shows a check as finished finds its result noted."""
    noted: list[JobState] = []
    runner.submit(
        _request(double, arguments={"n": 1}), on_end=lambda status: noted.append(status.state)
    )
    _ended(runner)
    assert [JobState.DONE] == noted


def test_no_job_outlives_its_runner(tmp_path: Path) -> None:
    """A server that is stopped leaves no process behind."""
    runner = JobRunner(SystemClock())
    runner.submit(_request(sleep, arguments={"folder": str(tmp_path)}))
    pid = _running_pid(runner)
    runner.close()
    status = runner.status("one")
    assert status is not None
    assert JobState.CANCELLED is status.state
    _wait_until_gone(pid)
