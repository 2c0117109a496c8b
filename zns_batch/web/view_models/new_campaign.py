"""What the upload page offers: accounts, templates and what the chosen one needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zns_batch.domain.template import ENABLED, ProviderTemplate, Template
from zns_batch.domain.users import Role
from zns_batch.errors import SettingsError, TemplateError
from zns_batch.services.lists.service import UploadedLists
from zns_batch.settings.accounts import load_account
from zns_batch.settings.paths import template_folders
from zns_batch.templates.render import render_pieces
from zns_batch.templates.repository import at_account, ids_in, readable_templates
from zns_batch.web.account_choice import AccountOption, account_options
from zns_batch.web.dependencies import PageContext
from zns_batch.web.view_models.message_lines import Line, message_lines

AT_ACCOUNT = "account:"
"""Begins the choice of a template that only the account has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateChoice:
    """A template in the list."""

    key: str
    name: str
    usable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountTemplate:
    """A template that only the account has, and no file yet."""

    template_id: str
    name: str
    may_pull: bool

    @property
    def key(self) -> str:
        """What the list of templates sends for it; no file's name begins like that."""
        return f"{AT_ACCOUNT}{self.template_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class LastTime:
    """The list that the person uploaded last."""

    file: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadOffer:
    """Everything that the upload page offers."""

    accounts: tuple[str, ...]
    #: The same, with whom customers see as the sender.
    options: tuple[AccountOption, ...]
    account: str
    #: Whom customers see as the sender: the OA's name where it is known.
    sender: str
    templates: tuple[TemplateChoice, ...]
    #: The chosen template; `None` when there is none.
    template: Template | None
    #: The chosen template, where only the account has it and the person may pull it.
    to_pull: AccountTemplate | None
    #: The account has not told its templates yet.
    asking: bool
    #: The columns that it needs, by the words of a blank list.
    columns: tuple[str, ...]
    #: Its text as a customer sees it; empty when it is not known.
    lines: tuple[Line, ...]
    last: LastTime | None
    max_mb: int

    @property
    def chosen(self) -> str:
        """The choice in the list of templates; empty when there is none."""
        if self.to_pull is not None:
            return self.to_pull.key
        return "" if self.template is None else self.template.key


def new_campaign(
    context: PageContext, lists: UploadedLists, *, account: str, template: str
) -> UploadOffer:
    """Return what the upload page offers.

    Args:
        context: The page's.
        lists: The uploaded lists.
        account: The account that was asked for; empty for the one of last time.
        template: The template that was asked for, likewise.

    """
    accounts = context.user.accounts(Role.PREPARER)
    last = lists.latest(context.user.id)
    if account not in accounts:
        account = last.account if last and last.account in accounts else next(iter(accounts), "")
    files = readable_templates(template_folders())
    found = _templates(context, account, files)
    usable = [choice.key for choice, _ in found if choice.usable]
    offered = context.app.sending.answers.known_templates(account)
    known = {each for template in files.values() if template for each in ids_in(template)}
    only_there = _only_at_account(context, account, offered or (), known)
    to_pull = next((each for each in only_there if each.key == template and each.may_pull), None)
    wanted = [template, last.template if last else "", *usable[:1]]
    key = next((each for each in wanted if each in usable), "")
    chosen = next((each for choice, each in found if choice.key == key), None)
    return UploadOffer(
        accounts=accounts,
        options=account_options(accounts) if len(accounts) > 1 else (),
        account=account,
        sender=sender_name(account),
        templates=(
            *(choice for choice, _ in found if choice.usable),
            *(_choice(context, each) for each in only_there),
            *(choice for choice, _ in found if not choice.usable),
        ),
        template=chosen,
        to_pull=to_pull,
        asking=offered is None and bool(account),
        columns=() if chosen is None else _columns(context, chosen),
        lines=() if chosen is None else _lines(chosen),
        last=None if last is None else LastTime(file=last.name, at=last.touched_at),
        max_mb=context.app.settings.max_upload_mb,
    )


def _templates(
    context: PageContext, account: str, files: Mapping[str, Template | None]
) -> Sequence[tuple[TemplateChoice, Template | None]]:
    """Return the templates of the folders, those that can't be used last and with why."""
    usable: list[tuple[TemplateChoice, Template | None]] = []
    others: list[tuple[TemplateChoice, Template | None]] = []
    for key, template in files.items():
        if template is None:
            words = context.tr("web.new.unusable", name=key, why=context.tr("web.new.broken"))
            others.append((TemplateChoice(key=key, name=words, usable=False), None))
            continue
        name = f"{template.name} ({template.template_id or key})"
        try:
            usable.append(
                (TemplateChoice(key=key, name=name, usable=True), at_account(template, account))
            )
        except TemplateError:
            why = context.tr("web.new.other-account")
            words = context.tr("web.new.unusable", name=name, why=why)
            others.append((TemplateChoice(key=key, name=words, usable=False), None))
    return [*usable, *others]


def _only_at_account(
    context: PageContext, account: str, offered: Sequence[ProviderTemplate], known: Collection[str]
) -> list[AccountTemplate]:
    """Return the approved templates of an account that no file describes."""
    may_pull = context.user.may(Role.SENDER, account)
    return [
        AccountTemplate(template_id=each.template_id, name=each.name, may_pull=may_pull)
        for each in offered
        if each.status in {ENABLED, ""} and each.template_id not in known
    ]


def _choice(context: PageContext, template: AccountTemplate) -> TemplateChoice:
    name = f"{template.name or template.template_id} ({template.template_id})"
    key = "web.new.not-pulled" if template.may_pull else "web.new.not-pulled-sender"
    words = context.tr(key, name=name)
    return TemplateChoice(key=template.key, name=words, usable=template.may_pull)


def sender_name(account: str) -> str:
    """Return the name that customers see above a message: the OA's, or else the account's."""
    try:
        return load_account(account, with_secrets=False).oa_name or account
    except SettingsError:
        return account


def _columns(context: PageContext, template: Template) -> tuple[str, ...]:
    phone = next(iter(template.phone), context.tr("web.columns.phone"))
    names = (next(iter(param.columns), param.name) for param in template.params.values())
    return (phone, *dict.fromkeys(names))


def _lines(template: Template) -> tuple[Line, ...]:
    """Return a template's text with an example, or the name, in the place of each parameter."""
    names = {name: param.example or name for name, param in template.params.items()}
    return message_lines(render_pieces(template, names) or ())
