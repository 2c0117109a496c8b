"""Under which names the pages may be asked for: any other name is not ours.

A page of another site can make a browser ask this machine under the name of that site (DNS
rebinding); it learns nothing when only our own names are answered.
"""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from zns_batch.core.network import is_loopback
from zns_batch.settings.web import WebSettings

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """The values of `Host` that are ours, in lower case; those of `Origin`; and this machine's own name."""

    hosts: frozenset[str]
    origins: frozenset[str]
    own: str = "127.0.0.1"

    @classmethod
    def of(cls, settings: WebSettings, port: int, host: str = "127.0.0.1") -> Self:
        """Return the names that the settings know.

        Args:
            settings: `[web]`.
            port: Where the pages are served.
            host: At which address.

        """
        own = (f"[{host}]" if ":" in host else host) if is_loopback(host) else _LOOPBACK[1]
        scheme = "https" if settings.cert is not None else "http"
        origins = {f"{scheme}://{_with_port(host, port, scheme)}" for host in (*_LOOPBACK, own)}
        if settings.url is not None:
            parts = urlsplit(settings.url)
            origins.add(f"{parts.scheme}://{_netloc(parts.netloc.lower(), parts.scheme)}")
            scheme = parts.scheme
        for name in settings.hosts:
            origins.add(f"{scheme}://{_netloc(name, scheme)}")
        return cls(
            hosts=frozenset(origin.partition("://")[2] for origin in origins),
            origins=frozenset(origins),
            own=own,
        )

    def knows(self, host: str) -> bool:
        """Tell whether a value of `Host` is ours."""
        return _netloc(host.strip().lower(), "") in self.hosts or any(
            _netloc(host.strip().lower(), scheme) in self.hosts for scheme in _PORTS
        )

    def is_own_origin(self, origin: str) -> bool:
        """Tell whether a value of `Origin` is one of our pages."""
        return origin.strip().lower() in self.origins


def _with_port(host: str, port: int, scheme: str) -> str:
    return host if port == _PORTS[scheme] else f"{host}:{port}"


def _netloc(netloc: str, scheme: str) -> str:
    """Return a host without the port that goes without saying."""
    usual = _PORTS.get(scheme)
    return netloc.removesuffix(f":{usual}") if usual is not None else netloc
