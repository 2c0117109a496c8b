"""The second channel in the ledger: decided once, planned whole, each customer at most once."""

from datetime import timedelta
from pathlib import Path

import pytest
from ledger_help import NOW, TEMPLATE, FakeProvider, TestClock, campaign_of, planned
from receipts_help import put

from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import LedgerError
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.customers import fallbacks
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.runner import CampaignRunner
from zns_batch.services.customers.never_send import add_numbers
from zns_batch.services.unattended.sms_fallback import SmsFallbacks

_SETTINGS = """\
[accounts.default]
provider = "zalo"
base_url = "http://127.0.0.1:9"
fallback = "sms"
fallback_text = "Ma <a>"
fallback_after = "2h"

[accounts.sms]
provider = "gobysend"
base_url = "http://127.0.0.1:9"
key_header = "X-API-KEY"
"""
_UNKNOWN_NUMBER = Failure(code="-118", action=Action.ROW)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zns-batch.toml").write_text(_SETTINGS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZNS_DEFAULT_ACCESS_TOKEN", "token")
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", "token")


async def _ended(ledger: Ledger, *numbers: int) -> Campaign:
    """A campaign whose numbers have no account at Zalo, run to its end."""
    campaign = campaign_of(ledger, [planned(number) for number in numbers])

    def answer(_: Message) -> Outcome:
        return Outcome(kind=OutcomeKind.REJECTED, failure=_UNKNOWN_NUMBER)

    runner = CampaignRunner(
        ledger=ledger,
        campaign=campaign,
        provider=FakeProvider(answer),
        limits=SendLimits(rate=1_000),
        clock=TestClock(),
    )
    report = await runner.run()
    return report.campaign


def _fallbacks(ledger: Ledger, *, hours: float) -> SmsFallbacks:
    return SmsFallbacks(ledger=ledger, clock=TestClock(NOW + timedelta(hours=hours)))


async def test_a_campaign_of_sms_is_planned_when_its_time_has_come(ledger: Ledger) -> None:
    """Not before, once, for those on no never-send list, and left to the workers."""
    campaign = await _ended(ledger, 1, 2, 3)
    add_numbers(ledger, ["84900000002"], now=NOW)
    assert [] == await _fallbacks(ledger, hours=1.9).run_due()

    (sms,) = await _fallbacks(ledger, hours=2.1).run_due()

    assert (CampaignState.SCHEDULED, "sms", True) == (sms.state, sms.account, sms.detached)
    due = rows.due(ledger, sms.id, after=0, most=10)
    assert [("84900000001", {"text": "Ma x1"}), ("84900000003", {"text": "Ma x3"})] == [
        (row.phone, row.data) for row in due
    ]
    assert "07:00-22:00" == sms.options["window"], "nobody is woken by an SMS"
    noted = fallbacks.of_campaign(ledger, campaign.id)
    assert noted is not None
    assert (False, sms.id) == (noted.is_waiting, noted.sms_campaign_id)
    assert [] == await _fallbacks(ledger, hours=30).run_due()


async def test_a_decision_that_was_cut_off_is_made_once(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies between planning and noting leaves one campaign of SMS, not two."""
    await _ended(ledger, 1)

    def killed(*_: object) -> None:
        raise LedgerError("ledger.busy", path="", why="")

    with monkeypatch.context() as patch:
        patch.setattr(fallbacks, "settle", killed)
        assert [] == await _fallbacks(ledger, hours=3).run_due()
    assert 2 == len(campaigns.list_all(ledger))

    assert 1 == len(await _fallbacks(ledger, hours=4).run_due())

    assert 2 == len(campaigns.list_all(ledger))
    assert [] == await _fallbacks(ledger, hours=5).run_due()


async def test_nobody_unreached_needs_no_campaign(ledger: Ledger) -> None:
    """Where everybody was refused for another reason, no SMS is planned and none is waited for."""
    campaign = await _ended(ledger, 1)
    put(ledger, campaign, 1, RowState.PENDING)
    assert [] == await _fallbacks(ledger, hours=3).run_due()
    noted = fallbacks.of_campaign(ledger, campaign.id)
    assert noted is not None
    assert (False, None) == (noted.is_waiting, noted.sms_campaign_id)


async def test_it_waits_for_receipts_that_cant_be_had_and_not_forever(ledger: Ledger) -> None:
    """While Zalo can't be asked nobody gets an SMS by mistake; later those who are certainly unreached do."""
    campaign = await _ended(ledger, 1, 2)
    put(ledger, campaign, 2, RowState.ACCEPTED)
    assert [] == await _fallbacks(ledger, hours=2.1).run_due()
    noted = fallbacks.of_campaign(ledger, campaign.id)
    assert noted is not None
    assert noted.is_waiting
    (sms,) = await _fallbacks(ledger, hours=9).run_due()
    assert ["84900000001"] == [row.phone for row in rows.due(ledger, sms.id, after=0, most=9)]
    assert TEMPLATE.name in sms.template.name
