"""Trouble on the way: which of it means "certainly not sent".

The one question is whether a byte of the request may have left. It is answered by aiohttp's own
exceptions, the cause of what the transport raises: the transport's names mislead here (a server that
hangs up after it took the message arrives as `httpx.ConnectTimeout`).
"""

import aiohttp
import httpx

from zns_batch.providers.http.response import TransportError

NETWORK_ERRORS: tuple[type[Exception], ...] = (
    httpx.HTTPError,
    aiohttp.ClientError,
    OSError,
    ValueError,
)
"""Everything that an exchange over the network raises. Time-outs are `OSError` too; `ValueError` is
what the libraries make of answers that break the rules of HTTP in ways they did not foresee."""


class UnreadableAnswerError(httpx.HTTPError):
    """An answer that goes on beyond any length that makes sense."""


# aiohttp raises these, and only these, before it has a connection to write on. The first that fits
# counts, so the classes stand before their bases.
_NEVER_LEFT: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "dns"),
    (aiohttp.ClientConnectorCertificateError, "tls"),
    (aiohttp.ClientConnectorSSLError, "tls"),
    (aiohttp.ClientProxyConnectionError, "proxy"),
    (aiohttp.ClientHttpProxyError, "proxy"),
    (aiohttp.ConnectionTimeoutError, "connect-timeout"),
)

_MAY_HAVE_LEFT: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "timeout"),
    (aiohttp.ClientPayloadError, "connection-reset"),
    (aiohttp.ClientConnectionError, "connection-reset"),
    (OSError, "connection-reset"),
)


def transport_error_of(error: Exception) -> TransportError:
    """Say what an exception of an exchange means. In doubt the request may have left."""
    # Only the transport hides another exception; a time-out's own cause is a cancelled task.
    hidden = error.__cause__ if isinstance(error, httpx.HTTPError) else None
    cause = hidden or error
    for kind, code in _NEVER_LEFT:
        if isinstance(cause, kind):
            return TransportError(code=code, may_have_left=False)
    if isinstance(cause, aiohttp.ClientConnectorError):
        return TransportError(code=_not_connected(cause), may_have_left=False)
    for kind, code in _MAY_HAVE_LEFT:
        if isinstance(cause, kind):
            return TransportError(code=code, may_have_left=True)
    return TransportError(code="unreadable", may_have_left=True)


def _not_connected(error: aiohttp.ClientConnectorError) -> str:
    refused = isinstance(error.os_error, ConnectionRefusedError)
    return "connection-refused" if refused else "unreachable"
