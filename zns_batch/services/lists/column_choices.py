"""Matches the columns of an uploaded list as far as it goes, so that a person can choose the rest.

`match_columns` decides; here its error is what a person has to look at. Choices that come from
another file and have no column in this one are left aside and told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Column, Sheet
from zns_batch.domain.template import Template
from zns_batch.errors import ColumnError
from zns_batch.services.campaigns.options import CampaignRequest
from zns_batch.services.lists.choices import ListChoices
from zns_batch.validation.column_mapping import (
    ColumnMap,
    ColumnMappingError,
    ColumnSuggestion,
    column_named,
    match_columns,
    suggest_columns,
)
from zns_batch.validation.set_values import with_set_values

PHONE = ""
"""The phone column among names of parameters, where `None` can't stand."""
NEAR = 0.72
"""The least likeness of a header that is offered."""
_MISSING = frozenset({"column-missing", "column-no-phone", "column-no-user"})


@dataclass(frozen=True, kw_only=True, slots=True)
class TolerantMatch:
    """Which columns feed what, as far as it is known.

    Attributes:
        phone: The phone column.
        params: The columns of parameters.
        missing: What has no column and needs one; `None` for the phone.
        suggestions: Columns that may be meant for what has none, the best first for each.
        own: Columns of a results workbook of ours, fed back in.
        dropped: Choices that the sheet has no column for; `None` for the phone.
        problems: What else is wrong, such as two columns of one name.
        error: Why rows can't be checked yet; `None` when they can.
        choices: The choices without those that were dropped.

    """

    phone: Column | None
    params: dict[str, Column]
    missing: tuple[str | None, ...]
    suggestions: tuple[ColumnSuggestion, ...]
    own: tuple[Column, ...]
    dropped: tuple[str | None, ...]
    problems: tuple[Problem, ...]
    error: ColumnError | None
    choices: ListChoices

    def is_clear(self, choices: ListChoices) -> bool:
        """Tell whether nobody needs to look at the columns.

        All that is required goes by an exact header, an earlier choice or this person's own; no
        column feeds two parameters; no choice is lost.
        """
        fed = [column for column in (self.phone, *self.params.values()) if column]
        return (
            self.error is None
            and len(set(fed)) == len(fed)
            and all((name or PHONE) in choices.remembered for name in self.dropped)
        )

    def request(self, file: Path, *, account: str, template: str) -> CampaignRequest:
        """Return the request for the list's file, without choices that its sheet has no column for."""
        return self.choices.request_for(file, account=account, template=template)


def match_tolerantly(sheet: Sheet, template: Template, choices: ListChoices) -> TolerantMatch:
    """Find the columns that a template needs, as far as headers and choices tell them."""
    template = with_set_values(template, choices.set_values, choices.mapping)
    kept, dropped = _with_columns_of(sheet, template, choices)
    users = choices.delivery.uid
    offered = suggest_columns(sheet, template, users=users)
    try:
        columns: ColumnMap | None = match_columns(
            sheet, template, phone=kept.phone, mapping=kept.mapping, users=users
        )
    except ColumnMappingError as error:
        missing, found = error.missing, error.matched
        problems = tuple(each for each in error.problems if each.code not in _MISSING)
        return TolerantMatch(
            phone=found.get(None),
            params={name: column for name, column in found.items() if name is not None},
            missing=missing,
            suggestions=_near(
                offered, [*missing, *(name for name in template.params if name not in found)]
            ),
            own=(),
            dropped=dropped,
            problems=problems,
            error=error,
            choices=kept,
        )
    assert columns is not None
    return TolerantMatch(
        phone=columns.phone,
        params=dict(columns.params),
        missing=(),
        suggestions=_near(offered, columns.absent),
        own=columns.own_result_columns,
        dropped=dropped,
        problems=(),
        error=None,
        choices=kept,
    )


def name_of(sheet: Sheet, column: Column) -> str:
    """Return how a request names a column so that no other one is meant."""
    for name in (column.header, column.letter, str(column.index + 1)):
        if name and _column(sheet, name) == column:
            return name
    return column.letter


def _with_columns_of(
    sheet: Sheet, template: Template, choices: ListChoices
) -> tuple[ListChoices, tuple[str | None, ...]]:
    mapping = {
        name: column
        for name, column in choices.mapping.items()
        if name in template.params and _column(sheet, column)
    }
    dropped: list[str | None] = [name for name in choices.mapping if name not in mapping]
    phone = choices.phone
    if phone is not None and _column(sheet, phone) is None:
        phone = None
        dropped.insert(0, None)
    return replace(choices, mapping=mapping, phone=phone), tuple(dropped)


def _column(sheet: Sheet, name: str) -> Column | None:
    try:
        return column_named(sheet, "", name)
    except ColumnMappingError:
        return None


def _near(
    offered: Sequence[ColumnSuggestion], wanted: Sequence[str | None]
) -> tuple[ColumnSuggestion, ...]:
    return tuple(each for each in offered if each.param in wanted and each.score >= NEAR)
