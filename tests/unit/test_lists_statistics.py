"""The value summary that guards against three thousand valid but wrong messages."""

from datetime import date, timedelta

from zns_batch.domain.template import Param, ParamType
from zns_batch.services.lists.statistics import (
    ODD_DAYS,
    ParamStatistics,
    StatisticsCollector,
    ValueCount,
)

TODAY = date(2026, 11, 30)


def _of(param: Param, *values: str | None) -> ParamStatistics:
    collector = StatisticsCollector([param], today=TODAY)
    messages = [{} if value is None else {param.name: value} for value in values]
    # In two parts, as rows are checked.
    collector.add(messages[:2])
    collector.add(messages[2:])
    [statistics] = collector.result()
    assert statistics == ParamStatistics.load(statistics.dump())
    return statistics


DAY = Param(name="day", type=ParamType.DATE)
AMOUNT = Param(name="amount", type=ParamType.NUMBER)
NAME = Param(name="name", max_length=30, default="Quý khách", required=False)


def test_a_date_of_long_ago_is_pointed_out() -> None:
    """Three rows of 2020 among many of this month are seen before they are sent."""
    found = _of(DAY, "11/12/2026", "12/12/2026", "05/12/2020", "11/12/2026", "05/12/2020")
    days = (date(2020, 12, 5) - TODAY).days
    assert (ValueCount(value="05/12/2020", count=2, days=days),) == found.odd
    assert 2 == found.odd_count
    assert ("05/12/2020", "12/12/2026") == (found.least, found.greatest)


def test_the_bound_of_odd_dates_is_the_last_ordinary_day() -> None:
    """A contract that ends in thirteen months is no alarm, and one a day later is."""
    last, odd = (TODAY + timedelta(days=ODD_DAYS + more) for more in (0, 1))
    found = _of(DAY, f"{last:%d/%m/%Y}", f"{odd:%d/%m/%Y}")
    assert [f"{odd:%d/%m/%Y}"] == [each.value for each in found.odd]


def test_dates_are_compared_across_years() -> None:
    """The earliest day is the earliest in time, and not in the alphabet."""
    found = _of(DAY, "01/02/2027", "31/12/2026", "15/01/2027")
    assert ("31/12/2026", "01/02/2027") == (found.least, found.greatest)


def test_a_moment_counts_by_its_day() -> None:
    """Appointments are looked at like dates."""
    moment = Param(name="at", type=ParamType.DATETIME)
    found = _of(moment, "08:30 05/12/2020", "09:00 01/12/2026")
    assert ["08:30 05/12/2020"] == [each.value for each in found.odd]


def test_one_value_in_all_rows_is_told() -> None:
    """A column filled down by mistake is noticed."""
    assert _of(DAY, "11/12/2026", "11/12/2026", "11/12/2026").all_same
    assert not _of(DAY, "11/12/2026").all_same
    assert not _of(NAME, "An", "An", None).all_same


def test_numbers_have_a_least_a_greatest_and_zeros() -> None:
    """An amount ten times too large is the greatest one."""
    found = _of(AMOUNT, "15000", "98500000", "0", "9", "0")
    assert ("0", "98500000", 2) == (found.least, found.greatest, found.zeros)


def test_texts_tell_the_longest_and_the_default() -> None:
    """A person sees how close names come to the limit, and how many customers have none."""
    found = _of(NAME, "An", "Nguyễn Thị Minh Châu", "Quý khách", "Quý khách")
    assert (20, 30, 2, 3) == (found.longest, found.limit, found.defaults, found.distinct)
    assert ValueCount(value="Quý khách", count=2) == found.common[0]


def test_nothing_at_all_can_be_summed_up() -> None:
    """A list without one good row has an empty summary and no error."""
    found = _of(DAY)
    assert (0, 0, None, ()) == (found.filled, found.distinct, found.least, found.common)


def test_very_many_values_are_counted_in_bounded_memory() -> None:
    """A long list of all different codes takes no more memory than a short one."""
    collector = StatisticsCollector([NAME], today=TODAY)
    for start in range(0, 100_000, 5_000):
        messages = [{"name": f"DH-{n}"} for n in range(start, start + 5_000)]
        collector.add([*messages, *[{"name": "gấp"}] * 100])
    [found] = collector.result()
    assert found.more
    assert 40_000 >= found.distinct >= 20_000
    assert ValueCount(value="gấp", count=2_000) == found.common[0]
