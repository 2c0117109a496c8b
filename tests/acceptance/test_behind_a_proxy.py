"""The pages behind a web server that speaks HTTPS: one written here, and nginx and Caddy where they are installed, set up as the documentation says."""

import http.client
import re
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import trustme
from ports_help import free_port
from program_help import Program, until
from served_help import TOKEN_FIELD

from zns_batch.sandbox import RunningSandbox

ROOT = Path(__file__).parents[2]
CUSTOMER_SIDE = "198.51.100.7"
"""Where the browser is, as the server in front sees it."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="servers are run on POSIX")


class Certificates:
    """A certificate for `localhost`, and the authority that vouches for it.

    Args:
        folder: Where its files lie.

    """

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        issued = authority.issue_cert("localhost")
        self.key, self.chain, self.authority = (folder / f"{n}.pem" for n in ("key", "chain", "ca"))
        issued.private_key_pem.write_to_path(self.key)
        for blob in issued.cert_chain_pems:
            blob.write_to_path(self.chain, append=True)
        authority.cert_pem.write_to_path(self.authority)


Front = Callable[[Path, Certificates, int, int], object]


@contextmanager
def own_server(_folder: Path, certificates: Certificates, port: int, behind: int) -> Iterator[None]:
    """Pass requests on as a web server does, with where they came from."""

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            sent = {name: value for name, value in self.headers.items() if name != "Connection"}
            before = self.headers.get("X-Forwarded-For")
            sent["X-Forwarded-For"] = f"{before}, {CUSTOMER_SIDE}" if before else CUSTOMER_SIDE
            sent["X-Forwarded-Proto"] = "https"
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            upstream = http.client.HTTPConnection("127.0.0.1", behind, timeout=60)
            upstream.request(self.command, self.path, body, sent)
            answer = upstream.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            upstream.close()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Passing)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.chain, certificates.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def _running(*words: str | Path, env: dict[str, str] | None = None) -> Iterator[None]:
    with subprocess.Popen(
        [str(word) for word in words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=env,
    ) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def nginx(folder: Path, certificates: Certificates, port: int, behind: int) -> Iterator[None]:
    """Run nginx with the block of the documentation, at other ports."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    docs = (ROOT / "docs" / "operations.md").read_text("utf-8")
    block = re.search(r"^server \{\n.*?^\}\n", docs, re.DOTALL | re.MULTILINE)
    assert block is not None
    text = block[0].replace("443 ssl", f"127.0.0.1:{port} ssl").replace(":8484", f":{behind}")
    text = text.replace("zns.example.vn", "localhost")
    text = text.replace("/etc/ssl/zns.pem", str(certificates.chain))
    text = text.replace("/etc/ssl/zns.key", str(certificates.key))
    # The browser of this test is on this machine: it is told where it would be.
    text = text.replace("$proxy_add_x_forwarded_for", f'"$http_x_forwarded_for, {CUSTOMER_SIDE}"')
    own = "".join(
        f"{name}_temp_path {folder / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off;\npid {folder / 'nginx.pid'};\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{own}{text}}}\n",
        "utf-8",
    )
    subprocess.run([program, "-t", "-e", "stderr", "-c", conf], check=True, capture_output=True)
    with _running(program, "-e", "stderr", "-c", conf):
        yield


@contextmanager
def caddy(folder: Path, certificates: Certificates, port: int, behind: int) -> Iterator[None]:
    """Run Caddy with the file that is shipped, at other ports."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not installed")
    shipped = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    # Caddy gets certificates from an authority on the internet: here it is given one, and the
    # browser of this test is told where it would be.
    text = shipped.replace(
        "request_body {", f"tls {certificates.chain} {certificates.key}\n\trequest_body {{", 1
    ).replace(
        "{$UPSTREAM:127.0.0.1:8484}",
        '{$UPSTREAM:127.0.0.1:8484} {\n\t\theader_up X-Forwarded-For "{http.request.header.X-Forwarded-For}, '
        f'{CUSTOMER_SIDE}"\n\t}}',
    )
    assert text.count("tls ") == 1
    assert text.count("header_up") == 1
    file = folder / "Caddyfile"
    options = "admin off\n\tauto_https disable_redirects\n\tskip_install_trust"
    file.write_text(f"{{\n\t{options}\n}}\n{text}", "utf-8")
    env = {
        "DOMAIN": f"localhost:{port}",
        "UPSTREAM": f"127.0.0.1:{behind}",
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
    }
    check = [program, "validate", "--config", str(file), "--adapter", "caddyfile"]
    subprocess.run(check, check=True, capture_output=True, env=env)
    with _running(program, "run", "--config", file, "--adapter", "caddyfile", env=env):
        yield


@pytest.mark.parametrize("front", [own_server, nginx, caddy], ids=["own", "nginx", "caddy"])
def test_a_list_is_uploaded_through_the_server_in_front(
    program: Program, zalo: RunningSandbox, tmp_path: Path, front: Front
) -> None:
    """Behind HTTPS people sign in by the printed link and upload a list; cookies never leave HTTPS, the log of sign-ins knows where people are, and nobody invents that."""
    certificates, port, behind = Certificates(tmp_path), free_port(), free_port()
    url = f"https://localhost:{port}"
    (program.folder / "zns-batch.toml").write_text(
        f'[web]\nurl = "{url}"\ntrusted_proxies = ["127.0.0.1"]\n', encoding="utf-8"
    )
    started = program.start("serve", "--port", str(behind), "--no-worker")
    context = ssl.create_default_context(cafile=certificates.authority)
    own = {"Origin": url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    place = front(tmp_path, certificates, port, behind)
    try:
        until(lambda: f"{url}/welcome/" in started.answered())
        link = re.search(rf"{url}(/welcome/\S+)", started.answered())
        assert link is not None
        with (
            place,  # type: ignore[attr-defined] # each of the three gives a context manager
            httpx.Client(base_url=url, verify=context, timeout=60, trust_env=False) as client,
        ):
            until(lambda: _answers(client))
            page = client.get(link[1])
            assert 200 == page.status_code, page.text
            assert "max-age" in page.headers["strict-transport-security"]
            words = "ba con mèo ngồi trên mái nhà"
            form = {"token": _token(page), "name": "Lan", "login": "lan"}
            form |= {"password": words, "again": words}
            # What the browser says of itself in this header is not believed.
            forged = {"X-Forwarded-For": "203.0.113.99"}
            came_in = client.post(link[1], data=form, headers=own | forged)
            assert 303 == came_in.status_code, came_in.status_code
            assert came_in.headers["location"].startswith("/")
            cookie = next(one for one in came_in.headers.get_list("set-cookie") if "__Host-" in one)
            assert "secure" in cookie.lower()
            sessions = client.get("/me").text
            assert CUSTOMER_SIDE in sessions
            assert "203.0.113.99" not in sessions
            parts: list[tuple[str, tuple[str | None, bytes | str]]] = [
                ("token", (None, _token(client.get("/new")))),
                ("account", (None, "default")),
                ("template", (None, "don-hang")),
                ("file", ("list.xlsx", (ROOT / "sample_data" / "don-hang.xlsx").read_bytes())),
            ]
            uploaded = client.post("/new", files=parts, headers=own)
            assert 303 == uploaded.status_code, uploaded.status_code
            until(lambda: 303 == client.get(uploaded.headers["location"]).status_code)
            assert 404 == client.get("/metrics").status_code
            foreign = client.post(
                "/logout", data={"token": ""}, headers={"Origin": "https://evil.test"}
            )
            assert 403 == foreign.status_code
            another = client.get("/", headers={"Host": "evil.test"})
            assert "Lan" not in another.text
    finally:
        started.kill()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/login").status_code == 200
    except httpx.TransportError:
        return False


def _token(page: httpx.Response) -> str:
    found = TOKEN_FIELD.search(page.text)
    assert found is not None, (page.status_code, page.text[:300])
    return found[1]
