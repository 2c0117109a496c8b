"""The pages of campaigns: the list, the live page, results, rows, acts."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {}
