"""Answers Prometheus, and whoever asks whether the worker is well."""

import socket
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from zns_batch.core.logging import log

_PLAIN = "text/plain; charset=utf-8"
_PATIENCE_SECONDS = 10.0
"""How long one who asks may take to say what."""

HttpAnswer = tuple[HTTPStatus, str, bytes]


class MetricsServer:
    """`/metrics`, `/health` and `/ready`, in threads of their own.

    Args:
        registry: The figures.
        unready: Says in one line why the worker is not ready; `None` when it is.
        host: Where to listen.
        port: The port; 0 takes a free one.

    Raises:
        OSError: The port can't be had.

    """

    def __init__(
        self,
        registry: CollectorRegistry,
        unready: Callable[[], str | None],
        *,
        host: str,
        port: int,
    ) -> None:
        pages: dict[str, Callable[[str], HttpAnswer]] = {
            "/metrics": lambda accept: _figures(registry, accept),
            "/health": lambda _accept: (HTTPStatus.OK, _PLAIN, b"ok\n"),
            "/ready": lambda _accept: _readiness(unready()),
        }
        kind = _V6 if ":" in host else _Server
        self._server = kind((host, port), type("Handler", (_Handler,), {"pages": pages}))
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="zns-metrics", daemon=True
        )
        taken: int = self._server.server_address[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{taken}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more, and give the port back."""
        self._server.shutdown()
        self._server.server_close()


def _figures(registry: CollectorRegistry, accept: str) -> HttpAnswer:
    encode, kind = choose_encoder(accept)
    return HTTPStatus.OK, kind, encode(registry)


def _readiness(why: str | None) -> HttpAnswer:
    if why is None:
        return HTTPStatus.OK, _PLAIN, b"ready\n"
    return HTTPStatus.SERVICE_UNAVAILABLE, _PLAIN, f"{why}\n".encode()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    # On Windows that would let two processes listen at one port.
    allow_reuse_address = sys.platform != "win32"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 — the library's signature
        """Let go of one who asked and went away."""
        log().info("metrics.broken-off", why=type(sys.exception()).__name__)


class _V6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, Callable[[str], HttpAnswer]]] = {}
    timeout = _PATIENCE_SECONDS
    server_version = "zns-batch"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a question."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer a question without its body."""
        self._answer()

    def _answer(self) -> None:
        page = self.pages.get(urlsplit(self.path).path)
        found = page(self.headers.get("Accept", "")) if page else _NOT_FOUND
        status, kind, body = found
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — the library's own name
        """Say nothing on the screen: a scrape comes every few seconds."""


_NOT_FOUND: HttpAnswer = (HTTPStatus.NOT_FOUND, _PLAIN, b"/metrics /health /ready\n")
