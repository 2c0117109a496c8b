"""The checkout itself: what git leaves out, and what an old Python is told."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

import pytest

from zns_batch.i18n import LANGS, Lang, translate
from zns_batch.services.campaigns.report import default_report_path

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("lang", LANGS)
def test_git_leaves_results_workbooks_out(lang: Lang) -> None:
    """A workbook with phones and names that lies in a clone is never committed by `git add .`."""
    now = datetime(2026, 12, 1, tzinfo=UTC)
    name = default_report_path(Path("khách hàng.csv"), lang=lang, now=now).name
    rehearsed = f"{translate('cli.practice-word', lang)}-khách hàng-20261201-070000.xlsx"
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    for written in (name, rehearsed):
        assert any(fnmatch(written, pattern) for pattern in patterns), written
    assert not any(fnmatch("don-hang.xlsx", pattern) for pattern in patterns)


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for an old Python is a script")
def test_make_tells_an_old_python_in_one_line(tmp_path: Path) -> None:
    """Whoever has an older Python reads what is needed, not pip's list of packages."""
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\necho\n")
    old.chmod(0o755)
    made = subprocess.run(
        ["make", "-f", ROOT / "Makefile", "demo", f"PYTHON={old}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )
    assert made.returncode != 0
    (line,) = made.stderr.splitlines()
    assert "needs Python 3.11 or newer" in line


def test_pip_refuses_an_old_python() -> None:
    """The package names the Python that it needs, so that pip says so before it installs anything."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.search(r'^requires-python = ">=3\.11"$', text, re.MULTILINE)
