"""The one validator: check, preview, dry run and send all look at a sheet through it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from zns_batch.plan import Fingerprint, PlannedRow, content_of
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

    """

    sender: str
    duplicates: Duplicates = Duplicates.SKIP
    suppressed: frozenset[str] = frozenset()
    limit: int | None = None


class Check:
    """A check of a whole sheet, row by row.

    Rows stream, so a long sheet costs no memory but one entry for each different message. What the
    check found so far stands in its attributes; it is complete when `rows` is used up.

    Args:
        sheet: The sheet.
        template: The template.
        columns: Which column feeds what.
        options: What was asked for.

    Attributes:
        counts: Rows by state.
        problems: Everything that keeps rows from being sent, in the order of the sheet.
        fingerprint: What the sendable rows say, taken together.

    """

    def __init__(
        self, sheet: Sheet, template: Template, columns: ColumnMap, options: CheckOptions
    ) -> None:
        self._sheet = sheet
        self._template_id = template.template_id
        self._options = options
        self._reader = RowReader(sheet, template, columns)
        self._start()

    def rows(self) -> Iterator[PlannedRow]:
        """Check every row, in the order of the sheet; each call begins anew."""
        self._start()
        for row in islice(self._sheet.read(), self._options.limit):
            planned = self._plan(row)
            self.counts[planned.state] += 1
            self.problems.extend(planned.problems)
            if planned.state is RowState.PENDING:
                self.fingerprint.add(planned.content)
            yield planned

    def run(self) -> "Check":
        """Check every row for the sake of the counts and problems alone."""
        for _ in self.rows():
            pass
        return self

    def _start(self) -> None:
        self.counts: Counter[RowState] = Counter()
        self.problems: list[Problem] = []
        self.fingerprint = Fingerprint()
        self._first: dict[str, int] = {}

    def _plan(self, row: Row) -> PlannedRow:
        phone, data, problems = self._reader.read(row)
        if phone in self._options.suppressed:
            return self._suppressed(row, phone, {} if problems else data)
        if phone is None or problems:
            return _invalid(row, phone, problems)
        content = content_of(self._options.sender, self._template_id, phone, data)
        first = self._first.setdefault(content, row.number)
        if first != row.number and self._options.duplicates is not Duplicates.SEND:
            return self._duplicate(row, phone, data, content, first)
        return PlannedRow(
            number=row.number,
            cells=row.cells,
            state=RowState.PENDING,
            phone=phone,
            data=data,
            content=content,
        )

    def _suppressed(self, row: Row, phone: str, data: dict[str, str]) -> PlannedRow:
        """Hold a row back. Its other cells don't matter: nobody should have to mend them."""
        title = self._reader.phone_title
        return PlannedRow(
            number=row.number,
            cells=row.cells,
            state=RowState.SUPPRESSED,
            phone=phone,
            data=data,
            content=content_of(self._options.sender, self._template_id, phone, data),
            problems=(Problem(row=row.number, column=title, code="suppressed"),),
        )

    def _duplicate(
        self, row: Row, phone: str, data: dict[str, str], content: str, first: int
    ) -> PlannedRow:
        if self._options.duplicates is Duplicates.ERROR:
            return _invalid(row, phone, [_repeats(row.number, "duplicate-row", first)])
        return PlannedRow(
            number=row.number,
            cells=row.cells,
            state=RowState.DUPLICATE,
            phone=phone,
            data=data,
            content=content,
            problems=(_repeats(row.number, "duplicate", first),),
        )


def _invalid(row: Row, phone: str | None, problems: list[Problem]) -> PlannedRow:
    return PlannedRow(
        number=row.number,
        cells=row.cells,
        state=RowState.INVALID,
        phone=phone,
        data={},
        content="",
        problems=tuple(problems),
    )


def _repeats(row: int, code: str, first: int) -> Problem:
    # A row's number is a name, not an amount: no thousands separator.
    return Problem(row=row, column=None, code=code, params={"first": str(first)})
