"""`backup`: a copy of the ledger while it is in use."""

from pathlib import Path
from typing import Any

import click

from zns_batch.cli import options as o
from zns_batch.cli.command import command
from zns_batch.cli.lang import lang, t
from zns_batch.cli.screen import answer, answer_json


@command("backup")
@click.argument("file", type=o.PATH)
@o.JSON
@o.option("--yes", help_key="backup-yes", is_flag=True)
@o.EVERYWHERE
def backup_command(file: Path, *, as_json: bool, yes: bool, **_asked: Any) -> int:
    """Copy the ledger."""
    from zns_batch.cli.start import start
    from zns_batch.core.clock import SystemClock, in_vietnam
    from zns_batch.i18n import moment
    from zns_batch.ledger.maintenance.backup import back_up

    ledger = start()
    now = SystemClock().now()
    try:
        made = back_up(ledger, file.expanduser().absolute(), overwrite=yes)
    finally:
        ledger.close()
    if as_json:
        found = {"path": str(made.path), "campaigns": made.campaigns, "rows": made.rows}
        answer_json(found | {"bytes": made.size, "at": now.isoformat()})
        return 0
    answer(
        t(
            "operations.backup-done",
            path=str(made.path),
            n=made.campaigns,
            rows=made.rows,
            when=moment(in_vietnam(now), lang()),
            size=round(made.size / 1_000_000, 1),
        )
    )
    return 0
