"""The figures of a worker, served while it works."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from zns_batch import __version__
from zns_batch.cli.console import info
from zns_batch.cli.language import tr
from zns_batch.core.clock import Clock
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.maintenance.stats import ledger_stats
from zns_batch.metrics.http import MetricsServer
from zns_batch.metrics.ledger_poller import LedgerPoller
from zns_batch.metrics.registry import MetricsRegistry
from zns_batch.sending.interfaces import ProgressObserver


class WorkerMetrics:
    """What a worker counts, and where it can be asked for.

    Args:
        ledger: The ledger.
        clock: What time it is.
        host: Where to listen.
        port: The port; 0 takes a free one.

    """

    def __init__(self, ledger: Ledger, clock: Clock, *, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._ready: Callable[[], bool] = lambda: False
        self._survey = LedgerPoller(lambda now: ledger_stats(ledger, now=now), clock)
        self._figures = MetricsRegistry(
            self._survey, clock, is_ready=self._is_ready, version=__version__
        )

    def turn(self, account: str) -> AbstractContextManager[None]:
        """Note that a campaign of an account has its turn here, until it is over."""
        return self._figures.turn(account)

    def watch(self, account: str) -> ProgressObserver:
        """Return who counts what becomes of an account's messages."""
        return self._figures.watch(account)

    @contextmanager
    def shown(self, is_ready: Callable[[], bool]) -> Iterator[None]:
        """Answer whoever asks, as long as the worker works.

        Args:
            is_ready: Tells whether the worker looked for what is due a short while ago.

        Raises:
            UsageError: The port can't be had.

        """
        self._ready = is_ready
        server = self._server()
        self._survey.start()
        server.start()
        info("worker.metrics", url=server.url)
        try:
            yield
        finally:
            self._survey.stop()
            server.stop()

    def _server(self) -> MetricsServer:
        try:
            return MetricsServer(
                self._figures.registry, self._unready, host=self._host, port=self._port
            )
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError("worker.port-taken", port=str(self._port), why=why) from error

    def _is_ready(self) -> bool:
        return self._ready()

    def _unready(self) -> str | None:
        if self._is_ready():
            return None
        return tr("operations.not-ready" if self._survey.last() else "operations.no-ledger")
