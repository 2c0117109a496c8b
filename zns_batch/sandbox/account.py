"""What the account has left: the day's quota and the money in its wallet."""

from collections import Counter

from zns_batch.sandbox.clock import day_in_vietnam


class Account:
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
