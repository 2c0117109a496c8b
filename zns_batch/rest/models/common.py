"""What many calls have in common: problem documents, moments, counts, pages."""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from zns_batch.ledger.records import StateCounts
from zns_batch.services.campaigns.report import row_counts

NO_CONTROLS = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"
"""Texts hold no control signs but tab and line ends: the ledger takes none, and nobody types any."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
AccountName = Annotated[str, StringConstraints(pattern=NO_CONTROLS, min_length=1, max_length=100)]
Line = Annotated[str, StringConstraints(pattern=NO_CONTROLS, max_length=500)]
Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,80}$")]


def _in_utc(moment: datetime) -> datetime:
    # To the millisecond, as the ledger keeps it.
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""A moment that the API tells: in UTC, with its offset."""


class Given(BaseModel):
    """A body that is sent to the API: a word that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid")


class ProblemLine(BaseModel):
    """One thing that is wrong, as `--json` of the command line has it."""

    row: int | None = Field(
        description="The spreadsheet's own row number; null for the whole list."
    )
    column: str | None = Field(description="The column's title, or the field of the request.")
    code: str = Field(examples=["phone-invalid"])
    message: str = Field(description="The sentence, in the language asked for.")


class ProblemAnswer(BaseModel):
    """Why a request is refused (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:zns-batch:problem:already-sent",
                    "title": "Conflict",
                    "status": 409,
                    "detail": "The same recipients and values were sent before, as campaign c7k2m9.",
                    "code": "already-sent",
                    "id": "1f0c9a2b",
                    "campaign": "c7k2m9",
                }
            ]
        }
    )

    type: str = Field(description="`urn:zns-batch:problem:` and the code.")
    title: str
    status: int
    detail: str = Field(
        description="The sentence, in the language of `Accept-Language` (vi or en)."
    )
    code: str = Field(description="What a program decides by; never changes.")
    id: str = Field(description="The number of the request, which the server's log has too.")
    campaign: str | None = Field(
        default=None, description="The campaign that was there first, with `already-sent`."
    )
    problems: list[ProblemLine] | None = Field(
        default=None, description="Everything that is wrong with the file, its columns or the body."
    )


class CountsAnswer(BaseModel):
    """Rows by state; the counts beside `total` add up to it."""

    total: int
    pending: int
    accepted: int
    rejected: int
    unknown: int
    invalid: int
    duplicate: int
    suppressed: int
    excluded: int
    expired: int
    cancelled: int

    @classmethod
    def of(cls, counts: StateCounts) -> Self:
        """Return counts as `--json` has them."""
        return cls(**row_counts(counts))


class WaitingAnswer(BaseModel):
    """A file that is still being written: ask again after `Retry-After`."""

    state: str = Field(examples=["writing"])


class CostAnswer(BaseModel):
    """What is paid at the most."""

    estimate: int | None = Field(description="Null while the price is not known.")
    currency: Literal["VND"] = "VND"
