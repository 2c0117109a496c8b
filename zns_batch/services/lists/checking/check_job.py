"""The child process that checks an uploaded list: opens the file, matches columns, checks every row.

It knows no secret and opens no connection. What it finds goes into the check's own file; what it
returns is a summary.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from zns_batch.domain.sheet import Sheet, SheetListing
from zns_batch.domain.template import Template, from_dict, to_dict
from zns_batch.errors import SheetError
from zns_batch.i18n import LANGS, translate
from zns_batch.services.campaigns.check import cost_of
from zns_batch.services.campaigns.prepare import PreparedCampaign, prepare
from zns_batch.services.jobs.job import JobProgress, Report
from zns_batch.services.jobs.wire import dump_error
from zns_batch.services.lists.cell_text import CellTexts
from zns_batch.services.lists.checking.check_db import BATCH, CheckWriter, RowBatch
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.column_choices import TolerantMatch, match_tolerantly
from zns_batch.services.lists.diff import ListDiff, compare_checks
from zns_batch.services.lists.files import check_db_path
from zns_batch.services.lists.statistics import StatisticsCollector
from zns_batch.settings.accounts import AccountSettings
from zns_batch.sheets import SheetHead, list_sheets, open_head

SAMPLE = 200
"""Rows that are kept to try columns on."""
HEAD = 20
"""Rows from which a person chooses the header row."""
_FIRST_BATCH = 200
_OTHER_SHEET = frozenset({"sheet.empty-others", "sheet.unknown-sheet"})
"""Errors that another sheet of the workbook may mend."""
_LOST_SHEET = frozenset({"sheet.unknown-sheet", "sheet.text-without-sheets"})
"""Errors of a sheet that was chosen in another file."""
_OTHER_ROW = frozenset(
    {
        *("sheet.no-headers", "sheet.header-row"),
        *("sheet.empty", "sheet.no-rows", "sheet.all-hidden"),
    }
)
"""Errors that another header row, or another sheet, may mend."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckArguments:
    """The job's arguments."""

    folder: str
    #: The list's file.
    file: str
    #: What messages call the file.
    name: str
    #: Names this check among those of the list.
    run: str
    #: The check before, with which this one is compared; `None` for the first.
    previous: str | None
    account: str
    provider: str
    oa_id: str | None
    #: The template, as `to_dict` wrote it, with the id that it has at the account.
    template: Mapping[str, Any]
    #: The choices, as `ListChoices.dump` wrote them.
    choices: Mapping[str, Any]
    #: The day from which dates are counted, as ISO writes it.
    today: str
    #: Who must never be sent to, as `NeverSendList.dump` wrote it; `None` for nobody.
    never_send: Mapping[str, Any] | None = None


def check_list(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Check a list; see `CheckArguments` for what it takes.

    Returns:
        The `result` of the list, as `zns_batch.services.lists.checking.checks` stores it.

    Raises:
        SheetError: The file can't be read.

    """
    job = CheckArguments(**arguments)
    report(JobProgress(phase="open"))
    writer = CheckWriter(check_db_path(Path(job.folder), job.run))
    try:
        return _ListCheck(job, writer, report).run()
    finally:
        writer.close()


class _ListCheck:
    def __init__(self, job: CheckArguments, writer: CheckWriter, report: Report) -> None:
        self._job = job
        self._writer = writer
        self._report = report
        self._choices = ListChoices.load(job.choices)
        self._template = from_dict(job.template)
        self._file = Path(job.file)

    def run(self) -> dict[str, Any]:
        """Go through the list until a person is needed, or to its end."""
        choices, writer = self._choices, self._writer
        writer.put("template", to_dict(self._template))
        rows = max(HEAD, (choices.header_row or self._template.header_row or 0) + 5)
        try:
            head, is_lost = self._open_head(rows)
        except SheetError as error:
            if error.key not in _OTHER_SHEET:
                raise
            self._put_sheets()
            return {"needs": "sheet", "error": dump_error(error)}
        writer.put("head_columns", head.columns)
        writer.put_head(head.rows)
        sheet = self._table(head)
        if isinstance(sheet, SheetError):
            self._put_sheets()
            return {"needs": "sheet", "error": dump_error(sheet)}
        formats = sheet.number_formats()
        self._put_sheet(sheet, formats)
        sample = tuple(islice(sheet.read(), SAMPLE))
        writer.put_sample(sample)
        matched = match_tolerantly(sheet, self._template, choices)
        writer.put("columns", _columns_as_json(sheet, matched))
        uncounted = head.sheet_count > 1
        several = any(notice.code == "other-sheets" for notice in sheet.notices) or is_lost
        others = self._put_sheets(but=sheet.name) if several else []
        if matched.error is None:
            # Of a filled-in sample or a marked copy: what we write beside a list is none.
            others = [name for name in others if name not in _our_sheets()]
        about = {
            "sheet": sheet.name,
            "header_row": sheet.header_row,
            "several_sheets": bool(others),
            "sheet_lost": is_lost and bool(others),
            "columns_clear": matched.is_clear(choices),
            "params": len(matched.params),
        }
        if matched.error is not None:
            if uncounted and not several:
                self._put_sheets()
            return {"needs": "columns", **about}
        prepared = prepared_of(self._job, sheet, self._template, self._choices, matched)
        found = self._check_rows(prepared, formats)
        if uncounted and not several:
            # Only now: it takes as long as opening the file, and nobody waits for it.
            self._put_sheets()
        return {"needs": None, **about, **found}

    def _table(self, head: SheetHead) -> Sheet | SheetError:
        try:
            return head.table(self._choices.header_row or self._template.header_row)
        except SheetError as error:
            if error.key not in _OTHER_ROW:
                raise
            return error

    def _put_sheet(self, sheet: Sheet, formats: Mapping[int, str]) -> None:
        places = _places(sheet, formats)
        self._writer.put(
            "sheet",
            {
                "name": sheet.name,
                "header_row": sheet.header_row,
                "day_zero": sheet.day_zero.isoformat(),
                "columns": [[column.index, column.header] for column in sheet.columns],
                "formats": {str(place): code for place, code in places.items()},
                "notices": [[notice.code, notice.params] for notice in sheet.notices],
            },
        )

    def _open_head(self, rows: int) -> tuple[SheetHead, bool]:
        """Open the sheet that was chosen, or the first one where a new file has none of that name.

        Returns:
            The sheet's first rows, and whether the chosen one is missing.

        """
        name, chosen = self._job.name, self._choices.sheet
        try:
            return open_head(self._file, name=name, sheet=chosen, rows=rows), False
        except SheetError as error:
            if chosen is None or error.key not in _LOST_SHEET:
                raise
            return open_head(self._file, name=name, rows=rows), True

    def _put_sheets(self, *, but: str | None = None) -> list[str]:
        """Keep the sheets of the workbook; return the visible ones that hold rows, but for one."""
        listed: tuple[SheetListing, ...] = ()
        # The list itself could be read: that its neighbours can't be counted stops nothing.
        with suppress(SheetError):
            listed = list_sheets(self._file, name=self._job.name)
        self._writer.put("sheets", [asdict(each) for each in listed])
        return [each.name for each in listed if each.visible and each.name and each.name != but]

    def _check_rows(self, prepared: PreparedCampaign, formats: Mapping[int, str]) -> dict[str, Any]:
        sheet, template, check = prepared.sheet, prepared.template, prepared.check
        columns = prepared.columns
        params = template.params.values()
        statistics = StatisticsCollector(params, today=date.fromisoformat(self._job.today))
        composed = (each for value in columns.set_values.values() for each in value.columns)
        fed = dict.fromkeys((columns.phone, *columns.params.values(), *composed))
        used = [sheet.columns.index(each) for each in fed]
        titles = {column.title: place for place, column in [*enumerate(sheet.columns)][::-1]}
        texts = CellTexts(_places(sheet, formats))
        batch = RowBatch(template, places=titles, texts=texts, statistics=statistics)
        self._writer.put("used", used)
        seen, size, row = 0, _FIRST_BATCH, 0
        for row, planned in enumerate(check.rows(), 1):
            problems = check.problems
            batch.add(planned, problems[seen:] if len(problems) > seen else ())
            seen = len(problems)
            if row == size:
                self._writer.put_rows(batch)
                self._report(JobProgress(phase="rows", done=row))
                size += BATCH
        self._writer.put_rows(batch)
        self._writer.index()
        self._report(JobProgress(phase="end", done=row))
        counts = {state.value: count for state, count in check.counts.items()}
        found = {
            "counts": counts,
            "longest": batch.longest,
            "sheet_rows": batch.sheet_rows,
            "fingerprint": check.fingerprint.value(),
            "groups": [[*group, count] for group, count in batch.groups.items()],
        }
        self._writer.put("statistics", [each.dump() for each in statistics.result()])
        self._writer.put("notices", [[each.code, each.params] for each in check.notices])
        difference = None
        with suppress(MemoryError):  # the check itself is done: nobody loses it for the comparison
            difference = self._difference()
        self._writer.put("found", found)
        return {
            "counts": counts,
            "to_send": batch.to_send,
            "fingerprint": found["fingerprint"],
            "cost": cost_of(check, template),
            "difference": None if difference is None else asdict(difference),
        }

    def _difference(self) -> ListDiff | None:
        job, folder = self._job, Path(self._job.folder)
        if job.previous is None:
            return None
        before, after = (check_db_path(folder, run) for run in (job.previous, job.run))
        return compare_checks(before, after)


def prepared_of(
    job: CheckArguments,
    sheet: Sheet,
    template: Template,
    choices: ListChoices,
    matched: TolerantMatch | None = None,
) -> PreparedCampaign:
    """Prepare a list that is open, as the command line does.

    Raises:
        ColumnError: The columns don't fit the template.

    """
    matched = matched or match_tolerantly(sheet, template, choices)
    account = AccountSettings(name=job.account, provider=job.provider, oa_id=job.oa_id)
    request = matched.request(Path(job.file), account=job.account, template=template.key)
    prepared = prepare(request, account=account, template=template, sheet=sheet)
    if job.never_send is not None:
        # Only now: it loads the database's library, which most checks do without.
        from zns_batch.ledger.customers.never_send import NeverSendList

        prepared.check.leave_out(NeverSendList.of_dump(job.never_send).as_container)
    return prepared


def _our_sheets() -> set[str]:
    """Return the names of the sheets that we write beside a list."""
    keys = ("report.sheet.problems", "report.sheet.summary", "sample.sheet.help")
    return {translate(key, lang) for key in keys for lang in LANGS}


def _places(sheet: Sheet, formats: Mapping[int, str]) -> dict[int, str]:
    """Return number formats by the columns' places in the rows."""
    return {
        place: formats[column.index]
        for place, column in enumerate(sheet.columns)
        if column.index in formats
    }


def _columns_as_json(sheet: Sheet, matched: TolerantMatch) -> dict[str, Any]:
    places = {column: place for place, column in enumerate(sheet.columns)}
    letters = {column.letter: place for column, place in places.items()}
    return {
        "phone": None if matched.phone is None else places[matched.phone],
        "params": {name: places[column] for name, column in matched.params.items()},
        "missing": list(matched.missing),
        "suggestions": [
            {"param": each.param, "place": letters[each.letter], "score": round(each.score, 2)}
            for each in matched.suggestions
        ],
        "own": [places[column] for column in matched.own],
        "dropped": list(matched.dropped),
        "problems": [
            [problem.column, problem.code, problem.params] for problem in matched.problems
        ],
    }
