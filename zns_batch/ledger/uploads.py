"""Uploaded lists in the ledger: whose they are, what was chosen, and how far they have come."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from zns_batch.core.random_ids import random_letters
from zns_batch.ledger.db.approval_tables import approvals
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import uploads
from zns_batch.ledger.db.timestamps import from_ms, to_ms

_ID_LENGTH = 26


class UploadState(StrEnum):
    """How far an uploaded list has come."""

    RECEIVING = "receiving"
    """Its bytes are arriving."""
    READING = "reading"
    """A check is running or waits for its turn."""
    SHEET = "sheet"
    """A person must say which sheet or header row is meant."""
    COLUMNS = "columns"
    """Parameters have no column yet."""
    CHECKED = "checked"
    """Every row was checked."""
    PLANNED = "planned"
    """A draft campaign was made of it."""
    WAITING = "asked"
    """Its campaign waits for another person's approval: the file is kept in case it is given back. The
    ledger has the word that the first ones had."""
    DONE = "done"
    """Its campaign was confirmed. The file is gone."""
    FAILED = "failed"
    """The file can't be read."""


KEPT_STATES = frozenset(UploadState) - {UploadState.DONE}
"""The file of such a list is still there."""

OPEN_STATES = KEPT_STATES - {UploadState.WAITING}
"""A person can still do something with such a list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadedList:
    """One uploaded list with its choices. All moments are aware and in UTC."""

    #: 26 random letters and digits: nobody can guess another person's.
    id: str
    #: Who uploaded it: a user's id, or what another face calls its owner.
    owner: str
    #: The sender account's name.
    account: str
    #: The template's name or id.
    template: str
    #: The file's name as the person knows it: only for showing.
    name: str
    #: `None` while it is arriving.
    sha256: str | None
    #: Bytes.
    size: int
    #: The folder of its files.
    folder: str
    state: UploadState
    #: What the person chose: see `zns_batch.services.lists.choices`.
    choices: Mapping[str, Any] = field(default_factory=dict)
    #: What the last check found: see `zns_batch.services.lists.checking.check_job`. `None` before the first.
    result: Mapping[str, Any] | None = None
    campaign_id: str | None = None
    created_at: datetime
    touched_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether a person can still do something with it."""
        return self.state in OPEN_STATES


def new_upload_id() -> str:
    """Return the id of a new uploaded list."""
    return random_letters(_ID_LENGTH)


def add(ledger: Ledger, uploaded: UploadedList) -> None:
    """Write down a new list."""
    with ledger.write() as connection:
        connection.execute(
            insert(uploads),
            {
                "id": uploaded.id,
                "user_id": uploaded.owner,
                "account": uploaded.account,
                "template": uploaded.template,
                "name": uploaded.name,
                "sha256": uploaded.sha256,
                "size": uploaded.size,
                "folder": uploaded.folder,
                "state": uploaded.state,
                "choices": _dumped(uploaded.choices),
                "result": None if uploaded.result is None else _dumped(uploaded.result),
                "campaign_id": uploaded.campaign_id,
                "created_at": to_ms(uploaded.created_at),
                "touched_at": to_ms(uploaded.touched_at),
            },
        )


def get(ledger: Ledger, list_id: str) -> UploadedList | None:
    """Return a list by its id; `None` when there is none."""
    found = _read(ledger, select(uploads).where(uploads.c.id == list_id))
    return found[0] if found else None


def list_open(ledger: Ledger, owner: str) -> list[UploadedList]:
    """Return a person's lists that are not done, the one touched last first."""
    mine = uploads.c.user_id == owner, uploads.c.state.in_(OPEN_STATES)
    return _read(ledger, select(uploads).where(*mine).order_by(uploads.c.touched_at.desc()))


def list_in(ledger: Ledger, states: Collection[UploadState]) -> list[UploadedList]:
    """Return everybody's lists in some states, the oldest first."""
    query = select(uploads).where(uploads.c.state.in_(states)).order_by(uploads.c.created_at)
    return _read(ledger, query)


def list_untouched(ledger: Ledger, since: datetime, *, asked_since: datetime) -> list[UploadedList]:
    """Return everybody's lists that nobody has touched since a moment.

    Args:
        ledger: The ledger.
        since: The moment.
        asked_since: The one for lists that somebody has asked to be approved, also when they were
            given back.

    """
    asked = select(approvals.c.campaign_id).where(approvals.c.campaign_id == uploads.c.campaign_id)
    is_old = and_(uploads.c.touched_at < to_ms(since), ~asked.exists())
    kept = uploads.c.state.in_(KEPT_STATES)
    query = select(uploads).where(kept, or_(is_old, uploads.c.touched_at < to_ms(asked_since)))
    return _read(ledger, query)


def ids(ledger: Ledger) -> frozenset[str]:
    """Return the ids of all lists that have a folder."""
    with ledger.read() as connection:
        query = select(uploads.c.id).where(uploads.c.state.in_(KEPT_STATES))
        return frozenset(connection.execute(query).scalars())


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadUsage:
    """How much the lists take whose files are there."""

    #: The person's lists, and their bytes.
    lists: int
    size: int
    #: Everybody's bytes.
    total: int


def usage(ledger: Ledger, owner: str) -> UploadUsage:
    """Return how many open lists a person has, and what all files take that are kept."""
    is_open, is_kept = uploads.c.state.in_(OPEN_STATES), uploads.c.state.in_(KEPT_STATES)
    taken = func.coalesce(func.sum(uploads.c.size), 0)
    with ledger.read() as connection:
        mine = select(func.count(), taken).where(is_open, uploads.c.user_id == owner)
        lists, size = connection.execute(mine).one()
        total = connection.execute(select(taken).where(is_kept)).scalar_one()
    return UploadUsage(lists=lists, size=int(size), total=int(total))


def latest(ledger: Ledger, owner: str, *, template: str | None = None) -> UploadedList | None:
    """Return the list that a person uploaded last, whatever became of it; `None` without any.

    Args:
        ledger: The ledger.
        owner: The person.
        template: Only one for this template.

    """
    query = select(uploads).where(uploads.c.user_id == owner)
    if template is not None:
        query = query.where(uploads.c.template == template)
    found = _read(ledger, query.order_by(uploads.c.created_at.desc()).limit(1))
    return found[0] if found else None


def of_campaign(ledger: Ledger, campaign_id: str) -> UploadedList | None:
    """Return the list that became a campaign; `None` when none is known."""
    which = uploads.c.campaign_id == campaign_id, uploads.c.state == UploadState.DONE
    found = _read(ledger, select(uploads).where(*which).limit(1))
    return found[0] if found else None


def with_content(ledger: Ledger, owner: str, sha256: str, *, but: str) -> UploadedList | None:
    """Return a person's latest open list of the same bytes, but for one; `None` without any."""
    same = uploads.c.user_id == owner, uploads.c.sha256 == sha256, uploads.c.state.in_(OPEN_STATES)
    query = (
        select(uploads)
        .where(*same, uploads.c.id != but)
        .order_by(uploads.c.created_at.desc())
        .limit(1)
    )
    found = _read(ledger, query)
    return found[0] if found else None


def change(
    ledger: Ledger,
    list_id: str,
    *,
    was: Collection[UploadState],
    touched_at: datetime | None = None,
    **values: Any,
) -> bool:
    """Change a list that is in one of some states, all at once.

    Args:
        ledger: The ledger.
        list_id: The list.
        was: The states in which it may be.
        touched_at: When a person did it; `None` when nobody did.
        values: New values of `state`, `choices`, `result`, `campaign_id`, `name`, `sha256`, `size`.

    Returns:
        Whether it was in one of the states, and is changed.

    """
    with ledger.write() as connection:
        return change_within(connection, list_id, was=was, touched_at=touched_at, **values)


def change_within(
    connection: Connection,
    list_id: str,
    *,
    was: Collection[UploadState],
    touched_at: datetime | None = None,
    **values: Any,
) -> bool:
    """Do what `change` does, in a transaction that does more."""
    for name in ("choices", "result"):
        if isinstance(values.get(name), Mapping):
            values[name] = _dumped(values[name])
    if touched_at is not None:
        values["touched_at"] = to_ms(touched_at)
    which = update(uploads).where(uploads.c.id == list_id, uploads.c.state.in_(was))
    return connection.execute(which.values(**values)).rowcount > 0


def finish(
    connection: Connection, list_id: str, *, campaign_id: str, now: datetime, asked: bool = False
) -> bool:
    """Note that the draft of a list was confirmed, in the transaction that does so.

    Args:
        connection: The transaction.
        list_id: The list.
        campaign_id: The draft.
        now: The current time.
        asked: It waits for another person's approval.

    Returns:
        Whether that draft was the list's, and is not done already.

    """
    planned = (
        uploads.c.id == list_id,
        uploads.c.state == UploadState.PLANNED,
        uploads.c.campaign_id == campaign_id,
    )
    state = UploadState.WAITING if asked else UploadState.DONE
    done = {"state": state, "touched_at": to_ms(now)}
    return connection.execute(update(uploads).where(*planned).values(**done)).rowcount > 0


def finish_asked(connection: Connection, campaign_id: str, *, now: datetime) -> str | None:
    """Note that the campaign of a list was approved; return the folder of its files, if it has any."""
    asked = uploads.c.campaign_id == campaign_id, uploads.c.state == UploadState.WAITING
    folder: str | None = connection.execute(select(uploads.c.folder).where(*asked)).scalar()
    done = {"state": UploadState.DONE, "touched_at": to_ms(now)}
    connection.execute(update(uploads).where(*asked).values(**done))
    return folder


def give_back(connection: Connection, campaign_id: str, *, now: datetime) -> None:
    """Let a person go on with a list whose campaign was not approved."""
    asked = uploads.c.campaign_id == campaign_id, uploads.c.state == UploadState.WAITING
    again = {"state": UploadState.CHECKED, "touched_at": to_ms(now)}
    connection.execute(update(uploads).where(*asked).values(**again))


def remove(ledger: Ledger, list_id: str) -> None:
    """Forget a list."""
    with ledger.write() as connection:
        connection.execute(delete(uploads).where(uploads.c.id == list_id))


def _dumped(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False)


def _read(ledger: Ledger, query: Select[Any]) -> list[UploadedList]:
    with ledger.read() as connection:
        return [_uploaded_list(line) for line in connection.execute(query).mappings()]


def _uploaded_list(line: RowMapping) -> UploadedList:
    return UploadedList(
        id=line["id"],
        owner=line["user_id"],
        account=line["account"],
        template=line["template"],
        name=line["name"],
        sha256=line["sha256"],
        size=line["size"],
        folder=line["folder"],
        state=UploadState(line["state"]),
        choices=json.loads(line["choices"]),
        result=json.loads(line["result"]) if line["result"] else None,
        campaign_id=line["campaign_id"],
        created_at=from_ms(line["created_at"]),
        touched_at=from_ms(line["touched_at"]),
    )
