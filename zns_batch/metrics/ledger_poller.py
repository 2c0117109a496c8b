"""Polls the ledger's statistics in the background, so that a scrape never waits for a database."""

import threading
from collections.abc import Callable
from datetime import datetime

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.errors import ZnsBatchError
from zns_batch.ledger.maintenance.stats import LedgerStats

EVERY_SECONDS = 5.0
"""How often it polls."""

FRESH_SECONDS = 20.0
"""How old statistics may be: older ones are not shown, and the ledger counts as unavailable."""


class LedgerPoller:
    """Polls the ledger in a thread of its own. `read` asks it for its statistics at a moment."""

    def __init__(self, read: Callable[[datetime], LedgerStats], clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._last: tuple[float, LedgerStats] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="zns-ledger-poller", daemon=True)

    def start(self) -> None:
        """Start polling."""
        self._thread.start()

    def stop(self) -> None:
        """Stop polling."""
        self._stopping.set()

    def last(self) -> LedgerStats | None:
        """Return the latest statistics; `None` when the ledger is unavailable."""
        last = self._last
        if last is None or self._clock.monotonic() - last[0] > FRESH_SECONDS:
            return None
        return last[1]

    def look_once(self) -> None:
        """Poll now. The ledger counts as unavailable when that fails."""
        try:
            self._last = (self._clock.monotonic(), self._read(self._clock.now()))
        except ZnsBatchError as error:
            self._last = None
            log().warning("metrics.no-ledger", why=error.key)
        except Exception as bug:  # noqa: BLE001 — metrics must not end with their first mistake
            self._last = None
            log().exception("metrics.crashed", exc_info=bug)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.look_once()
            self._stopping.wait(EVERY_SECONDS)
