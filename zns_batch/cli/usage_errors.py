"""Turns click's usage errors into errors of the catalogue."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import click
from click.exceptions import BadArgumentUsage, NoSuchCommand

from zns_batch.cli.language import lang
from zns_batch.core.shell_words import quoted
from zns_batch.errors import UsageError
from zns_batch.i18n import format_number

_TIMES = frozenset({"--at", "--cron", "--daily", "--every", "--monthly"})


def usage_error(
    error: click.ClickException,
    *,
    program: str,
    commands: Sequence[str],
    arguments: Sequence[str] = (),
) -> UsageError:
    """Return click's complaint as an error of ours.

    Args:
        error: What click raised.
        program: The program's name.
        commands: The commands there are.
        arguments: The words after the program's name.

    """
    if isinstance(error, NoSuchCommand):
        group = error.ctx.command if error.ctx is not None else None
        if isinstance(group, click.Group) and group.commands:
            commands = tuple(group.commands)
        nearest = get_close_matches(error.command_name, commands, 1)
        params = {"commands": ", ".join(commands)}
        if nearest:
            params |= {"command": error.command_name, "nearest": nearest[0]}
        return UsageError(f"cli.no-such-command{'.nearest' if nearest else ''}", **params)
    if isinstance(error, click.NoSuchOption):
        return _no_such_option(error, program, arguments)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad_parameter(error, error.param)
    if isinstance(error, click.BadOptionUsage):
        takes_none = "does not take" in error.message
        key = "cli.takes-no-value" if takes_none else "cli.needs-value"
        return UsageError(key, option=error.option_name)
    if isinstance(error, BadArgumentUsage) or "extra argument" in error.message:
        words = error.message.partition("(")[2].rstrip(")") or error.message
        return UsageError("cli.too-many", words=words)
    return UsageError("cli.usage", why=error.format_message())


def _no_such_option(
    error: click.NoSuchOption, program: str, arguments: Sequence[str]
) -> UsageError:
    if error.ctx and error.ctx.info_name == "send" and error.option_name in _TIMES:
        command, values = _scheduled(arguments, error.ctx.command)
        if "--at" in values:
            from zns_batch.core.clock import SystemClock
            from zns_batch.services.campaigns.when import read_moment

            try:
                # `schedule add` would refuse the same value: no command is printed that fails.
                read_moment(values["--at"], now=SystemClock().now())
            except UsageError as bad:
                return bad
        return UsageError(
            "cli.send-later", option=error.option_name, command=f"{program} {command}"
        )
    near = ", ".join(error.possibilities or ()) or f"{program} --help"
    return UsageError("cli.no-such-option", option=error.option_name, near=near)


def _scheduled(arguments: Sequence[str], send: click.Command) -> tuple[str, Mapping[str, str]]:
    """Turn the words of a `send` into the `schedule add` that was meant.

    Returns:
        The command, without what only `send` has; and the values of its options by their names.

    """
    from zns_batch.cli.commands.schedule import add_command

    known = {name for param in add_command.params for name in param.opts}
    takes_value = {
        name: not getattr(param, "is_flag", False) for param in send.params for name in param.opts
    }
    given = list(arguments)[list(arguments).index("send") + 1 :]
    words, values, skips = ["schedule", "add"], {}, False
    for word, after in zip(given, [*given[1:], ""], strict=True):
        name, has_value, value = word.partition("=")
        if skips:
            skips = False
        elif name in takes_value and name not in known:
            skips = takes_value[name] and not has_value
        else:
            words.append(quoted(word))
            values[name] = value if has_value else after
    return " ".join(words), values


def _bad_parameter(error: click.BadParameter, param: click.Parameter) -> UsageError:
    is_option, kind = isinstance(param, click.Option), param.type
    what = max(param.opts, key=len) if is_option else (param.name or "").upper()
    if isinstance(error, click.MissingParameter):
        return _missing(what, error.ctx.command_path if error.ctx else "")
    if isinstance(kind, click.Choice):
        return UsageError("cli.bad-choice", what=what, choices=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange | click.FloatRange):
        least = _bound(kind.min or 0)
        if kind.max is None:
            return UsageError("cli.too-small", what=what, least=least)
        return UsageError("cli.out-of-range", what=what, least=least, most=_bound(kind.max))
    if kind.name in {"integer", "float"}:
        return UsageError("cli.bad-number", what=what)
    return UsageError("cli.bad-value", what=what, why=error.message)


def _missing(what: str, command: str) -> UsageError:
    if what != "--template":
        return UsageError("cli.missing", what=what, command=command)
    from zns_batch.settings.paths import template_folders
    from zns_batch.templates.repository import template_files

    names = ", ".join(template_files(template_folders()))
    return UsageError("cli.missing-template", names=names or "—")


def _bound(number: float) -> str:
    return format_number(int(number) if float(number).is_integer() else number, lang())
