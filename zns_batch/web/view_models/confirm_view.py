"""The last look at a campaign: the ledger's numbers in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from zns_batch.domain.states import RowState
from zns_batch.i18n import Value, format_number
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.lists.sending import PlannedList
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import money_text, weekday_when_text, when_text
from zns_batch.web.view_models.send_cards import hours_reason
from zns_batch.web.view_models.send_form import chosen_words


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmView:
    """What the page shows."""

    h1: str
    #: The words of the button.
    button: str
    pairs: tuple[tuple[str, str], ...]
    #: The first message.
    first: str
    first_row: int
    practice: bool
    again: bool


def confirm_view(
    context: PageContext, uploaded: UploadedList, planned: PlannedList, *, asks: bool
) -> ConfirmView:
    """Return what the page shows of a planned list.

    Args:
        context: The page's.
        uploaded: The list.
        planned: Its draft.
        asks: It is to be approved by another person.

    """
    tr, lang = context.tr, context.lang
    facts, campaign, n = planned.facts, planned.campaign, planned.messages
    later = planned.begins_later
    count = planned.counts.count
    sheet_rows = planned.counts.total
    list_key = "web.confirm.list-sheet" if campaign.sheet else "web.confirm.list-rows"
    aside = tr(
        "web.confirm.aside-words",
        invalid=count(RowState.INVALID),
        duplicate=count(RowState.DUPLICATE) - planned.sent_before,
        suppressed=count(RowState.SUPPRESSED),
        before=planned.sent_before,
    )
    if excluded := count(RowState.EXCLUDED):
        aside = tr("web.confirm.aside-excluded", aside=aside, n=excluded)
    cost = facts.forecast.cost
    cost_words = (
        tr("web.send.cost-unknown")
        if cost is None
        else tr("web.confirm.cost-most", cost=money_text(cost, lang))
    )
    starts = weekday_when_text(later, lang) if later else ""
    begin = starts or tr("web.confirm.begin-approved" if asks else "web.confirm.begin-now")
    if facts.forecast.end is not None and not (asks and later is None):
        end = when_text(facts.forecast.end, lang, now=later or context.now)
        begin = tr("web.confirm.begin-end", begin=begin, end=end)
    first = facts.first
    text = first.text or "\n".join(f"{name}: {value}" for name, value in first.data.items())
    where = facts.destination.label(lang)
    way = "ask" if asks else "later" if later else "now"
    note = planned.options.note
    return ConfirmView(
        h1=tr(f"web.confirm.h1.{way}", n=n),
        button=tr(f"web.confirm.{way}", n=n, **({"when": starts} if way == "later" else {})),
        pairs=(
            (
                tr("web.confirm.from"),
                tr("web.confirm.account", account=uploaded.account, where=where),
            ),
            (
                tr("web.confirm.template"),
                f"{campaign.template.name} ({campaign.template.template_id})",
            ),
            (
                tr("web.confirm.list"),
                tr(list_key, file=uploaded.name, sheet=campaign.sheet or "", n=sheet_rows),
            ),
            (tr("web.confirm.aside"), aside),
            (tr("web.confirm.cost"), cost_words),
            (tr("web.confirm.begin"), begin),
            *_waits(context, planned),
            *_second_channel(context, planned),
            (tr("web.confirm.options"), chosen_words(context, planned.options)),
            *([(tr("web.confirm.note"), note)] if note else []),
        ),
        first=text.strip(),
        first_row=first.row,
        practice=facts.destination.is_loud,
        again=planned.options.again,
    )


def _waits(context: PageContext, planned: PlannedList) -> Iterator[tuple[str, str]]:
    """Yield the sending hours with their reason, and how many messages wait until tomorrow."""
    facts = planned.facts
    if facts.limits.window is not None:
        words = context.tr("web.send.time-window", window=str(facts.limits.window))
        if facts.hours_of_tag is not None:
            words = f"{words} ({hours_reason(context, facts.hours_of_tag)})"
        yield context.tr("web.send.window"), words
    if facts.held_today:
        words = context.tr("web.send.promotions", n=facts.held_today)
        yield context.tr("web.confirm.tomorrow"), words


def _second_channel(context: PageContext, planned: PlannedList) -> Iterator[tuple[str, str]]:
    """Yield what becomes of those whom the messages don't reach, where the account has a second way."""
    channel, n = planned.facts.second_channel, planned.messages
    if channel is None:
        return
    cost = channel.cost(n)
    words: dict[str, Value] = {
        "account": channel.account.name,
        "hours": format_number(round(channel.after.total_seconds() / 3_600, 1), context.lang),
        "n": n,
    }
    key = "customers.fallback-pre-unknown" if cost is None else "customers.fallback-pre"
    if cost is not None:
        words["cost"] = cost
    yield context.tr("web.confirm.sms"), context.tr(key, **words)
