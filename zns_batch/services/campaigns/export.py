"""Exports a checked list for Zalo's own campaign page, where an OA may not send through the API."""

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang
from zns_batch.reports.campaign_file import PHONE_HEADER, write_campaign_files
from zns_batch.services.campaigns.check import CheckResult, check
from zns_batch.services.campaigns.prepare import PreparedCampaign


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedList:
    """What an export wrote."""

    result: CheckResult
    #: The files, in the order of the list; none when some rows can't be sent and nobody agreed to
    #: leave them behind, or when no row can be sent.
    files: tuple[Path, ...]


def export_list(
    prepared: PreparedCampaign,
    out: Path,
    *,
    never_send: Container[str],
    phone_header: str = PHONE_HEADER,
    lang: Lang,
) -> ExportedList:
    """Check a list and write its sendable rows.

    Args:
        prepared: The list and its template; `skip_invalid` is the consent to leave bad rows behind.
        out: The first file; a second one and more follow above 100,000 rows.
        never_send: Phones that must not be sent to.
        phone_header: The header of the phone column.
        lang: The language of notes in cells.

    Raises:
        OutputError: A file is there already or can't be written, or a parameter has the name of
            the phone column.

    """
    names = tuple(prepared.template.params)
    prepared.check.leave_out(never_send)
    result = check(prepared)
    if result.tally.count(RowState.INVALID) and not prepared.request.skip_invalid:
        return ExportedList(result=result, files=())
    recipients = (
        (row.phone, row.data)
        for row in prepared.check.rows()
        if row.state is RowState.PENDING and row.phone
    )
    files = write_campaign_files(out, names, recipients, phone_header=phone_header, lang=lang)
    return ExportedList(result=result, files=files)
