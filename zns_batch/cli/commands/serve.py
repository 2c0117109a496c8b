"""`serve`: the pages, the webhook receiver, and a worker that sends."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output
from zns_batch.cli.help import command
from zns_batch.cli.language import tr
from zns_batch.errors import UsageError
from zns_batch.i18n.system_errors import system_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zns_batch.domain.delivery import WebhookEvent
    from zns_batch.receipts.webhook.endpoint import WebhookEndpoint
    from zns_batch.settings.accounts import AccountSettings

_CUSTOMERS_WORDS = frozenset({"note", "feedbacks", "data"})


@command("serve")
@o.option("--host", help_key="serve-host", default="127.0.0.1", show_default=True, metavar="HOST")
@o.option(
    "--port",
    help_key="serve-port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=8484,
    show_default=True,
)
@o.option("--webhook-only", help_key="webhook-only", is_flag=True)
@o.option("--no-worker", help_key="no-worker", is_flag=True)
@o.option("--open", "open_browser", help_key="serve-open", is_flag=True)
@o.option(
    "--max-age",
    help_key="max-age",
    type=click.IntRange(1, 72),
    metavar="HOURS",
    default=24,
    show_default=True,
)
@o.EVERYWHERE
def serve_command(
    *,
    host: str,
    port: int,
    webhook_only: bool,
    no_worker: bool,
    open_browser: bool,
    max_age: int,
) -> int:
    """Serve the pages and receive Zalo's events."""
    import asyncio
    from datetime import timedelta

    from zns_batch.cli.console import start
    from zns_batch.receipts.webhook.handler import WebhookHandler
    from zns_batch.receipts.webhook.server import serve
    from zns_batch.services.campaigns.receipts import webhook_endpoints
    from zns_batch.settings.accounts import account_names, load_account

    accounts = [load_account(name) for name in account_names()]
    endpoints = webhook_endpoints(accounts, needed=webhook_only)
    ledger = start()
    receiver = WebhookHandler(
        ledger, endpoints, max_age=timedelta(hours=max_age), on_event=_show_event
    )

    def on_ready(bound_port: int) -> None:
        _show_endpoints(_url(host, bound_port), accounts, endpoints, deaf=webhook_only)

    try:
        if webhook_only:
            asyncio.run(serve(receiver, ledger, host=host, port=port, ready=on_ready))
        else:
            from zns_batch.cli.flows.pages import serve_pages_until_stopped
            from zns_batch.rest.mounted import mounted_api
            from zns_batch.web.server import ServeOptions

            serve_pages_until_stopped(
                ledger,
                receiver,
                ServeOptions(host=host, port=port, worker=not no_worker, api=mounted_api),
                open_browser=open_browser,
                ready=on_ready,
            )
    except OSError as error:
        why = system_reason(error)
        raise UsageError("receipts.port-taken", host=host, port=str(port), why=why) from error
    finally:
        ledger.close()
    info("receipts.stopped")
    return 0


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _show_endpoints(
    url: str,
    accounts: "Sequence[AccountSettings]",
    endpoints: "Mapping[str, WebhookEndpoint]",
    *,
    deaf: bool,
) -> None:
    """Say where each account's events are received; where wanted, also which can receive none."""
    from zns_batch.settings.accounts import environment_name

    for account in accounts:
        if account.name in endpoints:
            path = f"{url}/webhook/zalo/{account.name}"
            output(tr("receipts.listening", account=account.name, url=path))
        elif account.provider == "zalo" and deaf:
            variable = f"ZNS_{environment_name(account.name)}OA_SECRET_KEY"
            info("receipts.deaf", account=account.name, variable=variable)


def _show_event(account: str, event: "WebhookEvent") -> None:
    """Show what is no receipt: a rating, or that a template or a quota has changed."""
    import json

    # What a customer wrote is for the workbook's readers, not for whoever sees this screen.
    shown = {name: value for name, value in event.told.items() if name not in _CUSTOMERS_WORDS}
    text = json.dumps(shown, ensure_ascii=False)
    info("receipts.event", account=account, name=event.name, told=text)
