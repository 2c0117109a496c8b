"""Confirms a draft: the press of a button that sends. Each draft becomes one campaign, whoever presses.

A draft belongs to a user of the pages or of the API (`user_draft`), whichever process has planned
it, and is theirs to confirm for an hour. What was shown is compared with the ledger in the same
transaction that leaves the campaign to the workers; a press that comes twice, from another window,
after the back button or after the process died in between finds the campaign that the first one
made.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Connection

from zns_batch.domain.states import CampaignState, Reason
from zns_batch.domain.template import Template
from zns_batch.errors import (
    ProviderError,
    SettingsError,
    TemplateError,
    UsageError,
    WrongStateError,
    ZnsBatchError,
)
from zns_batch.i18n import Lang, Value, translate
from zns_batch.ledger import audit, campaigns, work_queue
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import DraftOwner
from zns_batch.ledger.people.approvals import find_request
from zns_batch.ledger.records import DESTINATION, Campaign
from zns_batch.ledger.work_queue import SeenDraft
from zns_batch.providers import AccountClient
from zns_batch.services.approvals.requests import ask_within, note_parts
from zns_batch.services.approvals.terms import ConfirmTerms
from zns_batch.services.campaigns.destination import stored_destination
from zns_batch.services.campaigns.draft import set_aside_repetitions
from zns_batch.services.campaigns.template_sync import current_template
from zns_batch.settings.accounts import load_account

DRAFT_FRESH = timedelta(minutes=60)
"""How long the numbers of a draft may be confirmed as they were shown."""

REPEATED_WITHIN = timedelta(minutes=10)
"""A second press within this is the first one, sent twice: it finds its campaign."""

SOONEST_START = timedelta(minutes=2)
LATEST_START = timedelta(days=60)

_USER = "user"


def user_draft(user_id: str, *, now: datetime) -> DraftOwner:
    """Return the owner of a draft that a user may confirm from now on, for as long as it is fresh."""
    return DraftOwner(kind=_USER, id=user_id, expires_at=now + DRAFT_FRESH)


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """What a press of the button that sends has come to."""

    campaign: Campaign
    #: It was confirmed by an earlier press of the same person, and this one changed nothing.
    repeated: bool

    @property
    def waits(self) -> bool:
        """Whether nothing is sent before another person has approved it."""
        return self.campaign.reason is Reason.APPROVAL


def confirm(
    ledger: Ledger,
    seen: SeenDraft,
    *,
    terms: ConfirmTerms,
    now: datetime,
    start_at: datetime | None = None,
    also: Callable[[Connection], object] = lambda _: None,
) -> Confirmed:
    """Leave a draft to the workers, if it is what the person saw who confirms it.

    Where the rule of four eyes or the person's role asks for it, the campaign waits for approval
    instead (`zns_batch.services.approvals`). Either is noted in the log of what people did.

    Args:
        ledger: The ledger.
        seen: The draft as it was shown.
        terms: Who confirms it, and by which rule.
        now: The current time.
        start_at: When it is to begin; `None` for now.
        also: Writes into the same transaction what is to be true together with it.

    Raises:
        UnknownCampaignError: The draft is there no more, or is somebody else's.
        WrongStateError: Somebody else confirmed it, its hour is up, or its rows are others by now.
        AlreadySentError: A campaign that says the same was confirmed meanwhile.
        LaneHeldError: A process is sending this very list.
        UsageError: The moment at which it is to begin has passed, or the person may not ask for it.

    """
    user_id, held = terms.actor.user_id, terms.needs_approval(seen.messages)
    campaign = campaigns.get(ledger, seen.campaign_id)
    if campaign.state is not CampaignState.DRAFT:
        return _confirmed_before(ledger, campaign, user_id, now)
    if start_at is not None and start_at <= now:
        raise UsageError("run.past-moment", text=start_at)
    if not campaign.options.get("again"):
        # What others have sent since it was planned leaves the number that the button names.
        set_aside_repetitions(ledger, campaign, now=now)

    def write(connection: Connection) -> None:
        if held:
            ask_within(
                connection, campaign, terms, messages=seen.messages, start_at=start_at, now=now
            )
        elif terms.audited:
            audit.append(connection, _entry(campaign, terms, seen.messages, start_at, now))
            note_parts(connection, campaign, terms, messages=seen.messages, now=now)
        also(connection)

    try:
        work_queue.confirm(
            ledger, seen, start_at=start_at, user_id=user_id, now=now, held=held, also=write
        )
    except WrongStateError:
        campaign = campaigns.get(ledger, seen.campaign_id)
        if campaign.state is CampaignState.DRAFT:
            raise
        return _confirmed_before(ledger, campaign, user_id, now)
    return Confirmed(campaign=campaigns.get(ledger, seen.campaign_id), repeated=False)


def _entry(
    campaign: Campaign,
    terms: ConfirmTerms,
    messages: int,
    start_at: datetime | None,
    now: datetime,
) -> AuditEntry:
    actor, again = terms.actor, "1" if campaign.options.get("again") else ""
    noted = {"note": terms.note, "start_at": start_at.isoformat() if start_at else ""}
    return actor.entry(
        "schedule" if start_at else "confirm",
        at=now,
        account=campaign.account,
        object_id=campaign.id,
        number=messages,
        params={name: value for name, value in {**noted, "again": again}.items() if value},
    )


def _confirmed_before(ledger: Ledger, campaign: Campaign, user_id: str, now: datetime) -> Confirmed:
    """Return what an earlier press of the same person has come to."""
    by, at = campaign.confirmed_by, campaign.confirmed_at
    request = find_request(ledger, campaign.id, now=now)
    if request is not None and request.asked_by == user_id:
        by, at = user_id, request.asked_at
    if by != user_id or at is None or now - at > REPEATED_WITHIN:
        raise WrongStateError("ledger.confirmed-before", id=campaign.id)
    return Confirmed(campaign=campaign, repeated=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftChange:
    """One thing that is no longer as it was when a draft was planned."""

    #: The catalogue key of the sentence, and its values.
    key: str
    params: Mapping[str, Value] = field(default_factory=dict)
    #: What the settings or the account refuse, when that is the change.
    error: ZnsBatchError | None = None

    def text(self, lang: Lang) -> str:
        """Return the sentence for a person who reads `lang`."""
        why: dict[str, Value] = {} if self.error is None else {"why": self.error.text(lang)}
        return translate(self.key, lang, **self.params, **why)


async def changes_since_plan(
    campaign: Campaign, *, client: AccountClient | None = None
) -> tuple[DraftChange, ...]:
    """Return what has changed of a draft's account and template since it was planned.

    A provider that can't be asked now changes nothing: the worker asks again before it sends.

    Args:
        campaign: The draft.
        client: The account's client, if the caller has one.

    """
    try:
        account = load_account(campaign.account)
        if stored_destination(account) != campaign.options.get(DESTINATION):
            return (
                DraftChange(key="run.draft-destination-changed", params={"account": account.name}),
            )
        comparison = await current_template(
            account, campaign.template.key, mode=campaign.mode, client=client
        )
    except ProviderError:
        return ()
    except (SettingsError, TemplateError) as error:
        return (DraftChange(key="run.draft-refused", error=error),)
    if comparison.trouble is not None:
        return ()
    return tuple(template_changes(campaign.template, comparison.template))


def template_changes(before: Template, after: Template) -> Iterator[DraftChange]:
    """Yield in what two versions of a template differ for those who get the message or pay for it."""
    if before.price != after.price:
        prices: dict[str, Value] = {"before": before.price or "?", "after": after.price or "?"}
        yield DraftChange(key="run.draft-price-changed", params=prices)
    if before.text != after.text:
        yield DraftChange(key="run.draft-text-changed")
    names = [*before.params, *(name for name in after.params if name not in before.params)]
    differing = [name for name in names if _rules(before, name) != _rules(after, name)]
    if differing:
        params: dict[str, Value] = {"names": ", ".join(differing)}
        yield DraftChange(key="run.draft-params-changed", params=params)
    if before.template_id != after.template_id:
        yield DraftChange(key="run.draft-template-changed", params={"id": after.template_id})


def _rules(template: Template, name: str) -> object:
    """Return what a parameter demands of a cell; not where its value comes from."""
    param = template.params.get(name)
    return param and replace(param, columns=(), example=None)


class StartProblem(Enum):
    """Why a campaign can't start at a moment that a person chose."""

    PAST = "past"
    SOON = "soon"
    FAR = "far"


def start_problem(start_at: datetime, *, now: datetime) -> StartProblem | None:
    """Return why a campaign can't start at a moment; `None` when it can."""
    if start_at <= now:
        return StartProblem.PAST
    if start_at - now < SOONEST_START:
        return StartProblem.SOON
    return StartProblem.FAR if start_at - now > LATEST_START else None
