"""Whether a request that changes something comes from a page of ours."""

from collections.abc import Mapping

from zns_batch.web.security.hosts import KnownHosts

SAFE = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""


def is_own_request(headers: Mapping[str, str], hosts: KnownHosts) -> bool:
    """Tell whether an unsafe request was made by one of our pages.

    A browser of today says so itself (`Sec-Fetch-Site`). `same-site` is refused as well: that is
    another port of this machine. One that does not say it names its origin.

    Args:
        headers: The request's, with names in lower case.
        hosts: What is ours.

    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return hosts.is_own_origin(origin)
    return site == "same-origin"
