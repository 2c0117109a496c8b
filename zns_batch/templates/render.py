"""The message as the customer will read it."""

import re
from collections.abc import Mapping

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
    if template.text is None:
        return None

    def fill(place: re.Match[str]) -> str:
        return data.get(place[1], "") if place[1] in template.params else place[0]

    return _place.sub(fill, template.text)
