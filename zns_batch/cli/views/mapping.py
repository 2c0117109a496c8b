"""Showing what a check found: the mapping, the notices, the problems in groups."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from zns_batch.cli.console import info, info_text
from zns_batch.cli.language import lang, tr
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import SheetWarning
from zns_batch.errors import SheetError

if TYPE_CHECKING:
    from zns_batch.services.campaigns.options import CampaignRequest
    from zns_batch.services.campaigns.prepare import PreparedCampaign

SHOWN = 20
"""Problems shown on the screen row by row; the errors workbook has them all."""

_LEFT_OUT = {"duplicate", "sent-before", "suppressed", "never-send"}
"""Why a row is left out although nothing is wrong with it."""

UNCALCULATED = "=?"
"""What a cell shows whose formula has no stored result."""

FIRST_ROWS = 5
"""Rows named of each kind of problem when there are more."""


def show_mapping(prepared: "PreparedCampaign") -> None:
    """Say which column feeds what, before anything else: a wrong mapping spoils every message."""
    sheet, columns = prepared.sheet, prepared.columns
    info("cli.reading", path=str(sheet.path), sheet=sheet.name or "—", row=str(sheet.header_row))
    info("cli.template", name=prepared.template.name, id=prepared.template.template_id)
    key = "cli.user-column" if prepared.request.delivery.uid else "cli.phone-column"
    info(key, column=columns.phone.title, letter=columns.phone.letter)
    extras = prepared.extras
    if extras is not None and extras.journey is not None:
        info("cli.journey-column", column=extras.journey.title, letter=extras.journey.letter)
    if extras is not None and extras.sms_column is not None:
        info("cli.sms-column", column=extras.sms_column.title, letter=extras.sms_column.letter)
    if extras is not None and extras.user is not None:
        info("cli.uid-column", column=extras.user.title, letter=extras.user.letter)
    for param, column in columns.params.items():
        info("cli.param-column", param=param, column=column.title, letter=column.letter)
    for param, value in columns.set_values.items():
        info("cli.param-set", param=param, text=value.text)
    if prepared.template.where:
        info("cli.where", filter=_conditions(prepared.template.where))
    if columns.absent:
        info("cli.absent", params=", ".join(columns.absent))
    if columns.unused:
        info("cli.unused", columns=_titles(columns.unused))
    if columns.own_result_columns:
        info("cli.left-aside", columns=_titles(columns.own_result_columns))
    show_notices(sheet.notices)


def show_missing_columns(error: SheetError, request: "CampaignRequest") -> None:
    """Show every column of the template with what was found for it, and the command that maps the rest."""
    from zns_batch.services.campaigns.command_text import save_map_command
    from zns_batch.validation.column_mapping import ColumnMappingError

    if not isinstance(error, ColumnMappingError):
        return
    unknown = any(problem.code == "column-unknown" for problem in error.problems)
    if not (error.missing or unknown):
        return
    for param, column in error.matched.items():
        name = tr("cli.phone-number") if param is None else param
        info("cli.column-found", param=name, column=column.title, letter=column.letter)
    for param in error.missing:
        near = [each for each in error.suggestions if each.param == param]
        info(
            "cli.column-not-found.near" if near else "cli.column-not-found",
            param=tr("cli.phone-number") if param is None else param,
            columns=", ".join(f"“{each.column}” ({each.letter})" for each in near),
        )
    headers = ", ".join(f"{column.letter} “{column.header}”" for column in error.headers)
    info("cli.headers", columns=headers)
    command = save_map_command(request, error) if error.missing else None
    if command is not None:
        info("cli.map-command", command=command)


def show_nearest_file(error: SheetError, file: Path) -> None:
    """Name the file that may be meant when there is none of that name."""
    # Another file than the list may be missing, such as the one of `--suppress`.
    if error.key != "sheet.file-missing" or file.exists() or not file.parent.is_dir():
        return
    names = {
        unicodedata.normalize("NFC", each.name).casefold(): each
        for each in file.parent.iterdir()
        if each.is_file() and not each.name.startswith((".", "~$"))
    }
    name = unicodedata.normalize("NFC", file.name).casefold()
    nearest = get_close_matches(name, names, 1)
    if nearest:
        info("cli.nearest-file", file=str(names[nearest[0]]))


def show_notices(notices: Iterable[SheetWarning]) -> None:
    """Say what a person should know of the list and what stops nothing."""
    for notice in notices:
        info("cli.notice", text=notice.text(lang()))


def show_saved(path: Path, headers: Mapping[str | None, str], prepared: "PreparedCampaign") -> None:
    """Say what was written into the template file."""
    request = prepared.request
    if not (headers or request.set_values or request.where or request.header_row):
        info("cli.map-known", path=str(path))
    for param, text in request.set_values.items():
        info("cli.set-saved", path=str(path), param=param, text=text)
    if request.where:
        info("cli.where-saved", path=str(path), filter=_conditions(request.where))
    if request.header_row:
        info("cli.header-row-saved", path=str(path), row=str(request.header_row))
    for name, header in headers.items():
        shown = tr("cli.phone-number") if name is None else name
        info("cli.map-saved", path=str(path), param=shown, column=header)


def _conditions(conditions: Iterable[str]) -> str:
    return ", ".join(f"“{condition}”" for condition in conditions)


def _titles(columns: Iterable[object]) -> str:
    return ", ".join(f"“{getattr(column, 'title', '')}”" for column in columns)


def show_problems(problems: Sequence[Problem]) -> None:
    """Say what is wrong: the kinds first, the most frequent before the others, then single rows."""
    left_out = [problem for problem in problems if problem.code in _LEFT_OUT]
    formulas = [problem for problem in problems if _is_uncalculated(problem)]
    errors = [problem for problem in problems if problem.code not in _LEFT_OUT]
    if errors:
        info("cli.problems", n=len(errors))
    if formulas:
        columns = dict.fromkeys(problem.column for problem in formulas if problem.column)
        info(
            "cli.uncalculated",
            n=len(formulas),
            row=_first_rows(formulas),
            columns=", ".join(f"“{column}”" for column in columns),
        )
    _show_kinds([problem for problem in errors if not _is_uncalculated(problem)])
    if left_out:
        info("cli.left-out", n=len(left_out))
        _show_kinds(left_out)


def _show_kinds(problems: Sequence[Problem]) -> None:
    """Say how often each kind occurs, if one does more than once, and then show single rows."""
    kinds: dict[tuple[str, str | None], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.code, problem.column), []).append(problem)
    if len(kinds) < len(problems):
        info("cli.kinds")
        for kind in sorted(kinds.values(), key=len, reverse=True):
            where, column = _first_rows(kind), kind[0].column
            if column is not None:
                where += f", {tr('cli.column', column=column)}"
            info("cli.kind", n=len(kind), row=where, text=kind[0].text(lang()))
        info("cli.examples")
    for problem in problems[:SHOWN]:
        info_text("  " + line_of(problem))
    if len(problems) > SHOWN:
        info("cli.more-problems", n=len(problems) - SHOWN)


def _first_rows(problems: Sequence[Problem]) -> str:
    return ", ".join(str(problem.row or "—") for problem in problems[:FIRST_ROWS])


def _is_uncalculated(problem: Problem) -> bool:
    """Tell whether a cell has a formula that no program has calculated yet."""
    return problem.code == "value-error-cell" and problem.params.get("shown") == UNCALCULATED


def line_of(problem: Problem) -> str:
    """Return where a problem is, and what it is."""
    where = []
    if problem.row is not None:
        where.append(tr("cli.row", row=str(problem.row)))
    if problem.column is not None:
        where.append(tr("cli.column", column=problem.column))
    place = ", ".join(where)
    return f"{place}: {problem.text(lang())}" if place else problem.text(lang())
