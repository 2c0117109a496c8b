"""`journey create`, `journey check`: one token, asked for or looked at by a person."""

from typing import TYPE_CHECKING, Any

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

    from zns_batch.domain.journey import Journey
    from zns_batch.services.journeys.manual import Made


@command("journey create")
@click.argument("phone")
@o.KIND
@o.option("--again", help_key="journey-again", is_flag=True)
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def create_command(
    *, phone: str, kind: str, again: bool, account: str | None, as_json: bool, **_asked: Any
) -> int:
    """Get the token of a phone."""
    from zns_batch.cli.console import start
    from zns_batch.domain.journey import JourneyKind
    from zns_batch.services.journeys.manual import create
    from zns_batch.settings.accounts import load_account

    found = load_account(account)
    made = create(start(), found, phone, JourneyKind(kind), again=again)
    if as_json:
        output_json(_made_as_json(made))
    else:
        _show_made(made)
    return 0


def _show_made(made: "Made") -> None:
    key = "journey.minted" if made.new else "journey.kept"
    info(key, kind=made.kind.value, phone=mask_phone(made.phone))
    _show(made.entry.token, made.entry.journey_id, made.entry.expires_at)


def _show(token: str | None, journey_id: str | None, until: "datetime | None") -> None:
    output(tr("journey.token", token=token or "—"))
    if journey_id:
        output(tr("journey.id", id=journey_id))
    if until is not None:
        output(tr("journey.until", until=format_datetime(in_vietnam(until), lang())))


def _made_as_json(made: "Made") -> dict[str, object]:
    return {
        "token": made.entry.token,
        "journey_id": made.entry.journey_id,
        "kind": made.kind.value,
        "expires_at": _iso(made.entry.expires_at),
        "new": made.new,
    }


@command("journey check")
@click.argument("token")
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def check_command(*, token: str, account: str | None, as_json: bool, **_asked: Any) -> int:
    """Ask the provider what a token is."""
    from zns_batch.services.journeys.manual import check
    from zns_batch.settings.accounts import load_account

    found = check(load_account(account), token)
    good = found is not None and not _is_over(found)
    if as_json:
        output_json(_checked_as_json(found, good=good))
    else:
        _show_checked(found)
    return 0 if good else 1


def _is_over(found: "Journey") -> bool:
    return found.expires_at is not None and found.expires_at <= SystemClock().now()


def _show_checked(found: "Journey | None") -> None:
    if found is None:
        info("journey.unknown")
        return
    info("journey.over" if _is_over(found) else "journey.good")
    if found.journey_id:
        output(tr("journey.id", id=found.journey_id))
    if found.created_at is not None:
        output(tr("journey.since", since=format_datetime(in_vietnam(found.created_at), lang())))
    if found.expires_at is not None:
        output(tr("journey.until", until=format_datetime(in_vietnam(found.expires_at), lang())))


def _checked_as_json(found: "Journey | None", *, good: bool) -> dict[str, object]:
    return {
        "good": good,
        "known": found is not None,
        "journey_id": found.journey_id if found else None,
        "created_at": _iso(found.created_at if found else None),
        "expires_at": _iso(found.expires_at if found else None),
    }


def _iso(when: "datetime | None") -> str | None:
    return in_vietnam(when).isoformat() if when is not None else None


journey_command = group("journey", create_command, check_command)
