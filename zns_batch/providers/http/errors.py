"""Classifies transport errors as "not sent" or "may have been sent".

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
    """An answer that is too long, compressed in a way that was not asked for, or no HTTP."""


class NotConnectedError(aiohttp.ClientConnectionError):
    """No connection was made, for the reason that is its cause: nothing of a request was written."""


class UnrequestedDataError(aiohttp.ClientConnectionError):
    """A new connection on which the server spoke before anything was requested."""


# aiohttp raises these, and only these, before it has a connection to write on. The first that fits
# counts, so the classes stand before their bases.
_NEVER_LEFT: tuple[tuple[type[Exception], str], ...] = (
    (UnrequestedDataError, "spoke-first"),
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
    """Classify an exception of an exchange. In doubt the request may have left."""
    # Only the transport hides another exception; a time-out's own cause is a cancelled task.
    hidden = error.__cause__ if isinstance(error, httpx.HTTPError) else None
    cause = hidden or error
    connected = not isinstance(cause, NotConnectedError)
    if not connected:
        cause = cause.__cause__ or cause
    for kind, code in _NEVER_LEFT:
        if isinstance(cause, kind):
            return TransportError(code=code, may_have_left=False)
    if isinstance(cause, aiohttp.ClientConnectorError):
        refused = isinstance(cause.os_error, ConnectionRefusedError)
        code = "connection-refused" if refused else "unreachable"
        return TransportError(code=code, may_have_left=False)
    if not connected:
        # What is left is a proxy that hung up or gave nonsense, or a system out of descriptors.
        ours = isinstance(cause, OSError) and not isinstance(cause, aiohttp.ClientError)
        return TransportError(code="unreachable" if ours else "proxy", may_have_left=False)
    for kind, code in _MAY_HAVE_LEFT:
        if isinstance(cause, kind):
            return TransportError(code=code, may_have_left=True)
    return TransportError(code="unreadable", may_have_left=True)
