"""Accounts, templates and the never-send list as the API tells and takes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from zns_batch.rest.models.common import AccountName, Given, Line, Moment


class SenderAccountAnswer(BaseModel):
    """A sender account of the settings; never a secret of it."""

    account: str
    provider: str
    oa_id: str | None
    oa_name: str | None
    practice: bool = Field(description="Its messages go to a stand-in, and to no customer.")
    rate: float | None = Field(description="Messages a second.")
    window: str | None
    quota_daily: int | None = Field(description="Null unless `quota=true`, or when nobody tells.")
    quota_remaining: int | None


class AccountsAnswer(BaseModel):
    """The accounts that the key is for."""

    accounts: list[SenderAccountAnswer]


class ParameterAnswer(BaseModel):
    """A parameter of a template."""

    name: str
    type: str
    required: bool
    max_length: int | None
    columns: list[str] = Field(description="Headers that feed it.")


class TemplateEntryAnswer(BaseModel):
    """A template that lists can be uploaded for."""

    template: str = Field(description="What an upload names it by.")
    template_id: str | None
    name: str
    tag: str | None
    price: int | None = Field(description="VND a message.")
    text: str | None
    parameters: list[ParameterAnswer]


class TemplatesAnswer(BaseModel):
    """The templates of an account."""

    templates: list[TemplateEntryAnswer]


class SuppressBody(Given):
    """Numbers that nothing is ever sent to."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"phones": ["0912345678"], "account": "default", "why": "khách yêu cầu"}]
        },
    )

    phones: Annotated[
        list[Annotated[Line, Field(min_length=1, max_length=40)]],
        Field(min_length=1, max_length=1_000, description="Phones as people write them, as texts."),
    ]
    account: AccountName | None = Field(
        default=None, description="Null for the key's account; for all, with a key for all."
    )
    why: Line = ""


class UnsuppressBody(Given):
    """Numbers that may be sent to again."""

    phones: Annotated[
        list[Annotated[Line, Field(min_length=1, max_length=40)]],
        Field(min_length=1, max_length=1_000),
    ]
    account: AccountName | None = None


class SuppressedEntryAnswer(BaseModel):
    """An entry of the never-send list."""

    phone: str | None = Field(
        description="A text; masked for a viewer; null where only a hash is kept."
    )
    account: str | None = Field(description="Null when it holds for all accounts.")
    source: Literal["person", "import", "refusal"]
    why: str
    added_at: Moment


class SuppressedAnswer(BaseModel):
    """Some entries, the newest first."""

    total: int
    suppressed: list[SuppressedEntryAnswer]
    next: str | None


class SuppressChangeAnswer(BaseModel):
    """What a change of the list has come to."""

    added: int = 0
    known: int = Field(default=0, description="Numbers that were on the list already.")
    rows: int = Field(default=0, description="Waiting rows that are not sent any more.")
    removed: int = 0
