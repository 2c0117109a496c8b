"""Words of commands that the program prints, as a person pastes them into a shell."""

import os
import re
import shlex

_PLAIN = re.compile(r"[\w./:@%+=,-]+")
_ACTING = frozenset('$`\\!"')
"""What the shells of macOS and Linux act on inside double quotes."""


def quoted(text: str) -> str:
    """Return a word of a command as it is typed: in quotes where a shell needs them."""
    if _PLAIN.fullmatch(text):
        return text
    if os.name != "nt" and _ACTING.intersection(text):
        return shlex.quote(text)
    # Double quotes are read alike by the shells of Windows, macOS and Linux.
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def account_option(account: str | None) -> str:
    """Return ` -a NAME` to put behind a command; empty when no account was named."""
    return f" -a {quoted(account)}" if account else ""
