"""`demo`: the whole job with no Zalo account, on this machine alone."""

import click

from zns_batch.cli import options as o
from zns_batch.cli.help import command


@command("demo")
@o.option("--rows", help_key="rows", type=click.IntRange(1, 100_000), metavar="N")
@o.option("--rate", help_key="rate", type=o.Rate())
@o.JSON
@o.EVERYWHERE
def demo_command(*, rows: int | None, rate: float | None, as_json: bool) -> int:
    """Send a sample list to a stand-in and write the results workbook."""
    from zns_batch.cli.flows.demo import run_demo

    return run_demo(rows=rows, rate=rate, as_json=as_json)
