"""Records that the ledger returns: a campaign, its rows, and its counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zns_batch.domain.delivery import MixedPrice, Price
from zns_batch.domain.message import Quota
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import SET_ASIDE, CampaignState, Reason, RowState
from zns_batch.domain.template import Template, from_dict
from zns_batch.ledger.db.timestamps import from_ms
from zns_batch.ledger.row_codec import decode_cells

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

PURGING = "purging"
"""The option of a campaign whose customers' data are being taken out: since when."""

PURGED = "purged"
"""The option of a campaign whose customers' data were taken out: when."""

HEADER_ROW = "header_row"
"""The option of a campaign that holds the number of its list's header row."""

FORMATS = "number_formats"
"""The option of a campaign that holds the number formats of its list's columns, as JSON."""

LIST_OPTIONS = "list_options"
"""The option of a campaign that holds the command-line options with which its list was read."""

DESTINATION = "destination"
"""The option of a campaign that holds where its messages go: `<OA>@<host>`, each perhaps empty."""

OA_NAME = "oa_name"
"""The option of a campaign that holds the name of its Official Account, where the provider told it."""

PAGE = "page"
"""The option of a campaign that was made on the pages: their address, for links to its page."""

PHONE_ROWS = "phone_rows"
"""The option of a campaign that goes to user ids and phones: how many rows went to phones at most."""

REMINDER = "reminder"
"""The option of a campaign whose rows are reminded of a day each (`ledger.customers.occasions`)."""

TITLES = "titles"
"""The option of a campaign that holds the rows above its list's header, as JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """One campaign. All moments are aware and in UTC.

    Attributes:
        id: Short and unique; the beginning of every tracking id.
        name: What people call it; unique too.
        account: The account's name in the settings.
        provider: The provider's word, such as `zalo`.
        template: The template as it was when the campaign was planned.
        state: Its state.
        reason: Why it is paused or aborted.
        resume_after: The earliest moment at which it can go on, when known.
        dry_run: Nothing is sent.
        mode: `development` for test sends, else `None`.
        source: The input file's path as it was given.
        sheet: The input sheet's name; `None` for a text file.
        headers: The input's headers, in order.
        fingerprint: What the recipients and parameters are, whatever the file's name or order.
        created_at: When it was planned.
        started_at: When sending first began.
        ended_at: When it was completed, cancelled or aborted.
        quota: The provider's last word on the day's quota.
        expires_at: After this moment rows that are not sent expire.
        options: What was asked for: `rate`, `concurrency`, `quota_reserve`, `window`.
        start_at: When workers are to begin it; `None` for one that a person runs.
        detached: It was left to the workers.
        turn: How many times workers have dealt with it.
        schedule_id: The schedule that it belongs to.
        requested: What a person asked of the process that runs it, while that has not obeyed:
            `pause` or `cancel`.
        made_by: The user of the pages who made it.
        confirmed_by: The user who pressed the button that sends it.
        confirmed_at: When that was.

    """

    id: str
    name: str
    account: str
    provider: str
    template: Template
    state: CampaignState
    reason: Reason | None
    resume_after: datetime | None
    dry_run: bool
    mode: str | None
    source: str
    sheet: str | None
    headers: tuple[str, ...]
    fingerprint: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    quota: Quota
    expires_at: datetime | None
    options: Mapping[str, str | int | float | bool | None]
    start_at: datetime | None = None
    detached: bool = False
    turn: int = 0
    schedule_id: str | None = None
    requested: str | None = None
    made_by: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def page(self) -> str | None:
        """The address of its page; `None` for a campaign that was not made on the pages."""
        address = self.options.get(PAGE)
        return f"{address}/campaigns/{self.id}" if address else None

    @property
    def titles(self) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
        """The rows above the list's header, each with its number in the spreadsheet."""
        stored = self.options.get(TITLES)
        rows: dict[str, str] = json.loads(str(stored)) if stored else {}
        return tuple((int(number), decode_cells(cells)) for number, cells in rows.items())

    @property
    def number_formats(self) -> Mapping[int, str]:
        """The number formats of the list's columns, as Excel spells them, by the column's place."""
        stored = self.options.get(FORMATS)
        formats: dict[str, str] = json.loads(str(stored)) if stored else {}
        return {int(place): code for place, code in formats.items()}

    @property
    def price(self) -> Price:
        """What a message costs, in VND; nothing is known of the price of one that is not sent."""
        price = None if self.dry_run else self.template.price
        if PHONE_ROWS not in self.options:
            return price
        return MixedPrice(phone=price, user=None if self.dry_run else self.template.price_uid)

    def cost_of(self, messages: int) -> int | None:
        """Return what some messages cost at the most, in VND; `None` when the price is unknown."""
        price, by_user = self.template.price, self.template.price_uid
        if price is None:
            return None
        phones = self.options.get(PHONE_ROWS)
        if phones is None or by_user is None:
            return price * messages
        by_phone = min(int(phones), messages)
        return price * by_phone + by_user * (messages - by_phone)

    @property
    def purged_at(self) -> datetime | None:
        """When its customers' data were taken out, or that was begun; `None` when they are there."""
        moment = self.options.get(PURGED) or self.options.get(PURGING)
        return datetime.fromisoformat(str(moment)) if moment else None


def is_purged(options: Mapping[str, Any]) -> bool:
    """Tell by a campaign's options whether its customers' data were taken out, or that was begun."""
    return bool(options.get(PURGED) or options.get(PURGING))


# A list of campaigns has the same few templates in each line, and reading one is half of a campaign.
@lru_cache(maxsize=64)
def _template_of(stored: str) -> Template:
    return from_dict(json.loads(stored))


def campaign_of(line: "RowMapping") -> Campaign:
    """Return a campaign from its line in the table."""
    return Campaign(
        id=line["id"],
        name=line["name"],
        account=line["account"],
        provider=line["provider"],
        template=_template_of(line["template"]),
        state=CampaignState(line["state"]),
        reason=Reason(line["reason"]) if line["reason"] else None,
        resume_after=from_ms(line["resume_after"]),
        dry_run=line["dry_run"],
        mode=line["mode"],
        source=line["source"],
        sheet=line["sheet"],
        headers=tuple(json.loads(line["headers"])),
        fingerprint=line["fingerprint"],
        created_at=from_ms(line["created_at"]),
        started_at=from_ms(line["started_at"]),
        ended_at=from_ms(line["ended_at"]),
        quota=Quota(daily=line["quota_daily"], remaining=line["quota_remaining"]),
        expires_at=from_ms(line["expires_at"]),
        options=json.loads(line["options"]),
        start_at=from_ms(line["start_at"]),
        detached=line["detached"],
        turn=line["turn"],
        schedule_id=line["schedule_id"],
        requested=line["wish"],
        made_by=line["made_by"],
        confirmed_by=line["confirmed_by"],
        confirmed_at=from_ms(line["confirmed_at"]),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class RowRecord:
    """One row of a campaign as it stands.

    Attributes:
        seq: Its place in the campaign, from 1.
        number: The spreadsheet's own row number.
        cells: The row's cells as the file had them, one for each header.
        state: Its state.
        phone: `84` and nine digits; `None` when the row has no valid phone.
        tracking_id: Our reference; `None` for a row that is never sent.
        attempts: How many requests were made for it.
        code: The provider's last code, or our word for trouble on the way.
        said: The provider's own words.
        problems: Why it is invalid, or what it repeats.
        message_id: The provider's id, when accepted.
        sent_at: When the provider began to send.
        delivered_at: When it reached the customer's phone.
        cost: VND at the most, when accepted and the price is known.
        charged: Whether it is paid for; `None` while unknown.
        user: The user id that it goes to in place of the phone; `None` for the phone.

    """

    seq: int
    number: int
    cells: tuple[Cell, ...]
    state: RowState
    phone: str | None
    tracking_id: str | None
    attempts: int
    code: str | None
    said: str
    problems: tuple[Problem, ...]
    message_id: str | None
    sent_at: datetime | None
    delivered_at: datetime | None
    cost: int | None
    charged: bool | None = None
    user: str | None = None

    @property
    def explained(self) -> bool:
        """Whether its code says why it is not done.

        An accepted row's does so only when the provider refused it after all.
        """
        accepted = self.state is RowState.ACCEPTED
        return bool(self.code) and (not accepted or self.charged is False)


@dataclass(frozen=True, kw_only=True, slots=True)
class StateCounts:
    """How many rows stand in each state.

    Attributes:
        rows: By state; states without rows may be absent.
        delivered: Accepted rows with a delivery receipt.

    """

    rows: Mapping[RowState, int]
    delivered: int = 0

    @property
    def total(self) -> int:
        """All rows of the campaign."""
        return sum(self.rows.values())

    @property
    def to_send(self) -> int:
        """Rows that were to be sent: all but those that the plan set aside."""
        return self.total - sum(self.rows.get(state, 0) for state in SET_ASIDE)

    def count(self, state: RowState) -> int:
        """Return how many rows the sum line shows under a state; `pending` includes `sending`."""
        count = self.rows.get(state, 0)
        if state is RowState.PENDING:
            count += self.rows.get(RowState.SENDING, 0)
        return count
