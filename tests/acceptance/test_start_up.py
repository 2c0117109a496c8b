"""The program starts at once, and helps in the person's language."""

import subprocess
import sys

import pytest
from program_help import COMMAND, SAMPLES, Program

HEAVY = {
    "aiohttp",
    "alembic",
    "click",
    "httpx",
    "keyring",
    "openpyxl",
    "pandas",
    "phonenumbers",
    "sqlalchemy",
    "structlog",
    "tqdm",
    "xlsxwriter",
}
NAMES = [
    "demo",
    "sample",
    "check",
    "preview",
    "send",
    "resume",
    "pause",
    "cancel",
    "retry",
    "campaigns",
    "show",
    "report",
    "sandbox",
    "doctor",
]


def imported(program: Program, *words: str) -> set[str]:
    """The top-level packages that a command line imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:], *words],
        env=program.environment(),
        cwd=program.folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    lines = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    return {name.partition(".")[0] for name in lines}


def test_version_loads_nothing(alone: Program) -> None:
    """`--version` answers without loading a single library."""
    done = alone.fresh().run("--version")
    assert (0, "") == (done.code, done.err)
    name, _, number = done.out.strip().partition(" ")
    assert "zns-batch" == name
    assert 3 == len(number.split("."))
    assert set() == HEAVY & imported(alone, "--version")


@pytest.mark.parametrize("words", [("--help",), ("send", "--help"), ("completion", "bash")])
def test_help_loads_no_database_and_no_network(alone: Program, words: tuple[str, ...]) -> None:
    """Help and completion come at once: nothing is loaded but the command line itself."""
    assert {"click"} == HEAVY & imported(alone, *words)


def test_check_loads_no_database_and_no_network(alone: Program) -> None:
    """A list is checked without what only sending needs."""
    loaded = imported(alone, "check", str(SAMPLES / "don-hang.xlsx"), "-t", "don-hang")
    assert set() == {"aiohttp", "alembic", "httpx", "pandas", "sqlalchemy", "structlog"} & loaded


def test_looking_at_campaigns_loads_the_ledger_alone(alone: Program) -> None:
    """`campaigns` answers without what writes the log, notices and workbooks."""
    # The first command makes the ledger.
    alone.run("campaigns")
    assert {"click", "phonenumbers", "sqlalchemy"} == HEAVY & imported(alone, "campaigns")


@pytest.mark.parametrize(
    "lang, example, usage", [("en", "Examples:", "Usage:"), ("vi", "Ví dụ:", "Cách dùng:")]
)
def test_every_command_has_help_with_examples(
    alone: Program, lang: str, example: str, usage: str
) -> None:
    """`--help` of the program and of every command has an example, in either language."""
    root = alone.run("--help", ZNS_LANG=lang)
    assert 0 == root.code
    assert all(f"\n  {name} " in root.out for name in NAMES)
    for name in NAMES:
        page = alone.run(name, "--help", ZNS_LANG=lang)
        assert (0, "") == (page.code, page.err)
        assert page.out.startswith(usage)
        assert f"zns-batch {name}" in page.out.split("\n\n", 1)[1], page.out
        assert example.rstrip(":")[:6] in page.out


def test_without_a_command_it_helps(alone: Program) -> None:
    """Who types only the program's name gets the help page, and no word of an error."""
    bare, page = alone.run(), alone.run("--help")
    assert page.out.strip() in bare.text
    assert "Error" not in bare.text


def test_the_shell_can_complete(alone: Program) -> None:
    """`completion` prints a script for each shell."""
    for shell in ("bash", "zsh", "fish"):
        done = alone.run("completion", shell)
        assert 0 == done.code
        assert "_ZNS_BATCH_COMPLETE" in done.out


def test_completion_knows_commands_and_templates(alone: Program) -> None:
    """The shell is offered the commands, and the templates after `-t`."""
    env = {"_ZNS_BATCH_COMPLETE": "bash_complete", "COMP_CWORD": "1", "COMP_WORDS": "zns-batch re"}
    offered = alone.run(**env).out
    assert {"resume", "retry", "report"} <= {
        line.partition(",")[2] for line in offered.splitlines()
    }
    env |= {"COMP_CWORD": "3", "COMP_WORDS": "zns-batch send -t don"}
    assert "don-hang" in alone.run(**env).out
    env |= {"COMP_CWORD": "3", "COMP_WORDS": "zns-batch template copy hoc"}
    assert "hoc-phi" in alone.run(**env).out
