"""The state of a running stand-in: its config and everything that changes while it runs."""

import time
from collections import Counter, deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zns_batch.sandbox.config import SandboxConfig
from zns_batch.sandbox.config_json import changed
from zns_batch.sandbox.customer_answers import CustomerAnswers
from zns_batch.sandbox.faults import BY_SUFFIX, Fault
from zns_batch.sandbox.journeys import Journeys
from zns_batch.sandbox.message_log import MessageLog, ResellerLog
from zns_batch.sandbox.metrics import RequestMeter, SlidingWindow
from zns_batch.sandbox.randomness import SeededRandom
from zns_batch.sandbox.sms import SmsLog
from zns_batch.sandbox.token_faults import TOKEN_FAULTS, TokenFault
from zns_batch.sandbox.tokens import TokenGrant
from zns_batch.sandbox.webhooks import WebhookSender


class SandboxAccount:
    """One account's quota and wallet.

    Attributes:
        quota: Messages a day; `None` for no limit.
        used: How many of them another system used today.
        balance: VND in the wallet; `None` for no limit.

    """

    def __init__(self, *, quota: int | None, used: int, balance: int | None, now: float) -> None:
        self.quota = quota
        self.used = used
        self.balance = balance
        self._sent = 0
        self._by_template: Counter[str] = Counter()
        self._day = day_in_vietnam(now)

    def remaining(self, now: float) -> int | None:
        """Return what is left of the day's quota; `None` when there is no limit."""
        if (day := day_in_vietnam(now)) != self._day:
            self._day, self._sent, self.used = day, 0, 0
            self._by_template.clear()
        if self.quota is None:
            return None
        return max(0, self.quota - self.used - self._sent)

    def take(self, now: float) -> bool:
        """Let another system have one message of the quota; tell whether one was left."""
        if self.remaining(now) == 0:
            return False
        self.used += 1
        return True

    def can_pay(self, price: int) -> bool:
        """Tell whether the wallet holds the price of a message."""
        return self.balance is None or self.balance >= price

    def count(self, template_id: str = "") -> None:
        """Take one message off the quota."""
        self._sent += 1
        self._by_template[template_id] += 1

    def sent_of(self, template_id: str) -> int:
        """Return how many messages of a template were accepted today."""
        return self._by_template[template_id]

    def pay(self, price: int) -> None:
        """Take the price of a message out of the wallet."""
        if self.balance is not None:
            self.balance -= price


_VIETNAM = 7 * 3600
_DAY = 86_400


class SandboxClock:
    """A clock that runs with the machine's, possibly ahead of it or behind.

    Args:
        start: What time it is now; `None` for the machine's.

    """

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = 0.0
        self.turn_to(start)

    def turn_to(self, moment: datetime | None) -> None:
        """Make it another time, from which it runs on; `None` goes back to the machine's."""
        self._ahead = 0.0 if moment is None else moment.timestamp() - time.time()

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time() + self._ahead


def day_in_vietnam(now: float) -> int:
    """Return the number of the day on a Vietnamese calendar, where quotas begin anew at 00:00."""
    return int((now + _VIETNAM) // _DAY)


def is_night(now: float) -> bool:
    """Tell whether it is 22:00 to 05:59 in Viet Nam."""
    hour = (now + _VIETNAM) % _DAY / 3600
    return hour >= 22 or hour < 6


class ReportedQuota:
    """The quota as a reseller last reported it."""

    def __init__(self) -> None:
        self._reported: tuple[float, int | None] | None = None

    def remaining(self, account: SandboxAccount, now: float, lag: float) -> int | None:
        """Return what is left, or what was left when it was looked up less than `lag` seconds ago.

        Args:
            account: The account, for looking it up.
            now: The moment, in seconds since 1970 by the stand-in's clock.
            lag: For how many seconds what was looked up is reported again.

        """
        if self._reported is None or now - self._reported[0] >= lag:
            self._reported = (now, account.remaining(now))
        return self._reported[1]


class SandboxState:
    """What a provider's stand-in works on, whichever provider it is.

    Args:
        config: How it behaves at first, and again after `reset`.

    """

    def __init__(self, config: SandboxConfig) -> None:
        self._first_config = config
        #: The counts.
        self.meter = RequestMeter()
        #: The messages that were accepted, and every request that arrived.
        self.messages = MessageLog()
        #: Tells the sender of messages that have arrived.
        self.webhooks = WebhookSender()
        self._begin(config)

    @property
    def answers(self) -> CustomerAnswers:
        """What customers answer, by the config as it stands."""
        config = self.config
        return CustomerAnswers(random=self.random, ratings=config.ratings, replies=config.replies)

    def _begin(self, config: SandboxConfig) -> None:
        #: How it behaves now.
        self.config = config
        self.clock = SandboxClock(config.clock)
        #: What the faults by share and the times are drawn from.
        self.random = SeededRandom(config.seed, config.faults)
        #: The messages that were let through in the last second.
        self.window = SlidingWindow()
        #: The journey tokens that were created.
        self.journeys = Journeys()
        #: Every message as a reseller keeps it, the refused ones too.
        self.reseller_log = ResellerLog()
        #: The quota as a reseller last reported it.
        self.reported_quota = ReportedQuota()
        #: The SMS that were requested.
        self.sms = SmsLog()
        #: Which tokens are valid.
        self.grant = TokenGrant(access=config.token, refresh=config.refresh_token)
        self._token_faults = deque(config.renewal_faults)
        #: What is left of quota and money.
        self.account = SandboxAccount(
            quota=config.quota,
            used=config.used,
            balance=config.balance,
            now=self.clock.now(),
        )

    def change(self, fields: Mapping[str, Any]) -> None:
        """Change some fields of the config; the rest of the run goes on as it was.

        Raises:
            ValueError: No such field, or a value that makes no sense. Nothing is changed then.

        """
        self.config = config = changed(self.config, fields)
        self.random = SeededRandom(config.seed, config.faults)
        if "clock" in fields:
            self.clock.turn_to(config.clock)
        for name in fields.keys() & {"quota", "used", "balance"}:
            setattr(self.account, name, getattr(config, name))
        if "token" in fields:
            self.grant.put_access(config.token)
        if "refresh_token" in fields:
            self.grant.refresh = config.refresh_token
        if "renewal_faults" in fields:
            self._token_faults = deque(config.renewal_faults)

    def reset(self) -> None:
        """Make it as it was when it started."""
        self._begin(self._first_config)
        self.meter.clear()
        self.messages.clear()

    def fault(self, phone: str, key: str, attempt: int) -> Fault | None:
        """Return what strikes a message: by its phone, else by its share.

        Args:
            phone: The phone as it came.
            key: The tracking id, or what stands in for it.
            attempt: How many times the message came before.

        """
        fault = BY_SUFFIX.get(phone[-3:]) if self.config.by_suffix else None
        fault = fault or self.random.fault(key, attempt)
        return None if fault and fault.first_only and attempt else fault

    def template_remaining(self, template_id: str, quota: int | None) -> int | None:
        """Return what a template's own quota of the day has left; `None` when it has none."""
        return None if quota is None else max(quota - self.account.sent_of(template_id), 0)

    def next_token_fault(self) -> TokenFault | None:
        """Return the fault of the token request that has arrived; `None` for nothing."""
        return TOKEN_FAULTS[self._token_faults.popleft()] if self._token_faults else None

    def admit(self, now: float) -> bool:
        """Take up a message, at a moment of the monotonic clock, unless the limit is reached."""
        limit = self.config.limit
        if limit is None:
            return True
        if self.window.count(now) >= limit:
            return False
        self.window.add(now)
        return True
