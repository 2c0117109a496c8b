"""Confirming a draft: one campaign however many press, and only what the person saw."""

import asyncio
import multiprocessing
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from kill_help import killed_at_commit
from ledger_help import NOW, TEMPLATE, campaign_of, planned
from program_help import TEMPLATES, TOKEN, orders, write_list
from sending_help import terms_of
from sqlalchemy import Connection, update

from zns_batch.domain.planned_row import PlannedRow
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import (
    AlreadySentError,
    UnknownCampaignError,
    UsageError,
    WrongStateError,
    ZnsBatchError,
)
from zns_batch.i18n import LANGS
from zns_batch.ledger import campaigns, drafts, rows, work_queue
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.db.schema import campaigns as campaigns_table
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.work_queue import SeenDraft
from zns_batch.sandbox import RunningSandbox
from zns_batch.services.campaigns.confirm import (
    DRAFT_FRESH,
    REPEATED_WITHIN,
    Confirmed,
    StartProblem,
    changes_since_plan,
    confirm,
    start_problem,
    template_changes,
    user_draft,
)
from zns_batch.services.campaigns.draft import plan
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.prepare import prepare
from zns_batch.services.campaigns.template_sync import current_template
from zns_batch.settings.accounts import load_account

PRESSES = 10
"""Presses of each of two processes."""

LAN, MINH = "lan", "minh"


def draft_of(
    ledger: Ledger, wanted: list[PlannedRow], *, user_id: str = LAN, name: str | None = None
) -> Campaign:
    """Plan a draft and hand it over to a user."""
    draft = campaign_of(ledger, wanted, confirmed=False, name=name)
    drafts.renew_draft(ledger, draft.id, user_draft(user_id, now=NOW))
    return campaigns.get(ledger, draft.id)


def seen_of(draft: Campaign, messages: int, *, user_id: str = LAN) -> SeenDraft:
    return SeenDraft(
        campaign_id=draft.id,
        owner=user_draft(user_id, now=NOW),
        fingerprint=draft.fingerprint,
        messages=messages,
    )


def pressed(ledger: Ledger, seen: SeenDraft, *, user_id: str = LAN, **more: Any) -> Confirmed:
    return confirm(ledger, seen, **{"terms": terms_of(user_id), "now": NOW, **more})


def _press_often(place: Any, seen: SeenDraft, barrier: Any, out: Any) -> None:
    ledger = open_ledger(place)

    def press(_: int) -> str:
        barrier.wait()
        try:
            confirmed = pressed(ledger, seen)
        except ZnsBatchError as error:
            return error.key
        return "repeated" if confirmed.repeated else "confirmed"

    with ThreadPoolExecutor(PRESSES) as threads:
        for answer in threads.map(press, range(PRESSES)):
            out.put(answer)
    ledger.close()


def test_twenty_presses_from_two_processes_make_one_campaign(place: Path | str) -> None:
    """A button that is pressed again and again, in several windows, sends the list once."""
    ledger = open_ledger(place)
    draft = draft_of(ledger, [planned(1), planned(2)])
    ledger.engine.dispose()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(2 * PRESSES), context.Queue()
    seen = seen_of(draft, 2)
    processes = [
        context.Process(target=_press_often, args=(place, seen, barrier, answers)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    heard = sorted(answers.get(timeout=120) for _ in range(2 * PRESSES))
    for process in processes:
        process.join()
    assert ["confirmed", *["repeated"] * (2 * PRESSES - 1)] == heard
    (turn,) = work_queue.list_due(ledger, now=NOW)
    assert (draft.id, 0) == (turn.campaign_id, turn.number)
    confirmed = campaigns.get(ledger, draft.id)
    assert (CampaignState.SCHEDULED, True, LAN, NOW) == (
        confirmed.state,
        confirmed.detached,
        confirmed.confirmed_by,
        confirmed.confirmed_at,
    )
    ledger.close()


def _press_own(place: Any, seen: SeenDraft, barrier: Any, out: Any) -> None:
    ledger = open_ledger(place)
    barrier.wait()
    try:
        pressed(ledger, seen)
    except ZnsBatchError as error:
        out.put(error.key)
    else:
        out.put("confirmed")
    ledger.close()


def test_the_same_list_in_many_drafts_becomes_one_campaign(place: Path | str) -> None:
    """A list that was uploaded in several windows is sent once, whichever is confirmed first."""
    ledger = open_ledger(place)
    seen = [seen_of(draft_of(ledger, [planned(1), planned(2)]), 2) for _ in range(6)]
    ledger.engine.dispose()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(len(seen)), context.Queue()
    processes = [
        context.Process(target=_press_own, args=(place, each, barrier, answers)) for each in seen
    ]
    for process in processes:
        process.start()
    heard = [answers.get(timeout=120) for _ in seen]
    for process in processes:
        process.join()
    assert 1 == heard.count("confirmed")
    # In which words the others hear it depends on how far they were.
    words = {"ledger.already-sent", "ledger.scheduled-before", "ledger.all-sent-before"}
    assert words | {"confirmed"} >= set(heard)
    assert 1 == len(campaigns.list_all(ledger))
    ledger.close()


def test_a_press_long_after_or_by_another_person_is_told_that_it_was_confirmed(
    ledger: Ledger,
) -> None:
    """Who finds the button still there a day later learns that it was pressed, and sends nothing."""
    draft = draft_of(ledger, [planned(1)])
    seen = seen_of(draft, 1)
    assert not pressed(ledger, seen).repeated
    assert pressed(ledger, seen, now=NOW + REPEATED_WITHIN).repeated
    for later in (
        {"now": NOW + REPEATED_WITHIN + timedelta(seconds=1)},
        {"user_id": MINH},
    ):
        with pytest.raises(WrongStateError) as caught:
            pressed(ledger, seen, **later)
        assert "ledger.confirmed-before" == caught.value.key
    assert 1 == len(work_queue.list_due(ledger, now=NOW))


@pytest.mark.parametrize(
    "fingerprint, messages, key",
    [
        ("1-other", 2, "ledger.draft-changed"),
        (None, 1, "ledger.draft-changed"),
        (None, 3, "ledger.draft-changed"),
    ],
)
def test_a_draft_that_is_not_what_was_shown_is_not_sent(
    ledger: Ledger, fingerprint: str | None, messages: int, key: str
) -> None:
    """The number on the button is the number that is sent; a page that is out of date sends nothing."""
    draft = draft_of(ledger, [planned(1), planned(2)])
    seen = SeenDraft(
        campaign_id=draft.id,
        owner=user_draft(LAN, now=NOW),
        fingerprint=fingerprint or draft.fingerprint,
        messages=messages,
    )
    with pytest.raises(WrongStateError) as caught:
        pressed(ledger, seen)
    assert key == caught.value.key
    assert CampaignState.DRAFT is campaigns.get(ledger, draft.id).state
    assert [] == work_queue.list_due(ledger, now=NOW)
    assert not pressed(ledger, seen_of(draft, 2)).repeated


def test_a_draft_is_confirmed_by_its_owner_within_the_hour(ledger: Ledger) -> None:
    """Nobody sends a colleague's list by its number, nor one that was looked at in the morning."""
    draft = draft_of(ledger, [planned(1)])
    with pytest.raises(UnknownCampaignError):
        pressed(ledger, seen_of(draft, 1, user_id=MINH), user_id=MINH)
    with pytest.raises(WrongStateError) as caught:
        pressed(ledger, seen_of(draft, 1), now=NOW + DRAFT_FRESH)
    assert "ledger.draft-expired" == caught.value.key
    later = NOW + DRAFT_FRESH
    assert drafts.renew_draft(ledger, draft.id, user_draft(LAN, now=later))
    assert not pressed(ledger, seen_of(draft, 1), now=later).repeated


def test_a_draft_without_a_message_or_without_a_row_is_not_sent(ledger: Ledger) -> None:
    """A campaign of nothing, and a draft that is gone, can't be confirmed."""
    empty = draft_of(ledger, [planned(1, state=RowState.INVALID)])
    with pytest.raises(WrongStateError):
        pressed(ledger, seen_of(empty, 0))
    deleted = draft_of(ledger, [planned(2)])
    drafts.drop_draft(ledger, deleted.id)
    with pytest.raises(UnknownCampaignError):
        pressed(ledger, seen_of(deleted, 1))


def test_rows_that_another_campaign_took_meanwhile_change_the_number(ledger: Ledger) -> None:
    """Nobody presses “send 3” and has 2 sent: the new number is shown first."""
    draft = draft_of(ledger, [planned(1), planned(2), planned(3)])
    first = draft_of(ledger, [planned(1), planned(9)], user_id=MINH)
    pressed(ledger, seen_of(first, 2, user_id=MINH), user_id=MINH)
    with pytest.raises(WrongStateError) as caught:
        pressed(ledger, seen_of(draft, 3))
    assert "ledger.draft-changed" == caught.value.key
    assert {RowState.PENDING: 2, RowState.DUPLICATE: 1} == rows.state_counts(ledger, draft.id).rows
    assert not pressed(ledger, seen_of(draft, 2)).repeated


def test_a_list_that_was_confirmed_meanwhile_is_named(ledger: Ledger) -> None:
    """Who confirms a list that a colleague has just sent is led to that campaign."""
    mine = draft_of(ledger, [planned(1), planned(2)])
    theirs = draft_of(ledger, [planned(2), planned(1)], user_id=MINH)
    pressed(ledger, seen_of(theirs, 2, user_id=MINH), user_id=MINH)
    with pytest.raises(AlreadySentError) as caught:
        pressed(ledger, seen_of(mine, 2))
    assert theirs.id == caught.value.params["id"]


def test_what_belongs_to_a_confirmation_is_written_with_it_or_not_at_all(ledger: Ledger) -> None:
    """An upload is never done without its campaign, nor a campaign sent that its upload knows nothing of."""
    draft = draft_of(ledger, [planned(1)])

    def rename(connection: Connection) -> None:
        connection.execute(update(campaigns_table).values(name="renamed"))

    def fail(connection: Connection) -> None:
        rename(connection)
        raise WrongStateError("ledger.draft-changed", id="x")

    with pytest.raises(WrongStateError):
        pressed(ledger, seen_of(draft, 1), also=fail)
    unchanged = campaigns.get(ledger, draft.id)
    assert (CampaignState.DRAFT, draft.name) == (unchanged.state, unchanged.name)
    assert "renamed" == pressed(ledger, seen_of(draft, 1), also=rename).campaign.name


def test_a_campaign_starts_at_the_moment_that_was_chosen(ledger: Ledger) -> None:
    """What is scheduled for the morning waits until then; a moment that has passed sends nothing."""
    draft = draft_of(ledger, [planned(1)])
    morning = NOW + timedelta(hours=18)
    with pytest.raises(UsageError):
        pressed(ledger, seen_of(draft, 1), start_at=NOW)
    assert morning == pressed(ledger, seen_of(draft, 1), start_at=morning).campaign.start_at
    assert [] == work_queue.list_due(ledger, now=morning - timedelta(seconds=1))
    assert 1 == len(work_queue.list_due(ledger, now=morning))


@pytest.mark.parametrize("commit", [1, 2])
def test_a_process_killed_while_it_confirms_has_confirmed_all_or_nothing(
    place: Path | str, commit: int
) -> None:
    """A power cut at the press of the button leaves a draft that can be confirmed, or one campaign."""
    ledger = open_ledger(place)
    first = draft_of(ledger, [planned(1)], user_id=MINH)
    pressed(ledger, seen_of(first, 1, user_id=MINH), user_id=MINH)
    # With a row that was sent meanwhile there are two commits: that row's, and the confirmation's.
    draft = draft_of(ledger, [planned(1), planned(2)])
    ledger.close()

    def act() -> None:
        own = open_ledger(place)
        pressed(own, seen_of(draft, 1))

    assert killed_at_commit(commit, act)
    ledger = open_ledger(place)
    assert CampaignState.DRAFT is campaigns.get(ledger, draft.id).state
    assert not pressed(ledger, seen_of(draft, 1)).repeated
    assert pressed(ledger, seen_of(draft, 1)).repeated
    assert {first.id, draft.id} == {
        turn.campaign_id for turn in work_queue.list_due(ledger, now=NOW)
    }
    assert TEMPLATE.template_id == campaigns.get(ledger, draft.id).template.template_id
    ledger.close()


@pytest.fixture
def at_sandbox(
    tmp_path: Path, zalo: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> RunningSandbox:
    """A working folder with a template of its own, and an account at the sandbox."""
    for name in ("ZNS_PROVIDER", "ZNS_OA_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_BASE_URL", zalo.url)
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", TOKEN)
    (tmp_path / "work" / "templates").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    shutil.copy(TEMPLATES / "don-hang.toml", "templates/don-hang.toml")
    write_list(Path("list.csv"), orders(3))
    return zalo


def planned_at_sandbox(ledger: Ledger) -> Campaign:
    account = load_account()
    comparison = asyncio.run(current_template(account, "don-hang"))
    request = CampaignRequest(file=Path("list.csv"), template="don-hang", known_as="đơn hàng.csv")
    prepared = prepare(request, account=account, template=comparison.template)
    return plan(ledger, prepared, RunOptions(), now=NOW, made_by=LAN).campaign


@pytest.mark.usefixtures("at_sandbox")
def test_what_changed_since_a_draft_was_planned_is_told(file_ledger: Ledger) -> None:
    """Whoever presses after the template, its rules or the account changed hears what did, and looks again."""
    draft = planned_at_sandbox(file_ledger)
    assert ("đơn hàng.csv", LAN) == (draft.source, draft.made_by)
    assert () == asyncio.run(changes_since_plan(draft))

    path = Path("templates/don-hang.toml")
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("Cảm ơn", "Chào").replace("max_length = 30", "max_length = 9"))
    changes = asyncio.run(changes_since_plan(draft))
    assert ["run.draft-text-changed", "run.draft-params-changed"] == [one.key for one in changes]
    path.write_text("template_id = ")
    (gone,) = asyncio.run(changes_since_plan(draft))
    assert "run.draft-refused" == gone.key
    assert all(gone.text(lang) for lang in LANGS)


@pytest.mark.usefixtures("at_sandbox")
def test_an_account_that_leads_elsewhere_is_told_and_one_that_is_silent_is_not(
    file_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that was looked at for practice is not sent to customers by the same press."""
    draft = planned_at_sandbox(file_ledger)
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:9")
    (elsewhere,) = asyncio.run(changes_since_plan(draft))
    assert "run.draft-destination-changed" == elsewhere.key
    assert "default" in elsewhere.text("vi")
    silent = planned_at_sandbox(file_ledger)
    assert () == asyncio.run(changes_since_plan(silent))


def test_each_difference_of_two_templates_is_named() -> None:
    """A new price and a new number of the template are told in figures."""
    other = replace(TEMPLATE, price=250, template_id="9", text="Chào <a>")
    changes = list(template_changes(TEMPLATE, other))
    assert ["price", "text", "template"] == [one.key.split("-")[1] for one in changes]
    assert "200" in changes[0].text("en")
    assert "250" in changes[0].text("vi")
    assert [] == list(template_changes(other, other))


@pytest.mark.parametrize(
    "ahead, problem",
    [
        (timedelta(0), StartProblem.PAST),
        (timedelta(seconds=119), StartProblem.SOON),
        (timedelta(minutes=2), None),
        (timedelta(days=60), None),
        (timedelta(days=60, seconds=1), StartProblem.FAR),
    ],
)
def test_a_start_is_neither_past_nor_a_moment_away_nor_beyond_two_months(
    ahead: timedelta, problem: StartProblem | None
) -> None:
    """A slip in the date is told beside the field, before anything is planned."""
    assert problem is start_problem(NOW + ahead, now=NOW)
