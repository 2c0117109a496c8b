"""Requests that no browser makes, byte by byte over a real connection."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from page_shop import answering
from ports_help import free_port
from program_help import until
from web_help import Pages, Visitor, opened_pages

from zns_batch.ledger.db.engine import Ledger
from zns_batch.settings.web import WebSettings

BOUNDARY = "----a-form"

pytestmark = pytest.mark.usefixtures("silent_account")


@pytest.fixture
def small(file_ledger: Ledger, tmp_path: Path) -> Iterator[Pages]:
    """The pages of a server that takes one megabyte, answering at their address."""
    settings, home = WebSettings(max_upload_mb=1), tmp_path / "home"
    with (
        opened_pages(file_ledger, home, settings=settings, port=free_port()) as pages,
        answering(pages),
    ):
        yield pages


def _ask(pages: Pages, head: str, *body: bytes) -> bytes:
    """Send a request in pieces until all is sent or answered; return the answer."""
    with socket.create_connection(("127.0.0.1", pages.web.port), timeout=60) as line:
        line.sendall(head.replace("\n", "\r\n").encode())
        for piece in body:
            line.settimeout(0.01)
            with suppress(TimeoutError):
                if answer := line.recv(65_536):
                    return answer
            line.settimeout(60)
            try:
                line.sendall(piece)
            except OSError:
                break
        line.settimeout(60)
        with suppress(ConnectionError):
            return line.recv(65_536)
    return b""


def _upload_head(pages: Pages, an: Visitor, more: str) -> str:
    cookie = an.client.cookies[pages.cookie]
    return (
        f"POST /new HTTP/1.1\nHost: 127.0.0.1:{pages.web.port}\nOrigin: {pages.origin}\n"
        f"Sec-Fetch-Site: same-origin\nAccept: text/html\nCookie: {pages.cookie}={cookie}\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\n{more}\n\n"
    )


def _form(token: str) -> bytes:
    """The fields of an upload, and the beginning of its file."""
    fields = {"token": token, "account": "default", "template": "don-hang"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    return "".join([*parts, file]).encode()


def _left(pages: Pages) -> list[Path]:
    root = pages.web.home / "uploads"
    return list(root.iterdir()) if root.is_dir() else []


def _an_with_template(pages: Pages, folder: Path) -> tuple[Visitor, str]:
    (folder / "templates").mkdir(exist_ok=True)
    return (an := pages.person()), an.token("/")


def test_a_file_without_an_end_is_cut_off(small: Pages, tmp_path: Path) -> None:
    """An upload that never says how long it is ends at the limit, and nothing of it stays on the disk (S57)."""
    an, token = _an_with_template(small, tmp_path)

    def chunks() -> Iterator[bytes]:
        form = _form(token)
        yield f"{len(form):x}\r\n".encode() + form + b"\r\n"
        for _ in range(400):
            yield b"10000\r\n" + b"a,b\n" * 16_384 + b"\r\n"

    head = _upload_head(small, an, "Transfer-Encoding: chunked")
    answer = _ask(small, head, *chunks())
    assert answer.startswith(b"HTTP/1.1 413"), answer[:200]
    # The server answers first, and then takes away what it has of the list.
    until(lambda: not _left(small))
    assert 200 == an.get("/").status_code


@pytest.mark.parametrize("told", [-100, 100], ids=["less", "more"])
def test_a_length_that_is_a_lie_makes_no_list(small: Pages, tmp_path: Path, told: int) -> None:
    """A body that is shorter or longer than it says makes no list of what arrived (S57)."""
    an, token = _an_with_template(small, tmp_path)
    body = _form(token) + b"a,b\n" * 1_000 + f"\r\n--{BOUNDARY}--\r\n".encode()
    head = _upload_head(small, an, f"Content-Length: {len(body) + told}")
    with socket.create_connection(("127.0.0.1", small.web.port), timeout=60) as line:
        line.sendall(head.replace("\n", "\r\n").encode() + body)
        line.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            assert not line.recv(65_536).startswith(b"HTTP/1.1 303")
    assert [] == small.web.lists.open_lists(an.user.id)
    until(lambda: not _left(small))
    assert 200 == an.get("/").status_code


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "CONNECT", "FOO"])
def test_other_methods_do_nothing(small: Pages, method: str) -> None:
    """No other method reads or changes anything, and none is answered with leave for other sites (S79)."""
    host = f"127.0.0.1:{small.web.port}"
    target = host if method == "CONNECT" else "/campaigns"
    answer = _ask(small, f"{method} {target} HTTP/1.1\nHost: {host}\nOrigin: https://evil.test\n\n")
    status = answer.split(b" ", 2)[1]
    assert status in {b"400", b"405", b"421"}, answer[:100]
    assert b"access-control" not in answer.lower()


def test_a_head_without_measure_is_refused(small: Pages) -> None:
    """A head of 256 KB costs one answer, and everybody else's pages open (S79)."""
    an = small.person()
    head = f"GET /login HTTP/1.1\nHost: 127.0.0.1:{small.web.port}\nX: {'a' * 262_144}\n\n"
    answer = _ask(small, head)
    assert not answer.startswith(b"HTTP/1.1 200"), answer[:100]
    assert 200 == an.get("/").status_code


@pytest.mark.parametrize(
    "target, host",
    [
        ("http://evil.test/login", "{own}"),
        ("/login", "evil.test"),
        ("/login", "{own}@evil.test"),
        ("/login", "127.0.0.1:1"),
        ("/campaigns/x/live", "evil.test"),
    ],
)
def test_a_foreign_name_is_refused_as_it_stands(small: Pages, target: str, host: str) -> None:
    """However a foreign name is written into the request, nobody reads a page under it (S4)."""
    own = f"127.0.0.1:{small.web.port}"
    named = host.format(own=own, port=small.web.port)
    answer = _ask(small, f"GET {target} HTTP/1.1\nHost: {named}\n\n")
    assert answer.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400")), answer[:100]
    assert b'type="password"' not in answer
