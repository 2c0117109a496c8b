"""Sending hours, and when a pause for night or quota can be expected to end.

All in Asia/Ho_Chi_Minh, whatever the machine's zone. Zalo does not document at what hour its daily
quota begins anew; midnight in Viet Nam is what its other rules go by, so we wait until five minutes
past and ask again before sending (docs/promise.md, "What we assume").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from zns_batch.core.clock import VIETNAM, in_vietnam
from zns_batch.domain.states import Reason
from zns_batch.errors import UsageError

NIGHT_BEGINS, NIGHT_ENDS = time(22, 0), time(6, 0)
"""Zalo refuses night-time sends from 22:00 until 06:00 (Zalo's ZNS error table, -133)."""

HOURS_OF_TAGS: Mapping[str, str] = {"CUSTOMER_CARE": "07:00-22:00", "PROMOTION": "07:00-22:00"}
"""The sending hours of a template by its tag, unless somebody says otherwise; transactions have none.

Zalo's rules for tags 2 and 3, and Decree 330/2026 for advertising (docs/zalo-sources.md).
"""

_AFTER_NIGHT = timedelta(minutes=2)
"""Zalo's clock and ours differ: whoever is a second early is refused once more."""

_SHORTEST_RETRY, _LONGEST_RETRY = timedelta(minutes=5), timedelta(minutes=30)
"""When to try again after a refusal for the night that comes by day, where Zalo's night may end later
than documented: a quarter of the time since six, within these bounds."""

THROTTLED_RETRY = timedelta(minutes=5)
"""When to try again after a provider refused everything for the rate."""

_AFTER_MIDNIGHT = timedelta(minutes=5)
_SHAPE = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class SendingHours:
    """The hours of each day in which messages may leave."""

    #: The first moment.
    opens: time
    #: The first moment after the last one; before `opens` for a window over midnight, and equal to
    #: it for a whole day.
    closes: time

    @classmethod
    def parse(cls, text: str) -> "SendingHours":
        """Read `08:00-21:30`.

        Raises:
            UsageError: It is not a sending window.

        """
        match = _SHAPE.fullmatch(text.strip())
        if match is None:
            raise UsageError("run.bad-window", text=text)
        opens, opens_minute, closes, closes_minute = (int(part) for part in match.groups())
        midnight = (closes, closes_minute) == (24, 0)  # how people write the end of a day
        try:
            window = cls(time(opens, opens_minute), time(0 if midnight else closes, closes_minute))
        except ValueError:
            raise UsageError("run.bad-window", text=text) from None
        if window.opens == window.closes and not midnight:
            raise UsageError("run.bad-window", text=text)
        return window

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    def is_open(self, when: datetime) -> bool:
        """Tell whether a message may leave at a moment."""
        now = in_vietnam(when).time()
        if self.opens < self.closes:
            return self.opens <= now < self.closes
        return now >= self.opens or now < self.closes

    def next_open(self, when: datetime) -> datetime:
        """Return the first moment, from `when` on, at which a message may leave."""
        return when if self.is_open(when) else next_at(self.opens, when)


def next_at(moment: time, when: datetime, zone: tzinfo = VIETNAM) -> datetime:
    """Return the next time after `when` at which a clock of a zone shows `moment`."""
    here = when.astimezone(zone)
    today = datetime.combine(here.date(), moment, zone)
    return today if today > here else today + timedelta(days=1)


def next_quota_day(when: datetime) -> datetime:
    """Return when the day's quota can be expected to have begun anew."""
    return next_at(time(0, 0), when) + _AFTER_MIDNIGHT


def next_quota_month(when: datetime) -> datetime:
    """Return when the month's quota can be expected to have begun anew."""
    here = in_vietnam(when)
    first = (here.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first.date(), time(0, 0), VIETNAM) + _AFTER_MIDNIGHT


def _after_night(when: datetime) -> datetime:
    """Return when to try again after a refusal for the night, which may come by day as well."""
    here = in_vietnam(when)
    since = here - datetime.combine(here.date(), NIGHT_ENDS, VIETNAM)
    again = here + min(max(since / 4, _SHORTEST_RETRY), _LONGEST_RETRY)
    by_day = NIGHT_ENDS <= here.time() < NIGHT_BEGINS
    if by_day and again.date() == here.date() and again.time() < NIGHT_BEGINS:
        return again.replace(second=0, microsecond=0)
    return next_at(NIGHT_ENDS, when) + _AFTER_NIGHT


def resume_after(reason: Reason, when: datetime, window: SendingHours | None) -> datetime | None:
    """Return when a pause can be expected to end, never outside the window.

    `None` when only a person can tell.
    """
    if reason in {Reason.QUOTA, Reason.TEMPLATE_QUOTA}:
        end = next_quota_day(when)
    elif reason is Reason.PROMOTION_QUOTA:
        end = next_quota_month(when)
    elif reason is Reason.NIGHT:
        closed = window is not None and not window.is_open(when)
        end = when if closed else _after_night(when)
    elif reason is Reason.RATE:
        end = when + THROTTLED_RETRY
    else:
        return None
    return window.next_open(end) if window else end
