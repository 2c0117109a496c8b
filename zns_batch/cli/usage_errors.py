"""Mistakes of usage in the person's words: click finds them, the catalogue says them."""

import click
from click.exceptions import BadArgumentUsage, NoSuchCommand

from zns_batch.cli.language import lang
from zns_batch.errors import UsageError
from zns_batch.i18n import format_number

_TIMES = frozenset({"--at", "--cron", "--daily", "--every", "--monthly"})


def usage_error(error: click.ClickException, *, program: str, commands: str) -> UsageError:
    """Return click's complaint as an error of ours.

    Args:
        error: What click raised.
        program: The program's name.
        commands: The commands there are.

    """
    if isinstance(error, NoSuchCommand):
        return UsageError("cli.no-such-command", commands=commands)
    if isinstance(error, click.NoSuchOption):
        return _no_such_option(error, program)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad_parameter(error, error.param)
    if isinstance(error, click.BadOptionUsage):
        return _bad_option(error)
    if isinstance(error, BadArgumentUsage) or "extra argument" in error.message:
        return UsageError("cli.too-many", words=_in_brackets(error.message))
    return UsageError("cli.usage", why=error.format_message())


def _no_such_option(error: click.NoSuchOption, program: str) -> UsageError:
    if error.ctx and error.ctx.info_name == "send" and error.option_name in _TIMES:
        return UsageError("cli.send-later", option=error.option_name)
    near = ", ".join(error.possibilities or ()) or f"{program} --help"
    return UsageError("cli.no-such-option", option=error.option_name, near=near)


def _bad_option(error: click.BadOptionUsage) -> UsageError:
    takes_none = "does not take" in error.message
    key = "cli.takes-no-value" if takes_none else "cli.needs-value"
    return UsageError(key, option=error.option_name)


def _bad_parameter(error: click.BadParameter, param: click.Parameter) -> UsageError:
    what, kind = _name(param), param.type
    if isinstance(error, click.MissingParameter):
        return UsageError("cli.missing", what=what)
    if isinstance(kind, click.Choice):
        return UsageError("cli.bad-choice", what=what, choices=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange | click.FloatRange):
        return _out_of_range(what, kind.min, kind.max)
    if kind.name in {"integer", "float"}:
        return UsageError("cli.bad-number", what=what)
    return UsageError("cli.bad-value", what=what, why=error.message)


def _out_of_range(what: str, least: float | None, most: float | None) -> UsageError:
    if most is None:
        return UsageError("cli.too-small", what=what, least=_shown(least or 0))
    return UsageError("cli.out-of-range", what=what, least=_shown(least or 0), most=_shown(most))


def _shown(bound: float) -> str:
    return format_number(int(bound) if float(bound).is_integer() else bound, lang())


def _name(param: click.Parameter) -> str:
    return (
        max(param.opts, key=len) if isinstance(param, click.Option) else (param.name or "").upper()
    )


def _in_brackets(message: str) -> str:
    return message.partition("(")[2].rstrip(")") or message
