"""What stands for a parameter in place of a column: a text for all rows, or one with columns in braces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Column, Sheet
from zns_batch.domain.template import Param, Template
from zns_batch.errors import ColumnError, UsageError
from zns_batch.i18n import Face, Lang, Value, translate
from zns_batch.validation.column_search import columns_called, not_one_column
from zns_batch.validation.converters import converter
from zns_batch.validation.expressions import split_text
from zns_batch.validation.text import CellIssue


@dataclass(frozen=True, kw_only=True, slots=True)
class SetValue:
    """A text for a parameter, with its columns found.

    Attributes:
        text: As a person wrote it.
        pieces: What stands side by side: texts, and columns.

    """

    text: str
    pieces: tuple[str | Column, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, each once, as they come."""
        return tuple(dict.fromkeys(piece for piece in self.pieces if isinstance(piece, Column)))

    @property
    def only_column(self) -> Column | None:
        """The column, where nothing else stands beside it."""
        return self.columns[0] if len(self.pieces) == len(self.columns) == 1 else None

    @property
    def constant(self) -> str:
        """The texts alone, with doubled braces made single."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


class SetValueError(ColumnError):
    """A text for all rows that its parameter does not take.

    Args:
        param: The parameter.
        issue: What is wrong with it.

    """

    def __init__(self, param: str, issue: CellIssue) -> None:
        self._issue = issue
        why = translate(f"problem.{issue.code}", "en", **issue.params)
        super().__init__("problem.set-value", param=param, why=why)

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the line for a person who reads `lang`."""
        why = translate(f"problem.{self._issue.code}", lang, face, **self._issue.params)
        return translate(self.key, lang, face, **self.params | {"why": why})


def with_set_values(
    template: Template, given: Mapping[str, str], mapping: Mapping[str, str]
) -> Template:
    """Return a template with what a person sets in place of columns; it goes before what the file sets.

    Args:
        template: The template.
        given: Texts by parameter.
        mapping: Columns that a person named, by parameter: there nothing is set.

    Raises:
        UsageError: A parameter is unknown, or given a column and a text.

    """
    for name in given:
        if name not in template.params:
            known = ", ".join(template.params)
            raise UsageError("problem.set-unknown-param", param=name, known=known)
        if name in mapping:
            raise UsageError("problem.set-and-map", param=name)
    if not given and all(param.set_text is None for param in template.params.values()):
        return template
    texts = {
        name: given.get(name, None if name in mapping else param.set_text)
        for name, param in template.params.items()
    }
    params = {name: replace(param, set_text=texts[name]) for name, param in template.params.items()}
    return replace(template, params=params)


def find_set_value(sheet: Sheet, param: Param) -> SetValue | list[Problem] | None:
    """Return what stands for a parameter, with its columns found; `None` where a column feeds it.

    Returns:
        Problems in its place: columns that there are not, or a brace without its twin.

    """
    if param.set_text is None:
        return None
    option = f"--set {param.name}"
    split = split_text(param.set_text)
    if split is None:
        params: dict[str, Value] = {"option": option, "text": param.set_text}
        return [Problem(row=None, column=None, code="set-brace", params=params)]
    pieces: list[str | Column] = []
    problems = []
    for piece in split:
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        columns = columns_called(sheet.columns, piece.name)
        if len(columns) == 1:
            pieces += columns
        else:
            problems.append(not_one_column(sheet.columns, columns, option, piece.name))
    return problems or SetValue(text=param.set_text, pieces=tuple(pieces))


def refuse_unusable_constants(template: Template, values: Iterable[tuple[str, SetValue]]) -> None:
    """Refuse texts for all rows that their parameters don't take: it is told once, not for each row.

    Raises:
        SetValueError: One is refused.

    """
    for name, value in values:
        if not value.columns:
            converted = converter(template.params[name])(value.constant)
            if isinstance(converted, CellIssue):
                raise SetValueError(name, converted)
