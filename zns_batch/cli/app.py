"""The command line's root: finds a command, runs it, and turns what goes wrong into one line."""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TextIO, cast

import click

from zns_batch import __version__
from zns_batch.cli import language
from zns_batch.cli.console import SafeStdout, error_text, info_text, prepare_streams
from zns_batch.cli.help import LocalisedGroup
from zns_batch.cli.language import tr
from zns_batch.cli.usage_errors import usage_error
from zns_batch.errors import (
    AlreadySentError,
    BrokenOffError,
    ColumnError,
    InternalError,
    ZnsBatchError,
)

PROGRAM = "zns-batch"

# Each command's module; they load what they need when they run, so help and completion are instant.
# A group's commands are told by the group.
COMMANDS = {
    "demo": "demo",
    "init": "init",
    "sample": "sample",
    "check": "check",
    "preview": "check",
    "export": "export",
    "send": "send",
    "resume": "control",
    "pause": "control",
    "cancel": "control",
    "retry": "control",
    "campaigns": "campaigns",
    "show": "campaigns",
    "report": "campaigns",
    "receipts": "receipts",
    "template": "template",
    "account": "account",
    "find": "customers",
    "settle": "customers",
    "suppress": "suppress",
    "journey": "journey",
    "notify": "notify",
    "schedule": "schedule",
    "worker": "worker",
    "serve": "serve",
    "user": "user",
    "token": "token",
    "sandbox": "sandbox",
    "doctor": "doctor",
    "migrate": "maintenance",
    "backup": "maintenance",
    "purge": "maintenance",
    "completion": "completion",
}


ACTING = frozenset(
    [
        "demo",
        "init",
        "sample",
        "export",
        "send",
        "resume",
        "pause",
        "cancel",
        "retry",
        "report",
        "receipts",
        "settle",
        "suppress",
        "schedule",
        "worker",
        "serve",
        "user",
        "token",
        "sandbox",
        "migrate",
        "backup",
        "purge",
    ]
)
"""Commands that do something; what the others print is all that they are for."""


class Root(LocalisedGroup):
    """The commands, in the order in which people meet them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the commands' names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"zns_batch.cli.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


def root() -> Root:
    """Build the root command in the language of this run."""
    group = Root(
        name=PROGRAM,
        help=tr("help.root"),
        epilog=tr("help.root.more"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )

    def show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 — click's signature
        if wanted:
            click.echo(f"{PROGRAM} {__version__}")
            ctx.exit()

    # `--lang` and `--debug` may stand before the command too; both are read beforehand.
    group.params += [
        click.Option(
            ["-V", "--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=show_version,
            help=tr("help.option.version"),
        ),
        click.Option(["--lang"], expose_value=False, help=tr("help.option.lang"), metavar="vi|en"),
        click.Option(["--debug"], is_flag=True, expose_value=False, help=tr("help.option.debug")),
    ]
    return group


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code.

    Args:
        arguments: The words after the program's name.

    """
    prepare_streams()
    language.settle(arguments)
    stdout = sys.stdout
    guarded = SafeStdout(stdout)
    sys.stdout = cast("TextIO", guarded)
    try:
        code = _run(arguments)
        guarded.flush()
    finally:
        sys.stdout = stdout
    if guarded.error is None or isinstance(guarded.error, BrokenPipeError):
        # Whoever read our output may have gone; there is nobody to tell.
        return code
    full = guarded.error.errno == errno.ENOSPC
    error_text(tr("cli.error"), tr("cli.stdout-full" if full else "cli.stdout-failed"))
    # What was done stays done, and is what the code of such a command says.
    command = next((word for word in arguments if word in COMMANDS), "")
    return code if code or command in ACTING else 2


def _run(arguments: Sequence[str]) -> int:
    try:
        result = root().main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except KeyboardInterrupt:
        info_text(tr("cli.interrupted"))
        return 130
    except SystemExit:
        raise
    # A Rust extension's PanicException is no Exception; no input may end in a bare traceback.
    except BaseException as error:  # noqa: BLE001 — every failure becomes one line and an exit code
        if debugging(arguments):
            import traceback

            traceback.print_exception(error)
        return _report_error(error, arguments)
    return result if isinstance(result, int) else 0


def debugging(arguments: Sequence[str]) -> bool:
    """Tell whether tracebacks are wanted."""
    return _is_set("--debug", arguments)


def _is_set(flag: str, arguments: Sequence[str]) -> bool:
    """Tell whether a flag is set, by itself or by its variable, before click has read anything."""
    variable = "ZNS_" + flag.removeprefix("--").upper()
    return flag in arguments or os.environ.get(variable, "").lower() in {"1", "true", "yes", "on"}


def _report_error(error: BaseException, arguments: Sequence[str]) -> int:
    """Print what went wrong in one line, and return the exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        # Who types nothing but the program's name wants to know what there is.
        info_text(error.ctx.get_help())
        return 2
    if isinstance(error, click.Abort):
        info_text(tr("cli.interrupted"))
        return 130
    from zns_batch.core.logging import log

    if isinstance(error, ZnsBatchError):
        log().warning("command.failed", key=error.key)
        known = error
    elif isinstance(error, click.ClickException):
        known = usage_error(error, program=PROGRAM, commands=tuple(COMMANDS), arguments=arguments)
    else:
        log().exception("command.crashed", exc_info=error)
        known = InternalError("cli.bug", what=f"{type(error).__name__}")
    if _is_set("--json", arguments):
        _answer_json(known)
    error_text(tr("cli.error"), known.text(language.lang()))
    return known.exit_code


def _answer_json(error: ZnsBatchError) -> None:
    """Give a script its object even when nothing could start."""
    from zns_batch.cli.console import output_json
    from zns_batch.services.campaigns.report import as_json

    answer = as_json(lang=language.lang())
    if isinstance(error, ColumnError):
        from zns_batch.services.campaigns.check import columns_as_json
        from zns_batch.validation.column_mapping import ColumnMappingError

        if isinstance(error, ColumnMappingError):
            answer |= columns_as_json(error)
    problem: dict[str, object] = {
        "row": None,
        "column": None,
        "code": error.key,
        "message": error.text(language.lang()),
    }
    campaign: object = error.campaign if isinstance(error, BrokenOffError) else None
    if isinstance(error, AlreadySentError):
        # The campaign that sent the list first, so that a script can look at it.
        problem["campaign"] = str(error.params.get("id"))
    output_json(answer | {"campaign": campaign, "problems": [problem]})
