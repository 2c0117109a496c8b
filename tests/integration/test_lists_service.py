"""Uploaded lists from the first byte to their end, on each database."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from program_help import until

from zns_batch.core.clock import SystemClock
from zns_batch.errors import UnknownListError, WrongStateError
from zns_batch.ledger import uploads
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.jobs.job import JobLimits, JobRequest, JobStatus
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.service import UploadedLists
from zns_batch.services.lists.steps import Step, reached

HEADER = "SĐT,Họ tên,Mã đơn,Ngày đặt,Tổng tiền,Khách\n"
SECONDS = 120.0


@pytest.fixture
def lists(ledger: Ledger, tmp_path: Path) -> Iterator[UploadedLists]:
    """The uploaded lists of a state folder."""
    clock = SystemClock()
    jobs = JobRunner(clock)
    yield UploadedLists(ledger, tmp_path / "home", clock, jobs)
    jobs.close()


def _text(rows: int, *, bad: int = 0) -> bytes:
    lines = [
        f"{'091' if row < bad else f'0912{row:06}'},Lan {row},DH-{row},18/11/2026,5000,Hoa {row}\n"
        for row in range(rows)
    ]
    return (HEADER + "".join(lines)).encode()


def _upload(lists: UploadedLists, content: bytes, *, name: str = "list.csv") -> UploadedList:
    receiver = lists.begin(
        owner="an", account="default", template="don-hang", name=name, size=len(content)
    )
    receiver.write(content)
    return receiver.finish()


def _replace(lists: UploadedLists, uploaded: UploadedList, content: bytes) -> UploadedList:
    receiver = lists.replace_file(uploaded, name="corrected.csv", size=len(content))
    receiver.write(content)
    return receiver.finish()


def _names(uploaded: UploadedList) -> list[str]:
    return sorted(path.name.partition("-")[0] for path in Path(uploaded.folder).iterdir())


def test_a_list_is_checked_and_thrown_away(lists: UploadedLists, ledger: Ledger) -> None:
    """A list is there until it is sent or thrown away, and then nothing of it is."""
    uploaded = _upload(lists, _text(5, bad=1))
    assert UploadState.READING is uploaded.state
    uploaded = lists.wait(uploaded, SECONDS)
    assert UploadState.CHECKED is uploaded.state
    assert uploaded.result is not None
    assert {"pending": 4, "invalid": 1} == uploaded.result["counts"]
    assert ["check", "list"] == _names(uploaded)
    assert [uploaded] == lists.open_lists("an")
    assert [] == lists.open_lists("binh")
    lists.delete(uploaded)
    assert not Path(uploaded.folder).exists()
    with pytest.raises(UnknownListError):
        lists.find(uploaded.id)
    assert 0 == uploads.usage(ledger, "an").lists


def test_a_new_choice_ends_the_check_that_runs(lists: UploadedLists) -> None:
    """Whoever changes a column in the middle of a long check gets the result of the new column alone."""
    uploaded = _upload(lists, _text(60_000))
    first = lists.choose(uploaded, ListChoices(mapping={"customer_name": "Khách"}))
    second = lists.choose(first, ListChoices(mapping={"customer_name": "Mã đơn"}))
    uploaded = lists.wait(second, SECONDS)
    assert UploadState.CHECKED is uploaded.state
    assert ["check", "list"] == _names(uploaded)
    with lists.check(uploaded) as check:
        message = check.message(1)
        assert message is not None
        assert "DH-0" == message.data["customer_name"]
        assert 60_000 == check.to_send


def test_a_corrected_file_takes_the_place_only_when_it_can_be_read(lists: UploadedLists) -> None:
    """A broken file by mistake costs neither the list nor its choices."""
    uploaded = lists.wait(_upload(lists, _text(5, bad=2)), SECONDS)
    uploaded = lists.keep(uploaded, replace(ListChoices.of(uploaded), leave_bad=True))
    broken = lists.wait(_replace(lists, uploaded, b"PK\x03\x04 no workbook"), SECONDS)
    assert broken.result is not None
    assert (UploadState.CHECKED, "list.csv") == (broken.state, broken.name)
    assert "corrected.csv" == broken.result["refused"]["name"]
    assert ["check", "list"] == _names(broken)
    # Consent is asked for again: it was given to another check.
    assert not ListChoices.of(broken).leave_bad
    mended = lists.wait(_replace(lists, broken, _text(6)), SECONDS)
    assert mended.result is not None
    assert ("corrected.csv", {"pending": 6}) == (mended.name, mended.result["counts"])
    assert (2, 2, 1) == tuple(mended.result["difference"][n] for n in ("before", "fixed", "added"))
    assert ["check", "list"] == _names(mended)
    assert Step.PREVIEW is reached(mended)


def test_what_was_sent_changes_no_more(lists: UploadedLists, ledger: Ledger) -> None:
    """The back button after sending can't check, replace or change the list."""
    uploaded = lists.wait(_upload(lists, _text(2)), SECONDS)
    checked = {UploadState.CHECKED}
    planned = lists.checks.change(
        uploaded, was=checked, state=UploadState.PLANNED, campaign_id="c1"
    )
    assert ("c1", UploadState.PLANNED) == (planned.campaign_id, planned.state)
    now = SystemClock().now()
    was = {UploadState.PLANNED}
    assert uploads.change(ledger, uploaded.id, was=was, state=UploadState.DONE, touched_at=now)
    assert not uploads.change(ledger, uploaded.id, was=was, state=UploadState.DONE, touched_at=now)
    lists.remove_files(uploaded)
    done = lists.find(uploaded.id)
    assert not done.is_open
    for act in (
        lambda: lists.choose(done, ListChoices()),
        lambda: lists.keep(done, ListChoices()),
        lambda: lists.replace_file(done, name="x.csv", size=1),
    ):
        with pytest.raises((WrongStateError, FileNotFoundError)):
            act()
    assert [] == lists.open_lists("an")
    # What was chosen feeds the next list of the kind.
    assert done == lists.latest("an")


def test_an_upload_that_breaks_off_leaves_nothing(lists: UploadedLists, ledger: Ledger) -> None:
    """A connection that is cut leaves no half list behind."""
    receiver = lists.begin(
        owner="an", account="default", template="don-hang", name="x.csv", size=None
    )
    receiver.write(b"a,b\n")
    folder = Path(receiver.uploaded.folder)
    assert folder.is_dir()
    receiver.abort()
    assert not folder.exists()
    assert 0 == uploads.usage(ledger, "an").lists


def test_a_check_that_was_broken_off_begins_again_when_somebody_looks(
    lists: UploadedLists, ledger: Ledger
) -> None:
    """After a restart whoever opens the list finds it being checked, and not stuck."""
    uploaded = lists.wait(_upload(lists, _text(3)), SECONDS)
    was = {UploadState.CHECKED}
    uploads.change(ledger, uploaded.id, was=was, state=UploadState.READING, result=None)
    stuck = lists.find(uploaded.id)
    assert lists.progress(stuck).running
    assert UploadState.CHECKED is lists.wait(lists.find(uploaded.id), SECONDS).state
    assert not lists.progress(lists.find(uploaded.id)).running


class _Bounded(JobRunner):
    """Runs jobs within other bounds, and keeps what was asked for."""

    bounds: JobLimits | None = None
    asked: JobRequest | None = None

    def submit(
        self,
        request: JobRequest,
        *,
        on_end: Callable[[JobStatus], None] | None = None,
        anew: bool = False,
    ) -> JobStatus:
        """Run a job within the bounds of the test."""
        self.asked = request
        if self.bounds is not None:
            request = replace(request, limits=self.bounds)
        return super().submit(request, on_end=on_end, anew=anew)


@pytest.fixture
def bounded(file_ledger: Ledger, tmp_path: Path) -> Iterator[tuple[UploadedLists, _Bounded]]:
    """The uploaded lists of a state folder, and what runs their checks."""
    clock = SystemClock()
    jobs = _Bounded(clock)
    yield UploadedLists(file_ledger, tmp_path / "home", clock, jobs), jobs
    jobs.close()


@pytest.mark.skipif(sys.platform == "win32", reason="bounds of the operating system")
@pytest.mark.parametrize(
    "bounds, key",
    [
        (JobLimits(seconds=0.4), "jobs.too-long"),
        (JobLimits(cpu_seconds=1), "jobs.stopped"),
        (JobLimits(memory=200 << 20), "jobs.too-much-memory"),
    ],
    ids=["wall", "processor", "memory"],
)
def test_a_list_that_takes_too_much_is_given_up(
    bounded: tuple[UploadedLists, _Bounded], bounds: JobLimits, key: str
) -> None:
    """A list that would slow the machine ends its own check in a sentence, leaves no half result behind, and the next list is checked."""
    lists, jobs = bounded
    jobs.bounds = bounds
    large = _upload(lists, _text(400_000))
    assert jobs.asked is not None
    assert JobLimits(seconds=120, cpu_seconds=120, memory=2 << 30) == jobs.asked.limits
    ended = lists.wait(large, SECONDS)
    assert UploadState.FAILED is ended.state
    assert ended.result is not None
    assert key == ended.result["error"]["key"]
    assert ["list"] == _names(ended)
    jobs.bounds = None
    assert UploadState.CHECKED is lists.wait(_upload(lists, _text(5)), SECONDS).state


def test_a_check_has_no_setting_and_no_secret(
    bounded: tuple[UploadedLists, _Bounded], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hostile list that takes over its check finds no token, no key and no address of a database: not in its environment, not in its arguments."""
    lists, jobs = bounded
    for name in ("ACCESS_TOKEN", "REFRESH_TOKEN", "APP_SECRET", "SUPPRESS_KEY", "DATABASE_URL"):
        monkeypatch.setenv(f"ZNS_{name}", "very-secret")
    monkeypatch.setenv("PGPASSWORD", "very-secret")
    # The ledger of this test stays where it is: its address is not needed by what is looked at.
    uploaded = _upload(lists, _text(200_000))
    child = psutil.Process()
    until(lambda: any("jobs.child" in " ".join(_words(one)) for one in child.children()))
    (check,) = [one for one in child.children() if "jobs.child" in " ".join(_words(one))]
    seen = check.environ()
    assert [] == [name for name in seen if name.startswith(("ZNS", "PG"))]
    assert "very-secret" not in str(seen) + " ".join(_words(check))
    assert jobs.asked is not None
    assert "very-secret" not in str(jobs.asked.arguments)
    assert UploadState.CHECKED is lists.wait(uploaded, SECONDS).state


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
