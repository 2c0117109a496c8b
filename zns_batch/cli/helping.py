"""Help pages in the person's language, click's own words included."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from zns_batch.cli.lang import t


class Pages(click.HelpFormatter):
    """Writes help pages; translates the few words that click puts there itself."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        super().write_usage(prog, args, prefix or f"{t('help.usage')}: ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Open a section under a heading."""
        words = {"Options": t("help.options"), "Commands": t("help.commands")}
        with super().section(words.get(name, name)):
            yield

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with what they mean."""
        super().write_dl([(name, _ours(text)) for name, text in rows], col_max, col_spacing)


def _ours(text: str) -> str:
    for theirs, key in (("[required]", "required"), ("[default: ", "default")):
        text = text.replace(theirs, t(f"help.{key}"))
    return text.replace("Show this message and exit.", t("help.option.help"))


class Context(click.Context):
    """A context whose help pages are ours."""

    formatter_class = Pages


class Command(click.Command):
    """A command whose help page is ours."""

    context_class = Context


class Group(click.Group):
    """A group whose help page is ours."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the commands in the order in which they were declared."""
        return list(self.commands)
