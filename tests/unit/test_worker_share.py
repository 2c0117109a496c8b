"""How often workers ask for tasks, and what a task that fails leaves behind."""

import pytest

from zns_batch.worker.queue import TaskQueue, _run_task, poll_seconds


@pytest.mark.parametrize(
    "workers, seconds", [(0, 0.2), (1, 0.2), (5, 0.2), (10, 0.4), (50, 2.0), (100, 2.0)]
)
def test_many_workers_share_their_questions(workers: int, seconds: float) -> None:
    """Ten workers ask the database little more than five do, and none waits longer than two seconds."""
    assert seconds == pytest.approx(poll_seconds(workers))


@pytest.mark.parametrize("failure", [ValueError, BaseException, SystemExit])
def test_no_failure_leaves_a_task_running(
    monkeypatch: pytest.MonkeyPatch, failure: type[BaseException]
) -> None:
    """Whatever a task raises, it is over: else its schedule would wait for it for ever."""

    def fail(_queue: str, _payload: object) -> None:
        raise failure

    monkeypatch.setattr(TaskQueue, "_handler", staticmethod(fail))
    assert "failed" == _run_task.__wrapped__("schedules", ["s1", 1, 2])  # type: ignore[attr-defined] # the function that the library wraps
