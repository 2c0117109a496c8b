"""`journey create`, `journey check`: one journey token, created or looked up by a person."""

from typing import TYPE_CHECKING

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json
from zns_batch.cli.help import command, group
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.core.masking import mask_phone
from zns_batch.i18n import format_datetime

if TYPE_CHECKING:
    from datetime import datetime


@command("journey create")
@click.argument("phone")
@o.KIND
@o.option("--again", help_key="journey-again", is_flag=True)
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def create_command(
    *, phone: str, kind: str, again: bool, account: str | None, as_json: bool
) -> int:
    """Get the token of a phone."""
    import asyncio

    from zns_batch.cli.console import start
    from zns_batch.domain.journey import JourneyKind
    from zns_batch.services.journeys.manual import create
    from zns_batch.settings.accounts import load_account

    sender = load_account(account)
    created = asyncio.run(create(start(), sender, phone, JourneyKind(kind), again=again))
    entry = created.entry
    if as_json:
        output_json(
            {
                "token": entry.token,
                "journey_id": entry.journey_id,
                "kind": created.kind.value,
                "expires_at": _iso(entry.expires_at),
                "new": created.new,
            }
        )
        return 0
    key = "journey.minted" if created.new else "journey.kept"
    info(key, kind=created.kind.value, phone=mask_phone(created.phone))
    output(tr("journey.token", token=entry.token or "—"))
    _show(entry.journey_id, until=entry.expires_at)
    return 0


@command("journey check")
@click.argument("token")
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def check_command(*, token: str, account: str | None, as_json: bool) -> int:
    """Ask the provider what a token is."""
    import asyncio

    from zns_batch.services.journeys.manual import check
    from zns_batch.settings.accounts import load_account

    journey = asyncio.run(check(load_account(account), token))
    expires_at = journey.expires_at if journey else None
    expired = expires_at is not None and expires_at <= SystemClock().now()
    good = journey is not None and not expired
    if as_json:
        output_json(
            {
                "good": good,
                "known": journey is not None,
                "journey_id": journey.journey_id if journey else None,
                "created_at": _iso(journey.created_at if journey else None),
                "expires_at": _iso(expires_at),
            }
        )
    elif journey is None:
        info("journey.unknown")
    else:
        info("journey.over" if expired else "journey.good")
        _show(journey.journey_id, since=journey.created_at, until=expires_at)
    return 0 if good else 1


def _show(
    journey_id: str | None, *, since: "datetime | None" = None, until: "datetime | None"
) -> None:
    if journey_id:
        output(tr("journey.id", id=journey_id))
    if since is not None:
        output(tr("journey.since", since=format_datetime(in_vietnam(since), lang())))
    if until is not None:
        output(tr("journey.until", until=format_datetime(in_vietnam(until), lang())))


def _iso(moment: "datetime | None") -> str | None:
    return in_vietnam(moment).isoformat() if moment is not None else None


journey_command = group("journey", create_command, check_command)
