"""Trying columns on the first rows of a checked list, without reading its file again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Column, Sheet
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Param, Template
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.column_choices import (
    PHONE,
    TolerantMatch,
    match_tolerantly,
    name_of,
)
from zns_batch.validation.column_mapping import ColumnMap
from zns_batch.validation.dates import with_usual_day_zero
from zns_batch.validation.id_cells import read_user_id
from zns_batch.validation.phone_numbers import read_phone
from zns_batch.validation.row_reader import DATES, column_reader, read_phone_list
from zns_batch.validation.text import CellIssue
from zns_batch.validation.validator import SheetValidator, ValidationOptions

_SHOWN = 3
"""Rows whose values are shown for each parameter, besides the first that can't be sent."""


class Origin(StrEnum):
    """Why a column feeds a parameter."""

    BY_NAME = "by-name"
    """Its header is the parameter's name or one that the template knows."""
    KEPT = "kept"
    """The person chose it for an earlier list."""
    CHOSEN = "chosen"
    """The person chose it for this list."""
    NONE = "none"
    """No column feeds it yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleValue:
    """One cell and what becomes of it."""

    row: int
    #: What is seen in the cell.
    raw: str
    #: What will be sent; empty for nothing.
    sent: str
    #: Why it can't be sent; `None` when it can.
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnLine:
    """One parameter, or the phone, and the column that feeds it."""

    #: `None` for the phone.
    param: Param | None
    #: The column's place in the rows; `None` for none.
    place: int | None
    origin: Origin
    #: Others that the same column feeds.
    shared: tuple[str, ...] = ()
    #: Places of columns that may be meant, the best first.
    similar: tuple[int, ...] = ()
    samples: tuple[SampleValue, ...] = ()
    #: Rows of the sample whose cell can and can't be sent.
    good: int = 0
    bad: int = 0

    @property
    def name(self) -> str:
        """The parameter's name; empty for the phone."""
        return PHONE if self.param is None else self.param.name

    @property
    def needed(self) -> bool:
        """Whether it needs a column."""
        return self.param is None or (self.param.required and not self.param.default)


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnsTried:
    """Which columns feed what, with what the first rows would say."""

    lines: tuple[ColumnLine, ...]
    columns: tuple[Column, ...]
    #: Columns with a header that feed nothing, and those of a results workbook of ours.
    unused: tuple[Column, ...]
    #: The rows of the sample, those of them that can be sent, and those that can't; the latter two
    #: `None` as long as a column is missing.
    rows: int
    good: int | None
    bad: int | None
    #: What else is wrong with the columns.
    problems: tuple[Problem, ...] = field(default=())

    @property
    def missing(self) -> tuple[ColumnLine, ...]:
        """The lines that need a column and have none."""
        return tuple(line for line in self.lines if line.needed and line.place is None)


def try_columns(check: CheckReader, template: Template, choices: ListChoices) -> ColumnsTried:
    """Look at the first rows of a list with some choices of columns.

    Args:
        check: The list's check.
        template: The template.
        choices: The choices.

    """
    sheet = check.sample()
    matched = match_tolerantly(sheet, template, choices)
    places = {column: place for place, column in enumerate(sheet.columns)}
    dates = [
        places[column]
        for name, column in matched.params.items()
        if template.params[name].type in DATES
    ]
    sheet = with_usual_day_zero(sheet, dates)
    lines = tuple(
        _line(check, sheet, template, choices, matched, name) for name in (None, *template.params)
    )
    good = bad = None
    if matched.error is None and matched.phone is not None:
        counts = _validate(sheet, template, matched, choices).counts
        good, bad = counts[RowState.PENDING], counts[RowState.INVALID]
    fed = {line.place for line in lines}
    return ColumnsTried(
        lines=lines,
        columns=sheet.columns,
        unused=tuple(
            column for column, place in places.items() if column.header and place not in fed
        ),
        rows=sum(1 for _ in sheet.read()),
        good=good,
        bad=bad,
        problems=matched.problems,
    )


def _validate(
    sheet: Sheet, template: Template, matched: TolerantMatch, choices: ListChoices
) -> SheetValidator:
    assert matched.phone is not None
    absent = tuple(name for name in template.params if name not in matched.params)
    columns = ColumnMap(phone=matched.phone, params=matched.params, absent=absent)
    options = ValidationOptions(
        sender="",
        duplicates=choices.duplicates,
        split_phones=choices.split_phones,
        users=choices.delivery.uid,
    )
    return SheetValidator(sheet, template, columns, options).run()


def _line(
    check: CheckReader,
    sheet: Sheet,
    template: Template,
    choices: ListChoices,
    matched: TolerantMatch,
    name: str | None,
) -> ColumnLine:
    column = matched.phone if name is None else matched.params.get(name)
    param = None if name is None else template.params[name]
    letters = {each.letter: place for place, each in enumerate(sheet.columns)}
    similar = tuple(letters[each.letter] for each in matched.suggestions if each.param == name)
    if column is None:
        return ColumnLine(param=param, place=None, origin=Origin.NONE, similar=similar)
    place = sheet.columns.index(column)
    chosen = choices.phone if name is None else choices.mapping.get(name)
    origin = Origin.BY_NAME
    if chosen is not None and name not in matched.dropped:
        kept = (name or PHONE) in choices.remembered
        origin = Origin.KEPT if kept else Origin.CHOSEN
    values = _sample_values(check, sheet, param, place, choices)
    wrong = [value for value in values if value.problem]
    shown = list(islice(values, _SHOWN))
    shown += [value for value in wrong[:1] if value not in shown]
    others = (None, *template.params)
    return ColumnLine(
        param=param,
        place=place,
        origin=origin,
        shared=tuple(
            other or PHONE
            for other in others
            if other != name
            and (matched.phone if other is None else matched.params.get(other)) == column
        ),
        samples=tuple(shown),
        good=len(values) - len(wrong),
        bad=len(wrong),
    )


def _sample_values(
    check: CheckReader, sheet: Sheet, param: Param | None, place: int, choices: ListChoices
) -> Sequence[SampleValue]:
    read_cell = None if param is None else column_reader(sheet, param, place)
    title = sheet.columns[place].title
    values = []
    for row in sheet.read():
        cell = row.cells[place]
        if read_cell is not None:
            value = read_cell(row.number, cell)
        elif choices.delivery.uid:
            value = read_user_id(cell)
        elif choices.split_phones:
            phones = read_phone_list(cell)
            value = phones if isinstance(phones, CellIssue) else ", ".join(phones)
        else:
            value = read_phone(cell)
        wrong = value.at(row.number, title) if isinstance(value, CellIssue) else None
        sent = value if isinstance(value, str) else ""
        raw = check.texts.of(place, cell)
        values.append(SampleValue(row=row.number, raw=raw, sent=sent, problem=wrong))
    return values


def with_columns(
    check: CheckReader,
    template: Template,
    choices: ListChoices,
    places: Mapping[str, int | None],
) -> ListChoices:
    """Return the choices after a person has said which column feeds what.

    What the headers tell anyway is no choice; what an earlier list told and stays as it was is still
    remembered. A parameter that headers would feed and a person left without a column is set to the
    empty text, as `--set PARAM=` does.

    Args:
        check: The list's check.
        template: The template.
        choices: The choices before.
        places: The column's place for each parameter, the phone's under the empty text; `None` for
            none.

    """
    sheet = check.sample()
    # Texts stay as they are, but for parameters that a person had left without a column.
    texts = {name: text for name, text in choices.set_values.items() if text or name not in places}
    choices = replace(choices, set_values=texts)
    chosen = {
        name: sheet.columns[place]
        for name, place in places.items()
        if place is not None
        and (name == PHONE or name in template.params)
        and 0 <= place < len(sheet.columns)
    }
    by_name = match_tolerantly(sheet, template, replace(choices, phone=None, mapping={}))
    usual: dict[str, Column | None] = {PHONE: by_name.phone, **by_name.params}
    left_out = [
        name
        for name, place in places.items()
        if place is None and name in template.params and usual.get(name) is not None
    ]
    choices = replace(choices, set_values={**texts, **dict.fromkeys(left_out, "")})
    odd = {name: column for name, column in chosen.items() if column != usual.get(name)}
    before = {PHONE: choices.phone, **choices.mapping}

    def naming(columns: Mapping[str, Column]) -> ListChoices:
        named = {name: name_of(sheet, column) for name, column in columns.items()}
        remembered = tuple(
            name for name in choices.remembered if name in named and named[name] == before[name]
        )
        phone = named.pop(PHONE, None)
        return replace(choices, phone=phone, mapping=named, remembered=remembered)

    short = naming(odd)
    # Where headers tell two columns for one thing, what the person chose must be said of all.
    is_clear = not match_tolerantly(sheet, template, short).problems
    return short if is_clear else naming(chosen)
