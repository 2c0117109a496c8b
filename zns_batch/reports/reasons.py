"""What became of a list, in numbers and in words: the sum line, and the reasons with their counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import COUNTED, RowState
from zns_batch.errors import InternalError
from zns_batch.i18n import Face, Lang, format_number, translate
from zns_batch.i18n.provider_errors import explain
from zns_batch.ledger.records import RowRecord, StateCounts

_DONE = ("", "")


class Explainer:
    """Says why, for the rows of one campaign.

    Args:
        provider: The provider's word, for the meaning of its codes.
        lang: The language of the sentences.
        face: `web` for sentences on a page.

    """

    def __init__(self, provider: str, lang: Lang, face: Face = "") -> None:
        self._lang, self._face = lang, face
        # A campaign has few codes and many rows; the provider's own words differ more often.
        self._explained = lru_cache(maxsize=1_000)(
            lambda code, said: explain(provider, code, lang, said=said, face=face)
        )
        self._stated = {
            state: (
                translate(f"report.reason.{state}", lang, face),
                translate(f"report.remedy.{state}", lang, face),
            )
            for state in RowState
        }

    def explain(self, row: RowRecord) -> tuple[str, str]:
        """Return the reason and what to do; both empty when all is well.

        Args:
            row: The row. Its own problems tell more than a code, and a code more than a state.

        """
        if row.problems:
            problems = problems_text(row.problems, self._lang, self._face)
            return problems, self._stated[row.state][1]
        if row.code and row.explained:
            reason, remedy = self._explained(row.code, row.said)
            return reason, remedy
        return _DONE if row.state is RowState.ACCEPTED else self._stated[row.state]


def problems_text(problems: Iterable[Problem], lang: Lang, face: Face = "") -> str:
    """Return all problems of one row, each with its column, in one cell's text."""
    return " ".join(problem_text(problem, lang, face) for problem in problems)


def problem_text(problem: Problem, lang: Lang, face: Face = "") -> str:
    """Return one problem with its column."""
    text = problem.text(lang, face=face)
    if problem.column is None:
        return text
    return translate("report.in-column", lang, column=problem.column, text=text)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonGroup:
    """Rows that stand where they stand for the same reason.

    Attributes:
        state: The state they share.
        code: The provider's code, or the code of a problem of the sheet.
        rows: How many they are. A row with two problems counts for both.
        first: The spreadsheet's own number of the first of them.
        reason: What happened, as the first of them has it.
        remedy: What to do.

    """

    state: RowState
    code: str
    rows: int
    first: int
    reason: str
    remedy: str


class ReasonSummary:
    """Counts the reasons of rows that are not simply done.

    Args:
        provider: The provider's word, for the meaning of its codes.
        lang: The language of the sentences.
        face: `web` for sentences on a page.

    """

    def __init__(self, provider: str, lang: Lang, face: Face = "") -> None:
        self._explainer = Explainer(provider, lang, face)
        self._groups: dict[tuple[RowState, str], ReasonGroup] = {}

    def add(self, row: RowRecord) -> None:
        """Take in one row."""
        codes: Iterable[str] = (row.code or "",)
        if row.problems:
            codes = dict.fromkeys(problem.code for problem in row.problems)
        elif row.state in _SILENT and not row.explained:
            return
        for code in codes:
            key = (row.state, code)
            group = self._groups.get(key)
            if group is not None:
                self._groups[key] = replace(group, rows=group.rows + 1)
                continue
            problems = tuple(problem for problem in row.problems if problem.code == code)
            reason, remedy = self._explainer.explain(replace(row, problems=problems))
            self._groups[key] = ReasonGroup(
                state=row.state, code=code, rows=1, first=row.number, reason=reason, remedy=remedy
            )

    def groups(self) -> tuple[ReasonGroup, ...]:
        """Return the reasons so far, the most frequent first."""
        return tuple(sorted(self._groups.values(), key=lambda group: (-group.rows, group.first)))


def sum_line(tally: StateCounts, lang: Lang, *, dry_run: bool = False) -> str:
    """Say where all rows stand: `1,000 rows = 962 accepted + 21 rejected + 17 unknown`.

    States without rows are left out. In a rehearsal nobody has accepted anything.
    """
    parts = " + ".join(
        f"{format_number(tally.count(state), lang)} {state_word(state, lang, dry_run=dry_run)}"
        for state in present(tally)
    )
    whole = rows_text(tally.total, lang)
    return f"{whole} = {parts}" if parts else whole


def state_word(state: RowState, lang: Lang, *, dry_run: bool) -> str:
    """Return the word for a row's state; in a dry run nobody has accepted anything."""
    rehearsed = dry_run and state is RowState.ACCEPTED
    return translate("state.accepted.dry-run" if rehearsed else f"state.{state}", lang)


def check_sum(tally: StateCounts, total: int) -> None:
    """Make sure that no row is missing and none counted twice.

    Raises:
        InternalError: The states do not add up to `total`.

    """
    if tally.total != total:
        raise InternalError("report.sum-wrong", expected=total, found=tally.total)


def present(tally: StateCounts) -> Iterator[RowState]:
    """Return the states that have rows, in the order of the sum line."""
    return (state for state in COUNTED if tally.count(state))


def rows_text(count: int, lang: Lang) -> str:
    """Write a number of rows: `1 row`, `1,000 rows`."""
    return translate("report.rows.one" if count == 1 else "report.rows", lang, n=count)


_SILENT = frozenset({RowState.PENDING, RowState.SENDING, RowState.ACCEPTED})
"""States that need no reason. An accepted row has one when the provider refused it after all."""
