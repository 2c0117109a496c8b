"""Lists of campaigns that are being sent count their rows at most once a second."""

from ledger_help import NOW, TestClock, campaign_of, planned
from sqlalchemy import event

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.ledger import campaigns, leases, rows
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.campaigns import list_page
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.services.campaigns.watching.kept_counts import KeptCounts


def test_who_looks_again_within_a_second_counts_nothing(ledger: Ledger) -> None:
    """Fifty people who open the list at once cost one count; what changed is there a second later."""
    clock = TestClock()
    campaign = campaign_of(ledger, [planned(n) for n in range(1, 4)], account="default")
    leases.acquire(ledger, "default", campaign.id, now=NOW, owner=ProcessIdentity.this_process())
    campaigns.start(ledger, campaign.id, now=NOW)
    kept = KeptCounts(clock)
    asked: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def waiting() -> tuple[int, int]:
        asked.clear()
        found = list_page(
            ledger, CampaignFilter(states=(CampaignState.RUNNING,)), count=kept.count
        ).entries[0][1]
        return found.count(RowState.PENDING), sum("FROM rows" in each for each in asked)

    assert (3, 1) == waiting()
    with ledger.write() as connection:
        rows.move(connection, campaign.id, {RowState.PENDING}, RowState.CANCELLED, now=NOW)
    assert (3, 0) == waiting()
    clock.turn(1.1)
    assert (0, 1) == waiting()
    kept.forget(campaign.id)
    assert (0, 1) == waiting()
