"""The list of campaigns, in words, and the filters that its address carries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from zns_batch.core.clock import VIETNAM, in_vietnam
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.users import ALL_ACCOUNTS, Role, User
from zns_batch.i18n import Lang, format_month, translate
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.reports.destination import campaign_destination
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.people.shown_names import shown_name
from zns_batch.web.charts import Segment, stacked_bar
from zns_batch.web.i18n import number_text, page_text, when_text

SHOWN_STATES = (
    CampaignState.RUNNING,
    CampaignState.SCHEDULED,
    CampaignState.PAUSED,
    CampaignState.ABORTED,
    CampaignState.COMPLETED,
    CampaignState.CANCELLED,
)
"""The states that the list can be narrowed to."""

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_LONGEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class ListFilters:
    """What the list is narrowed to, as its address carries it. What is empty lets all through."""

    text: str = ""
    state: str = ""
    account: str = ""
    template: str = ""
    month: str = ""
    mine: bool = False
    tests: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "ListFilters":
        """Read what an address carries; what makes no sense is left out."""
        state, month = query.get("state", ""), query.get("month", "")
        return cls(
            text=query.get("q", "").replace("\0", "").strip()[:_LONGEST],
            state=state if state in SHOWN_STATES else "",
            account=query.get("account", "").replace("\0", "")[:_LONGEST],
            template=query.get("template", "").replace("\0", "")[:_LONGEST],
            month=month if _MONTH.fullmatch(month) else "",
            mine="mine" in query,
            tests="tests" in query,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out that the list shows by itself."""
        return any((self.text, self.state, self.account, self.template, self.month, self.mine))

    def address(self, **more: str) -> str:
        """Return the list's address with these filters."""
        fields = {
            "q": self.text,
            "state": self.state,
            "account": self.account,
            "template": self.template,
            "month": self.month,
            "mine": "1" if self.mine else "",
            "tests": "1" if self.tests else "",
            **more,
        }
        query = urlencode({name: value for name, value in fields.items() if value})
        return "/campaigns" + (f"?{query}" if query else "")

    def for_user(self, user: User) -> CampaignFilter:
        """Return them as the ledger takes them, with no account that a person may not see."""
        since = until = None
        if found := _MONTH.fullmatch(self.month):
            since = datetime(int(found[1]), int(found[2]), 1, tzinfo=VIETNAM)
            until = (since + timedelta(days=32)).replace(day=1)
        return CampaignFilter(
            account=self.account or None,
            states=(CampaignState(self.state),) if self.state else (),
            text=self.text or None,
            since=since,
            until=until,
            accounts=visible_accounts(user),
            template=self.template or None,
            made_by=user.id if self.mine else None,
            real=not self.tests,
        )


def visible_accounts(user: User) -> frozenset[str] | None:
    """Return the accounts whose campaigns a person may see; `None` for all."""
    names = frozenset(name for name, role in user.grants.items() if role.covers(Role.VIEWER))
    return None if ALL_ACCOUNTS in names else names


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignLine:
    """One campaign of the list.

    Attributes:
        id: Its id.
        name: What people call it.
        maker: Who made it, where that is known.
        account: The account.
        template: The template's name.
        state: The word for its state, with the reason.
        kind: How loudly it is said.
        moves: Whether its numbers change.
        bar: What became of its rows.
        progress: How many of how many.
        when: When it was made.
        marks: Words that say that it is no real one.
        may_copy: Whether the reader may see phones, download its results and make another like it.

    """

    id: str
    name: str
    maker: str
    account: str
    template: str
    state: str
    kind: str
    moves: bool
    bar: tuple[Segment, ...]
    progress: str
    when: str
    marks: tuple[str, ...]
    may_copy: bool = False


_KINDS = {
    CampaignState.RUNNING: "info",
    CampaignState.SCHEDULED: "info",
    CampaignState.PAUSED: "warn",
    CampaignState.ABORTED: "bad",
    CampaignState.COMPLETED: "ok",
    CampaignState.CANCELLED: "neutral",
}


def campaign_line(
    campaign: Campaign,
    counts: StateCounts,
    lang: Lang,
    *,
    names: Mapping[str, str],
    left: bool = False,
    may_copy: bool = False,
) -> CampaignLine:
    """Return a campaign of the list in words.

    Args:
        campaign: The campaign.
        counts: Its rows by state.
        lang: The reader's language.
        names: The names of people, by their ids.
        left: The process that ran it is gone.
        may_copy: Whether the reader may see phones, download its results and make another like it.

    """
    count = counts.count
    to_send = counts.to_send
    done = to_send - count(RowState.PENDING)
    ended = count(RowState.EXPIRED) + count(RowState.CANCELLED)
    answered = (RowState.ACCEPTED, RowState.REJECTED, RowState.UNKNOWN)
    parts = [(one.value, translate(f"state.{one}", lang), count(one)) for one in answered]
    parts.append(("not-sent", page_text("web.live.not-sent", lang), ended))
    parts.append(("waiting", page_text("web.live.waiting", lang), count(RowState.PENDING)))
    return CampaignLine(
        id=campaign.id,
        name=shown_name(campaign.name, whole=may_copy),
        maker=names.get(campaign.made_by or "", ""),
        account=campaign.account,
        template=campaign.template.name,
        state=state_label(campaign, lang, left=left, face="web"),
        kind="warn" if left else _KINDS.get(campaign.state, "neutral"),
        moves=campaign.state in {CampaignState.RUNNING, CampaignState.SCHEDULED},
        bar=stacked_bar(parts),
        progress=page_text(
            "web.campaigns.done",
            lang,
            done=number_text(done, lang),
            all=number_text(to_send, lang),
        ),
        when=when_text(campaign.created_at, lang),
        marks=campaign_marks(campaign, lang),
        may_copy=may_copy,
    )


def campaign_marks(campaign: Campaign, lang: Lang) -> tuple[str, ...]:
    """Return the words that say that a campaign is no real one."""
    marks = []
    if campaign.dry_run:
        marks.append(page_text("web.campaigns.rehearsal", lang))
    elif campaign.mode is not None:
        marks.append(page_text("web.campaigns.test", lang))
    if campaign_destination(campaign).is_loud:
        marks.append(page_text("web.campaigns.practice", lang))
    return tuple(marks)


def month_options(now: datetime, lang: Lang, *, months: int = 18) -> Sequence[tuple[str, str]]:
    """Return the months that the list can be narrowed to, the newest first."""
    first = in_vietnam(now).replace(day=1)
    options = []
    for _ in range(months):
        month = format_month(first, lang)
        words = page_text("web.campaigns.month-option", lang, month=month)
        options.append((f"{first:%Y-%m}", words))
        first = (first - timedelta(days=1)).replace(day=1)
    return options
