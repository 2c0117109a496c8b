"""Events of campaigns: signed as Standard Webhooks says, kept until they are taken, sent again at will."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from ledger_help import TestClock
from program_help import Program, orders
from rest_help import caller, code
from standardwebhooks.webhooks import Webhook
from web_campaign_help import stopped
from web_help import Pages

from zns_batch.domain.states import CampaignState, Reason
from zns_batch.ledger.people import campaign_events
from zns_batch.sandbox import RunningSandbox
from zns_batch.services.campaigns.control import request_cancel
from zns_batch.services.unattended.campaign_events import CampaignEvents

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Receiver:
    """A program that receives webhooks."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(({**self.headers}, body))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def verified(self) -> list[dict[str, object]]:
        """What arrived, each proved by the public library."""
        webhook = Webhook(SECRET)
        return [
            webhook.verify(body, {name.lower(): value for name, value in headers.items()})
            for headers, body in self.got
        ]

    def close(self) -> None:
        """End it."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver that the settings name."""
    found = Receiver()
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZNS_NOTIFY_EVENTS_URL", found.url)
    monkeypatch.setenv("ZNS_NOTIFY_SECRET", SECRET)
    monkeypatch.chdir(tmp_path)
    yield found
    found.close()


def test_a_campaigns_word_is_signed_and_told_once(pages: Pages, receiver: Receiver) -> None:
    """A program learns why a campaign paused and that it needs a person, proved by the public library."""
    campaign = stopped(pages, CampaignState.PAUSED, Reason.BALANCE)
    events = CampaignEvents(ledger=pages.web.ledger, clock=pages.web.clock)
    events.note_end(campaign)
    # A worker that was killed in between tells it again.
    events.note_end(campaign)
    assert 2 == events.deliver_due()
    assert 0 == events.deliver_due()
    told = receiver.verified()
    assert ["campaign.needs-person", "campaign.paused"] == sorted(str(one["type"]) for one in told)
    for one in told:
        assert isinstance(one["data"], dict)
        assert ("balance", campaign.id) == (one["data"]["reason"], one["data"]["campaign"])
        assert 6 == one["data"]["rows"]["total"]
        assert str(one["timestamp"]).endswith("+00:00")
    assert re.search(r"849\d{8}", str(receiver.got)) is None


def test_begin_and_end_are_told(pages: Pages, receiver: Receiver) -> None:
    """A program learns when a campaign goes on, waits for what ends by itself, and is over."""
    events = CampaignEvents(ledger=pages.web.ledger, clock=pages.web.clock)
    later = pages.web.clock.now() + timedelta(hours=1)
    quota = stopped(pages, CampaignState.PAUSED, Reason.QUOTA, resume_after=later)
    events.note_start(quota)
    events.note_end(quota)
    done = stopped(pages, CampaignState.COMPLETED, None)
    events.note_end(done)
    request_cancel(pages.web.ledger, quota, now=pages.web.clock.now())
    kinds = [
        one.type
        for each in (quota, done)
        for one in campaign_events.of_campaign(pages.web.ledger, each.id)
    ]
    assert ["campaign.resumed", "campaign.paused", "campaign.ended", "campaign.ended"] == kinds


def test_what_was_not_taken_is_tried_again_and_can_be_replayed(
    timed: Pages, clock: TestClock, receiver: Receiver, tmp_path: Path
) -> None:
    """A receiver that was down gets each event later, with the same id; one can ask for it at any time."""
    campaign = stopped(timed, CampaignState.COMPLETED, None)
    events = CampaignEvents(ledger=timed.web.ledger, clock=clock)
    events.note_end(campaign)
    receiver.status = 500
    assert 0 == events.deliver_due()
    assert 0 == events.deliver_due()
    assert 1 == len(receiver.got)
    erp = caller(timed, tmp_path)
    (waiting,) = erp.get(f"/campaigns/{campaign.id}/events").json()["events"]
    assert (1, None, "notices.not-taken") == (
        waiting["attempts"],
        waiting["delivered_at"],
        waiting["error"],
    )
    receiver.status = 200
    clock.turn(61)
    assert 1 == events.deliver_due()
    path = f"/campaigns/{campaign.id}/events/{waiting['event']}/replay"
    again = erp.post(path)
    assert 200 == again.status_code, again.text
    assert again.json()["delivered_at"]
    assert {waiting["event"]} == {headers["webhook-id"] for headers, _ in receiver.got}
    assert [waiting["body"]] * 3 == [json.loads(body) for _, body in receiver.got]
    assert "status-404" == code(erp.post(f"/campaigns/{campaign.id}/events/evt_x/replay"), 404)


def test_a_receiver_that_stays_away_is_given_up(
    timed: Pages, clock: TestClock, receiver: Receiver
) -> None:
    """Nobody is asked for ever: after a day what was not taken waits for a replay."""
    events = CampaignEvents(ledger=timed.web.ledger, clock=clock)
    events.note_end(stopped(timed, CampaignState.COMPLETED, None))
    receiver.status = 503
    for _ in range(12):
        events.deliver_due()
        clock.turn(8 * 3600)
    assert 7 == len(receiver.got)


def test_what_a_command_sends_is_told_as_well(
    program: Program, zalo: RunningSandbox, receiver: Receiver
) -> None:
    """Whoever sends on the ledger, the program that listens learns of it: start, pause with its reason, going on, end; a rehearsal is none of its business."""
    events = {"ZNS_NOTIFY_EVENTS_URL": receiver.url, "ZNS_NOTIFY_SECRET": SECRET}
    zalo.change(quota=2)
    program.write("list.csv", orders(3))
    assert 3 == program.send("list.csv", **events).code
    zalo.change(quota=100)
    assert 0 == program.run("resume", "latest", "--json", "--yes", **events).code
    told = receiver.verified()
    expected = {"campaign.started", "campaign.paused", "campaign.resumed", "campaign.ended"}
    assert expected == {str(one["type"]) for one in told} - {"campaign.needs-person"}
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == len(receiver.got)
    before = len(receiver.got)
    program.write("other.csv", orders(2, start=50))
    assert 0 == program.send("other.csv", "--rehearse", **events).code
    assert before == len(receiver.got)


def test_without_a_receiver_nothing_is_kept(file_pages: Pages, tmp_path: Path) -> None:
    """Who has no program that listens keeps no events, and a replay says so."""
    campaign = stopped(file_pages, CampaignState.COMPLETED, None)
    CampaignEvents(ledger=file_pages.web.ledger, clock=file_pages.web.clock).note_end(campaign)
    erp = caller(file_pages, tmp_path)
    assert [] == erp.get(f"/campaigns/{campaign.id}/events").json()["events"]
