"""The templates and sample sheets that ship with the program, checked as a user would."""

from pathlib import Path
from runpy import run_path

import pytest

from zns_batch.domain.states import RowState
from zns_batch.sheets import open_sheet
from zns_batch.templates.render import render
from zns_batch.templates.repository import load_template, template_files
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.validator import SheetValidator, ValidationOptions

ROOT = Path(__file__).parents[2]
TEMPLATES, SAMPLES = ROOT / "templates", ROOT / "sample_data"


def checked(template: str, path: Path) -> SheetValidator:
    """Check a sheet as the command line does."""
    found = load_template(template, folders=[TEMPLATES])
    sheet = open_sheet(path)
    return SheetValidator(
        sheet, found, match_columns(sheet, found), ValidationOptions(sender="zalo:default")
    )


@pytest.mark.parametrize(
    "template, sample, rows",
    [
        ("don-hang", "don-hang.xlsx", 60),
        ("lich-hen", "lich-hen.csv", 24),
        ("hoc-phi", "hoc-phi.xlsx", 40),
        ("khuyen-mai", "khuyen-mai.xlsx", 30),
    ],
)
def test_samples_can_be_sent(template: str, sample: str, rows: int) -> None:
    """Every row of the good samples can be sent, and the sandbox accepts its phone."""
    check = checked(template, SAMPLES / sample)
    planned = list(check.rows())
    assert not check.problems
    assert {RowState.PENDING: rows} == dict(check.counts)
    assert all(row.phone and int(row.phone[-3:]) < 900 for row in planned)


def test_sample_phones_are_written_in_many_ways() -> None:
    """The first sample shows the forms people write phones in, as texts and as numbers."""
    phones = [row.cells[3] for row in checked("don-hang", SAMPLES / "don-hang.xlsx").rows()]
    assert {str, int, float} & set(map(type, phones)) > {str}
    assert any(str(phone).startswith("0163") for phone in phones)


def test_sample_of_mistakes() -> None:
    """The sample of mistakes has a dozen kinds, each told by row and column."""
    check = checked("don-hang", SAMPLES / "don-hang-loi.xlsx").run()
    assert len({problem.code for problem in check.problems}) >= 12
    expected = {RowState.PENDING: 6, RowState.INVALID: 18, RowState.DUPLICATE: 1}
    assert expected == dict(check.counts)


@pytest.mark.parametrize("name", template_files([TEMPLATES]))
def test_templates_are_complete(name: str) -> None:
    """Each shipped template has a price, a tag and a text that shows every parameter."""
    found = load_template(name, folders=[TEMPLATES])
    assert found.template_id.isdecimal()
    assert found.price
    assert found.tag in {"TRANSACTION", "CUSTOMER_CARE", "PROMOTION"}
    text = render(found, {param: f"«{param}»" for param in found.params})
    assert text
    assert all(f"«{param}»" in text for param in found.params)


def test_samples_are_what_the_script_writes(tmp_path: Path) -> None:
    """Anybody can write the samples again and gets the same rows."""
    run_path(str(SAMPLES / "make.py"))["main"](tmp_path)
    names = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".xlsx", ".csv"})
    assert names == sorted(path.name for path in tmp_path.iterdir())
    for name in names:
        kept, made = open_sheet(SAMPLES / name), open_sheet(tmp_path / name)
        assert list(kept.read()) == list(made.read())
        assert kept.columns == made.columns
