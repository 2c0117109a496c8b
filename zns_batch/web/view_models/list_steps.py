"""The five steps on top of the pages of a list: where each leads, and what it came to."""

from dataclasses import dataclass, field

from zns_batch.domain.states import RowState
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.lists.steps import ORDER, Step, can_open, done_steps, reached
from zns_batch.web.dependencies import PageContext

_NUMBERS = {
    Step.UPLOAD: 1,
    Step.SHEET: 1,
    Step.COLUMNS: 2,
    Step.PROBLEMS: 3,
    Step.PREVIEW: 4,
    Step.SEND: 5,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class StepsView:
    """What the macro `steps` takes."""

    current: int
    #: The address of each step that may be looked at.
    done: dict[int, str] = field(default_factory=dict)
    #: What a step came to, in words.
    results: dict[int, str] = field(default_factory=dict)


def step_path(uploaded: UploadedList, step: Step) -> str:
    """Return the address of a step of a list."""
    if step is Step.UPLOAD:
        return f"/lists/{uploaded.id}"
    return f"/lists/{uploaded.id}/{step.value}"


def next_path(uploaded: UploadedList) -> str:
    """Return the address of the step of a list that needs a person."""
    return step_path(uploaded, reached(uploaded))


def steps_view(context: PageContext, uploaded: UploadedList, current: Step) -> StepsView:
    """Return the steps of a list as a page shows them."""
    result = uploaded.result or {}
    behind = {*done_steps(uploaded), *ORDER[: ORDER.index(current)]} - {Step.UPLOAD}
    done = {
        _NUMBERS[step]: step_path(uploaded, step)
        for step in ORDER
        # While the first check runs nothing is known that could be looked at.
        if result and step in behind and can_open(uploaded, step)
    }
    results: dict[int, str] = {}
    if result.get("sheet"):
        results[1] = str(result["sheet"])
    if result.get("params") and result.get("needs") is None:
        fed = int(result["params"]) + 1
        results[2] = context.tr("web.columns.result", found=fed, all=fed)
    counts = result.get("counts")
    if counts:
        results[3] = context.tr("web.problems.result", n=counts.get(RowState.PENDING, 0))
    return StepsView(current=_NUMBERS[current], done=done, results=results)
