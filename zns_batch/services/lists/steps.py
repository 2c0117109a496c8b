"""The steps of a new campaign, computed from what the ledger knows of its list and never from a browser.

```
upload ─▶ sheet ─▶ columns ─▶ problems ─▶ preview ─▶ send
```

A step that has nothing to ask is passed. A later step is open only when nothing before it needs a
person.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from zns_batch.domain.states import RowState
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.lists.choices import ListChoices


class Step(StrEnum):
    """A step, in order."""

    UPLOAD = "upload"
    SHEET = "sheet"
    COLUMNS = "columns"
    PROBLEMS = "problems"
    PREVIEW = "preview"
    SEND = "send"


ORDER: tuple[Step, ...] = tuple(Step)


def reached(uploaded: UploadedList) -> Step:
    """Return the first step of a list that needs a person."""
    state, choices = uploaded.state, ListChoices.of(uploaded)
    result: Mapping[str, Any] = uploaded.result or {}
    needs = {
        Step.UPLOAD: state in {UploadState.RECEIVING, UploadState.FAILED},
        Step.SHEET: state is UploadState.SHEET
        or (asks_for_sheet(result) and not choices.sheet_confirmed)
        or bool(result.get("sheet_lost")),
        Step.COLUMNS: state is UploadState.COLUMNS
        or (
            state is not UploadState.READING
            and not result.get("columns_clear", False)
            and not choices.columns_confirmed
        ),
        Step.PROBLEMS: state is UploadState.READING or _needs_correction(result, choices),
        Step.PREVIEW: not choices.run,
    }
    return next((step for step, person in needs.items() if person), Step.SEND)


def _needs_correction(result: Mapping[str, Any], choices: ListChoices) -> bool:
    if choices.schedule:
        # Of an example only the columns count: its rows are not sent.
        return False
    counts: Mapping[str, int] = result.get("counts") or {}
    bad = counts.get(RowState.INVALID, 0)
    return not counts.get(RowState.PENDING, 0) or (bad > 0 and not choices.leave_bad)


def asks_for_sheet(result: Mapping[str, Any]) -> bool:
    """Tell whether a person must look at the sheet: there are others, or titles above the header."""
    return bool(result.get("several_sheets")) or (result.get("header_row") or 1) != 1


def can_open(uploaded: UploadedList, step: Step) -> bool:
    """Tell whether a step may be looked at now."""
    if step is Step.UPLOAD:
        return True
    if not uploaded.is_open or uploaded.state is UploadState.RECEIVING:
        return False
    if uploaded.state is UploadState.FAILED:
        return False
    furthest = reached(uploaded)
    if furthest is Step.PREVIEW:
        # The last step needs nothing but a look at the messages, which can't be forced.
        furthest = Step.SEND
    return ORDER.index(step) <= ORDER.index(furthest)


def done_steps(uploaded: UploadedList) -> tuple[Step, ...]:
    """Return the steps that are behind the one that needs a person, in order."""
    furthest = reached(uploaded)
    return ORDER[: ORDER.index(furthest)]
