"""What a row brings beside its parameters: a journey's token, an SMS in the message's place, a user id, an occasion."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import orjson

from zns_batch.domain.message import Sms
from zns_batch.domain.planned_row import USER, Problem
from zns_batch.domain.reminder import OCCASION, Occasion
from zns_batch.domain.sheet import Column, Row, Sheet
from zns_batch.validation.id_cells import read_journey_cell, read_user_id
from zns_batch.validation.occasions import DueRows
from zns_batch.validation.sms import SmsBuilder
from zns_batch.validation.text import CellIssue

JOURNEY, SMS = "journey", "sms"
"""The names under which the ledger keeps what a row brings; a user id's is `USER`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowExtras:
    """What rows may bring, and where it stands in the sheet.

    Attributes:
        journey: The column of tokens; `None` when rows bring none.
        sms: Makes the SMS of a row; `None` when there is none.
        sms_column: The column of the rows' own SMS texts, when there is one.
        user: The column of user ids; a row that has one goes to it and not to its phone.
        due: Chooses the rows that are to be reminded today; `None` for a list that is sent whole.

    """

    journey: Column | None = None
    sms: SmsBuilder | None = None
    sms_column: Column | None = None
    user: Column | None = None
    due: DueRows | None = None

    @property
    def columns(self) -> Collection[Column]:
        """The columns that are used."""
        day = self.due.days.column if self.due else None
        columns = (self.journey, self.sms_column, self.user, day)
        return [column for column in columns if column is not None]


class RowExtrasReader:
    """Reads what the rows of one sheet bring.

    Args:
        sheet: The sheet.
        extras: What to read.

    """

    def __init__(self, sheet: Sheet, extras: RowExtras) -> None:
        self._extras = extras
        places = {column: sheet.columns.index(column) for column in extras.columns}
        self._journey = places.get(extras.journey) if extras.journey else None
        self._sms = places.get(extras.sms_column) if extras.sms_column else None
        self._user = places.get(extras.user) if extras.user else None

    def read(self, row: Row, data: Mapping[str, str]) -> tuple[str | None, list[Problem]]:
        """Read one row.

        Args:
            row: The row.
            data: Its parameters.

        Returns:
            What it brings, as the ledger keeps it (`None` for nothing), and what is wrong with it.

        """
        extras = self._extras
        values: list[tuple[str, str | CellIssue | None, str | None]] = []
        if extras.journey is not None and self._journey is not None:
            token = read_journey_cell(row.cells[self._journey])
            values.append((JOURNEY, token, extras.journey.title))
        if extras.sms is not None:
            own = None if self._sms is None else row.cells[self._sms]
            sms = extras.sms.build(data, own)
            title = extras.sms_column.title if extras.sms_column else None
            values.append((SMS, sms.content if isinstance(sms, Sms) else sms, title))
        if extras.user is not None and self._user is not None:
            user = read_user_id(row.cells[self._user])
            # Who has no id at the OA is reached by phone.
            if isinstance(user, str) or user.code != "user-missing":
                values.append((USER, user, extras.user.title))
        if extras.due is not None:
            occasion = extras.due.read(row)
            dumped = occasion.dump() if isinstance(occasion, Occasion) else occasion
            values.append((OCCASION, dumped, extras.due.days.column.title))
        brought = {name: value for name, value, _ in values if isinstance(value, str)}
        problems = [
            value.at(row.number, title)
            for _, value, title in values
            if isinstance(value, CellIssue)
        ]
        return orjson.dumps(brought).decode() if brought else None, problems
