"""The five cards of the last step, in words: messages, cost, quota, time, template."""

from dataclasses import dataclass
from datetime import timedelta

from zns_batch.domain.states import RowState
from zns_batch.i18n import format_number
from zns_batch.services.lists.sending import SendFacts
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import (
    duration_text,
    error_sentence,
    money_text,
    number_text,
    weekday_when_text,
    when_text,
)

_ASIDE = (RowState.DUPLICATE, RowState.SUPPRESSED, RowState.INVALID, RowState.EXCLUDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class FactCard:
    """One card: what is most important, and what else is to be known."""

    title: str
    main: str
    lines: tuple[str, ...]
    #: `warn`, `bad`, or empty.
    kind: str = ""


def fact_cards(context: PageContext, facts: SendFacts, *, sms: bool) -> tuple[FactCard, ...]:
    """Return the cards.

    Args:
        context: The page's.
        facts: What sending takes.
        sms: Whether the provider sends SMS in place of messages that don't arrive.

    """
    return (
        count_card(context, facts),
        cost_card(context, facts, sms=sms),
        quota_card(context, facts),
        time_card(context, facts),
        template_card(context, facts),
    )


def count_card(context: PageContext, facts: SendFacts) -> FactCard:
    """Say how many messages leave, and which rows stay behind."""
    aside = [
        context.tr(f"web.send.aside.{state}", n=facts.counts.count(state))
        for state in _ASIDE
        if facts.counts.count(state)
    ]
    return FactCard(
        title=context.tr("web.send.count"),
        main=number_text(facts.to_send, context.lang),
        lines=tuple(aside or [context.tr("web.send.aside.none")]),
    )


def cost_card(context: PageContext, facts: SendFacts, *, sms: bool) -> FactCard:
    """Say what it costs at the most, and what is not in that."""
    tr, lang, price = context.tr, context.lang, facts.price
    lines = []
    if price is None:
        lines.append(tr("web.send.cost-why"))
    else:
        lines.append(tr("web.send.cost-each", price=money_text(price, lang), n=facts.to_send))
    comparison = facts.template.comparison
    timeout = comparison.template.timeout if comparison else None
    if timeout:
        span = duration_text(timedelta(seconds=timeout), lang)
        lines.append(tr("web.send.cost-timeout", span=span))
    if sms:
        lines.append(tr("web.send.cost-sms"))
    cost = facts.forecast.cost
    main = tr("web.send.cost-unknown") if cost is None else money_text(cost, lang)
    return FactCard(title=tr("web.send.cost"), main=main, lines=tuple(lines))


def quota_card(context: PageContext, facts: SendFacts) -> FactCard:
    """Say what the day's quota lets out."""
    tr, lang, title = context.tr, context.lang, context.tr("web.send.quota")
    lines, kind = [], ""
    quota = facts.quota.quota
    main = tr("web.send.quota-not-known")
    if facts.begins_later:
        lines.append(tr("web.send.quota-later"))
    elif quota is None or quota.remaining is None:
        lines.append(tr("web.send.quota-unknown"))
        if facts.quota.error is not None:
            lines.append(error_sentence(facts.quota.error, lang))
    if quota is not None and quota.remaining is not None:
        left = format_number(quota.remaining, lang)
        main = (
            tr("web.send.quota-left-only", left=left)
            if quota.daily is None
            else tr("web.send.quota-left", left=left, daily=quota.daily)
        )
        if not facts.begins_later:
            words, kind = _enough(context, facts)
            lines.append(words)
    if facts.limits.quota_reserve:
        lines.append(tr("web.send.quota-reserve", n=facts.limits.quota_reserve))
    if facts.template_quota.remaining is not None and not facts.begins_later:
        lines.append(tr("web.send.quota-template", left=facts.template_quota.remaining))
    return FactCard(title=title, main=main, lines=tuple(lines), kind=kind)


def _enough(context: PageContext, facts: SendFacts) -> tuple[str, str]:
    """Return whether the quota lets the whole list out today, in words, and how bad that is."""
    forecast = facts.forecast
    if forecast.today >= forecast.messages:
        return context.tr("web.send.quota-enough"), ""
    if forecast.days is None:
        return context.tr("web.send.quota-never", today=forecast.today), "bad"
    if not forecast.today:
        return context.tr("web.send.quota-zero"), "warn"
    until = when_text(forecast.end, context.lang)
    words = context.tr("web.send.quota-days", today=forecast.today, days=forecast.days, until=until)
    return words, "warn"


def time_card(context: PageContext, facts: SendFacts) -> FactCard:
    """Say how long it takes, when it ends, and what it waits for."""
    tr, lang = context.tr, context.lang
    end, begins = facts.forecast.end, max(facts.begins_at, facts.opens_at)
    main = tr("web.send.time-unknown")
    lines = []
    if facts.begins_later:
        at = weekday_when_text(facts.begins_at, lang)
        lines.append(tr("web.send.time-begin", when=at))
    if end is not None:
        main = tr("web.send.time-span", span=duration_text(end - begins, lang))
        when = when_text(end, lang, now=context.now)
        lines.append(tr("web.send.time-end", when=when))
    lines.append(tr("web.send.time-pace", rate=rate_text(facts.limits.rate, context)))
    if facts.limits.window is not None:
        lines.append(tr("web.send.time-window", window=str(facts.limits.window)))
        if facts.hours_of_tag is not None:
            lines.append(hours_reason(context, facts.hours_of_tag))
        if facts.opens_at > facts.begins_at:
            opens = when_text(facts.opens_at, lang, now=context.now)
            lines.append(tr("web.send.time-opens", when=opens))
    if facts.held_today:
        lines.append(tr("web.send.promotions", n=facts.held_today))
    if facts.ahead:
        lines.append(tr("web.send.behind", n=facts.ahead))
    kind = "warn" if facts.held_today else ""
    return FactCard(title=tr("web.send.time"), main=main, lines=tuple(lines), kind=kind)


def hours_reason(context: PageContext, tag: str) -> str:
    """Say why a template is sent by day alone."""
    return context.tr("web.send.window-tag", tag=context.tr(f"web.send.tag.{tag.lower()}"))


def rate_text(rate: float, context: PageContext) -> str:
    """Write a rate without a fraction that says nothing."""
    return format_number(int(rate) if float(rate).is_integer() else rate, context.lang)


def template_card(context: PageContext, facts: SendFacts) -> FactCard:
    """Say whether the account lets the template be sent, and in what its own differs."""
    tr, lang, answer = context.tr, context.lang, facts.template
    title = tr("web.send.template")
    comparison = answer.comparison
    if comparison is None:
        why = error_sentence(answer.refusal, lang) if answer.refusal else ""
        return FactCard(title=title, main=tr("web.send.template-refused"), lines=(why,), kind="bad")
    if comparison.trouble is not None:
        why = error_sentence(comparison.trouble, lang)
        unasked = (comparison.template.name, tr("web.send.template-unasked-why", why=why))
        main = tr("web.send.template-unasked")
        return FactCard(title=title, main=main, lines=unasked, kind="warn")
    offered = comparison.offered
    if offered is None:
        silent = (comparison.template.name, tr("web.send.template-silent"))
        return FactCard(title=title, main=tr("web.send.template-unasked"), lines=silent)
    differences = tuple(one.text(lang) for one in comparison.differences)
    quality: tuple[str, ...] = ()
    if offered.quality:
        word = quality_word(context, offered.quality)
        quality = (tr("web.send.template-quality", quality=word),)
    lines = (
        comparison.template.name,
        tr("web.send.template-approved"),
        *quality,
        *differences,
    )
    key = "web.send.template-differs" if differences else "web.send.template-same"
    return FactCard(title=title, main=tr(key), lines=lines, kind="warn" if differences else "")


def quality_word(context: PageContext, quality: str) -> str:
    """Return a template's quality in words; the provider's own word where we know none."""
    key = f"web.send.quality.{quality.lower()}"
    return context.tr(key) if quality in {"HIGH", "MEDIUM", "LOW", "UNDEFINED"} else quality
