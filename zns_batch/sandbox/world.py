"""One running stand-in: its behaviour and everything that changes while it runs."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from zns_batch.sandbox.account import Account
from zns_batch.sandbox.behaviour import Behaviour
from zns_batch.sandbox.changes import changed
from zns_batch.sandbox.clock import Clock
from zns_batch.sandbox.counts import Meter
from zns_batch.sandbox.draws import Draws
from zns_batch.sandbox.faults import BY_SUFFIX, Fault
from zns_batch.sandbox.grant import Grant
from zns_batch.sandbox.journal import Journal
from zns_batch.sandbox.journeys import Journeys
from zns_batch.sandbox.mishaps import MISHAPS, Mishap
from zns_batch.sandbox.register import Register
from zns_batch.sandbox.sms import SmsBook
from zns_batch.sandbox.told_quota import ToldQuota
from zns_batch.sandbox.webhooks import Postman
from zns_batch.sandbox.windows import Window


class World:
    """What a provider's stand-in works on, whichever provider it is.

    Args:
        behaviour: How it behaves at first, and again after `reset`.

    Attributes:
        behaviour: How it behaves now.
        clock: Its clock.
        account: What is left of quota and money.
        grant: Which tokens are valid.
        pace: The messages that were taken up in the last second.
        meter: The counts.
        journal: What was accepted and what arrived.
        journeys: The journey tokens that were minted.
        register: Every message as a reseller keeps it, the refused ones too.
        told_quota: What a reseller last told of the quota.
        sms: The SMS that were asked for.
        draws: What the faults by share and the times are drawn from.
        postman: Who tells of messages that have arrived.

    """

    def __init__(self, behaviour: Behaviour) -> None:
        self._first = behaviour
        self.meter = Meter()
        self.journal = Journal()
        self.postman = Postman()
        self._begin(behaviour)

    def _begin(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.clock = Clock(behaviour.clock)
        self.draws = Draws(behaviour.seed, behaviour.faults)
        self.pace = Window()
        self.journeys = Journeys()
        self.register = Register()
        self.told_quota = ToldQuota()
        self.sms = SmsBook()
        self.grant = Grant(access=behaviour.token, refresh=behaviour.refresh_token)
        self._mishaps = deque(behaviour.renewal_faults)
        self.account = Account(
            quota=behaviour.quota,
            used=behaviour.used,
            balance=behaviour.balance,
            now=self.clock.now(),
        )

    def change(self, fields: Mapping[str, Any]) -> None:
        """Change some fields of the behaviour; the rest of the run goes on as it was.

        Raises:
            ValueError: No such field, or a value that makes no sense. Nothing is changed then.

        """
        self.behaviour = behaviour = changed(self.behaviour, fields)
        self.draws = Draws(behaviour.seed, behaviour.faults)
        if "clock" in fields:
            self.clock.turn_to(behaviour.clock)
        for name in fields.keys() & {"quota", "used", "balance"}:
            setattr(self.account, name, getattr(behaviour, name))
        self._change_grant(fields)

    def _change_grant(self, fields: Mapping[str, Any]) -> None:
        if "token" in fields:
            self.grant.put_access(self.behaviour.token)
        if "refresh_token" in fields:
            self.grant.refresh = self.behaviour.refresh_token
        if "renewal_faults" in fields:
            self._mishaps = deque(self.behaviour.renewal_faults)

    def reset(self) -> None:
        """Make it as it was when it started."""
        self._begin(self._first)
        self.meter.clear()
        self.journal.clear()

    def fault(self, phone: str, key: str, attempt: int) -> Fault | None:
        """Return what strikes a message: by its phone, else by its share.

        Args:
            phone: The phone as it came.
            key: The tracking id, or what stands in for it.
            attempt: How many times the message came before.

        """
        found = BY_SUFFIX.get(phone[-3:]) if self.behaviour.by_suffix else None
        found = found or self.draws.fault(key, attempt)
        return None if found and found.first_only and attempt else found

    def template_remaining(self, template_id: str, quota: int | None) -> int | None:
        """Return what a template's own quota of the day has left; `None` when it has none."""
        return None if quota is None else max(quota - self.account.sent_of(template_id), 0)

    def next_mishap(self) -> Mishap | None:
        """Return what befalls the renewal that has arrived; `None` for nothing."""
        return MISHAPS[self._mishaps.popleft()] if self._mishaps else None

    def admit(self, now: float) -> bool:
        """Take up a message, at a moment of the monotonic clock, unless the limit is reached."""
        limit = self.behaviour.limit
        if limit is None:
            return True
        if self.pace.count(now) >= limit:
            return False
        self.pace.add(now)
        return True
