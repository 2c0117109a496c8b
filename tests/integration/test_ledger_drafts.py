"""Drafts: whose they are, how long they are kept, and that each is confirmed once."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ledger_help import NOW, TEMPLATE, campaign_of, planned

from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import UnknownCampaignError, WrongStateError, ZnsBatchError
from zns_batch.ledger import campaigns, drafts, rows, work_queue
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.drafts import DraftOwner, NewCampaign

AT_ONCE = 20


def _enqueue(ledger: Ledger, campaign_id: str) -> None:
    work_queue.enqueue(ledger, campaign_id, at=NOW, expected=CampaignState.DRAFT)


def _start(ledger: Ledger, campaign_id: str) -> None:
    campaigns.start(ledger, campaign_id, now=NOW, expected=CampaignState.DRAFT)


def _hold(ledger: Ledger, campaign_id: str) -> None:
    work_queue.hold_for_approval(ledger, campaign_id)


def _confirm(
    place: Any, campaign_id: str, act: Callable[..., None], barrier: Any, out: Any
) -> None:
    ledger = open_ledger(place)
    barrier.wait()
    try:
        act(ledger, campaign_id)
    except ZnsBatchError as error:
        out.put(error.key)
    else:
        out.put("confirmed")
    ledger.close()


@pytest.mark.parametrize("act", [_enqueue, _start, _hold])
def test_a_draft_that_many_processes_confirm_at_once_becomes_one_run(
    place: Path | str, act: Callable[..., None]
) -> None:
    """A button pressed in two windows sends the list once, and the other window says so."""
    ledger = open_ledger(place)
    draft = campaign_of(ledger, [planned(1)], confirmed=False)
    ledger.engine.dispose()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(AT_ONCE), context.Queue()
    processes = [
        context.Process(target=_confirm, args=(place, draft.id, act, barrier, answers))
        for _ in range(AT_ONCE)
    ]
    for process in processes:
        process.start()
    heard = sorted(answers.get(timeout=120) for _ in processes)
    for process in processes:
        process.join()
    assert ["confirmed", *["ledger.confirmed-before"] * (AT_ONCE - 1)] == heard
    if act is _enqueue:
        (turn,) = work_queue.list_due(ledger, now=NOW)
        assert (draft.id, 0) == (turn.campaign_id, turn.number)
    ledger.close()


def test_a_draft_that_was_cancelled_or_deleted_is_told_as_that(ledger: Ledger) -> None:
    """Whoever confirms too late hears what became of the draft, and nothing is sent."""
    cancelled = campaign_of(ledger, [planned(1)], confirmed=False)
    campaigns.stop(ledger, cancelled.id, state=CampaignState.CANCELLED, now=NOW)
    deleted = campaign_of(ledger, [planned(2)], confirmed=False)
    drafts.drop_draft(ledger, deleted.id)
    for act in (_enqueue, _start):
        with pytest.raises(WrongStateError) as caught:
            act(ledger, cancelled.id)
        assert "ledger.cancelled-before" == caught.value.key
        with pytest.raises(UnknownCampaignError):
            act(ledger, deleted.id)
    paused = campaign_of(ledger, [planned(3)])
    with pytest.raises(WrongStateError) as caught:
        work_queue.enqueue(ledger, paused.id, at=NOW, expected=CampaignState.PAUSED)
    assert "ledger.changed-meanwhile" == caught.value.key
    assert {RowState.PENDING: 1} == rows.state_counts(ledger, paused.id).rows


def draft_of(ledger: Ledger, owner: DraftOwner | None, name: str) -> str:
    new = NewCampaign(
        name=name, account="default", provider="zalo", template=TEMPLATE, source="a", headers=()
    )
    return drafts.create_draft(ledger, new, stem="a", now=NOW, owner=owner)


def is_there(ledger: Ledger, campaign_id: str) -> bool:
    try:
        campaigns.get(ledger, campaign_id)
    except UnknownCampaignError:
        return False
    return True


def test_the_draft_of_a_session_is_kept_until_the_session_ends(ledger: Ledger) -> None:
    """A person who looks at the preview for a while keeps the draft, whichever process serves it."""
    until = NOW + timedelta(minutes=30)
    session = DraftOwner(kind="session", id="s1", expires_at=until)
    draft = draft_of(ledger, session, "s")
    mine = draft_of(ledger, None, "p")
    drafts.drop_old_drafts(ledger, now=until - timedelta(seconds=1))
    assert is_there(ledger, draft)

    later = DraftOwner(kind="session", id="s1", expires_at=until + timedelta(days=3))
    assert drafts.renew_draft(ledger, draft, later)
    drafts.drop_old_drafts(ledger, now=until + timedelta(days=2))
    assert (True, False) == (is_there(ledger, draft), is_there(ledger, mine))
    drafts.drop_old_drafts(ledger, now=until + timedelta(days=3))
    assert not is_there(ledger, draft)
    assert not drafts.renew_draft(ledger, draft, later)


@pytest.mark.parametrize(
    "owner",
    [
        DraftOwner.this_process(),
        DraftOwner(kind="session", id="ä", expires_at=NOW),
        DraftOwner(kind="api-client", id="c"),
    ],
)
def test_an_owner_is_read_as_it_was_written(owner: DraftOwner) -> None:
    """Nobody's draft is taken for another one's."""
    assert owner == DraftOwner.load(owner.dump())
    assert not owner.is_gone(SystemClock().now(), NOW - timedelta(seconds=1))
