"""What a campaign does or waits for, as whoever watches it is told (`services.campaigns.watching.progress`)."""

from datetime import timedelta

import pytest
from ledger_help import NOW, campaign_of, planned

from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import LaneHeldError, UnknownCampaignError, WrongStateError
from zns_batch.ledger import campaigns, leases, rows, work_queue, workers
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import rows as row_table
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.records import Campaign
from zns_batch.services.campaigns import control, detached
from zns_batch.services.campaigns.watching.progress import Situation, read_progress

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def campaign(ledger: Ledger) -> Campaign:
    """A campaign of three rows, begun."""
    return campaign_of(ledger, [planned(1), planned(2), planned(3, state=RowState.INVALID)])


def _situation(ledger: Ledger, campaign: Campaign) -> Situation:
    return read_progress(ledger, campaign.id, now=NOW).situation


def _worker(ledger: Ledger) -> None:
    this = ProcessIdentity.this_process()
    workers.update_heartbeat(ledger, "w", owner=this, version="1", now=NOW)


def _leave_to_workers(ledger: Ledger, campaign: Campaign, **options: int) -> None:
    work_queue.enqueue(
        ledger, campaign.id, at=NOW, expected=campaign.state, options=options or None
    )


def _stop(ledger: Ledger, campaign: Campaign, state: CampaignState, reason: Reason | None) -> None:
    campaigns.stop(ledger, campaign.id, state=state, reason=reason, now=NOW)


def test_a_campaign_that_is_sent_is_told_with_its_worker(
    ledger: Ledger, campaign: Campaign
) -> None:
    """The page shows that messages leave, from which machine, and when it last gave a sign of life."""
    leases.acquire(ledger, campaign.account, campaign.id, now=NOW)
    progress = read_progress(ledger, campaign.id, now=NOW)
    assert Situation.RUNNING is progress.situation
    assert ProcessIdentity.this_process().host == progress.host
    assert progress.silence is not None
    assert (3, 2, 0) == (progress.total, progress.to_send, progress.done)


def test_a_wish_that_is_not_obeyed_yet_is_told(ledger: Ledger, campaign: Campaign) -> None:
    """Whoever pressed pause or cancel sees at once that it was heard."""
    leases.acquire(ledger, campaign.account, campaign.id, now=NOW)
    campaigns.request_pause(ledger, campaign.id)
    assert Situation.PAUSING is _situation(ledger, campaign)
    campaigns.request_cancel(ledger, campaign.id)
    assert Situation.CANCELLING is _situation(ledger, campaign)


def test_a_campaign_whose_process_died_is_told_as_left(ledger: Ledger, campaign: Campaign) -> None:
    """A campaign that nobody sends any more does not look as if it were running."""
    assert Situation.LEFT is _situation(ledger, campaign)


def test_a_due_campaign_says_whether_a_worker_is_there(ledger: Ledger, campaign: Campaign) -> None:
    """Somebody who waits for nothing to happen is told that no worker is running."""
    _leave_to_workers(ledger, campaign)
    assert Situation.NO_WORKER is _situation(ledger, campaign)
    _worker(ledger)
    assert Situation.QUEUED is _situation(ledger, campaign)


def test_a_campaign_behind_another_one_names_it(ledger: Ledger, campaign: Campaign) -> None:
    """The page says which campaign of the same account goes first."""
    other = campaign_of(ledger, [planned(9)], name="first")
    _leave_to_workers(ledger, campaign)
    leases.acquire(ledger, other.account, other.id, now=NOW)
    progress = read_progress(ledger, campaign.id, now=NOW)
    assert Situation.WAITS_FOR_LANE is progress.situation
    assert progress.other is not None
    assert "first" == progress.other.name


def test_a_time_that_has_not_come_is_told(ledger: Ledger, campaign: Campaign) -> None:
    """A campaign for tomorrow is shown as that and not as stuck."""
    work_queue.enqueue(ledger, campaign.id, at=LATER, expected=campaign.state)
    assert Situation.SCHEDULED is _situation(ledger, campaign)


@pytest.mark.parametrize(
    "state, reason, expected",
    [
        (CampaignState.PAUSED, Reason.PERSON, Situation.PAUSED),
        (CampaignState.PAUSED, Reason.QUOTA, Situation.QUOTA),
        (CampaignState.PAUSED, Reason.TEMPLATE_QUOTA, Situation.QUOTA),
        (CampaignState.PAUSED, Reason.NIGHT, Situation.NIGHT),
        (CampaignState.PAUSED, Reason.NETWORK, Situation.TROUBLE),
        (CampaignState.PAUSED, Reason.RATE, Situation.TROUBLE),
        (CampaignState.PAUSED, Reason.APPROVAL, Situation.APPROVAL),
        (CampaignState.PAUSED, Reason.BALANCE, Situation.BALANCE),
        (CampaignState.PAUSED, Reason.FAILURES, Situation.FAILURES),
        (CampaignState.ABORTED, Reason.AUTHORISATION, Situation.AUTHORISATION),
        (CampaignState.ABORTED, Reason.TEMPLATE, Situation.STOPPED),
        (CampaignState.ABORTED, Reason.SETTINGS, Situation.STOPPED),
        (CampaignState.COMPLETED, None, Situation.COMPLETED),
        (CampaignState.CANCELLED, None, Situation.CANCELLED),
    ],
)
def test_each_stop_has_its_own_words(
    ledger: Ledger,
    campaign: Campaign,
    state: CampaignState,
    reason: Reason | None,
    expected: Situation,
) -> None:
    """Whoever finds a campaign at rest is told why, and not only that it is paused."""
    _stop(ledger, campaign, state, reason)
    assert expected is _situation(ledger, campaign)


def test_a_trial_that_was_sent_waits_for_a_decision(ledger: Ledger, campaign: Campaign) -> None:
    """After the first messages the page asks for the look that they were sent for."""
    _leave_to_workers(ledger, campaign, canary=1)
    with ledger.write() as connection:
        first = row_table.c.seq == 1
        for before, after in (
            (RowState.PENDING, RowState.SENDING),
            (RowState.SENDING, RowState.ACCEPTED),
        ):
            rows.move(connection, campaign.id, {before}, after, now=NOW, only=first)
    _stop(ledger, campaign, CampaignState.PAUSED, Reason.PERSON)
    assert Situation.CANARY is _situation(ledger, campaign)
    # Letting it go on lets all go, and is left to a worker.
    assert 1 == detached.resume(ledger, campaigns.get(ledger, campaign.id), lang="vi", now=NOW)
    resumed = campaigns.get(ledger, campaign.id)
    assert CampaignState.SCHEDULED is resumed.state
    assert "canary" not in resumed.options


def test_a_plan_that_nobody_confirmed_is_not_shown(ledger: Ledger) -> None:
    """A draft has no page: nothing of it was ever sent."""
    draft = campaign_of(ledger, [planned(1)], confirmed=False)
    with pytest.raises(UnknownCampaignError):
        read_progress(ledger, draft.id, now=NOW)


def test_a_paused_campaign_goes_on_in_a_worker(ledger: Ledger, campaign: Campaign) -> None:
    """“Go on” returns at once, and a worker sends what is left."""
    _stop(ledger, campaign, CampaignState.PAUSED, Reason.PERSON)
    paused = campaigns.get(ledger, campaign.id)
    assert 2 == detached.resume(ledger, paused, lang="vi", now=NOW)
    assert [campaign.id] == [item.campaign_id for item in work_queue.list_due(ledger, now=NOW)]
    # A second press of the same button finds it under way and changes nothing.
    with pytest.raises(WrongStateError):
        detached.resume(ledger, paused, lang="vi", now=NOW)


def test_a_paused_campaign_is_queued_behind_another_one(ledger: Ledger, campaign: Campaign) -> None:
    """“Go on” works while the account sends another list: this one comes after it."""
    _stop(ledger, campaign, CampaignState.PAUSED, Reason.PERSON)
    other = campaign_of(ledger, [planned(9)], name="first")
    leases.acquire(ledger, other.account, other.id, now=NOW)
    assert 2 == detached.resume(ledger, campaigns.get(ledger, campaign.id), lang="vi", now=NOW)
    assert Situation.WAITS_FOR_LANE is _situation(ledger, campaign)


def test_a_running_campaign_can_not_be_resumed(ledger: Ledger, campaign: Campaign) -> None:
    """A stale page's “go on” does not disturb a campaign that is being sent."""
    leases.acquire(ledger, campaign.account, campaign.id, now=NOW)
    with pytest.raises(LaneHeldError):
        detached.resume(ledger, campaigns.get(ledger, campaign.id), lang="vi", now=NOW)


def test_what_was_cancelled_or_done_is_not_resumed(ledger: Ledger, campaign: Campaign) -> None:
    """Nothing of an ended campaign is sent by an old page's button."""
    _stop(ledger, campaign, CampaignState.CANCELLED, None)
    with pytest.raises(WrongStateError):
        detached.resume(ledger, campaigns.get(ledger, campaign.id), lang="vi", now=NOW)


def test_rejected_rows_are_sent_again_by_a_worker(ledger: Ledger, campaign: Campaign) -> None:
    """“Send again” takes the rows of the chosen reason, and no others, to the workers."""
    with ledger.write() as connection:
        for seq, code in ((1, "-118"), (2, "-108")):
            only = row_table.c.seq == seq
            rows.move(
                connection, campaign.id, {RowState.PENDING}, RowState.SENDING, now=NOW, only=only
            )
            rows.move(
                connection,
                campaign.id,
                {RowState.SENDING},
                RowState.REJECTED,
                now=NOW,
                code=code,
                only=only,
            )
    _stop(ledger, campaign, CampaignState.COMPLETED, None)
    done = campaigns.get(ledger, campaign.id)
    again = {"lang": "vi", "now": NOW}
    assert 1 == detached.retry(ledger, done, [(RowState.REJECTED, "-118")], **again)  # type: ignore[arg-type] # plain values
    assert 1 == rows.count(ledger, campaign.id, {RowState.PENDING})
    assert CampaignState.SCHEDULED is campaigns.get(ledger, campaign.id).state
    with pytest.raises(WrongStateError):
        detached.retry(ledger, done, [(RowState.REJECTED, "-118")], **again)  # type: ignore[arg-type] # plain values


def test_pause_and_cancel_of_what_waits_are_done_at_once(
    ledger: Ledger, campaign: Campaign
) -> None:
    """A campaign that no worker has begun is paused, and then cancelled, by the press itself."""
    _leave_to_workers(ledger, campaign)
    control.request_pause(ledger, campaigns.get(ledger, campaign.id), now=NOW)
    assert Situation.PAUSED is _situation(ledger, campaign)
    control.request_cancel(ledger, campaigns.get(ledger, campaign.id), now=NOW)
    assert Situation.CANCELLED is _situation(ledger, campaign)
