"""Refusals of pages: a status, and the sentence of the page that says why."""

from zns_batch.i18n import Value


class PageError(Exception):
    """A request that can't be answered as asked.

    `key` is a sentence of the catalogue; without one `web.error.<status>` says it.
    """

    def __init__(self, status: int, key: str | None = None, /, **params: Value) -> None:
        super().__init__(status, key)
        self.status = status
        self.key = key or f"web.error.{status}"
        self.params = params
