"""Fetches an account's templates, compares them with the local files, and writes them to files."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zns_batch.domain.template import (
    ENABLED,
    Param,
    ParamType,
    ProviderParam,
    ProviderTemplate,
    Template,
)
from zns_batch.errors import ProviderError, StoppedError, TemplateError, ZnsBatchError
from zns_batch.i18n import Face, Lang, Value, translate
from zns_batch.providers import AccountClient, capabilities
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.settings.accounts import AccountSettings
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import (
    at_account,
    ids_of,
    is_id,
    load_template,
    template_files,
)
from zns_batch.templates.sync import (
    PlannedPull,
    PulledTemplate,
    file_name,
    has_id,
    plan_pull,
)

_TESTABLE = frozenset({ENABLED, "PENDING_REVIEW"})
"""What a test send to an administrator may use (Zalo's page on development mode)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateDifference:
    """One difference between the account's template and the local file."""

    #: The catalogue key of the sentence, and its values.
    key: str
    params: dict[str, Value]

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the sentence for a person who reads `lang`, on a page for the face `web`."""
        return translate(self.key, lang, face, **self.params)


async def ask_template(
    account: AccountSettings, template_id: str, *, client: AccountClient | None = None
) -> ProviderTemplate | None:
    """Ask the account for a template; `None` when its provider does not tell templates.

    With a client of the caller, that one is used and stays open.

    Raises:
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.
        StoppedError: The account has no such template.

    """
    if not capabilities(account.provider).templates:
        return None
    used = client or account_client_of(account)
    try:
        template = await used.template(template_id)
    finally:
        if client is None:
            await used.close()
    if template is None:
        raise StoppedError("template.not-at-account", id=template_id, account=account.name)
    return template


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateComparison:
    """The result of comparing a local template with the account's."""

    #: The template that counts for the campaign.
    template: Template
    #: Where the account's differs from the local file.
    differences: tuple[TemplateDifference, ...] = ()
    #: The template as the account has it; `None` when it could not be asked.
    offered: ProviderTemplate | None = None
    #: Why it could not be asked; `None` when it could, or when the provider never tells.
    trouble: ZnsBatchError | None = None


async def compare(
    account: AccountSettings,
    template: Template,
    *,
    mode: str | None,
    client: AccountClient | None = None,
) -> TemplateComparison:
    """Compare a local template with the account's before a run.

    A provider that can't be asked now is no reason not to start: the first message will tell.

    Raises:
        SettingsError: Credentials are missing.
        StoppedError: The account has no such template, or does not let it be sent.

    """
    try:
        offered = await ask_template(account, template.template_id, client=client)
    except ProviderError as error:
        return TemplateComparison(template=template, trouble=error)
    if offered is None:
        return TemplateComparison(template=template)
    refuse_unusable(offered, mode=mode)
    held, differences = merged(template, offered)
    return TemplateComparison(template=held, differences=tuple(differences), offered=offered)


async def current_template(
    account: AccountSettings,
    ref: str,
    *,
    mode: str | None = None,
    client: AccountClient | None = None,
) -> TemplateComparison:
    """Return a template as it counts for an account now: its file, held to what the account says.

    Args:
        account: The account.
        ref: The template's path, name or id.
        mode: `development` for test sends.
        client: The account's client, if the caller has one.

    Raises:
        TemplateError: The template is unknown or broken.
        SettingsError: Credentials are missing.
        ProviderError: A template that only the account has could not be asked for.
        StoppedError: The account has no such template, or does not let it be sent.

    """
    if is_account_only(ref):
        known = await account_only_template(account, ref, mode=mode, client=client)
        if known is not None:
            return known
    template = at_account(
        load_template(ref, folders=template_folders(), account=account.name), account.name
    )
    return await compare(account, template, mode=mode, client=client)


def is_account_only(ref: str) -> bool:
    """Tell whether a template's path, name or id is an id that no local file has."""
    folders = template_folders()
    return is_id(ref) and ref not in template_files(folders) and ref not in ids_of(folders)


async def account_only_template(
    account: AccountSettings,
    template_id: str,
    *,
    mode: str | None,
    client: AccountClient | None = None,
) -> TemplateComparison | None:
    """Return the account's template; `None` when the provider does not tell templates.

    Raises:
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.
        StoppedError: The account has no such template, or does not let it be sent.

    """
    offered = await ask_template(account, template_id, client=client)
    if offered is None:
        return None
    refuse_unusable(offered, mode=mode)
    return TemplateComparison(template=template_of(offered), offered=offered)


async def ask_templates(account: AccountSettings) -> list[ProviderTemplate]:
    """Ask the account for all its templates, the newest first.

    Raises:
        UsageError: Its provider does not tell templates.
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.

    """
    client = account_client_of(account)
    try:
        return await client.templates()
    finally:
        await client.close()


def refuse_unusable(offered: ProviderTemplate, *, mode: str | None) -> None:
    """Refuse a template that may not be sent.

    Raises:
        StoppedError: It may not be sent.

    """
    usable = _TESTABLE if mode == "development" else {ENABLED}
    if offered.status in usable or not offered.status:
        return
    raise StoppedError(
        "template.not-enabled",
        id=offered.template_id,
        name=offered.name,
        status=offered.status,
        why=offered.reason or "–",
    )


def merged(
    template: Template, offered: ProviderTemplate
) -> tuple[Template, list[TemplateDifference]]:
    """Return a template held to what the account says, and how it differed.

    The account decides what a message must hold and what it costs. The local file decides what
    feeds it.
    """
    known = {param.name: param for param in offered.params}
    if not known:
        return _priced(template, offered), list(_price_differs(template, offered))
    params = {}
    for name, param in template.params.items():
        theirs = known.get(name)
        if theirs is None:
            params[name] = param
            continue
        lengths = [each for each in (param.max_length, theirs.max_length) if each is not None]
        params[name] = replace(
            param,
            required=param.required or (theirs.required and param.default is None),
            max_length=min(lengths, default=None),
            min_length=max(param.min_length, theirs.min_length),
            accept_empty=param.accept_empty and theirs.accepts_empty,
        )
    missing = [param for param in offered.params if param.name not in params]
    params |= {param.name: param_of(param) for param in missing if param.required}
    differences = [*_price_differs(template, offered), *_params_differ(template, offered)]
    return replace(_priced(template, offered), params=params), differences


def template_of(offered: ProviderTemplate) -> Template:
    """Return a template that is known from the account alone."""
    return Template(
        template_id=offered.template_id,
        name=offered.name or offered.template_id,
        key=offered.template_id,
        tag=offered.tag,
        price=offered.price,
        price_uid=offered.price_by_user,
        timeout=round(offered.timeout_seconds) if offered.timeout_seconds else None,
        params={param.name: param_of(param) for param in offered.params},
    )


def param_of(offered: ProviderParam) -> Param:
    """Return a parameter that is known from the account alone."""
    return Param(
        name=offered.name,
        type=ParamType.URL if offered.in_link else ParamType.TEXT,
        required=offered.required,
        max_length=offered.max_length,
        min_length=offered.min_length,
        accept_empty=offered.required and offered.accepts_empty,
    )


async def plan_pull_of(
    account: AccountSettings, template_id: str, *, name: str | None = None
) -> PlannedPull:
    """Return what pulling a template of the account will write into `templates/`; write nothing yet.

    Args:
        account: The account.
        template_id: The provider's id.
        name: The file's name without its ending, for a new file; the template's own otherwise.

    Raises:
        UsageError: Its provider does not tell templates.
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.
        TemplateError: The account has no such template, or the file can't be read.

    """
    client = account_client_of(account)
    sample: dict[str, str] = {}
    try:
        template = await client.template(template_id)
        if template is not None and capabilities(account.provider).sample_data:
            sample = dict(await client.sample(template_id))
    finally:
        await client.close()
    if template is None:
        raise TemplateError("template.not-at-account", id=template_id, account=account.name)
    # The last folder ships with the program. A file in any other is the one that people use.
    folders = template_folders()[:-1]
    files = template_files(folders)
    path = next((file for file in files.values() if has_id(file, template.template_id)), None)
    if path is None:
        stem = name or file_name(template)
        path = folders[0] / f"{f'{stem}-{template.template_id}' if stem in files else stem}.toml"
    return plan_pull(path, template, sample)


async def pull_template(
    account: AccountSettings, template_id: str, *, name: str | None
) -> PulledTemplate:
    """Write a template of the account into the working folder's `templates/`.

    Args:
        account: The account.
        template_id: The provider's id.
        name: The file's name without its ending, for a new file; the template's own otherwise.

    Raises:
        UsageError: Its provider does not tell templates.
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.
        TemplateError: The account has no such template, or the file can't be written.

    """
    planned = await plan_pull_of(account, template_id, name=name)
    return planned.write()


def _priced(template: Template, offered: ProviderTemplate) -> Template:
    timeout = round(offered.timeout_seconds) if offered.timeout_seconds else template.timeout
    price = template.price if offered.price is None else offered.price
    by_user = offered.price_by_user
    return replace(
        template,
        price_uid=template.price_uid if by_user is None else by_user,
        price=price,
        timeout=timeout,
        tag=offered.tag or template.tag,
    )


def _price_differs(template: Template, offered: ProviderTemplate) -> Iterator[TemplateDifference]:
    # Of a campaign to user ids the price is that of a message to one.
    prices = {template.price, offered.price}
    if None not in prices and template.price not in {offered.price, offered.price_by_user}:
        yield TemplateDifference(
            key="template.price-differs",
            params={"ours": template.price or 0, "theirs": offered.price or 0},
        )


def _params_differ(template: Template, offered: ProviderTemplate) -> Iterator[TemplateDifference]:
    known = {param.name: param for param in offered.params}
    for name, param in template.params.items():
        theirs = known.get(name)
        if theirs is None:
            yield TemplateDifference(key="template.param-gone", params={"name": name})
        elif theirs.max_length and param.max_length and theirs.max_length < param.max_length:
            lengths: dict[str, Value] = {"ours": param.max_length, "theirs": theirs.max_length}
            yield TemplateDifference(key="template.shorter", params={"name": name, **lengths})
        if theirs is not None:
            yield from _values_differ(param, theirs)
        if theirs is not None and theirs.required and not param.required and param.default is None:
            yield TemplateDifference(key="template.now-required", params={"name": name})
    for new in offered.params:
        if new.required and new.name not in template.params:
            yield TemplateDifference(key="template.param-new", params={"name": new.name})


def _values_differ(param: Param, theirs: ProviderParam) -> Iterator[TemplateDifference]:
    if theirs.min_length > max(param.min_length, 1):
        lengths: dict[str, Value] = {"theirs": theirs.min_length}
        yield TemplateDifference(key="template.at-least", params={"name": param.name, **lengths})
    if param.accept_empty and not theirs.accepts_empty:
        yield TemplateDifference(key="template.not-empty", params={"name": param.name})
    if theirs.in_link and param.type is ParamType.TEXT:
        yield TemplateDifference(key="template.in-link", params={"name": param.name})
