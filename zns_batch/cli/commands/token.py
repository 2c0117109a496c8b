"""`token`: keys of the JSON API, made and taken back by who has the machine."""

from typing import TYPE_CHECKING

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json, start, table
from zns_batch.cli.help import command, group
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.i18n import format_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from zns_batch.ledger.people.api_tokens import ApiToken

_ALL = "all"
"""What stands for every account on the command line, where `*` is a pattern."""


@command("token create")
@click.argument("name")
@o.option("--account", help_key="token-account", metavar="ACCOUNT", required=True, twin=False)
@o.option(
    "--role",
    help_key="token-role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    twin=False,
)
@o.option(
    "--days",
    help_key="token-days",
    type=click.INT,
    metavar="N",
    default=90,
    show_default=True,
    twin=False,
)
@o.JSON
@o.EVERYWHERE
def create_command(*, name: str, account: str, role: str, days: int, as_json: bool) -> int:
    """Make a key."""
    from zns_batch.services.people.labels import account_label
    from zns_batch.services.people.management import Actor
    from zns_batch.services.people.tokens import TokenService

    token, secret = TokenService(start(), SystemClock()).create(
        name,
        account=ALL_ACCOUNTS if account == _ALL else account,
        role=Role(role),
        days=days,
        actor=Actor.of_command_line(),
    )
    if as_json:
        output_json({"token": _as_json(token), "secret": secret})
        return 0
    info(
        "token.created",
        id=token.id,
        name=token.name,
        role=tr(f"web.role.{token.role.value}"),
        account=account_label(token.account, lang()),
        until=_moment(token.ends_at),
    )
    output(secret, wrap=False)
    return 0


@command("token list")
@o.JSON
@o.EVERYWHERE
def list_command(*, as_json: bool) -> int:
    """List the keys."""
    from zns_batch.services.people.tokens import TokenService

    tokens = TokenService(start(), SystemClock()).list()
    if as_json:
        output_json({"tokens": [_as_json(token) for token in tokens]})
    elif not tokens:
        output(tr("token.none"))
    else:
        heads = ("id", "name", "account", "role", "state", "seen")
        lines = [_line(token) for token in tokens]
        output(table([tr(f"token.head.{head}") for head in heads], lines))
    return 0


@command("token revoke")
@click.argument("token_id", metavar="ID")
@o.EVERYWHERE
def revoke_command(*, token_id: str) -> int:
    """Take a key back."""
    from zns_batch.services.people.management import Actor
    from zns_batch.services.people.tokens import TokenService

    service = TokenService(start(), SystemClock())
    token = service.revoke(token_id, actor=Actor.of_command_line())
    info("token.revoked", id=token.id, name=token.name)
    return 0


token_command = group("token", create_command, list_command, revoke_command)


def _moment(when: "datetime") -> str:
    return format_datetime(in_vietnam(when), lang())


def _line(token: "ApiToken") -> list[str]:
    from zns_batch.services.people.labels import account_label

    if token.revoked_at is not None:
        state = tr("token.state.revoked", when=_moment(token.revoked_at))
    elif token.works(SystemClock().now()):
        state = tr("token.state.works", when=_moment(token.ends_at))
    else:
        state = tr("token.state.ended", when=_moment(token.ends_at))
    return [
        token.id,
        token.name,
        account_label(token.account, lang()),
        tr(f"web.role.{token.role.value}"),
        state,
        "–" if token.seen_at is None else _moment(token.seen_at),
    ]


def _as_json(token: "ApiToken") -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "account": token.account,
        "role": token.role.value,
        "made_by": token.made_by,
        "created_at": token.created_at.isoformat(),
        "ends_at": token.ends_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "seen_at": token.seen_at.isoformat() if token.seen_at else None,
    }
