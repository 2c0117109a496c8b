"""What became of a list, in numbers and in words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from report_makers import TEMPLATE, campaign_of, row_of, rows_in, tally_of

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import InternalError
from zns_batch.i18n import LANGS, Lang
from zns_batch.ledger.records import RowRecord, StateCounts
from zns_batch.reports.next_steps import next_steps
from zns_batch.reports.reasons import Explainer, ReasonGroup, ReasonSummary, check_sum, sum_line
from zns_batch.reports.summary_sheet import cost, state_line
from zns_batch.sheets.result_columns import (
    RESULT_COLUMNS,
    find_result_columns,
    result_header,
)

REPORT = Path("out") / "Kết quả.xlsx"
OURS_EN = tuple(result_header(column, "en") for column in RESULT_COLUMNS)
OURS_VI = tuple(result_header(column, "vi") for column in RESULT_COLUMNS)


def _missing(row: int) -> Problem:
    return Problem(row=row, column="Họ tên", code="value-missing", params={"param": "name"})


def _groups(rows: list[RowRecord], lang: Lang = "en") -> tuple[ReasonGroup, ...]:
    reasons = ReasonSummary("zalo", lang)
    for row in rows:
        reasons.add(row)
    return reasons.groups()


@pytest.mark.parametrize(
    "rows, english, vietnamese",
    [
        ({}, "0 rows", "0 dòng"),
        ({RowState.ACCEPTED: 1}, "1 row = 1 accepted", "1 dòng = 1 đã nhận"),
        (
            {RowState.ACCEPTED: 962, RowState.REJECTED: 21, RowState.UNKNOWN: 17},
            "1,000 rows = 962 accepted + 21 rejected + 17 unknown",
            "1.000 dòng = 962 đã nhận + 21 bị từ chối + 17 chưa rõ",
        ),
        (
            {RowState.SENDING: 2, RowState.PENDING: 1234, RowState.INVALID: 0},
            "1,236 rows = 1,236 pending",
            "1.236 dòng = 1.236 chờ gửi",
        ),
    ],
)
def test_sum_line(rows: dict[RowState, int], english: str, vietnamese: str) -> None:
    """The sum line names every state that has rows, adds up, and writes numbers as its readers do."""
    tally = StateCounts(rows=rows)
    assert english == sum_line(tally, "en")
    assert vietnamese == sum_line(tally, "vi")


def test_rows_that_are_missing_are_an_error_of_ours() -> None:
    """A sum that does not add up is told as our own mistake, never shown as a result."""
    check_sum(StateCounts(rows={RowState.ACCEPTED: 2}), 2)
    with pytest.raises(InternalError, match="3 rows expected, 2 found"):
        check_sum(StateCounts(rows={RowState.ACCEPTED: 2}), 3)


def test_reasons_come_most_frequent_first() -> None:
    """Reasons are grouped by state and code, the most frequent first, each with its first row."""
    rows = [
        row_of(RowState.ACCEPTED, seq=1),
        row_of(RowState.REJECTED, seq=2, code="-118"),
        row_of(RowState.UNKNOWN, seq=3, code="timeout"),
        row_of(RowState.UNKNOWN, seq=4, code="timeout"),
        row_of(RowState.PENDING, seq=5),
    ]
    found = _groups(rows)
    assert [("timeout", 2, 4), ("-118", 1, 3)] == [(g.code, g.rows, g.first) for g in found]
    assert all(group.reason and group.remedy for group in found)


def test_a_row_with_two_problems_counts_for_both() -> None:
    """Every mistake of a row shows in the reasons, and the same mistake twice in a row once."""
    problems = (_missing(2), Problem(row=2, column="SĐT", code="phone-missing"), _missing(2))
    [one, two] = _groups([row_of(RowState.INVALID, problems=problems)])
    assert [("value-missing", 1), ("phone-missing", 1)] == [(g.code, g.rows) for g in (one, two)]
    assert "Họ tên" in one.reason
    assert "SĐT" in two.reason
    assert "SĐT" not in one.reason


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("state", [state for state in RowState if state is not RowState.ACCEPTED])
def test_every_row_that_is_not_accepted_says_why(state: RowState, lang: Lang) -> None:
    """A row without a code still tells why it stands where it stands and what to do."""
    reason, remedy = Explainer("zalo", lang).explain(row_of(state))
    assert reason
    assert remedy


def test_an_accepted_row_says_nothing() -> None:
    """An accepted row has no reason, even when an earlier attempt left its code behind."""
    assert ("", "") == Explainer("zalo", "en").explain(row_of(RowState.ACCEPTED, code="-118"))


@pytest.mark.parametrize(
    "headers, kept",
    [
        (("SĐT", "Họ tên"), (0, 1)),
        (("SĐT", *OURS_EN), (0,)),
        (("SĐT", *OURS_VI, "Ghi chú"), (0, 12)),
        (("SĐT", "trang thai", "LY DO", "Cách xử lý"), (0,)),
        (("SĐT", "Trạng thái"), (0, 1)),
        (("SĐT", "Status", "Reason"), (0, 1, 2)),
        (("Trạng thái", "SĐT", *OURS_VI), (0, 1)),
        (("SĐT", *OURS_EN, *OURS_VI), (0,)),
        (("SĐT", *OURS_VI, "Trạng thái"), (0, 12)),
        (("SĐT", *OURS_VI[:-1], "Ghi chú"), (0, 11)),
        ((), ()),
    ],
)
def test_own_columns(headers: tuple[str, ...], kept: tuple[int, ...]) -> None:
    """Our columns of the last time are left aside in either language, a person's own ones never."""
    ours = find_result_columns(headers)
    assert kept == tuple(place for place in range(len(headers)) if place not in ours)


def test_cost_is_at_most_what_was_accepted() -> None:
    """The estimate is the price of the accepted messages, and unknown without a price."""
    tally = tally_of(rows_in(RowState.ACCEPTED, RowState.ACCEPTED, RowState.REJECTED))
    assert 400 == cost(campaign_of(), tally)
    assert (
        cost(campaign_of(template=type(TEMPLATE)(template_id="1", name="x", key="x")), tally)
        is None
    )


def test_state_line_tells_when_it_can_go_on() -> None:
    """A pause tells its reason and from when the campaign can go on, on a Vietnamese clock."""
    paused = campaign_of(
        state=CampaignState.PAUSED,
        reason=Reason.QUOTA,
        resume_after=datetime(2026, 11, 22, 17, tzinfo=UTC),
    )
    expected = (
        "State: paused, the day's quota is used up; "
        "can continue from 00:00 23 Nov 2026 (Vietnam time)"
    )
    assert expected == state_line(paused, "en")
    assert "Tình trạng: hoàn tất" == state_line(campaign_of(), "vi")


@pytest.mark.parametrize(
    "changes, state, told",
    [
        ({}, RowState.ACCEPTED, "Nothing: every row is done."),
        ({"state": CampaignState.PAUSED}, RowState.PENDING, "zns-batch resume c7k2"),
        ({"state": CampaignState.ABORTED}, RowState.PENDING, "First fix the cause"),
        ({"state": CampaignState.RUNNING}, RowState.PENDING, 'report c7k2 -o "out/Kết quả.xlsx"'),
        ({}, RowState.UNKNOWN, "zns-batch retry c7k2 --status unknown"),
        ({}, RowState.EXPIRED, "zns-batch retry c7k2 --status expired"),
        ({}, RowState.INVALID, '"out/Kết quả.xlsx" --sheet "Needs a person" -t don-hang'),
        ({"dry_run": True}, RowState.ACCEPTED, "the same command without --dry-run"),
    ],
)
def test_steps_name_the_command(changes: dict[str, object], state: RowState, told: str) -> None:
    """Whatever is left to do is told with the command that does it."""
    found = next_steps(campaign_of(**changes), tally_of(rows_in(state)), report=REPORT, lang="en")
    assert 1 == len(found)
    assert told in found[0]


def test_no_step_proposes_to_bother_those_who_refused() -> None:
    """The proposed command sends only what can change, and is not there when nothing can."""
    tally = tally_of(rows_in(RowState.REJECTED, RowState.REJECTED, RowState.EXPIRED))
    some = next_steps(campaign_of(), tally, report=REPORT, lang="en", final=1)
    assert ["Not sent: 2 (rejected, expired)", "Can't be reached: 1"] == [
        step.partition(".")[0] for step in some
    ]
    none = next_steps(
        campaign_of(), tally_of(rows_in(RowState.REJECTED)), report=REPORT, lang="en", final=1
    )
    assert not any("retry" in step for step in none)


def test_a_rehearsal_asks_for_no_retry() -> None:
    """A dry run never tells a person to retry rows that were not sent in the first place."""
    rows = rows_in(RowState.REJECTED, RowState.UNKNOWN)
    found = next_steps(campaign_of(dry_run=True), tally_of(rows), report=REPORT, lang="en")
    assert not any("retry" in step for step in found)
