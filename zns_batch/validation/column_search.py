"""Looks up columns: by the name a person gives, and by how much a header is like a name."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Column
from zns_batch.i18n import Lang, Value, translate
from zns_batch.sheets.headers import fold_header

_NEAR = 0.5
"""The least likeness of a header that is offered as “nearest”."""
_CANDIDATES = 3
_LISTED = 8


def columns_called(columns: Sequence[Column], name: str) -> list[Column]:
    """Find columns by their header, else one by its letter, else by its number."""
    same = [
        column
        for column in columns
        if column.header and fold_header(column.header) == fold_header(name)
    ]
    place = name.strip().upper()
    placed = [column for column in columns if place in {column.letter, str(column.index + 1)}]
    return same or placed[:1]


def not_one_column(
    every: Sequence[Column], columns: Sequence[Column], option: str, name: str
) -> Problem:
    """Return what is wrong with a name that a person gave for a column."""
    if columns:
        params: dict[str, Value] = {"option": option, "columns": list_columns(columns)}
        title = columns[0].title
        return Problem(row=None, column=title, code="column-named-twice", params=params)
    params = {"option": option, "name": name, "candidates": nearest((name,), every)}
    return Problem(row=None, column=None, code="column-unknown", params=params)


def list_columns(columns: Sequence[Column], lang: Lang | None = None) -> str:
    """Name columns so that a person finds them: `“Họ tên” (B), “ho_ten” (E)`.

    With a language: the first ones, and how many more there are.
    """
    listed = columns if lang is None else columns[:_LISTED]
    names = ", ".join(f"“{column.title}” ({column.letter})" for column in listed) or "—"
    more = len(columns) - len(listed)
    return names + translate("problem.columns-more", lang, n=more) if lang and more else names


def nearest(names: Sequence[str], columns: Sequence[Column]) -> str:
    """Name the columns most like what was looked for; when none is, the first ones there are."""
    near = [column for _, column in rank(names, columns)]
    titled = [column for column in columns if fold_header(column.header)]
    return list_columns(near or titled[:_LISTED])


def rank(names: Sequence[str], columns: Sequence[Column]) -> list[tuple[float, Column]]:
    """Return the columns whose headers are like one of some names, the likest first."""
    folded = [name for name in map(fold_header, names) if name]
    best: dict[Column, float] = {}
    for name in folded:
        likeness = SequenceMatcher(None, b=name)
        for column in columns:
            header = fold_header(column.header)
            if not header:
                continue
            likeness.set_seq1(header)
            # The quick ratios are upper bounds: most headers need no more.
            if likeness.real_quick_ratio() >= _NEAR and likeness.quick_ratio() >= _NEAR:
                best[column] = max(best.get(column, 0.0), likeness.ratio())
    near = [(score, column) for column, score in best.items() if score >= _NEAR]
    return sorted(near, key=lambda scored: (-scored[0], scored[1].index))[:_CANDIDATES]
