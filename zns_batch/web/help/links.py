"""Where a page finds help on a code: the row of a table in the shipped documentation."""

from functools import cache

from zns_batch.web.help.documents import code_anchor, help_page

_PROVIDERS = {"etelecom": "etelecom", "gobysend": "gobysend"}
"""Providers whose codes have a page of their own."""


def problem_help(code: str) -> str:
    """Return the address of what is said of a problem of a row; empty where nothing is."""
    return _address("sheet", code)


def error_help(code: str | None, provider: str = "zalo") -> str:
    """Return the address of what is said of an error's code; empty where nothing is.

    Args:
        code: The code that a row carries.
        provider: Whose code it is.

    """
    if not code:
        return ""
    own = _PROVIDERS.get(provider)
    known = next((row for start, row in _ALIKE if code.startswith(start) and code != row), code)
    return (
        (_address(own, code) if own else "")
        or _address("errors", code)
        or _address("errors", known)
    )


def code_help(code: str | None, provider: str = "zalo") -> str:
    """Return the address of what is said of the code of a row, be it an error's or a problem's."""
    return error_help(code, provider) or (problem_help(code) if code else "")


_ALIKE = (("http-5", "http-408"), ("http-4", "http-4"))
"""Codes that share a row, by how they begin, each with the code that names the row."""


@cache
def _address(page: str, code: str) -> str:
    found, anchor = help_page(page, "en"), code_anchor(code)
    return f"/help/{page}#{anchor}" if found is not None and anchor in found.anchors else ""
