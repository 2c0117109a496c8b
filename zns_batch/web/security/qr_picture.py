"""The picture that a phone's camera reads, as the path of an SVG: no markup is put together here."""

from dataclasses import dataclass

_BORDER = 4
"""Cells of white around, which readers need."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QrPicture:
    """A picture.

    Attributes:
        size: Cells along each side.
        path: The dark cells, as a path of lines one cell thick.

    """

    size: int
    path: str


def qr_picture(text: str) -> QrPicture:
    """Return the picture of a text."""
    import segno

    rows = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=_BORDER)]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return QrPicture(size=len(rows), path="".join(parts))
