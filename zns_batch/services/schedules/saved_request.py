"""A standing order: everything that a schedule needs to plan a campaign without anybody there."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from zns_batch.domain.template import Template, from_dict, to_dict
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.ledger.drafts import Option
from zns_batch.services.campaigns.draft import RunOptions
from zns_batch.services.campaigns.prepare import CampaignRequest
from zns_batch.services.campaigns.when import is_date, read_moment
from zns_batch.validation.validator import DuplicatePolicy

_PATHS = frozenset({"file", "suppress"})


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedRequest:
    """What a person asked for, to be done at other times and perhaps on another machine.

    Attributes:
        request: The list, the account and the columns. Its paths are absolute.
        template: The template, as it was when the order was given.
        options: Pace, limits, and the ways messages take.
        mode: `development` for test sends.
        again: Send what was sent before once more.
        expires: How long each campaign may take, as a person wrote it; empty for no end.
        lang: The language of workbooks and notices.
        emails: Who is told in place of those of the settings.

    """

    request: CampaignRequest
    template: Template
    options: Mapping[str, Option]
    mode: str | None = None
    again: bool = False
    expires: str = ""
    lang: Lang = "vi"
    emails: tuple[str, ...] = ()

    def of(self, file: Path) -> "SavedRequest":
        """Return the order for one list."""
        return replace(self, request=replace(self.request, file=file))

    def run_options(self, *, name: str, now: datetime) -> RunOptions:
        """Return how a campaign of this order is to run.

        Args:
            name: What to call it.
            now: The moment it is planned for.

        Raises:
            UsageError: Its end is over already.

        """
        return RunOptions(
            name=name,
            mode=self.mode,
            again=self.again,
            expires_at=read_moment(self.expires, now=now) if self.expires else None,
            options=self.options,
        )

    def dump(self) -> dict[str, Any]:
        """Write it as the ledger keeps it."""
        kept = {name: getattr(self, name) for name in _PLAIN}
        return kept | {
            "request": _dump_request(self.request),
            "template": to_dict(self.template),
            "options": dict(self.options),
            "emails": list(self.emails),
        }

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> "SavedRequest":
        """Read what `dump` wrote."""
        return cls(
            request=_load_request(kept["request"]),
            template=from_dict(kept["template"]),
            options=kept["options"],
            emails=tuple(kept["emails"]),
            **{name: kept[name] for name in _PLAIN},
        )


_PLAIN = ("mode", "again", "expires", "lang")


def refuse_fixed_end(expires: str) -> None:
    """Refuse an end that only the first of many campaigns could have.

    Raises:
        UsageError: It names a day.

    """
    if is_date(expires):
        raise UsageError("schedule.fixed-end", text=expires)


def _dump_request(request: CampaignRequest) -> dict[str, Any]:
    kept = {field.name: getattr(request, field.name) for field in fields(CampaignRequest)}
    paths = {name: str(kept[name]) if kept[name] else None for name in _PATHS}
    return kept | paths | {"mapping": dict(request.mapping)}


def _load_request(kept: Mapping[str, Any]) -> CampaignRequest:
    paths = {name: Path(kept[name]) if kept[name] else None for name in _PATHS}
    return CampaignRequest(**{**kept, **paths, "duplicates": DuplicatePolicy(kept["duplicates"])})
