"""The entries of the never-send list, as people look through them: all of an account, or page by page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    delete,
    func,
    select,
    tuple_,
    union_all,
)

from zns_batch.ledger.customers.keyed_hash import is_hash
from zns_batch.ledger.customers.never_send import EVERY_ACCOUNT, EntrySource
from zns_batch.ledger.db.customer_tables import never_send
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import from_ms, to_ms

_ACCOUNTS_AT_ONCE = 100
"""Accounts that one statement asks for."""

_ORDER = tuple_(never_send.c.added_at, never_send.c.entry_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class NeverSendEntry:
    """One entry of the list."""

    #: Names it where its number must not stand, such as in an address.
    id: int
    #: `None` when it holds for all accounts.
    account: str | None
    #: The phone as `84` and nine digits, or a user id; `None` when only its hash is kept.
    recipient: str | None
    source: EntrySource
    why: str
    #: Who added it: a person's login, or `user@host` of a command line; empty where nobody noted it.
    added_by: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryFilter:
    """Which entries.

    Attributes:
        accounts: Those of some accounts; `None` for those of every account.
        every_account: Also those that hold for all accounts.
        recipients: Only those of a number, in every way in which it may be kept; empty for all.

    """

    accounts: Collection[str] | None = None
    every_account: bool = True
    recipients: Collection[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryPlace:
    """Where a page ends: the next one begins behind it. It says nothing of the number."""

    added_at: datetime
    id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryPage:
    """A page of the list."""

    #: The newest first.
    entries: tuple[NeverSendEntry, ...]
    #: Behind which the next page begins; `None` on the last one.
    following: EntryPlace | None
    #: How many entries there are on all pages.
    total: int


def entries(ledger: Ledger, account: str | None = None) -> list[NeverSendEntry]:
    """Return the entries, the newest first; those of one account with those that hold for all."""
    query = select(never_send).order_by(never_send.c.added_at.desc(), never_send.c.recipient)
    if account is not None:
        query = query.where(never_send.c.account.in_([account, EVERY_ACCOUNT]))
    with ledger.read() as connection:
        return [_entry(line) for line in connection.execute(query).mappings()]


def entry_page(
    ledger: Ledger, which: EntryFilter, *, behind: EntryPlace | None = None, most: int
) -> EntryPage:
    """Return a page of the list, the newest entry first."""
    total = _narrowed(select(func.count()).select_from(never_send), which)
    query = select(never_send)
    if which.recipients:
        query = query.where(never_send.c.recipient.in_(list(which.recipients)))
    if behind is not None:
        at = to_ms(behind.added_at)
        query = query.where(tuple_(at, behind.id) > _ORDER)
    query = query.order_by(never_send.c.added_at.desc(), never_send.c.entry_id.desc())
    query = query.limit(most + 1)
    with ledger.read() as connection:
        lines = _newest(connection, query, which)[: most + 1]
        count = connection.execute(total).scalar_one()
    found = tuple(_entry(line) for line in lines[:most])
    following = None
    if len(lines) > most:
        following = EntryPlace(added_at=found[-1].added_at, id=found[-1].id)
    return EntryPage(entries=found, following=following, total=count)


def _newest(connection: Connection, query: Select[Any], which: EntryFilter) -> Sequence[RowMapping]:
    """Return the newest entries of each account, in one order.

    Asked for one account after the other, each reads no more of its index than a page; asked for
    several at once, the ledger would read all their entries to find the newest.
    """
    accounts = _accounts(which)
    if accounts is None:
        return connection.execute(query).mappings().all()
    lines: list[RowMapping] = []
    for start in range(0, len(accounts), _ACCOUNTS_AT_ONCE):
        part = accounts[start : start + _ACCOUNTS_AT_ONCE]
        # In one statement: on a server each would be a way through the network and back.
        each_one = (query.where(never_send.c.account == each).subquery() for each in part)
        together = union_all(*(select(one) for one in each_one))
        lines += connection.execute(together).mappings()
    return sorted(lines, key=lambda line: (line["added_at"], line["entry_id"]), reverse=True)


def find_entry(ledger: Ledger, entry_id: int) -> NeverSendEntry | None:
    """Return an entry; `None` when it is gone."""
    query = select(never_send).where(_is_entry(entry_id))
    with ledger.read() as connection:
        line = connection.execute(query).mappings().first()
    return None if line is None else _entry(line)


def remove_entry(ledger: Ledger, entry_id: int) -> bool:
    """Take one entry off the list; rows that were not sent because of it stay as they are.

    Returns:
        Whether it was there.

    """
    with ledger.write() as connection:
        return bool(connection.execute(delete(never_send).where(_is_entry(entry_id))).rowcount)


def _is_entry(entry_id: int) -> ColumnElement[bool]:
    # Zero is the id of entries that somebody wrote beside the program: it names none of them.
    return and_(never_send.c.entry_id == entry_id, never_send.c.entry_id != 0)


def _narrowed(query: Select[Any], which: EntryFilter) -> Select[Any]:
    if (accounts := _accounts(which)) is not None:
        query = query.where(never_send.c.account.in_(accounts))
    if which.recipients:
        query = query.where(never_send.c.recipient.in_(list(which.recipients)))
    return query


def _accounts(which: EntryFilter) -> list[str] | None:
    if which.accounts is None:
        return None
    return [*which.accounts, *([EVERY_ACCOUNT] if which.every_account else ())]


def _entry(line: Mapping[Any, Any]) -> NeverSendEntry:
    return NeverSendEntry(
        id=line["entry_id"],
        account=None if line["account"] == EVERY_ACCOUNT else line["account"],
        recipient=None if is_hash(line["recipient"]) else line["recipient"],
        source=EntrySource(line["source"]),
        why=line["why"],
        added_by=line["added_by"],
        added_at=from_ms(line["added_at"]),
    )
