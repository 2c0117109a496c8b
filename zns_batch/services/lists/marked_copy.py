"""The child process that writes a copy of an uploaded list with its wrong cells marked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zns_batch.domain.template import from_dict
from zns_batch.i18n import LANGS
from zns_batch.reports.problems import write_problems
from zns_batch.services.jobs.job import JobProgress, Report, with_progress
from zns_batch.services.lists.checking.check_job import CheckArguments, prepared_of
from zns_batch.services.lists.choices import ListChoices
from zns_batch.sheets import open_sheet


def write_marked_copy(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Write the copy.

    Args:
        arguments: `check` (see `CheckArguments`), `out` (the workbook), `lang`, `rows` (how many the
            list has).
        report: Takes the progress.

    Returns:
        `cut`: how many cells were longer than Excel allows.

    Raises:
        SheetError: The file can't be read.
        OutputError: The workbook can't be written.

    """
    check = CheckArguments(**arguments["check"])
    choices, template = ListChoices.load(check.choices), from_dict(check.template)
    report(JobProgress(phase="open"))
    sheet = open_sheet(
        Path(check.file),
        name=check.name,
        sheet=choices.sheet,
        header_row=choices.header_row or template.header_row,
    )
    prepared = prepared_of(check, sheet, template, choices)
    rows = with_progress(prepared.check.rows(), arguments["rows"], report)
    lang = next(lang for lang in LANGS if lang == arguments["lang"])
    cut = write_problems(
        Path(arguments["out"]), prepared.sheet, rows, template=prepared.template, lang=lang
    )
    return {"cut": cut}
