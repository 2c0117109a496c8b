"""Drafts: campaigns that are planned and not confirmed yet, and who may confirm them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from zns_batch.core.clock import in_vietnam
from zns_batch.core.random_ids import random_letters
from zns_batch.domain.states import CampaignState
from zns_batch.domain.template import Template, to_dict
from zns_batch.errors import LedgerError
from zns_batch.ledger.db.customer_tables import recipients
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, contents, inputs, rows
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.process_identity import ProcessIdentity

_PROCESS = "process"
_PROCESS_LIFE = timedelta(days=1)
"""How long the draft of a process of another machine is kept: whether that one lives can't be seen."""

Option = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCampaign:
    """What is known of a campaign before its rows are planned.

    Attributes:
        name: What people call it; `None` to name it after its file and the time.
        account: The account's name.
        provider: The provider's word.
        template: The template, frozen with the campaign.
        dry_run: Nothing will be sent.
        mode: `development` or `None`.
        source: The input file as it was given.
        sheet: The input sheet's name.
        headers: The input's headers.
        expires_at: When rows that are not sent expire.
        start_at: When workers are to begin it, if later than it is confirmed.
        options: Pace and limits asked for.
        made_by: The user of the pages who makes it.

    """

    name: str | None
    account: str
    provider: str
    template: Template
    dry_run: bool = False
    mode: str | None = None
    source: str
    sheet: str | None = None
    headers: Sequence[str]
    expires_at: datetime | None = None
    start_at: datetime | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    made_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftOwner:
    """Who may confirm a draft, and for how long it is kept for them.

    Attributes:
        kind: What the owner is: `process`, `session`, `api-client`, or what else a face names.
        id: Which one; for a process its identity as `ProcessIdentity.dump` writes it.
        expires_at: When the draft is deleted unless it was renewed; `None` for a process, whose
            drafts are kept while it lives.

    """

    kind: str
    id: str
    expires_at: datetime | None = None

    @classmethod
    def this_process(cls) -> "DraftOwner":
        """Return the process that asks, for a draft that ends with it."""
        return cls(kind=_PROCESS, id=ProcessIdentity.this_process().dump())

    def is_gone(self, created_at: datetime, now: datetime) -> bool:
        """Tell whether nobody will confirm a draft of this owner any more."""
        if self.expires_at is not None:
            return self.expires_at <= now
        if now - created_at > _PROCESS_LIFE:
            return True
        return self.kind == _PROCESS and ProcessIdentity.load(self.id).is_dead()

    def is_same(self, other: "DraftOwner") -> bool:
        """Tell whether two are one owner, however long each was to keep the draft."""
        return (self.kind, self.id) == (other.kind, other.id)

    def dump(self) -> str:
        """Return the text that the ledger keeps; that of a process is the one of older versions."""
        if self.kind == _PROCESS and self.expires_at is None:
            return self.id
        return json.dumps({"kind": self.kind, "id": self.id, "expires_at": to_ms(self.expires_at)})

    @classmethod
    def load(cls, text: str) -> "DraftOwner":
        """Read what `dump` wrote."""
        content = json.loads(text)
        if isinstance(content, list):
            return cls(kind=_PROCESS, id=text)
        expires_at = from_ms(content["expires_at"])
        return cls(kind=content["kind"], id=content["id"], expires_at=expires_at)


def create_draft(
    ledger: Ledger, new: NewCampaign, *, stem: str, now: datetime, owner: DraftOwner | None = None
) -> str:
    """Create a campaign that nobody has confirmed yet, and return its id.

    Args:
        stem: The beginning of its name when it has none: the input file's name.
        owner: Who may confirm it; this process unless told otherwise.

    Raises:
        LedgerError: Another campaign has that name, or the ledger can't be written.

    """
    tail = random_letters(6)
    campaign_id = f"z{in_vietnam(now):%y%m%d}{tail}"
    name = new.name or f"{stem}-{in_vietnam(now):%Y%m%d-%H%M%S}-{campaign_id[-3:]}"
    values = {
        "id": campaign_id,
        "name": name,
        "account": new.account,
        "provider": new.provider,
        "template": json.dumps(to_dict(new.template), ensure_ascii=False),
        "state": CampaignState.DRAFT,
        "dry_run": new.dry_run,
        "mode": new.mode,
        "source": new.source,
        "sheet": new.sheet,
        "headers": json.dumps(list(new.headers), ensure_ascii=False),
        "fingerprint": "",
        "created_at": to_ms(now),
        "expires_at": to_ms(new.expires_at),
        "start_at": to_ms(new.start_at),
        "options": json.dumps(dict(new.options)),
        "made_by": new.made_by,
        "planner": (owner or DraftOwner.this_process()).dump(),
    }
    try:
        with ledger.engine.begin() as connection:
            connection.execute(insert(campaigns), values)
    except IntegrityError as error:
        raise LedgerError("ledger.name-taken", name=name) from error
    return campaign_id


def renew_draft(ledger: Ledger, campaign_id: str, owner: DraftOwner) -> bool:
    """Keep a draft for an owner until another moment; tell whether it is still a draft."""
    draft = and_(campaigns.c.id == campaign_id, campaigns.c.state == CampaignState.DRAFT)
    with ledger.write() as connection:
        renewed = connection.execute(update(campaigns).where(draft).values(planner=owner.dump()))
    return renewed.rowcount == 1


def owner_of(ledger: Ledger, campaign_id: str) -> DraftOwner | None:
    """Return who may confirm a draft; `None` when it is none, or is there no more."""
    draft = and_(campaigns.c.id == campaign_id, campaigns.c.state == CampaignState.DRAFT)
    with ledger.read() as connection:
        owner = connection.execute(select(campaigns.c.planner).where(draft)).scalar()
    return DraftOwner.load(owner) if owner else None


def drop_draft(ledger: Ledger, campaign_id: str) -> None:
    """Delete a draft and its rows; does nothing to a campaign that has begun."""
    if ledger.absence.is_long:
        # Its server is away, which somebody is being told: who plans next clears it away.
        return
    draft = and_(campaigns.c.id == campaign_id, campaigns.c.state == CampaignState.DRAFT)
    is_draft = select(campaigns.c.id).where(draft)
    with ledger.read() as connection:
        # A ledger that can't be written must not hide the error that ended the campaign.
        if connection.execute(is_draft).first() is None:
            return
    with ledger.write() as connection:
        if connection.execute(is_draft).first() is None:
            return
        for table in (rows, inputs, contents, recipients):
            connection.execute(delete(table).where(table.c.campaign_id == campaign_id))
        connection.execute(delete(campaigns).where(draft))


def drop_old_drafts(ledger: Ledger, *, now: datetime) -> None:
    """Delete the drafts that nobody will confirm: of dead processes, of sessions that have expired."""
    drafts = select(campaigns.c.id, campaigns.c.planner, campaigns.c.created_at).where(
        campaigns.c.state == CampaignState.DRAFT
    )
    with ledger.read() as connection:
        waiting = connection.execute(drafts).all()
    for campaign_id, owner, created_at in waiting:
        if DraftOwner.load(owner).is_gone(from_ms(created_at), now):
            drop_draft(ledger, campaign_id)
