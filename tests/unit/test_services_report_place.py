"""Where the results workbook of a campaign lies when nobody says where."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from zns_batch.services.campaigns.report import default_report_path

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def test_a_workbook_lies_beside_its_list(tmp_path: Path) -> None:
    """Who sends a file finds its results beside it, under its name and the time."""
    list_file = tmp_path / "don-hang.xlsx"
    list_file.touch()
    place = default_report_path(list_file, lang="vi", now=NOW)
    assert tmp_path / "don-hang-ketqua-20261122-080000.xlsx" == place


def test_a_list_without_a_folder_has_its_workbook_in_the_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that was uploaded, or made in Python, has results too: in the state folder's `reports/`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    place = default_report_path(Path("DataFrame"), lang="en", now=NOW)
    assert tmp_path / "home" / "reports" == place.parent
    assert default_report_path(Path("no/such/a.xlsx"), lang="en", now=NOW).parent == place.parent
