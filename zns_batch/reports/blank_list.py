"""An empty recipient workbook for a template, with one example row that can be sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from zns_batch.domain.example_row import EXAMPLE_PHONE, example_cell
from zns_batch.domain.sheet import Cell
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.i18n import Lang, translate
from zns_batch.reports.next_steps import quoted
from zns_batch.reports.xlsx.freeform import LOOKS, FreeformSheet
from zns_batch.reports.xlsx.styles import OUR_HEADER
from zns_batch.reports.xlsx.table import for_paper
from zns_batch.sheets.headers import fold_header
from zns_batch.sheets.writer import CellStyles, CellWriter, Worksheet, new_workbook

_READY_ROWS = 10_000
"""Rows below the header that are formatted and checked while somebody types."""

_WIDTHS = (30, 26, 34, 12, 22, 22, 26)
_NUMBER_FORMATS: Mapping[ParamType, str] = {
    ParamType.NUMBER: "General",
    ParamType.CURRENCY: "#,##0",
    ParamType.DATE: "dd/mm/yyyy",
    ParamType.TIME: "hh:mm",
    ParamType.DATETIME: "dd/mm/yyyy hh:mm",
}
_MOST_PHONE_CHARACTERS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _Field:
    """One column of the sample; `param` is `None` for the phone column."""

    header: str
    param: Param | None
    example: Cell
    num_format: str
    note: str
    check: dict[str, Any] | None


def write_blank_list(path: Path, template: Template, *, lang: Lang) -> None:
    """Write an empty recipient workbook, whole or not at all.

    Args:
        path: The file to write.
        template: The template the list is for.
        lang: The language of notes and instructions, and of the phone header where the template
            names none.

    Raises:
        OutputError: The file can't be written.

    """
    fields = list(_fields(template, lang))
    with new_workbook(path) as book:
        _write_list(book, fields, lang)
        _write_help(book, fields, template, path, lang)
        book.set_properties({"title": translate("sample.title", lang, name=template.name)})


def _fields(template: Template, lang: Lang) -> Iterator[_Field]:
    header = _phone_header(template, lang)
    used = {fold_header(header)}
    yield _phone_field(header, lang)
    for param in template.params.values():
        names = [fold_header(name) for name in (*param.columns, param.name)]
        if not used.isdisjoint(names):
            continue  # a column that is there already feeds this parameter too
        header = next(iter(param.columns), param.name)
        used.add(fold_header(header))
        yield _Field(
            header=header,
            param=param,
            example=example_cell(param, lang),
            num_format=_NUMBER_FORMATS.get(param.type, "@"),
            note=_note(param, lang),
            check=_length_check(param, lang),
        )


def _phone_header(template: Template, lang: Lang) -> str:
    """Return a header for the phone column that no parameter claims."""
    usual = [translate(f"sample.{key}", lang) for key in ("phone", "phone.more", "phone.most")]
    params = template.params.values()
    claimed = {fold_header(name) for param in params for name in (param.name, *param.columns)}
    names = (*template.phone, *usual)
    return next((name for name in names if fold_header(name) not in claimed), usual[0])


def _phone_field(header: str, lang: Lang) -> _Field:
    limits = {"minimum": 9, "maximum": _MOST_PHONE_CHARACTERS}
    return _Field(
        header=header,
        param=None,
        example=EXAMPLE_PHONE,
        num_format="@",
        note=translate("sample.note.phone", lang),
        check=_check("between", translate("sample.check.phone", lang), lang, **limits),
    )


def _length_check(param: Param, lang: Lang) -> dict[str, Any] | None:
    # What is typed as a number or a date has another length as text.
    if param.max_length is None or param.type in _NUMBER_FORMATS:
        return None
    told = translate("sample.check.length", lang, n=param.max_length)
    return _check("<=", told, lang, value=param.max_length)


def _check(criteria: str, told: str, lang: Lang, **limits: int) -> dict[str, Any]:
    # A warning can be overruled: spaces and letters of another Unicode form count here, not there.
    return {
        "validate": "length",
        "criteria": criteria,
        **limits,
        "error_type": "warning",
        "error_title": translate("sample.check.title", lang),
        "error_message": told,
    }


def _note(param: Param, lang: Lang) -> str:
    parts = [
        translate("sample.note.type", lang, type=translate(f"sample.type.{param.type}", lang)),
        translate(f"sample.note.{'required' if param.required else 'optional'}", lang),
    ]
    if param.max_length is not None:
        parts.append(translate("sample.note.length", lang, n=param.max_length))
    return " ".join(parts)


def _write_list(book: Workbook, fields: list[_Field], lang: Lang) -> None:
    worksheet = book.add_worksheet(translate("sample.sheet.list", lang))
    header = CellWriter(
        worksheet, CellStyles(book, **OUR_HEADER), cut_note=translate("report.cut", lang)
    )
    for place, field in enumerate(fields):
        look = book.add_format({"num_format": field.num_format})
        worksheet.set_column(place, place, max(len(field.header) + 4, 18), look)
        header.write_cell(0, place, field.header)
        worksheet.write_comment(0, place, field.note, {"width": 260, "height": 90})
        if field.check:
            worksheet.data_validation(1, place, _READY_ROWS, place, field.check)
    _write_example(book, worksheet, fields, lang)
    for_paper(worksheet, lang)
    worksheet.freeze_panes(1, 0)
    worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_READY_ROWS}"})


def _write_example(book: Workbook, worksheet: Worksheet, fields: list[_Field], lang: Lang) -> None:
    for place, field in enumerate(fields):
        styles = CellStyles(book, num_format=field.num_format)
        CellWriter(worksheet, styles, cut_note=translate("report.cut", lang)).write_cell(
            1, place, field.example
        )


def _write_help(
    book: Workbook, fields: list[_Field], template: Template, path: Path, lang: Lang
) -> None:
    worksheet = book.add_worksheet(translate("sample.sheet.help", lang))
    lines = FreeformSheet(book, worksheet, _WIDTHS, lang)
    title = translate("sample.title", lang, name=f"{template.name} ({template.template_id})")
    lines.text(title, LOOKS.title, height=36)
    if template.text:
        lines.text(translate("sample.message", lang, text=template.text))
    lines.gap()
    _write_steps(lines, template, path)
    _write_table(lines, fields)
    for_paper(worksheet, lang)


def _write_steps(lines: FreeformSheet, template: Template, path: Path) -> None:
    lang, file, key = lines.lang, quoted(path.name), quoted(template.key)
    lines.text(translate("sample.head.steps", lang), LOOKS.strong, height=24)
    steps = (
        translate("sample.step.replace", lang, sheet=translate("sample.sheet.list", lang)),
        translate("sample.step.headers", lang),
        translate("sample.step.check", lang, file=file, template=key),
        translate("sample.step.send", lang, file=file, template=key),
    )
    for count, step in enumerate(steps, start=1):
        lines.text(f"{count}. {step}")
    lines.gap()


def _write_table(lines: FreeformSheet, fields: list[_Field]) -> None:
    keys = ("column", "param", "type", "required", "length", "default", "example")
    lines.header(*(translate(f"sample.head.{key}", lines.lang) for key in keys))
    for field in fields:
        lines.row(*_help_cells(field, lines.lang))


def _help_cells(field: _Field, lang: Lang) -> Iterator[tuple[Cell, dict[str, Any]]]:
    param = field.param or Param(name=translate("sample.recipient", lang), type=ParamType.PHONE)
    example_look = {"num_format": field.num_format, "align": "left", "valign": "top"}
    yield field.header, LOOKS.plain
    yield param.name, LOOKS.plain
    yield translate(f"sample.type.{param.type}", lang), LOOKS.wrapped
    yield translate("sample.yes" if param.required else "sample.no", lang), LOOKS.plain
    yield param.max_length, LOOKS.left
    yield _when_empty(param, lang), LOOKS.plain
    yield field.example, example_look


def _when_empty(param: Param, lang: Lang) -> str:
    if param.default:
        return param.default
    return translate("sample.missing" if param.required else "sample.left-out", lang)
