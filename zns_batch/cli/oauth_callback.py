"""The OAuth callback: a page on this machine that the browser comes back to, or a pasted line."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from zns_batch.cli.language import tr
from zns_batch.cli.stdin import POLL_SECONDS, read_pasted_line
from zns_batch.errors import UsageError, ZnsBatchError

T_co = TypeVar("T_co", covariant=True)

PATIENCE_MINUTES = 10
"""How long a code of Zalo's lives, and so how long it makes sense to wait."""


class CallbackReader(Protocol[T_co]):
    """Reads what came back."""

    def __call__(self, text: str, *, pasted: bool) -> T_co:
        """Make something of it.

        Args:
            text: The address at which the browser ended, or what a person pasted.
            pasted: Whether a person pasted it.

        """
        ...


_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def listens(callback: str) -> bool:
    """Tell whether a callback is an address of this machine, so that we can listen there.

    Raises:
        UsageError: It is no address.

    """
    url = urlsplit(callback)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise UsageError("account.bad-callback", callback=callback)
    return url.scheme == "http" and url.hostname in _LOOPBACK


def come_back(callback: str, read: CallbackReader[T_co], *, started: Callable[[], object]) -> T_co:
    """Wait until the browser has come back, or until a person has pasted what it shows.

    Args:
        callback: The address.
        read: Makes something of what came back; what it refuses in the browser is waited for again.
        started: Called once the browser may come.

    Raises:
        UsageError: Nobody came, the port is taken, or what was pasted is not right.

    """
    answers: queue.Queue[tuple[str, bool]] = queue.Queue()

    def read_pasted() -> None:
        if line := read_pasted_line():
            answers.put((line, True))

    def take(text: str) -> bool:
        """Take what a browser brought, unless it is somebody else's."""
        try:
            read(text, pasted=False)
        except ZnsBatchError:
            return False
        answers.put((text, False))
        return True

    with _server(callback, take):
        started()
        threading.Thread(target=read_pasted, daemon=True).start()
        text, pasted = _first_answer(answers)
    return read(text, pasted=pasted)


def _first_answer(answers: "queue.Queue[tuple[str, bool]]") -> tuple[str, bool]:
    """Poll for what comes first, so that Ctrl-C is heard at every moment (`zns_batch.cli.stdin`).

    Raises:
        UsageError: Nothing came.

    """
    until = time.monotonic() + PATIENCE_MINUTES * 60
    while time.monotonic() < until:
        with suppress(queue.Empty):
            return answers.get(timeout=POLL_SECONDS)
    raise UsageError("account.no-answer", minutes=PATIENCE_MINUTES)


@contextmanager
def _server(callback: str, take: Callable[[str], bool]) -> Iterator[None]:
    if not listens(callback):
        yield
        return
    place = urlsplit(callback)

    class CallbackPage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if urlsplit(self.path).path.rstrip("/") != place.path.rstrip("/"):
                self.send_error(404)
                return
            good = take(f"http://127.0.0.1{self.path}")
            words = tr("account.browser-page" if good else "account.browser-page-wrong")
            body = f"<!doctype html><meta charset=utf-8><p>{words}</p>".encode()
            self.send_response(200 if good else 400)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — http.server's names
            """Say nothing: the address holds the code."""

    try:
        server = ThreadingHTTPServer((place.hostname or "", place.port or 80), CallbackPage)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError("account.port-taken", callback=callback, why=why) from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
