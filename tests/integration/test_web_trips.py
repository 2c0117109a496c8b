"""How often a list page asks the ledger: on a network, each statement is a way there and back."""

from datetime import timedelta
from pathlib import Path

import pytest
from ledger_help import NOW, TestClock, campaign_of, planned
from sqlalchemy import update
from trips_help import Trips
from web_help import Pages

from zns_batch.domain.states import CampaignState, Reason
from zns_batch.domain.users import Role
from zns_batch.ledger import audit, campaigns, leases, schedules, uploads
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db import schema
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import approvals, schedule_approvals
from zns_batch.ledger.people.approvals import ApprovalRequest
from zns_batch.ledger.people.schedule_approvals import ScheduleRequest
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.schedules import BadRows, RunState, Schedule, ScheduleRun
from zns_batch.services.customers.never_send import add_numbers

PAGES = (
    "/",
    "/campaigns",
    "/campaigns?q=campaign",
    "/schedules",
    "/approvals",
    "/lists",
    "/suppressed",
    "/accounts",
    "/templates",
    "/settings",
    "/settings/users",
    "/settings/audit",
    "/settings/data",
    "/system",
)
MOST = 25
"""Ways to the server and back that the longest of them takes."""

FEW, MANY = 2, 9


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many accounts as are used."""
    lines = (f'[accounts.shop-{place}]\nprovider = "zalo"\n' for place in range(MANY))
    (tmp_path / "zns-batch.toml").write_text("".join(lines), encoding="utf-8")
    monkeypatch.setenv("ZNS_SETTINGS", str(tmp_path / "zns-batch.toml"))
    monkeypatch.setenv("ZNS_KEYRING", "0")


def _more(pages: Pages, owner: str, place: int) -> None:
    """Add to an account one of everything that lists show."""
    ledger, account = pages.web.ledger, f"shop-{place}"
    rows = [planned(n) for n in range(1, 4)]
    sent = campaign_of(ledger, rows, name=f"campaign sent {place}", account=account)
    campaigns.stop(ledger, sent.id, state=CampaignState.COMPLETED, now=NOW)
    running = campaign_of(ledger, rows, name=f"campaign running {place}", account=account)
    leases.acquire(ledger, account, running.id, now=NOW, owner=ProcessIdentity.this_process())
    _to_approve(ledger, f"campaign to approve {place}", account)
    for name, cron in ((f"again {place}", "0 8 * * *"), (f"once {place}", None)):
        schedule = _schedule(ledger, name, account, cron)
        made = campaign_of(ledger, rows, name=f"campaign of {name}", account=account)
        campaigns.stop(ledger, made.id, state=CampaignState.COMPLETED, now=NOW)
        with ledger.write() as connection:
            of_it = update(schema.campaigns).where(schema.campaigns.c.id == made.id)
            connection.execute(of_it.values(schedule_id=schedule.id))
            asked = ScheduleRequest(
                schedule_id=schedule.id, digest="d", ceiling=5, asked_by=owner, asked_at=NOW
            )
            schedule_approvals.put_request(connection, asked)
        run = ScheduleRun(
            schedule_id=schedule.id,
            due_at=NOW - timedelta(days=1),
            state=RunState.PLANNED,
            at=NOW - timedelta(days=1),
            campaign_id=made.id,
        )
        schedules.note_run(ledger, run)
    add_numbers(ledger, [f"09120000{place:02}"], account=account, why="x", now=NOW)
    entry = AuditEntry(at=NOW, actor=f"person-{place}", face="web", act="upload", account=account)
    audit.record(ledger, entry)
    one = uploads.UploadedList(
        id=uploads.new_upload_id(),
        owner=owner,
        account=account,
        template="don-hang",
        name=f"{place}.xlsx",
        sha256="0" * 64,
        size=1,
        folder=f"lists/{place}",
        state=uploads.UploadState.CHECKED,
        created_at=NOW,
        touched_at=NOW,
    )
    uploads.add(ledger, one)
    pages.person(f"person-{place}", grants={account: Role.SENDER})


def _schedule(ledger: Ledger, name: str, account: str, cron: str | None) -> Schedule:
    schedule = Schedule(
        id=schedules.new_id(),
        name=name,
        account=account,
        file="/lists/*.xlsx",
        asked={"request": {"template": "don-hang"}},
        cron=cron,
        zone="Asia/Ho_Chi_Minh",
        next_at=NOW + timedelta(days=1),
        misfire="skip",
        bad_rows=BadRows.HOLD,
        folder="/lists",
        created_at=NOW,
    )
    schedules.add(ledger, schedule)
    return schedule


def _to_approve(ledger: Ledger, name: str, account: str) -> None:
    waiting = campaign_of(ledger, [planned(1)], name=name, account=account)
    campaigns.stop(ledger, waiting.id, state=CampaignState.PAUSED, reason=Reason.APPROVAL, now=NOW)
    asked = ApprovalRequest(
        campaign_id=waiting.id,
        asked_by="somebody",
        asked_at=NOW,
        ends_at=NOW + timedelta(days=3),
        fingerprint="f",
        messages=1,
    )
    with ledger.write() as connection:
        approvals.add_request(connection, asked)


@pytest.mark.usefixtures("accounts")
def test_a_list_page_asks_as_often_for_many_as_for_few(timed: Pages, clock: TestClock) -> None:
    """An agency's lists don't become slower on a database server with each account and campaign."""
    an = timed.person("an", admin=True)
    grants = {f"shop-{place}": Role.SENDER for place in range(MANY)}
    some = timed.person("binh", grants=grants)
    trips = Trips(timed.web.ledger.engine)

    def asked() -> dict[str, list[str]]:
        found = {}
        for path in PAGES:
            who = some if path == "/suppressed" else an
            clock.turn(60)
            assert 200 == who.get(path).status_code, path
            # What is kept for all pages has been read; counts of campaigns being sent are older.
            clock.turn(2)
            trips.begin()
            who.get(path)
            found[path] = list(trips.statements)
        return found

    for place in range(FEW):
        _more(timed, an.user.id, place)
    few = asked()
    for place in range(FEW, MANY):
        _more(timed, an.user.id, place)
    many = asked()

    assert {path: len(statements) for path, statements in few.items()} == {
        path: len(statements) for path, statements in many.items()
    }
    assert MOST >= max(len(statements) for statements in many.values()), {
        path: len(statements) for path, statements in many.items()
    }
