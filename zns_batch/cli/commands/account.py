"""`account list`, `account status`, `account login`, `account refresh`: the sender accounts."""

import asyncio
import os
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from zns_batch.cli import options as o
from zns_batch.cli.console import answer, answer_json, table, tell
from zns_batch.cli.help import command, group
from zns_batch.cli.language import lang, t
from zns_batch.core.clock import in_vietnam
from zns_batch.i18n import moment

if TYPE_CHECKING:
    from datetime import datetime

    from zns_batch.domain.account import AccountState
    from zns_batch.domain.tokens import Tokens
    from zns_batch.providers.zalo.oauth import Consent
    from zns_batch.settings.accounts import Account

CALLBACK = "http://127.0.0.1:8486/zalo"
"""Where the browser comes back to unless told otherwise."""


@command("account list")
@o.EVERYWHERE
def list_command(**_asked: Any) -> int:
    """List the accounts."""
    from zns_batch.settings.accounts import account_names, load_account

    found = [load_account(name) for name in account_names()]
    heads = [t(f"account.head.{name}") for name in ("account", "provider", "oa", "ready")]
    answer(table(heads, [_line(one) for one in found]))
    return 0


def _line(account: "Account") -> list[str]:
    from zns_batch.errors import SettingsError
    from zns_batch.services.accounts.factory import desk_of

    try:
        desk_of(account)
        ready = t("account.ready")
    except SettingsError as error:
        ready = error.text(lang())
    return [account.name, account.provider, account.oa_id or "—", ready]


@command("account status")
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def status_command(*, account: str | None, as_json: bool, **_asked: Any) -> int:
    """Show how an account stands."""
    from zns_batch.providers import capabilities
    from zns_batch.settings.accounts import load_account

    found = load_account(account)
    has_tokens = capabilities(found.provider).tokens
    state, tokens = asyncio.run(_ask(found, has_tokens=has_tokens))
    if as_json:
        answer_json(_as_json(found, state, tokens))
    else:
        _show(found, state, tokens)
    return 0


async def _ask(account: "Account", *, has_tokens: bool) -> "tuple[AccountState, Tokens | None]":
    from zns_batch.services.accounts.factory import desk_of

    desk = desk_of(account)
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
def login_command(*, account: str | None, callback: str, no_browser: bool, **_asked: Any) -> int:
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
    tell("account.logged-in", account=found.name, until=_until(tokens.expires_at))
    _mention_environment(found)
    return 0


def _invite(consent: "Consent", *, listening: bool, browser: bool) -> None:
    tell("account.open-link")
    answer(consent.link)
    if listening:
        tell("account.waiting", callback=consent.callback)
    else:
        tell("account.paste")
    if browser:
        # No browser here is no trouble: the link is on the screen.
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(consent.link)


def _mention_environment(account: "Account") -> None:
    from zns_batch.settings.accounts import environment_name

    variable = f"ZNS_{environment_name(account.name)}REFRESH_TOKEN"
    if os.environ.get(variable):
        tell("account.environment", variable=variable)


@command("account refresh")
@o.ACCOUNT
@o.EVERYWHERE
def refresh_command(*, account: str | None, **_asked: Any) -> int:
    """Renew an account's tokens now."""
    from zns_batch.services.accounts.factory import desk_of
    from zns_batch.settings.accounts import load_account

    found = load_account(account)

    async def renew() -> "Tokens":
        desk = desk_of(found)
        try:
            return await desk.renew()
        finally:
            await desk.close()

    tokens = asyncio.run(renew())
    tell("account.renewed", account=found.name, until=_until(tokens.expires_at))
    return 0


account_command = group("account", list_command, status_command, login_command, refresh_command)


def _until(when: "datetime | None") -> str:
    return moment(in_vietnam(when), lang()) if when is not None else "—"


def _as_json(
    account: "Account", state: "AccountState", tokens: "Tokens | None"
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


def _show(account: "Account", state: "AccountState", tokens: "Tokens | None") -> None:
    answer(t("account.shown", name=account.name, provider=account.provider))
    for line in (*_connection(account, state, tokens), *_standing(state)):
        answer(line)


def _connection(account: "Account", state: "AccountState", tokens: "Tokens | None") -> list[str]:
    oa = " ".join(filter(None, (state.oa_id or account.oa_id, state.name)))
    lines = [t("account.oa", oa=oa)] if oa else []
    if tokens is None:
        lines.append(t("account.key"))
    elif tokens.expires_at is None:
        lines.append(t("account.token-forever"))
    else:
        lines.append(t("account.token-until", until=_until(tokens.expires_at)))
    if state.connected is False:
        lines.append(t("account.disconnected"))
    elif state.connected_until is not None:
        lines.append(t("account.connected", until=_until(state.connected_until)))
    return lines


def _standing(state: "AccountState") -> list[str]:
    lines = []
    if state.quality or state.week_quality:
        words = {"now": state.quality or "—", "week": state.week_quality or "—"}
        lines.append(t("account.quality", **words))
    if state.tags:
        lines.append(t("account.tags", tags=", ".join(state.tags)))
    for key, quota in (("quota", state.quota), ("promotion", state.promotion_quota)):
        if quota.remaining is not None:
            daily = "—" if quota.daily is None else quota.daily
            lines.append(t(f"account.{key}", left=quota.remaining, daily=daily))
    return lines
