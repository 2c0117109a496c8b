"""Numbers for the never-send list as people paste them: one a line, and each line is answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zns_batch.errors import UsageError
from zns_batch.ledger.customers.never_send import EntrySource
from zns_batch.ledger.db.engine import Ledger
from zns_batch.services.customers.never_send import add_recipients, read_recipient

MOST_LINES = 2_000
"""Lines that one form may have; for more there is a file."""


class LineAnswer(StrEnum):
    """What became of a line."""

    ADDED = "added"
    KNOWN = "known"
    """Its number was on the list, or stands in a line before it."""
    WRONG = "wrong"
    """It is no number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredLine:
    """One line, and what became of it."""

    #: Counted from one, blank ones too.
    number: int
    #: As it was typed.
    text: str
    answer: LineAnswer


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredLines:
    """What became of all lines."""

    lines: tuple[AnsweredLine, ...]
    #: How many waiting rows of campaigns won't be sent because of it.
    rows: int

    def count(self, answer: LineAnswer) -> int:
        """Return how many lines had an answer."""
        return sum(line.answer == answer for line in self.lines)


def add_lines(
    ledger: Ledger, text: str, *, account: str | None, why: str, by: str, now: datetime
) -> AnsweredLines:
    """Put the numbers of a text on the list; lines that hold none change nothing for the others.

    Args:
        ledger: The ledger.
        text: A phone, as people write it, or a user id in each line.
        account: For which account; `None` for all.
        why: Why, for whoever reads the list later.
        by: Who adds them.
        now: The current time.

    Raises:
        UsageError: There is no line, or there are more than a form may have.
        SettingsError: There is no such account.

    """
    read = list(_read(text))
    if not read:
        raise UsageError("suppress.no-numbers")
    if len(read) > MOST_LINES:
        raise UsageError("suppress.too-many-lines", most=MOST_LINES)
    wanted = [recipient for _, _, recipient in read if recipient is not None]
    new: set[str] = set()
    rows = 0
    if wanted:
        result = add_recipients(
            ledger, wanted, EntrySource.PERSON, account=account, why=why, by=by, now=now
        )
        new, rows = set(result.new), result.rows
    lines = []
    for number, typed, recipient in read:
        answer = LineAnswer.WRONG
        if recipient is not None:
            answer = LineAnswer.ADDED if recipient in new else LineAnswer.KNOWN
            new.discard(recipient)
        lines.append(AnsweredLine(number=number, text=typed, answer=answer))
    return AnsweredLines(lines=tuple(lines), rows=rows)


def _read(text: str) -> Iterator[tuple[int, str, str | None]]:
    for number, line in enumerate(text.splitlines(), 1):
        typed = line.strip()
        if not typed:
            continue
        try:
            yield number, typed, read_recipient(typed)
        except UsageError:
            yield number, typed, None
