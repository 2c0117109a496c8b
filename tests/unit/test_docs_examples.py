"""The commands in the pages are commands of the program."""

import ast
from importlib import import_module
from pathlib import Path

import click
import pytest
from docs_text import PAGES, ROOT, blocks, examples, shown

from zns_batch.cli.app import PROGRAM, root
from zns_batch.notifications.channels import channels_of
from zns_batch.settings.accounts import load_account
from zns_batch.settings.notifications import load_notices
from zns_batch.settings.web import load_web
from zns_batch.templates.repository import read_template

EXAMPLES = [
    pytest.param(words, id=f"{shown(page)}-{' '.join(words)}")
    for page in PAGES
    for words in examples(page)
]


@pytest.mark.parametrize("words", EXAMPLES)
def test_a_command_in_the_docs_can_be_typed(words: list[str]) -> None:
    """Every command that a page shows is understood: the command, its options and their values."""
    in_general = {"COMMAND", "LỆNH"}.intersection(words)
    if not (in_general or "--version" in words or words == ["--help"]):
        understand(words)


def understand(words: list[str]) -> None:
    """Parse a command line without running it; raises what click raises."""
    group = root()
    with group.make_context(PROGRAM, list(words)) as context:
        rest = [*context._protected_args, *context.args]
        name, command, left = group.resolve_command(context, rest)
        assert command is not None
        if left or not _takes_arguments(command):
            command.make_context(name, left, parent=context).close()


def _takes_arguments(command: click.Command) -> bool:
    """Tell whether a command alone is incomplete; running text may name it without its arguments."""
    return any(param.required for param in command.params)


def test_a_wrong_command_would_be_noticed() -> None:
    """The test above refuses an option that does not exist."""
    with pytest.raises(click.NoSuchOption):
        understand(["check", "list.xlsx", "-t", "don-hang", "--no-such-option"])


TOML = [
    pytest.param(block.text, id=f"{shown(page)}-{number}")
    for page in PAGES
    for number, block in enumerate(blocks(page))
    if block.language == "toml"
]


@pytest.mark.parametrize("text", TOML)
def test_a_file_in_the_docs_can_be_read(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every template file and settings file that a page shows is a valid one."""
    if "[accounts." in text:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("ZNS_KEYRING", "0")
        (tmp_path / "zns-batch.toml").write_text(text, "utf-8")
        assert "shop-2" == load_account("shop-2").name
    elif "[notify]" in text:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("ZNS_SMTP_PASSWORD", "mail-password-123")
        (tmp_path / "zns-batch.toml").write_text(text, "utf-8")
        assert 3 == len(channels_of(load_notices()))
    elif "[web]" in text:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "zns-batch.toml").write_text(text, "utf-8")
        assert "https://zns.example.vn" == load_web().url
    else:
        file = tmp_path / "shown.toml"
        file.write_text(text, "utf-8")
        assert "217489" == read_template(file).template_id


PYTHON = [
    pytest.param(block.text, id=f"{shown(page)}-{number}")
    for page in PAGES
    # The guide for providers builds modules of its own, and a test of its own runs them.
    if page.name != "adding-a-provider.md"
    for number, block in enumerate(blocks(page))
    if block.language == "python"
]


@pytest.mark.parametrize("text", PYTHON)
def test_python_in_the_docs_imports_names_that_exist(text: str) -> None:
    """A programmer who copies an example finds every name that it imports from the program."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zns_batch"):
            module = import_module(node.module or "")
            assert [] == [one.name for one in node.names if not hasattr(module, one.name)]


def test_both_readmes_begin_with_the_two_commands() -> None:
    """The first thing a visitor sees is how to watch it work and how to test it."""
    for name in ("README.md", "README.vi.md"):
        first = blocks(ROOT / name)[0].text.splitlines()
        assert ["make demo", "make test"] == [line.partition("#")[0].strip() for line in first]
