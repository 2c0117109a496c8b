"""Counts of what really arrived, at a constant cost a request."""

import time
from collections import Counter, deque
from dataclasses import dataclass

from zns_batch.sandbox.faults import Fault


class SlidingWindow:
    """Moments of the last second."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque()

    def count(self, now: float) -> int:
        """Return how many moments lie less than a second before `now`."""
        moments = self._moments
        oldest = now - 1.0
        while moments and moments[0] <= oldest:
            moments.popleft()
        return len(moments)

    def add(self, now: float) -> int:
        """Note a moment, not earlier than the last, and return the count with it."""
        self._moments.append(now)
        return self.count(now)


@dataclass(frozen=True, kw_only=True)
class Second:
    """What arrived in one second.

    Attributes:
        second: Whole seconds since the first request.
        requests: Requests for messages.
        accepted: Those of them that were accepted.

    """

    second: int
    requests: int
    accepted: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What arrived so far. Requests are those that ask for a message to be sent.

    Attributes:
        requests: All of them: the accepted and the refused, and those whose body is still coming.
        accepted: Messages that were accepted, whatever became of the answer.
        refused: By the code of the error or the name of the fault.
        faults: How often each fault struck, by name.
        duplicate_tracking_ids: Accepted messages whose tracking id had been accepted before.
        duplicate_messages: Accepted messages whose phone, template and parameters had been.
        above_quota: Requests that arrived when nothing was left of the quota.
        taken_by_others: Units of the quota that another system took meanwhile.
        most_in_one_second: The most requests that began within any one second.
        most_in_flight: The most requests at once that had no answer yet.
        in_flight: Requests that have no answer now.
        first_at: When the first began, in seconds since 1970 by the machine's clock.
        last_at: When the last began.
        per_second: Each second in which anything arrived.
        queries: Requests that ask for something else, by address.
        renewals: Pairs of tokens that were issued.

    """

    requests: int
    accepted: int
    refused: dict[str, int]
    faults: dict[str, int]
    duplicate_tracking_ids: int
    duplicate_messages: int
    above_quota: int
    taken_by_others: int
    most_in_one_second: int
    most_in_flight: int
    in_flight: int
    first_at: float | None
    last_at: float | None
    per_second: list[Second]
    queries: dict[str, int]
    renewals: int


class RequestMeter:
    """Counts while it happens."""

    def __init__(self) -> None:
        self._in_flight = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything but what is in flight."""
        self._requests = self._accepted = self._most_per_second = 0
        self._most_in_flight = self._in_flight
        self._refused: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()
        self._queries: Counter[str] = Counter()
        self._repeated_ids = self._repeated_messages = self._above_quota = self._by_others = 0
        self._renewals = 0
        self._first_at: float | None = None
        self._last_at: float | None = None
        self._began = 0.0
        self._window = SlidingWindow()
        self._requests_per_second: Counter[int] = Counter()
        self._accepted_per_second: Counter[int] = Counter()

    def begin(self, now: float) -> None:
        """Count a request for a message, at a moment of the monotonic clock."""
        if not self._requests:
            self._first_at, self._began = time.time(), now
        self._requests += 1
        self._last_at = time.time()
        self._in_flight += 1
        self._most_in_flight = max(self._most_in_flight, self._in_flight)
        self._most_per_second = max(self._most_per_second, self._window.add(now))
        self._requests_per_second[int(now - self._began)] += 1

    def end(self) -> None:
        """Count its answer as given."""
        self._in_flight -= 1

    def above_quota(self) -> None:
        """Count a request that arrived when nothing was left of the quota."""
        self._above_quota += 1

    def taken_by_other(self) -> None:
        """Count a unit of the quota that another system took."""
        self._by_others += 1

    def fault(self, fault: Fault | None) -> None:
        """Count a fault that struck, if one did."""
        if fault is not None:
            self._faults[fault.name] += 1

    def refuse(self, label: str) -> None:
        """Count a refusal."""
        self._refused[label] += 1

    def accept(self, now: float, *, known_id: bool, known_message: bool) -> None:
        """Count an accepted message, and whether it was accepted before."""
        self._accepted += 1
        self._accepted_per_second[int(now - self._began)] += 1
        self._repeated_ids += known_id
        self._repeated_messages += known_message

    def query(self, path: str) -> None:
        """Count a request that asks for something else."""
        self._queries[path] += 1

    def tokens_issued(self) -> None:
        """Count a pair of tokens that was issued."""
        self._renewals += 1

    def counts(self) -> Counts:
        """Return the counts so far; also from another thread."""
        requests, accepted = dict(self._requests_per_second), dict(self._accepted_per_second)
        return Counts(
            requests=self._requests,
            accepted=self._accepted,
            refused=dict(self._refused),
            faults=dict(self._faults),
            duplicate_tracking_ids=self._repeated_ids,
            duplicate_messages=self._repeated_messages,
            above_quota=self._above_quota,
            taken_by_others=self._by_others,
            most_in_one_second=self._most_per_second,
            most_in_flight=self._most_in_flight,
            in_flight=self._in_flight,
            first_at=self._first_at,
            last_at=self._last_at,
            per_second=[
                Second(second=at, requests=requests.get(at, 0), accepted=accepted.get(at, 0))
                for at in sorted(requests.keys() | accepted.keys())
            ],
            queries=dict(self._queries),
            renewals=self._renewals,
        )
