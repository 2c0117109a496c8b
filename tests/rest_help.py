"""The JSON API in a test: a program with a key, over a real ledger and a sandbox."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from program_help import HEADERS, Line, write_list
from web_help import ORIGIN, Pages

from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.services.people.management import Actor
from zns_batch.services.people.tokens import TokenService

API = "/api/v1"


@dataclass
class Caller:
    """A program that calls the API.

    Attributes:
        client: Its connection, with the key.
        id: The key's id.
        folder: Where its lists are written.

    """

    client: httpx.Client
    id: str
    folder: Path

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for something."""
        return self.client.get(API + path, headers=headers)

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Do something, with an `Idempotency-Key`."""
        sent = {**headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(API + path, json=body, headers=sent)

    def upload(
        self, lines: list[Line], headers: tuple[str, ...] = HEADERS, /, **fields: object
    ) -> httpx.Response:
        """Upload a list."""
        path = write_list(self.folder / "x-đơn hàng.xlsx", lines, headers)
        return self.upload_file(path, name="đơn hàng.xlsx", fields=fields)

    def upload_file(
        self,
        path: Path,
        *,
        name: str | None = None,
        key: str | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> httpx.Response:
        """Upload a file."""
        data = {
            "template": "don-hang",
            **{
                field: value if isinstance(value, str) else json.dumps(value)
                for field, value in (fields or {}).items()
            },
        }
        return self.client.post(
            f"{API}/lists",
            data=data,
            files={"file": (name or path.name, path.read_bytes())},
            headers={"Idempotency-Key": key} if key else {},
        )

    def started(self, lines: list[Line], key: str = "k", **body: object) -> dict[str, Any]:
        """Upload a list and start its campaign."""
        uploaded = self.upload(lines)
        assert 201 == uploaded.status_code, uploaded.text
        answer = self.post(f"/lists/{uploaded.json()['id']}/campaigns", body, key=key)
        assert 201 == answer.status_code, answer.text
        found: dict[str, Any] = answer.json()
        return found


def caller(
    pages: Pages,
    folder: Path,
    *,
    account: str = ALL_ACCOUNTS,
    role: Role = Role.SENDER,
    days: int = 90,
    lang: str = "en",
) -> Caller:
    """Make a key, and return the program that has it."""
    service = TokenService(pages.web.ledger, pages.web.clock)
    token, secret = service.create(
        "erp", account=account, role=role, days=days, actor=Actor(name="test", face="cli")
    )
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": lang}
    client = httpx.Client(transport=pages.loop, base_url=ORIGIN, trust_env=False, headers=headers)
    return Caller(client=client, id=token.id, folder=folder)


def code(response: httpx.Response, status: int) -> str:
    """Return the code of a refusal, which must have a status."""
    assert status == response.status_code, response.text
    assert "application/problem+json" == response.headers["content-type"]
    problem = response.json()
    assert status == problem["status"]
    assert f"urn:zns-batch:problem:{problem['code']}" == problem["type"]
    assert problem["title"]
    assert problem["detail"]
    assert problem["id"]
    found: str = problem["code"]
    return found
