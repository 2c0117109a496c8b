"""`suppress`: what a person does with the never-send list, and what they see of it."""

from collections.abc import Sequence
from pathlib import Path

from zns_batch.cli.console import info, output, output_json, start, table
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.core.masking import mask_phone
from zns_batch.errors import UsageError
from zns_batch.i18n import format_datetime
from zns_batch.ledger.customers.never_send import AddedNumbers
from zns_batch.ledger.customers.never_send_entries import NeverSendEntry
from zns_batch.services.customers.never_send import (
    add_numbers,
    add_proposed,
    export_numbers,
    import_numbers,
    listed_numbers,
    proposed_numbers,
    remove_numbers,
)
from zns_batch.services.people.acts import record_act
from zns_batch.services.people.management import Actor
from zns_batch.sheets.whole_file import ensure_writable

_SHOWN = 200
"""Entries that a person is shown; a workbook has all."""


def add(
    phones: Sequence[str], *, proposed: bool, why: str, account: str | None, as_json: bool
) -> int:
    """Put numbers on the list, or all that are proposed; return the exit code."""
    if proposed and phones:
        raise UsageError("suppress.numbers-or-proposed")
    ledger, now, by = start(), SystemClock().now(), Actor.of_command_line().name
    try:
        if proposed:
            result = add_proposed(ledger, account=account, by=by, now=now)
        else:
            result = add_numbers(ledger, phones, account=account, why=why, by=by, now=now)
        record_act(ledger, "never-send-add", account=account, number=result.added)
    finally:
        ledger.close()
    return _answer_added(result, as_json=as_json)


def import_file(file: Path, *, why: str, account: str | None, as_json: bool) -> int:
    """Put the numbers of a file on the list; return the exit code."""
    ledger = start()
    try:
        now, by = SystemClock().now(), Actor.of_command_line().name
        result = import_numbers(ledger, file, account=account, why=why, by=by, now=now)
        record_act(ledger, "never-send-import", account=account, number=result.added)
    finally:
        ledger.close()
    return _answer_added(result, as_json=as_json)


def _answer_added(result: AddedNumbers, *, as_json: bool) -> int:
    counts = {"added": result.added, "known": result.known, "rows": result.rows}
    if as_json:
        output_json({**counts})
    else:
        output(tr("suppress.added", **counts))
    return 0


def remove(phones: Sequence[str], *, account: str | None, as_json: bool) -> int:
    """Take numbers off the list; return the exit code."""
    ledger = start()
    try:
        gone = remove_numbers(ledger, phones, account=account)
        record_act(ledger, "never-send-remove", account=account, number=gone)
    finally:
        ledger.close()
    if as_json:
        output_json({"removed": gone})
    else:
        output(tr("suppress.removed", n=gone))
    return 0


def show_list(account: str | None, *, as_json: bool) -> int:
    """Show the list; return the exit code."""
    ledger = start()
    try:
        entries = listed_numbers(ledger, account=account)
    finally:
        ledger.close()
    if as_json:
        output_json({"never_send": [_entry_as_json(entry) for entry in entries]})
        return 0
    if not entries:
        output(tr("suppress.none"))
        return 0
    lines = [
        (
            mask_phone(entry.recipient) if entry.recipient else tr("suppress.hidden"),
            entry.account or tr("suppress.every-account"),
            tr(f"suppress.source.{entry.source}"),
            entry.why,
            entry.added_by,
            format_datetime(in_vietnam(entry.added_at), lang()),
        )
        for entry in entries[:_SHOWN]
    ]
    _show_table(("phone", "account", "source", "why", "added-by", "added-at"), lines)
    output(tr("suppress.total", n=len(entries)))
    if len(entries) > _SHOWN:
        info("suppress.shown", n=_SHOWN)
    return 0


def _entry_as_json(entry: NeverSendEntry) -> dict[str, object]:
    return {
        "phone": mask_phone(entry.recipient) if entry.recipient else None,
        "account": entry.account,
        "source": entry.source.value,
        "why": entry.why,
        "added_by": entry.added_by,
        "added_at": in_vietnam(entry.added_at).isoformat(),
    }


def show_proposed(account: str | None, *, as_json: bool) -> int:
    """Show the numbers that are proposed for the list; return the exit code."""
    ledger = start()
    try:
        proposed = proposed_numbers(ledger, account=account)
    finally:
        ledger.close()
    if as_json:
        lines = [
            {
                "phone": mask_phone(each.recipient),
                "account": each.account,
                "code": each.code,
                "campaign": each.campaign_id,
            }
            for each in proposed
        ]
        output_json({"proposed": lines})
        return 0
    if not proposed:
        output(tr("suppress.none-proposed"))
        return 0
    shown = [
        (mask_phone(each.recipient), each.account, each.code, each.campaign_name)
        for each in proposed[:_SHOWN]
    ]
    _show_table(("phone", "account", "code", "campaign"), shown)
    output(tr("suppress.proposed", n=len(proposed)))
    return 0


def _show_table(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Show lines under headings; their numbers can be copied whole."""
    headings = [tr(f"suppress.column.{column}") for column in columns]
    output(table(headings, lines), wrap=False)


def export(out: Path, *, account: str | None, as_json: bool) -> int:
    """Write the list into a workbook; return the exit code."""
    ensure_writable(out)
    ledger = start()
    try:
        written, hidden = export_numbers(ledger, out, account=account, lang=lang())
    finally:
        ledger.close()
    if hidden:
        info("suppress.hashes-left", n=hidden)
    if as_json:
        output_json({"numbers": written, "hashes": hidden, "path": str(out)})
    else:
        output(tr("suppress.exported", n=written, path=str(out)))
    return 0
