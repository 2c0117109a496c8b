"""`completion`: what a shell needs to complete commands, options, templates and campaigns."""

import click
from click.shell_completion import get_completion_class

from zns_batch.cli.console import output
from zns_batch.cli.help import command


@command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> int:
    """Print a shell's completion script."""
    from zns_batch.cli.app import PROGRAM, root

    made = get_completion_class(shell)
    if made is not None:
        output(made(root(), {}, PROGRAM, "_ZNS_BATCH_COMPLETE").source(), wrap=False)
    return 0
