"""Starting and stopping a stand-in: within an event loop, in a thread, or as a program."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from aiohttp import web

from zns_batch.sandbox.admin_api import control
from zns_batch.sandbox.config import SandboxConfig
from zns_batch.sandbox.journeys import JourneyToken
from zns_batch.sandbox.message_log import Accepted, Arrival
from zns_batch.sandbox.metrics import Counts
from zns_batch.sandbox.registry import ZALO, stand_in
from zns_batch.sandbox.routes import Dispatch
from zns_batch.sandbox.sms import SmsText
from zns_batch.sandbox.state import SandboxState

LOOPBACK = "127.0.0.1"

# More connections may wait than a sender of a few hundred at once opens in one go.
_BACKLOG = 1024
# How long a stop waits for answers that are on their way; what waits longer is cut off.
_SHUTDOWN_TIMEOUT = 0.25
_POLL_SECONDS = 0.5


class RunningSandbox:
    """A stand-in that runs. Everything but `stop` may be called from any thread.

    Attributes:
        port: Where it listens.
        url: Its address, for `base_url`.

    """

    def __init__(self, state: SandboxState, runner: web.ServerRunner, host: str) -> None:
        self._state = state
        self._runner = runner
        self.port: int = runner.addresses[0][1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def counts(self) -> Counts:
        """Return what arrived so far."""
        return self._state.meter.counts()

    def messages(self) -> list[Accepted]:
        """Return the accepted messages in the order of their acceptance."""
        return self._state.messages.messages()

    def journeys(self) -> list[JourneyToken]:
        """Return the journey tokens in the order of their creation."""
        return self._state.journeys.all()

    @property
    def events_answered(self) -> int:
        """How many events the sender has answered with 200."""
        return self._state.webhooks.answered

    def sms(self) -> list[SmsText]:
        """Return the SMS that were requested, in order."""
        return self._state.sms.all()

    def requests(self, tracking_id: str) -> list[Arrival]:
        """Return what arrived under a tracking id, and what it got."""
        return self._state.messages.arrivals(tracking_id)

    def change(self, **fields: Any) -> None:
        """Change some fields of the config while it runs.

        Raises:
            ValueError: No such field, or a value that makes no sense. Nothing is changed then.

        """
        self._state.change(fields)

    def expire(self) -> None:
        """Expire the access token now; only a refresh gives another."""
        self._state.grant.expire()

    def reset(self) -> None:
        """Make it as it was when it started, with nothing counted."""
        self._state.reset()

    async def stop(self) -> None:
        """Stop listening, cut off what still waits for an answer, and close every connection."""
        await self._runner.cleanup()
        await self._state.webhooks.close()


async def start(
    config: SandboxConfig | None = None,
    *,
    provider: str = ZALO,
    host: str = LOOPBACK,
    port: int = 0,
) -> RunningSandbox:
    """Start a stand-in in the running event loop.

    Args:
        config: How it behaves; an account in good order when left out.
        provider: Whose stand-in it is.
        host: Where it listens. Other machines reach it only when this says so.
        port: The port; 0 for a free one.

    Raises:
        OSError: The address can't be had.

    """
    state = SandboxState(config or SandboxConfig())
    provider_stand_in = stand_in(provider)
    routes = {**provider_stand_in.routes(state), **control(state)}
    dispatch = Dispatch(routes, provider_stand_in.WRONG_METHOD, provider_stand_in.WRONG_PATH)
    # Cancelled when the client goes away: what never answers must not stay for ever.
    server = web.Server(dispatch, handler_cancellation=True, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_TIMEOUT)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, backlog=_BACKLOG).start()
    except BaseException:
        await runner.cleanup()
        raise
    return RunningSandbox(state, runner, host)


@contextmanager
def sandbox(
    config: SandboxConfig | None = None,
    *,
    provider: str = ZALO,
    host: str = LOOPBACK,
    port: int = 0,
) -> Iterator[RunningSandbox]:
    """Run a stand-in in a thread of its own, for as long as the block runs.

    Args:
        config: How it behaves; an account in good order when left out.
        provider: Whose stand-in it is.
        host: Where it listens. Other machines reach it only when this says so.
        port: The port; 0 for a free one.

    Raises:
        OSError: The address can't be had.
        ValueError: There is no such provider.

    """
    started: Future[tuple[RunningSandbox, Callable[[], object]]] = Future()

    async def run() -> None:
        ending = asyncio.Event()
        try:
            running = await start(config, provider=provider, host=host, port=port)
        except BaseException as error:  # noqa: BLE001 - raised where the block begins
            started.set_exception(error)
            return
        loop = asyncio.get_running_loop()
        started.set_result((running, partial(loop.call_soon_threadsafe, ending.set)))
        await ending.wait()
        await running.stop()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="zns-sandbox", daemon=True)
    thread.start()
    try:
        running, stop = started.result()
        try:
            yield running
        finally:
            stop()
    finally:
        thread.join()


def serve(
    config: SandboxConfig | None = None,
    *,
    provider: str = ZALO,
    host: str = LOOPBACK,
    port: int = 0,
    ready: Callable[[str], object] = lambda _url: None,
) -> None:
    """Run a stand-in until the process gets SIGINT (Ctrl-C) or SIGTERM. Prints nothing.

    Only for the main thread of a program.

    Args:
        config: How it behaves; an account in good order when left out.
        provider: Whose stand-in it is.
        host: Where it listens. Other machines reach it only when this says so.
        port: The port; 0 for a free one.
        ready: Called with the address once it answers there.

    Raises:
        OSError: The address can't be had.

    """

    async def run() -> None:
        running = await start(config, provider=provider, host=host, port=port)
        ending = asyncio.Event()
        stop = partial(asyncio.get_running_loop().call_soon_threadsafe, ending.set)
        with _signals(stop):
            ready(running.url)
            # Polled: Python acts on a signal between two steps of its own, and one that comes just
            # before the event loop blocks does not wake it.
            while not ending.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(ending.wait(), _POLL_SECONDS)
        await running.stop()

    asyncio.run(run())


@contextmanager
def _signals(stop: Callable[[], object]) -> Iterator[None]:
    # signal.signal and not loop.add_signal_handler, which Windows does not have.
    before = {
        number: signal.signal(number, lambda _number, _frame: stop())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
