"""What is wrong with a row, said in the sheet's own rows and columns."""

from dataclasses import dataclass, field

from zns_batch.texts import Lang, Value, say


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that keeps one cell, row or sheet from being sent.

    Attributes:
        row: The spreadsheet's own row number; `None` when it is about the whole sheet.
        column: The column's header (its letter when it has none); `None` when it is about the row.
        code: A stable word for scripts, such as `phone-invalid`.
        params: The values for its sentence. A phone number only masked.

    """

    row: int | None
    column: str | None
    code: str
    params: dict[str, Value] = field(default_factory=dict)

    def text(self, lang: Lang) -> str:
        """Return what is wrong and what to do, for a person who reads `lang`."""
        return say(f"problem.{self.code}", lang, **self.params)
