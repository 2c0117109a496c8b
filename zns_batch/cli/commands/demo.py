"""`demo`: the whole job with no Zalo account, on this machine alone."""

import click

from zns_batch.cli import options as o
from zns_batch.cli.help import command


@command("demo")
@o.option("--rows", help_key="rows", type=click.IntRange(1, 100_000), metavar="N")
@o.option("--rate", help_key="rate", type=o.Rate())
@o.option("--serve", help_key="demo-serve", is_flag=True)
@o.option("--port", help_key="serve-port", type=click.IntRange(0, 65535), metavar="N", default=8484)
@o.option("--open", "open_browser", help_key="serve-open", is_flag=True)
@o.JSON
@o.EVERYWHERE
def demo_command(
    *,
    rows: int | None,
    rate: float | None,
    serve: bool,
    port: int,
    open_browser: bool,
    as_json: bool,
) -> int:
    """Send a sample list to a stand-in and write the results workbook, or practise in a browser."""
    if serve:
        from zns_batch.cli.flows.practice import serve_practice

        return serve_practice(port=port, open_browser=open_browser)
    from zns_batch.cli.flows.demo import run_demo

    return run_demo(rows=rows, rate=rate, as_json=as_json)
