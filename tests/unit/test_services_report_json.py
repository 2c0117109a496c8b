"""The `--json` object and the exit codes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from program_help import check_object

from zns_batch.domain.message import Quota
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.domain.template import Template
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.services.campaigns.report import as_json, exit_code, problem_as_json

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CAMPAIGN = Campaign(
    id="z1",
    name="Tháng 11",
    account="default",
    provider="zalo",
    template=Template(template_id="1", name="x", key="x"),
    state=CampaignState.PAUSED,
    reason=Reason.QUOTA,
    resume_after=datetime(2026, 11, 22, 17, 5, tzinfo=UTC),
    dry_run=False,
    mode=None,
    source="list.xlsx",
    sheet=None,
    headers=(),
    fingerprint="",
    created_at=NOW,
    started_at=NOW,
    ended_at=None,
    quota=Quota(daily=500, remaining=0),
    expires_at=None,
    options={},
)
R = RowState


@pytest.mark.parametrize(
    "state, rows, code",
    [
        (CampaignState.COMPLETED, {R.ACCEPTED: 3}, 0),
        (CampaignState.COMPLETED, {R.ACCEPTED: 3, R.DUPLICATE: 1, R.SUPPRESSED: 1}, 0),
        (CampaignState.COMPLETED, {}, 0),
        (CampaignState.COMPLETED, {R.ACCEPTED: 3, R.REJECTED: 1}, 1),
        (CampaignState.COMPLETED, {R.ACCEPTED: 3, R.UNKNOWN: 1}, 1),
        (CampaignState.COMPLETED, {R.ACCEPTED: 3, R.INVALID: 1}, 1),
        (CampaignState.COMPLETED, {R.ACCEPTED: 3, R.EXPIRED: 1}, 1),
        (CampaignState.CANCELLED, {R.ACCEPTED: 3, R.CANCELLED: 1}, 1),
        (CampaignState.PAUSED, {R.ACCEPTED: 3, R.PENDING: 1, R.REJECTED: 1}, 3),
        (CampaignState.ABORTED, {R.PENDING: 3}, 4),
    ],
)
def test_the_exit_code_is_the_contracts(
    state: CampaignState, rows: dict[RowState, int], code: int
) -> None:
    """A script learns from the code alone whether all is done, something is left, or help is needed."""
    assert code == exit_code(state, StateCounts(rows=rows))


def test_a_campaign_is_told_whole() -> None:
    """The object has the contract's keys in order, the counts add up, times are Vietnamese."""
    tally = StateCounts(rows={R.ACCEPTED: 5, R.SENDING: 1, R.PENDING: 2, R.INVALID: 1}, delivered=4)
    found = as_json(lang="en", campaign=CAMPAIGN, tally=tally, cost=1800, report="out.xlsx")
    check_object(found)
    assert {
        "campaign": "z1",
        "name": "Tháng 11",
        "state": "paused",
        "reason": "quota",
        "resume_after": "2026-11-23T00:05:00+07:00",
        "dry_run": False,
        "destination": None,
        "rows": {
            "total": 9,
            "pending": 3,
            "accepted": 5,
            "rejected": 0,
            "unknown": 0,
            "invalid": 1,
            "duplicate": 0,
            "suppressed": 0,
            "excluded": 0,
            "expired": 0,
            "cancelled": 0,
        },
        "delivered": 4,
        "quota": {"daily": 500, "remaining": 0},
        "cost": {"estimate": 1800, "currency": "VND"},
        "problems": [],
        "report": "out.xlsx",
    } == found


def test_without_a_campaign_the_shape_is_the_same() -> None:
    """A check, and a command that could not start, answer with the same keys."""
    found = as_json(lang="en", state="checked", dry_run=True)
    check_object(found)
    assert ("checked", True, None, 0) == (
        found["state"],
        found["dry_run"],
        found["campaign"],
        found["rows"]["total"],
    )


def test_the_newest_word_on_the_quota_counts() -> None:
    """A word that is given takes the place of the one that the campaign kept."""
    found = as_json(lang="en", campaign=CAMPAIGN, quota=Quota(daily=500, remaining=77))
    assert {"daily": 500, "remaining": 77} == found["quota"]
    unknown = as_json(lang="en", campaign=replace(CAMPAIGN, quota=Quota()))
    assert {"daily": None, "remaining": None} == unknown["quota"]


def test_a_problem_has_a_code_for_scripts_and_a_sentence_for_people() -> None:
    """The code is the same in both languages, the sentence is not."""
    problem = Problem(row=7, column="SĐT", code="phone-missing")
    english, vietnamese = (problem_as_json(problem, lang) for lang in ("en", "vi"))
    assert {"row": 7, "column": "SĐT", "code": "phone-missing"} == {
        name: english[name] for name in ("row", "column", "code")
    }
    assert english["code"] == vietnamese["code"]
    assert english["message"] != vietnamese["message"]
