"""One renewal for all, on disk before use, and never a grant lost by our own haste."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from ledger_help import NOW, TestClock

from zns_batch.core import logging
from zns_batch.domain.message import Action, Failure
from zns_batch.domain.states import Reason
from zns_batch.domain.tokens import RefreshRefused, TokenPair
from zns_batch.errors import LedgerError
from zns_batch.providers import token_refresher
from zns_batch.providers.http.response import TransportError
from zns_batch.providers.token_refresher import TokenRefresher, is_due

REFUSAL = Failure(code="-124", action=Action.AUTH, reason=Reason.AUTHORISATION)
IN_DOUBT = TransportError(code="timeout", may_have_left=True)
NEVER_LEFT = TransportError(code="connection-refused", may_have_left=False)
NO = RefreshRefused(provider_message="Invalid refresh token")


def pair(number: int) -> TokenPair:
    life = timedelta(seconds=90_000)
    return TokenPair(
        access=f"access-{number}",
        refresh=f"refresh-{number}",
        renewed_at=NOW,
        expires_at=NOW + life,
    )


class Store:
    """Keeps a pair in memory, and remembers in which order things happened."""

    def __init__(self, tokens: TokenPair, *, fails: int = 0) -> None:
        self.tokens = tokens
        self.events: list[str] = []
        self.fails = fails

    def load(self) -> TokenPair:
        return self.tokens

    def save(self, tokens: TokenPair) -> None:
        if self.fails:
            self.fails -= 1
            raise LedgerError("ledger.full", path="ledger.db", why="")
        self.events.append(f"saved {tokens.access}")
        self.tokens = tokens

    @contextmanager
    def exclusive(self, seconds: float) -> Iterator[None]:
        assert seconds > 2 * Renewal.timeout, "a claim outlives both questions"
        self.events.append("claimed")
        yield
        self.events.append("released")


class Renewal:
    """Answers in turn, and remembers with which refresh tokens it was asked."""

    timeout = 1.0

    def __init__(
        self, *answers: TokenPair | RefreshRefused | TransportError, store: Store | None = None
    ) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self._store = store

    def refresh(self, refresh: str) -> TokenPair | RefreshRefused | TransportError:
        self.gate.wait(60)
        self.asked.append(refresh)
        if self._store:
            self._store.events.append("asked")
        return self.answers.pop(0)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_refresher, "_SECONDS_BEFORE_SECOND_REQUEST", 0.0)
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    monkeypatch.setattr(logging, "_hidden", set())


def keeper_of(
    store: Store | None, renewal: Renewal | None, access: str = "access-0"
) -> TokenRefresher:
    return TokenRefresher(access, store=store, endpoint=renewal, clock=TestClock(), secrets=[])


async def refused(one: TokenRefresher) -> Failure | None:
    one.refused(await one.access())
    return await one.renew(REFUSAL)


async def test_one_renewal_serves_all_that_were_refused() -> None:
    """Twenty messages that were refused for one token buy one new pair between them."""
    store = Store(pair(0))
    renewal = Renewal(pair(1))
    one = keeper_of(store, renewal)
    renewal.gate.clear()
    one.refused(await one.access())
    waiting = [asyncio.create_task(one.renew(REFUSAL)) for _ in range(20)]
    await asyncio.sleep(0.01)
    renewal.gate.set()

    assert [None] * 20 == await asyncio.gather(*waiting)
    assert ["refresh-0"] == renewal.asked
    assert "access-1" == await one.access()


async def test_a_late_refusal_of_the_old_token_renews_nothing() -> None:
    """A message that left with the old token and is refused after the renewal just goes again."""
    renewal = Renewal(pair(1))
    one = keeper_of(Store(pair(0)), renewal)
    await refused(one)
    one.refused("access-0")

    assert None is await one.renew(REFUSAL)
    assert 1 == len(renewal.asked)


async def test_the_new_pair_is_on_disk_before_it_is_used() -> None:
    """Nobody can send with a token that a crash would lose."""
    store = Store(pair(0))
    one = keeper_of(store, Renewal(pair(1), store=store))
    await refused(one)

    assert ["claimed", "asked", "saved access-1", "released"] == store.events


async def test_an_interruption_does_not_stop_a_renewal() -> None:
    """Whoever is waiting for the new pair may go away: it is kept all the same."""
    store = Store(pair(0))
    renewal = Renewal(pair(1))
    one = keeper_of(store, renewal)
    renewal.gate.clear()
    one.refused(await one.access())
    waiting = asyncio.create_task(one.renew(REFUSAL))
    await asyncio.sleep(0.01)
    waiting.cancel()
    renewal.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert "access-1" == (await _soon(one))
    assert "access-1" == store.tokens.access


async def _soon(one: TokenRefresher) -> str:
    for _ in range(6_000):
        await asyncio.sleep(0.01)
        if await one.access() != "access-0":
            break
    return await one.access()


def test_the_end_of_the_program_waits_for_the_pair() -> None:
    """Ctrl-C pressed twice ends everything but a renewal that is under way."""
    store = Store(pair(0))
    renewal = Renewal(pair(1))
    renewal.gate.clear()

    async def cut_off() -> None:
        one = keeper_of(store, renewal)
        one.refused(await one.access())
        waiting = asyncio.create_task(one.renew(REFUSAL))
        await asyncio.sleep(0.01)
        waiting.cancel()
        threading.Timer(0.05, renewal.gate.set).start()

    asyncio.run(cut_off())
    assert "access-1" == store.tokens.access


async def test_without_a_refresh_token_the_refusal_stands() -> None:
    """An account that can't renew is stopped by Zalo's own refusal."""
    assert REFUSAL is await refused(keeper_of(None, None))
    only_access = Store(TokenPair(access="access-0"))
    assert REFUSAL is await refused(keeper_of(only_access, Renewal()))


async def test_a_refusal_stops_with_what_to_do() -> None:
    """A refresh token that Zalo refuses is a person's business, and is not tried again and again."""
    renewal = Renewal(NO)
    one = keeper_of(Store(pair(0)), renewal)
    found = await refused(one)

    expected = Failure(
        code="refresh-refused",
        action=Action.ABORT,
        reason=Reason.AUTHORISATION,
        provider_message="Invalid refresh token",
    )
    assert expected == found
    assert expected == await refused(one)
    assert 1 == len(renewal.asked)


@pytest.mark.parametrize(
    "answers, code",
    [
        ((IN_DOUBT, pair(1)), None),
        ((IN_DOUBT, NO), "refresh-lost"),
        ((IN_DOUBT, RefreshRefused(provider_message="", code="oauth-14014")), "refresh-lost"),
        ((IN_DOUBT, RefreshRefused(provider_message="", code="oauth-14004")), "oauth-14004"),
        ((RefreshRefused(provider_message="", code="oauth-14014"),), "oauth-14014"),
        ((IN_DOUBT, IN_DOUBT), "refresh-unanswered"),
        ((IN_DOUBT, NEVER_LEFT, NEVER_LEFT, NEVER_LEFT), "refresh-unanswered"),
        ((NEVER_LEFT, NEVER_LEFT, pair(1)), None),
        ((NEVER_LEFT, IN_DOUBT, pair(1)), None),
    ],
)
async def test_a_lost_answer_is_asked_for_once_more(
    answers: tuple[TokenPair | RefreshRefused | TransportError, ...], code: str | None
) -> None:
    """In doubt the same refresh token is tried once more, and then a person is told."""
    renewal = Renewal(*answers)
    found = await refused(keeper_of(Store(pair(0)), renewal))

    assert code == (found.code if found else None)
    assert ["refresh-0"] * len(answers) == renewal.asked


async def test_an_address_out_of_reach_pauses() -> None:
    """While the way to Zalo is down nothing is used up: the campaign pauses and resume goes on."""
    renewal = Renewal(*[NEVER_LEFT] * 3, pair(1))
    one = keeper_of(Store(pair(0)), renewal)
    expected = Failure(code="connection-refused", action=Action.PAUSE, reason=Reason.NETWORK)

    assert expected == await refused(one)
    assert None is await one.renew(REFUSAL)


async def test_a_pair_that_another_process_renewed_is_taken() -> None:
    """Who finds that another process was faster uses its pair and asks for none."""
    store = Store(pair(0))
    renewal = Renewal()
    one = keeper_of(store, renewal)
    await one.access()
    store.tokens = pair(7)

    assert None is await refused(one)
    assert "access-7" == await one.access()
    assert [] == renewal.asked


async def test_a_new_token_that_is_refused_at_once_is_not_renewed_again() -> None:
    """Where a token fresh from Zalo does not help, renewing in a loop would not either."""
    renewal = Renewal(pair(1), pair(2))
    one = keeper_of(Store(pair(0)), renewal)
    await refused(one)

    assert REFUSAL is await refused(one)
    assert 1 == len(renewal.asked)


async def test_a_token_that_worked_may_be_renewed_when_it_dies() -> None:
    """A campaign of several days renews as often as its tokens die."""
    renewal = Renewal(pair(1), pair(2))
    one = keeper_of(Store(pair(0)), renewal)
    await refused(one)
    one.accepted("access-1")

    assert None is await refused(one)
    assert "access-2" == await one.access()
    assert ["refresh-0", "refresh-1"] == renewal.asked


async def test_a_disk_that_is_full_for_a_moment_loses_no_pair() -> None:
    """The new pair is all there is: keeping it is tried for a while."""
    store = Store(pair(0), fails=3)
    assert None is await refused(keeper_of(store, Renewal(pair(1))))
    assert "access-1" == store.tokens.access


async def test_every_token_is_kept_out_of_logs_and_words() -> None:
    """The log's filter and the provider's words know each token, the old ones too."""
    secrets = ["access-0"]
    one = TokenRefresher(
        "access-0",
        store=Store(pair(0)),
        endpoint=Renewal(pair(1)),
        clock=TestClock(),
        secrets=secrets,
    )
    await refused(one)

    tokens = {f"{kind}-{number}" for kind in ("access", "refresh") for number in (0, 1)}
    assert tokens <= set(secrets)
    assert "*** *** *** ***" == logging.redact(" ".join(sorted(tokens)))
    assert "access" not in repr(pair(1))


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "age, run, due",
    [
        (0 * HOUR, 0 * HOUR, False),
        (19 * HOUR, HOUR, False),
        (20 * HOUR, 0 * HOUR, True),
        (30 * HOUR, 0 * HOUR, True),
        (2 * HOUR, 20.9 * HOUR, False),
        (2 * HOUR, 21.1 * HOUR, True),
        (0.5 * HOUR, 40 * HOUR, False),
        (-2 * HOUR, HOUR, False),
    ],
)
def test_when_a_token_is_renewed_before_a_run(age: timedelta, run: timedelta, due: bool) -> None:
    """After 20 of its 25 hours, or when the run ends later than two hours before the token does."""
    tokens = TokenPair(
        access="a", refresh="r", renewed_at=NOW - age, expires_at=NOW - age + 25 * HOUR
    )
    assert due is is_due(tokens, now=NOW, until=NOW + run)


def test_a_token_of_unknown_age_is_left_alone() -> None:
    """Of a token that a person gave nobody knows the end: it is used until it is refused."""
    far = datetime(2100, 1, 1, tzinfo=UTC)
    assert not is_due(TokenPair(access="a", refresh="r"), now=NOW, until=far)


@pytest.mark.parametrize(
    "answer, code, access",
    [
        (pair(1), None, "access-1"),
        (NO, "refresh-refused", "access-0"),
    ],
)
async def test_a_run_begins_with_a_token_that_lasts(
    answer: TokenPair | RefreshRefused, code: str | None, access: str
) -> None:
    """A long run renews first; a refresh token that is refused is told before anything is sent."""
    clock = TestClock()
    clock.turn(21 * 3600)
    one = TokenRefresher(
        "given", store=Store(pair(0)), endpoint=Renewal(answer), clock=clock, secrets=[]
    )
    found = await one.authorise(clock.now() + HOUR)

    assert code == (found.code if found else None)
    assert access == await one.access()


async def test_passing_trouble_does_not_hold_up_a_run() -> None:
    """A token that still lives is used when the way to a new one is down."""
    clock = TestClock()
    clock.turn(21 * 3600)
    renewal = Renewal(*[NEVER_LEFT] * 3)
    one = TokenRefresher("given", store=Store(pair(0)), endpoint=renewal, clock=clock, secrets=[])

    assert None is await one.authorise(clock.now() + HOUR)
    assert "access-0" == await one.access()
    assert 3 == len(renewal.asked)


async def test_a_short_run_with_a_young_token_asks_nothing() -> None:
    """Nothing is renewed without need: it would end the token that other programs may be using."""
    renewal = Renewal()
    one = keeper_of(Store(pair(0)), renewal)
    assert None is await one.authorise(NOW + HOUR)
    assert [] == renewal.asked
