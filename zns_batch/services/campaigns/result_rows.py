"""The rows of a campaign as plain values, with the columns of the results workbook."""

from collections.abc import Iterator
from datetime import datetime

from zns_batch.domain.sheet import CellError
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang
from zns_batch.ledger import rows, webhook_events
from zns_batch.ledger.customers.answers import CustomerAnswer, answers_of
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.reports.columns import ANSWERS, COLUMNS, Explanation
from zns_batch.reports.reasons import Explainer

RESULT_NAMES = tuple(column.key.replace("-", "_") for column in (*COLUMNS, *ANSWERS))
"""The names of the values that `result_rows` adds to those of the list."""


_NO_ANSWER = CustomerAnswer()


def result_rows(
    ledger: Ledger, campaign: Campaign, *, lang: Lang, now: datetime
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Return each row's own number and its values: the list's cells, then those of `RESULT_NAMES`.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        lang: The language of reasons and remedies.
        now: The current time.

    """
    webhook_events.catch_up(ledger, campaign, now=now)
    explainer = Explainer(campaign.provider, lang)
    answers = answers_of(ledger, campaign.id)
    for row in rows.read_rows(ledger, campaign.id, price=campaign.price):
        done = row.state is RowState.ACCEPTED and not row.explained
        why = Explanation() if done else Explanation(row.code, *explainer.explain(row))
        cells = (cell.shown if isinstance(cell, CellError) else cell for cell in row.cells)
        answer = answers.get(row.seq, _NO_ANSWER)
        results = (column.value(row, why) for column in COLUMNS)
        yield row.number, (*cells, *results, *(column.value(answer) for column in ANSWERS))
