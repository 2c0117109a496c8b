"""The never-send list: numbers that no campaign is ever sent to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.core.masking import mask_phone
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.ledger.customers.never_send_entries import NeverSendEntry
from zns_batch.rest.answers import (
    IdempotencyKey,
    IfNoneMatch,
    answer_once,
    json_answer,
    kept_answer,
    whole_number,
)
from zns_batch.rest.context import ApiContext, needs
from zns_batch.rest.described import described, problems
from zns_batch.rest.models.common import AccountName, Cursor
from zns_batch.rest.models.places import (
    SuppressBody,
    SuppressChangeAnswer,
    SuppressedAnswer,
    SuppressedEntryAnswer,
    UnsuppressBody,
)
from zns_batch.services.customers.never_send import add_numbers, listed_numbers, remove_numbers
from zns_batch.services.people.idempotency import KeyedRequest, StoredAnswer

router = APIRouter(tags=["suppressed"])

Viewer = Annotated[ApiContext, Depends(needs(Role.VIEWER))]
Sender = Annotated[ApiContext, Depends(needs(Role.SENDER))]

_PAGE = 200


async def _scope(context: ApiContext, account: str | None, least: Role) -> str | None:
    """Return the account that is meant; `None` for all of them, with a key for all.

    Raises:
        ApiError: It is none of the key's.

    """
    if account is None and context.token.account == ALL_ACCOUNTS:
        return None
    name = await context.account_or_only(account or context.token.account)
    context.require(least, name)
    return name


@router.get(
    "/suppressed",
    operation_id="listSuppressed",
    summary="The never-send list",
    responses=described(SuppressedAnswer, 200, tag=True) | problems(404, 422),
)
async def show(
    request: Request,
    context: Viewer,
    account: Annotated[AccountName | None, Query()] = None,
    after: Annotated[Cursor | None, Query(description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = _PAGE,
    _tag: IfNoneMatch = None,
) -> Response:
    """Tells the numbers that nothing is ever sent to, those for all accounts too."""
    scope = await _scope(context, account, Role.VIEWER)
    entries = await context.run_in_thread(listed_numbers, context.app.ledger, account=scope)
    first = whole_number(after)
    whole = context.token.role.covers(Role.PREPARER)
    page = entries[first : first + limit]
    more = first + limit < len(entries)
    answer = SuppressedAnswer(
        total=len(entries),
        suppressed=[_entry(entry, whole=whole) for entry in page],
        next=str(first + limit) if more else None,
    )
    return json_answer(request, answer)


def _entry(entry: NeverSendEntry, *, whole: bool) -> SuppressedEntryAnswer:
    phone = entry.recipient
    return SuppressedEntryAnswer(
        phone=phone if phone is None or whole else mask_phone(phone),
        account=entry.account,
        source=entry.source.value,
        why=entry.why,
        added_at=entry.added_at,
    )


@router.post(
    "/suppressed",
    operation_id="addSuppressed",
    summary="Put numbers on it",
    responses=described(SuppressChangeAnswer, 200) | problems(404, 422),
)
async def add(body: SuppressBody, context: Sender, key: IdempotencyKey = None) -> Response:
    """Puts numbers on the list; rows of theirs that wait anywhere are not sent from then on."""

    async def work(_keyed: KeyedRequest) -> StoredAnswer:
        scope = await _scope(context, body.account, Role.SENDER)
        added = await context.run_in_thread(
            add_numbers,
            context.app.ledger,
            body.phones,
            account=scope,
            why=body.why,
            by=context.token.name,
            now=context.now,
        )
        await context.note("suppress-add", account=scope, number=added.added)
        return kept_answer(
            SuppressChangeAnswer(added=added.added, known=added.known, rows=added.rows)
        )

    return await answer_once(context, key, work, body=body)


@router.delete(
    "/suppressed",
    operation_id="removeSuppressed",
    summary="Take numbers off it",
    responses=described(SuppressChangeAnswer, 200) | problems(404, 422),
)
async def remove(body: UnsuppressBody, context: Sender, key: IdempotencyKey = None) -> Response:
    """Takes numbers off the list; rows that were left out because of them stay left out."""

    async def work(_keyed: KeyedRequest) -> StoredAnswer:
        scope = await _scope(context, body.account, Role.SENDER)
        gone = await context.run_in_thread(
            remove_numbers, context.app.ledger, body.phones, account=scope
        )
        await context.note("suppress-remove", account=scope, number=gone)
        return kept_answer(SuppressChangeAnswer(removed=gone))

    return await answer_once(context, key, work, body=body)
