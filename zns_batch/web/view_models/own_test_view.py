"""What has become of a test send, in words."""

from dataclasses import dataclass

from zns_batch.domain.states import RowState
from zns_batch.reports.reasons import Explainer
from zns_batch.services.lists.own_test import OwnTestResult
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import when_text


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTestView:
    """A test as a page shows it."""

    campaign_id: str
    phone: str
    text: str
    #: `ok`, `bad`, `unknown` or `info`.
    kind: str
    is_over: bool


def own_test_view(context: PageContext, result: OwnTestResult) -> OwnTestView:
    """Return what has become of a test."""
    row, tr, lang = result.row, context.tr, context.lang
    if row.state is RowState.ACCEPTED:
        text, kind = tr("web.test.sent", at=when_text(row.sent_at, lang, now=context.now)), "ok"
    elif row.state is RowState.REJECTED:
        reason, remedy = Explainer(result.campaign.provider, lang).explain(row)
        text, kind = tr("web.test.refused", why=f"{reason} {remedy}".strip()), "bad"
    elif row.state is RowState.UNKNOWN:
        text, kind = tr("web.test.unknown"), "unknown"
    elif result.is_over:
        text, kind = tr("web.test.stopped", why=result.why_stopped(lang)), "bad"
    else:
        text, kind = tr("web.test.waiting"), "info"
    return OwnTestView(
        campaign_id=result.campaign.id,
        phone=result.phone,
        text=text,
        kind=kind,
        is_over=result.is_over,
    )
