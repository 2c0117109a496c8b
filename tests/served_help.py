"""`serve` as a process of its own, and a person at its pages who sends what a browser would."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from crash_help import has_ended
from ports_help import free_port
from program_help import Program, Started, until

TOKEN_FIELD = re.compile(r'name="token" value="([^"]+)"')
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Served:
    """The pages of a program, which can be killed and served again at the same address."""

    program: Program
    port: int = field(default_factory=free_port)
    started: Started | None = None
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Make the browser, which keeps its cookies."""
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def serve(self, *words: str) -> None:
        """Serve the pages, and wait until they answer."""
        self.started = self.program.start("serve", "--port", str(self.port), *words)
        until(self._answers)

    def _answers(self) -> bool:
        assert self.started is not None
        try:
            return self.client.get("/health").status_code < 500
        except httpx.TransportError:
            assert not has_ended(self.started), self.started.told()
            return False

    def kill(self) -> None:
        """End the server as a power cut would; its worker ends by itself."""
        assert self.started is not None
        self.started.kill()

    def come_in(self) -> None:
        """Open the printed link as the first person."""
        assert self.started is not None
        started = self.started
        until(lambda: "/welcome/" in started.answered() + started.told())
        link = re.search(r"http://\S+(/welcome/\S+)", started.answered() + started.told())
        assert link is not None
        answer = self.post(link[1], {"name": "Lan", "login": "lan"}, page=link[1])
        assert 303 == answer.status_code, answer.text

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(path, headers={"Accept": "text/html"})

    def post(
        self, path: str, fields: Mapping[str, str] | None = None, *, page: str = "/"
    ) -> httpx.Response:
        """Send a form."""
        return self.client.post(
            path, data={"token": self.token(page), **(fields or {})}, headers=self._own()
        )

    def token(self, page: str = "/") -> str:
        """Return the token of a page's forms."""
        answer = self.get(page)
        found = TOKEN_FIELD.search(answer.text)
        assert found is not None, (answer.status_code, answer.text[:300])
        return found[1]

    def upload(self, file: Path, *, template: str = "don-hang") -> str:
        """Upload a list; return the address of its pages."""
        parts: list[tuple[str, tuple[str | None, bytes | str]]] = [
            ("token", (None, self.token())),
            ("account", (None, "default")),
            ("template", (None, template)),
            ("file", (file.name, file.read_bytes())),
        ]
        answer = self.client.post("/new", files=parts, headers=self._own())
        assert 303 == answer.status_code, answer.text
        return "/".join(answer.headers["location"].split("/")[:3])

    def _own(self) -> dict[str, str]:
        return {"Origin": self.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}

    def until_checked(self, base: str) -> None:
        """Wait until the last step of a list can be opened."""
        until(lambda: self.get(f"{base}/send").status_code == 200)

    def plan(self, base: str) -> httpx.Response:
        """Press the button of the last step, and wait for the page with the number."""
        form = {"way": "now", "duplicates": "skip", "lang": "vi", "act": "go", "rate": "500"}
        answer = self.post(f"{base}/send", form)
        assert 303 == answer.status_code, answer.text
        pages: list[httpx.Response] = []

        def is_planned() -> bool:
            pages.append(self.get(f"{base}/confirm"))
            return 'name="fingerprint"' in pages[-1].text

        until(is_planned)
        return pages[-1]

    def confirm(self, base: str, page: httpx.Response) -> httpx.Response:
        """Press the button with the number."""
        return self.post(f"{base}/confirm", {**shown(page), "tick": "1"})

    def close(self) -> None:
        """End it all."""
        self.client.close()
        if self.started is not None:
            self.started.kill()


def shown(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of a confirm page's form."""
    found = dict(HIDDEN.findall(page.text))
    return {name: found[name] for name in ("draft", "fingerprint", "n")}
