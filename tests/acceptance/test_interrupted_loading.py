"""Ctrl-C while the program is still being loaded."""

import subprocess
import sys
from pathlib import Path

import pytest
from program_help import Program

if sys.platform == "win32":
    pytest.skip("Windows has no such signals for a child", allow_module_level=True)

PROGRAM = """
import signal
import sys

text, module = sys.argv.pop(), sys.argv.pop()


class Interrupter:
    def find_spec(self, name, *_others):
        if name == module:
            exec(text)


sys.meta_path.insert(0, Interrupter())
from zns_batch.__main__ import main

main()
"""


@pytest.mark.parametrize(
    "text", ["signal.raise_signal(signal.SIGINT)", "exec('signal.raise_signal(signal.SIGINT)')"]
)
@pytest.mark.parametrize(
    "module",
    [
        "zns_batch.cli.app",
        "zns_batch.cli.console",
        "zns_batch.core.forked",
        "zns_batch.cli.commands.doctor",
        "zns_batch.services.accounts.diagnostics",
    ],
)
def test_it_ends_without_a_traceback(
    program: Program, tmp_path: Path, module: str, text: str
) -> None:
    """Whoever presses Ctrl-C at once sees no traceback, and a caller gets 130 as at every other moment."""
    (tmp_path / "interrupted.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "interrupted", "doctor", module, text],
        cwd=tmp_path,
        env=program.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (130, "") == (done.returncode, done.stdout)
    assert done.stderr.strip() in {"", "Interrupted."}
