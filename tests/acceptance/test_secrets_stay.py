"""Tokens and keys are nowhere to be read, and phone numbers not whole in the log."""

import json
import re
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from program_help import FAST, Program, order, orders, phone_of

from zns_batch.sandbox import RunningSandbox

TOKEN = "tok-7Kq2mXw9LpR4vT8zNb3s"
SECRET = "sec-hG5dJ1fY6cQ0uE2aWk9x"


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and every part of a workbook."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as book:
                    yield from (
                        (f"{path.name}/{name}", book.read(name)) for name in book.namelist()
                    )


def found_in(folder: Path, *values: str) -> list[str]:
    """The files below a folder in which one of some values stands."""
    return [
        name
        for name, content in everything_in(folder)
        if any(value.encode() in content for value in values)
    ]


@contextmanager
def echo() -> Iterator[str]:
    """A server that refuses everything, and repeats in its words all that it was sent."""

    class Echo(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(f"token {self.headers['access_token']} got {body}")

        def do_GET(self) -> None:
            self._answer(f"token {self.headers['access_token']}")

        def _answer(self, text: str) -> None:
            content = json.dumps({"error": -118, "message": text}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def settings(program: Program, url: str) -> None:
    """An account that signs its requests."""
    text = f'[accounts.default]\nbase_url = "{url}"\nappsecret_proof = true\n'
    (program.folder / "zns-batch.toml").write_text(text, encoding="utf-8")


def test_a_run_leaves_no_secret_behind(
    program: Program, zalo: RunningSandbox, tmp_path: Path
) -> None:
    """After a run with all kinds of rows no file holds the token or the app secret, nor the screen."""
    settings(program, zalo.url)
    zalo.change(token=TOKEN, app_secret=SECRET, proof_required=True)
    program.write("list.csv", [*orders(3), order(4, ending=918), order(5, ending=951)])
    env = {"ZNS_ACCESS_TOKEN": TOKEN, "ZNS_APP_SECRET": SECRET}
    texts = [
        program.debugged().run(*words, **env).text
        for words in (
            ("send", *FAST, "list.csv", "--debug"),
            ("send", *FAST, "list.csv", "--debug"),
            ("show", "latest"),
            ("doctor",),
        )
    ]
    assert 3 == zalo.counts().requests - 2
    assert "Traceback" in texts[1], "the repetition was refused, with its traceback"
    assert not any(TOKEN in text or SECRET in text for text in texts)
    assert [] == found_in(tmp_path, TOKEN, SECRET)


def test_a_server_that_repeats_secrets_tells_nobody(program: Program, tmp_path: Path) -> None:
    """What a provider says is shown and kept without the token and without whole phones."""
    lines = orders(3)
    with echo() as url:
        settings(program, url)
        program.write("list.csv", lines)
        env = {"ZNS_ACCESS_TOKEN": TOKEN, "ZNS_APP_SECRET": SECRET, "ZNS_BASE_URL": None}
        words = ("list.csv", "--debug", "-o", "out.xlsx")
        done = program.debugged().run("send", *FAST, *words, **env)
        shown = program.run("show", "latest", **env)
    assert 1 == done.code
    assert TOKEN not in done.text + shown.text
    assert [] == found_in(tmp_path, TOKEN, SECRET)
    with zipfile.ZipFile(program.folder / "out.xlsx") as book:
        cells = book.read("xl/worksheets/sheet1.xml").decode()
        said = [text for text in re.findall(r"<t[^>]*>([^<]*)</t>", cells) if "token" in text]
    assert not any(phone_of(line) in text for text in said for line in lines)


def test_the_log_masks_phones(program: Program, zalo: RunningSandbox) -> None:
    """The log is one JSON object a line, tells of the campaign, and has no phone number whole."""
    lines = [*orders(3), order(4, ending=918), order(5, ending=951)]
    program.write("list.csv", lines)
    found = program.send("list.csv").object()
    entries = [json.loads(line) for line in program.log.splitlines()]
    assert ["campaign.starts", "campaign.stops"] == [
        one["event"] for one in entries if one["event"].startswith("campaign.st")
    ]
    assert found["campaign"] in program.log
    for line in lines:
        assert str(line[1]) not in program.log
        assert phone_of(line) not in program.log


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such modes")
def test_the_state_folder_is_the_owners_alone(program: Program) -> None:
    """Nobody else on the machine can read the ledger or the log."""
    program.write("list.csv", orders(1))
    program.send("list.csv")
    everything = [program.home, *program.home.rglob("*")]
    assert {"home", "ledger.db", "logs", "zns-batch.log"} <= {path.name for path in everything}
    assert [] == [path.name for path in everything if path.stat().st_mode & 0o077]
