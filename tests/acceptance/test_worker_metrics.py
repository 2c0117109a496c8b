"""A worker's figures and health, while it sends real lists to the sandbox."""

import re
import signal
import socket

from crash_help import has_ended
from metrics_help import ask, families, url_of, value
from program_help import Line, Program, Started, order, phone_of, until, write_list

from zns_batch.sandbox import RunningSandbox


def _detached(program: Program, lines: list[Line], *words: str) -> None:
    listed = write_list(program.folder / "list.csv", lines)
    done = program.run("send", listed, "-t", "don-hang", "--detach", "--yes", *words)
    assert 0 == done.code, done.text


def _ended(worker: Started) -> int:
    worker.signal(signal.SIGTERM)
    return worker.ended().code


def test_figures_tell_of_a_campaign_while_it_is_sent(
    program: Program, zalo: RunningSandbox
) -> None:
    """Prometheus reads what a worker sends, how fast, what quota is left and how each lane stands, and never a phone or a list's name."""
    lines = [order(n * 900, ending=918) if n % 10 == 0 else order(n) for n in range(1, 121)]
    _detached(program, lines, "--rate", "20")
    worker = program.start("worker", "--metrics", "0")
    url = url_of(worker)
    until(lambda: value(families(url), "messages_total", account="default") >= 10)
    during = families(url)
    until(lambda: value(families(url), "campaigns", state="completed") == 1)
    until(lambda: value(families(url), "lane_state", account="default", state="idle") == 1)
    after, text = families(url), ask(f"{url}/metrics")[1]
    assert 0 == _ended(worker)

    assert 1 == value(during, "lane_state", account="default", state="sending", reason="")
    assert 0 < value(during, "pace_messages_per_second", account="default") <= 20
    assert 1 == value(during, "ledger_up")
    counted = {
        state: value(after, "messages_total", state=state)
        for state in ("accepted", "rejected", "unknown")
    }
    assert {
        "accepted": zalo.counts().accepted,
        "rejected": 120 - zalo.counts().accepted,
        "unknown": 0,
    } == counted
    assert counted["rejected"] == value(after, "messages_total", code="-118") > 0
    assert 1 == value(after, "workers")
    assert 0 == value(after, "requests_in_flight")
    assert 0 < value(after, "quota_remaining_messages", account="default")
    assert 0 == value(after, "lag_seconds")
    assert 1 == value(after, "worker_ready") == value(after, "build_info")
    assert [] == [line for line in lines if phone_of(line) in text or str(line[1]) in text]
    assert "list.csv" not in text
    assert not re.search(r"z\d{6}[0-9a-z]{6}", text), "a campaign is no label"


def test_a_worker_says_that_it_is_well_and_ready(program: Program) -> None:
    """Who asks for the health of a worker gets an answer, and learns that it is ready once it looks for what is due."""
    worker = program.start("worker", "--metrics", "0")
    url = url_of(worker)
    assert (200, "ok\n") == ask(f"{url}/health")
    until(lambda: ask(f"{url}/ready") == (200, "ready\n"))
    assert 404 == ask(f"{url}/elsewhere")[0]
    assert 0 == _ended(worker)


def test_a_ledger_that_is_away_fails_no_scrape(program: Program) -> None:
    """With its ledger gone bad a worker still answers: it is alive, and its figures say that the ledger is away."""
    worker = program.start("worker", "--metrics", "0")
    url = url_of(worker)
    until(lambda: ask(f"{url}/ready")[0] == 200)
    until(lambda: value(families(url), "ledger_up") == 1)

    def is_seen_damaged() -> bool:
        # The worker's own heartbeat may write its pages back over the damage.
        (program.home / "ledger.db").write_bytes(b"no ledger any more" * 4_096)
        (program.home / "ledger.db-wal").write_bytes(b"")
        # Without its index SQLite looks at the files again, and not only at the pages it remembers.
        # The file is mapped into the worker's memory, so it keeps its length.
        index = program.home / "ledger.db-shm"
        with index.open("r+b") as file:
            file.write(bytes(index.stat().st_size))
        return value(families(url), "ledger_up") == 0

    until(is_seen_damaged, seconds=180)
    found = families(url)
    until(lambda: ask(f"{url}/ready")[0] == 503, seconds=180)
    status, why = ask(f"{url}/ready")
    assert 1 == len(why.splitlines())
    assert "ready" in why
    assert 200 == ask(f"{url}/health")[0]
    assert "zns_batch_lag_seconds" not in found
    assert 503 == status
    worker.kill()


def test_a_port_that_is_taken_stops_a_worker_before_it_begins(program: Program) -> None:
    """A worker whose figures nobody could read says so in one line and does not begin."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = program.run("worker", "--metrics", str(port))
    assert 2 == done.code
    assert f"--metrics {port} can't be used" in done.line()


def test_without_being_asked_a_worker_opens_no_port(program: Program) -> None:
    """No port is opened unless somebody wants the figures."""
    worker = program.start("worker")
    until(lambda: "looking after campaigns" in worker.told() or has_ended(worker))
    assert "/metrics" not in worker.told()
    assert 0 == _ended(worker)
