"""An empty recipient workbook for a template, with one example row."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from zns_batch.core.shell_words import quoted
from zns_batch.domain.example_row import EXAMPLE_PHONE, example_cell
from zns_batch.domain.sheet import Cell
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.i18n import Lang, translate
from zns_batch.reports.xlsx.freeform import LOOKS, FreeformSheet
from zns_batch.reports.xlsx.styles import OUR_HEADER
from zns_batch.reports.xlsx.table import for_paper
from zns_batch.sheets.headers import fold_header
from zns_batch.sheets.writer import CellStyles, CellWriter, new_workbook

_READY_ROWS = 10_000
"""Rows below the header that are formatted and checked while somebody types."""

_WIDTHS = (30, 26, 34, 12, 22, 22, 26)
_NUMBER_FORMATS: Mapping[ParamType, str] = {
    ParamType.NUMBER: "General",
    ParamType.CURRENCY: "#,##0",
    ParamType.DATE: "dd/mm/yyyy",
    ParamType.TIME: "hh:mm",
    ParamType.DATETIME: "dd/mm/yyyy hh:mm",
    ParamType.MONTH: "mm/yyyy",
    ParamType.PAYMENT: "#,##0",
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
    fields = [_phone_field(template, lang)]
    headers = {fold_header(fields[0].header)}
    for param in template.params.values():
        names = [fold_header(name) for name in (*param.columns, param.name)]
        if headers.isdisjoint(names):  # else a column that is there already feeds this one too
            fields.append(_param_field(param, lang))
            headers.add(fold_header(fields[-1].header))
    with new_workbook(path) as book:
        _write_list(book, fields, lang)
        _write_help(book, fields, template, path, lang)
        book.set_properties({"title": translate("sample.title", lang, name=template.name)})


def _phone_field(template: Template, lang: Lang) -> _Field:
    usual = [translate(f"sample.{key}", lang) for key in ("phone", "phone.more", "phone.most")]
    params = template.params.values()
    claimed = {fold_header(name) for param in params for name in (param.name, *param.columns)}
    names = (*template.phone, *usual)
    limits = {"minimum": 9, "maximum": _MOST_PHONE_CHARACTERS}
    return _Field(
        header=next((name for name in names if fold_header(name) not in claimed), usual[0]),
        param=None,
        example=EXAMPLE_PHONE,
        num_format="@",
        note=translate("sample.note.phone", lang),
        check=_length_check("between", translate("sample.check.phone", lang), lang, **limits),
    )


def _param_field(param: Param, lang: Lang) -> _Field:
    notes = [
        translate("sample.note.type", lang, type=translate(f"sample.type.{param.type}", lang)),
        translate(f"sample.note.{'optional' if _may_be_empty(param) else 'required'}", lang),
    ]
    check = None
    longest = param.longest
    # What is typed as a number or a date has another length as text.
    if longest is not None and (param.max_length or param.type not in _NUMBER_FORMATS):
        notes.append(translate("sample.note.length", lang, n=longest))
        if param.type not in _NUMBER_FORMATS:
            message = translate("sample.check.length", lang, n=longest)
            check = _length_check("<=", message, lang, value=longest)
    if param.min_length > 1:
        notes.append(translate("sample.note.least", lang, n=param.min_length))
    return _Field(
        header=next(iter(param.columns), param.name),
        param=param,
        example=example_cell(param, lang),
        num_format=_NUMBER_FORMATS.get(param.type, "@"),
        note=" ".join(notes),
        check=check,
    )


def _may_be_empty(param: Param) -> bool:
    return not param.required or param.accept_empty


def _when_empty(param: Param, lang: Lang) -> str:
    """Return what an empty cell of a parameter sends, or that it can't be sent."""
    if param.default:
        return param.default
    if not param.required:
        return translate("sample.left-out", lang)
    return translate("sample.sent-empty" if param.accept_empty else "sample.missing", lang)


def _length_check(criteria: str, message: str, lang: Lang, **limits: int) -> dict[str, Any]:
    # A warning can be overruled: spaces and letters of another Unicode form count here, not there.
    return {
        "validate": "length",
        "criteria": criteria,
        **limits,
        "error_type": "warning",
        "error_title": translate("sample.check.title", lang),
        "error_message": message,
    }


def _write_list(book: Workbook, fields: list[_Field], lang: Lang) -> None:
    worksheet = book.add_worksheet(translate("sample.sheet.list", lang))
    cut_note = translate("report.cut", lang)
    header = CellWriter(worksheet, CellStyles(book, **OUR_HEADER), cut_note=cut_note)
    for place, field in enumerate(fields):
        look = book.add_format({"num_format": field.num_format})
        worksheet.set_column(place, place, max(len(field.header) + 4, 18), look)
        header.write_cell(0, place, field.header)
        worksheet.write_comment(0, place, field.note, {"width": 260, "height": 90})
        if field.check:
            worksheet.data_validation(1, place, _READY_ROWS, place, field.check)
    for place, field in enumerate(fields):
        styles = CellStyles(book, num_format=field.num_format)
        CellWriter(worksheet, styles, cut_note=cut_note).write_cell(1, place, field.example)
    for_paper(worksheet, lang)
    worksheet.freeze_panes(1, 0)
    worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_READY_ROWS}"})


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
    lines.text(translate("sample.head.steps", lang), LOOKS.strong, height=24)
    file, key = quoted(path.name), quoted(template.key)
    steps = (
        translate("sample.step.replace", lang, sheet=translate("sample.sheet.list", lang)),
        translate("sample.step.headers", lang),
        translate("sample.step.check", lang, file=file, template=key),
        translate("sample.step.send", lang, file=file, template=key),
    )
    for number, step in enumerate(steps, start=1):
        lines.text(f"{number}. {step}")
    lines.gap()
    heads = ("column", "param", "type", "required", "length", "default", "example")
    lines.header(*(translate(f"sample.head.{head}", lang) for head in heads))
    for field in fields:
        param = field.param or Param(name=translate("sample.recipient", lang), type=ParamType.PHONE)
        lines.row(
            (field.header, LOOKS.plain),
            (param.name, LOOKS.plain),
            (translate(f"sample.type.{param.type}", lang), LOOKS.wrapped),
            (translate("sample.yes" if param.required else "sample.no", lang), LOOKS.plain),
            (param.longest, LOOKS.left),
            (_when_empty(param, lang), LOOKS.plain),
            (field.example, {"num_format": field.num_format, "align": "left", "valign": "top"}),
        )
    for_paper(worksheet, lang)
