"""Campaigns in the ledger: made, found, listed, and moved from state to state."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    RowMapping,
    Select,
    Update,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.message import Quota
from zns_batch.domain.states import ENDED, CampaignState, Reason, RowState
from zns_batch.domain.template import Template, from_dict, to_dict
from zns_batch.errors import LedgerError, UnknownCampaignError, WrongStateError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, contents, inputs, lanes, rows
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import end_waiting

LATEST = "latest"
"""The word that names the newest campaign."""

_DRAFT_LIFE = timedelta(days=1)
_ID_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"

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
        options: Pace and limits asked for.

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
    options: Mapping[str, Option] = field(default_factory=dict)


def create_draft(ledger: Ledger, new: NewCampaign, *, stem: str, now: datetime) -> str:
    """Create a campaign that nobody has confirmed yet, and return its id.

    Args:
        ledger: The ledger.
        new: What is known of it.
        stem: The beginning of its name when it has none: the input file's name.
        now: The moment.

    Raises:
        LedgerError: Another campaign has that name, or the ledger can't be written.

    """
    campaign_id = _new_id(now)
    values = _values(new) | {
        "id": campaign_id,
        "name": new.name or f"{stem}-{in_vietnam(now):%Y%m%d-%H%M%S}-{campaign_id[-3:]}",
        "state": CampaignState.DRAFT,
        "planner": ProcessIdentity.this_process().dump(),
        "created_at": to_ms(now),
    }
    try:
        with ledger.engine.begin() as connection:
            connection.execute(insert(campaigns), values)
    except IntegrityError as error:
        raise LedgerError("ledger.name-taken", name=str(values["name"])) from error
    return campaign_id


def _values(new: NewCampaign) -> dict[str, Any]:
    return {
        "account": new.account,
        "provider": new.provider,
        "template": json.dumps(to_dict(new.template), ensure_ascii=False),
        "dry_run": new.dry_run,
        "mode": new.mode,
        "source": new.source,
        "sheet": new.sheet,
        "headers": json.dumps(list(new.headers), ensure_ascii=False),
        "fingerprint": "",
        "expires_at": to_ms(new.expires_at),
        "options": json.dumps(dict(new.options)),
    }


def _new_id(now: datetime) -> str:
    tail = "".join(secrets.choice(_ID_LETTERS) for _ in range(6))
    return f"z{in_vietnam(now):%y%m%d}{tail}"


def drop_draft(ledger: Ledger, campaign_id: str) -> None:
    """Take back a draft and its rows; does nothing to a campaign that has begun."""
    if ledger.absence.is_long:
        # Its server is away, which somebody is being told: who plans next clears it away.
        return
    draft = and_(campaigns.c.id == campaign_id, campaigns.c.state == CampaignState.DRAFT)
    with ledger.write() as connection:
        if connection.execute(select(campaigns.c.id).where(draft)).first() is None:
            return
        for table in (rows, inputs, contents):
            connection.execute(delete(table).where(table.c.campaign_id == campaign_id))
        connection.execute(delete(campaigns).where(draft))


def drop_old_drafts(ledger: Ledger, *, now: datetime) -> None:
    """Take back the drafts that a process left behind when it died while planning."""
    drafts = select(campaigns.c.id, campaigns.c.planner, campaigns.c.created_at).where(
        campaigns.c.state == CampaignState.DRAFT
    )
    with ledger.read() as connection:
        found = connection.execute(drafts).all()
    for campaign_id, planner, created_at in found:
        if ProcessIdentity.load(planner).is_dead() or now - from_ms(created_at) > _DRAFT_LIFE:
            drop_draft(ledger, campaign_id)


def set_fingerprint(ledger: Ledger, campaign_id: str, fingerprint: str) -> None:
    """Note what a campaign's recipients and parameters are."""
    _update(ledger, campaign_id, fingerprint=fingerprint)


def set_options(ledger: Ledger, campaign_id: str, options: Mapping[str, Option]) -> None:
    """Replace the pace and limits a campaign goes on with."""
    _update(ledger, campaign_id, options=json.dumps(dict(options)))


def start(
    ledger: Ledger,
    campaign_id: str,
    *,
    now: datetime,
    detached: bool | None = None,
    epoch: int | None = None,
) -> None:
    """Note that a campaign runs, for the first time or again.

    Args:
        ledger: The ledger.
        campaign_id: The campaign.
        now: The moment.
        detached: Whether a worker runs it, so that another one goes on with it when this one dies;
            `None` to leave that as it is.
        epoch: Only while its account's lane is under this epoch.

    Raises:
        WrongStateError: It was cancelled meanwhile, or the lane is under another epoch.

    """
    values: dict[str, Any] = {} if detached is None else {"detached": detached}
    values |= {
        "state": CampaignState.RUNNING,
        "started_at": func.coalesce(campaigns.c.started_at, to_ms(now)),
    }
    goes_on = _as_seen(campaign_id, epoch).where(campaigns.c.state != CampaignState.CANCELLED)
    with ledger.write() as connection:
        found = connection.execute(goes_on.values(**values, **_FRESH))
    if not found.rowcount:
        raise WrongStateError("ledger.cancelled-before", id=campaign_id)


_FRESH = dict.fromkeys(("reason", "resume_after", "ended_at", "wish"))
"""What a campaign loses that goes on."""


def stop(
    ledger: Ledger,
    campaign_id: str,
    *,
    state: CampaignState,
    now: datetime,
    reason: Reason | None = None,
    resume_after: datetime | None = None,
    epoch: int | None = None,
    was: CampaignState | None = None,
) -> bool:
    """Note that a campaign has stopped running, in which state, why, and until when.

    Args:
        ledger: The ledger.
        campaign_id: The campaign.
        state: The state.
        now: The moment.
        reason: Why, when it is paused or aborted.
        resume_after: When the pause can end, if known.
        epoch: Only while its account's lane is under this epoch: a process that lost the lane has
            no say any more, and what was seen of a lane that was free holds until somebody takes it.
        was: Only while the campaign is in this state.

    Returns:
        Whether it was noted.

    """
    values = _stopped(state, now, reason, resume_after)
    with ledger.write() as connection:
        found = connection.execute(_as_seen(campaign_id, epoch, was).values(**values))
    return found.rowcount == 1


def end(
    ledger: Ledger,
    campaign_id: str,
    rows_become: RowState,
    *,
    now: datetime,
    epoch: int,
    was: CampaignState,
) -> bool:
    """End a campaign that nobody sends, with the rows of it that wait: both or neither.

    Args:
        ledger: The ledger.
        campaign_id: The campaign.
        rows_become: What waits is cancelled, and so is the campaign; or it has expired.
        now: The moment.
        epoch: Only while its account's lane is under this epoch.
        was: Only while the campaign is in this state.

    Returns:
        Whether it was ended.

    """
    cancelled = rows_become is RowState.CANCELLED
    state = CampaignState.CANCELLED if cancelled else CampaignState.COMPLETED
    with ledger.write() as connection:
        changed = _as_seen(campaign_id, epoch, was).values(**_stopped(state, now))
        found = connection.execute(changed)
        if found.rowcount:
            end_waiting(connection, campaign_id, rows_become, now=now)
    return found.rowcount == 1


def _stopped(
    state: CampaignState,
    now: datetime,
    reason: Reason | None = None,
    resume_after: datetime | None = None,
) -> dict[str, Any]:
    return {
        "state": state,
        "reason": reason,
        "resume_after": to_ms(resume_after),
        "ended_at": None if state in _GOES_ON else to_ms(now),
        "wish": None,
    }


def _as_seen(campaign_id: str, epoch: int | None, was: CampaignState | None = None) -> Update:
    """Return a change of a campaign that is made only while lane and state are as they were seen."""
    changed = update(campaigns).where(campaigns.c.id == campaign_id)
    if epoch is not None:
        of_account = select(lanes.c.epoch).where(lanes.c.account == campaigns.c.account)
        changed = changed.where(func.coalesce(of_account.scalar_subquery(), 0) == epoch)
    return changed if was is None else changed.where(campaigns.c.state == was)


def note_quota(ledger: Ledger, campaign_id: str, quota: Quota) -> None:
    """Keep the provider's last word on the quota."""
    _update(ledger, campaign_id, quota_daily=quota.daily, quota_remaining=quota.remaining)


def request_stop(ledger: Ledger, campaign_id: str, word: str) -> None:
    """Ask the process that runs a campaign to `pause` or `cancel` it."""
    _update(ledger, campaign_id, wish=word)


def requested_stop(ledger: Ledger, campaign_id: str) -> str | None:
    """Return what another process asked of a campaign."""
    with ledger.read() as connection:
        found: str | None = connection.execute(
            select(campaigns.c.wish).where(campaigns.c.id == campaign_id)
        ).scalar()
    return found


def get(ledger: Ledger, campaign_id: str) -> Campaign:
    """Return a campaign by its id.

    Raises:
        UnknownCampaignError: There is none.

    """
    return _one(ledger, select(campaigns).where(campaigns.c.id == campaign_id), campaign_id)


def find(ledger: Ledger, name: str, *, to_act: bool = False) -> Campaign:
    """Return a campaign by its id, its name, or the word `latest`.

    Args:
        ledger: The ledger.
        name: The id, the name or the word.
        to_act: Something is to be done with it: `latest` is then the newest real campaign that is
            not over, when there is one; a rehearsal in between must not stand before it.

    Raises:
        UnknownCampaignError: There is none.

    """
    shown = select(campaigns).where(campaigns.c.state != CampaignState.DRAFT)
    if name == LATEST:
        over = campaigns.c.state.in_(ENDED)
        newest = [campaigns.c.created_at.desc(), campaigns.c.id.desc()]
        order = [or_(campaigns.c.dry_run, over), *newest] if to_act else newest
        return _one(ledger, shown.order_by(*order).limit(1), "")
    named = shown.where(or_(campaigns.c.id == name, campaigns.c.name == name))
    return _one(ledger, named.order_by(campaigns.c.id != name).limit(1), name)


def of_schedule(ledger: Ledger, schedule_id: str) -> Campaign | None:
    """Return the newest campaign that a schedule has left to the workers, if there is one."""
    mine = select(campaigns).where(campaigns.c.schedule_id == schedule_id)
    newest = mine.order_by(campaigns.c.created_at.desc(), campaigns.c.id.desc()).limit(1)
    with ledger.read() as connection:
        found = connection.execute(newest).mappings().first()
    return _record(found) if found else None


def list_all(ledger: Ledger) -> list[Campaign]:
    """Return all campaigns, the newest first."""
    wanted = (
        select(campaigns)
        .where(campaigns.c.state != CampaignState.DRAFT)
        .order_by(campaigns.c.created_at.desc(), campaigns.c.id.desc())
    )
    with ledger.read() as connection:
        return [_record(found) for found in connection.execute(wanted).mappings()]


def sent_before(ledger: Ledger, campaign: Campaign) -> Campaign | None:
    """Return the first real campaign with the same recipients and parameters, if there is one.

    A dry run sends nothing, and a campaign that was cancelled before its first message neither, so
    they don't count.
    """
    went_out = (
        select(rows.c.seq)
        .where(rows.c.campaign_id == campaigns.c.id, rows.c.state.in_(_MAY_HAVE_GONE))
        .exists()
    )
    same = select(campaigns).where(
        campaigns.c.fingerprint == campaign.fingerprint,
        campaigns.c.id != campaign.id,
        campaigns.c.dry_run.is_(False),
        campaigns.c.mode.is_(None) if campaign.mode is None else campaigns.c.mode == campaign.mode,
        campaigns.c.state != CampaignState.DRAFT,
        or_(campaigns.c.state != CampaignState.CANCELLED, went_out),
    )
    with ledger.read() as connection:
        found = connection.execute(same.order_by(campaigns.c.created_at).limit(1)).mappings()
        first = found.first()
    return _record(first) if first else None


_GOES_ON = frozenset({CampaignState.PAUSED, CampaignState.SCHEDULED})
"""States of a campaign that stopped running and has not ended."""

_MAY_HAVE_GONE = (RowState.ACCEPTED, RowState.UNKNOWN, RowState.SENDING)


def count(ledger: Ledger) -> int:
    """Return how many campaigns there are."""
    shown = select(func.count()).where(campaigns.c.state != CampaignState.DRAFT)
    with ledger.read() as connection:
        return int(connection.execute(shown).scalar_one())


def _update(ledger: Ledger, campaign_id: str, **values: Any) -> None:
    with ledger.write() as connection:
        connection.execute(_as_seen(campaign_id, None).values(**values))


def _one(ledger: Ledger, wanted: Select[Any], name: str) -> Campaign:
    with ledger.read() as connection:
        found = connection.execute(wanted).mappings().first()
    if found is not None:
        return _record(found)
    if not name:
        raise UnknownCampaignError("ledger.no-campaign")
    raise UnknownCampaignError("ledger.unknown-campaign", name=name)


def _record(found: RowMapping) -> Campaign:
    return Campaign(
        id=found["id"],
        name=found["name"],
        account=found["account"],
        provider=found["provider"],
        template=from_dict(json.loads(found["template"])),
        state=CampaignState(found["state"]),
        reason=Reason(found["reason"]) if found["reason"] else None,
        resume_after=from_ms(found["resume_after"]),
        dry_run=found["dry_run"],
        mode=found["mode"],
        source=found["source"],
        sheet=found["sheet"],
        headers=tuple(json.loads(found["headers"])),
        fingerprint=found["fingerprint"],
        created_at=from_ms(found["created_at"]),
        started_at=from_ms(found["started_at"]),
        ended_at=from_ms(found["ended_at"]),
        quota=Quota(daily=found["quota_daily"], remaining=found["quota_remaining"]),
        expires_at=from_ms(found["expires_at"]),
        options=json.loads(found["options"]),
        start_at=from_ms(found["start_at"]),
        detached=found["detached"],
        turn=found["turn"],
        schedule_id=found["schedule_id"],
    )
