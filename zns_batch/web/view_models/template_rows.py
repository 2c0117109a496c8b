"""Templates as their pages show them: the file here and the account side by side, in words."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from zns_batch.domain.template import ENABLED, Param, ProviderParam, ProviderTemplate
from zns_batch.services.templates.message_text import example_values
from zns_batch.services.templates.overview import FileMatch, TemplateEntry
from zns_batch.templates.render import render_pieces
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import error_sentence, money_text, number_text
from zns_batch.web.view_models.account_card import quality_words, tag_words
from zns_batch.web.view_models.message_lines import Line, message_lines
from zns_batch.web.view_models.new_campaign import sender_name

_STATES = {
    ENABLED: "ok",
    "PENDING_REVIEW": "warn",
    "REJECT": "bad",
    "DISABLE": "bad",
    "DELETE": "bad",
}
_MATCHES = {
    FileMatch.EQUAL: "ok",
    FileMatch.DIFFERS: "warn",
    FileMatch.NOT_PULLED: "info",
    FileMatch.GONE: "warn",
    FileMatch.BROKEN: "bad",
    FileMatch.UNKNOWN: "neutral",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateRow:
    """One line of the list."""

    key: str
    href: str
    template_id: str
    name: str
    tag: str
    price: str
    state: str
    state_kind: str
    match: str
    match_kind: str
    quality: str
    quota: str
    #: The account was not asked for this one: the row asks by itself.
    ask: str
    may_pull: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ParamRow:
    """One parameter, in the file and at the account."""

    name: str
    here: str
    there: str
    example: str
    differs: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateDetail:
    """A template's own page."""

    row: TemplateRow
    account: str
    sender: str
    #: The message with examples; empty when its words are not known.
    lines: tuple[Line, ...]
    params: tuple[ParamRow, ...]
    differences: tuple[str, ...]
    #: Why the file can't be read.
    broken: str
    #: Why the account rejected or disabled it.
    reason: str
    #: A picture of it at the provider, with https; empty for none.
    picture: str
    #: The same where it is no such address: shown as text only.
    picture_text: str
    path: str
    has_file: bool
    gone: bool
    timeout: int | None
    columns: tuple[str, ...]


def template_row(context: PageContext, entry: TemplateEntry, account: str) -> TemplateRow:
    """Return a template as a line of the list."""
    offered, template = entry.offered, entry.file.template if entry.file else None
    tag = (offered.tag if offered else None) or (template.tag if template else None) or ""
    prices = (offered.price if offered else None, template.price if template else None)
    price = next((each for each in prices if each is not None), None)
    status = offered.status if offered else ""
    left = offered.quota.remaining if offered else None
    query = urlencode({"account": account})
    needs_asking = offered is not None and not offered.params and bool(entry.template_id)
    count = len(entry.differences)
    return TemplateRow(
        key=entry.key,
        href=f"/templates/{quote(entry.key, safe='')}?{query}",
        template_id=entry.template_id,
        name=entry.name,
        tag=tag_words(context, tag) if tag else "",
        price="" if price is None else money_text(price, context.lang),
        state=state_words(context, status),
        state_kind=_STATES.get(status, "neutral"),
        match=context.tr(f"web.templates.match.{entry.match}", n=count),
        match_kind=_MATCHES[entry.match],
        quality=quality_words(context, offered.quality if offered else None),
        quota="" if left is None else number_text(left, context.lang),
        ask=f"/templates/{quote(entry.key, safe='')}/row?{query}" if needs_asking else "",
        may_pull=offered is not None and status not in {"DELETE", "REJECT"},
    )


def state_words(context: PageContext, status: str) -> str:
    """Return how a template stands at its account; a word that is not known as the provider has it."""
    if not status:
        return ""
    return context.tr(f"web.templates.state.{status}") if status in _STATES else status


def template_detail(context: PageContext, entry: TemplateEntry, account: str) -> TemplateDetail:
    """Return what a template's own page shows."""
    file, offered = entry.file, entry.offered
    template = file.template if file else None
    pieces = render_pieces(template, example_values(template, context.lang)) if template else None
    picture = offered.preview_url if offered else ""
    is_safe = urlsplit(picture).scheme == "https" if picture else False
    columns = []
    if template is not None:
        columns = [next(iter(template.phone), context.tr("web.columns.phone"))]
        columns += [next(iter(each.columns), each.name) for each in template.params.values()]
    return TemplateDetail(
        row=template_row(context, entry, account),
        account=account,
        sender=sender_name(account),
        lines=message_lines(pieces or ()) if pieces else (),
        params=_params(context, entry),
        differences=tuple(each.text(context.lang, face="web") for each in entry.differences),
        broken=error_sentence(file.error, context.lang) if file and file.error else "",
        reason=offered.reason if offered else "",
        picture=picture if is_safe else "",
        picture_text="" if is_safe else picture,
        # The folder and the name: where the server keeps them is nothing for a page.
        path=f"{file.path.parent.name}/{file.path.name}" if file else "",
        has_file=template is not None,
        gone=entry.match is FileMatch.GONE,
        timeout=template.timeout if template else None,
        columns=tuple(dict.fromkeys(columns)),
    )


def _params(context: PageContext, entry: TemplateEntry) -> tuple[ParamRow, ...]:
    template = entry.file.template if entry.file else None
    here = template.params if template else {}
    there = {each.name: each for each in (entry.offered.params if entry.offered else ())}
    names = [*here, *(name for name in there if name not in here)]
    named = {str(each.params.get("name")) for each in entry.differences}
    return tuple(
        ParamRow(
            name=name,
            here=_rules(context, here.get(name)),
            there=_offered_rules(context, there.get(name), entry.offered),
            example=(here[name].example or "") if name in here else "",
            differs=name in named,
        )
        for name in names
    )


def _rules(context: PageContext, param: Param | None) -> str:
    if param is None:
        return ""
    words = [context.tr(f"sample.type.{param.type}")]
    words.append(
        context.tr("web.templates.required" if param.required else "web.templates.optional")
    )
    if param.longest:
        words.append(context.tr("web.templates.most", n=param.longest))
    return " · ".join(words)


def _offered_rules(
    context: PageContext, param: ProviderParam | None, offered: ProviderTemplate | None
) -> str:
    if param is None or offered is None:
        return ""
    words = [context.tr("web.templates.required" if param.required else "web.templates.optional")]
    if param.max_length:
        words.append(context.tr("web.templates.most", n=param.max_length))
    if param.min_length:
        words.append(context.tr("web.templates.least", n=param.min_length))
    return " · ".join(words)
