"""How often workers ask for tasks."""

import pytest

from zns_batch.worker.queue import poll_seconds


@pytest.mark.parametrize(
    "workers, seconds", [(0, 0.2), (1, 0.2), (5, 0.2), (10, 0.4), (50, 2.0), (100, 2.0)]
)
def test_many_workers_share_their_questions(workers: int, seconds: float) -> None:
    """Ten workers ask the database little more than five do, and none waits longer than two seconds."""
    assert seconds == pytest.approx(poll_seconds(workers))
