"""Messages a second, beside two floors measured in the same run, and memory while sending.

`make bench` prints the tables; nothing is asserted, because machines differ and ratios drift. All
send the same messages to the same server, which answers after a fixed delay as Zalo does:

* zns-batch: the lane over its ledger, on disk with full sync before and after each request;
* a bare aiohttp loop of as many workers, which keeps no record;
* plain httpx, with as many workers.

Each runs alone in a process that has one core to itself where the system allows it; the server has
another. The rounds are interleaved, and a ratio is the median of the ratios of the rounds, so that
what else the machine does touches both sides.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

HERE = Path(__file__)
TOKEN = "a-token-of-the-oa-0123456789"
PLAIN_HTTPX_SHARE = 20
"""Plain httpx gets a fraction of the messages: it is that much slower."""
SLOWER_SYNC = "BENCH_SLOWER_SYNC"
"""Tells the process that sends how many seconds longer each commit is to take."""

# ── the server that all of them send to ──

_ACCEPTED = json.dumps(
    {
        "error": 0,
        "message": "Success",
        "data": {
            "msg_id": "a4d0243feee163bd3af2",
            "sent_time": "1790000000000",
            "sending_mode": "1",
            "quota": {"dailyQuota": "9000000", "remainingQuota": "8000000"},
        },
    }
).encode()
_QUOTA = json.dumps(
    {
        "error": 0,
        "message": "Success",
        "data": {"dailyQuota": 9_000_000, "remainingQuota": 8_000_000},
    }
).encode()


def _answer(body: bytes) -> bytes:
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class StandIn(asyncio.Protocol):
    """Answers each request after a delay, and does nothing else: it must not be what limits."""

    delay = 0.02
    answers = (_answer(_ACCEPTED), _answer(_QUOTA))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._loop = asyncio.get_running_loop()
        self._came = b""

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (whole := self._whole()) is not None:
            request, self._came = self._came[:whole], self._came[whole:]
            answer = self.answers[request.startswith(b"GET")]
            self._loop.call_later(self.delay, self._transport.write, answer)

    def _whole(self) -> int | None:
        head, found, _ = self._came.partition(b"\r\n\r\n")
        if not found:
            return None
        _, said, length = head.lower().partition(b"content-length:")
        end = len(head) + 4 + (int(length.split(b"\r\n", 1)[0]) if said else 0)
        return end if len(self._came) >= end else None


def serve(delay: float) -> None:
    """Be the server; its port is printed once it listens."""
    from zns_batch.sending.event_loop import run

    async def listen() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(StandIn, "127.0.0.1", 0, backlog=1024)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    StandIn.delay = delay
    run(listen())


# ── who sends ──


def zns_batch(stage: Path, port: int, concurrency: int, count: int) -> None:
    """Send a planned campaign as the program does."""
    from sqlalchemy import Connection

    from zns_batch.cli.progress import ProgressLines
    from zns_batch.domain.states import RowState
    from zns_batch.ledger import campaigns
    from zns_batch.ledger.db import driver
    from zns_batch.ledger.db.engine import open_ledger
    from zns_batch.providers.config import HttpOptions, ProviderConfig
    from zns_batch.providers.zalo.client import Zalo
    from zns_batch.sending.event_loop import run
    from zns_batch.sending.interfaces import SendLimits
    from zns_batch.services.campaigns.runner import CampaignRunner

    ledger = open_ledger(stage / "ledger.db")
    if added := float(os.environ.get(SLOWER_SYNC, "0")):
        commit = driver.commit

        def commit_slowly(connection: Connection) -> None:
            time.sleep(added)
            commit(connection)

        driver.commit = commit_slowly
    campaign = campaigns.list_all(ledger)[0]
    provider = Zalo(
        ProviderConfig(
            base_url=f"http://127.0.0.1:{port}",
            access_token=TOKEN,
            http=HttpOptions(concurrency=concurrency),
        )
    )
    limits = SendLimits(rate=100_000.0, concurrency=concurrency)
    sending = CampaignRunner(
        ledger=ledger,
        campaign=campaign,
        provider=provider,
        limits=limits,
        watch=ProgressLines(count),
    )

    async def work() -> None:
        ended = await sending.run()
        await provider.close()
        assert count == ended.tally.count(RowState.ACCEPTED), ended

    _measured(lambda: run(work()))
    ledger.close()


def bare_aiohttp(stage: Path, port: int, concurrency: int, count: int) -> None:
    """Send with nothing but aiohttp on Python's own loop."""
    import aiohttp  # noqa: F401 — loading it is no part of sending

    _measured(lambda: asyncio.run(_bare_aiohttp(_bodies(stage, count), port, concurrency)))


def bare_aiohttp_uvloop(stage: Path, port: int, concurrency: int, count: int) -> None:
    """Send with nothing but aiohttp on the loop that we use."""
    import aiohttp  # noqa: F401 — as above

    from zns_batch.sending.event_loop import run

    _measured(lambda: run(_bare_aiohttp(_bodies(stage, count), port, concurrency)))


async def _bare_aiohttp(bodies: Iterator[Any], port: int, concurrency: int) -> None:
    import aiohttp

    url, headers = _address(port)
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def send(body: Any) -> None:
            async with session.post(url, json=body) as answer:
                assert (await answer.json())["error"] == 0

        await _workers(concurrency, bodies, send)


def plain_httpx(stage: Path, port: int, concurrency: int, count: int) -> None:
    """Send with httpx as its documentation shows."""
    import httpx  # noqa: F401 — as above

    _measured(lambda: asyncio.run(_plain_httpx(_bodies(stage, count), port, concurrency)))


async def _plain_httpx(bodies: Iterator[Any], port: int, concurrency: int) -> None:
    import httpx

    url, headers = _address(port)
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=60) as client:

        async def send(body: Any) -> None:
            answer = await client.post(url, json=body)
            assert answer.json()["error"] == 0

        await _workers(concurrency, bodies, send)


def _address(port: int) -> tuple[str, dict[str, str]]:
    return f"http://127.0.0.1:{port}/message/template", {"access_token": TOKEN}


async def _workers(
    many: int, bodies: Iterator[Any], send: Callable[[Any], Awaitable[None]]
) -> None:
    async def work() -> None:
        for body in bodies:
            await send(body)

    await asyncio.gather(*(work() for _ in range(many)))


def _bodies(stage: Path, count: int) -> Iterator[Any]:
    lines = (stage / "bodies.jsonl").read_text(encoding="utf-8").splitlines()[:count]
    return iter([json.loads(line) for line in lines])


def _measured(work: Callable[[], None]) -> None:
    from bench import _peak

    began, used = time.perf_counter(), time.process_time()
    work()
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    print(json.dumps({"seconds": seconds, "processor": processor, "mb": _peak()}))


SENDERS: dict[str, Callable[[Path, int, int, int], None]] = {
    "zns-batch": zns_batch,
    "bare aiohttp loop": bare_aiohttp,
    "bare aiohttp loop on uvloop": bare_aiohttp_uvloop,
    "plain httpx": plain_httpx,
}


# ── the stage ──


def lay_out(stage: Path, count: int) -> None:
    """Plan a campaign into a ledger, and write its messages down for the others."""
    from datetime import UTC, datetime

    from zns_batch.ledger import campaigns, rows
    from zns_batch.ledger.db.engine import open_ledger
    from zns_batch.services.campaigns.demo_data import write_list
    from zns_batch.services.campaigns.draft import plan as make_plan
    from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
    from zns_batch.services.campaigns.prepare import prepare

    write_list(stage / "list.xlsx", count)
    ledger = open_ledger(stage / "ledger.db")
    prepared = prepare(CampaignRequest(file=stage / "list.xlsx", template="don-hang"))
    now = datetime.now(UTC)
    draft = make_plan(ledger, prepared, RunOptions(), now=now)
    campaigns.start(ledger, draft.campaign.id, now=now)
    with (stage / "bodies.jsonl").open("w", encoding="utf-8") as out:
        for row in rows.due(ledger, draft.campaign.id, after=0, most=count):
            body = {
                "phone": row.phone,
                "template_id": draft.campaign.template.template_id,
                "template_data": row.data,
                "tracking_id": row.tracking_id,
            }
            out.write(json.dumps(body) + "\n")
    ledger.close()


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one sender needed.

    Attributes:
        rate: Messages a second.
        processor: Microseconds of the processor for a message.
        mb: The peak of memory.

    """

    rate: float
    processor: float
    mb: float


def _role(*words: object) -> list[str]:
    return [sys.executable, str(HERE), *map(str, words)]


def _environment() -> dict[str, str]:
    # The operating system's store of secrets may take longer than all the rest.
    return {**os.environ, "ZNS_KEYRING": "0"}


def _pin(core: int) -> None:
    """Keep this process to one core, where the system has such a thing and cores enough."""
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) > 1:
            os.sched_setaffinity(0, {cores[core]})


@contextmanager
def server(delay: float) -> Iterator[int]:
    """Run the server in a process of its own; give its port."""
    with subprocess.Popen(
        _role("--serve", delay), stdout=subprocess.PIPE, text=True, env=_environment()
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def send(who: str, port: int, concurrency: int, count: int) -> Figures:
    """Let one of them send so many messages, from a stage of its own."""
    with tempfile.TemporaryDirectory() as stage:
        subprocess.run(_role("--lay-out", stage, count), check=True, env=_environment())
        run = subprocess.run(
            _role("--send", who, stage, port, concurrency, count),
            check=False,
            capture_output=True,
            text=True,
            env=_environment(),
        )
    if run.returncode:
        raise SystemExit(run.stderr)
    found = json.loads(run.stdout.splitlines()[-1])
    return Figures(
        rate=count / found["seconds"], processor=found["processor"] / count * 1e6, mb=found["mb"]
    )


# ── the tables ──


def compare(asked: argparse.Namespace, port: int) -> None:
    """Print who sends how fast."""
    rounds: list[dict[str, Figures]] = []
    for _ in range(asked.rounds):
        found = {}
        for who in SENDERS:
            count = asked.rows // PLAIN_HTTPX_SHARE if who == "plain httpx" else asked.rows
            found[who] = send(who, port, asked.concurrency, count)
        rounds.append(found)
    print("| who sends | messages/s | µs of processor each | zns-batch is so many times as fast |")
    print("|---|---|---|---|")
    for who in SENDERS:
        rate, processor = (
            statistics.median(getattr(found[who], figure) for found in rounds)
            for figure in ("rate", "processor")
        )
        times = statistics.median(found["zns-batch"].rate / found[who].rate for found in rounds)
        print(f"| {who} | {rate:,.0f} | {processor:.0f} | {times:.2f} |", flush=True)


def remember(asked: argparse.Namespace, port: int) -> None:
    """Print how much memory lists of different lengths take."""
    print("\n| rows sent | peak MB |\n|---|---|")
    for count in (asked.rows, asked.rows * 10):
        found = send("zns-batch", port, asked.concurrency, count)
        print(f"| {count:,} | {found.mb:.0f} |", flush=True)


def main() -> None:
    """Measure and print, or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--concurrency", type=int, default=100)
    parser.add_argument("--delay", type=float, default=0.02, help="seconds before an answer")
    parser.add_argument(
        "--sync", type=float, default=0.0, help="seconds that each commit takes longer"
    )
    parser.add_argument("--serve", type=float)
    parser.add_argument("--lay-out", nargs=2)
    parser.add_argument("--send", nargs=5)
    asked = parser.parse_args()
    if asked.serve is not None:
        _pin(-1)
        serve(asked.serve)
    elif asked.lay_out:
        lay_out(Path(asked.lay_out[0]), int(asked.lay_out[1]))
    elif asked.send:
        _pin(0)
        who, stage, *numbers = asked.send
        SENDERS[who](Path(stage), *map(int, numbers))
    else:
        os.environ[SLOWER_SYNC] = str(asked.sync)
        tables(asked)


def tables(asked: argparse.Namespace) -> None:
    """Print both tables."""
    print(
        f"{asked.rows:,} messages, {asked.concurrency} at a time, answers after "
        f"{asked.delay * 1000:.0f} ms, median of {asked.rounds} rounds, "
        f"Python {sys.version.split()[0]}\n"
    )
    with server(asked.delay) as port:
        compare(asked, port)
        remember(asked, port)


if __name__ == "__main__":
    main()
