"""What a list needs before it is uploaded: the accounts, and their templates."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.template import Template
from zns_batch.domain.users import Role
from zns_batch.errors import TemplateError
from zns_batch.rest.answers import IfNoneMatch, json_answer
from zns_batch.rest.context import ApiContext, needs
from zns_batch.rest.described import described, problems
from zns_batch.rest.models.common import AccountName
from zns_batch.rest.models.places import (
    AccountsAnswer,
    ParameterAnswer,
    SenderAccountAnswer,
    TemplateEntryAnswer,
    TemplatesAnswer,
)
from zns_batch.services.accounts.answers import QuotaAnswer
from zns_batch.services.campaigns.destination import destination_of
from zns_batch.settings.accounts import AccountSettings, load_account
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import at_account, readable_templates

router = APIRouter(tags=["accounts and templates"])

Viewer = Annotated[ApiContext, Depends(needs(Role.VIEWER))]


@router.get(
    "/accounts",
    operation_id="listAccounts",
    summary="The sender accounts",
    responses=described(AccountsAnswer, 200, tag=True) | problems(422),
)
async def accounts(
    request: Request,
    context: Viewer,
    *,
    quota: Annotated[
        bool, Query(description="Also ask the provider what is left of the day's quota.")
    ] = False,
    _tag: IfNoneMatch = None,
) -> Response:
    """Tells the accounts that the key is for; never a secret of theirs."""
    names = await context.accounts()
    answers = [QuotaAnswer() for _ in names]
    if quota:
        answers = list(await asyncio.gather(*map(context.app.sending.answers.quota, names)))
    settings = await context.run_in_thread(
        lambda: [load_account(name, with_secrets=False) for name in names]
    )
    listed = [_account(one, answer) for one, answer in zip(settings, answers, strict=True)]
    return json_answer(request, AccountsAnswer(accounts=listed))


def _account(account: AccountSettings, answer: QuotaAnswer) -> SenderAccountAnswer:
    quota = answer.quota
    return SenderAccountAnswer(
        account=account.name,
        provider=account.provider,
        oa_id=account.oa_id,
        oa_name=account.oa_name,
        practice=destination_of(account).is_practice,
        rate=account.rate,
        window=account.window,
        quota_daily=None if quota is None else quota.daily,
        quota_remaining=None if quota is None else quota.remaining,
    )


@router.get(
    "/templates",
    operation_id="listTemplates",
    summary="The templates of an account",
    responses=described(TemplatesAnswer, 200, tag=True) | problems(404, 422),
)
async def templates(
    request: Request,
    context: Viewer,
    account: Annotated[
        AccountName | None, Query(description="May be left out with one alone.")
    ] = None,
    _tag: IfNoneMatch = None,
) -> Response:
    """Tells the templates that lists can be uploaded for: `template pull` adds one."""
    name = await context.account_or_only(account)
    files = await context.run_in_thread(readable_templates, template_folders())
    listed = []
    for template in files.values():
        try:
            listed += [] if template is None else [_template(at_account(template, name))]
        except TemplateError:
            # Its file names ids for other accounts alone.
            continue
    return json_answer(request, TemplatesAnswer(templates=listed))


def _template(template: Template) -> TemplateEntryAnswer:
    return TemplateEntryAnswer(
        template=template.key,
        template_id=template.template_id,
        name=template.name,
        tag=template.tag,
        price=template.price,
        text=template.text,
        parameters=[
            ParameterAnswer(
                name=param.name,
                type=param.type.value,
                required=param.required,
                max_length=param.max_length,
                columns=list(param.columns),
            )
            for param in template.params.values()
        ],
    )
