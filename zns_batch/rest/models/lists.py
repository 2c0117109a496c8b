"""Uploaded lists as the API tells and takes them."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from zns_batch.domain.message import Address
from zns_batch.i18n import Lang
from zns_batch.ledger.uploads import UploadedList
from zns_batch.rest.models.common import (
    CostAnswer,
    CountsAnswer,
    Given,
    Id,
    Line,
    Moment,
    ProblemLine,
)
from zns_batch.rest.problems import code_of, problem_lines
from zns_batch.services.campaigns.options import DeliveryOptions
from zns_batch.services.lists.checking.check_outcome import ListOutcome, ListStage
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.listed import ProblemPage
from zns_batch.services.lists.previews import PreviewedMessage
from zns_batch.templates.render import render
from zns_batch.validation.validator import DuplicatePolicy

Texts = Annotated[dict[Line, Line], Field(max_length=200)]


class ListOptionsBody(Given):
    """How the rows of a list are taken; each as the option of the command line of that name."""

    duplicates: Literal["skip", "send", "error"] | None = None
    split_phones: bool | None = None
    limit: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    uid: bool | None = None
    uid_column: Line | None = None
    hash_phone: bool | None = None

    def over(self, choices: ListChoices) -> ListChoices:
        """Return choices with these in place of theirs."""
        values: dict[str, Any] = {}
        if self.duplicates is not None:
            values["duplicates"] = DuplicatePolicy(self.duplicates)
        for name in ("split_phones", "limit"):
            if getattr(self, name) is not None:
                values[name] = getattr(self, name)
        delivery = choices.delivery
        given = {name: getattr(self, name) for name in ("uid", "uid_column", "hash_phone")}
        chosen = {name: value for name, value in given.items() if value is not None}
        if chosen:
            values["delivery"] = DeliveryOptions(
                **{
                    "uid": delivery.uid,
                    "uid_column": delivery.uid_column,
                    "hash_phone": delivery.hash_phone,
                    **chosen,
                }
            )
        return choices.anew(**values)


class ListChangesBody(Given):
    """What is to be read in another way; what is left out stays. The list is checked anew."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"map": {"amount": "Tổng tiền"}, "options": {"limit": 100}}]
        },
    )

    sheet: Line | None = None
    header_row: Annotated[int, Field(ge=1, le=1_048_576)] | None = None
    phone: Line | None = Field(default=None, description="The title of the phone column.")
    map: Texts | None = Field(default=None, description="Columns by parameter.")
    set: Texts | None = Field(default=None, description="Texts by parameter, as `--set`.")
    where: Annotated[list[Line], Field(max_length=50)] | None = None
    options: ListOptionsBody | None = None

    def over(self, choices: ListChoices) -> ListChoices:
        """Return choices with these in place of theirs."""
        values: dict[str, Any] = {
            "sheet_confirmed": True,
            "columns_confirmed": True,
            "remember": False,
        }
        names = {"sheet": "sheet", "header_row": "header_row", "phone": "phone"}
        names |= {"map": "mapping", "set": "set_values"}
        for given, name in names.items():
            if getattr(self, given) is not None:
                values[name] = getattr(self, given)
        if self.where is not None:
            values["where"] = tuple(self.where)
        changed = choices.anew(**values)
        return changed if self.options is None else self.options.over(changed)


class ListAnswer(BaseModel):
    """An uploaded list, as far as its check has come."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "k7m2n9p4q8r3s6t5v2w9x4y7z3",
                    "state": "ready",
                    "account": "default",
                    "template": "don-hang",
                    "name": "khach-thang-11.xlsx",
                    "sheet": "Sheet1",
                    "header_row": 1,
                    "phone": "SĐT",
                    "mapping": {"customer_name": "Họ tên"},
                    "address": "phone",
                    "rows": {
                        "total": 3,
                        "pending": 2,
                        "accepted": 0,
                        "rejected": 0,
                        "unknown": 0,
                        "invalid": 1,
                        "duplicate": 0,
                        "suppressed": 0,
                        "excluded": 0,
                        "expired": 0,
                        "cancelled": 0,
                    },
                    "cost": {"estimate": 400, "currency": "VND"},
                    "problems": [],
                    "notices": [],
                    "campaign": None,
                    "created_at": "2026-11-30T02:15:00+00:00",
                    "changed_at": "2026-11-30T02:15:02+00:00",
                }
            ]
        }
    )

    id: Id
    state: Literal["reading", "ready", "failed"]
    account: str
    template: str
    name: str
    sheet: str | None
    header_row: int | None
    phone: str | None = Field(description="The title of the phone column.")
    mapping: dict[str, str] = Field(description="The titles of the columns, by parameter.")
    address: Literal["phone", "hash", "user"]
    rows: CountsAnswer = Field(description="So far; the sendable ones are `pending`.")
    cost: CostAnswer
    problems: list[ProblemLine] = Field(
        description="Of the file, its sheet and its columns; those of rows have a call of their own."
    )
    notices: list[ProblemLine]
    campaign: str | None = Field(description="The campaign that was started with it.")
    created_at: Moment
    changed_at: Moment

    @classmethod
    def of(cls, uploaded: UploadedList, outcome: ListOutcome, lang: Lang) -> Self:
        """Return a list as it stands."""
        lines = list_problems(outcome, lang)
        address = ListChoices.of(uploaded).delivery.address
        return cls(
            id=uploaded.id,
            state=outcome.stage.value,
            account=uploaded.account,
            template=uploaded.template,
            name=uploaded.name,
            sheet=outcome.sheet,
            header_row=outcome.header_row,
            phone=outcome.phone,
            mapping=outcome.mapping,
            address=_ADDRESSES[address],
            rows=CountsAnswer.of(outcome.counts),
            cost=CostAnswer(estimate=outcome.cost),
            problems=lines,
            notices=[
                ProblemLine(
                    row=None, column=None, code=one.code, message=one.text(lang, face="api")
                )
                for one in outcome.notices
            ],
            campaign=uploaded.campaign_id if not uploaded.is_open else None,
            created_at=uploaded.created_at,
            changed_at=uploaded.touched_at,
        )


_ADDRESSES: dict[Address, Literal["phone", "hash", "user"]] = {
    Address.PHONE: "phone",
    Address.HASH: "hash",
    Address.USER: "user",
}


def list_problems(outcome: ListOutcome, lang: Lang) -> list[ProblemLine]:
    """Return everything that is wrong with file, sheet and columns of a list."""
    lines = problem_lines(outcome.problems, lang)
    error = outcome.error
    if outcome.stage is ListStage.FAILED and error is not None:
        lines.insert(
            0,
            ProblemLine(
                row=None, column=None, code=code_of(error.key), message=error.text(lang, face="api")
            ),
        )
    return lines


class ListedProblemAnswer(ProblemLine):
    """One problem of a row, with the cell that it is about."""

    cell: str = Field(description="What is seen in the cell.")
    address: str | None = Field(description="Where it stands, such as `C7`.")
    must_mend: bool = Field(description="False for a row that is left out on purpose.")


class ProblemsAnswer(BaseModel):
    """Some problems, in the sheet's order."""

    total: int
    problems: list[ListedProblemAnswer]
    next: str | None = Field(description="What `after` takes for the next page; null on the last.")

    @classmethod
    def of(cls, page: ProblemPage, lang: Lang) -> Self:
        """Return a page of problems."""
        return cls(
            total=page.total,
            problems=[
                ListedProblemAnswer(
                    row=each.problem.row,
                    column=each.problem.column,
                    code=each.problem.code,
                    message=each.problem.text(lang, face="api"),
                    cell=each.cell,
                    address=f"{each.letter}{each.problem.row}" if each.letter else None,
                    must_mend=each.must_mend,
                )
                for each in page.problems
            ],
            next=None if page.after is None else str(page.after),
        )


class PreviewedValueAnswer(BaseModel):
    """One parameter of a message, beside the cell that it comes from."""

    param: str
    column: str
    address: str
    cell: str = Field(description="The cell as a person sees it.")
    sent: str | None = Field(description="What is sent; null when the parameter is left out.")
    origin: Literal["as-it-stands", "changed", "default", "left-out"]


class PreviewAnswer(BaseModel):
    """What one row would send, or why it can't be sent."""

    row: int
    sendable: bool
    phone: str | None
    text: str | None = Field(description="The message; null when the template has no text.")
    values: list[PreviewedValueAnswer]
    problems: list[ProblemLine]
    messages: int = Field(description="How many messages the list has.")

    @classmethod
    def of(cls, message: PreviewedMessage, lang: Lang) -> Self:
        """Return a message."""
        return cls(
            row=message.row.number,
            sendable=message.sendable,
            phone=message.row.phone,
            text=render(message.template, message.row.data) if message.sendable else None,
            values=[
                PreviewedValueAnswer(
                    param=each.param,
                    column=each.header,
                    address=each.address,
                    cell=each.raw,
                    sent=each.sent,
                    origin=each.origin.value,
                )
                for each in message.values
            ],
            problems=problem_lines(message.problems, lang),
            messages=message.total,
        )
