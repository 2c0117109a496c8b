"""Shows how the SMS stand that customers get whom a campaign did not reach."""

from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import RowState
from zns_batch.i18n import format_datetime
from zns_batch.services.campaigns.report import row_counts
from zns_batch.services.customers.second_channel import SecondChannelState


def second_channel_line(state: SecondChannelState) -> str:
    """Return one line about them."""
    if state.due_at is not None:
        when = format_datetime(in_vietnam(state.due_at), lang())
        return tr("customers.fallback-due", when=when, account=state.account)
    if state.sms is None or state.tally is None:
        return tr("customers.fallback-none")
    cost = state.cost
    return tr(
        "customers.fallback-sent",
        id=state.sms.id,
        accepted=state.tally.count(RowState.ACCEPTED),
        n=state.tally.total,
        cost="" if cost is None else tr("customers.fallback-cost", cost=cost),
    )


def channel_as_json(state: SecondChannelState) -> dict[str, object]:
    """Return what `show --json` has of them."""
    return {
        "account": state.account,
        "due_at": in_vietnam(state.due_at).isoformat() if state.due_at else None,
        "campaign": state.sms.id if state.sms else None,
        "rows": row_counts(state.tally) if state.tally else None,
        "cost": state.cost,
    }
