"""A quota that is told as it was a while ago."""

from zns_batch.sandbox.account import Account


class ToldQuota:
    """What a reseller last told of the quota."""

    def __init__(self) -> None:
        self._told: tuple[float, int | None] | None = None

    def remaining(self, account: Account, now: float, lag: float) -> int | None:
        """Return what is left, or what was left when it was looked up less than `lag` seconds ago.

        Args:
            account: The account, for looking it up.
            now: The moment, in seconds since 1970 by the stand-in's clock.
            lag: For how many seconds what was looked up is told again.

        """
        if self._told is None or now - self._told[0] >= lag:
            self._told = (now, account.remaining(now))
        return self._told[1]
