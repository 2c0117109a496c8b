"""Help pages in the person's language, click's own words included."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypedDict

import click

from zns_batch.cli.language import tr
from zns_batch.errors import UsageError


class HelpPage(TypedDict):
    """The texts of a command's help page."""

    help: str
    short_help: str
    epilog: str
    context_settings: dict[str, Any]


_CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def command(words: str) -> Callable[[Callable[..., int]], click.Command]:
    """Declare a command. Its help and examples are `help.<words>` and `help.<words>.more`.

    Args:
        words: What a person types, such as `send` or `template list`; a `-` stands for the space
            in the names of the help.

    """
    return click.command(words.rpartition(" ")[2], cls=LocalisedCommand, **_help(words))


def group(word: str, *commands: click.Command) -> click.Group:
    """Declare a group of commands, in the order in which people meet them."""
    localised = LocalisedGroup(name=word, **_help(word))
    for one in commands:
        localised.add_command(one)
    return localised


def _help(words: str) -> HelpPage:
    key = words.replace(" ", "-")
    return {
        "help": tr(f"help.{key}"),
        "short_help": tr(f"help.{key}.short"),
        "epilog": tr(f"help.{key}.more"),
        "context_settings": _CONTEXT,
    }


class HelpFormatter(click.HelpFormatter):
    """Writes help pages; translates the few words that click puts there itself."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        super().write_usage(prog, args, prefix or f"{tr('help.usage')}: ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Open a section under a heading."""
        words = {"Options": tr("help.options"), "Commands": tr("help.commands")}
        with super().section(words.get(name, name)):
            yield

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with what they mean."""
        own = {
            "[required]": tr("help.required"),
            "[default: ": tr("help.default"),
            "Show this message and exit.": tr("help.option.help"),
        }
        translated = []
        for name, text in rows:
            for words, ours in own.items():
                text = text.replace(words, ours)  # noqa: PLW2901 — one after the other
            translated.append((name, text))
        super().write_dl(translated, col_max, col_spacing)


class LocalisedContext(click.Context):
    """A context whose help pages are ours."""

    formatter_class = HelpFormatter


_GIVEN_ONCE = frozenset({"sheet", "header_row", "phone", "account"})
"""Options by which several lists or senders could be meant. Of any other the last counts, as
everywhere: whoever adds `--rate 5` behind a command of a script means to change it."""

_GROUPS = {
    "list": (
        *("template", "account", "sheet", "header_row", "phone", "mapping", "set_values"),
        *("where", "skip_invalid"),
        *("duplicates", "suppress", "limit", "split_phones", "save_map", "row"),
    ),
    "message": (
        *("uid", "uid_column", "hash_phone", "mode", "beyond_quota", "journey", "journey_column"),
        *("sms_brandname", "sms_text", "sms_delay"),
    ),
    "time": ("at", "cron", "every", "daily", "monthly", "tz", "misfire", "bad_rows"),
    "pace": ("rate", "concurrency", "quota_reserve", "window", "wait", "expires", "canary"),
}
"""The options of each group on a long help page, by their parameter's name; others come last."""

_LONG = 20
"""How many options make a help page so long that they stand in groups."""


class LocalisedCommand(click.Command):
    """A command whose help page is ours, and which reads one sheet from one account."""

    context_class = LocalisedContext

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, on a long page in groups."""
        params = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        if len(params) < _LONG:
            super().format_options(ctx, formatter)
            return
        group_of = {name: group for group, names in _GROUPS.items() for name in names}
        for group in (*_GROUPS, None):
            own = [param for param in params if group_of.get(param.name or "") == group]
            records = [record for param in own if (record := param.get_help_record(ctx))]
            if records:
                with formatter.section(tr(f"help.group.{group or 'other'}")):
                    formatter.write_dl(records)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words behind the command.

        Raises:
            UsageError: One of `_GIVEN_ONCE` is given several values: click would take the last.

        """
        words = args[: args.index("--")] if "--" in args else args
        for option in self.params:
            if isinstance(option, click.Option) and option.name in _GIVEN_ONCE:
                values = list(_values_of(option, words))
                if len(set(values)) > 1:
                    given = ", ".join(f"“{value}”" for value in values)
                    raise UsageError(
                        "cli.given-twice", option=max(option.opts, key=len), values=given
                    )
        return super().parse_args(ctx, args)


def _values_of(option: click.Option, words: list[str]) -> Iterator[str]:
    """Yield the values that an option is given, as `--sheet A` or `--sheet=A`."""
    for word, following in pairwise([*words, ""]):
        name, sign, value = word.partition("=")
        if word in option.opts:
            yield following
        elif sign and name in option.opts:
            yield value


class LocalisedGroup(click.Group):
    """A group whose help page is ours."""

    context_class = LocalisedContext

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the commands in the order in which they were declared."""
        return list(self.commands)
