"""The certificate authorities by which servers are verified: the usual ones, or a company's own."""

import os
from functools import lru_cache
from pathlib import Path
from ssl import SSLContext
from threading import Lock

import httpx

from zns_batch.errors import SettingsError

_FILE = "SSL_CERT_FILE"
_reading = Lock()


def ssl_context() -> SSLContext:
    """Return the rules by which a server's certificate is verified.

    They are read once, and again when the file that `SSL_CERT_FILE` names has changed: that takes
    longer than planning a short list. Nobody may change what is returned, as httpx's client does.

    Raises:
        SettingsError: No certificates can be read from what `SSL_CERT_FILE` names.

    """
    file, folder = os.environ.get(_FILE), os.environ.get("SSL_CERT_DIR")
    try:
        version = _version(file) if file else ()
        # Lanes of a worker begin together, and each would read for itself what the first one reads.
        with _reading:
            return _read(file, version, folder)
    except OSError as error:
        if not file:
            raise
        why = getattr(error, "reason", None) or error.strerror or type(error).__name__
        params = {"name": _FILE, "path": file, "why": str(why)}
        raise SettingsError("provider.authorities-unreadable", **params) from error


def _version(file: str) -> tuple[int, ...]:
    status = Path(file).stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=1)
def _read(_file: str | None, _version: tuple[int, ...], _folder: str | None) -> SSLContext:
    return httpx.create_ssl_context()
