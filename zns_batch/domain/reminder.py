"""Reminders: who of a list is written to on a day, by a date that stands in the row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

OCCASION = "occasion"
"""The name under which a row's extras hold the occasion that it is reminded of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """A day of a customer's, and how many days before it the reminder was to go.

    Attributes:
        day: The day.
        before: Days before it.

    """

    day: date
    before: int

    def dump(self) -> str:
        """Return the text that a row's extras hold."""
        return f"{self.day.isoformat()} {self.before}"

    @classmethod
    def load(cls, text: str) -> "Occasion":
        """Read what `dump` wrote."""
        day, _, before = text.partition(" ")
        return cls(day=date.fromisoformat(day), before=int(before))


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """When the rows of a list are reminded.

    Attributes:
        column: The column of days, as a person names it.
        before: How many days before, the most first; 0 for the day itself.
        yearly: The days come round each year, as birthdays do.
        since: The first day on which reminders go. What was to go earlier is not made up for.

    """

    column: str
    before: tuple[int, ...]
    yearly: bool = False
    since: date

    def occasions(self, day: date, *, first: date) -> Iterator[date]:
        """Yield the days from `first` on that the day in a row stands for; without end if yearly."""
        if self.yearly:
            days = (anniversary(day, year) for year in count(first.year))
            yield from (each for each in days if each >= first)
        elif day >= first:
            yield day

    def due(self, day: date, *, today: date, alive: date) -> Occasion | None:
        """Return what a row is to be reminded of; whether it was already, the ledger knows.

        A reminder that could not go on its day, because no worker ran or the row was not in the list
        yet, is still due until the day itself is over. Of several that are due the last one goes.

        Args:
            day: The day in the row.
            today: The day for which the list is read.
            alive: Days before this one are over.

        """
        for occasion in self.occasions(day, first=alive):
            if occasion - timedelta(days=self.before[0]) > today:
                return None
            due = [
                before
                for before in self.before
                if self.since <= occasion - timedelta(days=before) <= today
            ]
            if due:
                return Occasion(day=occasion, before=min(due))
        return None

    def dump(self) -> dict[str, Any]:
        """Return the JSON object that the ledger stores with a schedule."""
        return {
            "column": self.column,
            "before": list(self.before),
            "yearly": self.yearly,
            "since": self.since.isoformat(),
        }

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "Reminder":
        """Read what `dump` returned."""
        return cls(
            column=stored["column"],
            before=tuple(stored["before"]),
            yearly=stored["yearly"],
            since=date.fromisoformat(stored["since"]),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderDay:
    """One day of a reminder.

    Attributes:
        reminder: The reminder.
        today: The day for which the list is read.
        alive: Days before this one are over: later than `today` where a run is made up for.

    """

    reminder: Reminder
    today: date
    alive: date

    def due(self, day: date) -> Occasion | None:
        """Return what a row with this day is to be reminded of now; `None` for nothing."""
        return self.reminder.due(day, today=self.today, alive=self.alive)


def anniversary(day: date, year: int) -> date:
    """Return a day in another year; 29 February is the 28th where a year has none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
