"""The value summary: what each parameter says over all messages, so that 3,000 wrong dates are seen.

Rows that are valid one by one can be wrong together. Values are counted many rows at a time, and
only the most frequent of very many different ones are kept, so that a long list takes no memory.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zns_batch.domain.template import Param, ParamType

ODD_DAYS = 400
"""A date farther from today than this is shown to the person."""
_KEPT = 20_000
"""Different values of a parameter that are kept."""
_COMMON = 3
_MOST_ODD = 10

_DATES = frozenset({ParamType.DATE, ParamType.DATETIME})
_NUMBERS = frozenset({ParamType.NUMBER, ParamType.CURRENCY})


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueCount:
    """A value and how many messages say it."""

    value: str
    count: int
    #: For a date: days from today, negative for the past. `None` for others.
    days: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ParamStatistics:
    """What one parameter says over all messages of a list."""

    param: str
    type: ParamType
    #: Messages that carry a value, and that leave it out.
    filled: int
    empty: int
    #: How many different values there are; with `more` at least so many.
    distinct: int
    more: bool
    #: The most frequent ones.
    common: tuple[ValueCount, ...]
    #: The earliest and latest date, or the least and greatest number; `None` for texts.
    least: str | None
    greatest: str | None
    #: Numbers that are nothing.
    zeros: int
    #: The most characters, one value that has them, and how many there may be.
    longest: int
    longest_value: str
    limit: int | None
    #: Messages that say what an empty cell sends.
    defaults: int
    #: Dates far from today, and how many messages say one.
    odd: tuple[ValueCount, ...]
    odd_count: int

    @property
    def all_same(self) -> bool:
        """Whether several messages all say the same."""
        return self.distinct == 1 and self.filled > 1 and not self.empty

    def dump(self) -> dict[str, Any]:
        """Return them as JSON can carry them."""
        return asdict(self)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "ParamStatistics":
        """Read what `dump` wrote."""
        values = dict(stored)
        values["type"] = ParamType(values["type"])
        for name in ("common", "odd"):
            values[name] = tuple(ValueCount(**each) for each in values[name])
        return cls(**values)


def date_of(value: str) -> date | None:
    """Return the day that a sent date or moment names; `None` for another text."""
    with suppress(ValueError):
        return date(int(value[-4:]), int(value[-7:-5]), int(value[-10:-8]))
    return None


def _number_of(value: str) -> Decimal | None:
    with suppress(InvalidOperation):
        return Decimal(value)
    return None


class StatisticsCollector:
    """Counts what the parameters of many messages say.

    Args:
        params: The template's parameters.
        today: The day from which dates are counted.

    """

    def __init__(self, params: Iterable[Param], *, today: date) -> None:
        self._columns = [_ColumnCounter(param, today) for param in params]

    def add(self, messages: Sequence[Mapping[str, str]]) -> None:
        """Count what some messages say."""
        for column in self._columns:
            column.add(messages)

    def result(self) -> tuple[ParamStatistics, ...]:
        """Return what was counted, in the template's order."""
        return tuple(column.result() for column in self._columns)


class _ColumnCounter:
    def __init__(self, param: Param, today: date) -> None:
        self._param = param
        self._today = today
        self._counts: Counter[str] = Counter()
        self._odd: Counter[str] = Counter()
        self._filled = self._empty = self._zeros = self._odd_count = 0
        self._more = False
        self._least: tuple[Any, str] | None = None
        self._greatest: tuple[Any, str] | None = None
        self._longest = ""

    def add(self, messages: Sequence[Mapping[str, str]]) -> None:
        name = self._param.name
        counts: Counter[Any] = Counter([message.get(name) for message in messages])
        absent = counts.pop(None, 0)
        self._empty += absent
        self._filled += len(messages) - absent
        self._counts.update(counts)
        if len(self._counts) > 2 * _KEPT:
            self._more = True
            self._counts = Counter(dict(self._counts.most_common(_KEPT)))
        longest = max(counts, key=len, default="")
        if len(longest) > len(self._longest):
            self._longest = longest
        if self._param.type in _DATES:
            self._measure_dates(counts)
        elif self._param.type in _NUMBERS:
            self._measure_numbers(counts)

    def _measure_dates(self, counts: Counter[str]) -> None:
        for value, count in counts.items():
            day = date_of(value)
            if day is None:
                continue
            self._place(day, value)
            if abs((day - self._today).days) > ODD_DAYS:
                self._odd_count += count
                if value in self._odd or len(self._odd) < _KEPT:
                    self._odd[value] += count

    def _measure_numbers(self, counts: Counter[str]) -> None:
        for value, count in counts.items():
            number = _number_of(value)
            if number is None:
                continue
            self._place(number, value)
            if not number:
                self._zeros += count

    def _place(self, key: Any, value: str) -> None:
        if self._least is None or key < self._least[0]:
            self._least = key, value
        if self._greatest is None or key > self._greatest[0]:
            self._greatest = key, value

    def result(self) -> ParamStatistics:
        param = self._param
        return ParamStatistics(
            param=param.name,
            type=param.type,
            filled=self._filled,
            empty=self._empty,
            distinct=len(self._counts),
            more=self._more,
            common=self._value_counts(self._counts.most_common(_COMMON)),
            least=self._least[1] if self._least else None,
            greatest=self._greatest[1] if self._greatest else None,
            zeros=self._zeros,
            longest=len(self._longest),
            longest_value=self._longest,
            limit=param.max_length,
            defaults=self._counts[param.default] if param.default else 0,
            odd=self._value_counts(self._odd.most_common(_MOST_ODD)),
            odd_count=self._odd_count,
        )

    def _value_counts(self, counted: list[tuple[str, int]]) -> tuple[ValueCount, ...]:
        dated = self._param.type in _DATES
        days = (date_of(value) if dated else None for value, _ in counted)
        return tuple(
            ValueCount(value=value, count=count, days=(day - self._today).days if day else None)
            for (value, count), day in zip(counted, days, strict=True)
        )
