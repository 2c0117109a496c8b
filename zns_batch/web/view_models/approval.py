"""A request for approval as pages show it: the frozen campaign, three of its messages, what all say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.approval import ApprovalOutcome
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang, Value
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import users
from zns_batch.ledger.people.approvals import ApprovalRequest, WaitingCampaign, find_request
from zns_batch.reports.destination import campaign_destination
from zns_batch.services.approvals.frozen import FrozenMessage, FrozenMessages, FrozenValues
from zns_batch.services.people.shown_names import shown_campaign
from zns_batch.templates.render import render_pieces
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import money_text, page_text, weekday_when_text, when_text
from zns_batch.web.view_models.message_lines import Line, message_lines
from zns_batch.web.view_models.value_summary import ValueLine, value_lines


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingLine:
    """A campaign of the list of those that wait."""

    id: str
    name: str
    who: str
    note: str
    messages: int
    cost: str
    wanted: str
    age: timedelta
    until: str
    mine: bool


def waiting_line(
    context: PageContext, waiting: WaitingCampaign, names: Mapping[str, str]
) -> WaitingLine:
    """Return a campaign as the list shows it."""
    campaign, request = waiting.campaign, waiting.request
    messages = waiting.counts.count(RowState.PENDING)
    return WaitingLine(
        id=campaign.id,
        name=campaign.name,
        who=asker_words(context, waiting, names),
        note=request.note if request else "",
        messages=messages,
        cost=_cost(context, waiting, messages),
        wanted=_wanted(context, waiting),
        age=max(context.now - waiting.since, timedelta()),
        until=when_text(request.ends_at, context.lang) if request else context.tr(_NOBODY),
        mine=waiting.is_own(context.user.id),
    )


_NOBODY = "web.approvals.nobody"


def asker_words(context: PageContext, waiting: WaitingCampaign, names: Mapping[str, str]) -> str:
    """Return who asked: a person, or a schedule."""
    request, schedule = waiting.request, waiting.campaign.options.get("schedule")
    if schedule:
        return context.tr("web.approvals.by-schedule", name=str(schedule))
    asked_by = request.asked_by if request else waiting.campaign.made_by
    return names.get(asked_by or "", context.tr(_NOBODY))


def _cost(context: PageContext, waiting: WaitingCampaign, messages: int) -> str:
    cost = waiting.campaign.cost_of(messages)
    return context.tr("web.send.cost-unknown") if cost is None else money_text(cost, context.lang)


def _wanted(context: PageContext, waiting: WaitingCampaign) -> str:
    at = wanted_at(waiting)
    if at is None:
        return context.tr("web.approvals.at-once")
    return weekday_when_text(at, context.lang)


def wanted_at(waiting: WaitingCampaign) -> datetime | None:
    """Return when a campaign is to begin; `None` for at once."""
    return waiting.request.start_at if waiting.request else waiting.campaign.start_at


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownMessage:
    """A message as a customer would read it."""

    key: str
    row: int
    phone: str
    lines: tuple[Line, ...]
    #: The parameters, where the template's text is not known.
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalView:
    """What the page of one campaign shows."""

    pairs: tuple[tuple[str, str], ...]
    asker: str
    messages: tuple[ShownMessage, ...]
    values: tuple[ValueLine, ...]
    #: The messages are still counted: neither these values nor the messages are known yet.
    counting: bool
    sender: str
    title: str
    #: Words of the time that was asked for; empty for at once, or when it is past.
    later: str
    again: bool
    mine: bool
    late: str


def approval_view(
    context: PageContext,
    waiting: WaitingCampaign,
    frozen: FrozenMessages | None,
    values: FrozenValues | None,
    names: Mapping[str, str],
) -> ApprovalView:
    """Return what the page of one campaign shows."""
    tr, lang = context.tr, context.lang
    campaign, request = waiting.campaign, waiting.request
    wanted = wanted_at(waiting)
    is_later = wanted is not None and wanted > context.now
    return ApprovalView(
        pairs=tuple(_pairs(context, waiting, names)),
        asker=asker_words(context, waiting, names),
        messages=tuple(_messages(waiting, frozen)) if frozen else (),
        values=value_lines(context, values.statistics if values else (), {}),
        counting=values is None,
        sender=str(campaign.options.get("oa_name") or campaign.account),
        title=campaign.template.name,
        later=_wanted(context, waiting) if is_later else "",
        again=bool(campaign.options.get("again")),
        mine=waiting.is_own(context.user.id),
        late=tr("web.approvals.late", when=when_text(request.ends_at, lang))
        if request is not None and request.is_expired
        else "",
    )


def _pairs(
    context: PageContext, waiting: WaitingCampaign, names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    tr, lang = context.tr, context.lang
    campaign, request, count = waiting.campaign, waiting.request, waiting.counts.count
    where = campaign_destination(campaign).label(lang)
    yield tr("web.confirm.from"), tr("web.confirm.account", account=campaign.account, where=where)
    yield (
        tr("web.confirm.template"),
        f"{campaign.template.name} ({campaign.template.template_id})",
    )
    list_key = "web.confirm.list-sheet" if campaign.sheet else "web.confirm.list-rows"
    words: dict[str, Value] = {
        "file": shown_campaign(campaign, whole=True).source,
        "sheet": campaign.sheet or "",
        "n": waiting.counts.total,
    }
    yield tr("web.confirm.list"), tr(list_key, **words)
    aside = (RowState.INVALID, RowState.DUPLICATE, RowState.SUPPRESSED, RowState.EXCLUDED)
    left_out = [f"{count(state)} {tr(f'state.{state}')}" for state in aside if count(state)]
    yield tr("web.confirm.aside"), " · ".join(left_out) or tr(_NOBODY)
    yield tr("web.confirm.cost"), _cost(context, waiting, count(RowState.PENDING))
    yield tr("web.approvals.wanted"), _wanted(context, waiting)
    maker = names.get(campaign.made_by or "", asker_words(context, waiting, names))
    made = {"who": maker, "when": when_text(campaign.created_at, lang)}
    yield tr("web.approvals.prepared"), tr("web.approvals.prepared-by", **made)
    if request is not None:
        asked = {
            "who": asker_words(context, waiting, names),
            "when": when_text(request.asked_at, lang),
        }
        yield tr("web.approvals.asked-by"), tr("web.approvals.prepared-by", **asked)
        yield tr("web.approvals.until"), when_text(request.ends_at, lang)
    yield tr("web.approvals.fingerprint"), campaign.fingerprint[:8]
    if request is not None and request.note:
        yield tr("web.approvals.note"), request.note


def _messages(waiting: WaitingCampaign, frozen: FrozenMessages) -> Iterator[ShownMessage]:
    seen: set[int] = set()
    found: Sequence[tuple[str, FrozenMessage | None]] = (
        ("first", frozen.first),
        ("longest", frozen.longest),
        ("random", frozen.random),
    )
    for key, message in found:
        if message is None or message.seq in seen:
            continue
        seen.add(message.seq)
        pieces = render_pieces(waiting.campaign.template, message.data) or ()
        yield ShownMessage(
            key=f"web.approvals.message-{key}",
            row=message.row,
            phone=message.phone,
            lines=message_lines(pieces),
            values=() if pieces else tuple(message.data.items()),
        )


def answer_words(ledger: Ledger, campaign_id: str, lang: Lang, *, now: datetime) -> str:
    """Return why the campaign of a list was not approved; empty where that is not so."""
    request = find_request(ledger, campaign_id, now=now)
    if request is None or request.outcome is None:
        return ""
    return outcome_words(ledger, request, lang)


def outcome_words(ledger: Ledger, request: ApprovalRequest, lang: Lang) -> str:
    """Return what became of a request that was not approved; empty for one that was."""
    if request.outcome not in {
        ApprovalOutcome.GIVEN_BACK,
        ApprovalOutcome.WITHDRAWN,
        ApprovalOutcome.EXPIRED,
    }:
        return ""
    with ledger.read() as connection:
        decider = users.find_user(connection, request.decided_by) if request.decided_by else None
    who = decider.name if decider else request.decided_by or ""
    when = when_text(request.ends_at, lang)
    return page_text(
        f"web.approvals.{request.outcome}", lang, who=who, note=request.answer, when=when
    )


def field_of(moment: datetime) -> tuple[str, str]:
    """Return a moment as the fields of day and time take it."""
    local = in_vietnam(moment)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"
