"""Lists prepared in Python."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from sheet_files import codes, first, headers, rows

from zns_batch.errors import SheetError
from zns_batch.sheets import from_frame


def test_a_frame_is_a_sheet() -> None:
    """A DataFrame is read like a workbook: headers in row 1, records from row 2."""
    frame = pd.DataFrame({"Họ tên ": ["An", "Bình"], "SĐT": ["0901234567", "0912345678"]})
    sheet = from_frame(frame, name="đơn hàng")
    assert ["Họ tên", "SĐT"] == headers(sheet)
    assert [(2, ("An", "0901234567")), (3, ("Bình", "0912345678"))] == rows(sheet)
    assert ("đơn hàng", 1, []) == (str(sheet.path), sheet.header_row, codes(sheet))
    assert rows(sheet) == rows(sheet)


def test_missing_values_of_every_kind() -> None:
    """None, NaN, NaT and NA are empty cells; a record of nothing else is a blank row."""
    frame = pd.DataFrame(
        {
            "a": [None, "x", None],
            "b": [np.nan, 1.5, np.nan],
            "c": pd.to_datetime(["", "2026-11-22 08:05", ""]),
            "d": pd.array([pd.NA, 7, pd.NA], dtype="Int64"),
            "e": [pd.NA, Decimal("NaN"), None],
        }
    )
    assert [(3, ("x", 1.5, datetime(2026, 11, 22, 8, 5), 7, None))] == rows(from_frame(frame))


@pytest.mark.parametrize(
    "value,expected",
    [
        (np.int64(5), 5),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("x"), "x"),
        (pd.Timestamp("2026-11-22"), date(2026, 11, 22)),
        (pd.Timestamp("2026-11-22 08:05", tz="Asia/Ho_Chi_Minh"), datetime(2026, 11, 22, 8, 5)),
        (datetime(2026, 11, 22, 8, 5, tzinfo=UTC), datetime(2026, 11, 22, 8, 5)),
        (pd.Timedelta(hours=30), timedelta(hours=30)),
        (Decimal(150000), 150000),
        (Decimal("1.5"), 1.5),
        (0, 0),
        (False, False),
        (pd.Period("2026-11"), "2026-11"),
    ],
)
def test_values_become_plain_python(value: object, expected: object) -> None:
    """Values of numpy and pandas become what a workbook's cells would be."""
    cell = first(from_frame(pd.DataFrame({"x": pd.Series([value], dtype=object)}))).cells[0]
    assert (expected, type(expected)) == (cell, type(cell))


def test_typed_columns_become_plain_python() -> None:
    """Columns of numpy types give Python values too."""
    frame = pd.DataFrame({"n": [1], "f": [1.5], "b": [True], "c": pd.Categorical(["x"])})
    cells = first(from_frame(frame)).cells
    assert [int, float, bool, str] == [type(cell) for cell in cells]


def test_labels_of_every_kind() -> None:
    """Labels that are numbers or several levels deep become headers."""
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("c", "")]))
    assert ["a b", "c"] == headers(from_frame(frame))
    assert ["0", "1"] == headers(from_frame(pd.DataFrame([["An", "0901234567"]])))


def test_a_later_change_of_the_frame_changes_nothing() -> None:
    """What was checked is what is read, whatever becomes of the frame."""
    frame = pd.DataFrame({"SĐT": ["0901234567"]})
    sheet = from_frame(frame)
    frame.loc[0, "SĐT"] = "0912345678"
    assert [(2, ("0901234567",))] == rows(sheet)


@pytest.mark.parametrize(
    "frame,key",
    [
        (pd.DataFrame(), "sheet.empty"),
        (pd.DataFrame({"SĐT": []}), "sheet.no-rows"),
        (pd.DataFrame({"SĐT": [None, " "]}), "sheet.no-rows"),
    ],
)
def test_frames_without_records(frame: pd.DataFrame, key: str) -> None:
    """A frame without columns or records is refused."""
    with pytest.raises(SheetError) as caught:
        from_frame(frame)
    assert key == caught.value.key
