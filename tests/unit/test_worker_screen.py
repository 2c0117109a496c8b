"""What a worker tells programs of its campaigns, and when it has nothing to tell."""

from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from zns_batch.cli.views import worker
from zns_batch.cli.views.worker import WorkerScreen
from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import CampaignState
from zns_batch.ledger.records import StateCounts
from zns_batch.services.unattended.notify import NotifyResult


class Events:
    """The events of campaigns, for somebody who wants to hear of them or for nobody."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted
        self.looked = Event()

    def note_start(self, _campaign: object) -> bool:
        return self.wanted

    def note_end(self, _campaign: object) -> bool:
        return self.wanted

    def deliver_due(self) -> int:
        self.looked.set()
        return 0


@pytest.mark.parametrize("what", ["start", "end"])
@pytest.mark.parametrize("wanted", [True, False])
def test_events_are_posted_at_once_where_somebody_wants_them(
    monkeypatch: pytest.MonkeyPatch, what: str, *, wanted: bool
) -> None:
    """A program hears at once of a campaign; where none does, no campaign pays for the look."""
    monkeypatch.setattr(worker, "info", lambda *_, **__: None)
    events = Events(wanted=wanted)
    notifier = SimpleNamespace(notify_campaign=lambda *_: NotifyResult())
    screen = WorkerScreen(cast("Any", notifier), SystemClock(), events=cast("Any", events))
    campaign: Any = SimpleNamespace(
        id="z1",
        name="đơn",
        state=CampaignState.COMPLETED,
        dry_run=False,
        reason=None,
        resume_after=None,
    )
    if what == "start":
        screen.on_start(campaign, 3)
    else:
        report: Any = SimpleNamespace(campaign=campaign, tally=StateCounts(rows={}))
        screen.on_end(report, None)
    assert wanted is events.looked.wait(2 if wanted else 0.05)
