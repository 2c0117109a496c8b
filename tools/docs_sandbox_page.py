"""The tables of docs/sandbox.md, rendered from the sandbox's own; run it to write them anew."""

import re
from pathlib import Path

from zns_batch.sandbox.faults import TABLE, Fault
from zns_batch.sandbox.token_faults import TOKEN_FAULTS, TokenFault
from zns_batch.sandbox.zalo.responses import WORDS
from zns_batch.sandbox.zalo.validate import TEMPLATE_IDS

PAGE = Path(__file__).parent.parent / "docs" / "sandbox.md"


def rendered(page: str) -> str:
    """Return the page with its tables as they must be."""
    tables = {"faults": _faults(), "renewals": _renewals(), "template ids": _template_ids()}
    for name, table in tables.items():
        page = _put(page, name, table)
    return page


def _put(page: str, name: str, table: str) -> str:
    marks = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    # A function and not a text: a table may hold backslashes.
    return marks.sub(lambda found: f"{found[1]}{table}{found[2]}", page)


def _faults() -> str:
    head = (
        "| phone ends in | name | what happens | counted as sent | basis |\n|---|---|---|---|---|\n"
    )
    return head + "".join(_line(fault) for fault in TABLE)


def _line(fault: Fault) -> str:
    sent = "yes" if fault.accepts else "no"
    return f"| {fault.suffix} | `{fault.name}` | {fault.says} | {sent} | {_basis(fault)} |\n"


def _renewals() -> str:
    head = "| name | what happens | renewed | basis |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{one.name}` | {one.says} | {'yes' if one.renews else 'no'} | {_basis(one)} |\n"
        for one in TOKEN_FAULTS.values()
    )


def _basis(known: Fault | TokenFault) -> str:
    return f"{'documented' if known.documented else 'assumed'}: {known.why}"


def _template_ids() -> str:
    lines = (f"| `{name}` | `{code}` {WORDS[code]} |\n" for name, code in TEMPLATE_IDS.items())
    return "| template id | answer |\n|---|---|\n" + "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text("utf-8")), "utf-8", newline="\n")
