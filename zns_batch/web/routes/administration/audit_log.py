"""The log of acts: looked through, checked, downloaded."""

import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.users import User
from zns_batch.ledger.audit import AuditEntry, AuditFilter, find_entries
from zns_batch.web.account_choice import account_options, read_account
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.rendering import render
from zns_batch.web.view_models.audit_log import (
    FIELDS,
    PAGE_LENGTH,
    act_label,
    actor_label,
    address_of,
    audit_line,
    read_filters,
)

router = APIRouter()

Admin = Annotated[PageContext, Depends(requires(admin=True))]

PATH = "/settings/audit"
_CSV_PATH = f"{PATH}/entries.csv"
_MOST_LETTERS = 200
_AT_ONCE = 1_000
_COLUMNS = (
    "when",
    "who",
    "face",
    "act",
    "what",
    "account",
    "object",
    "number",
    "address",
    "params",
)


@router.get(PATH)
async def audit_page(request: Request, context: Admin) -> Response:
    """Show who did what, the newest first, and whether the log is whole."""
    given = _given(request)
    account, mistyped = read_account(context, given["account"], context.user.known_accounts)
    given["account"] = account
    filters, errors = read_filters(given)
    before = request.query_params.get("before", "")
    behind = int(before) if before.isdecimal() and len(before) < 19 else None
    found, people, acts = await context.read_at_once(_read, context, filters, behind)
    ids = {each.login: each.id for each in people}
    shown = found[:PAGE_LENGTH]
    more = len(found) > PAGE_LENGTH
    named = sorted((act_label(act, context.lang), act) for act in acts)
    return render(
        context,
        "audit_log.html",
        status=422 if errors or mistyped else 200,
        errors=mistyped | {field: context.tr(key) for field, key in errors.items()},
        title_error=bool(errors or mistyped),
        given=given,
        narrowed=any(given.values()),
        acts=[("", context.tr("web.audit.any-act"), False)]
        + [(act, words, False) for words, act in named],
        accounts=account_options(context.user.known_accounts),
        lines=[
            audit_line(entry, people=ids, user=context.user, lang=context.lang)
            for _, entry in shown
        ],
        first=address_of(PATH, given) if before else "",
        after=address_of(PATH, given, before=shown[-1][0]) if more else "",
        download=address_of(_CSV_PATH, given),
        chain=await context.app.chain.get(),
        days=context.app.settings.audit_days,
    )


def _read(
    context: PageContext, filters: AuditFilter, before: int | None
) -> tuple[list[tuple[int, AuditEntry]], list[User], list[str]]:
    """Return entries, people, and what was ever done."""
    app = context.app
    # One more than is shown tells whether there is another page.
    found = find_entries(app.ledger, filters, limit=PAGE_LENGTH + 1, before=before)
    return found, app.people.list(), app.acts.list()


@router.get(_CSV_PATH)
async def audit_csv(request: Request, context: Admin) -> Response:
    """Give what was looked for as a file, the newest first."""
    filters, _ = read_filters(_given(request))
    await context.note("download-log")

    async def lines() -> AsyncIterator[str]:
        # The mark by which Excel knows UTF-8.
        yield "\ufeff" + _csv_line([context.tr(f"web.audit.csv.{name}") for name in _COLUMNS])
        before: int | None = None
        while True:
            found = await context.run_in_thread(
                find_entries, context.app.ledger, filters, limit=_AT_ONCE, before=before
            )
            yield "".join(_csv_line(_cells(context, entry)) for _, entry in found)
            if len(found) < _AT_ONCE:
                return
            before = found[-1][0]

    name = f"zns-batch-audit-{in_vietnam(context.now):%Y%m%d-%H%M}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


def _given(request: Request) -> dict[str, str]:
    asked = request.query_params
    return {name: asked.get(name, "").strip()[:_MOST_LETTERS] for name in FIELDS}


def _cells(context: PageContext, entry: AuditEntry) -> list[str]:
    return [
        in_vietnam(entry.at).isoformat(timespec="seconds"),
        actor_label(entry, context.lang),
        entry.face,
        entry.act,
        act_label(entry.act, context.lang),
        entry.account or "",
        entry.object or "",
        "" if entry.number is None else str(entry.number),
        entry.address,
        json.dumps(dict(entry.params), ensure_ascii=False) if entry.params else "",
    ]


def _csv_line(cells: list[str]) -> str:
    """Return a line; what a spreadsheet would take for a formula stands behind an apostrophe."""
    written = io.StringIO()
    csv.writer(written).writerow(
        f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells
    )
    return written.getvalue()
