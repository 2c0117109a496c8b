"""Writes the errors page of the docs from the table and the catalogue.

`python tools/docs_errors_page.py [FOLDER]` writes `errors.md` and `errors.vi.md` into the
folder (`docs` without a word). A test keeps the pages fresh.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from sentence_lines import formatted

from zns_batch.domain.message import Action
from zns_batch.i18n import Lang, translate
from zns_batch.i18n.catalogue.provider import TOKENS, TROUBLE
from zns_batch.i18n.provider_errors import explain
from zns_batch.providers.outcomes import ErrorPolicy
from zns_batch.providers.zns.errors import ERRORS, UNKNOWN_CODE

PAGES: dict[str, Lang] = {"errors.md": "en", "errors.vi.md": "vi"}
"""The files and their languages."""

_NEVER_LEFT = "retry"
_IN_DOUBT = "unknown"
_TROUBLE_DOES = {
    "timeout": _IN_DOUBT,
    "connect-timeout": _NEVER_LEFT,
    "connection-refused": _NEVER_LEFT,
    "unreachable": _NEVER_LEFT,
    "dns": _NEVER_LEFT,
    "tls": _NEVER_LEFT,
    "proxy": _NEVER_LEFT,
    "spoke-first": _NEVER_LEFT,
    "connection-reset": _IN_DOUBT,
    "http-status": "server",
    "http-refused": "refused",
    "http-429": "slow",
    "redirect": _IN_DOUBT,
    "unreadable": _IN_DOUBT,
    "interrupted": _IN_DOUBT,
    "journey-in-doubt": "row",
    "never-arrived": "never",
    "settled-not-sent": "settled",
}


def page(lang: Lang) -> str:
    """Return the page in one language, as Markdown."""
    return formatted(
        "\n".join([*_head(lang), *_zalo(lang), "", *_trouble(lang), "", *_tokens(lang)])
    )


def write(folder: Path) -> None:
    """Write the pages.

    Args:
        folder: An existing folder.

    """
    for name, lang in PAGES.items():
        (folder / name).write_text(page(lang), encoding="utf-8", newline="\n")


def does(verdict: ErrorPolicy, lang: Lang) -> str:
    """Say what the program does about an error."""
    reason = translate(f"reason.{verdict.reason}", lang) if verdict.reason else ""
    return translate(f"provider.page.{_deed(verdict)}", lang, reason=reason)


def _deed(verdict: ErrorPolicy) -> str:
    if verdict.doubtful:
        return "doubtful"
    if verdict.final:
        return "final"
    if verdict.action is Action.ROW and verdict.whole_list:
        return "row-or-all"
    return verdict.action.value


def _head(lang: Lang) -> list[str]:
    title, made = translate("provider.page.title", lang), translate("provider.page.made", lang)
    return [f"# {title}", "", f"<!-- {made} -->", "", translate("provider.page.intro", lang), ""]


def _zalo(lang: Lang) -> list[str]:
    rows = (
        _line(_code(n), *explain("zalo", str(n), lang), does(ERRORS[n], lang)) for n in _order()
    )
    unlisted = translate("provider.page.unlisted", lang, does=does(UNKNOWN_CODE, lang))
    return [f"## {translate('provider.page.zalo', lang)}", "", *_table(lang, rows), "", unlisted]


def _trouble(lang: Lang) -> list[str]:
    rows = (
        _line(
            _shown(word),
            *_explained(word, lang),
            translate(f"provider.page.{_TROUBLE_DOES[word]}", lang),
        )
        for word in TROUBLE
        if word in _TROUBLE_DOES
    )
    title, intro = (
        translate("provider.page.trouble", lang),
        translate("provider.page.trouble-intro", lang),
    )
    return [f"## {title}", "", intro, "", *_table(lang, rows)]


def _tokens(lang: Lang) -> list[str]:
    title, intro = (
        translate("provider.page.tokens", lang),
        translate("provider.page.tokens-intro", lang),
    )
    names = (translate(f"provider.page.{name}", lang) for name in ("code", "happened", "do"))
    rows = (_line(_code(word), *_explained(word, lang)) for word in TOKENS)
    return [f"## {title}", "", intro, "", _line(*names), "| --- | --- | --- |", *rows]


def _explained(word: str, lang: Lang) -> tuple[str, str]:
    # Two families of codes carry a number of their own in place of the word.
    return translate(f"provider.{word}", lang, status="…"), translate(f"provider.{word}.do", lang)


def _shown(word: str) -> str:
    return _code({"http-status": "http-408, http-5…", "http-refused": "http-4…"}.get(word, word))


def _table(lang: Lang, rows: Iterable[str]) -> list[str]:
    names = (
        translate(f"provider.page.{name}", lang) for name in ("code", "happened", "do", "does")
    )
    return [_line(*names), "| --- | --- | --- | --- |", *rows]


def _order() -> list[int]:
    """Order the numbers as Zalo's pages do: -108, -109, -1091, -110, …, then the OA's."""
    return sorted(ERRORS, key=lambda number: f"{abs(number):<4}")


def _code(word: object) -> str:
    return f"`{word}`"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
