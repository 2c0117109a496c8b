"""The one validator: check, preview, dry run and send all look at a sheet through it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice

from zns_batch.plan import Fingerprint, PlannedRow, digest_of
from zns_batch.planning.columns import ColumnMap
from zns_batch.planning.rows import RowReader
from zns_batch.problems import Problem
from zns_batch.states import RowState
from zns_batch.table import Row, Sheet
from zns_batch.template import Template


class Duplicates(StrEnum):
    """What to do with a row that says the same to the same phone as an earlier one.

    The words of `--duplicates`.
    """

    SKIP = "skip"
    """Leave it out, and say which row it repeats."""
    SEND = "send"
    """Send it again."""
    ERROR = "error"
    """A mistake of the sheet, like a wrong phone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckOptions:
    """What was asked of a check.

    Attributes:
        sender: What tells one sender from another (provider and account), for `content_of`.
        duplicates: What to do with a row that repeats an earlier one.
        suppressed: Phones never to send to, as `84` and nine digits.
        limit: How many of the first data rows to plan; `None` for all.
        split_phones: Whether several phones in a cell make a recipient each.

    """

    sender: str
    duplicates: Duplicates = Duplicates.SKIP
    suppressed: frozenset[str] = frozenset()
    limit: int | None = None
    split_phones: bool = False


_Judged = tuple[Row, RowState, str | None, dict[str, str], bytes, tuple[Problem, ...]]
"""What a `PlannedRow` is made of, which costs more to make than all that stands in it."""


class Check:
    """A check of a whole sheet, row by row.

    Rows stream, so a long sheet costs no memory but one entry for each different message. What the
    check found so far stands in its attributes; it is complete when `rows` is used up. A row makes
    one recipient, or with `split_phones` one for each phone in its cell, all under its number.

    Args:
        sheet: The sheet.
        template: The template.
        columns: Which column feeds what.
        options: What was asked for.

    Attributes:
        problems: Everything that keeps rows from being sent, in the order of the sheet.

    """

    def __init__(
        self, sheet: Sheet, template: Template, columns: ColumnMap, options: CheckOptions
    ) -> None:
        self._sheet = sheet
        self._template_id = template.template_id
        self._options = options
        self._reader = RowReader(sheet, template, columns, split_phones=options.split_phones)
        self._start()

    @property
    def counts(self) -> Counter[RowState]:
        """Rows by state."""
        return +Counter({RowState.PENDING: self._sendable, **self._others})

    @property
    def fingerprint(self) -> Fingerprint:
        """What the sendable rows say, taken together."""
        found = Fingerprint()
        for digest in chain(self._first, self._again):
            found.add(digest)
        return found

    def rows(self) -> Iterator[PlannedRow]:
        """Check every row, in the order of the sheet; each call begins anew."""
        for row, state, phone, data, digest, problems in self._judged():
            yield PlannedRow(
                number=row.number,
                cells=row.cells,
                state=state,
                phone=phone,
                data=data,
                content=digest.hex(),
                problems=problems,
            )

    def run(self) -> "Check":
        """Check every row for the sake of the counts and problems alone."""
        for _ in self._judged():
            pass
        return self

    def _start(self) -> None:
        self.problems: list[Problem] = []
        self._sendable = 0
        self._others: Counter[RowState] = Counter()
        self._first: dict[bytes, int] = {}
        self._again: list[bytes] = []

    def _judged(self) -> Iterator[_Judged]:
        self._start()
        for row in islice(self._sheet.read(), self._options.limit):
            phones, data, problems = self._reader.read(row)
            for phone in phones:
                yield self._judge(row, phone, data, problems)

    def _judge(
        self, row: Row, phone: str | None, data: dict[str, str], problems: list[Problem]
    ) -> _Judged:
        options = self._options
        if phone in options.suppressed:
            return self._suppressed(row, phone, {} if problems else data)
        if phone is None or problems:
            return self._left_out(row, RowState.INVALID, phone, {}, b"", problems)
        digest = digest_of(options.sender, self._template_id, phone, data)
        first = self._first.setdefault(digest, row.number)
        if first != row.number:
            if options.duplicates is not Duplicates.SEND:
                return self._duplicate(row, phone, data, digest, first)
            self._again.append(digest)
        self._sendable += 1
        return row, RowState.PENDING, phone, data, digest, ()

    def _suppressed(self, row: Row, phone: str, data: dict[str, str]) -> _Judged:
        """Hold a row back. Its other cells don't matter: nobody should have to mend them."""
        problem = Problem(row=row.number, column=self._reader.phone_title, code="suppressed")
        digest = digest_of(self._options.sender, self._template_id, phone, data)
        return self._left_out(row, RowState.SUPPRESSED, phone, data, digest, [problem])

    def _duplicate(
        self, row: Row, phone: str, data: dict[str, str], digest: bytes, first: int
    ) -> _Judged:
        if self._options.duplicates is Duplicates.ERROR:
            problem = _repeats(row.number, "duplicate-row", first)
            return self._left_out(row, RowState.INVALID, phone, {}, b"", [problem])
        problem = _repeats(row.number, "duplicate", first)
        return self._left_out(row, RowState.DUPLICATE, phone, data, digest, [problem])

    def _left_out(
        self,
        row: Row,
        state: RowState,
        phone: str | None,
        data: dict[str, str],
        digest: bytes,
        problems: list[Problem],
    ) -> _Judged:
        self._others[state] += 1
        # Several phones of one cell have the row's problems in common; they are told once.
        if self.problems[-len(problems) :] != problems:
            self.problems += problems
        return row, state, phone, data, digest, tuple(problems)


def _repeats(row: int, code: str, first: int) -> Problem:
    # A row's number is a name, not an amount: no thousands separator.
    return Problem(row=row, column=None, code=code, params={"first": str(first)})
