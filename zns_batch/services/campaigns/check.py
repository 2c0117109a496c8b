"""Checks a sheet without a campaign, previews a row, and writes the workbook of problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from zns_batch.domain.planned_row import PlannedRow, Problem
from zns_batch.domain.sheet import SheetWarning
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template
from zns_batch.errors import TemplateError
from zns_batch.i18n import Lang
from zns_batch.ledger.records import StateCounts
from zns_batch.services.campaigns.options import CampaignRequest
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.settings.paths import examples, template_folders
from zns_batch.templates.render import render
from zns_batch.templates.repository import find_template
from zns_batch.validation.column_mapping import (
    ColumnMap,
    ColumnMappingError,
    ColumnSuggestion,
    suggest_columns,
)
from zns_batch.validation.validator import SheetValidator


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckResult:
    """What a check found."""

    #: Rows by state; the sendable ones are `pending`.
    tally: StateCounts
    #: Everything that keeps rows from being sent, in the sheet's order.
    problems: tuple[Problem, ...]
    #: VND at the most; `None` when the price is unknown.
    cost: int | None
    #: What a person should know of the rows and what stops nothing.
    notices: tuple[SheetWarning, ...] = ()


def check(prepared: PreparedCampaign) -> CheckResult:
    """Check a whole sheet."""
    result = prepared.check.run()
    return CheckResult(
        tally=StateCounts(rows=dict(result.counts)),
        problems=tuple(result.problems),
        cost=cost_of(result, prepared.template),
        notices=result.notices,
    )


def cost_of(checked: SheetValidator, template: Template) -> int | None:
    """Return what the sendable rows cost at the most, in VND; `None` when the price is unknown."""
    price, by_user = template.price, checked.to_users if template.price_uid is not None else 0
    if price is None:
        return None
    to_phones = checked.counts[RowState.PENDING] - by_user
    return price * to_phones + (template.price_uid or 0) * by_user


def sheet_as_json(
    prepared: PreparedCampaign, notices: Iterable[SheetWarning], lang: Lang
) -> dict[str, object]:
    """Return what `check --json` tells of the list and its columns."""
    sheet, columns = prepared.sheet, prepared.columns
    suggestions = suggest_columns(sheet, prepared.template, users=prepared.request.delivery.uid)
    fed = {None, *columns.params, *columns.set_values}
    return {
        "sheet": sheet.name,
        "header_row": sheet.header_row,
        "headers": [column.header for column in sheet.columns],
        "phone_column": columns.phone.title,
        "mapping": {param: column.title for param, column in columns.params.items()},
        "set": {param: value.text for param, value in columns.set_values.items()},
        "where": list(prepared.template.where),
        "candidates": [suggestion_as_json(each) for each in suggestions if each.param not in fed],
        "notes": [notice.text(lang) for notice in (*sheet.notices, *notices)],
    }


def columns_as_json(error: ColumnMappingError) -> dict[str, object]:
    """Return what `--json` tells of columns that are missing, with the nearest for each."""
    matched = error.matched
    phone = matched.get(None)
    return {
        "headers": [column.header for column in error.headers],
        "phone_column": phone.title if phone else None,
        "mapping": {param: column.title for param, column in matched.items() if param},
        "missing": list(error.missing),
        "candidates": [suggestion_as_json(each) for each in error.suggestions],
    }


def suggestion_as_json(suggestion: ColumnSuggestion) -> dict[str, object]:
    """Return a column that may be meant; `param` is null for the phone column."""
    return {
        "param": suggestion.param,
        "column": suggestion.column,
        "letter": suggestion.letter,
        "score": round(suggestion.score, 2),
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """The message that one row would send."""

    #: The spreadsheet's own row number.
    row: int
    state: RowState
    #: The row's recipients; more than one only with split phones.
    phones: tuple[str, ...]
    phone: str | None
    data: Mapping[str, str]
    #: The rendered text; `None` when the template has none or the row can't be sent.
    text: str | None
    problems: tuple[Problem, ...]

    @property
    def sendable(self) -> bool:
        """Whether the row can be sent."""
        return self.state is RowState.PENDING

    def as_json(self) -> dict[str, object]:
        """Return the object that `--json` prints under `preview`."""
        return {
            "row": self.row,
            "state": self.state.value,
            "phone": self.phone,
            "template_data": dict(self.data),
            "text": self.text,
        }


def preview(prepared: PreparedCampaign, number: int | None = None) -> Preview | None:
    """Return what one row would send; `None` when the sheet has no such row.

    Args:
        prepared: The sheet and its template.
        number: The spreadsheet's own row number; without it the first row that can be sent, else
            the first.

    """
    recipients = recipients_of(prepared, number)
    if not recipients:
        return None
    row = next((each for each in recipients if each.state is RowState.PENDING), recipients[0])
    sendable = row.state is RowState.PENDING
    return Preview(
        row=row.number,
        state=row.state,
        phones=tuple(each.phone for each in recipients if each.phone),
        phone=row.phone,
        data=row.data,
        text=render(prepared.template, row.data) if sendable else None,
        problems=tuple(row.problems),
    )


def write_problem_book(path: Path, prepared: PreparedCampaign, lang: Lang) -> int:
    """Write a copy of the sheet with its wrong cells marked.

    Returns:
        How many cells were longer than Excel allows, and were cut.

    Raises:
        OutputError: The workbook can't be written.

    """
    from zns_batch.reports.problems import write_problems  # most checks write none

    rows, template = prepared.check.rows(), prepared.template
    return write_problems(path, prepared.sheet, rows, template=template, lang=lang)


def save_columns(prepared: PreparedCampaign) -> tuple[Path, Mapping[str | None, str]]:
    """Write into the template's file which columns of this list feed it, and how the list is read.

    What was asked for with this request is written too: texts in place of columns, conditions on
    rows, the header row.

    Returns:
        The file, and the headers that it did not know before: by parameter, the phone column's
        under `None`.

    Raises:
        TemplateError: The template comes with the program, or its file can't be written.

    """
    return save_columns_for(prepared.request, prepared.template, prepared.columns)


def save_columns_for(
    request: CampaignRequest, template: Template, columns: ColumnMap
) -> tuple[Path, Mapping[str | None, str]]:
    """Do what `save_columns` does, for columns that were matched before.

    Args:
        request: What was asked for.
        template: The template, read.
        columns: Which column feeds what.

    Raises:
        TemplateError: The template comes with the program, or its file can't be written.

    """
    from zns_batch.templates.sync import ListReading, save_column_mapping

    path = find_template(request.template, folders=template_folders())
    if is_shipped(path):
        raise TemplateError("template.shipped", path=str(path))
    reading = ListReading(
        set_values=request.set_values,
        mapped=tuple(request.mapping),
        where=request.where,
        header_row=request.header_row,
    )
    named = request.phone is not None
    return path, save_column_mapping(path, template, columns, phone=named, reading=reading)


def can_save_columns(ref: str) -> bool:
    """Tell whether a template is a file of the person's own, into which columns can be written."""
    try:
        return not is_shipped(find_template(ref, folders=template_folders()))
    except TemplateError:
        return False


def is_shipped(path: Path) -> bool:
    """Tell whether a template file came with the program, so that an update would overwrite it."""
    shipped = (examples() / "templates").resolve()
    # In a checkout the folder that ships is also the one in which its people work.
    return path.resolve().parent == shipped != Path("templates").resolve()


def recipients_of(prepared: PreparedCampaign, number: int | None) -> tuple[PlannedRow, ...]:
    """Return the recipients that one row makes; more than one only with split phones.

    Args:
        prepared: The sheet and its template.
        number: The spreadsheet's own row number; without it the first row that can be sent, else
            the first.

    Returns:
        None when the sheet has no such row.

    """
    first: tuple[PlannedRow, ...] = ()
    for row_number, group in groupby(prepared.check.rows(), key=attrgetter("number")):
        row = tuple(group)
        first = first or row
        sendable = any(recipient.state is RowState.PENDING for recipient in row)
        if row_number == number or (number is None and sendable):
            return row
    return () if number is not None else first
