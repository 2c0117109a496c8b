"""What waits for the reader on the home page: the oldest first, each with its one button."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zns_batch.domain.states import RowState
from zns_batch.domain.users import Role
from zns_batch.i18n import translate
from zns_batch.ledger.schedules import Schedule, ScheduleRun
from zns_batch.services.accounts.ending_logins import EndingLogin
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.campaigns.overview import Entry, Overview
from zns_batch.services.people.shown_names import shown_name
from zns_batch.services.schedules.labels import run_reason
from zns_batch.web.banners import concerns, login_link, login_text
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import when_text
from zns_batch.web.view_models.approval import WaitingLine


@dataclass(frozen=True, kw_only=True, slots=True)
class TodoItem:
    """Something that waits for the reader.

    Attributes:
        at: Since when.
        name: What it is about.
        text: What is the matter.
        href: Where its button leads.
        words: What stands on the button.

    """

    at: datetime
    name: str
    text: str
    href: str
    words: str


def todo_items(
    context: PageContext,
    found: Overview,
    logins: Iterable[EndingLogin],
    approvals: Iterable[WaitingLine],
    failed: Iterable[tuple[Schedule, ScheduleRun]],
) -> list[TodoItem]:
    """Return what waits for the reader, the oldest first.

    Args:
        context: Who reads.
        found: The campaigns of the reader's accounts.
        logins: Accounts that have to be logged in again soon.
        approvals: Campaigns that the reader may approve.
        failed: Schedules that sent nothing at their last time, and should have.

    """
    items = [
        *(_approval(context, each) for each in approvals),
        *(_failed(context, schedule, run) for schedule, run in failed),
        *(_stopped(context, entry) for entry in found.stopped),
        *(_undecided(context, entry) for entry in found.undecided),
        *(_login(context, each) for each in logins if concerns(context.user.user, each.account)),
    ]
    return sorted(items, key=lambda item: item.at)


def _approval(context: PageContext, waiting: WaitingLine) -> TodoItem:
    return TodoItem(
        at=context.now - waiting.age,
        name=waiting.name,
        text=context.tr("web.home.approve", who=waiting.who, n=waiting.messages),
        href=f"/approvals/{waiting.id}",
        words=context.tr("web.home.look-approval"),
    )


def _failed(context: PageContext, schedule: Schedule, run: ScheduleRun) -> TodoItem:
    what = translate(f"schedule.run.{run.state}", context.lang, "web")
    whole = context.user.sees_phones(schedule.account)
    why = shown_name(run_reason(run, context.lang, face="web"), whole=whole)
    return TodoItem(
        at=run.due_at,
        name=shown_name(schedule.name, whole=whole),
        text=f"{when_text(run.due_at, context.lang)}: {what}. {why}".strip(),
        href=f"/schedules/{schedule.id}",
        words=context.tr("web.home.look-schedule"),
    )


def _stopped(context: PageContext, entry: Entry) -> TodoItem:
    campaign, counts = entry
    waiting = counts.count(RowState.PENDING)
    left = context.tr("web.home.left", n=waiting)
    return TodoItem(
        at=campaign.ended_at or campaign.started_at or campaign.created_at,
        name=shown_name(campaign.name, whole=context.user.sees_phones(campaign.account)),
        text=f"{state_label(campaign, context.lang)}. {left}",
        href=f"/campaigns/{campaign.id}",
        words=context.tr("web.home.look-campaign"),
    )


def _undecided(context: PageContext, entry: Entry) -> TodoItem:
    campaign, counts = entry
    unknown = counts.count(RowState.UNKNOWN)
    may_settle = context.user.may(Role.SENDER, campaign.account)
    page = "settle" if may_settle else "rows?state=unknown"
    return TodoItem(
        at=campaign.ended_at or campaign.created_at,
        name=shown_name(campaign.name, whole=context.user.sees_phones(campaign.account)),
        text=context.tr("web.home.unknown", n=unknown),
        href=f"/campaigns/{campaign.id}/{page}",
        words=context.tr("web.act.settle", n=unknown)
        if may_settle
        else context.tr("web.home.look-rows"),
    )


def _login(context: PageContext, login: EndingLogin) -> TodoItem:
    href, words = login_link(context.user.user, login.account, context.lang)
    return TodoItem(
        at=login.ends_at,
        name=login.account,
        text=login_text(login, context.lang, context.now),
        href=href,
        words=words,
    )
