"""The pages before a campaign leaves: preview, send, test, confirm."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {}
