"""A campaign's word for programs: events as signed webhooks, kept in the ledger until they are taken.

An event is written down first and posted then, so that none is lost with the process; what was not
taken is tried again for a day, and can be sent again at any time. The same event has the same id.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.core.logging import log
from zns_batch.domain.states import CampaignState
from zns_batch.errors import NoticeError, UsageError, ZnsBatchError
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import campaign_events
from zns_batch.ledger.people.campaign_events import CampaignEvent
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.services.campaigns.options import REHEARSAL
from zns_batch.services.campaigns.report import as_json
from zns_batch.settings.notifications import load_notices

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 960))
"""After how long what was not taken is tried again: for a day in all."""

_CLAIMED_FOR = timedelta(minutes=2)


class EventType(StrEnum):
    """What happened to a campaign."""

    STARTED = "campaign.started"
    RESUMED = "campaign.resumed"
    PAUSED = "campaign.paused"
    ENDED = "campaign.ended"
    """It was completed or cancelled."""
    NEEDS_PERSON = "campaign.needs-person"
    """It goes on only when a person has done something; `reason` says what stopped it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignEvents:
    """The events of the campaigns of a ledger."""

    ledger: Ledger
    clock: Clock

    def note_start(self, campaign: Campaign, *, occasion: str = "") -> bool:
        """Keep that a campaign begins or goes on.

        Args:
            campaign: The campaign as it was before.
            occasion: What tells it from another start of the campaign; without one a worker's turn,
                which may be told twice.

        Returns:
            Whether anybody wants to hear of it.

        """
        is_first = campaign.started_at is None
        kind = EventType.STARTED if is_first else EventType.RESUMED
        return self._note(campaign, (kind,), occasion or f"turn {campaign.turn}")

    def note_end(self, campaign: Campaign, *, occasion: str = "") -> bool:
        """Keep how a campaign stands once nobody sends it any more.

        Args:
            campaign: The campaign.
            occasion: What tells it from another end of the campaign; without one a worker's turn,
                which may be told twice.

        Returns:
            Whether anybody wants to hear of it.

        """
        kinds: tuple[EventType, ...] = ()
        if campaign.state in {CampaignState.COMPLETED, CampaignState.CANCELLED}:
            kinds = (EventType.ENDED,)
        elif campaign.state is CampaignState.PAUSED:
            kinds = (EventType.PAUSED,)
        by_itself = campaign.resume_after is not None
        stopped = campaign.state in {CampaignState.PAUSED, CampaignState.ABORTED}
        if stopped and not by_itself:
            kinds = (*kinds, EventType.NEEDS_PERSON)
        return self._note(campaign, kinds, occasion or f"turn {campaign.turn}")

    def _note(self, campaign: Campaign, kinds: tuple[EventType, ...], occasion: str) -> bool:
        """Keep events, unless nobody wants to hear of any. Whatever fails changes nothing for a campaign."""
        # A rehearsal's ledger is gone with it, and nobody's customers heard anything.
        if campaign.options.get(REHEARSAL):
            return False
        try:
            if load_notices().events_url is None:
                return False
            counts = rows.state_counts(self.ledger, campaign.id)
            for kind in kinds:
                campaign_events.add(self.ledger, self._event(campaign, counts, kind, occasion))
        except ZnsBatchError as error:
            log().warning("events.not-kept", campaign=campaign.id, key=error.key)
            return False
        return bool(kinds)

    def _event(
        self, campaign: Campaign, counts: StateCounts, kind: EventType, occasion: str
    ) -> CampaignEvent:
        now = self.clock.now()
        # A turn that two workers deal with, or that is told twice, is one event.
        about = [campaign.id, occasion, kind, campaign.state, campaign.reason]
        name = f"evt_{sha256(json.dumps(about).encode()).hexdigest()[:32]}"
        data = as_json(lang="en", campaign=campaign, tally=counts)
        resume_after = campaign.resume_after
        data |= {
            "account": campaign.account,
            "resume_after": resume_after.astimezone(UTC).isoformat() if resume_after else None,
        }
        for without in ("problems", "report"):
            data.pop(without)
        body = {"type": kind.value, "timestamp": _moment(now), "data": data}
        return CampaignEvent(
            id=name,
            campaign_id=campaign.id,
            type=kind.value,
            at=now,
            body=json.dumps(body, ensure_ascii=False),
        )

    def deliver_due(self) -> int:
        """Post what is to be posted now; return how many were taken. It waits for the receiver."""
        taken = 0
        try:
            for event in campaign_events.due(self.ledger, now=self.clock.now()):
                until = self.clock.now() + _CLAIMED_FOR
                if campaign_events.claim(self.ledger, event, until=until):
                    taken += self._post(event, attempts=event.attempts + 1)
        except ZnsBatchError as error:
            # What is due stays due: the next look tries again.
            log().warning("events.not-posted", key=error.key)
        return taken

    def replay(self, event: CampaignEvent) -> CampaignEvent:
        """Post an event once more, now, whatever became of it before; return it as it is then.

        Raises:
            UsageError: No receiver is set up.

        """
        if load_notices().events_url is None:
            raise UsageError("notices.no-events-url")
        self._post(event, attempts=None)
        return campaign_events.find(self.ledger, event.id) or event

    def _post(self, event: CampaignEvent, *, attempts: int | None) -> bool:
        """Post an event.

        Args:
            event: The event.
            attempts: How many tries this makes; `None` for one that a person asked for.

        """
        # Only here: every act on a campaign comes by this module, and few post anything.
        from zns_batch.notifications.retry import RetryPolicy
        from zns_batch.notifications.webhook import WebhookChannel

        settings, error = load_notices(), None
        if settings.events_url is None:
            return False
        channel = WebhookChannel(
            url=settings.events_url, secret=settings.secret, retry=RetryPolicy(tries=1)
        )
        try:
            channel.post(event.id, event.body.encode())
        except NoticeError as failure:
            error = failure.key
            log().warning("events.not-taken", id=event.id, key=failure.key)
        now = self.clock.now()
        again = None
        if error is not None:
            again = event.next_at
            if attempts is not None:
                again = now + _WAITS[attempts - 1] if attempts <= len(_WAITS) else None
        campaign_events.note_result(
            self.ledger,
            event.id,
            delivered_at=now if error is None else None,
            next_at=again,
            error=error,
        )
        return error is None


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def tell_at_rest(ledger: Ledger, campaign: Campaign) -> None:
    """Keep that a campaign was stopped that nobody was sending: no worker's turn ends by it."""
    events = CampaignEvents(ledger=ledger, clock=SystemClock())
    events.note_end(campaign, occasion=events.clock.now().isoformat())
