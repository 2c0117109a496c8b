"""The columns that the results workbook adds to those of the list, as one table."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang
from zns_batch.ledger.customers.answers import CustomerAnswer
from zns_batch.ledger.records import RowRecord
from zns_batch.sheets.result_columns import result_header

_WAS_TRIED = frozenset({RowState.SENDING, RowState.ACCEPTED, RowState.REJECTED, RowState.UNKNOWN})


class CellKind(Enum):
    """How the cells of a result column are written."""

    STATE = auto()
    """A row state, as the word for it on its colour."""
    ID = auto()
    """Digits or letters of our own making, kept as text."""
    TEXT = auto()
    """Words that may come from elsewhere, so as little to be trusted as a customer's name."""
    MOMENT = auto()
    COUNT = auto()
    MONEY = auto()


class Explanation(NamedTuple):
    """Why a row is not done and what to do about it; all empty for a row that needs none."""

    code: str | None = None
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultColumn:
    """One column of the results workbook."""

    #: Its name in `RESULT_COLUMNS`.
    key: str
    #: In characters.
    width: int
    kind: CellKind
    #: What the column holds for a row; `None` leaves the cell empty.
    value: Callable[[RowRecord, Explanation], Cell]

    def header(self, lang: Lang) -> str:
        """Return its header."""
        return result_header(self.key, lang)


COLUMNS = (
    ResultColumn(key="status", width=16, kind=CellKind.STATE, value=lambda row, _: row.state),
    ResultColumn(
        key="phone",
        width=15,
        kind=CellKind.ID,
        value=lambda row, _: (row.user or row.phone) if row.state in _WAS_TRIED else None,
    ),
    ResultColumn(key="code", width=12, kind=CellKind.TEXT, value=lambda _, why: why.code),
    ResultColumn(
        key="reason", width=50, kind=CellKind.TEXT, value=lambda _, why: why.reason or None
    ),
    ResultColumn(
        key="remedy", width=50, kind=CellKind.TEXT, value=lambda _, why: why.remedy or None
    ),
    ResultColumn(
        key="message-id",
        width=26,
        kind=CellKind.TEXT,
        value=lambda row, _: row.message_id if row.state is RowState.ACCEPTED else None,
    ),
    ResultColumn(
        key="tracking-id", width=22, kind=CellKind.ID, value=lambda row, _: row.tracking_id or None
    ),
    ResultColumn(key="sent-at", width=20, kind=CellKind.MOMENT, value=lambda row, _: row.sent_at),
    ResultColumn(
        key="delivered-at", width=20, kind=CellKind.MOMENT, value=lambda row, _: row.delivered_at
    ),
    ResultColumn(
        key="attempts", width=12, kind=CellKind.COUNT, value=lambda row, _: row.attempts or None
    ),
    ResultColumn(
        key="cost",
        width=14,
        kind=CellKind.MONEY,
        value=lambda row, _: row.cost if row.state is RowState.ACCEPTED else None,
    ),
)
"""Every column of the results workbook, in the order of `RESULT_COLUMNS`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerColumn:
    """One column of the results workbook that tells what customers answered."""

    #: Its name in `ANSWER_COLUMNS`.
    key: str
    #: In characters.
    width: int
    #: What the column holds for an answer; `None` leaves the cell empty.
    value: Callable[[CustomerAnswer], Cell]

    def header(self, lang: Lang) -> str:
        """Return its header."""
        return result_header(self.key, lang)


ANSWERS = (
    AnswerColumn(key="stars", width=12, value=lambda answer: answer.stars),
    AnswerColumn(key="note", width=40, value=lambda answer: answer.note or None),
    AnswerColumn(key="reasons", width=40, value=lambda answer: "; ".join(answer.reasons) or None),
    AnswerColumn(key="reply", width=24, value=lambda answer: answer.reply or None),
)
"""Every column of customers' answers, in the order of `ANSWER_COLUMNS`."""
