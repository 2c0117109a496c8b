"""Which phones Zalo takes."""

import re

_STRICT = re.compile(r"\+?84([35789]\d{8})", re.ASCII)
_LENIENT = re.compile(r"(?:\+?84|0)?([35789]\d{8})", re.ASCII)


def normal(phone: str, *, strict: bool) -> str | None:
    """Return a phone as `84` and nine digits.

    Zalo documents `84…` and `+84…`; its older help says that `0…` and the nine digits without the
    zero go through too.

    Args:
        phone: The phone as it came.
        strict: Whether only the documented forms go through.

    Returns:
        The phone; `None` for one that is refused.

    """
    found = (_STRICT if strict else _LENIENT).fullmatch(phone)
    return f"84{found[1]}" if found else None
