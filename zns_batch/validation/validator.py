"""The one validator: check, preview, dry run and send all look at a sheet through it."""

from collections import Counter, deque
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice

from zns_batch.core.forked import may_copy
from zns_batch.domain.example_row import EXAMPLE_PHONE, example_cell
from zns_batch.domain.planned_row import Fingerprint, PlannedRow, Problem, content_of, user_of
from zns_batch.domain.sheet import Row, Sheet, SheetWarning
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template
from zns_batch.i18n import LANGS, Value
from zns_batch.validation.column_mapping import ColumnMap
from zns_batch.validation.converters import converter
from zns_batch.validation.dates import with_usual_day_zero
from zns_batch.validation.read_ahead import Said, read_ahead
from zns_batch.validation.row_extras import RowExtras, RowExtrasReader
from zns_batch.validation.row_filter import SheetFilter
from zns_batch.validation.row_reader import DATES, Reading, RowReader


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
        limit: How many of the first data rows to plan; `None` for all. Those that `row_filter` leaves
            out don't count.
        split_phones: Whether several phones in a cell make a recipient each.
        users: Whether the recipients are user ids and not phones.
        extras: What rows bring beside their parameters; `None` for nothing.
        row_filter: Chooses the rows that are meant; `None` for all.

    """

    sender: str
    duplicates: DuplicatePolicy = DuplicatePolicy.SKIP
    suppressed: frozenset[str] = frozenset()
    limit: int | None = None
    split_phones: bool = False
    users: bool = False
    extras: RowExtras | None = None
    row_filter: SheetFilter | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetFindings:
    """What a check of a whole sheet found.

    Attributes:
        problems: Everything that keeps rows from being sent, in the order of the sheet.
        counts: Rows by state.
        to_users: How many sendable rows go to a user id of their own.
        fingerprint: What the sendable rows say, taken together.
        notices: What a person should know about the rows and what stops nothing.

    """

    problems: tuple[Problem, ...]
    counts: Counter[RowState]
    to_users: int
    fingerprint: str
    notices: tuple[SheetWarning, ...]


class _EitherList(Container[str]):
    def __init__(self, *lists: Container[str]) -> None:
        self._lists = lists

    def __contains__(self, recipient: object) -> bool:
        return any(recipient in each for each in self._lists)


_EXAMPLE_RECIPIENT = f"84{EXAMPLE_PHONE[1:]}"
_new_row: Callable[[type[PlannedRow], tuple[object, ...]], PlannedRow] = tuple.__new__
"""Makes a row of all its values: its class's own constructor takes twice as long."""
_NAMED = 8
_MOST_REMARKS = 1_000
"""Rows below the table that are looked at before they are told like all others."""


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
        remarks: The numbers of the rows below the table that fill no column that is used, such as
            `Người lập: …`: they are no recipients and are left out.
        to_users: How many sendable rows go to a user id of their own (`RowExtras.user`).

    """

    def __init__(
        self, sheet: Sheet, template: Template, columns: ColumnMap, options: ValidationOptions
    ) -> None:
        dates = [
            sheet.columns.index(column)
            for name, column in columns.params.items()
            if template.params[name].type in DATES
        ]
        self._sheet = sheet = with_usual_day_zero(sheet, dates)
        self._template_id = template.template_id
        self._options = options
        self._suppressed: Container[str] = options.suppressed
        self._never_sent: Container[str] = ()
        self._reader = RowReader(
            sheet,
            template,
            columns,
            split_phones=options.split_phones and not options.users,
            users=options.users,
            user_column=options.extras.user if options.extras else None,
        )
        self._has_users = options.extras is not None and options.extras.user is not None
        self._due = options.extras.due if options.extras else None
        self._extras = RowExtrasReader(sheet, options.extras) if options.extras else None
        extra_columns = options.extras.columns if options.extras else ()
        self._used_places = (
            *self._reader.used_places,
            *(sheet.columns.index(column) for column in extra_columns),
        )
        # What each column holds in the example row; the phone's and shared ones show another's.
        fed_by = {column: name for name, column in [*columns.params.items()][::-1]}
        fed_by.pop(columns.phone, None)
        self._examples = {
            name: [converter(template.params[name])(cell) for cell in cells]
            for name in fed_by.values()
            for cells in [[example_cell(template.params[name], lang) for lang in LANGS]]
        }
        self.remarks: tuple[int, ...] = ()
        self._start()

    @property
    def counts(self) -> Counter[RowState]:
        """Rows by state."""
        sendable = len(self._first) + len(self._again)
        return +Counter({RowState.PENDING: sendable, **self._others})

    @property
    def fingerprint(self) -> Fingerprint:
        """What the sendable rows say, taken together."""
        fingerprint = Fingerprint()
        for content in chain(self._first, self._again):
            fingerprint.add(content)
        return fingerprint

    @property
    def notices(self) -> tuple[SheetWarning, ...]:
        """What a person should know about the rows and what stops nothing."""
        if not self.remarks:
            return ()
        named = ", ".join(map(str, self.remarks[:_NAMED]))
        more = ", …" if len(self.remarks) > _NAMED else ""
        params: dict[str, Value] = {"n": len(self.remarks), "rows": named + more}
        return (SheetWarning(code="remarks-left-out", params=params),)

    def findings(self) -> SheetFindings:
        """Return what was found, once `rows` is used up."""
        return SheetFindings(
            problems=tuple(self.problems),
            counts=self.counts,
            to_users=self.to_users,
            fingerprint=self.fingerprint.value(),
            notices=self.notices,
        )

    def rows(self) -> Iterator[PlannedRow]:
        """Check every row, in the order of the sheet; each call begins anew.

        Raises:
            SheetError: The filter leaves no row.

        """
        self._start()
        read, judge, row_filter = self._reader.read, self._judge, self._options.row_filter
        held_back: list[tuple[Row, list[Problem]]] = []
        every_row = self._every_row()
        judge_plain = self._plain_judge() if self._extras is None else None
        for row in _first_rows(every_row, self._options.limit, row_filter):
            if row_filter is not None and not row_filter.chooses(row):
                yield from self._told(held_back)
                yield self._left_out(row, RowState.EXCLUDED, None, {}, b"", [])
                continue
            phones, data, problems = read(row)
            if judge_plain and not problems and not held_back:
                for phone in phones:
                    yield judge_plain(row, phone, data) or judge(row, phone, data, problems, None)
                continue
            yield from self._with_care(row, (phones, data, problems), held_back)
        if held_back and next(every_row, None) is None:
            self.remarks = tuple(row.number for row, _ in held_back)
        else:  # with a limit the table may go on
            yield from self._told(held_back)
        if row_filter is not None and self.counts.keys() == {RowState.EXCLUDED}:
            row_filter.refuse_nothing()

    def _with_care(
        self, row: Row, reading: Reading, held_back: list[tuple[Row, list[Problem]]]
    ) -> Iterator[PlannedRow]:
        """Judge a row in which something may be wrong, or hold it back with others before it."""
        phones, data, problems = reading
        if problems and phones == (None,) and self._fills_no_column(row):
            # Only when no recipient follows do these rows stand below the table.
            held_back.append((row, problems))
            if len(held_back) < _MOST_REMARKS:
                return
        if held_back:
            is_among_them = held_back[-1][0] is row
            yield from self._told(held_back)
            if is_among_them:
                return
        brought, more = self._extras.read(row, data) if self._extras else (None, [])
        for phone in phones:
            yield self._judge(row, phone, data, problems + more, brought)

    def _every_row(self) -> Iterator[Row]:
        """Read the sheet anew; of a list of occasions the rows whose day has come."""
        every_row = self._sheet.read()
        return every_row if self._due is None else self._due.choose(every_row)

    def _told(self, held_back: list[tuple[Row, list[Problem]]]) -> Iterator[PlannedRow]:
        """Tell rows that were held back as rows that can't be sent; then none is held back."""
        for row, problems in held_back:
            yield self._judge(row, None, {}, problems, None)
        held_back.clear()

    def leave_out(self, never_sent: Container[str]) -> None:
        """Leave out who is on the ledger's never-send list too, from the next reading on."""
        self._never_sent = never_sent
        named = self._options.suppressed
        # One look a row where the list is plain, as it nearly always is.
        if isinstance(never_sent, frozenset):
            self._suppressed = named | never_sent
        else:
            self._suppressed = _EitherList(named, never_sent)

    def run(self) -> "SheetValidator":
        """Check every row for the sake of the counts and problems alone."""
        options = self._options
        if self._extras or options.row_filter or options.limit is not None or not may_copy():
            deque(self.rows(), maxlen=0)
        else:
            self._run_with_help()
        return self

    def _run_with_help(self) -> None:
        """Do what going through `rows` does for a plain list, with a copy of this process."""
        self._start()
        listed, first, held_back = self._suppressed, self._first, list[tuple[Row, list[Problem]]]()
        read, judge, judge_plain = self._reader.read, self._judge, self._plain_judge()
        for row, said in read_ahead(self._every_row(), self._say):
            if said is not None and not held_back:
                recipient, content = said
                is_plain = recipient != _EXAMPLE_RECIPIENT and recipient not in listed
                if is_plain and first.setdefault(content, row.number) == row.number:
                    continue
            phones, data, problems = reading = read(row)
            if problems or held_back:
                deque(self._with_care(row, reading, held_back), maxlen=0)
                continue
            for phone in phones:
                _ = judge_plain(row, phone, data) or judge(row, phone, data, problems, None)
        self.remarks = tuple(row.number for row, _ in held_back)

    def _say(self, row: Row) -> Said | None:
        """Return whom a row is for and what it says; `None` for one that takes more."""
        phones, data, problems = self._reader.read(row)
        phone = phones[0]
        if problems or phone is None or len(phones) > 1:
            return None
        return phone, content_of(self._options.sender, self._template_id, phone, data)

    def _start(self) -> None:
        self.problems: list[Problem] = []
        self.remarks = ()
        self.to_users = 0
        self._others: Counter[RowState] = Counter()
        self._first: dict[bytes, int] = {}
        self._again: list[bytes] = []

    def _fills_no_column(self, row: Row) -> bool:
        cells = [row.cells[place] for place in self._used_places]
        return not row.fault and all(
            cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells
        )

    def _judge(
        self,
        row: Row,
        phone: str | None,
        data: dict[str, str],
        problems: list[Problem],
        extras: str | None,
    ) -> PlannedRow:
        options, number = self._options, row.number
        user = user_of(extras) if self._has_users else None
        listed = self._suppressed
        if phone is not None and (phone in listed or (user is not None and user in listed)):
            # Its other cells don't matter: nobody should have to mend them.
            is_never = phone in self._never_sent or user in self._never_sent
            code = "never-send" if is_never else "suppressed"
            problem = Problem(row=number, column=self._reader.phone_title, code=code)
            data = {} if problems else data
            content = content_of(options.sender, self._template_id, phone, data)
            return self._left_out(row, RowState.SUPPRESSED, phone, data, content, [problem])
        examples = self._examples
        if phone == _EXAMPLE_RECIPIENT:
            same = [data.get(name) in values for name, values in examples.items()]
            example = [Problem(row=number, column=None, code="example-row")] if all(same) else []
            problems = [*example, *problems]
        if phone is None or problems:
            return self._left_out(row, RowState.INVALID, phone, {}, b"", problems)
        content = content_of(options.sender, self._template_id, phone, data)
        first = self._first.setdefault(content, number)
        if first != number:
            # A row's number is a name, not an amount: no thousands separator.
            repeats: dict[str, Value] = {"first": str(first)}
            if options.duplicates is DuplicatePolicy.ERROR:
                problem = Problem(row=number, column=None, code="duplicate-row", params=repeats)
                return self._left_out(row, RowState.INVALID, phone, {}, b"", [problem])
            if options.duplicates is DuplicatePolicy.SKIP:
                problem = Problem(row=number, column=None, code="duplicate", params=repeats)
                return self._left_out(row, RowState.DUPLICATE, phone, data, content, [problem])
            self._again.append(content)
        if user is not None:
            self.to_users += 1
        values = (number, row.cells, RowState.PENDING, phone, data, content, (), extras)
        return _new_row(PlannedRow, values)

    def _plain_judge(self) -> Callable[[Row, str | None, dict[str, str]], PlannedRow | None]:
        """Return what judges a row in which nothing is wrong and that brings nothing more.

        It does what `_judge` does for nearly every row of nearly every list, with all that it needs at
        hand, and returns `None` for a row that takes more.
        """
        sender, template_id, listed = self._options.sender, self._template_id, self._suppressed
        first, pending, new, planned = self._first, RowState.PENDING, _new_row, PlannedRow

        def judge(row: Row, phone: str | None, data: dict[str, str]) -> PlannedRow | None:
            if phone is None or phone == _EXAMPLE_RECIPIENT or phone in listed:
                return None
            number, cells, _ = row
            content = content_of(sender, template_id, phone, data)
            if first.setdefault(content, number) != number:
                return None
            return new(planned, (number, cells, pending, phone, data, content, (), None))

        return judge

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


def _first_rows(
    rows: Iterator[Row], limit: int | None, row_filter: SheetFilter | None
) -> Iterator[Row]:
    """Return the rows up to a number of them; those that the filter leaves out don't count."""
    if row_filter is None or limit is None:
        return islice(rows, limit)
    return _first_chosen(rows, limit, row_filter)


def _first_chosen(rows: Iterator[Row], limit: int, row_filter: SheetFilter) -> Iterator[Row]:
    left = limit
    for row in rows:
        yield row
        left -= row_filter.chooses(row)
        if not left:
            return
