"""The tables of eTelecom's words in docs/etelecom*.md; run it to write them anew."""

import re
from pathlib import Path

from docs_errors_page import does

from zns_batch.domain.message import Action, Failure
from zns_batch.i18n import Lang, translate
from zns_batch.i18n.catalogue.etelecom import CODES
from zns_batch.i18n.provider_errors import explain
from zns_batch.providers.etelecom.errors import (
    CONSENT_OVER,
    DISCONNECTED,
    JOURNEY_OPTIONS,
    NOT_A_NUMBER,
    ONLY_PHONES,
    REFUSALS,
    STATUS_N,
    UNKNOWN_OA,
    failure_by_number,
)
from zns_batch.providers.outcomes import ErrorPolicy

DOCS = Path(__file__).parent.parent / "docs"
PAGES: dict[str, Lang] = {"etelecom.md": "en", "etelecom.vi.md": "vi"}

_OURS = {
    one.code: one
    for one in (
        NOT_A_NUMBER,
        ONLY_PHONES,
        JOURNEY_OPTIONS,
        DISCONNECTED,
        CONSENT_OVER,
        UNKNOWN_OA,
        failure_by_number(STATUS_N, ""),
    )
}


def rendered(name: str) -> str:
    """Return a page with its table as it must be."""
    marks = re.compile(r"(<!-- codes: [^\n]*-->\n).*?(<!-- end of codes -->)", re.DOTALL)
    page = (DOCS / name).read_text("utf-8")
    return marks.sub(lambda found: f"{found[1]}{_table(PAGES[name])}{found[2]}", page)


def _table(lang: Lang) -> str:
    names = [
        translate(f"provider.page.{name}", lang) for name in ("code", "happened", "do", "does")
    ]
    head = f"| {' | '.join(names)} |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{code}` | {' | '.join(explain('etelecom', code, lang))} | {_done(code, lang)} |\n"
        for code in CODES
    )


def _done(code: str, lang: Lang) -> str:
    if code in REFUSALS:
        return does(REFUSALS[code], lang)
    if code in _OURS:
        return does(_verdict(_OURS[code]), lang)
    if code.startswith("-"):
        return does(_verdict(failure_by_number(code, "")), lang)
    return translate("provider.page.unknown", lang)


def _verdict(failure: Failure) -> ErrorPolicy:
    assert Action.AUTH is not failure.action
    return ErrorPolicy(
        action=failure.action, reason=failure.reason, whole_list=failure.suggests_list_error
    )


if __name__ == "__main__":
    for one in PAGES:
        (DOCS / one).write_text(rendered(one), "utf-8", newline="\n")
