"""How a command is declared: its help from the catalogue, its examples under it."""

from collections.abc import Callable
from typing import Any

import click

from zns_batch.cli.helping import Command
from zns_batch.cli.lang import t


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Declare a command. Its help and examples are `help.<name>` and `help.<name>.more`."""
    return click.command(
        name,
        cls=Command,
        help=t(f"help.{name}"),
        short_help=t(f"help.{name}.short"),
        epilog=t(f"help.{name}.more"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
