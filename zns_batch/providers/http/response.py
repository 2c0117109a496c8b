"""What a request comes back with: a response, or a transport error. Loads no HTTP library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class RawResponse(NamedTuple):
    """A whole answer as it came over the wire, without its transfer coding."""

    status: int
    #: The words behind the status; `None` or empty without any.
    reason: str | None
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class HttpResponse(NamedTuple):
    """A whole answer."""

    status: int
    #: Names in small letters, all as bytes.
    headers: Mapping[bytes, bytes]
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class TransportError:
    """No usable answer came."""

    #: Our code for it; the catalogue has its sentence under `provider.`.
    code: str
    #: Whether the request may have reached the provider.
    may_have_left: bool
