"""The language of this run: `--lang`, else `ZNS_LANG`, else the locale's.

It is settled before the commands are built, because their help speaks it too.
"""

import os
from collections.abc import Sequence

from zns_batch.i18n import LANGS, Lang, Value, default_lang, translate

_settled: Lang = "vi"


def settle(arguments: Sequence[str]) -> Lang:
    """Settle the language from the command line's words, and return it."""
    global _settled  # noqa: PLW0603 — one run of the program speaks one language
    known: dict[str, Lang] = {word: word for word in LANGS}
    # A word that is no language is told by the command itself, in the next best one.
    chosen = known.get(_lang_option(arguments)) or known.get(os.environ.get("ZNS_LANG", ""))
    _settled = chosen or default_lang()
    return _settled


def lang() -> Lang:
    """Return the language of this run."""
    return _settled


def tr(key: str, /, **params: Value) -> str:
    """Return a sentence in the language of this run."""
    return translate(key, _settled, **params)


def _lang_option(arguments: Sequence[str]) -> str:
    for before, word in zip(("", *arguments), arguments, strict=False):
        if before == "--lang":
            return word
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return ""
