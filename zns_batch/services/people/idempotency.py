"""Requests with a key happen once: the same key again gets the same answer, also after a crash between.

The answer of a request that changes something is written in the transaction of the change. A process
that dies before it has changed nothing, and whoever asks again begins anew; one that dies after it has
left the answer, and whoever asks again gets that.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import idempotency_keys
from zns_batch.ledger.people.idempotency_keys import KeptRequest
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.services.in_thread import InThread

KEPT = timedelta(days=7)
"""How long the answer to a key is kept."""

PATIENCE_SECONDS = 30.0
"""How long a request waits for another one of the same key that is being answered."""

_LOOK_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAnswer:
    """An answer as it can be given again."""

    status: int
    #: Headers and body, as JSON.
    text: str


class KeyedRequest:
    """One request, with the key under which its answer is kept, if its caller gave one."""

    def __init__(self, kept: KeptRequest | None) -> None:
        self._kept = kept
        self.is_written = False

    def write(self, connection: Connection, answer: StoredAnswer) -> None:
        """Keep the answer, in the transaction that makes it true.

        Raises:
            WrongStateError: Nobody waits for it any more: the change must not happen.

        """
        if self._kept is not None:
            idempotency_keys.write_answer(
                connection, self._kept, status=answer.status, answer=answer.text
            )
            self.is_written = True


Work = Callable[[KeyedRequest], Awaitable[StoredAnswer]]
"""Does what was asked for, and returns the answer."""

Follow = Callable[[], Awaitable[object]]
"""Does what follows a change that was made; done again after a crash, it must change nothing more."""


async def _nothing() -> None:
    """Nothing follows."""


@dataclass(kw_only=True, slots=True)
class IdempotentRequests:
    """The requests with keys of one process."""

    ledger: Ledger
    clock: Clock
    _holder: str = field(default_factory=lambda: ProcessIdentity.this_process().dump())
    _busy: set[tuple[str, str]] = field(default_factory=set)

    async def once(
        self,
        work: Work,
        *,
        token_id: str,
        key: str,
        request_sha256: str,
        in_thread: InThread,
        follow: Follow = _nothing,
    ) -> StoredAnswer:
        """Answer a request, once for each key.

        Args:
            work: Does it.
            token_id: Who asks.
            key: The key.
            request_sha256: What is asked for: another request under the same key is refused.
            in_thread: Calls what waits for the ledger.
            follow: What is to be done after the change.

        Raises:
            UsageError: The key stands for another request.
            WrongStateError: The first request of this key is still being answered.

        """
        asked = KeptRequest(
            token_id=token_id,
            key=key,
            request_sha256=request_sha256,
            holder=self._holder,
            created_at=self.clock.now(),
        )
        until = self.clock.monotonic() + PATIENCE_SECONDS
        while True:
            there = await in_thread(idempotency_keys.claim, self.ledger, asked)
            if there is None:
                return await self._answer(work, asked, in_thread, follow)
            if there.request_sha256 != request_sha256:
                raise UsageError("api.key-reused")
            if there.status is not None and there.finished:
                return _answer_of(there)
            if not self._is_alive(there):
                mine = replace(there, holder=self._holder)
                if await in_thread(idempotency_keys.take_over, self.ledger, there, self._holder):
                    return await self._answer(work, mine, in_thread, follow)
            if self.clock.monotonic() >= until:
                raise WrongStateError("api.key-busy")
            await asyncio.sleep(_LOOK_SECONDS)

    def _is_alive(self, request: KeptRequest) -> bool:
        """Tell whether somebody is answering a request now."""
        if request.holder == self._holder:
            return (request.token_id, request.key) in self._busy
        return not ProcessIdentity.load(request.holder).is_dead()

    async def _answer(
        self, work: Work, request: KeptRequest, in_thread: InThread, follow: Follow
    ) -> StoredAnswer:
        name = (request.token_id, request.key)
        self._busy.add(name)
        try:
            if request.status is not None:
                answer = _answer_of(request)
            else:
                answer = await self._do(work, request, in_thread)
            await follow()
            await in_thread(idempotency_keys.finish, self.ledger, request, now=self.clock.now())
        finally:
            self._busy.discard(name)
        return answer

    async def _do(self, work: Work, request: KeptRequest, in_thread: InThread) -> StoredAnswer:
        keyed = KeyedRequest(request)

        def write(answer: StoredAnswer) -> None:
            with self.ledger.write() as connection:
                keyed.write(connection, answer)

        try:
            answer = await work(keyed)
            if not keyed.is_written:
                await in_thread(write, answer)
        except BaseException:
            # Nothing came of it, unless the answer is there. A thread that is still at work finds
            # that nobody waits, and changes nothing.
            await asyncio.shield(in_thread(idempotency_keys.release, self.ledger, request))
            raise
        return answer

    def sweep(self) -> int:
        """Forget what is older than it is kept; return how many."""
        return idempotency_keys.forget_old(self.ledger, before=self.clock.now() - KEPT)


def _answer_of(request: KeptRequest) -> StoredAnswer:
    return StoredAnswer(status=request.status or 0, text=request.answer or "")
