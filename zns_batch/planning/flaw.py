"""What is wrong with one value, before anyone knows in which row and column it stands."""

from dataclasses import dataclass, field

from zns_batch.core.masking import mask_within
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Cell, CellError
from zns_batch.i18n import Value
from zns_batch.planning.words import tidy

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a cell's value can't be sent.

    Attributes:
        code: The problem's code, such as `phone-too-short`.
        params: The values for its sentence.

    """

    code: str
    params: dict[str, Value] = field(default_factory=dict)

    def at(self, row: int, column: str | None) -> Problem:
        """Return the problem it makes in a row and column of the sheet."""
        return Problem(row=row, column=column, code=self.code, params=self.params)


def shown(text: str) -> str:
    """Return what a cell holds as a problem may quote it: one short line without whole phone numbers."""
    masked = mask_within(tidy(text))
    return masked if len(masked) <= _SHOWN else f"{masked[: _SHOWN - 1]}…"


def unfit(cell: Cell, code: str) -> Flaw:
    """Return the flaw of a cell whose type a parameter has no use for.

    An error cell and TRUE or FALSE are refused everywhere, whatever a parameter would say of them:
    nobody wants a customer to read `#N/A` or `TRUE`, and the words meant can't be known.

    Args:
        cell: The cell.
        code: What is wrong with a cell of any other type.

    """
    if isinstance(cell, CellError):
        return Flaw("value-error-cell", {"shown": shown(cell.shown)})
    if isinstance(cell, bool):
        return Flaw("value-boolean", {"shown": str(cell).upper()})
    whole = isinstance(cell, float) and cell.is_integer()
    return Flaw(code, {"shown": shown(f"{cell:.0f}" if whole else str(cell))})
