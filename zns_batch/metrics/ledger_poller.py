"""Looks at the ledger now and then, so that a scrape never waits for a database."""

import threading
from collections.abc import Callable
from datetime import datetime

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.errors import ZnsBatchError
from zns_batch.ledger.maintenance.stats import LedgerStats

EVERY_SECONDS = 5.0
"""How often it looks."""

FRESH_SECONDS = 20.0
"""How old a look may be: what is older is not told, and the ledger counts as away."""


class LedgerPoller:
    """Looks at the ledger in a thread of its own.

    Args:
        look: Asks the ledger how everything stands at a moment.
        clock: What time it is.

    """

    def __init__(self, look: Callable[[datetime], LedgerStats], clock: Clock) -> None:
        self._look = look
        self._clock = clock
        self._found: tuple[float, LedgerStats] | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go, name="zns-survey", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ending.set()

    def last(self) -> LedgerStats | None:
        """Return what was found a short while ago; `None` when the ledger is away."""
        found = self._found
        if found is None or self._clock.monotonic() - found[0] > FRESH_SECONDS:
            return None
        return found[1]

    def look_once(self) -> None:
        """Look now. A ledger that is away is told by the age of the last look, or by none."""
        try:
            self._found = (self._clock.monotonic(), self._look(self._clock.now()))
        except ZnsBatchError as error:
            self._found = None
            log().warning("metrics.no-ledger", why=error.key)
        except Exception as bug:  # noqa: BLE001 — figures must not end with their first mistake
            self._found = None
            log().exception("metrics.crashed", exc_info=bug)

    def _go(self) -> None:
        while not self._ending.is_set():
            self.look_once()
            self._ending.wait(EVERY_SECONDS)
