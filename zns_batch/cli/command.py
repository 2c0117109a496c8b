"""How a command is declared: its help from the catalogue, its examples under it."""

from collections.abc import Callable
from typing import Any

import click

from zns_batch.cli.helping import Command, Group
from zns_batch.cli.lang import t

_CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def command(words: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Declare a command. Its help and examples are `help.<words>` and `help.<words>.more`.

    Args:
        words: What a person types, such as `send` or `template list`; a `-` stands for the space
            in the names of the help.

    """
    return click.command(words.rpartition(" ")[2], cls=Command, **_help(words))


def group(word: str, *commands: click.Command) -> click.Group:
    """Declare a group of commands, in the order in which people meet them."""
    found = Group(name=word, **_help(word))
    for one in commands:
        found.add_command(one)
    return found


def _help(words: str) -> dict[str, Any]:
    key = words.replace(" ", "-")
    return {
        "help": t(f"help.{key}"),
        "short_help": t(f"help.{key}.short"),
        "epilog": t(f"help.{key}.more"),
        "context_settings": _CONTEXT,
    }
