"""`account list`, `account status`, `account login`, `account refresh`: the sender accounts."""

import asyncio
import os
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json, table
from zns_batch.cli.help import command, group
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import in_vietnam
from zns_batch.i18n import format_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from zns_batch.domain.account import AccountStatus
    from zns_batch.domain.tokens import TokenPair
    from zns_batch.providers.zalo.oauth import Consent
    from zns_batch.settings.accounts import AccountSettings

CALLBACK = "http://127.0.0.1:8486/zalo"
"""Where the browser comes back to unless told otherwise."""


@command("account list")
@o.EVERYWHERE
def list_command() -> int:
    """List the accounts."""
    from zns_batch.settings.accounts import account_names, load_account

    found = [load_account(name) for name in account_names()]
    heads = [tr(f"account.head.{name}") for name in ("account", "provider", "oa", "ready")]
    output(table(heads, [_line(one) for one in found]))
    return 0


def _line(account: "AccountSettings") -> list[str]:
    from dataclasses import replace

    from zns_batch.errors import SettingsError
    from zns_batch.services.accounts.factory import account_client_of

    try:
        # What it lacks by itself: no connection is opened, so no variable leads anywhere.
        account_client_of(replace(account, ignored_variables={}))
        ready = tr("account.ready")
    except SettingsError as error:
        ready = error.text(lang())
    return [account.name, account.provider, account.oa_id or "—", ready]


@command("account status")
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def status_command(*, account: str | None, as_json: bool) -> int:
    """Show how an account stands."""
    from zns_batch.providers import capabilities
    from zns_batch.settings.accounts import load_account

    found = load_account(account)
    has_tokens = capabilities(found.provider).tokens
    state, tokens = asyncio.run(_ask(found, has_tokens=has_tokens))
    if as_json:
        output_json(_as_json(found, state, tokens))
    else:
        _show(found, state, tokens)
    return 0


async def _ask(
    account: "AccountSettings", *, has_tokens: bool
) -> "tuple[AccountStatus, TokenPair | None]":
    from zns_batch.services.accounts.factory import account_client_of

    desk = account_client_of(account)
    try:
        # First what is asked with the token: it may be renewed by that.
        state = await desk.account()
        return state, await desk.tokens() if has_tokens else None
    finally:
        await desk.close()


@command("account login")
@o.ACCOUNT
@o.option("--callback", help_key="callback", metavar="URL", default=CALLBACK, show_default=True)
@o.option("--no-browser", help_key="no-browser", is_flag=True)
@o.EVERYWHERE
def login_command(*, account: str | None, callback: str, no_browser: bool) -> int:
    """Log an account in."""
    from zns_batch.cli.oauth_callback import come_back, listens
    from zns_batch.services.accounts.login import consent_for, log_in
    from zns_batch.settings.accounts import load_account

    found = load_account(account)
    listening = listens(callback)
    consent = consent_for(found, callback)
    granted = come_back(
        callback,
        consent.read,
        started=lambda: _invite(consent, listening=listening, browser=not no_browser),
    )
    tokens = log_in(found, consent, granted)
    info("account.logged-in", account=found.name, until=_until(tokens.expires_at))
    _mention_environment(found)
    return 0


def _invite(consent: "Consent", *, listening: bool, browser: bool) -> None:
    info("account.open-link")
    output(consent.link)
    if listening:
        info("account.waiting", callback=consent.callback)
    else:
        info("account.paste")
    if browser:
        # No browser here is no trouble: the link is on the screen.
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(consent.link)


def _mention_environment(account: "AccountSettings") -> None:
    from zns_batch.settings.accounts import environment_name

    variable = f"ZNS_{environment_name(account.name)}REFRESH_TOKEN"
    if os.environ.get(variable):
        info("account.environment", variable=variable)


@command("account refresh")
@o.ACCOUNT
@o.EVERYWHERE
def refresh_command(*, account: str | None) -> int:
    """Renew an account's tokens now."""
    from zns_batch.services.accounts.factory import account_client_of
    from zns_batch.settings.accounts import load_account

    found = load_account(account)

    async def renew() -> "TokenPair":
        desk = account_client_of(found)
        try:
            return await desk.refresh_tokens()
        finally:
            await desk.close()

    tokens = asyncio.run(renew())
    info("account.renewed", account=found.name, until=_until(tokens.expires_at))
    return 0


account_command = group("account", list_command, status_command, login_command, refresh_command)


def _until(when: "datetime | None") -> str:
    return format_datetime(in_vietnam(when), lang()) if when is not None else "—"


def _as_json(
    account: "AccountSettings", state: "AccountStatus", tokens: "TokenPair | None"
) -> dict[str, object]:
    until = tokens.expires_at if tokens else None
    return {
        "account": account.name,
        "provider": account.provider,
        "oa_id": state.oa_id or account.oa_id,
        "name": state.name,
        "connected": state.connected,
        "connected_until": _iso(state.connected_until),
        "token_until": _iso(until),
        "quality": state.quality,
        "week_quality": state.week_quality,
        "tags": list(state.tags),
        "quota": {"daily": state.quota.daily, "remaining": state.quota.remaining},
        "promotion_quota": {
            "daily": state.promotion_quota.daily,
            "remaining": state.promotion_quota.remaining,
        },
    }


def _iso(when: "datetime | None") -> str | None:
    return in_vietnam(when).isoformat() if when is not None else None


def _show(account: "AccountSettings", state: "AccountStatus", tokens: "TokenPair | None") -> None:
    output(tr("account.shown", name=account.name, provider=account.provider))
    for line in (*_connection(account, state, tokens), *_standing(state)):
        output(line)


def _connection(
    account: "AccountSettings", state: "AccountStatus", tokens: "TokenPair | None"
) -> list[str]:
    oa = " ".join(filter(None, (state.oa_id or account.oa_id, state.name)))
    lines = [tr("account.oa", oa=oa)] if oa else []
    if tokens is None:
        lines.append(tr("account.key"))
    elif tokens.expires_at is None:
        lines.append(tr("account.token-forever"))
    else:
        lines.append(tr("account.token-until", until=_until(tokens.expires_at)))
    if state.connected is False:
        lines.append(tr("account.disconnected"))
    elif state.connected_until is not None:
        lines.append(tr("account.connected", until=_until(state.connected_until)))
    return lines


def _standing(state: "AccountStatus") -> list[str]:
    lines = []
    if state.quality or state.week_quality:
        words = {"now": state.quality or "—", "week": state.week_quality or "—"}
        lines.append(tr("account.quality", **words))
    if state.tags:
        lines.append(tr("account.tags", tags=", ".join(state.tags)))
    for key, quota in (("quota", state.quota), ("promotion", state.promotion_quota)):
        if quota.remaining is not None:
            daily = "—" if quota.daily is None else quota.daily
            lines.append(tr(f"account.{key}", left=quota.remaining, daily=daily))
    return lines
