"""Reminders of a day: who of the due rows was reminded already, and noting who is now."""

from collections.abc import Iterator
from datetime import datetime

from zns_batch.domain.planned_row import Fingerprint, PlannedRow
from zns_batch.domain.states import RowState
from zns_batch.ledger.customers import occasions
from zns_batch.ledger.customers.occasions import ReminderSeries
from zns_batch.ledger.db.engine import Ledger
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.sheets.headers import fold_header


class NotReminded:
    """Leaves out rows whose customers were reminded of the same occasion before.

    They are left out before they are stored: a list of appointments names each of them for weeks.

    Args:
        ledger: The ledger.
        series: Which reminder it is.
        now: The current time.

    Attributes:
        fingerprint: What the rows that are left say.

    """

    def __init__(self, ledger: Ledger, series: ReminderSeries, *, now: datetime) -> None:
        self._series = series
        self._reminded = occasions.reminded(ledger, now=now)
        self.fingerprint = Fingerprint()
        self._chosen: set[bytes] = set()

    def choose(self, planned: Iterator[PlannedRow]) -> Iterator[PlannedRow]:
        """Yield the rows that are still to be reminded, and those that can't be sent to."""
        key_of, known = self._series.key, self._reminded
        for row in planned:
            occasion = occasions.occasion_of(row.extras)
            if occasion is not None and row.phone is not None:
                if key_of(row.phone, occasion) in known:
                    continue
                self.fingerprint.add(row.content)
                self._chosen.add(row.content)
            elif row.state is RowState.DUPLICATE and row.content not in self._chosen:
                # It repeats a row that was reminded before.
                continue
            yield row


def series_of(prepared: PreparedCampaign, *, mode: str | None) -> ReminderSeries | None:
    """Return which reminder a list is planned for; `None` for a list that is sent whole."""
    day = prepared.request.reminder_day
    if day is None:
        return None
    return ReminderSeries(
        account=prepared.account.name,
        mode=mode,
        template_id=prepared.template.template_id,
        column=fold_header(day.reminder.column),
    )
