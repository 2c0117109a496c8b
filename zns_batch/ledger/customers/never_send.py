"""The ledger's never-send list: who is on it, and the rows that must not go because of it.

A number that is added takes the waiting rows of all campaigns out of them in the same transaction. So
the lane asks nothing before a row leaves: its intent finds the row no longer pending, and nothing is
sent (`zns_batch.ledger.outcome_writer`).
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from secrets import randbits
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import ENDED, RowState
from zns_batch.errors import LedgerError
from zns_batch.ledger import row_counts
from zns_batch.ledger.customers import recipient_index
from zns_batch.ledger.customers.keyed_hash import HASHES, KeyedHash, is_hash
from zns_batch.ledger.db.customer_tables import never_send
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lanes
from zns_batch.ledger.db.schema import campaigns, rows
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import dump_problems, log_changes

EVERY_ACCOUNT = "*"
"""The account of an entry that holds for all of them."""

NEVER_SEND = "never-send"
"""The code of the problem of a row that was taken out."""

_AT_ONCE = 500
"""Rows or numbers that one statement names."""
_ID_BITS = 62


class EntrySource(StrEnum):
    """How a number came onto the list."""

    PERSON = "person"
    IMPORT = "import"
    REFUSAL = "refusal"
    """Its owner refused messages, and the settings say that this is enough."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AddedNumbers:
    """What became of numbers that were to be added."""

    #: How many are on the list now that were not.
    added: int
    #: How many were on it.
    known: int
    #: How many waiting rows of campaigns won't be sent because of it.
    rows: int
    #: Those that were not on the list before.
    new: frozenset[str] = frozenset()


class NeverSendList(Container[str]):
    """Who must not be sent to by an account. `in` tells it for a phone or a user id."""

    def __init__(
        self, numbers: Collection[str], hashes: Collection[str], key: KeyedHash | None
    ) -> None:
        self.numbers = frozenset(numbers)
        self._hashes = frozenset(hashes)
        self._key = key

    def __contains__(self, recipient: object) -> bool:
        """Tell whether a recipient is on the list."""
        if recipient in self.numbers:
            return True
        key = self._key
        if key is None or not self._hashes or not isinstance(recipient, str):
            return False
        return key.of(recipient) in self._hashes

    def dump(self) -> dict[str, Any]:
        """Return the list as JSON can carry it to a process that has no ledger."""
        key = None if self._key is None else self._key.key.hex()
        return {"numbers": sorted(self.numbers), "hashes": sorted(self._hashes), "key": key}

    @classmethod
    def of_dump(cls, stored: Mapping[str, Any]) -> "NeverSendList":
        """Return the list that `dump` wrote."""
        key = None if stored["key"] is None else KeyedHash(key=bytes.fromhex(stored["key"]))
        return cls(stored["numbers"], stored["hashes"], key)

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self.numbers) + len(self._hashes)

    @property
    def as_container(self) -> Container[str]:
        """The list as it is asked fastest."""
        return self if self._hashes else self.numbers


# ── the list ──


def load(ledger: Ledger, account: str, key: KeyedHash | None) -> NeverSendList:
    """Return the list for an account.

    Args:
        account: The account; what holds for all is there too.
        key: The key of its hashes; `None` when there is none on this machine.

    Raises:
        LedgerError: It has hashes under another key: without that key nobody can tell whom they mean.

    """
    with ledger.read() as connection:
        return load_list(connection, account, key)


def load_list(connection: Connection, account: str, key: KeyedHash | None) -> NeverSendList:
    """Return the list for an account as a transaction sees it; see `load`."""
    query = select(never_send.c.recipient).where(never_send.c.account.in_([account, EVERY_ACCOUNT]))
    recipients = connection.execute(query).scalars().all()
    hashes = _readable_hashes(recipients, key)
    numbers = [recipient for recipient in recipients if not is_hash(recipient)]
    return NeverSendList(numbers, hashes, key)


def _readable_hashes(recipients: Iterable[str], key: KeyedHash | None) -> list[str]:
    """Return the hashes among stored recipients.

    Raises:
        LedgerError: One was made under another key.

    """
    hashes = [recipient for recipient in recipients if is_hash(recipient)]
    prefix = None if key is None else key.prefix
    if any(prefix is None or not each.startswith(prefix) for each in hashes):
        raise LedgerError("ledger.never-send-key", n=len(hashes))
    return hashes


def scopes_of(ledger: Ledger, recipient: str, key: KeyedHash | None) -> list[str | None]:
    """Return the accounts that must not send to a recipient; `None` among them means all.

    Raises:
        LedgerError: The list has hashes under another key.

    """
    wanted = [recipient] if key is None else [recipient, key.of(recipient)]
    query = select(never_send.c.account).where(never_send.c.recipient.in_(wanted)).distinct()
    with ledger.read() as connection:
        _refuse_other_key(connection, key)
        found = sorted(connection.execute(query).scalars())
    return [None if name == EVERY_ACCOUNT else name for name in found]


def _refuse_other_key(connection: Connection, key: KeyedHash | None) -> None:
    """Refuse hashes that were made under another key, by a look at where they would be in the index.

    Raises:
        LedgerError: There is one.

    """
    first, end = HASHES
    own, behind = (end, end) if key is None else key.span
    strange = or_(_between(connection, first, own), _between(connection, behind, end))
    query = select(never_send.c.recipient).where(strange).limit(1)
    if connection.execute(query).first() is not None:
        hashes = select(func.count()).where(_between(connection, first, end))
        raise LedgerError("ledger.never-send-key", n=connection.execute(hashes).scalar_one())


def _between(connection: Connection, first: str, end: str) -> ColumnElement[bool]:
    """Return the condition that a recipient lies from one text to before another, by their bytes."""
    recipient = never_send.c.recipient
    if connection.dialect.name != "postgresql":
        return and_(recipient >= first, recipient < end)
    # Whatever language the database sorts by: these go by bytes, and so does the index.
    above = recipient.op("~>=~", is_comparison=True)(first)
    below = recipient.op("~<~", is_comparison=True)(end)
    return and_(above, below)


def add(
    ledger: Ledger,
    recipients: Iterable[str],
    *,
    account: str | None,
    source: EntrySource,
    why: str,
    by: str = "",
    now: datetime,
    key: KeyedHash | None,
) -> AddedNumbers:
    """Put numbers on the list, and take their waiting rows out of all campaigns.

    A few numbers are both or neither; of many the rows follow part by part, so that nobody who sends
    waits for long. What was cut off is finished by the same again, and by each campaign's next start.

    Args:
        account: For which account; `None` for all.
        source: How they came here.
        why: Why, in a person's words.
        by: Who: a person's login, or `user@host` of a command line.
        key: The key of the list's hashes, if there is one on this machine.

    """
    wanted = dict.fromkeys(recipients)
    scope = account or EVERY_ACCOUNT
    line = {
        "account": scope,
        "source": source.value,
        "why": why,
        "added_by": by,
        "added_at": to_ms(now),
    }
    # Also for those that were on the list: an earlier try may have been cut off.
    listed = NeverSendList(wanted, (), None)
    taken = 0
    with ledger.write() as connection:
        known = _known(connection, scope, wanted, key)
        new = [recipient for recipient in wanted if recipient not in known]
        if new:
            connection.execute(insert(never_send), _with_ids(line, new))
        open_campaigns = _open_campaigns(connection, account)
        few = len(wanted) <= _AT_ONCE
        if few:
            hold_lanes(connection, open_campaigns.values())
            for campaign_id in open_campaigns:
                for seqs in _listed_rows(connection, campaign_id, listed):
                    taken += _take_out(connection, campaign_id, seqs, now=now)
    if not few:
        for campaign_id, its_account in open_campaigns.items():
            taken += _take_out_by_parts(ledger, campaign_id, its_account, listed, now=now)
    return AddedNumbers(
        added=len(new), known=len(wanted) - len(new), rows=taken, new=frozenset(new)
    )


def _take_out_by_parts(
    ledger: Ledger, campaign_id: str, account: str, listed: NeverSendList, *, now: datetime
) -> int:
    """Take many rows out of a campaign; a lane that is sending waits for a part of them at the most."""
    with ledger.read() as connection:
        parts = list(_listed_rows(connection, campaign_id, listed))
    taken = 0
    for seqs in parts:
        with ledger.write() as connection:
            hold_lanes(connection, [account])
            taken += _take_out(connection, campaign_id, seqs, now=now)
    return taken


def _with_ids(line: Mapping[str, Any], recipients: Iterable[str]) -> list[dict[str, Any]]:
    """Return the entries of some numbers. Their ids say nothing of them: addresses of pages have them."""
    return [{**line, "recipient": each, "entry_id": randbits(_ID_BITS)} for each in recipients]


def _known(
    connection: Connection, scope: str, wanted: Iterable[str], key: KeyedHash | None
) -> set[str]:
    stored_as = {key.of(recipient): recipient for recipient in wanted} if key else {}
    stored_as |= {recipient: recipient for recipient in wanted}
    names = list(stored_as)
    known: set[str] = set()
    for start in range(0, len(names), _AT_ONCE):
        query = select(never_send.c.recipient).where(
            never_send.c.account == scope,
            never_send.c.recipient.in_(names[start : start + _AT_ONCE]),
        )
        known |= {stored_as[recipient] for recipient in connection.execute(query).scalars()}
    return known


def remove(
    ledger: Ledger, recipients: Iterable[str], *, account: str | None, key: KeyedHash | None
) -> int:
    """Take numbers off the list; rows that were not sent because of it stay as they are.

    Args:
        account: For which account; `None` for every entry of the numbers.
        key: The key of the list's hashes, if there is one on this machine.

    Returns:
        How many entries went.

    """
    names = [*recipients]
    names += [key.of(recipient) for recipient in names] if key else []
    gone = 0
    with ledger.write() as connection:
        for start in range(0, len(names), _AT_ONCE):
            part = never_send.c.recipient.in_(names[start : start + _AT_ONCE])
            entries_of_part = delete(never_send).where(part)
            if account is not None:
                entries_of_part = entries_of_part.where(never_send.c.account == account)
            gone += connection.execute(entries_of_part).rowcount
    return gone


def hash_entries(connection: Connection, key: KeyedHash, *, recipient: str | None = None) -> int:
    """Keep hashes in place of the numbers. Returns how many entries were changed.

    Args:
        connection: A write transaction that leaves nothing of what it takes away.
        key: The key; whoever lost it could add numbers and recognise none of these.
        recipient: Only this one's; all without it.

    """
    plain = [
        line
        for line in connection.execute(select(never_send)).mappings().all()
        if not is_hash(line["recipient"]) and recipient in {None, line["recipient"]}
    ]
    hashed = [{**line, "recipient": key.of(line["recipient"])} for line in plain]
    there = {
        (line.account, line.recipient)
        for line in connection.execute(select(never_send.c.account, never_send.c.recipient))
    }
    for line in plain:
        same = and_(
            never_send.c.account == line["account"], never_send.c.recipient == line["recipient"]
        )
        connection.execute(delete(never_send).where(same))
    new = [line for line in hashed if (line["account"], line["recipient"]) not in there]
    if new:
        connection.execute(insert(never_send), new)
    return len(plain)


# ── rows ──


def take_out(ledger: Ledger, campaign: Campaign, key: KeyedHash | None, *, now: datetime) -> int:
    """Take the waiting rows out of a campaign whose recipients are on the list. Returns how many.

    Raises:
        LedgerError: The list has hashes under another key.

    """
    with ledger.read() as connection:
        listed = load_list(connection, campaign.account, key)
    return _take_out_by_parts(ledger, campaign.id, campaign.account, listed, now=now)


def _open_campaigns(connection: Connection, account: str | None) -> dict[str, str]:
    """Return the campaigns of which rows may wait, each with its account.

    Drafts too: one may have been looked through for its start a moment ago.
    """
    query = select(campaigns.c.id, campaigns.c.account).where(campaigns.c.state.not_in(ENDED))
    if account is not None:
        query = query.where(campaigns.c.account == account)
    return {line.id: line.account for line in connection.execute(query)}


def _listed_rows(
    connection: Connection, campaign_id: str, listed: NeverSendList
) -> Iterator[list[int]]:
    """Yield the places of a campaign's rows whose recipients are on a list, some at a time."""
    if not len(listed):
        return
    places = recipient_index.places_in(connection, campaign_id, listed.as_container)
    found = recipient_index.confirmed(connection, campaign_id, places, listed)
    for start in range(0, len(found), _AT_ONCE):
        yield found[start : start + _AT_ONCE]


def _take_out(
    connection: Connection, campaign_id: str, seqs: Collection[int], *, now: datetime
) -> int:
    """Take those of some rows out of a campaign that wait, in a transaction that holds its lane."""
    waiting = and_(
        rows.c.campaign_id == campaign_id,
        rows.c.seq.in_(seqs),
        rows.c.state == RowState.PENDING.value,
    )
    log_changes(connection, waiting, RowState.SUPPRESSED, now=now)
    problem = Problem(row=None, column=None, code=NEVER_SEND)
    moved = connection.execute(
        update(rows)
        .where(waiting)
        .values(
            state=RowState.SUPPRESSED.value,
            code=None,
            # A row that was tried before keeps the reference of that try.
            tracking_id=case((rows.c.attempts > 0, rows.c.tracking_id)),
            problems=dump_problems([problem]),
        )
    ).rowcount
    if moved:
        row_counts.refresh(connection, campaign_id)
    return moved
