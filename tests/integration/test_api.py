"""The Python library, with a provider in memory and with the sandbox."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from docs_text import ROOT, blocks
from program_help import HEADERS, TEMPLATES, order, orders, write_list

import zns_batch
from zns_batch.domain.message import Quota
from zns_batch.errors import AlreadySentError, UsageError, WrongStateError
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.sandbox import SandboxConfig, sandbox
from zns_batch.services.customers.never_send import keep_as_hashes
from zns_batch.settings.paths import ledger_place, located
from zns_batch.testing import MemoryProvider, VirtualClock

TEMPLATE = str(TEMPLATES / "don-hang.toml")
PEOPLE = [
    {
        "phone": f"09123456{number:02d}",
        "customer_name": "An",
        "order_code": f"DH{number}",
        "order_date": "22/11/2026",
        "address": "Hà Nội",
        "amount": 5000,
    }
    for number in range(12)
]


@pytest.fixture(autouse=True)
def _place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ZNS_HOME", "ZNS_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def provider() -> MemoryProvider:
    """A provider in memory."""
    return MemoryProvider(quota=Quota(daily=500, remaining=100))


@pytest.fixture
def app(tmp_path: Path, provider: MemoryProvider) -> Iterator[zns_batch.App]:
    """An app that sends to the provider in memory, without waiting."""
    with zns_batch.App(home=tmp_path / "home", provider=provider, clock=VirtualClock()) as opened:
        yield opened


def test_the_public_names_are_these() -> None:
    """Whoever writes `from zns_batch import …` finds these names in every version."""
    assert [
        "App",
        "CampaignHandle",
        "Check",
        "DeliveryOptions",
        "Draft",
        "Forecast",
        "Problem",
        "ZnsBatchError",
        "__version__",
    ] == zns_batch.__all__
    assert all(getattr(zns_batch, name) for name in zns_batch.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        zns_batch.no_such_name  # noqa: B018 — the access is what is tested


def test_a_list_goes_from_check_to_results(app: zns_batch.App, provider: MemoryProvider) -> None:
    """A list of dicts is checked, planned with a forecast, sent, and its results are a DataFrame."""
    check = app.check(PEOPLE, template=TEMPLATE)
    assert (12, 12, ()) == (check.counts["total"], check.counts["pending"], check.problems)
    draft = app.plan(check, name="Tháng 11", rate=10)
    forecast = draft.forecast
    assert forecast is not None
    assert forecast.quota is not None
    assert (12, 100) == (forecast.messages, forecast.quota.remaining)
    assert forecast.end is not None
    campaign = app.send(draft)
    assert ("completed", "Tháng 11", 12) == (
        campaign.state,
        campaign.name,
        campaign.counts["accepted"],
    )
    assert [f"849123456{number:02d}" for number in range(12)] == sorted(
        message.phone for message in provider.messages
    )
    results = app.results(campaign)
    assert ["accepted"] * 12 == list(results["status"])
    assert ("row", list(range(2, 14))) == (results.index.name, list(results.index))
    assert PEOPLE[3]["order_code"] == results.loc[5, "order_code"]


@pytest.mark.parametrize("kind", ["path", "text", "file", "frame"])
def test_a_list_is_taken_in_any_form(app: zns_batch.App, tmp_path: Path, kind: str) -> None:
    """A path, its text, a file object and a DataFrame of one list are checked alike."""
    path = tmp_path / "list.xlsx"
    write_list(path, orders(4))
    source: zns_batch.api.objects.Source = path
    if kind == "text":
        source = str(path)
    elif kind == "file":
        source = io.BytesIO(path.read_bytes())
    elif kind == "frame":
        source = pd.read_excel(path, dtype=object, engine="openpyxl")
    assert 4 == app.check(source, template=TEMPLATE).counts["pending"]


def test_rows_that_cannot_be_sent_need_consent(
    app: zns_batch.App, provider: MemoryProvider
) -> None:
    """A program does not leave customers out unless it says so."""
    check = app.check([*PEOPLE[:2], {**PEOPLE[2], "phone": "0912"}], template=TEMPLATE)
    problem = check.problems[0]
    assert (4, "phone", "phone-too-short") == (problem.row, problem.column, problem.code)
    assert problem.text("vi")
    draft = app.plan(check)
    with pytest.raises(UsageError, match="skip_invalid"):
        app.send(draft)
    assert [] == provider.messages
    app.discard(draft)
    campaign = app.send(app.plan(check, skip_invalid=True))
    assert (2, 1) == (campaign.counts["accepted"], campaign.counts["invalid"])


def test_a_list_is_not_sent_twice(app: zns_batch.App, provider: MemoryProvider) -> None:
    """The same list, and the same draft, is refused the second time."""
    draft = app.plan(app.check(PEOPLE, template=TEMPLATE))
    app.send(draft)
    with pytest.raises(WrongStateError):
        app.send(draft)
    with pytest.raises(AlreadySentError):
        app.plan(app.check(PEOPLE, template=TEMPLATE))
    assert 12 == len(provider.messages)


def test_refused_rows_are_retried(app: zns_batch.App, provider: MemoryProvider) -> None:
    """A row that was refused goes again by `retry`, and no other row does."""
    provider.reject("84912345603", code="-118")
    campaign = app.send(app.plan(app.check(PEOPLE, template=TEMPLATE)))
    assert (11, 1) == (campaign.counts["accepted"], campaign.counts["rejected"])
    assert "-118" == app.results(campaign).loc[5, "code"]
    provider.answer(lambda _message: None)
    provider.script("84912345603", [provider.accepted()])
    app.retry(campaign, states={"rejected"})
    assert 12 == campaign.counts["accepted"]
    assert 13 == len(provider.messages)


def test_a_canary_waits_for_resume(app: zns_batch.App, provider: MemoryProvider) -> None:
    """`canary=3` sends three and pauses; `resume` sends the others."""
    campaign = app.send(app.plan(app.check(PEOPLE, template=TEMPLATE), canary=3))
    assert ("paused", 3) == (campaign.state, len(provider.messages))
    assert ["paused"] == [each.state for each in app.campaigns()]
    app.resume("latest")
    assert ("completed", 12) == (campaign.state, len(provider.messages))


def test_a_draft_may_be_left_to_workers(app: zns_batch.App, provider: MemoryProvider) -> None:
    """`enqueue` returns at once; what waits can be cancelled."""
    campaign = app.enqueue(app.plan(app.check(PEOPLE, template=TEMPLATE)))
    assert ("scheduled", 12) == (campaign.state, campaign.counts["pending"])
    assert "cancelled" == app.cancel(campaign).state
    assert [] == provider.messages


def test_a_program_with_an_event_loop_can_send(
    app: zns_batch.App, provider: MemoryProvider
) -> None:
    """`await app.asend(…)` works in a running loop, and so does everything else."""

    async def main() -> str:
        draft = app.plan(app.check(PEOPLE, template=TEMPLATE))
        return (await app.asend(draft)).state

    assert "completed" == asyncio.run(main())
    assert 12 == len(provider.messages)


def test_a_workbook_needs_no_folder_of_a_list(app: zns_batch.App, tmp_path: Path) -> None:
    """Results of a list that was made in Python are written to the state folder, or where one says."""
    campaign = app.send(app.plan(app.check(PEOPLE, template=TEMPLATE)))
    assert tmp_path / "home" / "reports" == app.report(campaign).parent
    assert app.report(campaign, tmp_path / "out.xlsx").is_file()


def test_the_app_sends_through_a_real_provider(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the account's own provider a list reaches the stand-in once."""
    with sandbox(SandboxConfig()) as running, zns_batch.App(home=tmp_path / "home") as app:
        monkeypatch.setenv("ZNS_BASE_URL", running.url)
        monkeypatch.setenv("ZNS_ACCESS_TOKEN", "sandbox-token-0123456789")
        path = tmp_path / "list.csv"
        write_list(path, [order(1), order(2)])
        campaign = app.send(app.plan(app.check(path, template=TEMPLATE), rate=100))
        assert 2 == campaign.counts["accepted"]
        assert (2, 1) == (running.counts().accepted, running.counts().queries["/message/quota"])


@pytest.mark.parametrize("page", ["python.md", "python.vi.md"])
def test_the_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of the page does what it shows, one after the other as a reader types them."""
    with sandbox(SandboxConfig()) as running:
        monkeypatch.setenv("ZNS_HOME", str(tmp_path / "scratch"))
        monkeypatch.setenv("ZNS_BASE_URL", running.url)
        monkeypatch.setenv("ZNS_ACCESS_TOKEN", "sandbox-token-0123456789")
        names: dict[str, object] = {}
        examples = [
            block.text for block in blocks(ROOT / "docs" / page) if block.language == "python"
        ]
        assert examples
        for example in examples:
            exec(example, names)
        assert 1 == running.counts().accepted
    assert (tmp_path / "ketqua.xlsx").is_file()


def test_a_branch_with_texts_of_its_own_and_its_file_for_the_campaign_page(
    app: zns_batch.App, provider: MemoryProvider, tmp_path: Path
) -> None:
    """What `--set`, `--where` and `export` do, a program does by the same names."""
    people = [
        {**person, "Chi nhánh": branch} for person, branch in zip(PEOPLE, "ABAB", strict=False)
    ]
    check = app.check(
        people,
        template=TEMPLATE,
        set={"customer_name": "Chị {customer_name}"},
        where=["Chi nhánh=a"],
    )
    assert (2, 2) == (check.counts["pending"], check.counts["excluded"])
    [path] = app.export(check, tmp_path / "up.xlsx")
    assert ["Chị An", "Chị An"] == list(pd.read_excel(path, engine="openpyxl")["customer_name"])
    campaign = app.send(app.plan(check))
    assert ("completed", 2) == (campaign.state, campaign.counts["accepted"])
    assert {"Chị An"} == {message.data["customer_name"] for message in provider.messages}
    with pytest.raises(UsageError):
        app.check(people, template=TEMPLATE, where=["Chi nhánh"])


def test_an_export_reads_the_hashes_of_a_home_of_its_own(
    app: zns_batch.App, tmp_path: Path
) -> None:
    """The key of the never-send list is looked for where the app has its state, not the command line."""
    app.suppress([str(PEOPLE[0]["phone"])])
    with located(home=str(tmp_path / "home"), database_url=None):
        ledger = open_ledger(ledger_place())
        assert 1 == keep_as_hashes(ledger)
        ledger.close()
    [path] = app.export(app.check(PEOPLE[:2], template=TEMPLATE), tmp_path / "up.xlsx")
    assert 1 == len(pd.read_excel(path, engine="openpyxl"))


def test_a_reminder_is_a_schedule_with_a_column_of_dates(
    app: zns_batch.App, provider: MemoryProvider, tmp_path: Path
) -> None:
    """A program adds a reminder, sees whom it will write to and takes it away; a list in memory is refused."""
    path = tmp_path / "hen.csv"
    days = ["20/12/2030", "21/12/2030", "21/12/2030", ""]
    write_list(
        path, [(*order(place), day) for place, day in enumerate(days, 1)], (*HEADERS, "Ngày hẹn")
    )
    check = app.check(path, template=TEMPLATE)
    added = app.schedule(check, on="ngay hen", before=["365d"], at="09:00", name="Nhắc")
    assert [added.id] == [schedule.id for schedule in app.schedules()]
    assert ("Nhắc", str(path)) == (added.name, added.file)
    assert [] == app.reminders_ahead("Nhắc")
    app.unschedule(added)
    assert [] == app.schedules()
    yearly = app.schedule(check, on="Ngày hẹn", yearly=True, at="09:00")
    assert [1, 2] == [time.messages for time in app.reminders_ahead(yearly)]
    for column, before in (("Ngày hẹn", "-3d"), ("Tuổi", "3d"), ("Họ tên", "3d")):
        with pytest.raises(zns_batch.ZnsBatchError):
            app.schedule(check, on=column, before=[before], at="09:00", name="x")
    with pytest.raises(UsageError):
        app.schedule(app.check(PEOPLE, template=TEMPLATE), daily="08:00")
    with pytest.raises(UsageError):
        app.schedule(check, at="08:00")
    assert [] == provider.messages
