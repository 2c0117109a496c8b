"""Acts that change several things, killed at each of their commits: all of it is done, or nothing."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from kill_help import killed_at_commit
from ledger_help import NOW, TestClock, accepted, campaign_of, planned
from sqlalchemy import select

from zns_batch.core.clock import SystemClock
from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import UnknownCampaignError, WrongStateError
from zns_batch.ledger import campaigns, drafts, leases, rows, schedules, work_queue
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.db.schema import runs
from zns_batch.ledger.maintenance.purge import purge_campaign
from zns_batch.ledger.outcome_writer import OutcomeWriter
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import BadRows, Schedule, ScheduleState
from zns_batch.services.campaigns import control
from zns_batch.services.schedules import service

Act = Callable[[Ledger, Campaign], object]
ONCE = Schedule(
    id="s1",
    name="sáng",
    account="default",
    file="a.csv",
    cron=None,
    zone="Asia/Ho_Chi_Minh",
    next_at=NOW,
    misfire="once",
    bad_rows=BadRows.HOLD,
    folder="/",
    created_at=NOW,
)


def add(ledger: Ledger, campaign: Campaign) -> None:
    work_queue.add_once(ledger, ONCE, campaign.id, at=NOW)


def added(ledger: Ledger) -> Campaign:
    campaign = campaign_of(ledger, [planned(1), planned(2)], confirmed=False)
    add(ledger, campaign)
    return campaigns.get(ledger, campaign.id)


def held(ledger: Ledger) -> Campaign:
    campaign = added(ledger)
    service.hold(ledger, ONCE, clock=TestClock(NOW))
    return campaigns.get(ledger, campaign.id)


def sent(ledger: Ledger) -> Campaign:
    campaign = campaign_of(ledger, [planned(1), planned(2)])
    rows.cancel_pending(ledger, campaign.id, now=NOW)
    campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=NOW)
    return campaigns.get(ledger, campaign.id)


def waiting(ledger: Ledger) -> Campaign:
    campaign = campaign_of(ledger, [planned(1), planned(2)])
    campaigns.stop(ledger, campaign.id, state=CampaignState.PAUSED, now=NOW)
    return campaigns.get(ledger, campaign.id)


def stop_cancelled(ledger: Ledger, campaign: Campaign) -> None:
    campaigns.stop(ledger, campaign.id, state=CampaignState.CANCELLED, now=NOW)


ACTS: dict[str, tuple[Callable[[Ledger], Campaign], Act]] = {
    "schedule add": (
        lambda ledger: campaign_of(ledger, [planned(1), planned(2)], confirmed=False),
        add,
    ),
    "schedule pause": (
        added,
        lambda ledger, _campaign: service.hold(ledger, ONCE, clock=TestClock(NOW)),
    ),
    "schedule resume": (held, lambda ledger, _campaign: service.go_on(ledger, ONCE, now=NOW)),
    "schedule remove": (
        added,
        lambda ledger, _campaign: service.remove(ledger, ONCE, clock=TestClock(NOW)),
    ),
    "retry": (
        sent,
        lambda ledger, campaign: control.retry(ledger, campaign, {RowState.CANCELLED}, now=NOW),
    ),
    "cancel": (waiting, lambda ledger, campaign: control.request_cancel(ledger, campaign, now=NOW)),
    "a run that ends cancelled": (waiting, stop_cancelled),
}


def standing(ledger: Ledger, campaign_id: str) -> tuple[object, ...]:
    """Return all that people and workers go by."""
    campaign = campaigns.get(ledger, campaign_id)
    with ledger.read() as connection:
        noted = len(connection.execute(select(runs)).all())
    due = work_queue.list_due(ledger, now=NOW)
    return (
        campaign.state,
        campaign.start_at,
        campaign.schedule_id,
        str(rows.state_counts(ledger, campaign_id)),
        tuple(schedule.state for schedule in schedules.list_all(ledger)),
        noted,
        len(due),
    )


def done(place: Path | str, campaign: Campaign, act: Act) -> None:
    with closing(open_ledger(place)) as ledger:
        act(ledger, campaign)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_is_killed_is_done_or_not(place: Path | str, name: str) -> None:
    """No half of it is left that nobody sends, that sends after all, or that a new try stumbles over."""
    before, act = ACTS[name]
    with closing(open_ledger(place)) as ledger:
        campaign = before(ledger)
        unchanged = standing(ledger, campaign.id)
        act(ledger, campaign)
        changed = standing(ledger, campaign.id)
        assert unchanged != changed
    for number in count(1):
        with closing(open_ledger(place)) as ledger:
            _clear(ledger)
            campaign = before(ledger)
        killed = killed_at_commit(number, partial(done, place, campaign, act))
        with closing(open_ledger(place)) as ledger:
            found = standing(ledger, campaign.id)
            assert found in {unchanged, changed} if killed else found == changed, number
            if found == unchanged:
                # The same command, given again, does it.
                act(ledger, campaigns.get(ledger, campaign.id))
            assert changed == standing(ledger, campaign.id)
        if not killed:
            return


def _clear(ledger: Ledger) -> None:
    """Make room for the next try, in which all names are free again."""
    with ledger.engine.begin() as connection:
        tables = ("schedules", "runs", "row_counts", "rows", "inputs", "contents", "recipients")
        for table in (*tables, "campaigns"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


def test_a_schedule_that_an_older_version_added_by_half_is_replaced(ledger: Ledger) -> None:
    """The command that was cut off works when it is given again."""
    schedules.add(ledger, ONCE)
    campaign = campaign_of(ledger, [planned(1)], confirmed=False)
    work_queue.add_once(ledger, ONCE, campaign.id, at=NOW)
    assert [ScheduleState.ACTIVE] == [one.state for one in schedules.list_all(ledger)]
    assert CampaignState.SCHEDULED is campaigns.get(ledger, campaign.id).state


def test_a_purge_that_is_killed_is_finished_by_the_next(place: Path | str) -> None:
    """Whichever commit it is killed at: the second purge leaves no customer's data, and every count."""
    for number in count(1):
        with closing(open_ledger(place)) as ledger:
            campaign = sent(ledger)
            counts = rows.state_counts(ledger, campaign.id)
        killed = killed_at_commit(number, partial(done, place, campaign, _purge))
        with closing(open_ledger(place)) as ledger:
            if killed:
                _purge(ledger, campaigns.get(ledger, campaign.id))
            assert counts == rows.state_counts(ledger, campaign.id)
            found = list(rows.read_rows(ledger, campaign.id))
            assert [(None, (None, None))] * 2 == [(row.phone, row.cells) for row in found]
            assert campaigns.get(ledger, campaign.id).purged_at is not None
        if not killed:
            assert number > 2
            return


def _purge(ledger: Ledger, campaign: Campaign) -> None:
    purge_campaign(ledger, campaign, now=NOW)


# ── what a retry takes ──


async def rejected(ledger: Ledger, *codes: str) -> Campaign:
    """A campaign whose rows were refused with these codes, one each, after one that was accepted."""
    campaign = campaign_of(ledger, [planned(n) for n in range(1, len(codes) + 2)])
    lease = leases.acquire(ledger, "default", campaign.id, now=NOW)
    writer = OutcomeWriter(ledger, lease, SystemClock())
    for row, code in zip(
        rows.due(ledger, campaign.id, after=0, most=99), ["", *codes], strict=True
    ):
        await writer.record_intent(row, attempt=1)
        outcome = accepted("m")
        if code:
            outcome = Outcome(
                kind=OutcomeKind.REJECTED, failure=Failure(code=code, action=Action.ROW)
            )
        await writer.record_outcome(row, attempt=1, outcome=outcome)
    await writer.close()
    leases.release(ledger, lease)
    state = CampaignState.COMPLETED
    campaigns.stop(ledger, campaign.id, state=state, reason=Reason.PERSON, now=NOW)
    return campaigns.get(ledger, campaign.id)


async def test_a_retry_leaves_out_who_refused_and_numbers_that_cant_exist(ledger: Ledger) -> None:
    """Nobody who said no is bothered again, and nothing is spent on what can't arrive."""
    campaign = await rejected(ledger, "-108", "-141", "-118", "never-arrived")
    assert 2 == control.rows_in(ledger, campaign, {RowState.REJECTED})
    assert 2 == control.final_rows(ledger, campaign, {RowState.REJECTED})
    assert 0 == control.final_rows(ledger, campaign, {RowState.EXPIRED})
    assert 2 == control.retry(ledger, campaign, {RowState.REJECTED}, now=NOW)
    waiting = rows.due(ledger, campaign.id, after=0, most=9)
    assert [4, 5] == [row.seq for row in waiting]
    assert ["-108", "-141"] == [
        row.code for row in rows.read_rows(ledger, campaign.id, states=[RowState.REJECTED])
    ]


async def test_a_retry_takes_them_when_their_code_is_named(ledger: Ledger) -> None:
    """A person who knows better can send one kind of refused rows, and no other goes with it."""
    campaign = await rejected(ledger, "-108", "-141", "-118")
    codes = control.read_codes(" 141, ")
    assert 1 == control.rows_in(ledger, campaign, {RowState.REJECTED}, codes)
    control.retry(ledger, campaign, {RowState.REJECTED}, now=NOW, codes=codes)
    assert [3] == [row.seq for row in rows.due(ledger, campaign.id, after=0, most=9)]


async def test_when_only_such_rows_are_left_the_retry_says_so(ledger: Ledger) -> None:
    """The person hears why nothing is sent, and how to send it all the same."""
    campaign = await rejected(ledger, "-108", "-141")
    with pytest.raises(WrongStateError) as caught:
        control.rows_in(ledger, campaign, {RowState.REJECTED})
    assert ("ledger.only-final", 2) == (caught.value.key, caught.value.params["n"])
    with pytest.raises(WrongStateError) as caught:
        control.rows_in(ledger, campaign, {RowState.REJECTED}, {"-118"})
    assert "ledger.nothing-to-retry" == caught.value.key


def test_a_draft_that_is_gone_can_not_be_scheduled(ledger: Ledger) -> None:
    """Nothing of a schedule is left when its draft was cleared away meanwhile."""
    campaign = campaign_of(ledger, [planned(1)], confirmed=False)
    drafts.drop_draft(ledger, campaign.id)
    with pytest.raises(UnknownCampaignError):
        work_queue.add_once(ledger, ONCE, campaign.id, at=NOW)
    assert [] == schedules.list_all(ledger)
