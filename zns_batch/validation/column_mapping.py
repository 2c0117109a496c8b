"""Maps the columns of a sheet to the parameters of a template and to the phone number.

`match_columns` decides or raises one error that tells everything wrong with the columns;
`suggest_columns` ranks the columns that might be meant, for whoever lets a person choose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Column, Sheet
from zns_batch.domain.template import Template
from zns_batch.errors import ColumnError
from zns_batch.i18n import Face, Lang, Value, translate
from zns_batch.sheets.headers import fold_header
from zns_batch.sheets.result_columns import find_result_columns
from zns_batch.validation.column_search import (
    columns_called,
    list_columns,
    nearest,
    not_one_column,
    rank,
)
from zns_batch.validation.id_cells import USER_HEADERS
from zns_batch.validation.phone_headers import PHONE_HEADERS
from zns_batch.validation.set_values import SetValue, find_set_value, refuse_unusable_constants

_MISSING = {"column-missing", "column-no-phone", "column-no-user"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnMap:
    """What each column of a sheet is for."""

    #: The column of phone numbers, or of user ids.
    phone: Column
    #: The column that feeds each parameter, by its name, in the template's order.
    params: Mapping[str, Column]
    #: Parameters that no column feeds and that need none: optional, or with a default.
    absent: tuple[str, ...] = ()
    #: Columns with a header that feed nothing.
    unused: tuple[Column, ...] = ()
    #: Columns of a results workbook of ours, fed back in.
    own_result_columns: tuple[Column, ...] = ()
    #: What stands in place of a column, by the parameter's name (`--set`).
    set_values: Mapping[str, SetValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnSuggestion:
    """A column that may be meant for a parameter or for the phone."""

    #: The parameter's name; `None` for the phone column.
    param: str | None
    #: The column's header.
    column: str
    letter: str
    #: How alike header and name are, from 0 to 1; 1 for a header that matches.
    score: float


class ColumnMappingError(ColumnError):
    """Everything that is wrong with a sheet's columns, in one line.

    Attributes:
        problems: What is wrong, at least one.
        missing: What no column was found for: required parameters, and `None` for the phone.
        matched: The columns that were found, by parameter; the phone column under `None`.
        suggestions: The nearest columns for each of `missing`, the best first.
        headers: The sheet's columns that have a header.

    """

    def __init__(
        self,
        sheet: Sheet,
        problems: Sequence[Problem],
        *,
        matched: Mapping[str | None, Column] | None = None,
    ) -> None:
        self.problems = tuple(problems)
        self.missing = tuple(
            str(problem.params["param"]) if "param" in problem.params else None
            for problem in problems
            if problem.code in _MISSING
        )
        self.matched = dict(matched or {})
        self.suggestions: tuple[ColumnSuggestion, ...] = ()
        self.headers = tuple(column for column in sheet.columns if column.header)
        place: dict[str, Value] = {"path": str(sheet.path), "row": str(sheet.header_row)}
        self._place = place
        super().__init__("problem.columns", **place, problems=self._joined("en"))

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the line for a person who reads `lang`."""
        return translate(self.key, lang, face, **self._place, problems=self._joined(lang, face))

    def _joined(self, lang: Lang, face: Face = "") -> str:
        missing = [problem for problem in self.problems if problem.code in _MISSING]
        if len(missing) < 2:
            return "; ".join(problem.text(lang, face=face) for problem in self.problems)
        # One by one they would make a long line: this is a sheet for another template.
        phone = translate("problem.columns-missing-phone", lang, face)
        names = [str(problem.params.get("param", phone)) for problem in missing]
        options = [translate("problem.columns-missing-map", lang, face)]
        if phone in names:
            options.append(translate("problem.columns-missing-name", lang, face))
        together = translate(
            "problem.columns-missing",
            lang,
            face,
            names=", ".join(names),
            options=" ".join(options),
            columns=list_columns(self.headers, lang),
        )
        others = [
            problem.text(lang, face=face) for problem in self.problems if problem not in missing
        ]
        return "; ".join([together, *others])


def match_columns(
    sheet: Sheet,
    template: Template,
    *,
    phone: str | None = None,
    mapping: Mapping[str, str] | None = None,
    users: bool = False,
) -> ColumnMap:
    """Find the columns that a template needs.

    A parameter is fed by the column that bears its name or one of its `columns`, folded; the phone
    column by a common name for one or one of the template's. What a person names wins over both,
    and so does what the template sets in place of a column (`Param.set_text`).

    Args:
        sheet: The sheet.
        template: The template.
        phone: The phone column as a person names it: header text, letter or number.
        mapping: The columns of parameters, named likewise, by parameter.
        users: Whether the recipients are user ids and not phones.

    Raises:
        ColumnMappingError: Columns are missing, unknown or claimed twice; one line names them all.
        SetValueError: What the template sets for all rows can't be sent.

    """
    matcher = _ColumnMatcher(sheet, template, users=users)
    named, values = matcher.set_values(matcher.named_columns(phone, mapping or {}))
    matcher.leave_aside_own_results(named)
    params = {
        name: named[name] if name in named else matcher.param_column(name, named)
        for name in template.params
        if name not in values
    }
    fed = {name: column for name, column in params.items() if column}
    recipient = named[None] if None in named else matcher.recipient_column(fed)
    if matcher.problems or recipient is None:
        raise matcher.error(fed, recipient)
    refuse_unusable_constants(template, values.items())
    used = {recipient, *fed.values()}
    used.update(column for value in values.values() for column in value.columns)
    spare = [column for column in sheet.columns if column.header and column not in used]
    return ColumnMap(
        phone=recipient,
        params=fed,
        absent=tuple(name for name, column in params.items() if not column),
        unused=tuple(column for column in spare if column not in matcher.own_results),
        own_result_columns=tuple(column for column in spare if column in matcher.own_results),
        set_values=values,
    )


def suggest_columns(
    sheet: Sheet, template: Template, *, users: bool = False
) -> tuple[ColumnSuggestion, ...]:
    """Rank the columns that may be meant for the phone and for each parameter.

    Returns:
        At most three for each, the best first: the phone's, then the parameters' in the template's
        order. One that nothing resembles has none.

    """
    matcher = _ColumnMatcher(sheet, template, users=users)
    matcher.leave_aside_own_results({})
    return tuple(
        suggestion for param in (None, *template.params) for suggestion in matcher.suggest(param)
    )


def column_named(sheet: Sheet, option: str, name: str) -> Column:
    """Return the column that a person names by an option: by header text, letter or number.

    Raises:
        ColumnMappingError: There is no such column, or there are several.

    """
    columns = columns_called(sheet.columns, name)
    if len(columns) != 1:
        raise ColumnMappingError(sheet, [not_one_column(sheet.columns, columns, option, name)])
    return columns[0]


def columns_with(sheet: Sheet, headers: Iterable[str]) -> list[Column]:
    """Return the columns that bear one of some headers, folded."""
    names = set(map(fold_header, headers))
    return [column for column in sheet.columns if fold_header(column.header) in names]


def phone_column(columns: Sequence[Column], *, more: Iterable[str] = ()) -> list[Column]:
    """Return the columns whose header says that they hold phone numbers.

    Args:
        columns: The columns to look at.
        more: Headers to take besides the common ones.

    """
    names = set(map(fold_header, (*PHONE_HEADERS, *more)))
    return [column for column in columns if fold_header(column.header) in names]


NamedColumns = Mapping[str | None, Column | None]
"""What a person named, by parameter and `None` for the phone; `None` where there is no such column."""


class _ColumnMatcher:
    """Looks up columns of one sheet for one template; what is wrong gathers in `problems`."""

    def __init__(self, sheet: Sheet, template: Template, *, users: bool) -> None:
        self.problems: list[Problem] = []
        self.own_results: frozenset[Column] = frozenset()
        self._sheet = sheet
        self._template = template
        self._users = users
        self._by_header: dict[str, list[Column]] = {}

    def named_columns(self, phone: str | None, mapping: Mapping[str, str]) -> NamedColumns:
        """Look up what a person named by `--map` and `--phone`."""
        options = {}
        for name, column_name in mapping.items():
            if name in self._template.params:
                options[name] = (f"--map {name}", column_name)
            else:
                known = ", ".join(self._template.params)
                self._add("column-unknown-param", param=name, known=known)
        named: dict[str | None, Column | None] = {}
        for param, (option, column_name) in [
            *options.items(),
            *([(None, ("--phone", phone))] if phone else []),
        ]:
            columns = columns_called(self._sheet.columns, column_name)
            if len(columns) != 1:
                self.problems.append(
                    not_one_column(self._sheet.columns, columns, option, column_name)
                )
            named[param] = columns[0] if columns else None
        return named

    def set_values(self, named: NamedColumns) -> tuple[NamedColumns, dict[str, SetValue]]:
        """Find what stands in place of columns; a lone column in braces is one that was named."""
        named, values = dict(named), {}
        for name, param in self._template.params.items():
            value = None if name in named else find_set_value(self._sheet, param)
            if isinstance(value, list):
                self.problems += value
                named[name] = None
            elif value is not None and value.only_column:
                named[name] = value.only_column
            elif value is not None:
                values[name] = value
        return named, values

    def leave_aside_own_results(self, named: NamedColumns) -> None:
        """Sort out the columns of a workbook of ours, but for those that a person named."""
        columns = self._sheet.columns
        places = find_result_columns([column.header for column in columns])
        ours = {columns[place] for place in places}
        self.own_results = frozenset(ours.difference(filter(None, named.values())))
        for column in columns:
            folded = fold_header(column.header)
            if folded and column not in self.own_results:
                self._by_header.setdefault(folded, []).append(column)

    def param_column(self, name: str, named: NamedColumns) -> Column | None:
        """Return the column whose header feeds a parameter; tell one that is missing or not alone."""
        param = self._template.params[name]
        headers = dict.fromkeys(map(fold_header, (name, *param.columns)))
        same = [self._by_header[header] for header in headers if header in self._by_header]
        if not same:
            if param.required and not param.default:
                names = (name, *param.columns)
                self._add("column-missing", param=name, candidates=self._nearest(names))
            return None
        columns = [column for group in same for column in group]
        # Of several a person may have said what another one is for.
        free = [column for column in columns if column not in named.values()] or columns
        if len(free) > 1:
            if len(same) > 1:
                places = list_columns(free)
                self._add("column-param-twice", free[0], param=name, columns=places)
            else:
                self._add_repeated_header(free)
        return free[0]

    def recipient_column(self, params: Mapping[str, Column]) -> Column | None:
        """Return the column of phones or of user ids; tell one that is missing or not alone."""
        users = columns_with(self._sheet, USER_HEADERS)
        if self._users:
            if not users:
                self._add("column-no-user", candidates=self._nearest(USER_HEADERS))
            columns = users
        else:
            ours = self.own_results
            others = [column for column in self._sheet.columns if column not in ours]
            columns = phone_column(others, more=self._template.phone)
            # A column that a parameter claims by name is the phone column only when no other is.
            columns = [column for column in columns if column not in params.values()] or columns
            # What the template calls the phone column goes before the names known everywhere.
            own = set(map(fold_header, self._template.phone))
            columns = [column for column in columns if fold_header(column.header) in own] or columns
            if not columns and users:
                self._add("column-only-users", columns=list_columns(users))
            elif not columns:
                names = (*PHONE_HEADERS, *self._template.phone)
                self._add("column-no-phone", candidates=self._nearest(names))
        if len(columns) > 1:
            if len({fold_header(column.header) for column in columns}) > 1:
                self._add("column-phone-twice", columns[0], columns=list_columns(columns))
            else:
                self._add_repeated_header(columns)
        return columns[0] if columns else None

    def error(self, params: Mapping[str, Column], recipient: Column | None) -> ColumnMappingError:
        """Return everything that is wrong, with what was found and what may be meant."""
        matched: dict[str | None, Column] = dict(params.items())
        if recipient:
            matched[None] = recipient
        error = ColumnMappingError(self._sheet, self.problems, matched=matched)
        error.suggestions = tuple(
            suggestion for param in error.missing for suggestion in self.suggest(param)
        )
        return error

    def suggest(self, param: str | None) -> list[ColumnSuggestion]:
        """Rank the columns that may be meant for a parameter, or for the recipient (`None`)."""
        if param is not None:
            names: Sequence[str] = (param, *self._template.params[param].columns)
        else:
            names = USER_HEADERS if self._users else (*PHONE_HEADERS, *self._template.phone)
        return [
            ColumnSuggestion(param=param, column=column.header, letter=column.letter, score=score)
            for score, column in rank(names, self._columns())
        ]

    def _columns(self) -> list[Column]:
        return [columns[0] for columns in self._by_header.values()]

    def _nearest(self, names: Sequence[str]) -> str:
        return nearest(names, self._columns())

    def _add_repeated_header(self, columns: Sequence[Column]) -> None:
        title, places = columns[0], list_columns(columns)
        if all(problem.params.get("columns") != places for problem in self.problems):
            self._add("column-header-twice", title, columns=places)

    def _add(self, code: str, column: Column | None = None, **params: Value) -> None:
        title = column.title if column else None
        self.problems.append(Problem(row=None, column=title, code=code, params=params))
