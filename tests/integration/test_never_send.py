"""The never-send list: whoever is on it gets nothing, whichever way a campaign goes."""

from datetime import timedelta
from pathlib import Path

import pytest
from ledger_help import NOW, FakeProvider, TestClock, accepted, campaign_of, planned
from sqlalchemy import insert, select

from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import LedgerError, SheetError, UsageError
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.customers import never_send as never_send_ledger
from zns_batch.ledger.customers.never_send import EntrySource
from zns_batch.ledger.customers.never_send_entries import (
    EntryFilter,
    EntryPlace,
    NeverSendEntry,
    entry_page,
)
from zns_batch.ledger.db.customer_tables import never_send
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.control import ready_to_resume, retry
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport
from zns_batch.services.customers import never_send as service
from zns_batch.services.customers.never_send import (
    add_numbers,
    add_proposed,
    import_numbers,
    keep_as_hashes,
    listed_numbers,
    never_send_scopes,
    never_sent_by,
    proposed_numbers,
    remove_numbers,
)
from zns_batch.sheets import open_sheet

_FAST = SendLimits(rate=1_000, concurrency=1)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


async def _run(ledger: Ledger, campaign: Campaign, provider: FakeProvider) -> RunReport:
    runner = CampaignRunner(
        ledger=ledger, campaign=campaign, provider=provider, limits=_FAST, clock=TestClock()
    )
    return await runner.run()


def _phone(number: int) -> str:
    return f"849{number:08d}"


def _states(ledger: Ledger, campaign: Campaign) -> list[str]:
    return [row.state.value for row in rows.read_rows(ledger, campaign.id)]


async def test_a_row_that_was_planned_before_its_number_was_added_does_not_go(
    ledger: Ledger,
) -> None:
    """Whoever asks to be left alone gets nothing of a campaign that waits already."""
    campaign = campaign_of(ledger, [planned(1), planned(2), planned(3)])
    campaigns.stop(ledger, campaign.id, state=CampaignState.PAUSED, now=NOW)

    added = add_numbers(ledger, [f"0{_phone(2)[2:]}"], why="phoned", now=NOW)

    assert (1, 0, 1) == (added.added, added.known, added.rows)
    assert ["pending", "suppressed", "pending"] == _states(ledger, campaign)
    provider = FakeProvider()
    report = await _run(ledger, campaign, provider)
    assert [_phone(1), _phone(3)] == [message.phone for message in provider.arrived]
    assert {RowState.ACCEPTED: 2, RowState.SUPPRESSED: 1} == report.tally.rows


async def test_a_number_that_is_added_while_its_campaign_runs_gets_nothing(ledger: Ledger) -> None:
    """A row that the lane has in its hands already is let go, and the others are sent."""
    campaign = campaign_of(ledger, [planned(number) for number in range(1, 6)])

    def answer(message: Message) -> Outcome:
        if message.phone == _phone(2):
            add_numbers(ledger, [_phone(4)], now=NOW)
        return accepted(f"m-{message.tracking_id}")

    provider = FakeProvider(answer)
    report = await _run(ledger, campaign, provider)

    assert [_phone(number) for number in (1, 2, 3, 5)] == [one.phone for one in provider.arrived]
    assert CampaignState.COMPLETED is report.campaign.state
    assert {RowState.ACCEPTED: 4, RowState.SUPPRESSED: 1} == report.tally.rows


async def test_a_draft_that_was_planned_before_is_looked_through_when_it_begins(
    ledger: Ledger,
) -> None:
    """A person who takes long over the question sends nothing to who was added meanwhile."""
    draft = campaign_of(ledger, [planned(1), planned(2), planned(3)], confirmed=False)
    assert 1 == add_numbers(ledger, [_phone(1)], now=NOW).rows
    entry = {"account": "*", "source": "person", "why": "", "added_at": 1}
    with ledger.write() as connection:
        # As by one who added it while the rows were being planned.
        connection.execute(insert(never_send), {**entry, "recipient": _phone(3)})
    provider = FakeProvider()

    await _run(ledger, draft, provider)

    assert [_phone(2)] == [message.phone for message in provider.arrived]
    assert ["suppressed", "accepted", "suppressed"] == _states(ledger, draft)


async def test_a_refused_row_is_not_retried_once_its_number_is_listed(ledger: Ledger) -> None:
    """A retry reaches those who may be written to, and nobody else."""
    campaign = campaign_of(ledger, [planned(1), planned(2)])
    refusal = Failure(code="-141", action=Action.ROW)
    refused = Outcome(kind=OutcomeKind.REJECTED, failure=refusal)
    await _run(ledger, campaign, FakeProvider(lambda _: refused))
    assert 0 == add_numbers(ledger, [_phone(1)], now=NOW).rows

    assert 1 == retry(ledger, campaign, {RowState.REJECTED}, now=NOW, codes={"-141"})

    assert ["suppressed", "pending"] == _states(ledger, campaign)
    assert 1 == ready_to_resume(ledger, campaigns.get(ledger, campaign.id), now=NOW)


def test_a_list_of_another_account_does_not_count(ledger: Ledger) -> None:
    """Who refuses one sender is still reached by another, unless the number holds for all."""
    ours = campaign_of(ledger, [planned(1)], account="default")
    theirs = campaign_of(ledger, [planned(1)], account="shop")

    never_send_ledger.add(
        ledger,
        [_phone(1)],
        account="shop",
        source=EntrySource.PERSON,
        why="",
        now=NOW,
        key=None,
    )

    assert (["pending"], ["suppressed"]) == (_states(ledger, ours), _states(ledger, theirs))
    assert (False, True) == tuple(
        _phone(1) in never_sent_by(ledger, name) for name in ("default", "shop")
    )


async def test_those_who_refused_are_proposed_and_added_on_request(ledger: Ledger) -> None:
    """Nobody has to search results for who refused, and only who refused is proposed."""
    campaign = campaign_of(ledger, [planned(number) for number in (1, 2, 3)])
    codes = {_phone(1): "-139", _phone(2): "-118", _phone(3): "-141"}

    def answer(message: Message) -> Outcome:
        failure = Failure(code=codes[message.phone], action=Action.ROW)
        return Outcome(kind=OutcomeKind.REJECTED, failure=failure)

    await _run(ledger, campaign, FakeProvider(answer))

    proposed = proposed_numbers(ledger)
    assert [(_phone(1), "-139"), (_phone(3), "-141")] == [
        (each.recipient, each.code) for each in proposed
    ]
    assert 2 == add_proposed(ledger, now=NOW).added
    assert [] == proposed_numbers(ledger)
    assert {("default", EntrySource.REFUSAL)} == {
        (entry.account, entry.source) for entry in listed_numbers(ledger)
    }


@pytest.mark.parametrize("wanted", [False, True])
async def test_refusals_are_added_by_themselves_only_where_the_settings_say_so(
    ledger: Ledger, tmp_path: Path, wanted: bool
) -> None:
    """A list that grows by itself is a choice, not a surprise."""
    settings = f'[accounts.default]\nprovider = "zalo"\nsuppress_refused = {str(wanted).lower()}\n'
    (tmp_path / "zns-batch.toml").write_text(settings)
    campaign = campaign_of(ledger, [planned(1)])
    refusal = Failure(code="-141", action=Action.ROW)
    provider = FakeProvider(lambda _: Outcome(kind=OutcomeKind.REJECTED, failure=refusal))

    await _run(ledger, campaign, provider)

    assert ([_phone(1)] if wanted else []) == [entry.recipient for entry in listed_numbers(ledger)]


def test_a_long_list_is_taken_off_at_once(ledger: Ledger) -> None:
    """Whoever put thousands of numbers on the list by mistake takes them off by one call."""
    add_numbers(ledger, map(_phone, range(1_201)), now=NOW)
    assert 1_200 == remove_numbers(ledger, map(_phone, range(1_200)))
    assert [_phone(1_200)] == [entry.recipient for entry in listed_numbers(ledger)]


async def test_numbers_that_are_kept_as_hashes_still_hold(ledger: Ledger, tmp_path: Path) -> None:
    """Nobody can read the list any more, and nobody on it is written to all the same."""
    campaign = campaign_of(ledger, [planned(1), planned(2)])
    add_numbers(ledger, [_phone(8), _phone(9)], now=NOW)
    assert 2 == keep_as_hashes(ledger)
    assert 0 == keep_as_hashes(ledger)
    add_numbers(ledger, [_phone(1)], now=NOW)
    assert 1 == keep_as_hashes(ledger)

    with ledger.read() as connection:
        stored = connection.execute(select(never_send.c.recipient)).scalars().all()
    assert [] == [each for each in stored if "8490" in each]
    assert (True, False) == tuple(
        _phone(number) in never_sent_by(ledger, "default") for number in (9, 5)
    )
    assert (0, 1) == (
        add_numbers(ledger, [_phone(9)], now=NOW).added,
        remove_numbers(ledger, [_phone(9)]),
    )

    assert ([None], []) == tuple(never_send_scopes(ledger, _phone(number)) for number in (8, 5))

    again = campaign_of(ledger, [planned(8), planned(7)])
    provider = FakeProvider()
    await _run(ledger, campaign, provider)
    await _run(ledger, again, provider)
    assert [_phone(2), _phone(7)] == [message.phone for message in provider.arrived]

    (tmp_path / "home" / "never-send.key").unlink()
    third = campaign_of(ledger, [planned(8)])
    with pytest.raises(LedgerError) as caught:
        await _run(ledger, third, provider)
    assert "ledger.never-send-key" == caught.value.key
    with pytest.raises(LedgerError) as found:
        never_send_scopes(ledger, _phone(5))
    assert ("ledger.never-send-key", 2) == (found.value.key, found.value.params["n"])
    assert 2 == len(provider.arrived), "without the key nobody knows whom the list means"


def test_an_import_with_a_line_that_is_no_number_adds_none(ledger: Ledger, tmp_path: Path) -> None:
    """The line is named, and the list stays as it was."""
    file = tmp_path / "refused.txt"
    file.write_text("0912345678\n12345\n0987654321\n")
    with pytest.raises(SheetError) as caught:
        import_numbers(ledger, file, now=NOW)
    assert "2" == caught.value.params["rows"]
    assert [] == listed_numbers(ledger)
    with pytest.raises(UsageError):
        add_numbers(ledger, ["0912345678", "abc"], now=NOW)
    assert [] == listed_numbers(ledger)

    file.write_text("0912345678\n0987654321\n")
    assert 2 == import_numbers(ledger, file, now=NOW).added
    assert 2 == import_numbers(ledger, file, now=NOW).known


def test_the_exported_list_is_read_again(ledger: Ledger, tmp_path: Path) -> None:
    """The list can be taken to another installation, whole."""
    add_numbers(ledger, ["0912345678", "0987654321"], why="=1+1", now=NOW)
    out = tmp_path / "list.xlsx"
    assert (2, 0) == service.export_numbers(ledger, out, lang="vi")
    assert "=1+1" in [row.cells[3] for row in open_sheet(out).read()]

    assert 2 == remove_numbers(ledger, ["0912345678", "0987654321"])
    assert 2 == import_numbers(ledger, out, now=NOW).added


async def test_a_user_id_is_never_sent_to_either(ledger: Ledger, tmp_path: Path) -> None:
    """Who refused by user id is named by it: put on the list, taken elsewhere, and taken off again."""
    user = "7632191111111111111"
    to_user = planned(1)._replace(extras=f'{{"user":"{user}"}}')
    campaign = campaign_of(ledger, [to_user, planned(2), planned(3)])

    added = add_numbers(ledger, [user], now=NOW)

    assert (1, 1) == (added.added, added.rows)

    provider = FakeProvider()
    await _run(ledger, campaign, provider)
    assert [_phone(2), _phone(3)] == [message.phone for message in provider.arrived]
    out = tmp_path / "list.xlsx"
    assert (1, 0) == service.export_numbers(ledger, out, lang="en")
    assert 1 == remove_numbers(ledger, [user])
    assert 1 == import_numbers(ledger, out, now=NOW).added
    assert user in never_sent_by(ledger, "default")


def test_pages_of_some_accounts_show_each_entry_once(ledger: Ledger) -> None:
    """Who sees two of three accounts turns the pages of both in one order, the newest first."""
    for place in range(12):
        account = (None, "shop-a", "shop-b", "shop-c")[place % 4]
        # Always three of the same moment, as an import adds them.
        moment = NOW + timedelta(minutes=place // 3)
        never_send_ledger.add(
            ledger,
            [_phone(place)],
            account=account,
            source=EntrySource.PERSON,
            why="",
            now=moment,
            key=None,
        )
    which = EntryFilter(accounts=("shop-a", "shop-b"))
    seen: list[NeverSendEntry] = []
    behind: EntryPlace | None = None
    while True:
        page = entry_page(ledger, which, behind=behind, most=2)
        assert 9 == page.total
        seen += page.entries
        behind = page.following
        if behind is None:
            break
    order = [(entry.added_at, entry.id) for entry in seen]
    assert 9 == len(set(order))
    assert sorted(order, reverse=True) == order
    assert {None, "shop-a", "shop-b"} == {entry.account for entry in seen}
