"""Texts in place of columns: constants, and several columns in one parameter."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from planning_sheets import sheet_of, template_of

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.errors import ColumnError, UsageError
from zns_batch.i18n import LANGS
from zns_batch.validation.column_mapping import ColumnMappingError, match_columns
from zns_batch.validation.expressions import ColumnPlace, split_text
from zns_batch.validation.set_values import SetValueError, with_set_values
from zns_batch.validation.validator import SheetValidator, ValidationOptions

VISIT = template_of(
    Param(name="name", columns=("Họ tên",)),
    Param(name="appointment", type=ParamType.DATETIME),
    Param(name="shop", max_length=12),
)
HEADERS = ("SĐT", "Họ tên", "Giờ hẹn", "Ngày khám")
SET = {"appointment": "{Giờ hẹn} {Ngày khám}", "shop": "Tiệm Sen"}


def check_of(template: Template, *rows: tuple[Cell, ...]) -> SheetValidator:
    """Check rows of visits."""
    sheet = sheet_of(HEADERS, *rows)
    columns = match_columns(sheet, template)
    return SheetValidator(sheet, template, columns, ValidationOptions(sender="x"))


def visit(**texts: str) -> Template:
    """Return the template of a visit with some texts set."""
    return with_set_values(VISIT, {**SET, **texts}, {})


def sent(template: Template, *cells: Cell) -> dict[str, str]:
    """Return what one row sends."""
    [row] = check_of(template, ("0912345670", "An", *cells)).rows()
    return dict(row.data)


def problem(template: Template, *cells: Cell) -> tuple[int | None, str | None, str]:
    """Return the place and code of the one problem of a row."""
    [one] = check_of(template, ("0912345670", "An", *cells)).run().problems
    return one.row, one.column, one.code


@pytest.mark.parametrize(
    "clock, day",
    [
        ("08:30", "22/11/2026"),
        ("8h30", "2026-11-22"),
        (time(8, 30), date(2026, 11, 22)),
        (time(8, 30), datetime(2026, 11, 22)),
    ],
)
def test_a_time_and_a_date_make_an_appointment(clock: Cell, day: Cell) -> None:
    """A customer is told when to come although the list has time and date in two columns."""
    expected = {"name": "An", "appointment": "08:30 22/11/2026", "shop": "Tiệm Sen"}
    assert expected == sent(visit(), clock, day)


@pytest.mark.parametrize(
    "cells, expected",
    [
        (("25:00", "22/11/2026"), (2, "Giờ hẹn", "time-impossible")),
        (("08:30", None), (2, "Giờ hẹn", "value-not-datetime")),
        ((None, "22/11/2026"), (2, "Giờ hẹn", "time-missing")),
        ((None, None), (2, "Giờ hẹn", "value-missing")),
        (("08:30", CellError("#N/A")), (2, "Ngày khám", "value-error-cell")),
        (("08:30", True), (2, "Ngày khám", "value-boolean")),
    ],
)
def test_what_makes_no_value_is_told_in_its_row_and_column(
    cells: tuple[Cell, ...], expected: tuple[int, str, str]
) -> None:
    """A person finds the cell that spoils an appointment, and no half of one is sent."""
    assert expected == problem(visit(), *cells)


def test_a_date_that_reads_both_ways_is_refused_here_too() -> None:
    """Month and day are not swapped because a date came in through `--set`."""
    check = check_of(
        visit(),
        ("0912345670", "An", "08:30", "03/04/2026"),
        ("0912345671", "Ba", "08:30", "11/22/2026"),
    )
    found = [(one.row, one.column, one.code) for one in check.run().problems]
    assert [(2, "Ngày khám", "date-ambiguous"), (3, "Giờ hẹn", "date-impossible")] == found


@pytest.mark.parametrize(
    "text, cells, expected",
    [
        ("{C} {D}", ("An", None), "An"),
        ("{C} {D}", (None, None), "value-missing"),
        ("{C} {D}", ("  An ", " Ba"), "An Ba"),
        ("Phòng {C}, lầu {D}", ("3", "2"), "Phòng 3, lầu 2"),
        ("Phòng {C}, lầu {D}", ("3", None), "set-empty"),
        ("{C}-{D}", ("A", 7), "A-7"),
        ("{C}-{D}", ("A", ""), "set-empty"),
        ("{{{C}}}", ("A", ""), "text-placeholder"),
        ("{C}/{C}", ("A", ""), "A/A"),
        ("{3} {4}", ("nan", "b"), "text-null"),
    ],
)
def test_several_columns_in_a_text(text: str, cells: tuple[Cell, ...], expected: str) -> None:
    """No customer reads a sentence with a gap, a doubled space or what a program left in a cell."""
    template = replace(
        visit(),
        params={"shop": Param(name="shop", set_text=text), "name": VISIT.params["name"]},
    )
    check = check_of(template, ("0912345670", "An", *cells))
    [row] = check.rows()
    assert expected == (row.data["shop"] if row.data else row.problems[0].code)


def test_one_column_in_braces_is_a_mapping() -> None:
    """`--set x={COLUMN}` reads a cell exactly as `--map x=COLUMN` does."""
    columns = match_columns(sheet_of(HEADERS), visit(shop="{Họ tên}"))
    assert "B" == columns.params["shop"].letter
    assert {"appointment"} == set(columns.set_values)


def test_what_is_set_goes_before_a_column_and_uses_no_other() -> None:
    """A text that was set is sent although a column bears the parameter's name, which is told as unused."""
    sheet = sheet_of((*HEADERS, "shop"))
    columns = match_columns(sheet, visit())
    assert ({"name"}, ["E"]) == (set(columns.params), [each.letter for each in columns.unused])


@pytest.mark.parametrize(
    "texts, code",
    [
        ({"appointment": "{Giờ} {Ngày khám}"}, "column-unknown"),
        ({"appointment": "{Giờ hẹn} {Ngày khám"}, "set-brace"),
        ({"appointment": "Giờ hẹn} {Ngày khám}"}, "set-brace"),
        ({"appointment": "{}"}, "set-brace"),
    ],
)
def test_a_pattern_that_is_wrong_is_one_line(texts: dict[str, str], code: str) -> None:
    """An unknown column or a lone brace is told before anything is sent, with the option and the nearest column."""
    with pytest.raises(ColumnMappingError) as caught:
        match_columns(sheet_of(HEADERS), visit(**texts))
    assert [code] == [one.code for one in caught.value.problems]
    assert "--set appointment" in caught.value.text("vi")
    assert "\n" not in caught.value.text("en")


@pytest.mark.parametrize(
    "texts, word",
    [
        ({"appointment": "thứ Hai"}, "thứ Hai"),
        ({"shop": "Tiệm Nhà Sen ở Hà Nội"}, "12"),
        ({"shop": ""}, "shop"),
    ],
)
def test_a_constant_that_is_wrong_is_told_once(texts: dict[str, str], word: str) -> None:
    """A text that its parameter does not take is one error and not one for each of a thousand rows."""
    with pytest.raises(SetValueError) as caught:
        match_columns(sheet_of(HEADERS), visit(**texts))
    assert isinstance(caught.value, ColumnError)
    for lang in LANGS:
        assert word in caught.value.text(lang)


def test_options_that_contradict_are_refused() -> None:
    """A parameter that there is not, and one with a column and a text, are told by name."""
    with pytest.raises(UsageError, match="no parameter “x”"):
        with_set_values(VISIT, {"x": "1"}, {})
    with pytest.raises(UsageError, match="both give parameter shop"):
        with_set_values(VISIT, {"shop": "1"}, {"shop": "B"})


def test_the_command_goes_before_the_file() -> None:
    """What stands in the file counts until a person says otherwise, by a text or by a column."""
    file = with_set_values(VISIT, {"shop": "Tệp", "name": "Bạn"}, {})
    found = with_set_values(file, {"shop": "Lệnh"}, {"name": "B"})
    assert {"name": None, "appointment": None, "shop": "Lệnh"} == {
        param.name: param.set_text for param in found.params.values()
    }


def test_splitting() -> None:
    """Braces hold a column's name, and doubled ones are braces."""
    assert ("{a} ", ColumnPlace("Giờ hẹn"), "}") == split_text("{{a}} { Giờ hẹn }}}")
    assert split_text("a } b") is None
