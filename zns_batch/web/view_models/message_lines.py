"""A message as the macro `bubble` draws it."""

from collections.abc import Sequence

from zns_batch.templates.render import TextPiece

Line = tuple[tuple[str, bool], ...]
"""Pieces of one line, each with whether it comes from the list."""


def message_lines(pieces: Sequence[TextPiece]) -> tuple[Line, ...]:
    """Return the pieces of a message line by line."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append((first, piece.param is not None))
        lines += [[(text, piece.param is not None)] for text in others]
    return tuple(tuple(each for each in line if each[0]) for line in lines)
