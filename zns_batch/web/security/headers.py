"""The headers of every answer: what a browser may do with our pages."""

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
"""Nothing from elsewhere, nothing written into the page itself, and no page of others around ours."""

_ALWAYS = (
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    # With `no-referrer` browsers would send `Origin: null` with our own forms.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
_HSTS = ("strict-transport-security", "max-age=31536000")


def security_headers(*, https: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer.

    Args:
        https: Whether people reach the pages by https.

    """
    headers = (*_ALWAYS, _HSTS) if https else _ALWAYS
    return [(name.encode(), value.encode()) for name, value in headers]
