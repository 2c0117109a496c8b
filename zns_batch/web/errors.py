"""Refusals of pages: a status, and the sentence of the page that says why."""

from zns_batch.errors import (
    AlreadySentError,
    InternalError,
    LaneHeldError,
    LedgerError,
    UnknownCampaignError,
    UnknownListError,
    UnknownScheduleError,
    WrongStateError,
    ZnsBatchError,
)
from zns_batch.i18n import Value

_STATUS: tuple[tuple[type[ZnsBatchError], int], ...] = (
    (UnknownCampaignError, 404),
    (UnknownScheduleError, 404),
    (UnknownListError, 404),
    (WrongStateError, 409),
    (AlreadySentError, 409),
    (LaneHeldError, 409),
    (LedgerError, 503),
    (InternalError, 500),
)
"""By class; the first that fits counts, so a subclass stands before its base."""


def status_of(error: ZnsBatchError) -> int:
    """Return the HTTP status that goes with an error: 422 where its class says nothing else."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


class PageError(Exception):
    """A request that can't be answered as asked.

    `key` is a sentence of the catalogue; without one `web.error.<status>` says it.
    """

    def __init__(self, status: int, key: str | None = None, /, **params: Value) -> None:
        super().__init__(status, key)
        self.status = status
        self.key = key or f"web.error.{status}"
        self.params = params
