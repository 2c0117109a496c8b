"""The program's own `serve`: what people who watch cost the sending, memory, start, the webhook.

The sender is the worker that `serve` starts. Rounds with and without watchers follow each other in one
running program, so that what the machine does besides meets both.
"""

import http.client
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
from program_help import Program, Started, orders, program_in, until
from receipts_help import arrival
from receipts_help import headers as signed
from sending import server as stand_in
from sqlalchemy import func, select
from web_lists import run_program
from webhook_help import KEY, with_key
from worker_help import detached, ledger_of

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.schema import changes
from zns_batch.services.campaigns.demo_data import write_list

WATCHERS = 5
POLL_SECONDS = 2.0
DELAY = 0.02
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running `serve`, with somebody signed in.

    Attributes:
        program: The program.
        url: Its address.
        client: A browser of who is signed in.
        web: The process that serves the pages.

    """

    program: Program
    url: str
    client: httpx.Client
    web: psutil.Process

    @property
    def worker(self) -> psutil.Process:
        """The process that sends."""
        return next(each for each in self.web.children() if "worker" in each.cmdline())

    def token(self, page: str = "/") -> str:
        """Return the token of a page's forms."""
        found = _TOKEN.search(self.client.get(page).text)
        assert found is not None
        return found[1]


@contextmanager
def served(program: Program) -> Iterator[Served]:
    """Start `serve` and sign in."""
    started = program.fresh().start("serve", "--port", "0")
    try:
        link = _link(started)
        url = link.partition("/welcome/")[0]
        with httpx.Client(base_url=url, trust_env=False, timeout=120) as client:
            token = _TOKEN.search(client.get(link).text)
            assert token is not None
            client.headers.update({"Origin": url, "Sec-Fetch-Site": "same-origin"})
            fields = {"token": token[1], "name": "An", "login": "an", "lang": "vi"}
            assert 303 == client.post(link, data=fields).status_code
            yield Served(
                program=program, url=url, client=client, web=psutil.Process(started.process.pid)
            )
    finally:
        started.signal(15)
        started.ended()


def _link(started: Started) -> str:
    until(lambda: "/welcome/" in started.answered() + started.told())
    found = re.search(r"http://\S+/welcome/\S+", started.answered() + started.told())
    assert found is not None
    return found[0]


# ── sending while people watch ──


@contextmanager
def watched(pages: Served, campaign: str, count: int) -> Iterator[None]:
    """Have some windows poll a campaign, each every two seconds, while the block lasts."""
    ended, threads = threading.Event(), []

    def poll(client: httpx.Client) -> None:
        etag = ""
        while not ended.wait(POLL_SECONDS):
            head = {"If-None-Match": etag} if etag else {}
            answer = client.get(f"/campaigns/{campaign}/live", headers=head)
            assert answer.status_code in {200, 304}, answer.text
            etag = answer.headers.get("etag", etag)

    clients = [
        httpx.Client(base_url=pages.url, trust_env=False, cookies=pages.client.cookies)
        for _ in range(count)
    ]
    for client in clients:
        threads.append(threading.Thread(target=poll, args=(client,)))
        threads[-1].start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        for client in clients:
            client.close()


@dataclass(frozen=True, kw_only=True)
class Round:
    """What sending one list took: messages a second, and µs of processor for each message."""

    speed: float
    sender: float
    web: float


def _sent_once(pages: Served, turn: int, count: int, watchers: int) -> Round:
    program = pages.program
    lines = orders(count, start=turn * count + 1)
    found = program.write(f"list{turn}.csv", lines)
    worker, web = pages.worker, pages.web
    before = _processor(worker), _processor(web)
    campaign = str(
        detached(program, str(found), "--rate", "3000", "--concurrency", "50")["campaign"]
    )
    with watched(pages, campaign, watchers):
        _until_done(program, campaign)
    after = _processor(worker), _processor(web)
    sender, served_pages = (
        (late - early) / count * 1e6 for early, late in zip(before, after, strict=True)
    )
    return Round(speed=_speed(program, campaign), sender=sender, web=served_pages)


def _processor(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _speed(program: Program, campaign: str) -> float:
    with ledger_of(program) as ledger, ledger.read() as connection:
        answers = select(func.min(changes.c.at), func.max(changes.c.at), func.count()).where(
            changes.c.campaign_id == campaign, changes.c.state == RowState.ACCEPTED.value
        )
        first, last, count = connection.execute(answers).one()
    return float((count - 1) / ((last - first) / 1000))


def _until_done(program: Program, campaign: str) -> None:
    with ledger_of(program) as ledger:
        while (state := campaigns.get(ledger, campaign).state) is not CampaignState.COMPLETED:
            assert state in {CampaignState.SCHEDULED, CampaignState.RUNNING}, state
            time.sleep(0.3)


def sending(count: int, rounds: int) -> None:
    """Print how fast a campaign is sent with and without watchers."""
    pairs: list[tuple[Round, Round]] = []
    with tempfile.TemporaryDirectory() as folder, stand_in(DELAY) as port:
        program = program_in(Path(folder), f"http://127.0.0.1:{port}")
        with served(program) as pages:
            _sent_once(pages, 0, count, WATCHERS)
            print(
                "| round | messages/s alone | watched | sender: µs each alone | watched | web µs |"
            )
            print("|---|---|---|---|---|---|")
            for place in range(rounds):
                order = (0, WATCHERS) if place % 2 == 0 else (WATCHERS, 0)
                found = {
                    watchers: _sent_once(pages, 2 * place + turn, count, watchers)
                    for turn, watchers in enumerate(order, 1)
                }
                alone, seen = found[0], found[WATCHERS]
                pairs.append((alone, seen))
                print(
                    f"| {place + 1} | {alone.speed:,.0f} | {seen.speed:,.0f} | {alone.sender:.0f} | "
                    f"{seen.sender:.0f} | {seen.web - alone.web:.0f} |",
                    flush=True,
                )
    for title, ratios in (
        ("messages a second, watched / alone", [seen.speed / alone.speed for alone, seen in pairs]),
        ("processor of the sender, alone / watched", [a.sender / seen.sender for a, seen in pairs]),
    ):
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"{title}: median {middle:.3f} (quartiles {low:.3f} and {high:.3f})")


# ── memory, start, webhook ──


def process(megabytes: list[int], starts: int) -> None:
    """Print how long the start takes, how much memory the pages hold, and how the webhook answers."""
    with tempfile.TemporaryDirectory() as folder:
        program = with_key(program_in(Path(folder)), ZNS_WEB_MAX_UPLOAD_MB="600")
        _print_start(program, starts)
        with served(program) as pages:
            time.sleep(3)
            idle = pages.web.memory_info().rss / 1e6
            print(f"memory of the pages, idle: {idle:.0f} MB")
            for size in megabytes:
                peak = _peak_while(pages, lambda size=size: _upload_zeros(pages, size))  # type: ignore[misc] # mypy takes a default for an argument
                print(f"peak while {size} MB are uploaded: {peak:.0f} MB ({peak - idle:+.0f})")
            _print_webhook(pages, Path(folder))


def _print_start(program: Program, starts: int) -> None:
    words = ("-m", "zns_batch", "campaigns")
    environment = program.environment()
    pairs = []
    for _ in range(starts):
        began = time.perf_counter()
        started = program.fresh().start("serve", "--port", "0", "--no-worker")
        _link(started)
        wait = time.perf_counter() - began
        used = _processor(psutil.Process(started.process.pid))
        started.signal(15)
        started.ended()
        other = run_program(*words, folder=program.folder, environment=environment)
        pairs.append((wait, used, other.first_wait, other.processor))
    wait, used, other_wait, other_used = (
        statistics.median(values) for values in zip(*pairs, strict=True)
    )
    print(
        f"start to listening: {used:.2f} s of processor ({wait:.2f} by the clock); "
        f"`campaigns`: {other_used:.2f} ({other_wait:.2f})"
    )


def _upload_zeros(pages: Served, megabytes: int) -> None:
    """Upload a text list of that size: the same line again and again."""
    boundary, token = "zns-bench", pages.token()
    line = ("0912345678;Nguyễn Văn A;DH001;150000;22/11/2026;1 Lê Lợi\n" * 1000).encode()
    head = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (("token", token), ("account", "default"), ("template", "don-hang"))
    )
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(megabytes * 1_000_000 // len(line)):
            yield line
        yield f"\r\n--{boundary}--\r\n".encode()

    answer = pages.client.post(
        "/new",
        content=body(),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
        timeout=600,
    )
    assert answer.status_code in {201, 303}, answer.text[:300]
    path = answer.headers["location"]
    pages.client.post(f"{path.rstrip('/')}/delete", data={"token": pages.token()})


def _peak_while(pages: Served, work: Callable[[], None]) -> float:
    # Forgets the peak of before.
    Path(f"/proc/{pages.web.pid}/clear_refs").write_text("5", encoding="ascii")
    work()
    status = Path(f"/proc/{pages.web.pid}/status").read_text(encoding="ascii")
    return float(status.split("VmHWM:")[1].split()[0]) / 1e3


def _print_webhook(pages: Served, folder: Path, seconds: float = 30.0) -> None:
    """Print how fast events are answered while lists are uploaded and checked."""
    write_list(folder / "list.xlsx", 100_000)
    taken: list[float] = []
    ended = threading.Event()

    def post() -> None:
        port = int(pages.url.rpartition(":")[2])
        number = 0
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while not ended.is_set():
            number += 1
            event = arrival(f"z{number}-1", f"m-{number}", at=datetime.now(UTC))
            began = time.perf_counter()
            connection.request("POST", "/webhook/zalo/default", event, dict(signed(event, key=KEY)))
            answer = connection.getresponse()
            answer.read()
            taken.append((time.perf_counter() - began) * 1000)
            assert 200 == answer.status, answer.status
            time.sleep(0.02)
        connection.close()

    def high() -> str:
        found = sorted(taken)
        taken.clear()
        middle, late = statistics.median(found), found[int(len(found) * 0.99)]
        return f"{middle:.1f} ms, 99 of 100 within {late:.0f} ms ({len(found):,} events)"

    thread = threading.Thread(target=post)
    thread.start()
    time.sleep(10)
    print(f"webhook, nothing else to do: {high()}")
    until_then = time.monotonic() + seconds
    while time.monotonic() < until_then:
        fields = {"token": pages.token(), "account": "default", "template": "don-hang"}
        with (folder / "list.xlsx").open("rb") as file:
            answer = pages.client.post("/new", data=fields, files={"file": ("list.xlsx", file)})
        assert answer.status_code in {201, 303}, answer.status_code
        _upload_zeros(pages, 100)
        pages.client.post(
            f"{answer.headers['location'].rstrip('/')}/delete", data={"token": pages.token()}
        )
    print(f"webhook while 100 MB are uploaded and 100,000 rows checked: {high()}")
    ended.set()
    thread.join()


if sys.platform == "win32":
    raise SystemExit("This benchmark reads /proc.")
