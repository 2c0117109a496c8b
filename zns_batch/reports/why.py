"""Why a row stands where it stands, and what a person can do."""

from collections.abc import Iterable
from functools import lru_cache

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang, say
from zns_batch.i18n.provider_errors import explain
from zns_batch.ledger.records import RowRecord

_DONE = ("", "")


class Explainer:
    """Says why, for the rows of one campaign.

    Args:
        provider: The provider's word, for the meaning of its codes.
        lang: The language of the sentences.

    """

    def __init__(self, provider: str, lang: Lang) -> None:
        self._lang = lang
        # A campaign has few codes and many rows; the provider's own words differ more often.
        self._explained = lru_cache(maxsize=1_000)(
            lambda code, said: explain(provider, code, lang, said=said)
        )
        self._stated = {state: self._of_state(state) for state in RowState}

    def why(self, row: RowRecord) -> tuple[str, str]:
        """Return the reason and what to do; both empty when all is well.

        Args:
            row: The row. Its own problems tell more than a code, and a code more than a state.

        """
        if row.problems:
            return problems_text(row.problems, self._lang), self._stated[row.state][1]
        if row.code and row.explained:
            reason, remedy = self._explained(row.code, row.said)
            return reason, remedy
        return _DONE if row.state is RowState.ACCEPTED else self._stated[row.state]

    def _of_state(self, state: RowState) -> tuple[str, str]:
        lang = self._lang
        return say(f"report.reason.{state}", lang), say(f"report.remedy.{state}", lang)


def problems_text(problems: Iterable[Problem], lang: Lang) -> str:
    """Return all problems of one row, each with its column, in one cell's text."""
    return " ".join(problem_text(problem, lang) for problem in problems)


def problem_text(problem: Problem, lang: Lang) -> str:
    """Return one problem with its column."""
    text = problem.text(lang)
    if problem.column is None:
        return text
    return say("report.in-column", lang, column=problem.column, text=text)
