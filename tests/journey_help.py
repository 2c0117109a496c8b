"""What tests of journeys share: a place that mints, and a campaign in journeys."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from ledger_help import NOW, campaign_of, planned

from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind
from zns_batch.errors import ProviderError
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.journey_tokens import TokenScope
from zns_batch.ledger.records import Campaign
from zns_batch.providers import AccountClient

KIND = JourneyKind.LOGISTICS_7
SERIES = TokenScope(account="default", provider="zalo", kind=KIND)
PHONE = "84912345678"


class Mint(AccountClient):
    """Mints tokens, and remembers for whom.

    Args:
        answer: What befalls the minting for a phone: an error, or nothing.
        expires_at: When tokens end, where the provider says so.

    """

    name = "zalo"

    def __init__(
        self,
        answer: Callable[[str], ProviderError | None] = lambda _phone: None,
        *,
        expires_at: datetime | None = None,
    ) -> None:
        self.asked: list[str] = []
        self.made: list[tuple[str, str]] = []
        self.answer = answer
        self.expires_at = expires_at

    async def create_journey(self, phone: str, kind: JourneyKind) -> Journey:
        self.asked.append(phone)
        await asyncio.sleep(0.001)
        error = self.answer(phone)
        if error is not None:
            raise error
        token = f"{kind}-{len(self.made) + 1}"
        self.made.append((phone, token))
        return Journey(token=token, journey_id=str(len(self.made)), expires_at=self.expires_at)

    @property
    def per_phone(self) -> set[int]:
        """How many tokens phones have."""
        return set(Counter(phone for phone, _ in self.made).values())


def refusal(
    code: str, action: Action, *, kind: OutcomeKind = OutcomeKind.REJECTED, doubtful: bool = False
) -> ProviderError:
    """What a desk raises for an answer with a code."""
    failure = Failure(code=code, action=action, may_have_been_sent=doubtful)
    return ProviderError("provider.unanswered", code=code).meaning(
        Outcome(kind=kind, failure=failure)
    )


def lost() -> ProviderError:
    """What a desk raises when no answer came."""
    failure = Failure(code="timeout", action=Action.ROW)
    return ProviderError("provider.unanswered", code="timeout").meaning(
        Outcome(kind=OutcomeKind.UNKNOWN, failure=failure)
    )


def in_journey(
    ledger: Ledger, *numbers: int, name: str | None = None, text: str = "x", now: datetime = NOW
) -> Campaign:
    """A campaign in journeys; equal numbers are rows of one phone that say different things."""
    listed = []
    for at, number in enumerate(numbers):
        row = planned(number, text=f"{text}{at}-")
        listed.append(row._replace(number=at + 2))
    found = campaign_of(ledger, listed, name=name, now=now)
    campaigns.set_options(ledger, found.id, {"journey": KIND.value})
    return campaigns.get(ledger, found.id)
