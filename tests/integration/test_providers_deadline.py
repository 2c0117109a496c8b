"""The longest time of a request, kept by one timer for all requests of a client."""

import asyncio

import pytest

from zns_batch.providers.http.deadline import Deadlines


async def test_each_request_ends_at_its_own_time() -> None:
    """Of requests that hang each is given up when its own time is over, also those that began later."""
    deadlines, ended = Deadlines(0.2), []

    async def hang(name: str) -> None:
        with pytest.raises(TimeoutError), deadlines.start():
            await asyncio.sleep(30)
        ended.append((name, asyncio.get_running_loop().time()))

    began = asyncio.get_running_loop().time()
    first = asyncio.create_task(hang("first"))
    await asyncio.sleep(0.1)
    await asyncio.gather(first, hang("second"))
    assert ["first", "second"] == [name for name, _ in ended]
    assert all(at - began >= least - 0.01 for (_, at), least in zip(ended, (0.2, 0.3), strict=True))
    deadlines.close()


async def test_a_request_that_ended_in_time_is_left_alone_afterwards() -> None:
    """A row whose answer came is not cut off later, while its outcome goes to the disk."""
    deadlines = Deadlines(0.5)
    with deadlines.start():
        await asyncio.sleep(0)
    await asyncio.sleep(1.5)
    with pytest.raises(TimeoutError), deadlines.start():
        await asyncio.sleep(30)
    deadlines.close()


async def test_a_cancellation_by_somebody_else_stays_one() -> None:
    """Who cancels a send is obeyed, also in the moment in which its time runs out."""
    deadlines = Deadlines(0.5)

    async def hang() -> None:
        with deadlines.start():
            await asyncio.sleep(30)

    early = asyncio.create_task(hang())
    await asyncio.sleep(0)
    early.cancel()
    with pytest.raises(asyncio.CancelledError):
        await early

    late = asyncio.create_task(hang())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0.5, late.cancel)
    await asyncio.sleep(1)
    assert late.done()
    assert late.cancelled() or isinstance(late.exception(), TimeoutError)
    deadlines.close()


async def test_an_error_is_not_hidden_by_the_deadline() -> None:
    """What broke a request is what is told of it."""
    deadlines = Deadlines(5)
    with pytest.raises(ConnectionResetError), deadlines.start():
        raise ConnectionResetError
    deadlines.close()
