"""Test doubles for programs that use the library: a provider in memory, and a clock without waiting."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.domain.template import ENABLED, ProviderTemplate
from zns_batch.providers import ProviderClient

__all__ = ["MemoryProvider", "VirtualClock"]


class VirtualClock:
    """A clock that whoever sleeps turns forward: a campaign of hours runs at once."""

    def __init__(self, now: datetime | None = None) -> None:
        """Set the clock.

        Args:
            now: Its time, aware; 08:00 of a Monday in Vietnam unless given.

        """
        self._start = now or datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
        self._passed = 0.0

    def now(self) -> datetime:
        """Return the time."""
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """Return the seconds that have passed."""
        return self._passed

    def advance(self, seconds: float) -> None:
        """Turn the clock forward."""
        self._passed += seconds

    async def sleep(self, seconds: float) -> None:
        """Turn the clock forward instead of waiting."""
        self._passed += max(seconds, 0.0)
        await asyncio.sleep(0)


class MemoryProvider(ProviderClient):
    """A provider that keeps messages in memory and answers as scripted; every template is usable."""

    def __init__(self, *, quota: Quota | None = None, name: str = "zalo") -> None:
        """Begin without messages.

        Args:
            quota: The day's quota; it falls with each accepted message. `None` for a provider that
                does not tell.
            name: Whose error codes it uses: `zalo`, `etelecom` or `gobysend`.

        """
        self.name = name
        #: Every message that was sent, in order.
        self.messages: list[Message] = []
        self._quota = quota
        self._answers: dict[str, list[Outcome]] = {}
        self._answer: Callable[[Message], Outcome | None] = lambda _message: None

    def reject(self, phone: str, *, code: str = "-118") -> None:
        """Refuse each message to a phone, with a code of the provider."""
        self.script(phone, [self.rejected(code)])

    def lose(self, phone: str) -> None:
        """Give no usable answer to a phone's messages: they may have been sent."""
        failure = Failure(code="timeout", action=Action.ROW, may_have_been_sent=True)
        self.script(phone, [Outcome(kind=OutcomeKind.UNKNOWN, failure=failure)])

    def script(self, phone: str, outcomes: Iterable[Outcome]) -> None:
        """Answer a phone's messages with these outcomes in turn; the last one stays.

        Args:
            phone: `84` and nine digits.
            outcomes: At least one.

        """
        self._answers[phone] = list(outcomes)

    def answer(self, function: Callable[[Message], Outcome | None]) -> None:
        """Answer with a function of the message; where it returns `None`, as else."""
        self._answer = function

    @staticmethod
    def accepted() -> Outcome:
        """Return the outcome of a message that the provider takes."""
        return Outcome(kind=OutcomeKind.ACCEPTED, message_id="memory")

    @staticmethod
    def rejected(code: str = "-118") -> Outcome:
        """Return the outcome of a message that the provider refuses."""
        return Outcome(kind=OutcomeKind.REJECTED, failure=Failure(code=code, action=Action.ROW))

    async def send(self, message: Message) -> Outcome:
        """Keep a message, and answer."""
        self.messages.append(message)
        await asyncio.sleep(0)
        outcome = self._answer(message)
        if outcome is not None:
            return outcome
        scripted = self._answers.get(message.phone)
        if scripted:
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        if self._quota is not None and self._quota.remaining is not None:
            left = max(self._quota.remaining - 1, 0)
            self._quota = Quota(daily=self._quota.daily, remaining=left)
        return Outcome(
            kind=OutcomeKind.ACCEPTED,
            message_id=f"memory-{len(self.messages)}",
            quota=self._quota,
        )

    async def quota(self) -> Quota | None:
        """Return what is left of the quota."""
        return self._quota

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return a template that may be sent and asks for nothing."""
        return ProviderTemplate(template_id=template_id, name=template_id, status=ENABLED)
