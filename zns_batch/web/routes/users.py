"""People and their rights, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import ALL_ACCOUNTS, Role, User
from zns_batch.errors import UsageError
from zns_batch.services.people.labels import account_label, rights_label
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.security.password_again import is_proved, password_again

router = APIRouter()

Admin = Annotated[PageContext, Depends(requires(admin=True))]

_MOST_LETTERS = 100
_GRAVE = frozenset({"rights", "link", "enable", "factor"})
_STOPS = frozenset({"disable", "sessions"})
"""Keeping somebody out is always safe: it asks for no password."""


@router.get("/settings/users")
async def users_page(context: Admin) -> Response:
    """List everybody with their rights."""
    people = await context.run_in_thread(context.app.people.list)
    return render(
        context,
        "users.html",
        people=[(each, rights_label(each, context.lang, "web")) for each in people],
    )


@router.get("/settings/users/new")
async def invite_page(context: Admin) -> Response:
    """Show the form of an invitation."""
    return await _show_new(context, Form())


@router.post("/settings/users/new")
async def invite(request: Request, context: Admin) -> Response:
    """Add a person, and show the link of the invitation, once."""
    form = await read_form(request)
    errors = await password_again(context, form)
    if not errors:
        chosen = _chosen(form, _accounts(context))
        try:
            user, token = await context.run_in_thread(
                context.app.people.add,
                form.get("login"),
                name=form.get("name")[:_MOST_LETTERS],
                lang=context.lang,
                admin=form.checked("admin"),
                grants={account: role for account, role in chosen.items() if role is not None},
                actor=context.actor,
            )
        except UsageError as error:
            errors = {"login": error_sentence(error, context.lang)}
        else:
            return _show_link(context, user, token)
    return await _show_new(context, form, errors)


@router.get("/settings/users/{user_id}")
async def user_page(user_id: str, context: Admin, saved: str = "") -> Response:
    """Show a person with rights and sessions."""
    return await _show(context, await _find(context, user_id), saved=bool(saved))


@router.post("/settings/users/{user_id}")
async def change_user(request: Request, user_id: str, context: Admin) -> Response:
    """Change a person's rights, make a link, let the person in no more or again."""
    user, form = await _find(context, user_id), await read_form(request)
    act = form.get("do")
    if act not in _GRAVE | _STOPS:
        raise PageError(400)
    errors = await password_again(context, form) if act in _GRAVE else {}
    if not errors:
        try:
            token = await context.run_in_thread(_act, context, user, act, form)
        except UsageError as error:
            errors = {"rights": error_sentence(error, context.lang)}
        else:
            if token:
                return _show_link(context, user, token)
            return see_other(f"/settings/users/{user.id}?saved=1")
    return await _show(context, user, form, errors)


def _act(context: PageContext, user: User, act: str, form: Form) -> str:
    """Do what a button says; return the secret of a link, if it made one."""
    people, actor = context.app.people, context.actor
    if act == "link":
        return people.link(user.login, actor=actor)[1]
    if act == "enable":
        people.enable(user.login, actor=actor)
    elif act == "disable":
        people.disable(user.login, actor=actor)
    elif act == "factor":
        people.reset_second_factor(user.login, actor=actor)
    elif act == "sessions":
        people.end_sessions(user, actor=actor)
    else:
        chosen = _chosen(form, _accounts(context, user))
        people.set_rights(user, admin=form.checked("admin"), grants=chosen, actor=actor)
    return ""


async def _find(context: PageContext, user_id: str) -> User:
    people = await context.run_in_thread(context.app.people.list)
    found = next((each for each in people if each.id == user_id), None)
    if found is None:
        raise PageError(404)
    return found


def _accounts(context: PageContext, user: User | None = None) -> list[str]:
    """Return what rights can be given for, and what the person has rights for."""
    theirs = sorted(user.grants) if user else []
    return list(dict.fromkeys((ALL_ACCOUNTS, *context.user.known_accounts, *theirs)))


def _chosen(form: Form, accounts: list[str]) -> dict[str, Role | None]:
    """Return the role for each account that the form has."""
    roles: dict[str, Role | None] = {"": None, **{role.value: role for role in Role}}
    chosen = {}
    for account in accounts:
        if form.checked(f"role-{account}"):
            value = form.get(f"role-{account}")
            if value not in roles:
                raise PageError(400)
            chosen[account] = roles[value]
    return chosen


def _matrix(
    context: PageContext, form: Form | None, user: User | None
) -> list[tuple[str, str, str]]:
    """Return the field, the words and the role of each account."""
    lines = []
    for account in _accounts(context, user):
        field = f"role-{account}"
        role = user.grants.get(account) if user else None
        now = role.value if role else ""
        typed = form.get(field) if form and form.checked(field) else now
        lines.append((field, account_label(account, context.lang, "web"), typed))
    return lines


def _roles(context: PageContext) -> list[tuple[str, str, bool]]:
    named = [(role.value, context.tr(f"web.role.{role.value}"), False) for role in Role]
    return [("", context.tr("web.users.no-role"), False), *named]


async def _show_new(
    context: PageContext, form: Form, errors: dict[str, str] | None = None
) -> Response:
    return render(
        context,
        "user_new.html",
        status=422 if errors else 200,
        form=form,
        admin=form.checked("admin"),
        matrix=_matrix(context, form, None),
        roles=_roles(context),
        proved=await is_proved(context),
        errors=errors or {},
        title_error=bool(errors),
    )


async def _show(
    context: PageContext,
    user: User,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
    *,
    saved: bool = False,
) -> Response:
    return render(
        context,
        "user.html",
        status=422 if errors else 200,
        user=user,
        own=user.id == context.user.id,
        rights=rights_label(user, context.lang, "web"),
        admin=form.checked("admin") if form else user.admin,
        matrix=_matrix(context, form, user),
        roles=_roles(context),
        sessions=await context.run_in_thread(context.app.sign_in.sessions_of, user.id),
        proved=await is_proved(context),
        saved=saved,
        errors=errors or {},
        title_error=bool(errors),
    )


def _show_link(context: PageContext, user: User, token: str) -> Response:
    return render(context, "user_link.html", user=user, link=context.url(f"/welcome/{token}"))
