"""A campaign that waits for approval, and who has the command line."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from ledger_help import campaign_of, planned
from program_help import Program, until
from sending_help import terms_of
from worker_help import worker, workers_end

from zns_batch.core.clock import SystemClock
from zns_batch.domain.approval import ApprovalOutcome
from zns_batch.domain.states import CampaignState
from zns_batch.ledger import audit, campaigns, drafts
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.people.approvals import find_request
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.work_queue import SeenDraft
from zns_batch.services.approvals.requests import DECIDED_WITHIN
from zns_batch.services.campaigns.confirm import confirm, user_draft


def _ask(ledger: Ledger, *numbers: int, now: datetime) -> Campaign:
    """Have Lan ask for the approval of a campaign with rows of these numbers."""
    draft = campaign_of(ledger, [*map(planned, numbers)], confirmed=False, now=now)
    owner = user_draft("lan", now=now)
    drafts.renew_draft(ledger, draft.id, owner)
    seen = SeenDraft(
        campaign_id=draft.id,
        owner=owner,
        fingerprint=draft.fingerprint,
        messages=len(numbers),
    )
    assert confirm(ledger, seen, terms=replace(terms_of("lan"), ask=True), now=now).waits
    return draft


def test_resume_lets_a_waiting_campaign_go_and_is_noted(alone: Program) -> None:
    """Who has the shell is trusted: the workers get the campaign, and the log names user and machine."""
    alone.home.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(alone.home / "ledger.db")
    now = SystemClock().now()
    draft = _ask(ledger, 1, 2, now=now)
    shown = alone.run("show", draft.id, "--json")
    assert ("paused", "approval") == (shown.object()["state"], shown.object()["reason"])
    done = alone.run("resume", draft.id, "--detach", "--json", "--yes")
    assert 0 == done.code, done.err
    assert "scheduled" == json.loads(done.out)["state"]
    campaign = campaigns.get(ledger, draft.id)
    assert CampaignState.SCHEDULED is campaign.state
    request = find_request(ledger, draft.id, now=now)
    assert request is not None
    assert ApprovalOutcome.APPROVED is request.outcome
    assert request.decided_by is not None
    assert "@" in request.decided_by
    approved = [entry for entry in audit.latest(ledger) if entry.act == "approve"]
    assert [("cli", request.decided_by)] == [(entry.face, entry.actor) for entry in approved]
    ledger.close()


def test_a_worker_ends_what_nobody_approved_in_time(alone: Program) -> None:
    """Without any page open the request ends by the clock: `resume` sends nothing of it, and a worker closes the others."""
    alone.home.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(alone.home / "ledger.db")
    then = SystemClock().now() - DECIDED_WITHIN - timedelta(hours=1)
    asked = []
    for number in (1, 2):
        draft = _ask(ledger, number, now=then)
        asked.append(draft.id)
        if number == 1:
            refused = alone.run("resume", draft.id, "--detach", "--yes")
            # Nothing is announced that is then refused.
            [line] = refused.err.splitlines()
            assert (2, True) == (refused.code, "has expired" in line)
            assert CampaignState.CANCELLED is campaigns.get(ledger, draft.id).state
    started = worker(alone)
    with workers_end(started):
        until(lambda: campaigns.get(ledger, asked[1]).state is CampaignState.CANCELLED)
    ended = [entry for entry in audit.latest(ledger) if entry.act == "expired"]
    assert {(each, "worker") for each in asked} == {(entry.object, entry.face) for entry in ended}
    ledger.close()


def test_an_option_that_is_refused_approves_nothing(alone: Program) -> None:
    """A typing mistake must not count as the approval that the campaign waits for, nor announce a start."""
    alone.home.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(alone.home / "ledger.db")
    now = SystemClock().now()
    draft = _ask(ledger, 1, now=now)
    for options in (("--detach", "--wait"), ("--rate", "100000"), ("--out", "out.csv")):
        refused = alone.run("resume", draft.id, "--yes", *options)
        [line] = refused.err.splitlines()
        assert (True, False) == (refused.code in {1, 2}, "Resuming" in line), options
        request = find_request(ledger, draft.id, now=now)
        assert request is not None
        assert request.is_open, options
    ledger.close()
