"""`migrate`, `backup`, `purge`: looking after the ledger."""

from pathlib import Path

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr


@command("backup")
@click.argument("file", type=o.PATH)
@o.JSON
@o.option("--yes", help_key="backup-yes", is_flag=True)
@o.EVERYWHERE
def backup_command(file: Path, *, as_json: bool, yes: bool) -> int:
    """Copy the ledger."""
    from zns_batch.cli.console import start
    from zns_batch.core.clock import SystemClock, in_vietnam
    from zns_batch.i18n import format_datetime
    from zns_batch.ledger.maintenance.backup import back_up
    from zns_batch.services.people.acts import record_act

    ledger = start()
    now = SystemClock().now()
    try:
        backup = back_up(ledger, file.expanduser().absolute(), overwrite=yes)
        record_act(ledger, "backup", number=backup.rows)
    finally:
        ledger.close()
    if as_json:
        answer = {"path": str(backup.path), "campaigns": backup.campaigns, "rows": backup.rows}
        output_json(answer | {"bytes": backup.size, "at": now.isoformat()})
        return 0
    output(
        tr(
            "operations.backup-done",
            path=str(backup.path),
            n=backup.campaigns,
            rows=backup.rows,
            when=format_datetime(in_vietnam(now), lang()),
            size=round(backup.size / 1_000_000, 1),
        )
    )
    return 0


@command("migrate")
@o.option("--from", "source", type=o.PATH, help_key="move-from", twin=False)
@o.JSON
@o.EVERYWHERE
def migrate_command(*, source: Path | None, as_json: bool) -> int:
    """Upgrade the ledger, and move one from a file into it."""
    from zns_batch.ledger.db.engine import open_existing_ledger
    from zns_batch.ledger.db.errors import translate_db_errors
    from zns_batch.ledger.db.migrate import upgrade
    from zns_batch.ledger.maintenance.move_to_postgresql import move
    from zns_batch.settings import paths

    ledger = open_existing_ledger(paths.ledger_place())
    try:
        with translate_db_errors(ledger.place):
            ledger.refuse_lost_commits()
            before, after = upgrade(ledger.engine, ledger.place)
        moved = None if source is None else move(source.expanduser(), ledger)
    finally:
        ledger.close()
    if as_json:
        output_json({"ledger": ledger.place, "from": before, "to": after, "moved": moved})
    else:
        key = "cli.migrate-new" if before is None else "cli.migrate-done"
        key = "cli.migrate-nothing" if before == after else key
        output(tr(key, place=ledger.place, before=before or "", after=after))
        if moved is not None:
            counts = {"n": moved["campaigns"], "rows": moved["rows"]}
            output(tr("cli.migrate-moved", source=str(source), place=ledger.place, **counts))
    return 0


@command("purge")
@o.option("--older-than", help_key="older-than", required=True, metavar="180d")
@o.option("--dry-run", help_key="purge-dry-run", is_flag=True)
@o.option("--hash-never-send", help_key="purge-hash", is_flag=True)
@o.JSON
@o.option("--yes", help_key="purge-yes", is_flag=True)
@o.EVERYWHERE
def purge_command(
    *, older_than: str, dry_run: bool, hash_never_send: bool, as_json: bool, yes: bool
) -> int:
    """Take customers' data out of old campaigns."""
    from zns_batch.cli.flows.purge import purge_old_data

    return purge_old_data(
        older_than, dry_run=dry_run, hash_never_send=hash_never_send, json=as_json, yes=yes
    )
