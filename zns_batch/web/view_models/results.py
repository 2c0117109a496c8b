"""What came of a campaign, in words: what is to be done, why rows are not done, what arrived."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from zns_batch.domain.delivery import USUAL_TIMEOUT
from zns_batch.domain.states import COUNTED, RETRYABLE, RowState
from zns_batch.domain.users import Role
from zns_batch.i18n import Lang, translate
from zns_batch.i18n.provider_errors import explain
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.row_pages import CodeCount
from zns_batch.providers import capabilities
from zns_batch.reports.destination import provider_name
from zns_batch.reports.next_steps import NextStep, StepKind
from zns_batch.reports.reasons import problem_text
from zns_batch.services.campaigns.watching.progress import CampaignProgress
from zns_batch.services.campaigns.watching.results import (
    CampaignResults,
    Hope,
    ResultReason,
    RetryChoice,
    hope_of,
)
from zns_batch.web.charts import ColumnChart, Segment, column_chart, stacked_bar
from zns_batch.web.i18n import duration_text, money_text, number_text, page_text, when_text
from zns_batch.web.view_models.live import Reader, buttons_for, number_parts, state_word

_MOST_LIVE_REASONS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class StepView:
    """One thing to do, with its buttons.

    Attributes:
        kind: What it is.
        words: The sentence.
        links: Address and words of each page that helps.
        download: What the workbook with just these rows is called; empty for none.
        download_words: What stands on its button.

    """

    kind: StepKind
    words: str
    links: tuple[tuple[str, str], ...] = ()
    download: str = ""
    download_words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonView:
    """One reason, with its rows.

    Attributes:
        rows: How many.
        state: The word for their state.
        kind: The state itself.
        code: The provider's code; empty for none.
        reason: What happened.
        remedy: What to do.
        link: Where the rows are shown.
        retry: Where just these can be sent again; empty where that is not possible.

    """

    rows: int
    state: str
    kind: str
    code: str
    reason: str
    remedy: str
    link: str
    retry: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultsView:
    """What came of a campaign, as its page shows it.

    Attributes:
        steps: What is to be done.
        reasons: Why rows are not done.
        bar: What became of the rows, as the parts of a bar.
        shares: Words, count and share of each part, for the table that says the same.
        pace: The messages answered over time.
        receipts: What arrived and what it costs, a sentence each.

    """

    steps: tuple[StepView, ...]
    reasons: tuple[ReasonView, ...]
    bar: tuple[Segment, ...]
    shares: tuple[tuple[str, int, str], ...]
    pace: ColumnChart
    receipts: tuple[str, ...]


def results_view(
    progress: CampaignProgress, results: CampaignResults, reader: Reader
) -> ResultsView:
    """Return what came of a campaign in words."""
    lang, total = reader.lang, progress.total
    parts = [
        (
            state.value,
            state_word(state, progress.campaign, lang),
            progress.counts.states.count(state),
        )
        # What is over first, what still waits last, as on the bar of progress.
        for state in (*COUNTED[1:], COUNTED[0])
    ]
    return ResultsView(
        steps=tuple(step_view(step, progress, reader) for step in results.steps),
        reasons=tuple(reason_view(reason, progress, reader) for reason in results.reasons),
        bar=stacked_bar(parts),
        shares=tuple(
            (words, count, share_text(count, total, lang)) for _, words, count in parts if count
        ),
        pace=column_chart(results.minutes),
        receipts=receipt_lines(progress, results, lang),
    )


def share_text(count: int, total: int, lang: Lang) -> str:
    """Write a share in per cent, with one digit: `33,3 %`."""
    if not total:
        return "–"
    return f"{number_text(round(count * 100 / total, 1), lang)} %"


def rows_link(campaign_id: str, **filters: str) -> str:
    """Return the address of some rows of a campaign."""
    query = urlencode({name: value for name, value in filters.items() if value})
    return f"/campaigns/{campaign_id}/rows" + (f"?{query}" if query else "")


def live_reasons(progress: CampaignProgress, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return address and words of the most frequent refusals, while a campaign is sent."""
    refused = [code for code in progress.counts.codes if code.state is RowState.REJECTED]
    refused.sort(key=lambda code: (-code.rows, code.code or ""))
    shown = []
    for each in refused[:_MOST_LIVE_REASONS]:
        words = page_text(
            "web.live.reason-rows", lang, reason=code_reason(progress, each, lang)[0], n=each.rows
        )
        link = rows_link(progress.campaign.id, state=each.state.value, code=each.code or "")
        shown.append((link, words))
    return tuple(shown)


def code_reason(
    progress: CampaignProgress, each: CodeCount | RetryChoice | ResultReason, lang: Lang
) -> tuple[str, str]:
    """Return why rows of a state and code are not done, and what to do about it."""
    if each.code:
        return explain(progress.campaign.provider, each.code, lang, face="web")
    reason = translate(f"report.reason.{each.state}", lang, "web")
    return reason, translate(f"report.remedy.{each.state}", lang, "web")


def step_key(step: NextStep, campaign: Campaign) -> str:
    """Return the sentence of one thing to do."""
    if step.kind is StepKind.PURGED:
        return "web.results.purged"
    if step.kind is StepKind.RESUME and campaign.resume_after is not None:
        return "web.results.by-itself"
    return f"report.step.{step.kind}"


def step_view(step: NextStep, progress: CampaignProgress, reader: Reader) -> StepView:
    """Return one thing to do in words, with the buttons that the reader may press."""
    lang, campaign = reader.lang, progress.campaign
    states = ", ".join(translate(f"state.{state}", lang) for state in step.states)
    key, when = step_key(step, campaign), when_text(campaign.resume_after, lang)
    words = page_text(key, lang, n=step.n, states=states, when=when)
    see = page_text("web.results.see-rows", lang)
    links, download = [], ""
    acts = {button.act: button.words for button in buttons_for(progress, reader)}
    if step.kind is StepKind.INVALID:
        links.append((rows_link(campaign.id, state=RowState.INVALID.value), see))
        download = "invalid"
    elif step.kind is StepKind.UNKNOWN:
        links.append((rows_link(campaign.id, state=RowState.UNKNOWN.value), see))
        if "settle" in acts:
            links.append((f"/campaigns/{campaign.id}/settle", acts["settle"]))
        if "receipts" in acts and capabilities(campaign.provider).find:
            links.append((f"/campaigns/{campaign.id}/receipts", acts["receipts"]))
        download = "unknown"
    elif step.kind is StepKind.RETRY and "retry" in acts:
        links.append((f"/campaigns/{campaign.id}/retry", acts["retry"]))
    elif step.kind is StepKind.FINAL:
        links.append((rows_link(campaign.id, state=RowState.REJECTED.value), see))
        download = "final"
    elif step.kind in {StepKind.RESUME, StepKind.MEND} and "resume" in acts:
        links.append((f"/campaigns/{campaign.id}/resume", acts["resume"]))
    if not reader.may(Role.PREPARER):
        download = ""
    return StepView(
        kind=step.kind,
        words=words,
        links=tuple(links),
        download=download,
        download_words=page_text("web.results.download-rows", lang, n=step.n) if download else "",
    )


def reason_view(reason: ResultReason, progress: CampaignProgress, reader: Reader) -> ReasonView:
    """Return one reason in words, with the link to its rows."""
    campaign, lang, retry = progress.campaign, reader.lang, ""
    acts = {button.act for button in buttons_for(progress, reader)}
    can_retry = "retry" in acts and reason.state in RETRYABLE and reason.problem is None
    if can_retry and hope_of(reason.state, reason.code) is not Hope.NEVER:
        value = reason_value(reason.state, reason.code)
        retry = f"/campaigns/{campaign.id}/retry?{urlencode({'reason': value})}"
    if reason.problem is not None:
        text = problem_text(reason.problem, lang, "web")
        if reason.rows > 1 and reason.problem.row is not None:
            # The sentence has the values of one row, and stands for several.
            row = str(reason.problem.row)
            text = page_text("web.results.example", lang, row=row, text=text)
        remedy = translate(f"report.remedy.{reason.state}", lang, "web")
        link = rows_link(campaign.id, state=reason.state.value, problem=reason.problem.code)
    else:
        text, remedy = code_reason(progress, reason, lang)
        link = rows_link(campaign.id, state=reason.state.value, code=reason.code or "")
    return ReasonView(
        rows=reason.rows,
        state=state_word(reason.state, campaign, lang),
        kind=reason.state.value,
        code=reason.code or "",
        reason=text,
        remedy=remedy,
        link=link,
        retry=retry,
    )


def receipt_lines(
    progress: CampaignProgress, results: CampaignResults, lang: Lang
) -> tuple[str, ...]:
    """Return what arrived and what it costs, a sentence each."""
    campaign, delivered = progress.campaign, results.delivered
    if campaign.dry_run or not progress.counts.states.count(RowState.ACCEPTED):
        return ()
    lines = []
    can = capabilities(campaign.provider)
    if delivered.known or can.status:
        lines.append(
            page_text(
                "web.receipts.line",
                lang,
                d=delivered.delivered,
                w=delivered.missing - results.refused_later,
                f=results.refused_later,
            )
        )
    else:
        lines.append(
            page_text("web.receipts.cannot", lang, provider=provider_name(campaign.provider))
        )
    if delivered.late:
        timeout = campaign.template.timeout
        limit = timedelta(seconds=USUAL_TIMEOUT if timeout is None else timeout)
        words = duration_text(limit, lang)
        lines.append(page_text("web.receipts.late", lang, n=delivered.late, limit=words))
    if results.cost is None or results.most is None:
        lines.append(page_text("web.receipts.no-price", lang))
    else:
        vnd, most = money_text(results.cost, lang), money_text(results.most, lang)
        lines.append(page_text("web.receipts.charged", lang, vnd=vnd, most=most))
    if results.ratings is not None:
        mean = number_text(round(results.ratings.mean, 1), lang)
        n = results.ratings.count
        lines.append(page_text("web.receipts.ratings", lang, n=n, mean=mean))
    return tuple(lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryView:
    """One reason for which rows can be sent again.

    Attributes:
        value: What its box sends.
        rows: How many rows.
        reason: Why they were not sent.
        remedy: What to do first.
        hope: Whether it may help.
        link: Where the rows are shown.

    """

    value: str
    rows: int
    reason: str
    remedy: str
    hope: Hope
    link: str


def retry_views(
    progress: CampaignProgress, choices: tuple[RetryChoice, ...], lang: Lang
) -> tuple[RetryView, ...]:
    """Return the reasons for which rows can be sent again, in words."""
    views = []
    for choice in choices:
        reason, remedy = code_reason(progress, choice, lang)
        views.append(
            RetryView(
                value=retry_value(choice),
                rows=choice.rows,
                reason=reason,
                remedy=remedy,
                hope=choice.hope,
                link=rows_link(
                    progress.campaign.id, state=choice.state.value, code=choice.code or ""
                ),
            )
        )
    return tuple(views)


def retry_value(choice: RetryChoice) -> str:
    """Return what the box of a reason sends."""
    return reason_value(choice.state, choice.code)


def reason_value(state: RowState, code: str | None) -> str:
    """Return what names the rows of a state and code in a form or an address."""
    return f"{state}:{code or ''}"


def tabs(progress: CampaignProgress, lang: Lang) -> tuple[tuple[str, str, int], ...]:
    """Return state, words and count of each choice of rows: first all, then those that there are."""
    whole = ("", page_text("web.live.all", lang), progress.total)
    parts = (part for part in number_parts(progress, lang) if part[2] and part[0] != "sending")
    return (whole, *parts)
