"""How the installation stands: for everybody whether it sends, for administrators everything."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch import __version__
from zns_batch.i18n import Lang
from zns_batch.services.accounts.diagnostics import DiagnosticFinding
from zns_batch.services.accounts.system_state import SystemFinding, SystemState
from zns_batch.web.dependencies import PageContext, requires, signed_in
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import duration_text, number_text, when_text
from zns_batch.web.rendering import render, see_other

router = APIRouter()

PATH = "/system"
_MEGABYTE = 1_000_000
_GIGABYTE = 1_000_000_000
_LITTLE = 0.1
"""The free part of a disk below which it is told."""


@router.get(PATH)
async def system_page(context: Annotated[PageContext, Depends(signed_in)]) -> Response:
    """Show whether a worker runs and which version it is; to administrators all that was found."""
    stats = await context.app.stats.fresh()
    state = await context.app.health.get() if context.user.admin else None
    return render(
        context,
        "system.html",
        version=__version__,
        workers=stats.workers,
        waiting=stats.waiting,
        state=state,
        findings=[] if state is None else [_finding(context, each) for each in state.findings],
        wrong=0 if state is None else sum(not each.finding.fine for each in state.findings),
        facts=[] if state is None else _facts(context, state),
        silences=[]
        if state is None
        else [(each, duration_text(each.silence, context.lang)) for each in state.workers],
        backup_command="zns-batch backup ledger-copy.db",
    )


@router.post(PATH)
async def look_again(
    request: Request, context: Annotated[PageContext, Depends(requires(admin=True))]
) -> Response:
    """Look at everything now."""
    await read_form(request)
    await context.app.health.get(again=True)
    return see_other(PATH)


def _finding(context: PageContext, found: SystemFinding) -> tuple[str, str, bool, str]:
    """Return what was looked at, whose, whether it is fine, and what was found, in words."""
    finding: DiagnosticFinding = found.finding
    # An administrator has the command line: the sentence names the command that helps, but no page
    # tells where the ledger lies.
    return (
        context.tr(f"doctor.{found.check}"),
        found.account or "",
        finding.fine,
        finding.text(context.lang, face="web"),
    )


def _facts(context: PageContext, state: SystemState) -> list[tuple[str, str]]:
    lang = context.lang
    backup = when_text(state.backed_up_at, lang)
    free, size = state.disk_free, state.disk_size
    disk = context.tr("web.system.disk", free=_size(free, lang), size=_size(size, lang))
    if free < size * _LITTLE:
        disk = f"{disk} {context.tr('web.system.disk-little')}"
    return [
        (context.tr("web.system.version"), __version__),
        (context.tr("web.system.ledger-size"), _size(state.ledger_size, lang)),
        (context.tr("web.system.disk-head"), disk),
        (context.tr("web.system.backup"), backup),
    ]


def _size(size: int, lang: Lang) -> str:
    unit, name = (_GIGABYTE, "GB") if size >= _GIGABYTE else (_MEGABYTE, "MB")
    return f"{number_text(round(size / unit, 1), lang)} {name}"
