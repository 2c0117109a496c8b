"""The one validator: check, preview, dry run and send all look at a sheet through it."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice

from zns_batch.domain.planned_row import Fingerprint, PlannedRow, Problem, content_of
from zns_batch.domain.sheet import Row, Sheet
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template
from zns_batch.validation.column_mapping import ColumnMap
from zns_batch.validation.date_system import apply_date_system
from zns_batch.validation.row_extras import RowExtras, RowExtrasReader
from zns_batch.validation.row_reader import RowReader


class DuplicatePolicy(StrEnum):
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
class ValidationOptions:
    """What was asked of a check.

    Attributes:
        sender: What tells one sender from another (provider and account), for `content_of`.
        duplicates: What to do with a row that repeats an earlier one.
        suppressed: Phones never to send to, as `84` and nine digits.
        limit: How many of the first data rows to plan; `None` for all.
        split_phones: Whether several phones in a cell make a recipient each.
        users: Whether the recipients are user ids and not phones.
        extras: What rows bring beside their parameters; `None` for nothing.

    """

    sender: str
    duplicates: DuplicatePolicy = DuplicatePolicy.SKIP
    suppressed: frozenset[str] = frozenset()
    limit: int | None = None
    split_phones: bool = False
    users: bool = False
    extras: RowExtras | None = None


class SheetValidator:
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
        self, sheet: Sheet, template: Template, columns: ColumnMap, options: ValidationOptions
    ) -> None:
        self._sheet = sheet = apply_date_system(sheet, template, columns)
        self._template_id = template.template_id
        self._options = options
        self._reader = RowReader(
            sheet,
            template,
            columns,
            split_phones=options.split_phones and not options.users,
            users=options.users,
        )
        self._extras = RowExtrasReader(sheet, options.extras) if options.extras else None
        self._start()

    @property
    def counts(self) -> Counter[RowState]:
        """Rows by state."""
        return +Counter({RowState.PENDING: self._sendable, **self._others})

    @property
    def fingerprint(self) -> Fingerprint:
        """What the sendable rows say, taken together."""
        found = Fingerprint()
        for content in chain(self._first, self._again):
            found.add(content)
        return found

    def rows(self) -> Iterator[PlannedRow]:
        """Check every row, in the order of the sheet; each call begins anew."""
        self._start()
        read, judge = self._reader.read, self._judge
        for row in islice(self._sheet.read(), self._options.limit):
            phones, data, problems = read(row)
            if row.fault:
                fault = row.fault
                problem = Problem(row=row.number, column=None, code=fault.code, params=fault.params)
                problems = [problem, *problems]
            brought, more = self._extras.read(row, data) if self._extras else (None, [])
            for phone in phones:
                yield judge(row, phone, data, problems + more, brought)

    def run(self) -> "SheetValidator":
        """Check every row for the sake of the counts and problems alone."""
        deque(self.rows(), maxlen=0)
        return self

    def _start(self) -> None:
        self.problems: list[Problem] = []
        self._sendable = 0
        self._others: Counter[RowState] = Counter()
        self._first: dict[bytes, int] = {}
        self._again: list[bytes] = []

    def _judge(
        self,
        row: Row,
        phone: str | None,
        data: dict[str, str],
        problems: list[Problem],
        extras: str | None,
    ) -> PlannedRow:
        options = self._options
        if phone in options.suppressed:
            return self._suppressed(row, phone, {} if problems else data)
        if phone is None or problems:
            return self._left_out(row, RowState.INVALID, phone, {}, b"", problems)
        content = content_of(options.sender, self._template_id, phone, data)
        first = self._first.setdefault(content, row.number)
        if first != row.number:
            if options.duplicates is not DuplicatePolicy.SEND:
                return self._duplicate(row, phone, data, content, first)
            self._again.append(content)
        self._sendable += 1
        return PlannedRow(
            row.number, row.cells, RowState.PENDING, phone, data, content, extras=extras
        )

    def _suppressed(self, row: Row, phone: str, data: dict[str, str]) -> PlannedRow:
        """Hold a row back. Its other cells don't matter: nobody should have to mend them."""
        problem = Problem(row=row.number, column=self._reader.phone_title, code="suppressed")
        content = content_of(self._options.sender, self._template_id, phone, data)
        return self._left_out(row, RowState.SUPPRESSED, phone, data, content, [problem])

    def _duplicate(
        self, row: Row, phone: str, data: dict[str, str], content: bytes, first: int
    ) -> PlannedRow:
        if self._options.duplicates is DuplicatePolicy.ERROR:
            problem = _repeats(row.number, "duplicate-row", first)
            return self._left_out(row, RowState.INVALID, phone, {}, b"", [problem])
        problem = _repeats(row.number, "duplicate", first)
        return self._left_out(row, RowState.DUPLICATE, phone, data, content, [problem])

    def _left_out(
        self,
        row: Row,
        state: RowState,
        phone: str | None,
        data: dict[str, str],
        content: bytes,
        problems: list[Problem],
    ) -> PlannedRow:
        self._others[state] += 1
        # Several phones of one cell have the row's problems in common; they are told once.
        if self.problems[-len(problems) :] != problems:
            self.problems += problems
        return PlannedRow(row.number, row.cells, state, phone, data, content, tuple(problems))


def _repeats(row: int, code: str, first: int) -> Problem:
    # A row's number is a name, not an amount: no thousands separator.
    return Problem(row=row, column=None, code=code, params={"first": str(first)})
