"""A plain sender for the sandbox's own tests: one request at a time, nothing clever."""

from typing import Any

import httpx

TOKEN = {"access_token": "sandbox"}
PHONE = "84901234567"


def body(phone: str = PHONE, **fields: Any) -> dict[str, Any]:
    """Return a message that is right in every way, with some fields changed; `None` leaves out."""
    message = {
        "phone": phone,
        "template_id": "217489",
        "template_data": {"customer_name": "Nguyễn Thị Bình"},
        "tracking_id": "t-1",
        **fields,
    }
    return {name: value for name, value in message.items() if value is not None}


def post(url: str, phone: str = PHONE, *, timeout: float = 60.0, **fields: Any) -> httpx.Response:
    """Send one message over a connection of its own."""
    message = body(phone, **fields)
    return httpx.post(f"{url}/message/template", json=message, headers=TOKEN, timeout=timeout)


def send(url: str, phone: str = PHONE, **fields: Any) -> dict[str, Any]:
    """Send one message and return the answer's JSON."""
    answer: dict[str, Any] = post(url, phone, **fields).json()
    return answer


def ask(url: str, path: str, **query: str) -> dict[str, Any]:
    """Ask a question and return the answer's JSON."""
    answer: dict[str, Any] = httpx.get(url + path, params=query, headers=TOKEN, timeout=60).json()
    return answer
