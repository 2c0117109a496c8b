"""Which campaigns a list shows."""

import json
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_

from zns_batch.domain.states import CampaignState, Reason
from zns_batch.ledger.db.schema import campaigns
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.rows import streamed


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignFilter:
    """Which campaigns a list shows. What is `None` or empty lets all through.

    Attributes:
        account: The account's name.
        states: Any of these.
        text: Stands in the name, the id or the file's path, whatever its case and accents.
        since: Planned at this moment or later.
        until: Planned before this moment.
        accounts: Any of these; what a person may not see is never read.
        template: The template's key.
        made_by: The user of the pages who made it.
        real: Neither dry runs nor test sends.
        reason_not: Not those that stand for this reason.

    """

    account: str | None = None
    states: Collection[CampaignState] = field(default_factory=tuple)
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    accounts: Collection[str] | None = None
    template: str | None = None
    made_by: str | None = None
    real: bool = False
    reason_not: Reason | None = None

    def condition(self) -> ColumnElement[bool]:
        """Return all of it but the text, as SQL; drafts are never shown."""
        conditions: list[ColumnElement[bool]] = [campaigns.c.state != CampaignState.DRAFT]
        if self.account is not None:
            conditions.append(campaigns.c.account == self.account)
        if self.states:
            conditions.append(campaigns.c.state.in_(self.states))
        if self.since is not None:
            conditions.append(campaigns.c.created_at >= to_ms(self.since))
        if self.until is not None:
            conditions.append(campaigns.c.created_at < to_ms(self.until))
        if self.accounts is not None:
            conditions.append(campaigns.c.account.in_(sorted(self.accounts)))
        if self.template is not None:
            # As `zns_batch.domain.template.to_dict` writes it: within a text the quotes are escaped.
            key = f'"key": {json.dumps(self.template, ensure_ascii=False)}'
            conditions.append(campaigns.c.template.contains(key, autoescape=True))
        if self.made_by is not None:
            conditions.append(campaigns.c.made_by == self.made_by)
        if self.real:
            conditions += [campaigns.c.dry_run.is_(False), campaigns.c.mode.is_(None)]
        if self.reason_not is not None:
            reason = campaigns.c.reason
            conditions.append(or_(reason.is_(None), reason != self.reason_not))
        return and_(*conditions)

    def ids_with_text(self, connection: Connection, query: Select[Any], most: int) -> list[str]:
        """Return the ids of the first campaigns of a selection that contain the text."""
        # Here and not in SQL: SQLite knows no case but that of ASCII, and neither database accents.
        text = _plain(self.text or "")
        names = query.with_only_columns(campaigns.c.id, campaigns.c.name, campaigns.c.source)
        ids: list[str] = []
        with streamed(connection, names) as lines:
            for campaign_id, name, source in lines:
                if any(text in _plain(value) for value in (campaign_id, name, source)):
                    ids.append(campaign_id)
                    if len(ids) == most:
                        break
        return ids


def _plain(text: str) -> str:
    """Return a text without case and accents; `đ` is a letter of its own in Unicode."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
