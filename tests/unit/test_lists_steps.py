"""The steps of an uploaded list, computed from what the ledger knows of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.steps import ORDER, Step, can_open, done_steps, reached

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)

CLEAN: dict[str, Any] = {
    "run": "1",
    "needs": None,
    "header_row": 1,
    "several_sheets": False,
    "columns_clear": True,
    "counts": {"pending": 60},
}


def _uploaded(
    state: UploadState = UploadState.CHECKED,
    result: dict[str, Any] | None = None,
    **choices: Any,
) -> UploadedList:
    return UploadedList(
        id="a",
        owner="u",
        account="shop",
        template="don-hang",
        name="list.xlsx",
        sha256=None,
        size=1,
        folder="/nowhere",
        state=state,
        choices=ListChoices(**choices).dump(),
        result=result,
        created_at=NOW,
        touched_at=NOW,
    )


def test_a_clean_list_goes_straight_to_the_messages() -> None:
    """A person with the same list as last month is asked nothing that is known."""
    uploaded = _uploaded(result=CLEAN)
    assert Step.PREVIEW is reached(uploaded)
    assert (Step.UPLOAD, Step.SHEET, Step.COLUMNS, Step.PROBLEMS) == done_steps(uploaded)
    assert can_open(uploaded, Step.SEND)


@pytest.mark.parametrize(
    "step, state, change, choices",
    [
        (Step.UPLOAD, UploadState.RECEIVING, {}, {}),
        (Step.UPLOAD, UploadState.FAILED, {}, {}),
        (Step.SHEET, UploadState.SHEET, {}, {}),
        (Step.SHEET, UploadState.CHECKED, {"several_sheets": True}, {}),
        (Step.SHEET, UploadState.CHECKED, {"header_row": 3}, {}),
        (Step.PREVIEW, UploadState.CHECKED, {"header_row": 3}, {"sheet_confirmed": True}),
        (Step.COLUMNS, UploadState.COLUMNS, {}, {}),
        (Step.COLUMNS, UploadState.CHECKED, {"columns_clear": False}, {}),
        (Step.PREVIEW, UploadState.CHECKED, {"columns_clear": False}, {"columns_confirmed": True}),
        (Step.PROBLEMS, UploadState.READING, {}, {}),
        (Step.PROBLEMS, UploadState.CHECKED, {"counts": {"pending": 5, "invalid": 1}}, {}),
        (
            Step.PREVIEW,
            UploadState.CHECKED,
            {"counts": {"pending": 5, "invalid": 1}},
            {"leave_bad": True},
        ),
        (
            Step.PROBLEMS,
            UploadState.CHECKED,
            {"counts": {"invalid": 5}},
            {"leave_bad": True},
        ),
        (Step.PROBLEMS, UploadState.CHECKED, {"counts": {"duplicate": 2}}, {}),
    ],
)
def test_each_question_stops_at_its_step(
    step: Step, state: UploadState, change: dict[str, Any], choices: dict[str, Any]
) -> None:
    """A person is never sent past a question that only a person can answer."""
    assert step is reached(_uploaded(state, {**CLEAN, **change}, **choices))


@given(
    state=st.sampled_from(UploadState),
    step=st.sampled_from(Step),
    several=st.booleans(),
    clear=st.booleans(),
    pending=st.integers(0, 3),
    invalid=st.integers(0, 3),
    confirmed=st.booleans(),
    leave=st.booleans(),
)
def test_no_step_is_open_before_those_that_need_a_person(
    *,
    state: UploadState,
    step: Step,
    several: bool,
    clear: bool,
    pending: int,
    invalid: int,
    confirmed: bool,
    leave: bool,
) -> None:
    """Whoever types the address of a later step is not let past what is still open."""
    result = {
        **CLEAN,
        "several_sheets": several,
        "columns_clear": clear,
        "counts": {"pending": pending, "invalid": invalid},
    }
    uploaded = _uploaded(state, result, columns_confirmed=confirmed, leave_bad=leave)
    furthest = reached(uploaded)
    is_later = ORDER.index(step) > ORDER.index(furthest)
    if is_later and furthest is not Step.PREVIEW:
        assert not can_open(uploaded, step)
    if step is Step.SEND and can_open(uploaded, step):
        assert pending
        assert leave or not invalid


def test_a_list_that_was_sent_opens_no_step() -> None:
    """The back button after sending leads to no second sending."""
    uploaded = replace(_uploaded(result=CLEAN), state=UploadState.DONE)
    assert [] == [step for step in ORDER[1:] if can_open(uploaded, step)]


def test_choices_come_back_as_they_were_kept() -> None:
    """What a person chose is the same after a restart of the server."""
    choices = ListChoices(
        sheet="Đơn hàng",
        header_row=3,
        phone="SĐT",
        mapping={"total": "Tổng"},
        remembered=("total",),
        leave_bad=True,
        run={"rate": 5},
    )
    assert choices == ListChoices.load(choices.dump())


def test_a_new_choice_takes_consent_back() -> None:
    """Whoever agreed to leave 15 rows behind did not agree to leave 150."""
    assert not ListChoices(leave_bad=True).anew(sheet="Khác").leave_bad
