"""`account list`, `account status`, `account login`, `account refresh`: the sender accounts."""

import asyncio
import os
import webbrowser
from contextlib import suppress

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json, table
from zns_batch.cli.help import command, group
from zns_batch.cli.language import lang, tr

CALLBACK = "http://127.0.0.1:8486/zalo"
"""Where the browser comes back to unless told otherwise."""


@command("account list")
@o.JSON
@o.EVERYWHERE
def list_command(*, as_json: bool) -> int:
    """List the accounts."""
    from dataclasses import replace

    from zns_batch.errors import SettingsError
    from zns_batch.services.accounts.factory import account_client_of
    from zns_batch.settings.accounts import account_names, load_account

    listed = []
    for name in account_names():
        account, missing = load_account(name), None
        try:
            # What it lacks by itself: no connection is opened, so no variable leads anywhere.
            account_client_of(replace(account, ignored_variables={}))
        except SettingsError as error:
            missing = error.text(lang())
        listed.append((account, missing))
    if as_json:
        objects = [
            {
                "account": account.name,
                "provider": account.provider,
                "oa_id": account.oa_id,
                "ready": missing is None,
                "message": missing,
            }
            for account, missing in listed
        ]
        output_json({"accounts": objects})
        return 0
    heads = [tr(f"account.head.{name}") for name in ("account", "provider", "oa", "ready")]
    lines = [
        [account.name, account.provider, account.oa_id or "—", missing or tr("account.ready")]
        for account, missing in listed
    ]
    output(table(heads, lines))
    return 0


@command("account status")
@o.ACCOUNT
@o.option("--all", "all_accounts", help_key="all-accounts", is_flag=True)
@o.JSON
@o.EVERYWHERE
def status_command(*, account: str | None, all_accounts: bool, as_json: bool) -> int:
    """Show how an account stands, or all of them."""
    from zns_batch.cli.views.account import show_overview, show_status, status_as_json
    from zns_batch.errors import UsageError
    from zns_batch.services.accounts.status import account_status, status_of_all
    from zns_batch.settings.accounts import account_names, load_account

    if not all_accounts:
        settings = load_account(account)
        status, tokens = asyncio.run(account_status(settings))
        if as_json:
            output_json(status_as_json(settings, status, tokens))
        else:
            show_status(settings, status, tokens)
        return 0
    if account is not None:
        raise UsageError("account.all-or-one")
    overviews = asyncio.run(status_of_all(map(load_account, account_names())))
    show_overview(overviews, as_json=as_json)
    return int(any(overview.error for overview in overviews))


@command("account login")
@o.ACCOUNT
@o.option("--callback", help_key="callback", metavar="URL", default=CALLBACK, show_default=True)
@o.option("--no-browser", help_key="no-browser", is_flag=True)
@o.EVERYWHERE
def login_command(*, account: str | None, callback: str, no_browser: bool) -> int:
    """Log an account in."""
    from zns_batch.cli.oauth_callback import come_back, listens
    from zns_batch.cli.views.account import until
    from zns_batch.services.accounts.login import consent_for, log_in
    from zns_batch.services.people.acts import record_elsewhere
    from zns_batch.settings.accounts import environment_name, load_account

    settings = load_account(account)
    listening = listens(callback)
    consent = consent_for(settings, callback)

    def show_link() -> None:
        info("account.open-link")
        output(consent.link, wrap=False)
        if listening:
            info("account.waiting", callback=consent.callback)
        else:
            info("account.paste")
        if not no_browser:
            # No browser here is no trouble: the link is on the screen.
            with suppress(webbrowser.Error, OSError):
                webbrowser.open(consent.link)

    granted = come_back(callback, consent.read, started=show_link)
    tokens = log_in(settings, consent, granted)
    record_elsewhere("account-login", account=settings.name)
    info("account.logged-in", account=settings.name, until=until(tokens.expires_at))
    variable = f"ZNS_{environment_name(settings.name)}REFRESH_TOKEN"
    if os.environ.get(variable):
        info("account.environment", variable=variable)
    return 0


@command("account refresh")
@o.ACCOUNT
@o.EVERYWHERE
def refresh_command(*, account: str | None) -> int:
    """Renew an account's tokens now."""
    from zns_batch.cli.views.account import until
    from zns_batch.services.accounts.status import refresh_account
    from zns_batch.services.people.acts import record_elsewhere
    from zns_batch.settings.accounts import load_account

    settings = load_account(account)
    tokens = asyncio.run(refresh_account(settings))
    record_elsewhere("account-refresh", account=settings.name)
    info("account.renewed", account=settings.name, until=until(tokens.expires_at))
    return 0


account_command = group("account", list_command, status_command, login_command, refresh_command)
