"""`serve` and `demo --serve` as programs: what they print, whom they let in, how they end."""

import contextlib
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
import trustme
from browser_help import served
from program_help import Program, Started, orders, until

from zns_batch.sandbox import RunningSandbox

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@contextmanager
def serving(program: Program, *words: str, **env: str | None) -> Iterator[tuple[Started, str]]:
    """Serve the pages and give their address; they are ended as Ctrl-C would."""
    started = program.start("serve", "--port", "0", *words, **env)
    try:
        until(lambda: "http://" in started.answered())
        found = re.search(r"http://[\d.]+:\d+", started.answered())
        assert found is not None
        yield started, found[0]
        if sys.platform != "win32":
            started.signal(signal.SIGTERM)
            ended = started.ended()
            assert (0, "Stopped.") == (ended.code, ended.err.strip().splitlines()[-1])
            assert "Traceback" not in ended.err
    finally:
        started.kill()


def worker_of(started: Started) -> psutil.Process | None:
    """The worker that a program has started."""
    assert started.process.pid is not None
    for child in psutil.Process(started.process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):  # one that has just ended, too
            if "worker" in child.cmdline():
                return child
    return None


@posix
def test_it_prints_one_link_while_there_is_nobody(program: Program) -> None:
    """Who starts it for the first time opens what it prints, and later what it prints is an address."""
    with serving(program, "--no-worker") as (started, url):
        assert 1 == started.answered().count("/welcome/")
        link = re.search(r"http://\S+/welcome/\S+", started.answered())
        assert link is not None
        assert 200 == httpx.get(link[0], timeout=60).status_code
        assert "ok" == httpx.get(f"{url}/health", timeout=60).text
        assert link[0].rpartition("/")[2] not in program.log
    added = program.run("user", "add", "an", "--role", "sender")
    assert 0 == added.code
    with serving(program, "--no-worker") as (started, _):
        assert "/welcome/" not in started.answered()
        until(lambda: "No worker was started" in started.told())


@posix
def test_a_worker_runs_beside_the_pages_and_ends_with_them(program: Program) -> None:
    """What is left to the workers is sent by the one that `serve` starts; another takes its place when it dies."""
    with serving(program) as (started, _):
        until(lambda: worker_of(started) is not None)
        first = worker_of(started)
        assert first is not None
        until(lambda: "Worker" in started.told())
        first.kill()
        until(lambda: (other := worker_of(started)) is not None and other.pid != first.pid)
        second = worker_of(started)
        assert second is not None
        program.write("list.csv", orders(5))
        sent = program.run("send", "list.csv", "-t", "don-hang", "--detach", "--yes", "--json")
        assert 0 == sent.code
        until(lambda: "completed" == program.run("show", "latest", "--json").object()["state"])
    assert not second.is_running()


@posix
def test_a_worker_does_not_outlive_pages_that_were_killed(program: Program) -> None:
    """After a power cut of the pages no worker is left behind that nobody knows of."""
    started = program.fresh().start("serve", "--port", "0")
    try:
        until(lambda: "Worker" in started.told())
        worker = worker_of(started)
        assert worker is not None
    finally:
        started.kill()
    until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)


def _web(program: Program, text: str) -> None:
    (program.folder / "zns-batch.toml").write_text(f"[web]\n{text}\n", encoding="utf-8")


OPEN = {
    "nothing": "",
    "an address without https": 'url = "http://zns.example.vn"\ntrusted_proxies = ["127.0.0.1"]',
    "https that nobody speaks": 'url = "https://zns.example.vn"',
    "a server in front without an address": 'trusted_proxies = ["127.0.0.1"]',
}


@pytest.mark.parametrize("what", OPEN)
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_passwords_never_cross_the_network_in_the_open(
    program: Program, host: str, what: str
) -> None:
    """An address that others reach is refused without https, in one line that names the ways."""
    _web(program, OPEN[what])
    done = program.run("serve", "--host", host, "--port", "0")
    line = done.line()
    assert 2 == done.code
    assert all(word in line for word in (host, "127.0.0.1", "cert", "trusted_proxies"))


@posix
def test_behind_a_server_that_speaks_https_it_listens(program: Program) -> None:
    """With its address and the server in front in the settings it may be reached by others."""
    _web(program, 'url = "https://zns.example.vn"\ntrusted_proxies = ["127.0.0.1"]')
    started = program.start("serve", "--host", "0.0.0.0", "--port", "0", "--no-worker")
    try:
        until(lambda: "https://zns.example.vn/welcome/" in started.answered())
    finally:
        started.kill()


@pytest.mark.parametrize(
    "text, word",
    [
        ('url = "zns.example.vn"', "url"),
        ('url = "https://zns.example.vn/pages"', "url"),
        ("max_upload_mb = 0", "max_upload_mb"),
        ('trusted_proxies = ["somebody"]', "trusted_proxies"),
        ('cert = "cert.pem"', "key"),
        ('cert = "cert.pem"\nkey = "key.pem"', "cert.pem"),
        ("uploads = 1", "uploads"),
        ('hosts = ["a/b"]', "hosts"),
    ],
)
def test_settings_that_make_no_sense_are_told(program: Program, text: str, word: str) -> None:
    """A mistake under [web] is one line that names it."""
    _web(program, text)
    done = program.run("serve", "--port", "0")
    assert (2, True) == (done.code, word in done.line())


@posix
def test_with_a_certificate_it_speaks_https_itself(program: Program, tmp_path: Path) -> None:
    """A machine without a server in front serves the pages encrypted."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    key, cert = program.folder / "key.pem", program.folder / "cert.pem"
    issued.private_key_pem.write_to_path(key)
    for blob in issued.cert_chain_pems:
        blob.write_to_path(cert, append=True)
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(trusted)
    _web(
        program,
        'url = "https://localhost:1"\nhosts = ["localhost:1"]\ncert = "cert.pem"\nkey = "key.pem"',
    )
    started = program.start("serve", "--host", "127.0.0.1", "--port", "0", "--no-worker")
    try:
        until(lambda: "/welcome/" in started.answered())
        pid = started.process.pid
        assert pid is not None
        port = _port_of(pid)

        context = ssl.create_default_context(cafile=trusted)
        answer = httpx.get(f"https://127.0.0.1:{port}/login", verify=context, timeout=60)
        assert 200 == answer.status_code
        assert "strict-transport-security" in answer.headers
        assert answer.headers["set-cookie"].startswith("__Host-")
    finally:
        started.kill()


def _port_of(pid: int) -> int | None:
    """The port at which a process listens."""
    found = psutil.Process(pid).net_connections("tcp")
    return next((one.laddr.port for one in found if one.status == psutil.CONN_LISTEN), None)


@posix
def test_two_programs_at_one_port_are_one_line(program: Program) -> None:
    """A port that is taken is told in one line, and nothing is left running."""
    with serving(program, "--no-worker") as (_, url):
        port = url.rpartition(":")[2]
        done = program.run("serve", "--no-worker", "--port", port)
    assert (2, True) == (done.code, port in done.line())


@posix
def test_practice_knows_nothing_of_the_machines_own_accounts(
    program: Program, zalo: RunningSandbox
) -> None:
    """Whoever practises on a machine that is set up for real sends nothing to customers by mistake."""
    (program.folder / "zns-batch.toml").write_text(
        '[accounts.real]\nbase_url = "http://127.0.0.1:9"\n', encoding="utf-8"
    )
    with served(
        program, env={"ZNS_REAL_ACCESS_TOKEN": "real-token", "ZNS_HOME": str(program.home)}
    ) as pages:
        settings = httpx.get(f"{pages.url}/health", timeout=60)
        assert "ok" == settings.text
        with httpx.Client(base_url=pages.url, timeout=60) as client:
            page = client.get(pages.link)
            token = re.search(r'name="token" value="([^"]+)"', page.text)
            assert token is not None
            headers = {"Origin": pages.url, "Sec-Fetch-Site": "same-origin"}
            form = {"token": token[1], "login": "an", "name": "An"}
            assert 303 == client.post(pages.link, data=form, headers=headers).status_code
            new = client.get("/new").text
            assert "Tập dượt" in new
            assert "real" not in re.findall(r'value="([^"]*)"', new)
            assert "PRACTICE" in new or "CHẾ ĐỘ TẬP DƯỢT" in new
    assert not (program.home / "ledger.db").exists()
    assert 0 == zalo.counts().requests


def test_checking_a_list_starts_no_web_server(alone: Program) -> None:
    """`--version` and `check` load nothing of the pages: they start as fast as before."""
    alone.write("list.csv", orders(2))
    seen = alone.folder / "modules.txt"
    code = (
        "import sys, atexit, pathlib\n"
        f"atexit.register(lambda: pathlib.Path({str(seen)!r}).write_text(' '.join(sys.modules)))\n"
        "from zns_batch.__main__ import main\n"
        "sys.argv = ['zns-batch', *sys.argv[1:]]\n"
        "raise SystemExit(main())\n"
    )
    (alone.folder / "start.py").write_text(code, encoding="utf-8")
    for words in (["--version"], ["check", "list.csv", "-t", "don-hang"]):
        subprocess.run(
            [sys.executable, "start.py", *words],
            cwd=alone.folder,
            env=dict(alone.env),
            check=True,
            capture_output=True,
        )
        loaded = seen.read_text().split()
        forbidden = {"fastapi", "starlette", "uvicorn", "jinja2", "argon2", "zns_batch.web.app"}
        assert set() == forbidden & set(loaded)


def test_pages_over_a_file_load_no_database_server_driver() -> None:
    """`serve` and `send` begin without the time that a driver takes which their ledger never needs."""
    code = "import sys, zns_batch.web.server; print('psycopg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False" == done.stdout.strip()


def test_serve_listens_before_it_loads_the_pages() -> None:
    """The address is on the screen early: what only answers requests is loaded while the port listens."""
    code = """
import sys
import zns_batch.cli.flows.pages, zns_batch.web.server
import zns_batch.receipts.webhook.handler, zns_batch.services.campaigns.receipts
print(*sys.modules)
import zns_batch.rest.mounted, zns_batch.web.app, zns_batch.web.machine_routes
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    listening, answering = (set(line.split()) for line in done.stdout.splitlines())
    pages = {"fastapi", "pydantic", "jinja2", "markdown_it", "xlsxwriter", "prometheus_client"}
    never = {"zns_batch.rest.app", "aiohttp", "httpx", "structlog", "rich", "openpyxl", "pandas"}
    assert set() == (pages | never) & listening
    assert set() == never & answering
