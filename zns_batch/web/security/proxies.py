"""Who really asks, where a server stands in front: only servers that we know are believed."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope


class TrustedProxies:
    """The addresses of servers in front.

    Args:
        networks: Addresses or networks.

    """

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = tuple(ip_network(network, strict=False) for network in networks)

    def resolve(self, scope: Scope) -> None:
        """Put into a request the client that a known server tells of, and how it has asked.

        Of the addresses in `X-Forwarded-For` the right-most that is no known server counts: what
        stands left of it may be the client's own invention.
        """
        client = scope.get("client")
        if not self._networks or client is None or not self._knows(client[0]):
            return
        headers = Headers(scope=scope)
        forwarded = ",".join(headers.getlist("x-forwarded-for")).split(",")
        for address in reversed([one.strip() for one in forwarded]):
            if _parsed(address) is None:
                break
            scope["client"] = (address, 0)
            if not self._knows(address):
                break
        if headers.get("x-forwarded-proto") in {"http", "https"}:
            scope["scheme"] = headers["x-forwarded-proto"]

    def _knows(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._networks)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
