"""Campaigns and their rows as the API tells and takes them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, Self, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from zns_batch.core.masking import mask_phone, mask_phones_within
from zns_batch.i18n import Lang
from zns_batch.ledger.records import Campaign, RowRecord, StateCounts
from zns_batch.reports.reasons import Explainer
from zns_batch.rest.models.common import (
    CostAnswer,
    CountsAnswer,
    Given,
    Line,
    Moment,
    ProblemLine,
)
from zns_batch.rest.problems import problem_lines
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.campaigns.report import estimate
from zns_batch.services.lists.send_options import SendOptions, SendWay

CampaignWord = Literal["scheduled", "running", "paused", "completed", "cancelled", "aborted"]
RowWord = Literal[
    "pending",
    "accepted",
    "rejected",
    "unknown",
    "invalid",
    "duplicate",
    "suppressed",
    "excluded",
    "expired",
    "cancelled",
]

_STATES: Mapping[str, CampaignWord] = {word: word for word in get_args(CampaignWord)}
_ROW_STATES: Mapping[str, RowWord] = {
    **{word: word for word in get_args(RowWord)},
    "sending": "pending",
}


class StartBody(Given):
    """How a campaign runs; what is left out is as the account has it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Tháng 11", "skip_invalid": True, "rate": 10}]},
    )

    skip_invalid: bool = Field(
        default=False, description="Consent to leave behind the rows that can't be sent."
    )
    again: bool = Field(default=False, description="Send a list that was sent before.")
    name: Annotated[Line, Field(min_length=1, max_length=200)] | None = None
    start_at: AwareDatetime | None = Field(
        default=None, description="When it begins, with its offset; null for now."
    )
    rate: Annotated[float, Field(gt=0, le=10_000)] | None = Field(
        default=None, description="Messages a second."
    )
    window: Annotated[Line, Field(max_length=20)] | None = Field(
        default=None, description="The sending hours.", examples=["08:00-21:30"]
    )
    expires: Annotated[Line, Field(max_length=60)] | None = Field(
        default=None, description="When what is not sent expires, as `--expires` takes it."
    )
    quota_reserve: Annotated[int, Field(ge=0, le=10_000_000)] | None = Field(
        default=None, description="Leave so many of the day's quota for others."
    )
    canary: Annotated[int, Field(ge=1, le=1_000)] | None = Field(
        default=None, description="Send so many, then wait for `resume`."
    )

    def options(self, lang: Lang) -> SendOptions:
        """Return how the campaign runs, as the last step of the pages has it."""
        return SendOptions(
            way=SendWay.NOW if self.start_at is None else SendWay.LATER,
            start_at=self.start_at,
            name=self.name,
            rate=self.rate,
            window=self.window,
            expires=self.expires,
            quota_reserve=self.quota_reserve,
            canary=self.canary,
            again=self.again,
            lang=lang,
        )


class DayQuotaAnswer(BaseModel):
    """The provider's last word on the day's quota."""

    daily: int | None
    remaining: int | None


_EXAMPLE: JsonValue = {
    "campaign": "c7k2m9",
    "name": "khach-thang-11 09:15",
    "account": "default",
    "template": "don-hang",
    "state": "running",
    "label": "running",
    "reason": None,
    "resume_after": None,
    "start_at": None,
    "waits_for_approval": False,
    "dry_run": False,
    "rows": {
        "total": 3,
        "pending": 1,
        "accepted": 1,
        "rejected": 0,
        "unknown": 0,
        "invalid": 1,
        "duplicate": 0,
        "suppressed": 0,
        "excluded": 0,
        "expired": 0,
        "cancelled": 0,
    },
    "delivered": 0,
    "quota": {"daily": 500, "remaining": 499},
    "cost": {"estimate": 400, "currency": "VND"},
    "created_at": "2026-11-30T02:15:00+00:00",
    "started_at": "2026-11-30T02:15:02+00:00",
    "ended_at": None,
}


class CampaignAnswer(BaseModel):
    """A campaign: the words of `--json`, and a few more."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    campaign: str
    name: str
    account: str
    template: str
    state: CampaignWord
    label: str = Field(description="The state in the caller's language.")
    reason: str | None = Field(description="Why it is paused or aborted.", examples=["quota"])
    resume_after: Moment | None
    start_at: Moment | None = Field(description="When it is due, where that is later.")
    waits_for_approval: bool = Field(description="Another person must approve it first.")
    dry_run: bool
    rows: CountsAnswer
    delivered: int
    quota: DayQuotaAnswer
    cost: CostAnswer
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None

    @classmethod
    def of(cls, campaign: Campaign, counts: StateCounts, lang: Lang, *, now: datetime) -> Self:
        """Return a campaign as it stands."""
        later = campaign.start_at is not None and campaign.start_at > now
        reason = campaign.reason.value if campaign.reason else None
        return cls(
            campaign=campaign.id,
            name=campaign.name,
            account=campaign.account,
            template=campaign.template.key,
            state=_STATES[campaign.state.value],
            label=state_label(campaign if later else replace(campaign, start_at=None), lang),
            reason=reason,
            resume_after=campaign.resume_after,
            start_at=campaign.start_at if later else None,
            waits_for_approval=reason == "approval",
            dry_run=campaign.dry_run,
            rows=CountsAnswer.of(counts),
            delivered=counts.delivered,
            quota=DayQuotaAnswer(daily=campaign.quota.daily, remaining=campaign.quota.remaining),
            cost=CostAnswer(estimate=estimate(campaign, counts)),
            created_at=campaign.created_at,
            started_at=campaign.started_at,
            ended_at=campaign.ended_at,
        )


class CampaignsAnswer(BaseModel):
    """Some campaigns, the newest first."""

    campaigns: list[CampaignAnswer]
    next: str | None = Field(description="What `after` takes for the next page; null on the last.")


class CampaignRowAnswer(BaseModel):
    """One row of a campaign."""

    row: int = Field(description="The spreadsheet's own row number.")
    state: RowWord
    phone: str | None = Field(
        description="As it was sent to, a text; masked for a key that is only a viewer.",
        examples=["84912345678"],
    )
    code: str | None = Field(description="The provider's code, or our word for trouble on the way.")
    reason: str
    remedy: str
    problems: list[ProblemLine]
    message_id: str | None
    tracking_id: str | None
    attempts: int
    sent_at: Moment | None
    delivered_at: Moment | None
    cost: int | None = Field(description="VND.")

    @classmethod
    def of(cls, row: RowRecord, explainer: Explainer, lang: Lang, *, whole_phone: bool) -> Self:
        """Return a row as it stands."""
        reason, remedy = explainer.explain(row)
        phone = row.user or row.phone
        return cls(
            row=row.number,
            state=_ROW_STATES[row.state.value],
            phone=phone if phone is None or whole_phone else mask_phone(phone),
            code=row.code,
            # Of a cell it may tell what stands there.
            reason=reason if whole_phone else mask_phones_within(reason),
            remedy=remedy,
            problems=problem_lines(row.problems, lang) if whole_phone else [],
            message_id=row.message_id,
            tracking_id=row.tracking_id,
            attempts=row.attempts,
            sent_at=row.sent_at,
            delivered_at=row.delivered_at,
            cost=row.cost,
        )


class CampaignRowsAnswer(BaseModel):
    """Some rows, in the sheet's order."""

    rows: list[CampaignRowAnswer]
    next: str | None = Field(description="What `after` takes for the next page; null on the last.")


class RetryBody(Given):
    """Which rows are sent anew. What is in doubt (`unknown`) is resent only when it is named here."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"states": ["rejected"], "codes": ["-132"]}]},
    )

    states: Annotated[
        list[Literal["rejected", "unknown", "expired", "cancelled"]],
        Field(min_length=1, max_length=4),
    ]
    codes: Annotated[
        list[Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]], Field(max_length=100)
    ] = Field(
        default=[], description="Only rows with these codes; else all but those that can't change."
    )


class SettleBody(Given):
    """A person's word on rows in doubt."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"rows": [7, 9], "as": "accepted", "note": "Khách xác nhận đã nhận tin"}]
        },
    )

    rows: Annotated[
        list[Annotated[int, Field(ge=1, le=1_048_576)]], Field(min_length=1, max_length=10_000)
    ]
    verdict: Literal["accepted", "not-sent"] = Field(alias="as")
    note: Annotated[Line, Field(min_length=1)] = Field(description="How that is known.")


class ActAnswer(BaseModel):
    """What an act has come to: the campaign as it stands at once."""

    campaign: CampaignAnswer
    pending: bool = Field(
        description="The process that sends it was asked, and obeys within moments: look again."
    )
    rows: int | None = Field(default=None, description="How many rows it concerned.")
