"""`init`: a first template file, made by questions instead of by hand."""

import click

from zns_batch.cli import options as o
from zns_batch.cli.help import command


@command("init")
@o.option("--template-id", help_key="init-template-id", metavar="ID")
@o.option("--name", help_key="init-name", metavar="NAME")
@o.option("--text", help_key="init-text", metavar="TEXT")
@o.option("--price", help_key="init-price", type=click.IntRange(min=0), metavar="VND")
@o.option("--param", "params", help_key="init-param", metavar="NAME[:TYPE[:LENGTH]]", multiple=True)
@o.EVERYWHERE
def init_command(
    *,
    template_id: str | None,
    name: str | None,
    text: str | None,
    price: int | None,
    params: tuple[str, ...],
) -> int:
    """Make a template file."""
    from zns_batch.cli.flows.init import init

    return init(template_id=template_id, name=name, text=text, price=price, params=params)
