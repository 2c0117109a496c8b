"""What a person chooses at the last step of an uploaded list: how its campaign runs, and when."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from zns_batch.i18n import Lang
from zns_batch.services.campaigns.options import RunOptions

_REMEMBERED = ("rate", "window", "quota_reserve", "canary", "lang", "emails")


class SendWay(StrEnum):
    """When a campaign begins."""

    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, kw_only=True, slots=True)
class SendOptions:
    """The options of one list's campaign. What is `None` is as the account has it."""

    way: SendWay = SendWay.NOW
    #: When it begins, with `SendWay.LATER`.
    start_at: datetime | None = None
    name: str | None = None
    #: Messages a second.
    rate: float | None = None
    #: The sending hours, such as `08:00-21:30`.
    window: str | None = None
    #: When what is not sent expires, as `read_moment` reads it.
    expires: str | None = None
    #: Units of the day's quota to leave for others.
    quota_reserve: int | None = None
    #: Send so many, then pause for a person to look.
    canary: int | None = None
    #: Send again to those who got the same message before.
    again: bool = False
    #: The language of what workers write.
    lang: Lang | None = None
    #: Who is told how it ended.
    emails: tuple[str, ...] = ()
    #: Another person is to approve it, whatever the rule says.
    ask: bool = False
    #: For the approver, and for the log of what people did.
    note: str = ""

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `dump` wrote; what this version does not know is left out."""
        known = {one.name: stored[one.name] for one in fields(cls) if one.name in stored}
        if "way" in known:
            known["way"] = SendWay(known["way"])
        if known.get("start_at") is not None:
            known["start_at"] = datetime.fromisoformat(known["start_at"])
        if "emails" in known:
            known["emails"] = tuple(known["emails"])
        return cls(**known)

    def dump(self) -> dict[str, Any]:
        """Return the options as JSON can carry them."""
        start_at = self.start_at.isoformat() if self.start_at else None
        return asdict(self) | {"way": self.way.value, "start_at": start_at}

    @property
    def begins_later(self) -> datetime | None:
        """When the campaign begins, unless that is at once."""
        return self.start_at if self.way is SendWay.LATER else None

    def remembered(self) -> dict[str, Any]:
        """Return what of them the same person's next campaign begins with."""
        return {name: value for name, value in self.dump().items() if name in _REMEMBERED}

    def run_options(self, *, lang: Lang, page: str) -> RunOptions:
        """Return how the campaign runs.

        Args:
            lang: The person's language.
            page: The pages' address.

        """
        return RunOptions(
            rate=self.rate,
            quota_reserve=self.quota_reserve,
            window=self.window,
            expires=self.expires,
            name=self.name,
            again=self.again,
            canary=self.canary,
            detach=True,
            page=page,
            lang=self.lang or lang,
            emails=self.emails,
        )
