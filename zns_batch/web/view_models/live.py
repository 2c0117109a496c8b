"""How a campaign stands, in words: for its page and for the poll that keeps the page up to date."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zns_batch.core.masking import mask_phones_within
from zns_batch.domain.approval import ApprovalOutcome
from zns_batch.domain.states import SENT, SET_ASIDE, CampaignState, Reason, RowState
from zns_batch.domain.users import Role
from zns_batch.i18n import Lang, Value, translate
from zns_batch.ledger.people.approvals import ApprovalRequest
from zns_batch.ledger.records import Campaign
from zns_batch.reports.destination import provider_name
from zns_batch.services.campaigns.watching import acts
from zns_batch.services.campaigns.watching.progress import CampaignProgress, Situation
from zns_batch.services.people.shown_names import shown_name
from zns_batch.web.banners import LOGIN_HELP, TROUBLE_HELP, WORKER_HELP
from zns_batch.web.charts import Segment, stacked_bar
from zns_batch.web.i18n import duration_text, number_text, page_text, weekday_when_text, when_text
from zns_batch.web.live.progress_cache import WatchedProgress

_BAD = frozenset({Situation.AUTHORISATION, Situation.STOPPED, Situation.FAILURES})
_WARN = frozenset(
    {
        Situation.NO_WORKER,
        Situation.LEFT,
        Situation.CANARY,
        Situation.BALANCE,
        Situation.APPROVAL,
        Situation.QUOTA,
        Situation.NIGHT,
        Situation.TROUBLE,
        Situation.PAUSED,
    }
)
_RESUME_WORDS = {
    Situation.SCHEDULED: "web.act.send-now",
    Situation.CANARY: "web.act.resume-n",
    Situation.TROUBLE: "web.act.try-now",
    Situation.APPROVAL: "web.act.approve",
}
"""What stands on the button that lets a campaign go on; `web.act.resume` for all others."""

_HELP = {
    Situation.NO_WORKER: WORKER_HELP,
    Situation.AUTHORISATION: LOGIN_HELP,
    Situation.TROUBLE: TROUBLE_HELP,
    Situation.STOPPED: TROUBLE_HELP,
    Situation.FAILURES: TROUBLE_HELP,
    Situation.QUOTA: "/help/pages#watch",
    Situation.LEFT: WORKER_HELP,
}
"""What the documentation says of campaigns that stand still."""

_POLL = {
    Situation.RUNNING: 2_000,
    Situation.PAUSING: 2_000,
    Situation.CANCELLING: 2_000,
    Situation.QUEUED: 2_000,
    Situation.LEFT: 5_000,
    Situation.NO_WORKER: 5_000,
    Situation.CANCELLED: 0,
}
_POLL_RESTING = 15_000

_NOT_APPROVED = frozenset(
    {ApprovalOutcome.GIVEN_BACK, ApprovalOutcome.WITHDRAWN, ApprovalOutcome.EXPIRED}
)

_RECEIPTS_COME = timedelta(hours=2)
"""How long after the end of a campaign its page goes on asking: most receipts come within minutes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActButton:
    """Something that the reader can do with a campaign.

    Attributes:
        act: The last part of its address.
        words: What stands on it.
        kind: How it looks: `primary`, `outline-secondary`, `outline-danger`.

    """

    act: str
    words: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveView:
    """A campaign as its page shows it.

    Attributes:
        situation: What it does or waits for.
        kind: How loudly it is said: `ok`, `warn`, `bad`, `info`.
        line: What it does, in a sentence.
        percent: How much of it is done, in whole per cent; 100 only when nothing waits.
        bar: The parts of the bar.
        numbers: State, words and count of each number below it.
        total: All rows.
        closing: That the page may be closed, where something goes on.
        facts: Quota and worker, a sentence each.
        announcement: What a screen reader says now and then.
        title: The title of the browser's tab.
        next_poll: After how many milliseconds to ask again; 0 for never.
        buttons: What the reader can do, the likeliest first.
        help: Where the documentation says what helps; empty where nothing stands still for long.

    """

    situation: Situation
    kind: str
    line: str
    percent: int
    bar: tuple[Segment, ...]
    numbers: tuple[tuple[str, str, int], ...]
    total: int
    closing: str
    facts: tuple[str, ...]
    announcement: str
    title: str
    next_poll: int
    buttons: tuple[ActButton, ...]
    help: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who reads: the language, and what may be done and seen.

    Attributes:
        lang: The language.
        role: The role for the campaign's account; `None` for an administrator without one.

    """

    lang: Lang
    role: Role | None

    @property
    def may_all(self) -> bool:
        """Whether the reader may see customers' data whole."""
        return self.may(Role.PREPARER)

    def may(self, least: Role) -> bool:
        """Tell whether the reader has a role or a higher one."""
        return self.role is not None and self.role.covers(least)


def live_view(
    watched: WatchedProgress,
    reader: Reader,
    *,
    now: datetime,
) -> LiveView:
    """Return a campaign in words.

    Args:
        watched: How it stands.
        reader: Who reads.
        now: The moment.

    """
    progress, lang = watched.progress, reader.lang
    percent = percent_done(progress)
    done, to_send = number_text(progress.done, lang), number_text(progress.to_send, lang)
    goes_on = progress.situation in acts.UNDER_WAY or progress.situation is Situation.PAUSING
    name = shown_name(progress.campaign.name, whole=reader.may_all)
    return LiveView(
        situation=progress.situation,
        kind=kind_of(progress.situation),
        line=_Sentence(watched, reader, now).line(),
        percent=percent,
        bar=stacked_bar(bar_parts(progress, lang)),
        numbers=number_parts(progress, lang),
        total=progress.total,
        closing=page_text("web.live.closing", lang) if goes_on else "",
        facts=fact_lines(progress, lang),
        announcement=page_text("web.live.said", lang, percent=percent, done=done, all=to_send),
        title=page_text("web.live.title", lang, percent=percent, name=name),
        next_poll=next_poll(progress, now),
        buttons=buttons_for(progress, reader),
        help=_HELP.get(progress.situation, ""),
    )


def next_poll(progress: CampaignProgress, now: datetime) -> int:
    """Return after how many milliseconds a page asks again; 0 for never."""
    campaign = progress.campaign
    if progress.situation is Situation.COMPLETED:
        recent = campaign.ended_at is not None and now - campaign.ended_at < _RECEIPTS_COME
        open_ones = (
            progress.counts.states.count(RowState.ACCEPTED) > progress.counts.states.delivered
        )
        return _POLL_RESTING if recent and open_ones and not campaign.dry_run else 0
    return _POLL.get(progress.situation, _POLL_RESTING)


def percent_done(progress: CampaignProgress) -> int:
    """Return how much of a campaign is done, in whole per cent; 100 only when nothing waits."""
    if not progress.waiting:
        return 100
    return min(progress.done * 100 // progress.to_send, 99)


def bar_parts(progress: CampaignProgress, lang: Lang) -> list[tuple[str, str, int]]:
    """Return the parts of the bar: the rows that were to be sent, by what became of them."""
    count = progress.counts.states.count
    ended = count(RowState.EXPIRED) + count(RowState.CANCELLED)
    return [
        (
            "accepted",
            state_word(RowState.ACCEPTED, progress.campaign, lang),
            count(RowState.ACCEPTED),
        ),
        (
            "rejected",
            state_word(RowState.REJECTED, progress.campaign, lang),
            count(RowState.REJECTED),
        ),
        ("unknown", state_word(RowState.UNKNOWN, progress.campaign, lang), count(RowState.UNKNOWN)),
        ("not-sent", page_text("web.live.not-sent", lang), ended),
        ("waiting", page_text("web.live.waiting", lang), progress.waiting),
    ]


def number_parts(progress: CampaignProgress, lang: Lang) -> tuple[tuple[str, str, int], ...]:
    """Return the numbers below the bar. They add up to all rows: none is missing."""
    always = (RowState.ACCEPTED, RowState.REJECTED, RowState.UNKNOWN)
    rare = (*SET_ASIDE, RowState.EXPIRED, RowState.CANCELLED)
    counts = progress.counts.states
    parts = [
        (state.value, state_word(state, progress.campaign, lang), counts.count(state))
        for state in always
    ]
    if progress.waiting or not progress.situation.ended:
        waiting = progress.waiting - progress.in_flight
        parts.append(("pending", page_text("web.live.waiting", lang), waiting))
        parts.append(("sending", page_text("web.live.in-flight", lang), progress.in_flight))
    parts += [
        (state.value, state_word(state, progress.campaign, lang), counts.count(state))
        for state in rare
        if counts.count(state)
    ]
    return tuple(parts)


def state_word(state: RowState, campaign: Campaign, lang: Lang) -> str:
    """Return the word for a row's state; in a rehearsal nobody has accepted anything."""
    rehearsed = campaign.dry_run and state is RowState.ACCEPTED
    return translate("state.accepted.dry-run" if rehearsed else f"state.{state}", lang)


def buttons_for(progress: CampaignProgress, reader: Reader) -> tuple[ActButton, ...]:
    """Return what a reader can do with a campaign now."""
    situation, waiting = progress.situation, progress.waiting
    resume, plain = _RESUME_WORDS.get(situation, "web.act.resume"), "outline-secondary"
    pause = "primary" if situation is Situation.RUNNING else plain
    # In the order of their likelihood: whether, the role, the act, its words and how it looks.
    choices = (
        (situation.ended, Role.PREPARER, "report", "web.act.report", "primary"),
        (acts.can_resume(progress), Role.SENDER, "resume", resume, "primary"),
        (acts.can_be_decided(progress), Role.PREPARER, "approval", "web.act.approval", "primary"),
        (acts.can_reschedule(progress), Role.SENDER, "when", "web.act.when", plain),
        (acts.can_pause(progress), Role.PREPARER, "pause", "web.act.pause", pause),
        (acts.can_cancel(progress), Role.SENDER, "cancel", "web.act.cancel", "outline-danger"),
        (acts.can_retry(progress), Role.SENDER, "retry", "web.act.retry", plain),
        (acts.can_settle(progress), Role.SENDER, "settle", "web.act.settle", plain),
        (not situation.ended, Role.PREPARER, "report", "web.act.report", plain),
        (acts.can_ask_receipts(progress), Role.PREPARER, "receipts", "web.act.receipts", plain),
        (True, Role.PREPARER, "copy", "web.act.copy", plain),
    )
    doubtful = progress.counts.states.count(RowState.UNKNOWN)
    return tuple(
        ActButton(
            act=act,
            words=page_text(key, reader.lang, n=doubtful if act == "settle" else waiting),
            kind=kind,
        )
        for offered, least, act, key, kind in choices
        if offered and reader.may(least)
    )


def kind_of(situation: Situation) -> str:
    """Return how loudly a situation is said."""
    if situation in _BAD:
        return "bad"
    if situation in _WARN:
        return "warn"
    return "ok" if situation is Situation.COMPLETED else "info"


def fact_lines(progress: CampaignProgress, lang: Lang) -> tuple[str, ...]:
    """Return what is known of quota and worker, a sentence each."""
    facts = []
    quota = progress.campaign.quota
    if quota.remaining is not None and not progress.situation.ended:
        left = number_text(quota.remaining, lang)
        if quota.daily is None:
            facts.append(page_text("web.live.quota-left-only", lang, left=left))
        else:
            daily = number_text(quota.daily, lang)
            facts.append(page_text("web.live.quota-left", lang, left=left, daily=daily))
    if progress.situation.moves and progress.host:
        silence = progress.long_silence
        if silence is not None:
            words = duration_text(silence, lang)
            key = "web.live.worker-silent"
            facts.append(page_text(key, lang, host=progress.host, silence=words))
        else:
            facts.append(page_text("web.live.worker", lang, host=progress.host))
    return tuple(facts)


class _Sentence:
    """The sentence that says what a campaign does, for each situation."""

    def __init__(self, watched: WatchedProgress, reader: Reader, now: datetime) -> None:
        self._watched, self._progress, self._now = watched, watched.progress, now
        self._reader, self._lang = reader, reader.lang

    def line(self) -> str:
        progress = self._progress
        campaign, situation = progress.campaign, progress.situation
        key, params = f"web.live.{situation}", self.params()
        match situation:
            case Situation.RUNNING if self._watched.expected_end is not None:
                params["end"] = self.when(self._watched.expected_end)
            case Situation.RUNNING:
                measured = self._watched.pace is not None
                key = "web.live.running-pace" if measured else "web.live.running-begun"
            case Situation.SCHEDULED:
                params |= self.scheduled()
            case Situation.APPROVAL | Situation.CANCELLED if progress.approval is not None:
                key = self.approval_key(progress.approval)
                params |= self.approval_words(progress.approval)
            case Situation.LEFT:
                key = self.left_key()
            case Situation.PAUSED if progress.pause is not None:
                key = "web.live.paused-by"
                params |= {"who": progress.paused_by, "at": self.when(progress.pause.at)}
            case Situation.QUOTA:
                key = self.quota_key()
            case Situation.NIGHT | Situation.TROUBLE:
                key = self.trouble_key()
            case Situation.COMPLETED if campaign.dry_run:
                key = "web.live.rehearsed"
            case _:
                pass
        return page_text(key, self._lang, **params)

    def params(self) -> dict[str, Value]:
        progress, campaign, lang = self._progress, self._progress.campaign, self._lang
        count = progress.counts.states.count
        pausing = progress.situation in {Situation.PAUSING, Situation.CANCELLING}
        cancelled = count(RowState.CANCELLED)
        waiting = progress.in_flight if pausing else progress.waiting
        reason = campaign.reason or Reason.PERSON
        quota = campaign.quota
        used = (quota.daily or 0) - (quota.remaining or 0)
        return {
            "done": progress.done,
            "all": progress.to_send,
            "pace": number_text(round(self._watched.pace or 0.0, 1), lang),
            "n": cancelled if progress.situation is Situation.CANCELLED else waiting,
            "sent": sum(count(state) for state in SENT),
            "accepted": count(RowState.ACCEPTED),
            "rejected": count(RowState.REJECTED),
            "unknown": count(RowState.UNKNOWN),
            "at": self.when(campaign.ended_at),
            "when": self.when(campaign.resume_after),
            "provider": provider_name(campaign.provider),
            "reason": translate(f"reason.{reason}", lang, "web"),
            "other": progress.other.name if progress.other else "",
            "host": progress.host or "",
            "silence": duration_text(progress.silence or timedelta(), lang),
            "used": used,
            "daily": quota.daily or 0,
        }

    def scheduled(self) -> dict[str, Value]:
        start = self._progress.campaign.start_at or self._now
        left = duration_text(start - self._now, self._lang)
        return {"when": weekday_when_text(start, self._lang), "left": left}

    def left_key(self) -> str:
        if not self._progress.campaign.detached:
            return "web.live.left-alone"
        return "web.live.left-host" if self._progress.host else "web.live.left"

    def approval_key(self, request: ApprovalRequest) -> str:
        if request.is_open:
            return "web.live.approval-asked" if request.asked_by else "web.live.approval-schedule"
        # Taken back by nobody: the campaign was cancelled in another way.
        dropped = request.outcome is ApprovalOutcome.WITHDRAWN and request.decided_by is None
        if request.outcome in _NOT_APPROVED and not dropped:
            return f"web.approvals.{request.outcome}"
        return f"web.live.{self._progress.situation}"

    def approval_words(self, request: ApprovalRequest) -> dict[str, Value]:
        names, is_open = self._progress.people, request.is_open
        who = request.asked_by if is_open else request.decided_by
        return {
            "who": names.get(who or "", who or ""),
            "note": request.answer if self._reader.may_all else mask_phones_within(request.answer),
            "at": self.when(request.asked_at),
            "when": self.when(request.ends_at),
        }

    def trouble_key(self) -> str:
        campaign, situation = self._progress.campaign, self._progress.situation
        if campaign.resume_after is not None:
            return f"web.live.{campaign.reason if situation is Situation.TROUBLE else situation}"
        return "web.live.night-open" if situation is Situation.NIGHT else f"web.live.{situation}"

    def quota_key(self) -> str:
        campaign = self._progress.campaign
        if campaign.reason is Reason.PROMOTION_QUOTA:
            return "web.live.quota-promotion"
        if campaign.reason is Reason.PROMOTION_LIMIT:
            return "web.live.promotion-limit"
        if campaign.resume_after is None:
            return "web.live.quota-open"
        if campaign.reason is Reason.TEMPLATE_QUOTA:
            return "web.live.quota-template"
        known = campaign.quota.daily is not None and campaign.quota.remaining is not None
        return "web.live.quota-of" if known else "web.live.quota"

    def when(self, moment: datetime | None) -> str:
        return when_text(moment, self._lang, now=self._now)


def shows_results(progress: CampaignProgress) -> bool:
    """Tell whether a campaign's page shows what came of it, beside how it goes."""
    return not progress.situation.moves and progress.campaign.state is not CampaignState.SCHEDULED
