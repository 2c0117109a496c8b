"""`worker`: runs what is scheduled, queued, or paused until a moment that has come."""

import click

from zns_batch.cli import options as o
from zns_batch.cli.help import command


@command("worker")
@o.option(
    "--slots",
    help_key="slots",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    metavar="N",
)
@o.option("--metrics", help_key="metrics", type=click.IntRange(0, 65535), metavar="PORT")
@o.option(
    "--metrics-host",
    help_key="metrics-host",
    default="127.0.0.1",
    show_default=True,
    metavar="HOST",
)
@o.EVERYWHERE
def worker_command(*, slots: int, metrics: int | None, metrics_host: str) -> int:
    """Look after campaigns."""
    from zns_batch.cli.console import start
    from zns_batch.cli.worker_process import run_worker

    ledger = start()
    try:
        run_worker(ledger, slots=slots, metrics_port=metrics, metrics_host=metrics_host)
    finally:
        ledger.close()
    return 0
