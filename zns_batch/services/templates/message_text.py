"""The words of a message, pasted by a person: held to the template's parameters, then kept in its file."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from zns_batch.domain.example_row import example_cell
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.errors import TemplateError
from zns_batch.i18n import Lang
from zns_batch.services.campaigns.check import is_shipped
from zns_batch.services.templates.overview import TemplateFile
from zns_batch.templates.render import TextPiece, placeholders, render_pieces
from zns_batch.templates.sync import write_message_text

LONGEST_TEXT = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class TextDraft:
    """A text as it would be kept."""

    text: str
    #: Places in it that are no parameter of the template.
    unknown: tuple[str, ...]
    #: Parameters that have no place in it.
    missing: tuple[str, ...]
    #: What a customer would read, with examples in the places.
    pieces: tuple[TextPiece, ...]


def example_values(template: Template, lang: Lang) -> dict[str, str]:
    """Return an example for each parameter: the file's, else the one of an empty list."""
    return {name: _example(param, lang) for name, param in template.params.items()}


def _example(param: Param, lang: Lang) -> str:
    # Some accounts give the parameter's own name as its example: `<address>`.
    if param.example and not param.example.startswith("<"):
        return param.example
    cell = example_cell(param, lang)
    if isinstance(cell, datetime):
        return f"{cell:%H:%M %d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%m/%Y}" if param.type is ParamType.MONTH else f"{cell:%d/%m/%Y}"
    return f"{cell:%H:%M}" if isinstance(cell, time) else str(cell)


def draft_text(template: Template, pasted: str, lang: Lang) -> TextDraft:
    """Return a pasted text with what is wrong with it."""
    text = "\n".join(line.rstrip() for line in pasted.splitlines()).strip()[:LONGEST_TEXT]
    places = placeholders(text)
    with_text = replace(template, text=text or None)
    return TextDraft(
        text=text,
        unknown=tuple(name for name in places if name not in template.params),
        missing=tuple(name for name in template.params if name not in places) if text else (),
        pieces=tuple(render_pieces(with_text, example_values(template, lang)) or ()),
    )


def keep_text(file: TemplateFile, draft: TextDraft) -> None:
    """Write a text into its template's file.

    Raises:
        TemplateError: It has a place that is no parameter, the file ships with the program, or can't
            be written.

    """
    if draft.unknown:
        raise TemplateError("template.text-unknown", names=", ".join(draft.unknown))
    if is_shipped(file.path):
        raise TemplateError("template.text-shipped", key=file.key)
    write_message_text(file.path, draft.text)
