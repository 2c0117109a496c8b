"""The empty recipient workbook: filled in by a person, and sendable as it is."""

from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet as Saved
from planning_sheets import template_of

from zns_batch.domain.example_row import EXAMPLE_PHONE
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.i18n import LANGS, Lang
from zns_batch.reports.blank_list import write_blank_list
from zns_batch.sheets import open_sheet
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.validator import SheetValidator, ValidationOptions

EVERY_TYPE = template_of(
    Param(name="customer_name", max_length=30, columns=("Họ tên", "Tên khách hàng")),
    Param(name="order_code", max_length=5),
    Param(name="note", required=False, default="không có"),
    Param(name="count", type=ParamType.NUMBER),
    Param(name="amount", type=ParamType.CURRENCY, max_length=4, columns=("Số tiền",)),
    Param(name="day", type=ParamType.DATE),
    Param(name="hour", type=ParamType.TIME),
    Param(name="moment", type=ParamType.DATETIME),
    Param(name="hotline", type=ParamType.PHONE),
    Param(name="link", type=ParamType.URL),
    Param(name="transfer", type=ParamType.BANK_NOTE, max_length=10),
    Param(name="period", type=ParamType.MONTH),
    Param(name="due", type=ParamType.PAYMENT),
    Param(name="qr", type=ParamType.QR),
    Param(name="bank", type=ParamType.BIN),
    Param(name="otp", type=ParamType.OTP),
)


def _sample(path: Path, template: Template, lang: Lang = "vi") -> list[Saved]:
    write_blank_list(path, template, lang=lang)
    return list(openpyxl.load_workbook(path).worksheets)


def _header(sheet: Saved) -> list[object]:
    return [cell.value for cell in next(sheet.iter_rows(max_row=1))]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "template",
    [
        EVERY_TYPE,
        template_of(),
        template_of(Param(name="x"), phone=("Số Zalo", "SĐT")),
        template_of(Param(name="phone", columns=("Số điện thoại", "Phone"))),
        template_of(Param(name="Phone"), phone=("phone",)),
        template_of(Param(name="contact", type=ParamType.PHONE, columns=("SĐT", "Contact"))),
        template_of(Param(name="a", columns=("Tên",)), Param(name="b", columns=("Ten",))),
    ],
)
def test_only_the_example_keeps_the_sample_from_being_sent(
    tmp_path: Path, lang: Lang, template: Template
) -> None:
    """The sample's columns and values fit the template; its example row is held back by name."""
    path = tmp_path / "mau.xlsx"
    write_blank_list(path, template, lang=lang)
    sheet = open_sheet(path)
    columns = match_columns(sheet, template)
    check = SheetValidator(sheet, template, columns, ValidationOptions(sender="zalo:default")).run()
    assert ["example-row"] == [problem.code for problem in check.problems]
    assert {RowState.INVALID: 1} == check.counts
    assert set(template.params) == set(columns.params)


def test_headers_are_what_people_call_them(tmp_path: Path) -> None:
    """Columns bear the first header that the template file names, else the parameter's own name."""
    [recipients, _] = _sample(tmp_path / "a.xlsx", EVERY_TYPE)
    assert ["Số điện thoại", "Họ tên", "order_code", "note", "count", "Số tiền"] == _header(
        recipients
    )[:6]
    assert "A2" == recipients.freeze_panes


def test_cells_have_the_parameters_types(tmp_path: Path) -> None:
    """The phone and codes are text, amounts numbers, and dates dates, in the example and below it."""
    [recipients, _] = _sample(tmp_path / "a.xlsx", EVERY_TYPE)
    values = [cell.value for cell in recipients[2]]
    assert [EXAMPLE_PHONE, "Nguyễn Văn An", "DH001"] == values[:3]
    assert [2, 1500, datetime(2026, 11, 22), time(8, 30), datetime(2026, 11, 22, 8, 30)] == values[
        4:9
    ]
    formats = ["@", "@", "@", "@", "General", "#,##0", "dd/mm/yyyy", "hh:mm", "dd/mm/yyyy hh:mm"]
    assert formats == [cell.number_format for cell in recipients[2]][:9]
    assert "@" == recipients.column_dimensions["A"].number_format


@pytest.mark.parametrize(
    "lang, told",
    [
        ("en", "Type: text. Required. At most 30 characters."),
        ("vi", "Kiểu: chữ. Bắt buộc. Tối đa 30 ký tự."),
    ],
)
def test_notes_tell_type_length_and_need(tmp_path: Path, lang: Lang, told: str) -> None:
    """Each header has a note on type, length and whether the cell may be empty."""
    [recipients, _] = _sample(tmp_path / "a.xlsx", EVERY_TYPE, lang)
    assert told == recipients["B1"].comment.text
    assert all(cell.comment for cell in recipients[1])


def test_too_long_a_text_is_told_while_typing(tmp_path: Path) -> None:
    """Excel warns of a text longer than the template allows, and of what can't be a phone."""
    [recipients, _] = _sample(tmp_path / "a.xlsx", EVERY_TYPE)
    rules = {str(rule.sqref): rule for rule in recipients.data_validations.dataValidation}
    # The texts with a limit of the template's or of their type: names, phone, link, note, BIN, OTP.
    assert {f"{letter}2:{letter}10001" for letter in "ABCJKLPQ"} == set(rules)
    assert ("textLength", "lessThanOrEqual", "30") == (
        rules["B2:B10001"].type,
        rules["B2:B10001"].operator,
        rules["B2:B10001"].formula1,
    )
    assert {"warning"} == {rule.errorStyle for rule in rules.values()}


@pytest.mark.parametrize("lang, name", [("en", "How to fill in"), ("vi", "Hướng dẫn")])
def test_the_second_sheet_explains(tmp_path: Path, lang: Lang, name: str) -> None:
    """The second sheet tells every column, what happens when it is empty, and the next commands."""
    [_, help_sheet] = _sample(tmp_path / "Mẫu tin.xlsx", EVERY_TYPE, lang)
    assert name == help_sheet.title
    texts = [str(value) for row in help_sheet.iter_rows(values_only=True) for value in row if value]
    assert all(param in texts for param in EVERY_TYPE.params)
    assert "không có" in texts
    assert any('zns-batch check "Mẫu tin.xlsx" -t x' in text for text in texts)


@pytest.mark.parametrize(
    "lang, sent, free", [("vi", "gửi trống", "Có thể"), ("en", "sent empty", "May")]
)
def test_a_cell_that_may_stay_empty_is_told(
    tmp_path: Path, lang: Lang, sent: str, free: str
) -> None:
    """Where the account takes an empty text, nobody invents one."""
    template = template_of(Param(name="note", accept_empty=True))
    listed, helped = _sample(tmp_path / "a.xlsx", template, lang)
    told = [cell.value for row in helped.iter_rows() for cell in row]
    assert sent in told
    comment = listed["B1"].comment
    assert comment is not None
    assert free in str(comment.text)


def test_nothing_in_a_sample_is_a_formula(tmp_path: Path) -> None:
    """A template's names are text, whatever they begin with."""
    template = template_of(Param(name="x", columns=("=1+1",)))
    sheets = _sample(tmp_path / "a.xlsx", template)
    assert not any(cell.data_type == "f" for sheet in sheets for row in sheet for cell in row)
    assert "=1+1" == sheets[0]["B1"].value
