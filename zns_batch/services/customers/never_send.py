"""Who must never be sent to: the list that the ledger keeps, for every way of sending.

Planning leaves its numbers out, a run looks once more under its account's lane, and a number that is
added while a campaign runs takes its row out at once (`zns_batch.ledger.customers.never_send`).
"""

import os
import secrets
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from zns_batch.core.clock import in_vietnam
from zns_batch.core.logging import log
from zns_batch.domain.sheet import Cell
from zns_batch.errors import OutputError, SettingsError, UsageError
from zns_batch.i18n import Lang, translate
from zns_batch.ledger.customers import never_send
from zns_batch.ledger.customers.keyed_hash import KeyedHash
from zns_batch.ledger.customers.never_send import AddedNumbers, EntrySource, NeverSendList
from zns_batch.ledger.customers.never_send_entries import NeverSendEntry, entries
from zns_batch.ledger.customers.refusals import RefusedRecipient, refused
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.maintenance.secure_delete import secure_delete
from zns_batch.ledger.records import Campaign
from zns_batch.settings import paths
from zns_batch.settings.accounts import account_names, load_account
from zns_batch.validation.phone_numbers import read_phone
from zns_batch.validation.suppression import read_suppression_list

REFUSAL_CODES = frozenset({"-139", "-141"})
"""Zalo's codes of customers who want no such messages, or none of the Official Account."""

_KEY_VARIABLE = "ZNS_SUPPRESS_KEY"
_KEY_FILE = "never-send.key"


_SHORTEST_USER_ID = 12
"""Digits: Zalo's user ids have 16 and more, and no phone has so many."""


def read_recipient(text: str) -> str:
    """Read a phone number as a person types it, or a user id.

    Raises:
        UsageError: It is neither.

    """
    digits = text.strip()
    if digits.isascii() and digits.isdecimal() and len(digits) > _SHORTEST_USER_ID:
        return digits
    phone = read_phone(text)
    if isinstance(phone, str):
        return phone
    raise UsageError("suppress.bad-number", shown=str(phone.params.get("shown", "")) or "–")


def add_numbers(
    ledger: Ledger,
    numbers: Iterable[str],
    *,
    account: str | None = None,
    why: str = "",
    by: str = "",
    now: datetime,
) -> AddedNumbers:
    """Put numbers on the list; rows of theirs that wait anywhere are not sent from then on.

    Args:
        ledger: The ledger.
        numbers: Phones as people write them, or user ids.
        account: For which account; `None` for all.
        why: Why, for whoever reads the list later.
        by: Who adds them: a person's login, or `user@host` of a command line.
        now: The current time.

    Raises:
        UsageError: One of them is neither; none is added then.
        SettingsError: There is no such account.

    """
    recipients = [read_recipient(number) for number in numbers]
    if not recipients:
        raise UsageError("suppress.no-numbers")
    return add_recipients(
        ledger, recipients, EntrySource.PERSON, account=account, why=why, by=by, now=now
    )


def import_numbers(
    ledger: Ledger,
    file: Path,
    *,
    account: str | None = None,
    why: str = "",
    by: str = "",
    now: datetime,
) -> AddedNumbers:
    """Put the numbers of a file on the list: all of them, or none when one can't be read.

    Raises:
        SheetError: The file can't be read, or a line holds no phone number.
        SettingsError: There is no such account.

    """
    numbers = sorted(read_suppression_list(file))
    why = why or file.name
    return add_recipients(
        ledger, numbers, EntrySource.IMPORT, account=account, why=why, by=by, now=now
    )


def add_recipients(
    ledger: Ledger,
    recipients: Iterable[str],
    source: EntrySource,
    *,
    account: str | None,
    why: str,
    by: str = "",
    now: datetime,
) -> AddedNumbers:
    """Put recipients on the list that were read already; see `add_numbers` for the arguments.

    Raises:
        SettingsError: There is no such account.

    """
    _refuse_unknown(account)
    return never_send.add(
        ledger,
        recipients,
        account=account,
        source=source,
        why=why,
        by=by,
        now=now,
        key=_existing_key(),
    )


def remove_numbers(ledger: Ledger, numbers: Iterable[str], *, account: str | None = None) -> int:
    """Take numbers off the list; rows that were left out because of them stay left out.

    Returns:
        How many entries went.

    Raises:
        UsageError: One of them is neither phone number nor user id, or none is on the list.

    """
    recipients = [read_recipient(number) for number in numbers]
    gone = never_send.remove(ledger, recipients, account=account, key=_existing_key())
    if not gone:
        raise UsageError("suppress.not-listed", n=len(recipients))
    return gone


def listed_numbers(ledger: Ledger, *, account: str | None = None) -> list[NeverSendEntry]:
    """Return the list, the newest entry first.

    Raises:
        SettingsError: There is no such account.

    """
    _refuse_unknown(account)
    return entries(ledger, account)


def proposed_numbers(
    ledger: Ledger, *, account: str | None = None, since: datetime | None = None
) -> list[RefusedRecipient]:
    """Return the numbers whose owners refused messages and that are not on the list.

    Args:
        ledger: The ledger.
        account: Only those of an account; `None` for all.
        since: Only those of campaigns planned since then; `None` for all.

    Raises:
        SettingsError: There is no such account.

    """
    _refuse_unknown(account)
    return refused(ledger, REFUSAL_CODES, _existing_key(), account=account, since=since)


def add_proposed(
    ledger: Ledger, *, account: str | None = None, by: str = "", now: datetime
) -> AddedNumbers:
    """Put the proposed numbers on the list, each for the account whose messages were refused."""
    return add_refused(ledger, proposed_numbers(ledger, account=account), by=by, now=now)


def add_refusals(ledger: Ledger, campaign: Campaign, *, now: datetime) -> int:
    """Put a campaign's refusals on the list, where the settings of its account say so.

    Returns:
        How many numbers were added.

    """
    try:
        wanted = load_account(campaign.account, with_secrets=False).suppress_refused
    except SettingsError:
        # Its account is not known here: nothing says so.
        return 0
    if not wanted or campaign.dry_run:
        return 0
    key = _existing_key()
    refusals = refused(ledger, REFUSAL_CODES, key, campaign_id=campaign.id)
    return add_refused(ledger, refusals, now=now).added


def add_refused(
    ledger: Ledger, refusals: Sequence[RefusedRecipient], *, by: str = "", now: datetime
) -> AddedNumbers:
    """Put numbers whose owners refused messages on the list, each for the account that it refused."""
    added = known = rows = 0
    key = _existing_key()
    groups: dict[tuple[str, str], list[str]] = {}
    for refusal in refusals:
        why = f"{refusal.code} · {refusal.campaign_name}"
        groups.setdefault((refusal.account, why), []).append(refusal.recipient)
    for (account, why), recipients in groups.items():
        result = never_send.add(
            ledger,
            recipients,
            account=account,
            source=EntrySource.REFUSAL,
            why=why,
            by=by,
            now=now,
            key=key,
        )
        added, known, rows = added + result.added, known + result.known, rows + result.rows
    if added:
        log().info("never_send.refusals", added=added)
    return AddedNumbers(added=added, known=known, rows=rows)


# ── sending ──


def never_send_list(ledger: Ledger, account: str) -> NeverSendList:
    """Return whom an account must not send to, for a process that has no ledger.

    Raises:
        LedgerError: The list is kept as hashes whose key is not on this machine.

    """
    return never_send.load(ledger, account, _existing_key())


def never_sent_by(ledger: Ledger, account: str) -> Container[str]:
    """Return whom an account must not send to.

    Raises:
        LedgerError: The list is kept as hashes whose key is not on this machine.

    """
    return never_send.load(ledger, account, _existing_key()).as_container


def never_send_scopes(ledger: Ledger, recipient: str) -> list[str | None]:
    """Return the accounts that must not send to a recipient; `None` among them means all.

    Raises:
        LedgerError: The list is kept as hashes whose key is not on this machine.

    """
    return never_send.scopes_of(ledger, recipient, _existing_key())


def recipient_forms(recipient: str) -> set[str]:
    """Return every way in which the list may keep a recipient."""
    key = _existing_key()
    return {recipient} if key is None else {recipient, key.of(recipient)}


def audit_hash(recipient: str) -> str:
    """Return a recipient as the audit log may name it: recognised with the key, and not readable.

    Raises:
        OutputError: There is no key yet, and none can be written.

    """
    key = _existing_key()
    if key is None:
        try:
            key = _make_key()
        except OutputError:
            # Somebody else's search may have made it a moment ago.
            key = _existing_key()
            if key is None:
                raise
    return key.of(recipient)


def take_out_listed(ledger: Ledger, campaign: Campaign, *, now: datetime) -> int:
    """Take the waiting rows out of a campaign whose numbers are on the list. Returns how many.

    Raises:
        LedgerError: The list is kept as hashes whose key is not on this machine.

    """
    return never_send.take_out(ledger, campaign, _existing_key(), now=now)


# ── elsewhere ──


def export_numbers(
    ledger: Ledger, out: Path, *, account: str | None = None, lang: Lang
) -> tuple[int, int]:
    """Write the list as a workbook that `import` reads again.

    Returns:
        How many numbers it has, and how many entries are left out because only their hash is kept.

    Raises:
        OutputError: It can't be written.

    """
    entries = listed_numbers(ledger, account=account)
    named = [entry for entry in entries if entry.recipient is not None]
    headers = [translate(f"suppress.column.{name}", lang) for name in _EXPORTED]
    lines: list[tuple[Cell, ...]] = [
        (
            entry.recipient,
            entry.account or translate("suppress.every-account", lang),
            translate(f"suppress.source.{entry.source}", lang),
            entry.why,
            entry.added_by,
            in_vietnam(entry.added_at).replace(tzinfo=None),
        )
        for entry in named
    ]
    # The library that writes workbooks is loaded by who wants one.
    from zns_batch.reports.xlsx.plain_list import write_list

    write_list(out, headers, lines, title=translate("suppress.sheet", lang), lang=lang)
    return len(named), len(entries) - len(named)


_EXPORTED = ("phone", "account", "source", "why", "added-by", "added-at")


def keep_as_hashes(ledger: Ledger) -> int:
    """Keep the list's numbers as hashes that only this installation's key recognises.

    The key is `ZNS_SUPPRESS_KEY`, or else a file in the state folder that is made here once.

    Returns:
        How many numbers were replaced.

    Raises:
        OutputError: The key can't be written; the list stays as it is.

    """
    key = _existing_key() or _make_key()
    with secure_delete(ledger) as connection:
        return never_send.hash_entries(connection, key)


def keep_as_hash(ledger: Ledger, recipient: str) -> int:
    """Keep one number of the list as a hash, as `keep_as_hashes` does with all.

    Returns:
        How many entries were changed; 0 for a number that is not on the list.

    Raises:
        OutputError: The key can't be written; the entry stays as it is.

    """
    if not never_send_scopes(ledger, recipient):
        return 0
    key = _existing_key() or _make_key()
    with secure_delete(ledger) as connection:
        return never_send.hash_entries(connection, key, recipient=recipient)


def key_place() -> str:
    """Return where the key of the hashes is."""
    return _KEY_VARIABLE if os.environ.get(_KEY_VARIABLE) else str(paths.home() / _KEY_FILE)


def _existing_key() -> KeyedHash | None:
    secret = os.environ.get(_KEY_VARIABLE)
    if not secret:
        with suppress(OSError):
            secret = (paths.home() / _KEY_FILE).read_text(encoding="ascii").strip()
    return KeyedHash(key=secret.encode()[:64]) if secret else None


def _make_key() -> KeyedHash:
    path = paths.home() / _KEY_FILE
    secret = secrets.token_hex(32)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{secret}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise OutputError("suppress.key-unwritable", path=str(path), why=why) from error
    return KeyedHash(key=secret.encode())


def _refuse_unknown(account: str | None) -> None:
    if account is not None and account not in (names := account_names()):
        raise SettingsError("settings.unknown-account", name=account, names=", ".join(names))
