"""What the pages of a list's problems, and of its good rows, show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from zns_batch.domain.states import RowState
from zns_batch.ledger.records import StateCounts
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.jobs.wire import load_error
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.diff import ListDiff
from zns_batch.services.lists.listed import (
    ListedProblem,
    ProblemFilter,
    ProblemGroup,
    ProblemPage,
)
from zns_batch.services.lists.problem_kinds import ProblemKind, kind_of
from zns_batch.services.lists.service import UploadedLists
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import error_sentence, number_text

PAGE = 100
"""Problems, or messages, of a page."""

_KINDS = {
    RowState.PENDING: "ok",
    RowState.DUPLICATE: "neutral",
    RowState.SUPPRESSED: "neutral",
    RowState.EXCLUDED: "neutral",
    RowState.INVALID: "bad",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CellView:
    """One cell of an unfolded row."""

    header: str
    text: str
    is_bad: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemView:
    """One line of the table."""

    #: Its place among all problems.
    id: int
    row: int | None
    column: str
    cell: str
    why: str
    code: str
    #: Where the row unfolds, or folds again.
    link: str
    #: The row's cells; empty while it is folded.
    cells: tuple[CellView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class KindView:
    """A filter by kind."""

    words: str
    link: str
    is_current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemsView:
    """The page."""

    path: str
    which: ProblemFilter
    #: Number, words, look and address of each state that has rows.
    numbers: tuple[tuple[int, str, str, str], ...]
    total: int
    is_split: bool
    good: int
    bad: int
    kinds: tuple[KindView, ...]
    columns: tuple[str, ...]
    problems: tuple[ProblemView, ...]
    first: int
    last: int
    found: int
    before: str
    after: str
    sheet: str
    header_row: int | None
    notices: tuple[str, ...]
    #: How many rows have the same problem in a column, and the column; empty for none.
    same: tuple[int, str] | None
    difference: ListDiff | None
    #: Why a corrected file was not taken; empty when it was.
    refused: str
    complete: bool


def problems_view(
    context: PageContext,
    lists: UploadedLists,
    uploaded: UploadedList,
    which: ProblemFilter,
    *,
    after: int = 0,
    before: int | None = None,
    unfolded: int | None = None,
) -> ProblemsView:
    """Return the page.

    Args:
        context: The page's.
        lists: The uploaded lists.
        uploaded: The list.
        which: The filter.
        after: The page begins behind this problem.
        before: The page ends in front of this one.
        unfolded: The number of a row whose cells are shown.

    Raises:
        FileNotFoundError: The list was not opened yet.

    """
    path = f"/lists/{uploaded.id}/problems"
    with lists.check(uploaded) as check:
        page = check.problem_page(which, after=after, before=before, most=PAGE)
        links = _Links(path, which, page)
        counts, rows = check.counts(), check.sheet_rows()
        groups = check.problem_groups()
        cause = check.one_cause()
        problems = tuple(_problem(context, check, each, links, unfolded) for each in page.problems)
        sheet, header_row = check.sheet_name or "", check.header_row
        notices = tuple(each.text(context.lang, face="web") for each in check.notices())
        complete = check.is_complete
    wrong = [group for group in groups if group.must_mend]
    result: Mapping[str, Any] = uploaded.result or {}
    difference = result.get("difference")
    return ProblemsView(
        path=path,
        which=which,
        numbers=tuple(_numbers(context, counts, path)),
        total=counts.total,
        is_split=counts.total != rows,
        good=counts.count(RowState.PENDING),
        bad=counts.count(RowState.INVALID),
        kinds=_kinds(context, path, which, wrong),
        columns=tuple(dict.fromkeys(group.column for group in groups if group.column)),
        problems=problems,
        first=page.first,
        last=page.first + len(page.problems) - 1 if page.problems else 0,
        found=page.total,
        before=links.page(before=page.before) if page.before is not None else "",
        after=links.page(after=page.after) if page.after is not None else "",
        sheet=sheet,
        header_row=header_row,
        notices=notices,
        same=(cause.count, cause.column) if cause and cause.column else None,
        difference=ListDiff(**difference) if difference else None,
        refused=_refused(context, result),
        complete=complete,
    )


class _Links:
    """Addresses of the page with its filter."""

    def __init__(self, path: str, which: ProblemFilter, page: ProblemPage) -> None:
        self._path = path
        self._query = filter_query(which)
        # Where this very page begins: the last problem before it.
        self._start = {"after": page.problems[0].id - 1} if page.problems else {}

    def page(self, **more: int) -> str:
        """Return the address of another page."""
        return f"{self._path}?{urlencode({**self._query, **more})}"

    def row(self, number: int | None, problem: int) -> str:
        """Return the address of this page with a row unfolded."""
        opened = {} if number is None else {"open": number}
        return f"{self._path}?{urlencode({**self._query, **self._start, **opened})}#p{problem}"


def filter_query(which: ProblemFilter) -> dict[str, str | int]:
    """Return a filter as a page's address carries it."""
    query: dict[str, str | int | None] = {
        "kind": which.kind,
        "column": which.column,
        "q": which.text,
        "all": 1 if which.left_out else None,
        "from": which.from_row,
    }
    return {name: value for name, value in query.items() if value}


def _problem(
    context: PageContext,
    check: CheckReader,
    listed: ListedProblem,
    links: _Links,
    unfolded: int | None,
) -> ProblemView:
    problem = listed.problem
    is_open = problem.row is not None and problem.row == unfolded
    column = context.tr("web.problems.whole-row")
    if problem.column is not None:
        column = f"{listed.letter} · {problem.column}" if listed.letter else problem.column
    return ProblemView(
        id=listed.id,
        row=problem.row,
        column=column,
        cell=listed.cell,
        why=problem.text(context.lang, face="web"),
        code=problem.code,
        link=links.row(None if is_open else problem.row, listed.id),
        cells=_cells(check, listed) if is_open else (),
    )


def _cells(check: CheckReader, listed: ListedProblem) -> tuple[CellView, ...]:
    number = listed.problem.row
    assert number is not None
    bad = {problem.column for problem in check.problems_of(number)}
    return tuple(
        CellView(header=column.title, text=text, is_bad=column.title in bad)
        for column, text in zip(check.columns, check.cells(number), strict=False)
    )


def _numbers(
    context: PageContext, counts: StateCounts, path: str
) -> list[tuple[int, str, str, str]]:
    links = {
        RowState.PENDING: f"{path.removesuffix('/problems')}/good",
        RowState.DUPLICATE: f"{path}?kind=duplicate",
        RowState.SUPPRESSED: f"{path}?kind=suppressed",
        RowState.INVALID: path,
    }
    return [
        (
            counts.count(state),
            context.tr(f"web.problems.sum.{state}"),
            kind if counts.count(state) else "neutral",
            links.get(state, "") if counts.count(state) else "",
        )
        for state, kind in _KINDS.items()
        if counts.count(state) or state in {RowState.PENDING, RowState.INVALID}
    ]


def _kinds(
    context: PageContext, path: str, which: ProblemFilter, groups: Sequence[ProblemGroup]
) -> tuple[KindView, ...]:
    """Return the filters by kind, the most frequent kind first."""
    counts: Counter[ProblemKind] = Counter()
    for group in groups:
        counts[kind_of(group.code)] += group.count
    every = KindView(
        words=context.tr("web.problems.all", n=counts.total()),
        link=path,
        is_current=which.kind is None,
    )
    return (
        every,
        *(
            KindView(
                words=f"{context.tr(f'web.problems.kind.{kind}')} {number_text(n, context.lang)}",
                link=f"{path}?kind={kind}",
                is_current=which.kind is kind,
            )
            for kind, n in counts.most_common()
        ),
    )


def _refused(context: PageContext, result: Mapping[str, Any]) -> str:
    refused = result.get("refused")
    if not isinstance(refused, dict):
        return ""
    why = error_sentence(load_error(refused["error"]), context.lang)
    return context.tr("web.problems.refused", name=refused["name"], why=why)


@dataclass(frozen=True, kw_only=True, slots=True)
class GoodRow:
    """One message that will be sent: its row, its phone and each value under its column's title."""

    number: int
    at: int
    phone: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GoodRowsView:
    """The page. `before` and `after` are addresses; empty at the ends."""

    rows: tuple[GoodRow, ...]
    total: int
    first: int
    last: int
    before: str
    after: str


def good_rows_view(lists: UploadedLists, uploaded: UploadedList, *, after: int) -> GoodRowsView:
    """Return the page.

    Args:
        lists: The uploaded lists.
        uploaded: The list.
        after: The page begins behind this message, by its number among those to be sent.

    Raises:
        FileNotFoundError: The list was not opened yet.

    """
    path = f"/lists/{uploaded.id}/good"
    with lists.check(uploaded) as check:
        headers, total = check.headers(), check.to_send
        listed = check.messages(after=after, most=PAGE)
    rows = tuple(
        GoodRow(
            number=row.number,
            at=row.at or 0,
            phone=row.phone or "",
            values=tuple((headers.get(name, name), value) for name, value in row.data.items()),
        )
        for row in listed
    )
    last = rows[-1].at if rows else 0
    return GoodRowsView(
        rows=rows,
        total=total,
        first=rows[0].at if rows else 0,
        last=last,
        before=f"{path}?after={max(rows[0].at - 1 - PAGE, 0)}" if rows and rows[0].at > 1 else "",
        after=f"{path}?after={last}" if 0 < last < total else "",
    )
