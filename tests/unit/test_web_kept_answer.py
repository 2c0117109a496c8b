"""An answer that several pages share: looked for once, waited for as long as was said, never kept when it failed."""

import asyncio

import pytest
from ledger_help import TestClock

from zns_batch.web.kept_answer import KeptAnswer


class Look:
    """Counts how often somebody looked; each look ends when it is told to."""

    def __init__(self) -> None:
        self.looks = 0
        self.go = asyncio.Event()
        self.failure: Exception | None = None

    async def __call__(self) -> int:
        self.looks += 1
        number = self.looks
        await self.go.wait()
        if self.failure is not None:
            raise self.failure
        return number


async def test_however_many_ask_it_is_looked_for_once_while_it_is_fresh() -> None:
    """Fifty people who open a page cost one look, and the next one when the answer is old or was forgotten."""
    clock, look = TestClock(), Look()
    kept = KeptAnswer(clock, look, fresh=5.0)
    asked = [asyncio.ensure_future(kept.fresh()) for _ in range(50)]
    await asyncio.sleep(0)
    look.go.set()
    assert {1} == set(await asyncio.gather(*asked))
    assert 1 == await kept.get()
    clock.turn(5)
    assert 2 == await kept.get()
    kept.forget()
    assert 3 == await kept.fresh()
    assert 4 == await kept.get(again=True)


async def test_a_page_does_not_wait_for_what_takes_long() -> None:
    """A log of years is gone through in the background: first nothing is known, then what was found last."""
    clock, look = TestClock(), Look()
    kept = KeptAnswer(clock, look, fresh=5.0, patience=0.0, first=0.01)
    assert await kept.get() is None
    look.go.set()
    assert 1 == await kept.fresh()
    clock.turn(5)
    look.go.clear()
    assert 1 == await kept.get(), "the one before, while the next look runs"
    await asyncio.sleep(0)
    assert 2 == look.looks
    look.go.set()
    assert 2 == await kept.fresh()


async def test_a_failure_is_told_and_not_kept() -> None:
    """A ledger that was away for a moment is not told as away for the seconds that answers are kept."""
    look = Look()
    kept = KeptAnswer(TestClock(), look, fresh=300.0)
    look.failure = OSError("away")
    look.go.set()
    with pytest.raises(OSError, match="away"):
        await kept.fresh()
    look.failure = None
    assert 2 == await kept.fresh()
