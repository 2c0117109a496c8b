"""How services that wait call what waits for ledger or disk: in a thread, whichever the face has."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class InThread(Protocol):
    """Calls what waits for ledger or disk in a thread."""

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function."""
        ...
