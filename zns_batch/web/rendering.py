"""Pages made of templates."""

import gzip
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from zns_batch import __version__
from zns_batch.i18n import SentenceValue
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import Schedule
from zns_batch.services.people.passwords import SHORTEST
from zns_batch.services.people.shown_names import shown_campaign, shown_schedule
from zns_batch.web import i18n
from zns_batch.web.account_choice import MANY
from zns_batch.web.browser_names import browser_name
from zns_batch.web.dependencies import PageContext
from zns_batch.web.help.links import code_help
from zns_batch.web.icons import icon
from zns_batch.web.navigation import GROUPS, is_current
from zns_batch.web.practice_tour import HINTS, hint_for
from zns_batch.web.security import tokens
from zns_batch.web.static_files import inlined, static_url


@cache
def environment() -> Environment:
    """Return the templates, every value escaped."""
    found = Environment(
        loader=PackageLoader("zns_batch.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals.update(
        icon=icon,
        static=static_url,
        inlined=inlined,
        version=__version__,
        lang_names=i18n.LANG_NAMES,
        code_help=code_help,
        browser_name=browser_name,
        many_accounts=MANY,
        shortest_password=SHORTEST,
    )
    return found


def render(
    context: PageContext,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **view: Any,
) -> HTMLResponse:
    """Make a page.

    Args:
        context: The page's.
        template: The template's name.
        status: The answer's status; 422 for a form that comes back with errors.
        headers: More headers.
        view: The values of the template.

    """
    body, more = render_text(context, template, **view).encode(), dict(headers or {})
    if "gzip" in context.request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=5, mtime=0)
        more["content-encoding"] = "gzip"
    return HTMLResponse(body, status_code=status, headers={**more, "vary": "accept-encoding"})


def render_text(context: PageContext, template: str, **view: Any) -> str:
    """Return a page, or a part of one, as text; see `render` for the arguments."""
    lang = context.lang

    def t(key: str, /, **params: SentenceValue) -> str:
        return i18n.page_text(key, lang, **params)

    def number(value: float | None) -> str:
        return i18n.number_text(value, lang)

    def money(vnd: float | None) -> str:
        return i18n.money_text(vnd, lang)

    def when(moment: datetime | None) -> str:
        return i18n.when_text(moment, lang)

    def day(moment: datetime) -> str:
        return i18n.day_text(moment, lang)

    def weekday_when(moment: datetime) -> str:
        return i18n.weekday_when_text(moment, lang)

    def duration(span: timedelta) -> str:
        return i18n.duration_text(span, lang)

    def csrf_field() -> Markup:
        value = tokens.mask_token(context.form_token)
        return Markup('<input type="hidden" name="{}" value="{}">').format(tokens.FIELD, value)

    def csrf_token() -> str:
        return tokens.mask_token(context.form_token)

    words = {
        "t": t,
        "number": number,
        "money": money,
        "when": when,
        "day": day,
        "weekday_when": weekday_when,
        "duration": duration,
        "readable": partial(_shown, context),
        "csrf_field": csrf_field,
        "csrf_token": csrf_token,
        "context": context,
        "lang": lang,
        "here": _here(context.request),
        "nav": _menu(context),
        "role_word": _role_word(context),
        "banners": context.banners,
        "tour": _tour(context),
    }
    _refuse_taken(words.keys() & view.keys())
    view = {name: _shown(context, value) for name, value in view.items()}
    # Macros see the environment's globals only: each language and reader has its own.
    loaded = environment().get_template(template, globals=words)
    return loaded.render({"errors": {}, "title_error": False, **words, **view})


def _shown(context: PageContext, value: Any) -> Any:
    """Return a value of a page; of campaigns and schedules what its reader may see of the names."""
    if type(value) in {list, tuple}:
        return type(value)(_shown(context, each) for each in value)
    if not isinstance(value, Campaign | Schedule):
        return value
    whole = context.visitor is not None and context.visitor.sees_phones(value.account)
    if isinstance(value, Campaign):
        return shown_campaign(value, whole=whole)
    return shown_schedule(value, whole=whole)


def _refuse_taken(names: Collection[str]) -> None:
    """Refuse values under the names of what every page uses: its menu would find them in place of that."""
    if names:
        raise TypeError(sorted(names))


def _here(request: Request) -> str:
    """Return the page's address, to come back to after the language has changed."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _menu(context: PageContext) -> list[dict[str, object]]:
    """Return the groups of the menu, with the entries that the person may use; none that is empty."""
    visitor, path = context.visitor, context.request.url.path
    if visitor is None:
        return []
    groups: list[dict[str, object]] = []
    for group in GROUPS:
        entries = [
            {
                "path": item.path,
                "key": item.key,
                "current": is_current(item, path),
                "count": context.approvals if item.path == "/approvals" else 0,
            }
            for item in group.items
            if (item.least is None or visitor.may_somewhere(item.least))
            and (not item.admin or visitor.admin)
        ]
        if entries:
            groups.append({"key": group.key, "entries": entries})
    return groups


def _tour(context: PageContext) -> dict[str, object] | None:
    """Return the hint of the practice mode for a page; `None` outside of it."""
    visitor, app = context.visitor, context.app
    if not app.practice or visitor is None:
        return None
    number = hint_for(context.request.url.path)
    return {"number": number, "all": HINTS, "is_open": app.tour.is_open(visitor.id)}


def _role_word(context: PageContext) -> str:
    """Return the person's highest role in words."""
    best = context.visitor.user.best_role() if context.visitor else None
    return "" if best is None else i18n.page_text(f"web.role.{best.value}", context.lang)


def see_other(path: str) -> RedirectResponse:
    """Return the answer to a form: the browser goes to one of our pages."""
    return RedirectResponse(path, status_code=303)


def own_path(target: str, default: str = "/") -> str:
    """Return a path of ours that a form or an address names; `default` for anything else."""
    # Browsers take a backslash for a slash, and `//host` for another site.
    if not target.startswith("/") or target[1:2] in {"/", "\\"} or not target.isprintable():
        return default
    return default if "\\" in target else target
