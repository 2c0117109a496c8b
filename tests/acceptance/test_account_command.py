"""`account …`: logging in, how an account stands, and renewing its tokens."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import httpx
import pytest
from ports_help import free_port
from program_help import COMMAND, Program, Started, counts, orders, program_in, until

from zns_batch.ledger import audit
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox

APP = {"ZNS_APP_ID": "4711", "ZNS_APP_SECRET": "app-secret-0123456789"}


@pytest.fixture
def zalo() -> Iterator[RunningSandbox]:
    """A stand-in that takes no token but those that it has issued itself."""
    behaviour = SandboxConfig(
        token="only-the-stand-in-knows",
        refresh_token="only-the-stand-in-knows-this-too",
        app_id=APP["ZNS_APP_ID"],
        app_secret=APP["ZNS_APP_SECRET"],
    )
    with sandbox(behaviour) as running:
        yield running


@pytest.fixture
def program(tmp_path: object, zalo: RunningSandbox) -> Program:
    """The program with an application, and no token yet."""
    found = program_in(tmp_path, zalo.url, **APP)  # type: ignore[arg-type] # pytest's path
    env = {name: value for name, value in found.env.items() if name != "ZNS_ACCESS_TOKEN"}
    return replace(found, env=env)


def callback() -> str:
    """An address on a port that is free."""
    return f"http://127.0.0.1:{free_port()}/zalo"


def linked(started: Started) -> str:
    """The link that the program shows."""
    until(lambda: "http" in started.answered() and "\n" in started.answered())
    return started.answered().strip()


def pasted(program: Program, back: str, answer: Callable[[str], str]) -> tuple[int, str]:
    """Log in where the browser is elsewhere: paste an answer to the link."""
    with subprocess.Popen(
        [*COMMAND, "account", "login", "--no-browser", "--callback", back],
        cwd=program.folder,
        env=program.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        link = process.stdout.readline().strip()
        _, told = process.communicate(answer(link) + "\n", timeout=60)
    return process.returncode, told


def log_in(program: Program) -> None:
    """Log in as an administrator does, with a browser on this machine."""
    back = callback()
    started = program.start("account", "login", "--no-browser", "--callback", back)
    link = linked(started)
    until(lambda: back in started.told())
    page = httpx.get(link, follow_redirects=True, timeout=60)
    done = started.ended()
    assert (200, 0) == (page.status_code, done.code), done.err
    assert "is logged in" in done.err


def test_an_administrator_logs_in_with_the_browser(program: Program, zalo: RunningSandbox) -> None:
    """After the consent messages go out with no token in the environment, and the tokens are renewed."""
    program.write("list.csv", orders(3))
    assert 2 == program.send("list.csv").code
    log_in(program)
    done = program.send("list.csv")
    assert (0, {"accepted": 3}) == (done.code, counts(done.object()))

    zalo.expire()
    program.write("more.csv", orders(2, start=50))
    again = program.send("more.csv")
    assert (0, {"accepted": 2}) == (again.code, counts(again.object()))
    assert 2 == zalo.counts().renewals


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal for tests")
@pytest.mark.parametrize("ctrl_c, code", [(False, 0), (True, 130)])
def test_a_login_at_a_terminal_ends_without_a_key(
    program: Program, zalo: RunningSandbox, ctrl_c: bool, code: int
) -> None:
    """Where a line could be pasted too, the program ends once the browser has been, or by Ctrl-C."""
    from terminal_help import at_terminal

    back = callback()
    with at_terminal(
        program, "account", "login", "--no-browser", "--callback", back, columns=400
    ) as person:
        link = next(iter(re.findall(r"http\S+", person.sees(f"to return to {back}"))))
        if ctrl_c:
            person.process.send_signal(signal.SIGINT)
        else:
            assert 200 == httpx.get(link, follow_redirects=True, timeout=60).status_code
        assert code == person.leaves()
    assert ctrl_c == ("is logged in" not in person.seen)


def test_a_browser_elsewhere_comes_back_by_hand(program: Program, zalo: RunningSandbox) -> None:
    """On a server the address that the browser ends on is pasted; a whole address or the code will do."""
    back = "https://shop.example/zalo"

    def consent(link: str) -> str:
        gone = httpx.get(link, follow_redirects=False, timeout=60).headers["location"]
        assert gone.startswith(back)
        return str(gone)

    assert 0 == pasted(program, back, consent)[0]
    assert 0 == program.run("account", "status").code


def test_somebody_elses_consent_is_not_taken(program: Program, zalo: RunningSandbox) -> None:
    """A browser that comes with another login's state is sent away, and the right one still counts."""
    back = callback()
    started = program.start("account", "login", "--no-browser", "--callback", back)
    link = linked(started)
    until(lambda: back in started.told())
    assert (
        400
        == httpx.get(back, params={"code": "stolen-code", "state": "other"}, timeout=60).status_code
    )
    assert 400 == httpx.get(back, params={"code": "stolen-code"}, timeout=60).status_code
    assert 404 == httpx.get(back.replace("/zalo", "/favicon.ico"), timeout=60).status_code
    assert 200 == httpx.get(link, follow_redirects=True, timeout=60).status_code
    assert 0 == started.ended().code


def test_a_code_that_is_not_taken_is_told(program: Program, zalo: RunningSandbox) -> None:
    """A code that was used, or made with another verifier, gives one line that says what to do."""
    code, told = pasted(program, "https://shop.example/z", lambda _link: "no-code-of-this-login")
    assert 2 == code
    assert "Zalo did not accept the code" in told
    assert "no-code-of-this-login" not in told


def test_the_login_counts_until_another_token_is_set_up(
    program: Program, zalo: RunningSandbox
) -> None:
    """A stale pair in the environment does not stand in the way of a login, and a newer one does win."""
    stale = {"ZNS_ACCESS_TOKEN": "stale-access-token", "ZNS_REFRESH_TOKEN": "stale-refresh-token"}
    program = replace(program, env={**program.env, **stale})
    log_in(program)
    assert 0 == program.run("account", "status").code
    newer = program.run("account", "status", ZNS_REFRESH_TOKEN="another-refresh-token")
    assert 2 == newer.code
    assert "-124" in newer.err


def test_how_an_account_stands(program: Program, zalo: RunningSandbox) -> None:
    """`account status` tells the token's life, quality, tags and quota, for people and for scripts."""
    log_in(program)
    zalo.change(quality="MEDIUM", quota=900, used=100)
    shown = program.run("account", "status").out
    assert re.search(r"access token: until \d\d:\d\d \d+ \w{3} \d{4}", shown)
    assert "MEDIUM" in shown
    assert "800 of today's 900" in shown
    found = json.loads(program.run("account", "status", "--json").out)
    assert {"daily": 900, "remaining": 800} == found["quota"]
    assert ["TRANSACTION", "CUSTOMER_CARE", "PROMOTION"] == found["tags"]
    assert found["token_until"].endswith("+07:00")


def test_tokens_are_renewed_when_asked(program: Program, zalo: RunningSandbox) -> None:
    """`account refresh` buys another pair, once each time, and the account goes on with it."""
    log_in(program)
    assert 0 == program.run("account", "refresh").code
    assert 2 == zalo.counts().renewals
    assert 0 == program.run("account", "status").code
    with closing(open_ledger(program.home / "ledger.db")) as ledger:
        acts = [(entry.act, entry.face, entry.account) for entry in audit.latest(ledger)]
    # Who logged an account in, or renewed its tokens, is known afterwards.
    assert [("account-refresh", "cli", "default"), ("account-login", "cli", "default")] == acts


def test_what_an_account_still_lacks_is_listed(program: Program, zalo: RunningSandbox) -> None:
    """Several accounts side by side are listed with what each needs before it can send."""
    (program.folder / "zns-batch.toml").write_text(
        f'[accounts.shop]\nbase_url = "{zalo.url}"\n'
        '[accounts.clinic]\nprovider = "etelecom"\noa_id = "42"\n',
        encoding="utf-8",
    )
    # What is set for the account without a name would not apply to these.
    names = ("BASE_URL", "ACCESS_TOKEN", "REFRESH_TOKEN", "APP_ID", "APP_SECRET")
    nothing = dict.fromkeys((f"ZNS_{name}" for name in names), None)
    done = program.run("account", "list", ZNS_SHOP_ACCESS_TOKEN="t" * 30, **nothing)
    assert 0 == done.code
    shop, clinic = done.out.strip().splitlines()[2:]
    assert shop.endswith("yes")
    assert "ZNS_CLINIC_API_KEY" in clinic


def test_nobody_logs_in_where_there_is_only_a_key(program: Program) -> None:
    """A provider without tokens says so instead of asking for an application."""
    done = program.run("account", "login", ZNS_PROVIDER="etelecom", ZNS_API_KEY="k", ZNS_OA_ID="1")
    assert 2 == done.code
    assert "has no login" in done.err


def test_a_port_that_is_taken_is_told(program: Program) -> None:
    """When something else listens on the callback's port, the line says so and what to do."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        back = f"http://127.0.0.1:{one.getsockname()[1]}/zalo"
        done = program.run("account", "login", "--no-browser", "--callback", back)
    assert 2 == done.code
    assert "--callback" in done.err
