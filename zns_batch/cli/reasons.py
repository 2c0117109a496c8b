"""Why rows of a campaign were not accepted, grouped, a line for each reason."""

from collections.abc import Iterator

from zns_batch.cli.lang import lang, t
from zns_batch.domain.states import NOT_DONE
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.reports.reasons import Reasons


def reason_lines(ledger: Ledger, campaign: Campaign) -> Iterator[str]:
    """Return a line for each reason: how many rows, in which state, why, and what to do."""
    reasons = Reasons(campaign.provider, lang())
    for row in rows.read_rows(ledger, campaign.id, states=NOT_DONE):
        reasons.add(row)
    for group in reasons.groups():
        told = t(
            "cli.show-reason" if group.code else "cli.show-reason.no-code",
            n=group.rows,
            state=t(f"state.{group.state}"),
            code=group.code,
            reason=group.reason,
            remedy=group.remedy,
        )
        yield f"  {told}"
