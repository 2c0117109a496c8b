"""Every command that a sentence of the catalogue prints can be pasted as it stands."""

import click
import pytest
from printed_commands import PrintedCommand, printed_commands

from zns_batch.cli.app import PROGRAM, root

PRINTED = list(printed_commands())
VALUES = {
    "account": "shop",
    "campaign": "c1",
    "file": "a.xlsx",
    "id": "c1",
    "key": "don-hang",
    "path": "a.xlsx",
    "ref": "217489",
    "sheet": "Cần xử lý",
    "template": "don-hang",
    "words": "rejected,expired",
}
OPTIONS = {
    "cli.more-campaigns": "--state paused --limit 5 --after x",
    "report.step.invalid": "-t don-hang -a shop",
    "template.only-at-account": " -a shop",
}
"""What `{options}` stands for, which differs from sentence to sentence."""


def _name(printed: PrintedCommand) -> str:
    return f"{printed.key}-{printed.lang}"


def test_the_catalogue_prints_commands() -> None:
    """What these tests look for is found at all, in both languages."""
    assert 100 < len(PRINTED)
    assert {"en", "vi"} == {printed.lang for printed in PRINTED}


@pytest.mark.parametrize("printed", PRINTED, ids=_name)
def test_a_printed_command_has_bounds(printed: PrintedCommand) -> None:
    """It stands in backticks or at the end of its line: whoever copies it takes no full stop and no word along."""
    assert printed.has_bounds, printed.text


@pytest.mark.parametrize("printed", PRINTED, ids=_name)
def test_a_printed_command_is_understood(printed: PrintedCommand) -> None:
    """Its commands, options and arguments exist, and nothing that is required is missing."""
    words = printed.words(VALUES | {"options": OPTIONS.get(printed.key, "")})
    command: click.Command = root()
    while isinstance(command, click.Group) and words != ["--help"]:
        name, *words = words
        found = command.get_command(click.Context(command), name)
        assert found is not None, printed.text
        command = found
    if "--help" in words:
        # It ends with the page that was asked for.
        with pytest.raises(click.exceptions.Exit):
            command.make_context(PROGRAM, words)
    else:
        command.make_context(PROGRAM, words)
