"""Shows the facts about a draft before the first message leaves."""

from zns_batch.cli.console import ask, info, info_text
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import in_vietnam
from zns_batch.i18n import Value, format_datetime, format_number
from zns_batch.reports.destination import Destination
from zns_batch.reports.reasons import sum_line
from zns_batch.services.campaigns.preflight import Preflight


def show_preflight(facts: Preflight) -> None:
    """Show what will be sent, to how many, for how much and until when."""
    campaign = facts.campaign
    if facts.quota_error is not None:
        info("cli.no-quota", why=facts.quota_error.text(lang()))
    info_text("")
    info("cli.pre-campaign", id=campaign.id, name=campaign.name)
    info("cli.pre-rows", sum=sum_line(facts.tally, lang()))
    info("cli.pre-recipients", n=facts.to_send, account=campaign.account)
    show_destination(facts.destination)
    first = facts.first
    info("cli.pre-first", row=str(first.row), phone=first.phone)
    text = first.text or ", ".join(f"{name} = {value}" for name, value in first.data.items())
    for line in text.splitlines():
        info_text(f"    {line}")
    if facts.template_quota.remaining is not None:
        info("cli.pre-template-quota", left=facts.template_quota.remaining)
    if facts.held_today:
        info("cli.pre-promotions", n=facts.held_today)
    if facts.journeys is not None:
        tokens = facts.journeys.tokens
        info("journey.pre", kind=facts.journeys.kind, minted=tokens.minted, reused=tokens.reused)
        if tokens.doubtful:
            info("journey.pre-doubtful", n=tokens.doubtful)
    if not facts.is_later:
        _show_quota(facts)
    if facts.forecast.cost is None:
        info("cli.pre-cost-unknown")
    else:
        info("cli.pre-cost", cost=facts.forecast.cost)
    _show_second_channel(facts)
    _show_time(facts)


def ask_to_send(destination: Destination, key: str, /, **params: Value) -> bool:
    """Ask whether messages may leave; the question itself says where to."""
    where = destination.label(lang())
    before = f"★ {where}." if destination.is_loud else tr("cli.ask-destination", where=where)
    return ask(key, before=before, **params)


def show_destination(destination: Destination) -> None:
    """Show where messages go, loudly when that is not the provider."""
    info(
        "cli.pre-practice" if destination.is_loud else "cli.pre-destination",
        where=destination.label(lang()),
    )


def _show_quota(facts: Preflight) -> None:
    forecast, quota = facts.forecast, facts.forecast.quota
    if quota is None or quota.remaining is None:
        info("cli.pre-quota-unknown", n=forecast.messages)
        return
    daily = "—" if quota.daily is None else quota.daily
    info("cli.pre-quota", left=quota.remaining, daily=daily, n=forecast.messages)
    if facts.limits.quota_reserve:
        info("cli.pre-reserve", n=facts.limits.quota_reserve)
    if forecast.today < forecast.messages:
        days = "?" if forecast.days is None else format_number(forecast.days, lang())
        later = forecast.messages - forecast.today
        info("cli.pre-days", today=forecast.today, later=later, days=days)


def _show_second_channel(facts: Preflight) -> None:
    channel = facts.second_channel
    if channel is None:
        return
    words: dict[str, Value] = {
        "account": channel.account.name,
        "hours": format_number(round(channel.after.total_seconds() / 3_600, 1), lang()),
        "n": facts.to_send,
    }
    cost = channel.cost(facts.to_send)
    if cost is None:
        info("customers.fallback-pre-unknown", **words)
    else:
        info("customers.fallback-pre", cost=cost, **words)


def _show_time(facts: Preflight) -> None:
    limits, end = facts.limits, facts.forecast.end
    rate = format_number(int(limits.rate) if limits.rate.is_integer() else limits.rate, lang())
    ends = format_datetime(in_vietnam(end), lang()) if end else tr("cli.unknown-end")
    info("cli.pre-pace", rate=rate, ends=ends)
    if limits.window is not None:
        info("cli.pre-window", window=str(limits.window))
        if facts.hours_of_tag is not None:
            info("cli.pre-window-tag", tag=facts.hours_of_tag)
        if facts.opens_at > facts.begins_at:
            info("cli.pre-closed", when=format_datetime(in_vietnam(facts.opens_at), lang()))
