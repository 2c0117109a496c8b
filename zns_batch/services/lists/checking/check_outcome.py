"""What came of an uploaded list's check, for programs: its stage, and what stands in the way of sending it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import SheetWarning
from zns_batch.domain.states import RowState
from zns_batch.errors import ZnsBatchError
from zns_batch.i18n import Value
from zns_batch.ledger.records import StateCounts
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.jobs.wire import load_error
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.listed import MatchedColumns
from zns_batch.services.lists.service import UploadedLists


class ListStage(StrEnum):
    """How far a list has come."""

    READING = "reading"
    READY = "ready"
    """Every row was checked."""
    FAILED = "failed"
    """The file, its sheet or its columns can't be used as they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListOutcome:
    """What came of a list's check.

    Attributes:
        stage: How far it is.
        counts: Recipients by state, so far.
        cost: VND at the most; `None` when the price is not known.
        sheet: The sheet that was read.
        header_row: The row of its headers.
        phone: The title of the phone column.
        mapping: The titles of the columns that feed parameters.
        notices: What is worth knowing and stops nothing.
        error: Why the file can't be read; `None` when it can.
        problems: What is wrong with sheet and columns; of rows `problem_page` tells.

    """

    stage: ListStage
    counts: StateCounts = field(default_factory=lambda: StateCounts(rows={}))
    cost: int | None = None
    sheet: str | None = None
    header_row: int | None = None
    phone: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    notices: tuple[SheetWarning, ...] = ()
    error: ZnsBatchError | None = None
    problems: tuple[Problem, ...] = ()


_READY = frozenset(
    {UploadState.CHECKED, UploadState.PLANNED, UploadState.WAITING, UploadState.DONE}
)
_READING = frozenset({UploadState.RECEIVING, UploadState.READING})


def read_outcome(lists: UploadedLists, uploaded: UploadedList) -> ListOutcome:
    """Return what came of a list's check."""
    result = uploaded.result or {}
    stage = ListStage.FAILED
    if uploaded.state in _READING:
        stage = ListStage.READING
    elif uploaded.state in _READY:
        stage = ListStage.READY
    stored = result.get("error") if stage is ListStage.FAILED else None
    error = load_error(stored) if stored else None
    counts = {RowState(state): n for state, n in (result.get("counts") or {}).items()}
    outcome = ListOutcome(stage=stage, error=error, cost=result.get("cost"))
    with suppress(FileNotFoundError), lists.check(uploaded) as check:
        outcome = _with_check(outcome, uploaded, check)
    if stage is ListStage.READY and counts:
        # Also when its files are gone, because it was sent.
        outcome = replace(outcome, counts=StateCounts(rows=counts))
    return outcome


def _with_check(outcome: ListOutcome, uploaded: UploadedList, check: CheckReader) -> ListOutcome:
    matched = check.matched()
    titles = [column.title for column in check.columns]
    problems = () if matched is None else tuple(_problems(uploaded, check, matched))
    broken = outcome.stage is ListStage.READY and matched is not None and bool(matched.dropped)
    return ListOutcome(
        # A column that was named and is not there: nobody knows what its parameter would say.
        stage=ListStage.FAILED if broken else outcome.stage,
        counts=check.counts(),
        cost=outcome.cost,
        sheet=check.sheet_name,
        header_row=check.header_row,
        phone=None if matched is None or matched.phone is None else titles[matched.phone],
        mapping={} if matched is None else {n: titles[at] for n, at in matched.params.items()},
        notices=check.notices(),
        error=outcome.error,
        problems=problems,
    )


def _problems(
    uploaded: UploadedList, check: CheckReader, matched: MatchedColumns
) -> Iterator[Problem]:
    """Yield what is wrong with the columns: those that are missing, unknown, or otherwise wrong."""
    choices, known = ListChoices.of(uploaded), check.template().params
    titles = [column.title for column in check.columns]
    shown = ", ".join(f"“{title}”" for title in titles[:8]) or "–"
    for name in matched.dropped:
        if name is not None and name not in known:
            params: dict[str, Value] = {"param": name, "known": ", ".join(known)}
            yield Problem(row=None, column=name, code="column-unknown-param", params=params)
            continue
        option, column = (
            ("phone", choices.phone) if name is None else ("map", choices.mapping[name])
        )
        params = {"option": option, "name": column or "", "candidates": shown}
        yield Problem(row=None, column=name, code="column-unknown", params=params)
    for name in matched.missing:
        near = [titles[each.place] for each in matched.suggestions if each.param == name]
        nearest = ", ".join(f"“{title}”" for title in near) or "–"
        if name is None:
            code = "column-no-user" if choices.delivery.uid else "column-no-phone"
            yield Problem(row=None, column=None, code=code, params={"candidates": nearest})
        else:
            params = {"param": name, "candidates": nearest}
            yield Problem(row=None, column=name, code="column-missing", params=params)
    yield from matched.problems
