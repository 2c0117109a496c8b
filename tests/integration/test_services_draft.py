"""Planning a campaign from a real file into a real ledger."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from forked_help import is_left, note_copies
from ledger_help import NOW
from program_help import TEMPLATES, Line, order, orders, write_list
from sqlalchemy import text

from zns_batch.core import forked
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import AlreadySentError, LaneHeldError, LedgerError
from zns_batch.ledger import campaigns, leases, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.insert_rows import Chunk
from zns_batch.services.campaigns.check import check, recipients_of
from zns_batch.services.campaigns.draft import DraftCampaign, plan
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.prepare import PreparedCampaign, prepare
from zns_batch.settings.accounts import AccountSettings

R = RowState
SHOP = AccountSettings(name="shop", oa_id="1")


def prepared(path: Path, lines: list[Line], *, account: AccountSettings = SHOP) -> PreparedCampaign:
    """Write a list and bring it together with its template."""
    write_list(path, lines)
    return prepare(
        CampaignRequest(file=path, template=str(TEMPLATES / "don-hang.toml")), account=account
    )


def planned(
    ledger: Ledger, one: PreparedCampaign, *, confirmed: bool = True, **wishes: object
) -> DraftCampaign:
    """Plan a list."""
    wanted: dict[str, Any] = wishes
    draft = plan(ledger, one, RunOptions(**wanted), now=NOW)
    if confirmed:
        campaigns.start(ledger, draft.campaign.id, now=NOW)
    return draft


def test_a_check_and_a_plan_find_the_same(ledger: Ledger, tmp_path: Path) -> None:
    """What `check` tells is what `send` plans: one validator serves both."""
    lines = [*orders(3), order(2), ("An", "0912", "DH", "22/11/2026", 5), order(4)]
    found = check(prepared(tmp_path / "a.csv", lines))
    draft = planned(ledger, prepared(tmp_path / "b.xlsx", lines), confirmed=False)
    assert {R.PENDING: 4, R.DUPLICATE: 1, R.INVALID: 1} == dict(found.tally.rows)
    assert found.tally.rows == draft.tally.rows
    assert [(one.row, one.code) for one in found.problems] == [
        (one.row, one.code) for one in draft.problems
    ]
    assert (4, 1, 800) == (draft.to_send, draft.invalid, found.cost)


def test_a_draft_is_no_campaign_yet(ledger: Ledger, tmp_path: Path) -> None:
    """What nobody has confirmed is listed nowhere and keeps nobody away."""
    one = prepared(tmp_path / "a.csv", orders(3))
    planned(ledger, one, confirmed=False)
    assert [] == campaigns.list_all(ledger)
    assert 3 == planned(ledger, prepared(tmp_path / "a.csv", orders(3))).to_send


def test_payload_and_reference_are_frozen_when_planned(ledger: Ledger, tmp_path: Path) -> None:
    """What will leave is written down with its reference before anything does."""
    draft = planned(ledger, prepared(tmp_path / "a.csv", orders(2)))
    first, second = rows.due(ledger, draft.campaign.id, after=0, most=10)
    assert ("84912000001", 2, "150001") == (first.phone, first.number, first.data["amount"])
    assert first.tracking_id != second.tracking_id
    assert first.tracking_id.startswith(draft.campaign.id)


def test_nothing_half_planned_stays_behind(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Ctrl-C in the middle of planning leaves the ledger as it was."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(campaigns, "set_fingerprint", interrupted)
    with pytest.raises(KeyboardInterrupt):
        planned(ledger, prepared(tmp_path / "a.csv", orders(3)), name="Tên")
    monkeypatch.undo()
    assert (
        "Tên" == planned(ledger, prepared(tmp_path / "a.csv", orders(3)), name="Tên").campaign.name
    )


def test_the_same_list_is_recognised_for_the_same_sender_alone(
    ledger: Ledger, tmp_path: Path
) -> None:
    """A repetition is refused under any name of the account, and another OA's list is none."""
    planned(ledger, prepared(tmp_path / "a.csv", orders(3)))
    renamed = AccountSettings(name="renamed", oa_id="1")
    with pytest.raises(AlreadySentError):
        planned(ledger, prepared(tmp_path / "b.xlsx", orders(3), account=renamed))
    other = AccountSettings(name="other", oa_id="2")
    assert 3 == planned(ledger, prepared(tmp_path / "c.csv", orders(3), account=other)).to_send


def test_a_test_send_counts_for_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """A send to administrators may be repeated, and keeps the real one from nothing."""
    for _ in range(2):
        planned(ledger, prepared(tmp_path / "a.csv", orders(3)), mode="development")
    assert 3 == planned(ledger, prepared(tmp_path / "a.csv", orders(3))).to_send


def test_a_campaign_that_was_cancelled_before_its_first_message_is_forgotten(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Who cancels before anything left may send the list again."""
    first = planned(ledger, prepared(tmp_path / "a.csv", orders(3)))
    rows.cancel_pending(ledger, first.campaign.id, now=NOW)
    campaigns.stop(ledger, first.campaign.id, state=CampaignState.CANCELLED, now=NOW)
    assert 3 == planned(ledger, prepared(tmp_path / "a.csv", orders(3))).to_send


def test_a_name_is_unique(ledger: Ledger, tmp_path: Path) -> None:
    """Two campaigns never share a name, given or made."""
    planned(ledger, prepared(tmp_path / "a.csv", orders(1)), name="x")
    with pytest.raises(LedgerError) as refusal:
        planned(ledger, prepared(tmp_path / "a.csv", orders(1, start=9)), name="x")
    assert "ledger.name-taken" == refusal.value.key
    made = {
        planned(ledger, prepared(tmp_path / "a.csv", orders(1, start=n))).campaign.name
        for n in (20, 30, 40)
    }
    assert 3 == len(made)


@pytest.mark.parametrize("number, found", [(None, 3), (2, 2), (4, 4), (99, None)])
def test_a_preview_takes_the_row_that_is_asked_for(
    tmp_path: Path, number: int | None, found: int | None
) -> None:
    """By its number, else the first that can be sent."""
    lines = [("An", "0912", "DH", "22/11/2026", 5), order(1), order(2)]
    recipients = recipients_of(prepared(tmp_path / "a.csv", lines), number)
    assert found == (recipients[0].number if recipients else None)


def test_a_list_that_is_being_sent_now_is_left_to_its_process(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Who plans a list while another process sends it learns who does, not to `resume` it."""
    first = planned(ledger, prepared(tmp_path / "a.csv", orders(3))).campaign
    lease = leases.acquire(ledger, first.account, first.id, now=NOW)
    with pytest.raises(LaneHeldError) as told:
        planned(ledger, prepared(tmp_path / "b.csv", orders(3)), confirmed=False)
    assert "ledger.lane-held" == told.value.key
    leases.release(ledger, lease)
    with pytest.raises(AlreadySentError) as told_later:
        planned(ledger, prepared(tmp_path / "b.csv", orders(3)), confirmed=False)
    assert "ledger.half-sent" == told_later.value.key


# ── a long list, of which a copy of the process checks the rows ──


@pytest.fixture
def _copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take three rows for many, and let a copy check those that follow."""
    if sys.platform != "linux":
        pytest.skip("only Linux copies a process")
    monkeypatch.setattr("zns_batch.ledger.insert_rows.CHUNK", 3)
    monkeypatch.setattr("zns_batch.ledger.insert_rows._PART", 2)
    monkeypatch.setattr(forked, "may_copy", lambda: True)


def stored(ledger: Ledger, draft: DraftCampaign) -> tuple[object, ...]:
    """Return all that planning leaves in the ledger and tells, but for the campaign's own name."""
    campaign, here = draft.campaign, str(draft.campaign.id)
    kept = [
        (row.number, row.cells, row.state, row.phone, str(row.tracking_id).replace(here, "-"))
        for row in rows.read_rows(ledger, campaign.id)
    ]
    due = [(row.seq, row.data) for row in rows.due(ledger, campaign.id, after=0, most=100)]
    told = [(one.row, one.column, one.code, one.params) for one in draft.problems]
    with ledger.read() as connection:
        of_this = {"id": campaign.id}
        tables = ["contents", "recipients", "inputs"]
        what = ["said", "numbers", "seq, number, cells, phone, data, extras"]
        whole = [
            connection.execute(
                text(f"SELECT {values} FROM {table} WHERE campaign_id = :id"), of_this
            ).all()
            for table, values in zip(tables, what, strict=True)
        ]
    return kept, due, told, whole, campaign.fingerprint, draft.tally, draft.notices


def stored_alone(
    ledger: Ledger, one: PreparedCampaign, monkeypatch: pytest.MonkeyPatch
) -> tuple[object, ...]:
    """Return what `stored` does, of a plan without a copy."""
    monkeypatch.setattr(forked, "may_copy", lambda: False)
    return stored(ledger, planned(ledger, one, confirmed=False))


MIXED: list[Line] = [
    *orders(4),
    order(2),
    ("An", "0912", "DH", "22/11/2026", 5),
    *orders(9)[4:],
    order(7),
    ("Bình", None, "DH9", "31/02/2026", -1),
    ("Lan\nAnh", "0912000999", "  DH  10 ", "22/11/2026", 7),
    order(20),
]


@pytest.mark.usefixtures("_copied")
def test_a_copy_plans_what_one_process_plans(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row, problem, repetition and count is the same, and so is what the list says."""
    one = prepared(tmp_path / "a.csv", MIXED)
    with_copy = stored(ledger, planned(ledger, one, confirmed=False))
    assert stored_alone(ledger, one, monkeypatch) == with_copy


@pytest.mark.usefixtures("_copied")
def test_rows_of_a_copy_that_the_system_ended_are_planned_here(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where memory runs out the copy may go: no row is lost, and none is stored twice."""
    one, me, packed = prepared(tmp_path / "a.csv", MIXED), os.getpid(), Chunk.packed

    def ends(chunk: Chunk) -> bytes:
        if chunk.first > 6 and os.getpid() != me:
            os._exit(9)
        return packed(chunk)

    monkeypatch.setattr(Chunk, "packed", ends)
    broken_off = stored(ledger, planned(ledger, one, confirmed=False))
    assert stored_alone(ledger, one, monkeypatch) == broken_off


@pytest.mark.usefixtures("_copied")
def test_a_ledger_that_fails_ends_the_copy(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk while a long list is stored leaves no process behind and no draft."""

    def full(*_: object) -> None:
        raise LedgerError("ledger.full", path="x", why="x")

    copies = note_copies(monkeypatch)
    monkeypatch.setattr(Chunk, "write", full)
    with pytest.raises(LedgerError):
        planned(ledger, prepared(tmp_path / "a.csv", orders(40)), name="Tên", confirmed=False)
    (copy,) = copies
    assert not is_left(copy)
    monkeypatch.undo()
    draft = planned(ledger, prepared(tmp_path / "a.csv", orders(40)), name="Tên", confirmed=False)
    assert "Tên" == draft.campaign.name
