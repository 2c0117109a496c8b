"""What the account has left: the day's quota and the money in its wallet."""

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
        self._day = day_in_vietnam(now)

    def remaining(self, now: float) -> int | None:
        """Return what is left of the day's quota; `None` when there is no limit."""
        if (day := day_in_vietnam(now)) != self._day:
            self._day, self._sent, self.used = day, 0, 0
        if self.quota is None:
            return None
        return max(0, self.quota - self.used - self._sent)

    def can_pay(self, price: int) -> bool:
        """Tell whether the wallet holds the price of a message."""
        return self.balance is None or self.balance >= price

    def count(self) -> None:
        """Take one message off the quota."""
        self._sent += 1

    def pay(self, price: int) -> None:
        """Take the price of a message out of the wallet."""
        if self.balance is not None:
            self.balance -= price
