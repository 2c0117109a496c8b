"""`user`: the people of the pages, added and let in by who has the machine."""

from typing import TYPE_CHECKING

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json, table
from zns_batch.cli.help import command, group
from zns_batch.cli.language import lang, tr
from zns_batch.domain.users import ALL_ACCOUNTS, Role

if TYPE_CHECKING:
    from zns_batch.domain.users import User
    from zns_batch.services.people.management import PeopleService

_ALL = "all"
"""What stands for every account on the command line, where `*` is a pattern."""

_NONE = "none"
_ROLES = [role.value for role in Role]
_LOGIN = click.argument("login")


@command("user add")
@_LOGIN
@o.option("--name", help_key="user-name", metavar="NAME", twin=False)
@o.option("--role", help_key="user-role", type=click.Choice(_ROLES), twin=False)
@o.option("--account", help_key="user-account", metavar="ACCOUNT", default=_ALL, twin=False)
@o.option("--admin", help_key="user-admin", is_flag=True, twin=False)
@o.JSON
@o.EVERYWHERE
def add_command(
    *, login: str, name: str | None, role: str | None, account: str, admin: bool, as_json: bool
) -> int:
    """Add a person."""
    from zns_batch.services.people.management import Actor

    people = _people()
    grants = {_account(account): Role(role)} if role else {}
    user, token = people.add(
        login,
        name=name,
        lang=lang(),
        admin=admin,
        grants=grants,
        actor=Actor.of_command_line(),
    )
    _show_link(user, token, "user.added", as_json=as_json)
    return 0


@command("user list")
@o.JSON
@o.EVERYWHERE
def list_command(*, as_json: bool) -> int:
    """List everybody."""
    everybody = _people().list()
    if as_json:
        output_json({"users": [_as_json(user) for user in everybody]})
    elif not everybody:
        output(tr("user.none"))
    else:
        heads = [tr(f"user.head.{head}") for head in ("login", "name", "state", "rights", "seen")]
        output(table(heads, [_line(user) for user in everybody]))
    return 0


@command("user link")
@_LOGIN
@o.JSON
@o.EVERYWHERE
def link_command(*, login: str, as_json: bool) -> int:
    """Make a one-time link."""
    from zns_batch.services.people.management import Actor

    user, token = _people().link(login, actor=Actor.of_command_line())
    _show_link(user, token, "user.link", as_json=as_json)
    return 0


@command("user disable")
@_LOGIN
@o.EVERYWHERE
def disable_command(*, login: str) -> int:
    """Let a person in no more."""
    from zns_batch.services.people.management import Actor

    user = _people().disable(login, actor=Actor.of_command_line())
    info("user.disabled-now", login=user.login)
    return 0


@command("user enable")
@_LOGIN
@o.EVERYWHERE
def enable_command(*, login: str) -> int:
    """Let a person in again."""
    from zns_batch.services.people.management import Actor

    user = _people().enable(login, actor=Actor.of_command_line())
    info("user.enabled-now", login=user.login)
    return 0


@command("user reset-factor")
@_LOGIN
@o.EVERYWHERE
def reset_factor_command(*, login: str) -> int:
    """Let a person sign in without a code, who has lost the phone."""
    from zns_batch.services.people.management import Actor

    user = _people().reset_second_factor(login, actor=Actor.of_command_line())
    info("user.factor-reset", login=user.login)
    return 0


@command("user grant")
@_LOGIN
@click.argument("account")
@click.argument("role", type=click.Choice([*_ROLES, _NONE]))
@o.EVERYWHERE
def grant_command(*, login: str, account: str, role: str) -> int:
    """Give a person a role for an account."""
    from zns_batch.services.people.labels import account_label
    from zns_batch.services.people.management import Actor

    chosen = None if role == _NONE else Role(role)
    name = _account(account)
    user = _people().grant(login, name, chosen, actor=Actor.of_command_line())
    key = "user.granted" if chosen else "user.taken-away"
    words = {"role": tr(f"web.role.{chosen.value}")} if chosen else {}
    info(key, login=user.login, account=account_label(name, lang()), **words)
    return 0


user_command = group(
    "user",
    add_command,
    list_command,
    link_command,
    grant_command,
    disable_command,
    enable_command,
    reset_factor_command,
)


def _people() -> "PeopleService":
    from zns_batch.cli.console import start
    from zns_batch.core.clock import SystemClock
    from zns_batch.services.people.management import PeopleService

    return PeopleService(start(), SystemClock())


def _account(name: str) -> str:
    """Return an account's name as grants have it.

    Raises:
        UsageError: There is no such account.

    """
    from zns_batch.errors import UsageError
    from zns_batch.settings.accounts import account_names

    if name in {_ALL, ALL_ACCOUNTS}:
        return ALL_ACCOUNTS
    names = account_names()
    if name not in names:
        raise UsageError("user.no-account", account=name, names=", ".join([*names, _ALL]))
    return name


def _show_link(user: "User", token: str, key: str, *, as_json: bool) -> None:
    import os

    from zns_batch.settings.web import load_web

    base = load_web().url or f"http://127.0.0.1:{os.environ.get('ZNS_PORT') or 8484}"
    url = f"{base}/welcome/{token}"
    if as_json:
        output_json({"user": _as_json(user), "link": url})
        return
    info(key, login=user.login)
    output(url, wrap=False)


def _line(user: "User") -> list[str]:
    from zns_batch.core.clock import in_vietnam
    from zns_batch.i18n import format_datetime
    from zns_batch.services.people.labels import rights_label

    seen = "–" if user.seen_at is None else format_datetime(in_vietnam(user.seen_at), lang())
    return [
        user.login,
        user.name,
        tr(f"user.state.{user.state.value}"),
        rights_label(user, lang()),
        seen,
    ]


def _as_json(user: "User") -> dict[str, object]:
    return {
        "login": user.login,
        "name": user.name,
        "state": user.state.value,
        "admin": user.admin,
        "grants": {account: role.value for account, role in sorted(user.grants.items())},
        "created_at": user.created_at.isoformat(),
        "seen_at": user.seen_at.isoformat() if user.seen_at else None,
    }
