"""Which settings are in force and where each comes from; never with a secret."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from zns_batch.settings import paths
from zns_batch.settings.in_force import SettingInForce, settings_in_force
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.rendering import render

router = APIRouter()


@router.get("/settings")
async def settings_page(context: Annotated[PageContext, Depends(requires(admin=True))]) -> Response:
    """Show every value with where it comes from."""
    found = await context.run_in_thread(settings_in_force, context.app.settings)
    # Secrets are listed apart; a person looks for them where their section is.
    sections: dict[str, list[SettingInForce]] = {}
    for each in found:
        sections.setdefault(each.section, []).append(each)
    return render(
        context,
        "settings.html",
        sections=[(section, list(_lines(context, values))) for section, values in sections.items()],
        path=str(paths.settings_file() or ""),
    )


def _lines(
    context: PageContext, values: Iterable[SettingInForce]
) -> Iterable[tuple[str, str, str]]:
    """Yield key, value and where from, in words."""
    for each in values:
        if each.is_secret:
            shown = context.tr("web.settings.set" if each.value else "web.settings.unset")
        elif each.value is None:
            shown = "–"
        elif isinstance(each.value, bool):
            shown = context.tr("web.settings.yes" if each.value else "web.settings.no")
        else:
            shown = each.value
        source = context.tr(f"web.settings.from.{each.source}", variable=each.variable)
        if each.is_secret and each.value and each.source == "default":
            source = context.tr("web.settings.from.store")
        yield each.key, shown, source
