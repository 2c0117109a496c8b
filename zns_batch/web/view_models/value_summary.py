"""What all messages of a list say, one line a parameter: the guard against 3,000 valid but wrong dates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zns_batch.domain.template import ParamType
from zns_batch.i18n import format_number
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.listed import ListedRow
from zns_batch.services.lists.statistics import ParamStatistics
from zns_batch.web.dependencies import PageContext
from zns_batch.web.forms import whole_number

_DATES = frozenset({ParamType.DATE, ParamType.DATETIME})
_NUMBERS = frozenset({ParamType.NUMBER, ParamType.CURRENCY})
_FEW = 5
"""So many different texts are told one by one."""
_PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueWarning:
    """A value that is odd, and where to see the rows that have it."""

    text: str
    #: What the address says of it, so that no value of a list stands there.
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueLine:
    """What one parameter says over all messages."""

    param: str
    #: The header of the column that feeds it; empty where none does.
    header: str
    facts: tuple[str, ...]
    warnings: tuple[ValueWarning, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OddRows:
    """The messages that have an odd value."""

    param: str
    value: str
    rows: tuple[ListedRow, ...]
    key: str
    #: What the next page begins behind; `None` on the last one.
    after: int | None


def value_lines(
    context: PageContext, statistics: Sequence[ParamStatistics], headers: Mapping[str, str]
) -> tuple[ValueLine, ...]:
    """Return the lines of the summary.

    Args:
        context: The page's.
        statistics: What each parameter says.
        headers: The headers of the columns that feed them.

    """
    return tuple(
        ValueLine(
            param=one.param,
            header=headers.get(one.param, ""),
            facts=tuple(facts_of(context, one)),
            warnings=tuple(warnings_of(context, one)),
        )
        for one in statistics
    )


def facts_of(context: PageContext, one: ParamStatistics) -> Iterator[str]:
    """Yield what a parameter says over all messages."""
    tr = context.tr
    if not one.filled:
        yield tr("web.preview.none-filled")
        return
    if one.all_same:
        yield tr("web.preview.all-same", n=one.filled, value=one.common[0].value)
        return
    if one.type in _DATES | _NUMBERS and one.least is not None and one.greatest is not None:
        least, greatest = (_shown(context, one, value) for value in (one.least, one.greatest))
        yield tr("web.preview.range", least=least, greatest=greatest)
    if one.type in _DATES or one.distinct <= _FEW:
        yield " · ".join(
            tr("web.preview.often", value=_shown(context, one, each.value), n=each.count)
            for each in one.common
        )
    else:
        key = "web.preview.distinct-more" if one.more else "web.preview.distinct"
        yield tr(key, n=one.distinct)
    if one.type not in _DATES | _NUMBERS:
        if one.limit is None:
            yield tr("web.preview.longest-value", n=one.longest)
        else:
            yield tr("web.preview.longest-of", n=one.longest, most=one.limit)
    if one.zeros:
        yield tr("web.preview.zeros", n=one.zeros)
    if one.empty:
        yield tr("web.preview.left-out", n=one.empty)


def _shown(context: PageContext, one: ParamStatistics, value: str) -> str:
    if one.type in _NUMBERS and value.lstrip("-").isdecimal():
        return format_number(int(value), context.lang)
    return value


def warnings_of(context: PageContext, one: ParamStatistics) -> Iterator[ValueWarning]:
    """Yield the dates that are far from today, each with a way to its rows."""
    for place, each in enumerate(one.odd):
        text = context.tr(
            "web.preview.odd-date", n=each.count, value=each.value, days=abs(each.days or 0)
        )
        yield ValueWarning(text=text, key=f"{one.param}.{place}")


def odd_rows(check: CheckReader, key: str, *, after: int) -> OddRows | None:
    """Return the messages with one of the odd values; `None` for a key that names none.

    Args:
        check: The check.
        key: A warning's key.
        after: The page begins behind this message.

    """
    param, _, text = key.rpartition(".")
    place = whole_number(text, digits=6)
    of_param = next((one for one in check.statistics() if one.param == param), None)
    if of_param is None or place is None or place >= len(of_param.odd):
        return None
    value = of_param.odd[place].value
    rows = check.saying(param, value, after=after, most=_PAGE + 1)
    last = rows[_PAGE - 1].at if len(rows) > _PAGE else None
    return OddRows(param=param, value=value, rows=rows[:_PAGE], key=key, after=last)
