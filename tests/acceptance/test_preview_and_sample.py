"""`preview`: what one row would send. `sample`: an empty list for a template."""

import pytest
from openpyxl import load_workbook
from program_help import SAMPLES, TEMPLATES, Program, counts, order, orders

KEYS = sorted(path.stem for path in TEMPLATES.glob("*.toml"))


def test_it_shows_phone_parameters_and_the_rendered_text(alone: Program) -> None:
    """A person sees the phone, every parameter and the finished message of the first row."""
    done = alone.run("preview", SAMPLES / "don-hang.xlsx", "-t", "don-hang")
    assert 0 == done.code
    assert "Row 4 → 84912000101" in done.out
    assert "amount = 95000" in done.out
    assert "Cảm ơn Nguyễn Thị An đã mua hàng tại Tiệm Nhà Sen." in done.out
    assert "<" not in done.out


def test_any_row_can_be_looked_at(alone: Program) -> None:
    """`--row` takes the spreadsheet's own number."""
    alone.write("list.csv", orders(5))
    found = alone.run("preview", "list.csv", "-t", "don-hang", "--row", "5", "--json").object()
    assert (5, "84912000004") == (found["preview"]["row"], found["preview"]["phone"])
    assert "DH00004" in found["preview"]["text"]


def test_a_bad_row_is_told_with_its_reason(alone: Program) -> None:
    """A row that can't be sent shows why, and the command leaves with 1."""
    alone.write("list.csv", [order(1), ("An", "0912", "DH", "22/11/2026", 5)])
    done = alone.run("preview", "list.csv", "-t", "don-hang", "--row", "3")
    assert 1 == done.code
    assert "0912 has only 4 digits" in done.out


def test_the_first_row_that_can_be_sent_is_shown(alone: Program) -> None:
    """Without `--row` a bad first row does not hide what the good ones look like."""
    alone.write("list.csv", [("An", "0912", "DH", "22/11/2026", 5), order(2)])
    done = alone.run("preview", "list.csv", "-t", "don-hang", "--json")
    assert (0, 3) == (done.code, done.object()["preview"]["row"])


def test_a_row_that_is_not_there_is_a_mistake_of_usage(alone: Program) -> None:
    """A number beyond the list, or the header's, is told in one line with exit code 2."""
    alone.write("list.csv", orders(2))
    for number in ("1", "99", "-3"):
        done = alone.run("preview", "list.csv", "-t", "don-hang", "--row", number)
        assert 2 == done.code
        assert f"Error: The list has no row {number}. Its rows are 2 to " in done.err


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_sample_fits_its_template(alone: Program, key: str, lang: str) -> None:
    """Of the list that `sample` writes only the example row keeps `check` from passing, and never leaves."""
    made = alone.run("sample", "-t", key, "-o", "sample.xlsx", "--lang", lang)
    assert (0, "") == (made.code, made.out)
    done = alone.run("check", "sample.xlsx", "-t", key, "--json")
    assert (1, {"invalid": 1}, ["example-row"]) == (
        done.code,
        counts(done.object()),
        [problem["code"] for problem in done.object()["problems"]],
    )


def test_a_sample_keeps_the_zero_of_phones(alone: Program) -> None:
    """The phone column is formatted as text, so that Excel does not take the first zero away."""
    alone.run("sample", "-t", "don-hang", "-o", "sample.xlsx")
    page = load_workbook(alone.folder / "sample.xlsx").worksheets[0]
    assert "SĐT người mua" == page["A1"].value
    assert ["@", "@"] == [page["A2"].number_format, page.column_dimensions["A"].number_format]


def test_a_sample_never_takes_the_place_of_something_else(alone: Program) -> None:
    """Where no file can be written the person is told so in one line, with exit code 2."""
    (alone.folder / "there.xlsx").mkdir()
    done = alone.run("sample", "-t", "don-hang", "-o", "there.xlsx")
    assert 2 == done.code
    assert "there.xlsx can't be written: a folder has that name" in done.line()
