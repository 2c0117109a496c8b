"""`sandbox`: a local stand-in for a provider."""

from typing import Any

import click

from zns_batch.cli import options as o
from zns_batch.cli.command import command
from zns_batch.cli.lang import t
from zns_batch.cli.screen import answer
from zns_batch.errors import UsageError
from zns_batch.sandbox.standins import STANDINS, ZALO


@command("sandbox")
@o.option("--provider", help_key="sandbox-provider", type=click.Choice(STANDINS), default=ZALO)
@o.option("--host", help_key="sandbox-host", default="127.0.0.1", show_default=True)
@o.option(
    "--port",
    help_key="sandbox-port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=8485,
    show_default=True,
)
@o.option(
    "--fault",
    "faults",
    help_key="sandbox-fault",
    type=o.Pairs(),
    multiple=True,
    metavar="NAME=SHARE",
)
@o.option(
    "--quota",
    help_key="sandbox-quota",
    type=click.IntRange(min=0),
    metavar="N",
    default=20_000,
    show_default=True,
)
@o.option("--limit", help_key="sandbox-limit", type=click.IntRange(min=1), metavar="N")
@o.option(
    "--latency",
    help_key="sandbox-latency",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=0.0,
    show_default=True,
)
@o.option("--seed", help_key="sandbox-seed", type=int, default=0)
@o.EVERYWHERE
def sandbox_command(*, host: str, port: int, faults: Any, **asked: Any) -> int:
    """Answer as the provider would, on this machine."""
    from zns_batch.sandbox import Behaviour, serve

    try:
        behaviour = Behaviour(
            quota=asked["quota"],
            limit=asked["limit"],
            latency=asked["latency"],
            seed=asked["seed"],
            faults={name: _share(share) for name, share in faults},
        )
        serve(behaviour, provider=asked["provider"], host=host, port=port, ready=_ready)
    except ValueError as error:
        raise UsageError("cli.bad-sandbox", why=str(error)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError("cli.sandbox-port", port=str(port), why=why) from error
    return 0


def _share(text: str) -> float:
    number = text.strip()
    try:
        return float(number[:-1]) / 100 if number.endswith("%") else float(number)
    except ValueError:
        raise UsageError("cli.bad-share", share=text) from None


def _ready(url: str) -> None:
    answer(t("cli.sandbox-ready", url=url))
