"""The quota gate: never more in flight than certainly is left."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_help import accepted

from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind, Quota
from zns_batch.sending.quota import QuotaTicket, QuotaTracker

REFUSED = Outcome(kind=OutcomeKind.REJECTED, failure=Failure(code="-118", action=Action.ROW))
UNKNOWN = Outcome(kind=OutcomeKind.UNKNOWN, failure=Failure(code="timeout", action=Action.ROW))


def taken(gate: QuotaTracker) -> QuotaTicket:
    ticket = gate.take()
    assert ticket is not None
    return ticket


def said(remaining: int) -> Outcome:
    return accepted(quota=Quota(daily=100, remaining=remaining))


def test_no_more_leave_than_are_left() -> None:
    """With three units left, three requests are in flight and no fourth."""
    gate = QuotaTracker(Quota(daily=100, remaining=3), 0)

    assert [True, True, True, False] == [gate.take() is not None for _ in range(4)]


def test_the_reserve_is_left_for_others() -> None:
    """`--quota-reserve 2` keeps two units out of reach."""
    gate = QuotaTracker(Quota(daily=100, remaining=3), 2)

    assert [True, False] == [gate.take() is not None for _ in range(2)]


def test_a_refused_message_gives_its_unit_back() -> None:
    """Zalo counts what it accepts, so a refusal leaves room for another row."""
    gate = QuotaTracker(Quota(daily=100, remaining=1), 0)
    gate.settle(taken(gate), REFUSED)

    assert gate.take() is not None


def test_a_message_in_doubt_keeps_its_unit() -> None:
    """What may have been sent may have been counted."""
    gate = QuotaTracker(Quota(daily=100, remaining=1), 0)
    gate.settle(taken(gate), UNKNOWN)

    assert gate.take() is None


def test_a_request_that_never_left_gives_its_unit_back() -> None:
    """A row held back by a stop costs nothing."""
    gate = QuotaTracker(Quota(daily=100, remaining=1), 0)
    gate.settle(taken(gate), None)

    assert gate.take() is not None


def test_somebody_elses_messages_are_noticed() -> None:
    """When another system uses the same quota, the provider's lower word counts."""
    gate = QuotaTracker(Quota(daily=100, remaining=50), 0)
    gate.settle(taken(gate), said(1))

    assert [True, False] == [gate.take() is not None for _ in range(2)]


def test_a_quota_that_grows_is_used() -> None:
    """When the quota is raised mid-run, the campaign goes on with it."""
    gate = QuotaTracker(Quota(daily=100, remaining=1), 0)
    gate.settle(taken(gate), said(40))

    assert 40 == gate.left


def test_an_older_answer_does_not_raise_the_count() -> None:
    """Answers out of order can't make the gate forget what a newer one said."""
    gate = QuotaTracker(Quota(daily=100, remaining=10), 0)
    first, second = taken(gate), taken(gate)
    gate.settle(second, said(8))
    gate.settle(first, said(9))

    assert gate.left is not None
    assert gate.left <= 8


def test_before_anybody_said_a_word_one_message_goes_alone() -> None:
    """An account whose quota could not be checked is not flooded: the first answer tells."""
    gate = QuotaTracker(None, 0)
    first = taken(gate)
    assert gate.take() is None

    gate.settle(first, said(2))

    assert [True, True, False] == [gate.take() is not None for _ in range(3)]


def test_a_provider_that_never_tells_sets_no_limit() -> None:
    """Without any word on the quota the campaign goes on at its pace."""
    gate = QuotaTracker(None, 0)
    gate.settle(taken(gate), accepted())

    assert all(gate.take() is not None for _ in range(20))


def test_a_lower_word_is_not_forgotten_for_an_older_one() -> None:
    """Of two answers to messages under way together the lower word holds, whichever came last."""
    gate = QuotaTracker(Quota(daily=100, remaining=100), 0)
    first, second = taken(gate), taken(gate)
    # The provider counted the second one before somebody took ninety, and the first one after.
    gate.settle(first, said(8))
    gate.settle(second, said(99))

    assert gate.left is not None
    assert gate.left <= 8
    assert 8 == gate.last_reported.remaining


def test_a_message_that_may_have_been_sent_keeps_its_unit_though_it_goes_again() -> None:
    """An answer that says to try again later promises nothing: its unit may be used."""
    gate = QuotaTracker(Quota(daily=100, remaining=2), 0)
    doubtful = Failure(code="-100", action=Action.RETRY, may_have_been_sent=True)
    gate.settle(taken(gate), Outcome(kind=OutcomeKind.NOT_SENT, failure=doubtful))

    assert [True, False] == [gate.take() is not None for _ in range(2)]


class Quotas:
    """A provider's own count, with others at it, and messages of ours at every stage of the way."""

    def __init__(self, left: int, chance: random.Random) -> None:
        self.left = left
        self.chance = chance
        self.gate = QuotaTracker(Quota(daily=left, remaining=left), 0)
        self.waiting: list[QuotaTicket] = []
        self.leaving: list[QuotaTicket] = []
        self.answered: list[tuple[QuotaTicket, Outcome, int]] = []
        # What others took, and how much of that the newest word that has come back knew of.
        self.others = 0
        self.known = 0
        self.accepted = 0

    def take(self, concurrency: int) -> None:
        if self.gate.in_flight < concurrency:
            ticket = self.gate.take()
            if ticket is not None:
                self.waiting.append(ticket)

    def depart(self) -> None:
        if self.waiting:
            ticket = self.waiting.pop(0)
            if self.gate.leave(ticket):
                self.leaving.append(ticket)
                assert self.may_leave() >= 0, "nobody but us took that unit"
            else:
                self.gate.settle(ticket, None)

    def may_leave(self) -> int:
        """How many more would find a unit, had nobody taken any unheard of."""
        return self.left + self.others - self.known - len(self.leaving)

    def check(self) -> None:
        away = len(self.leaving) + len(self.answered)
        assert self.gate.left is not None
        assert self.gate.left - away <= max(self.may_leave(), 0)

    def arrive(self) -> None:
        if not self.leaving:
            return
        ticket = self.leaving.pop(self.chance.randrange(len(self.leaving)))
        kind = self.chance.choice(("accepted", "accepted", "accepted", "silent", "refused", "lost"))
        outcome = UNKNOWN if kind == "lost" else REFUSED
        if self.left and kind != "refused":
            self.left -= 1
            self.accepted += 1
            outcome = {"accepted": said(self.left), "silent": accepted()}.get(kind, outcome)
        self.answered.append((ticket, outcome, self.others))

    def answer(self) -> None:
        if self.answered:
            place = self.chance.randrange(len(self.answered))
            ticket, outcome, others = self.answered.pop(place)
            self.gate.settle(ticket, outcome)
            if outcome.quota is not None:
                self.known = max(self.known, others)

    def somebody_takes(self) -> None:
        took = min(self.chance.choice((1, 1, 5, 90)), self.left)
        self.left -= took
        self.others += took

    def grow(self) -> None:
        self.left += self.chance.randrange(40)

    def ask(self) -> None:
        if self.gate.in_flight == 0:
            self.gate.update_from_provider(Quota(daily=None, remaining=self.left))
            self.known = self.others


@pytest.mark.parametrize("concurrency", [1, 3, 10, 60])
@given(quota=st.integers(0, 300), seed=st.integers(0, 1_000_000), share=st.sampled_from([0, 1, 4]))
def test_not_one_request_above_the_quota_that_we_could_know_of(
    concurrency: int, quota: int, seed: int, share: int
) -> None:
    """A request meets an empty quota only when somebody else took units that no word told us of."""
    # Messages arrive and answers come back in any order; there are refusals, doubts and answers
    # without a word; others take units at any moment, and the quota grows.
    chance = random.Random(seed)
    world = Quotas(quota, chance)
    steps: list[Callable[[], None]] = [lambda: world.take(concurrency)] * 6
    steps += [world.depart, world.arrive, world.answer] * 5
    steps += [world.somebody_takes] * share + [world.grow] * bool(share) + [world.ask]
    for _ in range(60):
        step = chance.choice(steps)
        for _ in range(chance.choice((1, 3, 10, 60))):
            step()
        world.check()
    if not share:
        assert world.accepted <= quota


@pytest.mark.parametrize("concurrency", [1, 7, 50, 200])
def test_the_whole_quota_is_used(concurrency: int) -> None:
    """Care costs nothing in the end: asked once more when all is quiet, nothing is left over."""
    world = Quotas(300, random.Random(1))
    for _ in range(20_000):
        world.take(concurrency)
        world.chance.choice([world.depart, world.arrive, world.answer])()
        world.ask()

    assert (300, 0) == (world.accepted, world.left)
