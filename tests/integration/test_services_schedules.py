"""Recurring schedules: the list of each time, checked, planned, held or left alone."""

import asyncio
import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from kill_help import killed_at_commit
from ledger_help import NOW, TestClock
from program_help import TEMPLATES, Line, orders
from schedule_help import DAY, EIGHT, Days, added, asked, run_due, written
from sqlalchemy import update

from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import LedgerError, WrongStateError
from zns_batch.i18n import LANGS
from zns_batch.ledger import campaigns, rows, schedules, work_queue
from zns_batch.ledger.db import schema
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.schedules import BadRows, RunState, Schedule, ScheduleRun, ScheduleState
from zns_batch.services.campaigns.launch import Launch, LaunchObserver
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.services.schedules import service
from zns_batch.services.schedules.input_files import file_digest
from zns_batch.services.schedules.labels import run_reason
from zns_batch.services.schedules.run import ScheduleRunner
from zns_batch.services.schedules.service import ScheduleOptions
from zns_batch.templates.repository import read_template

BAD: Line = ("An", "0912", "DH1", "22/11/2026", 5)
pytestmark = pytest.mark.usefixtures("silent_account")


def test_a_time_makes_a_campaign(ledger: Ledger, tmp_path: Path) -> None:
    """At its time the list is planned and left to the workers, and the next time is set."""
    days = Days(ledger, added(ledger, written(tmp_path / "a.csv", orders(3))))
    assert EIGHT == days.schedule().next_at
    run = days.run()
    assert run is not None
    assert (RunState.PLANNED, EIGHT) == (run.state, run.due_at)
    campaign = campaigns.get(ledger, run.campaign_id or "")
    assert (CampaignState.SCHEDULED, "Hằng ngày 2026-11-23 08:00") == (
        campaign.state,
        campaign.name,
    )
    assert [campaign.id] == [
        turn.campaign_id for turn in work_queue.list_due(ledger, now=days.clock.now())
    ]
    assert EIGHT + DAY == days.schedule().next_at


def test_a_list_that_has_not_changed_is_not_sent_again(ledger: Ledger, tmp_path: Path) -> None:
    """The same bytes are left alone; a list that grew reaches the new people only."""
    file = written(tmp_path / "a.csv", orders(3))
    days = Days(ledger, added(ledger, file))
    days.run()
    again = days.run()
    assert again is not None
    assert (RunState.UNCHANGED, None) == (again.state, again.campaign_id)
    written(file, orders(5))
    third = days.run()
    assert third is not None
    tally = rows.state_counts(ledger, third.campaign_id or "")
    assert {RowState.PENDING: 2, RowState.DUPLICATE: 3} == dict(tally.rows)


def test_a_list_may_be_sent_again_on_purpose(ledger: Ledger, tmp_path: Path) -> None:
    """With --again the same list goes out each time."""
    days = Days(ledger, added(ledger, written(tmp_path / "a.csv", orders(3)), again=True))
    found = [days.run(), days.run()]
    assert [RunState.PLANNED] * 2 == [run.state for run in found if run]


def test_the_newest_of_a_pattern_is_taken(ledger: Ledger, tmp_path: Path) -> None:
    """Of the files of a folder the newest list is read, and neither Excel's notes nor our own results."""
    written(tmp_path / "no-1.csv", orders(3), age=90)
    written(tmp_path / "no-2.csv", orders(2, start=50), age=60)
    (tmp_path / "~$no-3.csv").write_text("x")
    days = Days(ledger, added(ledger, tmp_path / "no-*.csv"))
    run = days.run()
    assert run is not None
    assert campaigns.get(ledger, run.campaign_id or "").source.endswith("no-2.csv")


def test_no_list_is_told(ledger: Ledger, tmp_path: Path) -> None:
    """A folder without a list is noted with its name, and the next time is kept."""
    days = Days(ledger, added(ledger, tmp_path / "no-*.csv"))
    run = days.run()
    assert run is not None
    assert (RunState.NO_FILE, "schedule.no-file") == (run.state, run.key)
    written(tmp_path / "no-1.csv", orders(1))
    later = days.run()
    assert later is not None
    assert RunState.PLANNED == later.state


@pytest.mark.parametrize(
    "policy, state, campaign_state",
    [
        (BadRows.SEND, RunState.PLANNED, CampaignState.SCHEDULED),
        (BadRows.HOLD, RunState.HELD, CampaignState.PAUSED),
        (BadRows.REFUSE, RunState.REFUSED, None),
    ],
)
def test_bad_rows_are_dealt_with_as_was_said(
    ledger: Ledger,
    tmp_path: Path,
    policy: BadRows,
    state: RunState,
    campaign_state: CampaignState | None,
) -> None:
    """Rows that can't be sent: the others go, or the list waits for a person, or nothing goes."""
    file = written(tmp_path / "a.csv", [*orders(3), BAD])
    days = Days(ledger, added(ledger, file, bad_rows=policy))
    run = days.run()
    assert run is not None
    assert state == run.state
    if campaign_state is None:
        assert [] == campaigns.list_all(ledger)
        assert Path(str(run.params["report"])).stat().st_size > 0
        return
    campaign = campaigns.get(ledger, run.campaign_id or "")
    assert campaign_state == campaign.state
    held = campaign_state is CampaignState.PAUSED
    assert (Reason.APPROVAL if held else None) == campaign.reason
    assert bool(work_queue.list_due(ledger, now=days.clock.now())) != held


def test_two_workers_make_one_campaign(ledger: Ledger, tmp_path: Path) -> None:
    """A time that is kept twice, by two workers or after a kill, makes one campaign."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(3)))
    first = run_due(ledger, schedule.id, EIGHT)
    assert run_due(ledger, schedule.id, EIGHT) is None
    schedules.set_state(ledger, schedule.id, ScheduleState.ACTIVE, next_at=EIGHT)
    assert first == run_due(ledger, schedule.id, EIGHT)
    assert 1 == len(campaigns.list_all(ledger))
    found = schedules.get(ledger, schedule.id)
    assert found is not None
    assert EIGHT + DAY == found.next_at


def test_a_kill_between_plan_and_note_loses_nothing(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies after planning is followed by one that finds the campaign and notes it."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(3)))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(schedules, "note_run", killed)
        with pytest.raises(KeyboardInterrupt):
            run_due(ledger, schedule.id, EIGHT)
    run = run_due(ledger, schedule.id, EIGHT)
    assert run is not None
    assert RunState.PLANNED == run.state
    assert [run.campaign_id] == [one.id for one in campaigns.list_all(ledger)]


@pytest.mark.parametrize(
    "misfire, days_off, state, due",
    [
        ("once", 3, RunState.PLANNED, EIGHT + 3 * DAY),
        ("skip", 3, RunState.MISSED, EIGHT + 3 * DAY),
        ("4h", 3, RunState.PLANNED, EIGHT + 3 * DAY),
        ("1h", 3, RunState.MISSED, EIGHT + 3 * DAY),
    ],
)
def test_missed_times_are_made_up_for_once_or_not_at_all(
    ledger: Ledger, tmp_path: Path, misfire: str, days_off: int, state: RunState, due: datetime
) -> None:
    """A machine that was off for days makes up for the last time only, if it is not too late for it."""
    file = written(tmp_path / "a.csv", orders(3))
    days = Days(ledger, added(ledger, file, misfire=misfire))
    run = days.run(late=days_off * DAY + timedelta(hours=2))
    assert run is not None
    assert (state, due) == (run.state, run.due_at)
    assert due + DAY == days.schedule().next_at
    # The moment is kept as such, and written as each reader's language does.
    [kept] = schedules.last_runs(ledger, days.schedule().id, most=1)
    moments = {"en": f"08:00 {due.day} Nov 2026", "vi": f"08:00 {due:%d/%m/%Y}"}
    for lang in LANGS:
        assert (state is RunState.MISSED) == (moments[lang] in run_reason(kept, lang))


def test_what_can_not_be_used_is_told_and_the_next_time_is_kept(
    ledger: Ledger, tmp_path: Path
) -> None:
    """A list without its columns fails that time, in one sentence, and not the schedule."""
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    os.utime(tmp_path / "a.csv", (0, 0))
    days = Days(ledger, added(ledger, tmp_path / "a.csv"))
    run = days.run()
    assert run is not None
    assert RunState.FAILED == run.state
    assert run.key
    assert EIGHT + DAY == days.schedule().next_at
    assert [] == campaigns.list_all(ledger)


def test_an_end_counts_from_each_time(ledger: Ledger, tmp_path: Path) -> None:
    """With --expires 4h each campaign ends four hours after its own time."""
    file = written(tmp_path / "a.csv", orders(3))
    days = Days(ledger, added(ledger, file, expires="4h"))
    run = days.run()
    assert run is not None
    campaign = campaigns.get(ledger, run.campaign_id or "")
    assert days.clock.now() + timedelta(hours=4) == campaign.expires_at


def test_a_schedule_reads_its_list_as_was_asked(ledger: Ledger, tmp_path: Path) -> None:
    """Constants and filter hold at each time, and a day without a row of the branch is no failure."""
    path = written(tmp_path / "don.xlsx", orders(3))
    request = CampaignRequest(
        file=path,
        template="don-hang",
        account="default",
        set_values={"customer_name": "Quý khách"},
        where=("Mã đơn=DH00002",),
    )
    options = ScheduleOptions(cron="0 8 * * *", folder=Path("results"))
    new = service.new_schedule(request, RunOptions(name="Hằng ngày"), options, now=NOW)
    template = read_template(TEMPLATES / "don-hang.toml")
    schedule = service.add_recurring(ledger, new, template, now=NOW)
    days = Days(ledger, schedule)
    run = days.run()
    assert run is not None
    campaign = campaigns.get(ledger, run.campaign_id or "")
    tally = rows.state_counts(ledger, campaign.id)
    assert {RowState.PENDING: 1, RowState.EXCLUDED: 2} == tally.rows
    [due] = rows.due(ledger, campaign.id, after=0, most=5)
    assert ("Quý khách", 3) == (due.data["customer_name"], due.number)
    written(path, orders(1))
    run = days.run()
    assert run is not None
    assert RunState.EMPTY is run.state
    assert "Mã đơn" in str(run.params)


def test_a_paused_schedule_makes_up_for_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """What passes while a schedule is paused stays unsent; it goes on from its next time."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(3)))
    service.hold(ledger, schedule, clock=TestClock())
    assert [] == schedules.due(ledger, now=EIGHT + DAY)
    found = schedules.find(ledger, "Hằng ngày")
    times = service.go_on(ledger, found, now=EIGHT + timedelta(hours=5))
    assert EIGHT + DAY == times[0]
    assert [] == schedules.due(ledger, now=EIGHT + timedelta(hours=6))


def test_a_removed_schedule_lets_go_of_what_has_not_begun(ledger: Ledger, tmp_path: Path) -> None:
    """Removing a schedule cancels its waiting campaign; one that is being sent goes on."""
    days = Days(ledger, added(ledger, written(tmp_path / "a.csv", orders(3))))
    days.run()
    gone = service.remove(ledger, days.schedule(), clock=TestClock(EIGHT))
    assert gone is not None
    assert CampaignState.CANCELLED == gone.state

    written(tmp_path / "a.csv", orders(3, start=10))
    other = Days(ledger, added(ledger, tmp_path / "a.csv"))
    run = other.run()
    assert run is not None
    campaigns.start(ledger, run.campaign_id or "", now=EIGHT)
    left = service.remove(ledger, other.schedule(), clock=TestClock(EIGHT))
    assert left is not None
    assert CampaignState.RUNNING == left.state
    assert [] == schedules.list_all(ledger)


def test_a_task_for_a_removed_schedule_does_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """A worker that took up a time just before its schedule was removed plans nothing."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(3)))
    service.remove(ledger, schedule, clock=TestClock(EIGHT))
    assert run_due(ledger, schedule.id, EIGHT) is None
    assert [] == campaigns.list_all(ledger)


@pytest.mark.parametrize("word", ["remove", "pause"])
def test_a_word_that_comes_while_the_list_is_planned_counts(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """Nothing is sent of a schedule that was removed or paused while a worker read its long list."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(3)))

    def meanwhile(*_: object) -> str:
        if word == "remove":
            assert service.remove(ledger, schedule, clock=TestClock(EIGHT)) is None
        else:
            service.hold(ledger, schedule, clock=TestClock(EIGHT))
        return "z"

    monkeypatch.setattr("zns_batch.services.schedules.run.file_digest", meanwhile)
    assert run_due(ledger, schedule.id, EIGHT) is None
    assert [] == campaigns.list_all(ledger)
    assert [] == work_queue.list_due(ledger, now=EIGHT + DAY)


def test_a_schedule_has_a_name_of_its_own(ledger: Ledger, tmp_path: Path) -> None:
    """Two schedules never share a name."""
    added(ledger, tmp_path / "a.csv")
    with pytest.raises(LedgerError, match="Hằng ngày"):
        added(ledger, tmp_path / "b.csv")


def test_what_was_sent_once_does_not_go_on(ledger: Ledger, tmp_path: Path) -> None:
    """A schedule for one time that is over can't be resumed."""
    schedule = added(ledger, tmp_path / "a.csv")
    once = Schedule(**{**_fields(schedule), "id": "s1", "name": "once", "cron": None})
    schedules.add(ledger, once)
    with pytest.raises(WrongStateError, match="once"):
        service.go_on(ledger, once, now=NOW)


def _fields(schedule: Schedule) -> dict[str, Any]:
    return {name: getattr(schedule, name) for name in Schedule.__dataclass_fields__}


def test_a_clock_that_was_wrong_puts_nothing_off_for_ever(ledger: Ledger, tmp_path: Path) -> None:
    """A time that was set while the clock stood in another year is brought forward again."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(3)))
    far = datetime(2036, 1, 1, 1, 0, tzinfo=UTC)
    schedules.set_next(ledger, schedule, far)
    keeper = ScheduleRunner(
        ledger=ledger, clock=TestClock(), on_run=lambda *_: None, is_stopping=lambda: False
    )
    keeper.repair_next_times(NOW)
    found = schedules.find(ledger, schedule.id)
    assert EIGHT == found.next_at

    run_due(ledger, schedule.id, EIGHT)
    keeper.repair_next_times(EIGHT - timedelta(seconds=1))
    found = schedules.find(ledger, schedule.id)
    assert EIGHT + DAY == found.next_at, "what was kept is not kept again"


def test_a_line_that_is_no_longer_taken_is_told_and_paused(ledger: Ledger, tmp_path: Path) -> None:
    """A schedule at random times (`R R * * *`), from an older version, says so once and rests; others go on."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(1)))
    with ledger.write() as connection:
        connection.execute(update(schema.schedules).values(cron="R R * * *"))
    days = Days(ledger, schedule)
    run = days.run()
    assert run is not None
    assert (RunState.FAILED, "schedule.bad-cron") == (run.state, run.key)
    assert ScheduleState.PAUSED is days.schedule().state
    assert [] == service.next_times(ledger, days.schedule(), now=NOW)


def test_a_time_zone_that_is_not_known_here_is_told_and_paused(
    ledger: Ledger, tmp_path: Path
) -> None:
    """A worker on a machine without that zone says so once, instead of trying every second in silence."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(1)))
    with ledger.write() as connection:
        connection.execute(update(schema.schedules).values(zone="Mars/Olympus"))
    days = Days(ledger, schedule)
    run = days.run()
    assert run is not None
    assert (RunState.FAILED, "schedule.bad-zone") == (run.state, run.key)
    assert ScheduleState.PAUSED is days.schedule().state


def test_what_goes_wrong_in_telling_is_not_repeated(ledger: Ledger, tmp_path: Path) -> None:
    """When people can't be told for a reason of our own, the next time is set all the same."""
    schedule = added(ledger, written(tmp_path / "a.csv", orders(1)))

    def stumble(_schedule: Schedule, _run: ScheduleRun) -> None:
        raise ValueError

    runner = ScheduleRunner(
        ledger=ledger, clock=TestClock(EIGHT), on_run=stumble, is_stopping=lambda: False
    )
    asyncio.run(runner.run_due(schedule.id, EIGHT, seen_at=EIGHT))
    after = schedules.get(ledger, schedule.id)
    assert after is not None
    assert EIGHT + DAY == after.next_at


def test_a_list_that_panics_the_reading_library_stops_no_schedule(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a list makes the program stumble over: people are told, and the next list goes out."""

    class PanicError(BaseException):
        """As a library in Rust raises it: no `Exception`."""

    file = written(tmp_path / "a.csv", orders(2))
    days = Days(ledger, added(ledger, file))
    with monkeypatch.context() as broken:

        def panic(*_args: object, **_more: object) -> None:
            raise PanicError

        broken.setattr("zns_batch.services.campaigns.launch.plan_draft", panic)
        run = days.run()
    assert run is not None
    assert (RunState.FAILED, "schedule.crashed") == (run.state, run.key)
    assert EIGHT + DAY == days.schedule().next_at
    run = days.run()
    assert run is not None
    assert RunState.PLANNED is run.state


def test_a_run_that_is_killed_at_any_commit_is_done_once(place: Path | str, tmp_path: Path) -> None:
    """Whenever its worker dies, the next one finds or makes one campaign, notes it, and sets the next time."""
    file = written(tmp_path / "a.csv", orders(3))
    for number in count(1):
        with closing(open_ledger(place)) as ledger:
            schedule = added(ledger, file, name=f"Lần {number}", again=True)

        def work(schedule_id: str = schedule.id) -> None:
            with closing(open_ledger(place)) as ledger:
                run_due(ledger, schedule_id, EIGHT)

        killed = killed_at_commit(number, work)
        with closing(open_ledger(place)) as ledger:
            run_due(ledger, schedule.id, EIGHT)
            (run,) = schedules.last_runs(ledger, schedule.id)
            planned = [one for one in campaigns.list_all(ledger) if one.schedule_id == schedule.id]
            assert (RunState.PLANNED, [run.campaign_id]) == (run.state, [one.id for one in planned])
            after = schedules.get(ledger, schedule.id)
            assert after is not None
            assert (EIGHT + DAY, file_digest(file)) == (after.next_at, after.digest)
        if not killed:
            assert number > 2
            return


async def prepared(launch: Launch) -> PreparedCampaign:
    """Prepare a launch, and give back its connections."""
    try:
        return await launch.prepare()
    finally:
        await launch.close()


def test_a_pause_that_is_killed_is_shown_as_it_stands(place: Path | str, tmp_path: Path) -> None:
    """Killed while a schedule is paused: what will be sent is not called paused, and the same command ends it."""
    file = written(tmp_path / "a.csv", orders(2))
    for number in count(1):
        with closing(open_ledger(place)) as ledger:
            new = asked(file, ScheduleOptions(at="+2h"), name=f"Lần {number}", again=True)
            launch = new.launch(file, LaunchObserver())
            draft = launch.plan(ledger, asyncio.run(prepared(launch)), starts_at=new.first_at)
            template = read_template(TEMPLATES / "don-hang.toml")
            schedule = service.add_once(ledger, new, draft, template, now=NOW)

        def pause(schedule: Schedule = schedule) -> None:
            with closing(open_ledger(place)) as ledger:
                service.hold(ledger, schedule, clock=TestClock())

        killed = killed_at_commit(number, pause)
        with closing(open_ledger(place)) as ledger:
            campaign = service.campaign_of(ledger, schedule)
            stored = schedules.get(ledger, schedule.id)
            assert campaign is not None
            assert stored is not None
            is_held = campaign.state is CampaignState.PAUSED
            assert is_held == service.is_paused(stored, campaign)
            service.hold(ledger, stored, clock=TestClock())
            assert campaigns.get(ledger, campaign.id).state is CampaignState.PAUSED
        if not killed:
            assert number > 1
            return
