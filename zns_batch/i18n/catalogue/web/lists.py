"""The pages of an uploaded list: upload, sheet, columns, problems."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {}
