"""A person settles rows in doubt: after a look at the provider's records, or a call to the customer."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection

from zns_batch.domain.states import RowState
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger.customers import settlements
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign

VERDICTS = {"accepted": RowState.ACCEPTED, "not-sent": RowState.REJECTED}
"""The words of `--as`, and what a row becomes by each."""

LONGEST_NOTE = 500
_SPAN = re.compile(r"(\d{1,7})(?:\s*-\s*(\d{1,7}))?")
_MOST_ROWS = 10_000


def read_row_numbers(texts: Iterable[str]) -> list[int]:
    """Read rows as people name them: `7`, `7,9` and `12-15`.

    Raises:
        UsageError: A word is none of these, or they are more than anybody has looked at.

    """
    numbers: dict[int, None] = {}
    words = [word.strip() for text in texts for word in text.split(",") if word.strip()]
    for word in words:
        match = _SPAN.fullmatch(word)
        first = int(match[1]) if match else 0
        last = int(match[2] or first) if match else 0
        if not 0 < first <= last or last - first >= _MOST_ROWS:
            raise UsageError("customers.bad-row", text=word)
        numbers |= dict.fromkeys(range(first, last + 1))
    if not numbers or len(numbers) > _MOST_ROWS:
        raise UsageError("customers.bad-row", text=", ".join(words[:3]) or "–")
    return list(numbers)


def settle_rows(
    ledger: Ledger,
    campaign: Campaign,
    numbers: Collection[int],
    verdict: str,
    note: str,
    *,
    now: datetime,
    also: Callable[[Connection, int], object] = lambda _connection, _rows: None,
) -> int:
    """Settle rows in doubt by a person's word, all or none; the note is kept.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        numbers: The rows' own numbers in the spreadsheet.
        verdict: `accepted`, or `not-sent` for rows that may be sent again with `retry`.
        note: How that is known.
        now: The current time.
        also: Writes into the same transaction; it is told how many rows were settled.

    Returns:
        How many rows were settled.

    Raises:
        UsageError: There is no such verdict, or no note.
        WrongStateError: One of the rows is not in doubt, or its customers' data were taken out.

    """
    if verdict not in VERDICTS:
        raise UsageError("customers.bad-verdict", text=verdict, known=", ".join(VERDICTS))
    text = " ".join(note.replace("\0", "").split())
    if not text or len(text) > LONGEST_NOTE:
        raise UsageError("customers.bad-note", most=LONGEST_NOTE)
    if campaign.purged_at is not None:
        raise WrongStateError("customers.purged", id=campaign.id)
    return settlements.settle(
        ledger, campaign, numbers, VERDICTS[verdict], text, now=now, also=also
    )
