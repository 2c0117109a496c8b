"""What a person or a program can ask for: the list, how its messages go, and how the campaign runs.

Every face (command line, schedules, Python) builds these classes; the defaults stand here alone.
What the ledger stores of them (`Campaign.options`, `Schedule.asked`) is made and read here too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zns_batch.domain.limits import FASTEST_RATE, MOST_CONCURRENCY, is_rate
from zns_batch.domain.message import Address
from zns_batch.domain.reminder import ReminderDay
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.sending.hours import HOURS_OF_TAGS
from zns_batch.settings.accounts import AccountSettings
from zns_batch.validation.sms import USUAL_DELAY
from zns_batch.validation.validator import DuplicatePolicy

if TYPE_CHECKING:
    # Not at run time: the ledger loads the database's library, which a check does without.
    from zns_batch.ledger.drafts import Option

REHEARSAL = "rehearsal"
"""The option of a campaign that tells a rehearsal."""

WINDOW_TAG = "window_tag"
"""The stored option that says that the sending hours are those of the template's tag."""

PACE = ("rate", "concurrency", "quota_reserve", "window")
"""The options for which an account has defaults."""

_ONLY_IN_FOREGROUND = ("wait", "dry_run")
"""Options that make no sense for a campaign that is left to workers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryOptions:
    """How messages address their recipients and what goes with them."""

    #: The recipients are Zalo user ids, not phone numbers.
    uid: bool = False
    #: The column of user ids in a list of phone numbers: a row that has one goes to it.
    uid_column: str | None = None
    #: Send the SHA-256 of the phone number in place of the number.
    hash_phone: bool = False
    #: The kind of journey for which a token is minted for each phone.
    journey: str | None = None
    #: The column that holds each row's own journey token.
    journey_column: str | None = None
    #: The sender of the SMS that the provider sends when a message is not delivered.
    sms_brandname: str | None = None
    #: Its text; empty when each row brings its own.
    sms_text: str = ""
    #: Seconds that the provider waits for the message first.
    sms_delay: int = USUAL_DELAY

    @property
    def address(self) -> Address:
        """How a message names its recipient."""
        if self.uid:
            return Address.USER
        return Address.HASH if self.hash_phone else Address.PHONE


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignRequest:
    """The recipient list and how it is read."""

    file: Path
    #: A template's path, name or id.
    template: str
    #: The name by which people know the file, when it is kept under another one.
    known_as: str | None = None
    #: `None` for the default account.
    account: str | None = None
    #: `None` for the first visible sheet.
    sheet: str | None = None
    #: The header's row number; `None` to detect it.
    header_row: int | None = None
    #: The phone column, when the headers don't tell.
    phone: str | None = None
    #: Columns by parameter, when the headers don't tell.
    mapping: Mapping[str, str] = field(default_factory=dict)
    #: Texts by parameter in place of a column; a column's name in braces stands for its cells.
    set_values: Mapping[str, str] = field(default_factory=dict)
    #: Which rows are meant: `COLUMN=VALUE` or `COLUMN!=VALUE`; empty for those of the template file.
    where: tuple[str, ...] = ()
    #: Consent to send although some rows can't be sent.
    skip_invalid: bool = False
    duplicates: DuplicatePolicy = DuplicatePolicy.SKIP
    #: A list of numbers never to send to.
    suppress: Path | None = None
    #: How many of the first rows to take.
    limit: int | None = None
    #: Each of several phones in a cell is a recipient.
    split_phones: bool = False
    #: Only the rows that are to be reminded on a day; `None` for all.
    reminder_day: ReminderDay | None = None
    delivery: DeliveryOptions = field(default_factory=DeliveryOptions)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """How a campaign runs. Pace and limits that are `None` come from the account."""

    #: Messages a second.
    rate: float | None = None
    #: Requests in flight at most.
    concurrency: int | None = None
    #: Units of the day's quota to leave for others.
    quota_reserve: int | None = None
    #: Sending hours, such as `08:00-21:30`.
    window: str | None = None
    #: The template's tag, where the sending hours are those of the tag.
    window_tag: str | None = None
    #: Promotions may exceed the day's quota.
    beyond_quota: bool = False
    #: When rows that are not sent expire: a moment, or what `read_moment` reads.
    expires: str | datetime | None = None
    #: `development` for test sends.
    mode: str | None = None
    #: `None` to name the campaign after its file and the time.
    name: str | None = None
    #: Send a list that was sent before.
    again: bool = False
    #: Stay while a pause lasts that has an end.
    wait: bool = False
    #: Send so many rows, then pause for a person's decision.
    canary: int | None = None
    dry_run: bool = False
    #: `rehearse` or `demo` for messages to a sandbox of their own, whose ledger is not kept.
    rehearsal: str | None = None
    #: Leave the campaign to workers.
    detach: bool = False
    #: The results workbook; `None` for the default place.
    out: Path | None = None
    #: The pages' address, for a campaign that is made there: notifications link to its page, and no
    #: workbook is written beside a list that is deleted.
    page: str | None = None
    #: The language of workbooks and notifications that a worker writes.
    lang: Lang = "vi"
    #: Who is notified in place of the addresses of the settings.
    emails: tuple[str, ...] = ()

    def for_account(self, account: AccountSettings) -> "RunOptions":
        """Return these options with the account's pace and limits where none was asked for."""
        missing = (name for name in PACE if getattr(self, name) is None)
        return replace(self, **{name: getattr(account, name) for name in missing})

    def for_tag(self, tag: str | None) -> "RunOptions":
        """Return these options with the sending hours of a template's tag where nobody set any.

        Practice, and test sends to administrators, reach no customer at night.
        """
        hours = HOURS_OF_TAGS.get(tag or "")
        if hours is None or self.window or self.dry_run or self.rehearsal or self.mode:
            return self
        return replace(self, window=hours, window_tag=tag)

    def over(self, options: "Mapping[str, Option]") -> "RunOptions":
        """Return these options for a campaign that goes on: what is not asked for is as stored."""
        missing = (name for name in PACE if getattr(self, name) is None)
        stored: dict[str, Any] = {name: options.get(name) for name in missing}
        beyond_quota = self.beyond_quota or bool(options.get("beyond_quota"))
        return replace(self, beyond_quota=beyond_quota, **stored)

    def pace(self) -> "dict[str, Option]":
        """Return pace and limits as the ledger stores them."""
        return {name: getattr(self, name) for name in PACE}

    def refuse_out_of_bounds(self) -> None:
        """Refuse a pace that no lane can keep, whoever asks for it.

        Raises:
            UsageError: The rate or the number of requests in flight is too low or too high.

        """
        if self.rate is not None and not is_rate(self.rate):
            raise UsageError("cli.bad-rate", value=str(self.rate), most=FASTEST_RATE)
        if self.concurrency is not None and not 1 <= self.concurrency <= MOST_CONCURRENCY:
            raise UsageError(
                "cli.bad-concurrency", value=str(self.concurrency), most=MOST_CONCURRENCY
            )

    def refuse_when_detached(self) -> None:
        """Refuse options that need a person at the terminal, when the campaign is left to workers.

        Raises:
            UsageError: One of them is set.

        """
        for name in _ONLY_IN_FOREGROUND if self.detach else ():
            if getattr(self, name):
                raise UsageError("cli.not-detached", option="--" + name.replace("_", "-"))


def stored_options(request: CampaignRequest, run: RunOptions) -> "dict[str, Option]":
    """Return what the ledger stores with a campaign: all that a later run of it needs to know."""
    delivery = request.delivery
    more: dict[str, Option] = {
        "address": delivery.address.value if delivery.address is not Address.PHONE else None,
        "beyond_quota": run.beyond_quota or None,
        WINDOW_TAG: run.window_tag,
        REHEARSAL: run.rehearsal,
        "journey": delivery.journey,
        "journey_column": delivery.journey_column,
        "uid_column": delivery.uid_column,
        "sms_brandname": delivery.sms_brandname,
        "sms_delay": delivery.sms_delay if delivery.sms_brandname else None,
    }
    if run.detach:
        more |= {
            "lang": run.lang,
            "emails": ";".join(run.emails) or None,
            "report": str(run.out.absolute()) if run.out else None,
            "canary": run.canary,
            "page": run.page,
        }
    return run.pace() | {name: value for name, value in more.items() if value is not None}
