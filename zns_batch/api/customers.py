"""What `App` does about customers over all campaigns: never-send list, history, rows in doubt."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from zns_batch.api.context import AppContext
from zns_batch.api.objects import CampaignRef
from zns_batch.i18n import Lang
from zns_batch.ledger.customers.history import CustomerMessage
from zns_batch.ledger.customers.never_send import AddedNumbers
from zns_batch.ledger.customers.never_send_entries import NeverSendEntry
from zns_batch.ledger.customers.refusals import RefusedRecipient
from zns_batch.services.customers import never_send
from zns_batch.services.customers.history import find_customer
from zns_batch.services.customers.settle import settle_rows
from zns_batch.services.customers.unreached import (
    UnreachedCustomer,
    find_unreached,
    write_unreached,
)


class CustomerOperations(AppContext):
    """The methods of `App` about customers. Not made by itself."""

    def suppress(
        self,
        numbers: Iterable[str] | str | os.PathLike[str],
        *,
        account: str | None = None,
        why: str = "",
    ) -> AddedNumbers:
        """Put numbers on the never-send list; what waits for them anywhere is not sent any more.

        Args:
            numbers: Phones as people write them, or the path of a file of them.
            account: For which account; `None` for all.
            why: Why, for whoever reads the list later.

        Raises:
            UsageError: One of them is no phone number; none is added then.
            SheetError: The file can't be read, or a line of it holds no number.

        """
        now = self._clock.now()
        with self._located():
            if isinstance(numbers, str | os.PathLike):
                path = Path(numbers)
                return never_send.import_numbers(
                    self._ledger, path, account=account, why=why, now=now
                )
            return never_send.add_numbers(self._ledger, numbers, account=account, why=why, now=now)

    def suppressed(self, *, account: str | None = None) -> list[NeverSendEntry]:
        """Return the never-send list, the newest entry first."""
        with self._located():
            return never_send.listed_numbers(self._ledger, account=account)

    def refused(self, *, account: str | None = None) -> list[RefusedRecipient]:
        """Return the numbers whose owners refused messages and that are not on the list."""
        with self._located():
            return never_send.proposed_numbers(self._ledger, account=account)

    def unsuppress(self, numbers: Iterable[str], *, account: str | None = None) -> int:
        """Take numbers off the never-send list; return how many entries went.

        Raises:
            UsageError: One of them is no phone number, or none is on the list.

        """
        with self._located():
            return never_send.remove_numbers(self._ledger, numbers, account=account)

    def find(self, phone: str) -> list[CustomerMessage]:
        """Return every message that a number got or was meant to get, the newest campaign first.

        Raises:
            UsageError: It is neither a phone number nor a user id.

        """
        with self._located():
            return list(find_customer(self._ledger, phone).messages)

    def settle(
        self,
        campaign: CampaignRef,
        rows: Sequence[int],
        verdict: str,
        *,
        note: str,
    ) -> int:
        """Settle rows in doubt by a person's word; return how many.

        Args:
            campaign: The campaign.
            rows: The rows' own numbers in the list; all must be in doubt.
            verdict: `accepted`, or `not-sent` for rows that may be sent again.
            note: How that is known.

        Raises:
            WrongStateError: One of the rows is not in doubt.

        """
        now = self._clock.now()
        return settle_rows(self._ledger, self._find(campaign), rows, verdict, note, now=now)

    def unreached(
        self,
        campaign: CampaignRef,
        *,
        out: str | os.PathLike[str] | None = None,
        text: str | None = None,
        plain: bool = False,
        lang: Lang = "vi",
    ) -> tuple[UnreachedCustomer, ...]:
        """Return the customers whom a campaign could not reach, each once.

        Args:
            campaign: The campaign.
            out: A workbook to write them into as well.
            text: What they are to be told, with `<name>` for a parameter; `None` for the template's text.
            plain: Without diacritics.
            lang: The language of the reasons.

        """
        with self._located():
            found = find_unreached(
                self._ledger, self._find(campaign), text=text, plain=plain, lang=lang
            )
        if out is not None:
            write_unreached(Path(out), found, lang=lang)
        return found.customers
