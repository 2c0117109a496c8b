"""The walk of the API's page: whoever types it, with curl or in Python, sends a campaign."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs_text import ROOT, blocks
from program_help import Program, orders
from served_help import Served

from zns_batch.sandbox import RunningSandbox

MESSAGES = 3


@pytest.fixture
def served(program: Program) -> Iterator[Served]:
    """The server of the page."""
    found = Served(program)
    try:
        found.serve()
        yield found
    finally:
        found.close()


def walk(page: str, language: str) -> str:
    """Return the code of a page, as somebody who copies all of it has it."""
    return "\n".join(block.text for block in blocks(ROOT / page) if block.language == language)


@pytest.mark.parametrize("page", ["docs/api.md", "docs/api.vi.md"])
def test_the_walk_of_the_page_sends_a_campaign(
    page: str, served: Served, zalo: RunningSandbox
) -> None:
    """From a list to its results with curl, then once more in Python, exactly as the page has it."""
    if not (shutil.which("curl") and shutil.which("jq") and shutil.which("bash")):
        pytest.skip("this machine has no curl, jq or bash")
    program = served.program
    words = ("token", "create", "erp", "--account", "default", "--role", "sender", "--json")
    made = program.run(*words).json()
    program.write("khach.xlsx", orders(MESSAGES))
    environment = {
        **os.environ,
        "ZNS_API": f"{served.url}/api/v1",
        "ZNS_KEY": made["secret"],
        "NO_PROXY": "*",
    }
    with_curl = _run(
        ["bash", "-euo", "pipefail", "-c", walk(page, "bash")], program.folder, environment
    )
    assert "84912000001" in with_curl
    assert MESSAGES == len(zalo.messages())
    assert (program.folder / "results.xlsx").read_bytes().startswith(b"PK")
    script = program.folder / "walk.py"
    script.write_text(walk(page, "python"), encoding="utf-8")
    in_python = _run([sys.executable, str(script)], program.folder, environment)
    assert f"'accepted': {MESSAGES}" in in_python
    assert 2 * MESSAGES == len(zalo.messages())


def _run(words: list[str], folder: Path, environment: dict[str, str]) -> str:
    ended = subprocess.run(
        words,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert 0 == ended.returncode, ended.stdout + ended.stderr
    return ended.stdout
