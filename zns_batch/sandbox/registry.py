"""The stand-ins, one for each provider."""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from zns_batch.sandbox.responses import SandboxReply
from zns_batch.sandbox.routes import Routes
from zns_batch.sandbox.state import SandboxState

ZALO = "zalo"

_MODULES = {
    ZALO: "zns_batch.sandbox.zalo",
    "etelecom": "zns_batch.sandbox.etelecom",
    "gobysend": "zns_batch.sandbox.gobysend",
}

STANDINS: tuple[str, ...] = tuple(_MODULES)
"""The words of `--provider`."""


class StandIn(Protocol):
    """What the module of a stand-in holds."""

    WRONG_METHOD: SandboxReply
    """The answer at a known address to a method that it doesn't take."""
    WRONG_PATH: SandboxReply
    """The answer where nothing is."""
    routes: Callable[[SandboxState], Routes]
    """Returns what answers at each address."""


def stand_in(provider: str) -> StandIn:
    """Return a provider's stand-in.

    Raises:
        ValueError: There is none by that word.

    """
    if provider not in _MODULES:
        raise ValueError(f"provider: one of {', '.join(STANDINS)}, not {provider}")
    return cast("StandIn", import_module(_MODULES[provider]))
