"""HTTP endpoints of a worker: `/metrics` for Prometheus, `/health` and `/ready` for probes."""

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
_REQUEST_SECONDS = 10.0
"""How long a client may take to send its request."""

HttpAnswer = tuple[HTTPStatus, str, bytes]


class MetricsServer:
    """Serves the endpoints in threads of their own.

    `unready` returns in one line why the worker is not ready, `None` when it is. Port 0 takes a
    free one.

    Raises:
        OSError: The port can't be bound.

    """

    def __init__(
        self,
        registry: CollectorRegistry,
        unready: Callable[[], str | None],
        *,
        host: str,
        port: int,
    ) -> None:
        def metrics(accept: str) -> HttpAnswer:
            encode, content_type = choose_encoder(accept)
            return HTTPStatus.OK, content_type, encode(registry)

        def ready(_accept: str) -> HttpAnswer:
            reason = unready()
            if reason is None:
                return HTTPStatus.OK, _PLAIN, b"ready\n"
            return HTTPStatus.SERVICE_UNAVAILABLE, _PLAIN, f"{reason}\n".encode()

        pages: dict[str, Callable[[str], HttpAnswer]] = {
            "/metrics": metrics,
            "/health": lambda _accept: (HTTPStatus.OK, _PLAIN, b"ok\n"),
            "/ready": ready,
        }
        server_class = _V6 if ":" in host else _Server
        self._server = server_class((host, port), type("Handler", (_Handler,), {"pages": pages}))
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="zns-metrics", daemon=True
        )
        bound: int = self._server.server_address[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{bound}"

    def start(self) -> None:
        """Start serving."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and release the port."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    # On Windows that would let two processes listen at one port.
    allow_reuse_address = sys.platform != "win32"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 — the library's signature
        """Log a client that went away."""
        log().info("metrics.broken-off", why=type(sys.exception()).__name__)


class _V6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, Callable[[str], HttpAnswer]]] = {}
    timeout = _REQUEST_SECONDS
    server_version = "zns-batch"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a request."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer a request without the body."""
        self._answer()

    def _answer(self) -> None:
        page = self.pages.get(urlsplit(self.path).path)
        answer = page(self.headers.get("Accept", "")) if page else _NOT_FOUND
        status, content_type, body = answer
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — the library's own name
        """Print nothing: a scrape comes every few seconds."""


_NOT_FOUND: HttpAnswer = (HTTPStatus.NOT_FOUND, _PLAIN, b"/metrics /health /ready\n")
