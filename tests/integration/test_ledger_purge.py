"""Customers' data taken out of a ledger: what goes, what stays, and what nobody may lose."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from ledger_help import NOW, campaign_of, planned
from sqlalchemy import insert, select, update

from zns_batch.core.clock import SystemClock
from zns_batch.domain.delivery import RATED
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger import campaigns, deduplication, drafts, leases, rows, uploads
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.db.schema import changes, events, inputs, journeys, runs
from zns_batch.ledger.db.schema import rows as rows_table
from zns_batch.ledger.deduplication import exclude_already_sent
from zns_batch.ledger.insert_rows import insert_rows
from zns_batch.ledger.maintenance.purge import (
    KeptCampaign,
    RelatedData,
    count_related,
    plan,
    purge_campaign,
    purge_related,
)
from zns_batch.ledger.maintenance.secure_delete import CHUNK, clean_up
from zns_batch.ledger.records import PURGED, Campaign
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.campaigns.control import retry, rows_in
from zns_batch.services.campaigns.purge import purge, read_age

LATER = NOW + timedelta(days=200)
BEFORE = LATER - timedelta(days=180)
_R = RowState


def ended(
    ledger: Ledger,
    *states: RowState,
    name: str | None = None,
    state: CampaignState = CampaignState.COMPLETED,
    at: datetime = NOW,
) -> Campaign:
    """A campaign that ended, whose rows stand in some states."""
    problems = (Problem(row=3, column="SĐT", code="phone-too-short", params={"shown": "09****1"}),)
    wanted = [
        planned(place, state=_R.INVALID)._replace(problems=problems)
        if one is _R.INVALID
        else planned(place)
        for place, one in enumerate(states, 1)
    ]
    campaign = campaign_of(ledger, wanted, name=name, now=at)
    with ledger.write() as connection:
        for place, one in enumerate(states, 1):
            mine = (rows_table.c.campaign_id == campaign.id, rows_table.c.seq == place)
            told = {"state": one.value, "said": f"no account 849{place:08d}", "code": "-118"}
            connection.execute(update(rows_table).where(*mine).values(**told))
    campaigns.stop(ledger, campaign.id, state=state, now=at)
    return campaigns.get(ledger, campaign.id)


def purged(ledger: Ledger, campaign: Campaign) -> Campaign:
    """The campaign after its data were taken out."""
    assert purge_campaign(ledger, campaign, now=LATER) is None
    return campaigns.get(ledger, campaign.id)


def test_what_a_customer_gave_is_gone_and_what_became_of_it_stays(ledger: Ledger) -> None:
    """After it a campaign has no name, phone or text of a customer, and all its counts, codes and ids."""
    campaign = ended(ledger, _R.ACCEPTED, _R.REJECTED, _R.INVALID)
    before = list(rows.read_rows(ledger, campaign.id))
    found = purged(ledger, campaign)
    after = list(rows.read_rows(ledger, campaign.id))

    assert LATER == found.purged_at
    assert [(None, None)] * 3 == [row.cells for row in after]
    assert [(None, "")] * 3 == [(row.phone, row.said) for row in after]
    same = ("seq", "number", "state", "tracking_id", "attempts", "code", "message_id", "sent_at")
    assert [[getattr(row, one) for one in same] for row in before] == [
        [getattr(row, one) for one in same] for row in after
    ]
    (problem,) = after[2].problems
    assert ("phone-too-short", "SĐT", {"shown": "…"}) == (
        problem.code,
        problem.column,
        problem.params,
    )
    with ledger.read() as connection:
        left = connection.execute(select(inputs.c.data, inputs.c.extras)).all()
    assert [(None, None)] * 3 == [tuple(one) for one in left]


def test_a_list_that_was_sent_stays_recognised(ledger: Ledger) -> None:
    """The same people are not written to a second time: the hashes stay when the phones are gone."""
    campaign = purged(ledger, ended(ledger, _R.ACCEPTED, _R.REJECTED, name="first"))
    again = campaign_of(ledger, [planned(1), planned(2)], name="again", now=LATER)
    assert campaign.id == getattr(deduplication.sent_before(ledger, again), "id", None)
    met = exclude_already_sent(ledger, again, now=LATER)
    assert met is not None
    assert (campaign.id, 2, 1) == (met.campaign_id, met.number, met.count)
    assert {_R.DUPLICATE: 1, _R.PENDING: 1} == rows.state_counts(ledger, again.id).rows


def test_rows_without_data_are_never_sent_again(ledger: Ledger) -> None:
    """A new attempt is refused in a clear sentence, and changes nothing."""
    campaign = purged(ledger, ended(ledger, _R.REJECTED))
    with pytest.raises(WrongStateError, match=r"can't be sent again. Send them as a new list."):
        rows_in(ledger, campaign, {_R.REJECTED})
    with pytest.raises(WrongStateError, match="erased"):
        retry(ledger, campaign, {_R.REJECTED}, now=LATER)
    assert CampaignState.COMPLETED is campaigns.get(ledger, campaign.id).state
    assert {_R.REJECTED: 1} == rows.state_counts(ledger, campaign.id).rows
    assert leases.holder(ledger, campaign.account, now=LATER) is None


@pytest.mark.parametrize(
    "states, state, why",
    [
        ((_R.ACCEPTED, _R.UNKNOWN), CampaignState.COMPLETED, KeptCampaign.DOUBT),
        ((_R.PENDING,), CampaignState.COMPLETED, KeptCampaign.WAITING),
        ((_R.SENDING,), CampaignState.CANCELLED, KeptCampaign.WAITING),
        ((_R.PENDING,), CampaignState.PAUSED, KeptCampaign.OPEN),
        ((_R.REJECTED,), CampaignState.ABORTED, KeptCampaign.OPEN),
    ],
)
def test_what_may_still_be_needed_stays_whole(
    ledger: Ledger, states: tuple[RowState, ...], state: CampaignState, why: KeptCampaign
) -> None:
    """A campaign that has not ended, waits or is in doubt is left alone, and it is said why."""
    campaign = ended(ledger, *states, state=state)
    found = plan(ledger, before=BEFORE)
    assert () == found.campaigns
    assert [(campaign.id, why)] == [(one.id, left) for one, left in found.left]
    assert why is purge_campaign(ledger, campaign, now=LATER)
    assert all(row.phone for row in rows.read_rows(ledger, campaign.id))


def test_only_what_is_old_enough_goes(ledger: Ledger) -> None:
    """What ended after the moment is not touched, and what is done is not done twice."""
    old = ended(ledger, _R.ACCEPTED, name="old")
    young = ended(ledger, _R.ACCEPTED, name="young", at=BEFORE + timedelta(seconds=1))
    found = plan(ledger, before=BEFORE)
    assert [(old.id, 1)] == [(one.id, count) for one, count in found.campaigns]
    purged(ledger, old)
    assert () == plan(ledger, before=BEFORE).campaigns
    assert campaigns.get(ledger, young.id).purged_at is None
    assert ["84900000001"] == [row.phone for row in rows.read_rows(ledger, young.id)]


def test_who_lets_rows_wait_again_is_not_disturbed(ledger: Ledger) -> None:
    """While somebody holds the campaign's lane its data stay, so that no row waits without them."""
    campaign = ended(ledger, _R.REJECTED)
    lease = leases.acquire(ledger, campaign.account, campaign.id, now=LATER)
    assert KeptCampaign.BUSY is purge_campaign(ledger, campaign, now=LATER)
    leases.release(ledger, lease)
    assert purge_campaign(ledger, campaign, now=LATER) is None


def test_a_purge_that_was_cut_off_is_finished_by_the_next(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle, the campaign can't be sent again, and the same command goes on with it."""
    campaign = ended(ledger, _R.ACCEPTED, _R.REJECTED)

    def cut(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("zns_batch.ledger.maintenance.purge._empty_rows", cut)
        purge_campaign(ledger, campaign, now=LATER)
    half = campaigns.get(ledger, campaign.id)
    with pytest.raises(WrongStateError):
        rows_in(ledger, half, {_R.REJECTED})
    assert [campaign.id] == [one.id for one, _ in plan(ledger, before=BEFORE).campaigns]
    assert PURGED in purged(ledger, half).options
    assert [None, None] == [row.phone for row in rows.read_rows(ledger, campaign.id)]


def test_a_long_campaign_goes_in_parts(ledger: Ledger) -> None:
    """However many rows there are, each of them is emptied."""
    count = CHUNK + 3
    campaign = campaign_of(ledger, [planned(place) for place in range(1, count + 1)])
    with ledger.write() as connection:
        mine = rows_table.c.campaign_id == campaign.id
        connection.execute(update(rows_table).where(mine).values(state=_R.ACCEPTED.value))
    campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=NOW)
    purged(ledger, campaigns.get(ledger, campaign.id))
    assert {None} == {row.phone for row in rows.read_rows(ledger, campaign.id)}
    assert count == rows.planned_total(ledger, campaign.id)


def test_what_stands_beside_rows_goes_by_its_own_age(ledger: Ledger) -> None:
    """Customers' own words, tokens that are over and sentences of old runs go; stars stay, and tokens in doubt."""
    old, young = (int(moment.timestamp() * 1000) for moment in (NOW, LATER))
    rating = {"account": "default", "name": RATED, "at": old, "fate": "kept"}
    journey: dict[str, object] = {"account": "default", "provider": "zalo", "kind": "logistics_7"}
    journey |= {"asks": 1, "owner": '["h", 1, 1.0]'}
    run = {
        "schedule_id": "s1",
        "state": "failed",
        "said": '["schedule.no-file", {"file": "a.xlsx"}]',
    }
    with ledger.write() as connection:
        said = '{"rate":4,"note":"cảm ơn, 0912345678"}'
        for digest, at in (("a" * 32, old), ("b" * 32, young)):
            values = rating | {"digest": digest, "received_at": at, "told": said}
            connection.execute(insert(events), values)
        for place, (state, end) in enumerate(
            [("good", old), ("good", young), ("doubtful", None), ("free", None), ("minting", None)]
        ):
            values = journey | {"phone": f"8491000000{place}", "state": state, "expires_at": end}
            connection.execute(insert(journeys), values | {"asked_at": old})
        for due in (old, young):
            connection.execute(insert(runs), run | {"due_at": due, "at": due})
    expected = RelatedData(events=1, runs=1, journeys=2, lists=0)
    assert expected == count_related(ledger, before=BEFORE)
    assert expected == purge_related(ledger, before=BEFORE)
    assert RelatedData(events=0, runs=0, journeys=0, lists=0) == purge_related(
        ledger, before=BEFORE
    )
    with ledger.read() as connection:
        assert ['{"rate":4}', said] == list(
            connection.execute(select(events.c.told).order_by(events.c.digest)).scalars()
        )
        assert {"good", "doubtful", "minting"} == set(
            connection.execute(select(journeys.c.state)).scalars()
        )
        assert [None, run["said"]] == list(
            connection.execute(select(runs.c.said).order_by(runs.c.due_at)).scalars()
        )


def test_the_history_of_a_row_stays(ledger: Ledger) -> None:
    """Each step of a row stays as it was noted: it names no customer."""
    campaign = ended(ledger, _R.ACCEPTED)
    with ledger.write() as connection:
        rows.log_changes(connection, rows_table.c.campaign_id == campaign.id, _R.ACCEPTED, now=NOW)
        before = connection.execute(select(changes)).all()
    purged(ledger, campaign)
    with ledger.read() as connection:
        assert before == connection.execute(select(changes)).all()


def test_the_whole_purge_runs_on_either_database(ledger: Ledger, tmp_path: Path) -> None:
    """One call does all of it and says what went, on a file and on a server."""
    campaign = ended(ledger, _R.ACCEPTED, _R.EXPIRED)
    done = purge(ledger, plan(ledger, before=BEFORE), clock=SystemClock(), home=tmp_path)
    assert (1, 2, (), True) == (done.campaigns, done.rows, done.left, done.wiped)
    assert campaigns.get(ledger, campaign.id).purged_at is not None


def test_uploaded_lists_that_nobody_touched_go_with_their_files(
    ledger: Ledger, tmp_path: Path
) -> None:
    """A list of customers that was left in the pages years ago is found neither in the ledger nor on the disk; today's stays."""
    home = tmp_path / "home"
    folders = {name: home / "uploads" / name for name in ("old", "young", "orphan", "new")}
    for name, folder in folders.items():
        folder.mkdir(parents=True)
        (folder / "list").write_text("84912345678")
        touched = LATER if name in {"young", "new"} else NOW
        os.utime(folder, (touched.timestamp(), touched.timestamp()))
        if name in {"old", "young"}:
            uploads.add(
                ledger,
                UploadedList(
                    id=name,
                    owner="an",
                    account="default",
                    template="don-hang",
                    name=f"{name}.xlsx",
                    sha256="0" * 64,
                    size=11,
                    folder=str(folder),
                    state=UploadState.CHECKED,
                    created_at=NOW,
                    touched_at=touched,
                ),
            )
    assert 1 == count_related(ledger, before=BEFORE).lists
    done = purge(ledger, plan(ledger, before=BEFORE), clock=SystemClock(), home=home)
    assert 1 == done.beside.lists
    assert ["new", "young"] == sorted(path.name for path in (home / "uploads").iterdir())
    assert {"young"} == uploads.ids(ledger)
    again = purge(ledger, plan(ledger, before=BEFORE), clock=SystemClock(), home=home)
    assert 0 == again.beside.lists


# ── the file ──


def _files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("ledger.db*")))


def test_nothing_of_it_is_left_in_the_files(file_ledger: Ledger, tmp_path: Path) -> None:
    """Neither the file nor SQLite's log holds a phone or a name any more, also of what was dropped before, and the file shrinks."""
    campaign = ended(file_ledger, *[_R.ACCEPTED] * 3_000)
    dropped = drafts.create_draft(file_ledger, _new(campaign), stem="list", now=NOW)
    insert_rows(file_ledger, dropped, [planned(place, text="bỏ") for place in range(7_001, 8_001)])
    drafts.drop_draft(file_ledger, dropped)
    before = _files(tmp_path)
    assert b"84900000042" in before
    assert "Khách 42".encode() in before
    assert b"84900007500" in before
    purge(file_ledger, plan(file_ledger, before=BEFORE), clock=SystemClock(), home=tmp_path)
    after = _files(tmp_path)
    assert [] == [
        word for word in ("84900000042", "Khách", "84900007500", "x42") if word.encode() in after
    ]
    assert len(after) < len(before) / 2


def _new(campaign: Campaign) -> drafts.NewCampaign:
    return drafts.NewCampaign(
        name="dropped",
        account=campaign.account,
        provider=campaign.provider,
        template=campaign.template,
        source=campaign.source,
        headers=campaign.headers,
    )


def test_while_somebody_sends_the_file_is_left_in_peace(
    file_ledger: Ledger, tmp_path: Path
) -> None:
    """A lane that is sending is not kept waiting by a file that is written anew; it is said that this is still to be done."""
    ended(file_ledger, _R.ACCEPTED, name="old")
    other = campaign_of(file_ledger, [planned(9)], account="shop", now=SystemClock().now())
    lease = leases.acquire(file_ledger, "shop", other.id, now=SystemClock().now())
    done = purge(file_ledger, plan(file_ledger, before=BEFORE), clock=SystemClock(), home=tmp_path)
    assert (1, False) == (done.campaigns, done.wiped)
    leases.release(file_ledger, lease)
    assert clean_up(file_ledger)


def test_one_who_reads_keeps_the_log_and_is_told_of(
    file_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as another process looks at what was before, it is not said that all is wiped."""
    monkeypatch.setattr("zns_batch.ledger.maintenance.secure_delete._READERS_SECONDS", 0.0)
    campaign = ended(file_ledger, _R.ACCEPTED)
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM inputs").fetchone()
        purged(file_ledger, campaign)
        assert not clean_up(file_ledger)
    assert clean_up(file_ledger)
    with closing(open_ledger(tmp_path / "ledger.db")) as again:
        assert [None] == [row.phone for row in rows.read_rows(again, campaign.id)]


# ── how old ──


@pytest.mark.parametrize(
    "text, age",
    [("180d", timedelta(days=180)), (" 36 H ", timedelta(hours=36)), ("0d", timedelta())],
)
def test_a_span_is_read(text: str, age: timedelta) -> None:
    """Days and hours are understood as people write them."""
    assert NOW - age == read_age(text, now=NOW)


@pytest.mark.parametrize("text", ["", "6m", "180", "d", "-1d", "1 year", "99999d", "1.5d"])
def test_a_span_that_could_mean_something_else_is_refused(text: str) -> None:
    """Nobody who means six months loses the data of the last six minutes."""
    with pytest.raises(UsageError, match="180d or 36h"):
        read_age(text, now=NOW)
