"""The message as the customer will read it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zns_batch.domain.template import Template

_place = re.compile(r"<([^<>\s]+)>")


def placeholders(text: str) -> tuple[str, ...]:
    """Return the parameters that stand in a message's text, each once, as they come."""
    return tuple(dict.fromkeys(_place.findall(text)))


def render(template: Template, data: Mapping[str, str]) -> str | None:
    """Fill a template's text with one row's parameters.

    Args:
        template: The template.
        data: The parameters as they will be sent; one that is left out shows as nothing.

    Returns:
        The text, or `None` when the template file has none. What stands between `<` and `>` and
        is no parameter stays as it is.

    """
    pieces = render_pieces(template, data)
    return None if pieces is None else "".join(piece.text for piece in pieces)


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a message."""

    text: str
    #: The parameter whose value it is; `None` for the template's own words.
    param: str | None = None


def render_pieces(template: Template, data: Mapping[str, str]) -> list[TextPiece] | None:
    """Return what `render` returns, in pieces that tell what came from the list."""
    if template.text is None:
        return None
    pieces, after = list[TextPiece](), 0
    for place in _place.finditer(template.text):
        if place[1] in template.params:
            pieces.append(TextPiece(template.text[after : place.start()]))
            pieces.append(TextPiece(data.get(place[1], ""), place[1]))
            after = place.end()
    return [*pieces, TextPiece(template.text[after:])]
