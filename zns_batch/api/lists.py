"""What `App` does with a list before it is a campaign: checks it, and exports it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from zns_batch.api.context import AppContext
from zns_batch.api.objects import Check, Source, open_source
from zns_batch.domain.states import RowState
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.services.campaigns.export import export_list
from zns_batch.services.campaigns.options import CampaignRequest, DeliveryOptions
from zns_batch.services.campaigns.prepare import prepare
from zns_batch.services.customers.never_send import never_sent_by
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import load_template
from zns_batch.validation.validator import DuplicatePolicy


class ListOperations(AppContext):
    """The methods of `App` about lists. Not made by itself."""

    def check(
        self,
        source: Source,
        *,
        template: str,
        map: Mapping[str, str] | None = None,  # noqa: A002 — as `--map`
        set: Mapping[str, str] | None = None,  # noqa: A002 — as `--set`
        where: Sequence[str] = (),
        sheet: str | None = None,
        header_row: int | None = None,
        phone: str | None = None,
        duplicates: str = "skip",
        suppress: str | os.PathLike[str] | None = None,
        limit: int | None = None,
        split_phones: bool = False,
        delivery: DeliveryOptions | None = None,
        file_name: str | None = None,
    ) -> Check:
        """Check a whole list; nothing is stored, and no connection is opened.

        Args:
            source: The list.
            template: A template's path, name or id.
            map: Columns by parameter, where headers don't tell.
            set: Texts by parameter in place of a column, with columns in braces or without.
            where: Which rows are meant: `COLUMN=VALUE`, `COLUMN!=VALUE`; the others are `excluded`.
            sheet: A workbook's sheet; without it the first visible one.
            header_row: The header's row number; without it that row is detected.
            phone: The phone column, where headers don't tell.
            duplicates: `skip`, `send` or `error`.
            suppress: A file of numbers never to send to.
            limit: How many of the first rows to take.
            split_phones: Each of several phones in a cell is a recipient.
            delivery: How messages address their recipients, and what goes with them.
            file_name: What messages and workbooks call a list that has no path.

        Raises:
            SettingsError: The account is unknown.
            TemplateError: The template is unknown or broken.
            SheetError: The list can't be read.
            ColumnError: The columns don't fit the template.
            UsageError: What is set, or a condition, can't be understood.

        """
        with self._located():
            account = self._account()
            known = load_template(template, folders=template_folders())
        header_row = header_row or known.header_row
        opened = open_source(source, sheet=sheet, header_row=header_row, name=file_name)
        request = CampaignRequest(
            file=opened.path,
            template=template,
            account=self._account_name,
            sheet=sheet,
            header_row=header_row,
            phone=phone,
            mapping=dict(map or {}),
            set_values=dict(set or {}),
            where=tuple(where),
            duplicates=DuplicatePolicy(duplicates),
            suppress=Path(suppress) if suppress is not None else None,
            limit=limit,
            split_phones=split_phones,
            delivery=delivery or DeliveryOptions(),
        )
        with self._located():
            return Check(prepare(request, account=account, template=known, sheet=opened))

    def export(
        self,
        check: Check,
        path: str | os.PathLike[str],
        *,
        skip_invalid: bool = False,
        lang: Lang = "vi",
    ) -> list[Path]:
        """Write a checked list as the file that Zalo's own campaign page takes.

        Args:
            check: The list.
            path: The workbook; above 100,000 rows more follow, named `NAME-2.xlsx` and so on.
            skip_invalid: Consent to leave behind rows that can't be sent.
            lang: The language of notes in cells.

        Raises:
            UsageError: No row can be sent, or some can't and `skip_invalid` was not given.
            OutputError: A file is there already or can't be written.

        """
        prepared = check.prepared
        request = replace(prepared.request, skip_invalid=skip_invalid)
        with self._located():
            never_send = never_sent_by(self._ledger, prepared.account.name)
        exported = export_list(
            replace(prepared, request=request), Path(path), never_send=never_send, lang=lang
        )
        if not exported.files:
            invalid = exported.result.tally.count(RowState.INVALID)
            raise UsageError("run.needs-consent" if invalid else "run.nothing-to-send", n=invalid)
        return list(exported.files)
