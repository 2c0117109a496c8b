"""What a person sees before the first message leaves."""

from datetime import datetime

from zns_batch.cli.console import info, info_text
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.domain.message import Quota
from zns_batch.i18n import format_datetime, format_number
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.journey_tokens import needed, series_of
from zns_batch.reports.reasons import sum_line
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.draft import DraftCampaign
from zns_batch.services.campaigns.forecast import Forecast, forecast
from zns_batch.templates.render import render


def show_preflight(
    ledger: Ledger,
    draft: DraftCampaign,
    limits: SendLimits,
    quota: Quota | None,
    template_quota: Quota | None = None,
    *,
    begins: datetime | None = None,
) -> None:
    """Say what will be sent, to how many, for how much and until when.

    Args:
        ledger: The ledger.
        draft: The plan.
        limits: Pace, reserve and window.
        quota: What the provider says is left; `None` when it is not known.
        template_quota: What is left of the template's own quota, if it has one.
        begins: When the first message may leave, where that is not now: today's quota says nothing
            about that day.

    """
    now = begins or SystemClock().now()
    told = forecast(
        draft.to_send,
        limits=limits,
        quota=quota,
        price=draft.campaign.template.price,
        now=now,
        template_quota=template_quota,
    )
    info_text("")
    info("cli.pre-campaign", id=draft.campaign.id, name=draft.campaign.name)
    info("cli.pre-rows", sum=sum_line(draft.tally, lang()))
    info("cli.pre-recipients", n=draft.to_send, account=draft.campaign.account)
    _show_first(ledger, draft)
    if template_quota is not None and template_quota.remaining is not None:
        info("cli.pre-template-quota", left=template_quota.remaining)
    _show_journeys(ledger, draft)
    if begins is None:
        _show_quota(told, limits)
    _show_cost(told)
    _show_time(told, limits, now)


def _show_first(ledger: Ledger, draft: DraftCampaign) -> None:
    first = rows.due(ledger, draft.campaign.id, after=0, most=1)[0]
    info("cli.pre-first", row=str(first.number), phone=first.phone)
    text = render(draft.campaign.template, first.data)
    shown = text or ", ".join(f"{name} = {value}" for name, value in first.data.items())
    for line in shown.splitlines():
        info_text(f"    {line}")


def _show_journeys(ledger: Ledger, draft: DraftCampaign) -> None:
    series = series_of(draft.campaign)
    if series is None:
        return
    found = needed(ledger, series, draft.campaign.id, now=SystemClock().now())
    info("journey.pre", kind=series.kind.value, minted=found.minted, reused=found.reused)
    if found.doubtful:
        info("journey.pre-doubtful", n=found.doubtful)


def _show_quota(told: Forecast, limits: SendLimits) -> None:
    quota = told.quota
    if quota is None or quota.remaining is None:
        info("cli.pre-quota-unknown", n=told.messages)
        return
    info(
        "cli.pre-quota",
        left=quota.remaining,
        daily=quota.daily if quota.daily is not None else "—",
        n=told.messages,
    )
    if limits.quota_reserve:
        info("cli.pre-reserve", n=limits.quota_reserve)
    if told.today < told.messages:
        later = told.messages - told.today
        info("cli.pre-days", today=told.today, later=later, days=_days(told))


def _days(told: Forecast) -> str:
    return format_number(told.days, lang()) if told.days is not None else "?"


def _show_cost(told: Forecast) -> None:
    if told.cost is None:
        info("cli.pre-cost-unknown")
    else:
        info("cli.pre-cost", cost=told.cost)


def _show_time(told: Forecast, limits: SendLimits, begins: datetime) -> None:
    rate = format_number(int(limits.rate) if limits.rate.is_integer() else limits.rate, lang())
    ends = (
        format_datetime(in_vietnam(told.ends_at), lang()) if told.ends_at else tr("cli.unknown-end")
    )
    info("cli.pre-pace", rate=rate, ends=ends)
    if limits.window is not None:
        info("cli.pre-window", window=str(limits.window))
        opens = limits.window.next_open(begins)
        if opens > begins:
            info("cli.pre-closed", when=format_datetime(in_vietnam(opens), lang()))
