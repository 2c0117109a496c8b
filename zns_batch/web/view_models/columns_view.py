"""What the page of the columns shows: each parameter, its column, and what real cells become."""

from dataclasses import dataclass

from zns_batch.domain.template import Param, ParamType
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.column_choices import PHONE
from zns_batch.services.lists.columns import ColumnLine, ColumnsTried, try_columns
from zns_batch.services.lists.prepared import template_of
from zns_batch.services.lists.service import UploadedLists
from zns_batch.services.lists.statistics import date_of
from zns_batch.web.dependencies import PageContext

_DATES = frozenset({ParamType.DATE, ParamType.DATETIME})


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueView:
    """One cell and what becomes of it."""

    row: int
    raw: str
    sent: str
    #: The day of the week of a date; empty for others.
    weekday: str
    #: Why it can't be sent; empty when it can.
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionView:
    """A column in the list of a parameter."""

    place: int
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """A line of the table."""

    #: The form's field.
    field: str
    name: str
    facts: tuple[str, ...]
    needed: bool
    place: int | None
    options: tuple[OptionView, ...]
    #: The words of where the column comes from, and whether it must be looked at.
    origin: str
    similar: tuple[OptionView, ...]
    values: tuple[ValueView, ...]
    good: int
    bad: int
    #: Which problems the count of wrong ones leads to; empty while the whole list is not checked.
    bad_link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnsView:
    """The table of columns."""

    lines: tuple[LineView, ...]
    #: What is wrong or doubtful with the columns, in sentences.
    warnings: tuple[str, ...]
    missing: tuple[str, ...]
    found: int
    unused: tuple[str, ...]
    #: Rows of the sample, and how many of them can and can't be sent.
    rows: int
    good: int | None
    bad: int | None
    #: Rows that the counts of the lines are about.
    counted: int
    template: str
    remember: bool


def columns_view(
    context: PageContext,
    lists: UploadedLists,
    uploaded: UploadedList,
    choices: ListChoices,
    *,
    tried: bool = False,
) -> ColumnsView:
    """Return the table.

    Args:
        context: The page's.
        lists: The uploaded lists.
        uploaded: The list.
        choices: The choices to show.
        tried: They are only tried: what the whole list's check found does not hold for them.

    Raises:
        FileNotFoundError: The list was not opened yet.

    """
    template = template_of(uploaded)
    with lists.check(uploaded) as check:
        found = try_columns(check, template, choices)
        whole = not tried and uploaded.state is UploadState.CHECKED and check.is_complete
        bad_in = _bad_in_columns(check) if whole else None
        counted = check.sheet_rows() if whole else found.rows
    lines = tuple(_line(context, uploaded, found, line, bad_in, counted) for line in found.lines)
    names = {line.field: line.name for line in lines}
    return ColumnsView(
        lines=lines,
        warnings=tuple(_warnings(context, found, names)),
        missing=tuple(names[_field(line)] for line in found.missing),
        found=sum(line.place is not None for line in lines),
        unused=tuple(f"{column.letter} · {column.header}" for column in found.unused),
        rows=found.rows,
        good=found.good,
        bad=found.bad,
        counted=counted,
        template=template.name,
        remember=choices.remember,
    )


def _bad_in_columns(check: CheckReader) -> dict[str, int]:
    """Return how many problems each column has in the whole list."""
    counts: dict[str, int] = {}
    for group in check.problem_groups():
        if group.must_mend and group.column is not None:
            counts[group.column] = counts.get(group.column, 0) + group.count
    return counts


def _field(line: ColumnLine) -> str:
    return f"column-{line.name}" if line.param else "phone"


def _line(
    context: PageContext,
    uploaded: UploadedList,
    found: ColumnsTried,
    line: ColumnLine,
    bad_in: dict[str, int] | None,
    counted: int,
) -> LineView:
    good, bad, link = line.good, line.bad, ""
    if bad_in is not None and line.place is not None:
        title = found.columns[line.place].title
        bad = bad_in.get(title, 0)
        good = counted - bad
        link = f"/lists/{uploaded.id}/problems"
    origin = "" if line.place is None else context.tr(f"web.columns.{line.origin}")
    return LineView(
        field=_field(line),
        name=context.tr("web.columns.phone") if line.param is None else line.param.name,
        facts=_facts(context, line.param),
        needed=line.needed,
        place=line.place,
        options=_options(context, found, line),
        origin=origin,
        similar=tuple(
            OptionView(
                place=place,
                words=context.tr(
                    "web.columns.take",
                    header=found.columns[place].title,
                    letter=found.columns[place].letter,
                ),
            )
            for place in line.similar
        ),
        values=tuple(_values(context, line)),
        good=good,
        bad=bad,
        bad_link=link if bad else "",
    )


def _facts(context: PageContext, param: Param | None) -> tuple[str, ...]:
    tr = context.tr
    if param is None:
        return (tr("web.columns.required"),)
    facts = [tr(f"sample.type.{param.type}")]
    if param.max_length is not None:
        facts.append(tr("web.columns.longest", n=param.max_length))
    if param.default:
        facts.append(tr("web.columns.default", value=param.default))
    else:
        facts.append(tr("web.columns.required" if param.required else "web.columns.optional"))
    return tuple(facts)


def _options(context: PageContext, found: ColumnsTried, line: ColumnLine) -> tuple[OptionView, ...]:
    used: dict[int, list[str]] = {}
    for other in found.lines:
        if other.place is not None and other.name != line.name:
            name = context.tr("web.columns.phone") if other.name == PHONE else other.name
            used.setdefault(other.place, []).append(name)
    options = []
    for place, column in enumerate(found.columns):
        if not column.header and place != line.place:
            continue
        names = {"letter": column.letter, "header": column.title}
        words = (
            context.tr("web.columns.option-used", params=", ".join(used[place]), **names)
            if place in used
            else context.tr("web.columns.option", **names)
        )
        options.append(OptionView(place=place, words=words))
    return tuple(options)


def _values(context: PageContext, line: ColumnLine) -> list[ValueView]:
    dated = line.param is not None and line.param.type in _DATES
    values = []
    for each in line.samples:
        day = date_of(each.sent) if dated else None
        why = each.problem.text(context.lang, face="web") if each.problem else ""
        weekday = context.tr(f"web.weekday.{day.isoweekday()}") if day else ""
        values.append(
            ValueView(row=each.row, raw=each.raw, sent=each.sent, weekday=weekday, why=why)
        )
    return values


def _warnings(context: PageContext, found: ColumnsTried, names: dict[str, str]) -> list[str]:
    warnings = [problem.text(context.lang, face="web") for problem in found.problems]
    warned: set[int] = set()
    for line in found.lines:
        if line.place is None or not line.shared or line.place in warned:
            continue
        warned.add(line.place)
        fed = [_field(each) for each in found.lines if each.place == line.place]
        params = ", ".join(names[each] for each in fed)
        header = found.columns[line.place].title
        warnings.append(context.tr("web.columns.twice", header=header, params=params))
    return warnings
