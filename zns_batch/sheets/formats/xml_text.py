"""Text put into XML. `xml.sax.saxutils` has the same, and loads an HTTP client to go with it."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE_ESCAPES = _ESCAPES | str.maketrans(
    {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)


def escape(text: str) -> str:
    """Return text as the content of an element."""
    return text.translate(_ESCAPES)


def quoteattr(text: str) -> str:
    """Return text as the value of an attribute, in quotation marks."""
    return f'"{text.translate(_ATTRIBUTE_ESCAPES)}"'
