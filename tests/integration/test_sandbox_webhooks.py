"""The stand-in tells of messages that have arrived, as Zalo does."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from sandbox_client import PHONE, TOKEN, body, send

from zns_batch.sandbox import RunningSandbox, SandboxConfig, WebhookTarget, sandbox

KEY, APP = "oa-secret", "42"


@dataclass
class Ear:
    """Hears events, and answers as told."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def events(self) -> list[dict[str, Any]]:
        """The bodies of what was heard."""
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Somebody who listens on loopback."""
    found = Ear()
    with _listening(found):
        yield found


@contextmanager
def _listening(ear: Ear) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            ear.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(ear.statuses.pop(0) if ear.statuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ear.url = f"http://127.0.0.1:{server.server_address[1]}/webhook/zalo/default"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def telling(ear: Ear, *, delivery: Any = 0.0, **more: Any) -> Iterator[RunningSandbox]:
    """A stand-in that tells somebody who listens."""
    webhook = WebhookTarget(url=ear.url, key=KEY, app_id=APP, oa_id="7", **more)
    with sandbox(SandboxConfig(webhook=webhook, delivery=delivery)) as zalo:
        yield zalo


def until_heard(ear: Ear, count: int) -> None:
    """Wait until so many events were heard."""
    end = time.monotonic() + 30
    while len(ear.heard) < count:
        assert time.monotonic() < end, f"only {len(ear.heard)} were heard"
        time.sleep(0.01)


def test_an_arrival_is_told_as_zalo_tells_it(ear: Ear) -> None:
    """The body, its moments as text, and a signature over its very bytes."""
    with telling(ear) as zalo:
        answer = send(zalo.url, tracking_id="z1-1")
        until_heard(ear, 1)
    (headers, said), (event,) = ear.heard[0], ear.events()
    assert ("user_received_message", APP, "7", PHONE) == (
        event["event_name"],
        event["app_id"],
        event["sender"]["id"],
        event["recipient"]["id"],
    )
    message = event["message"]
    assert (answer["data"]["msg_id"], "z1-1") == (message["msg_id"], message["tracking_id"])
    assert message["delivery_time"] == event["timestamp"] == answer["data"]["sent_time"]
    signed = APP.encode() + said + event["timestamp"].encode() + KEY.encode()
    assert f"mac={sha256(signed).hexdigest()}" == headers["x-zevent-signature"]
    assert ("ZNS", "application/json") == (headers["x-zevent-server"], headers["content-type"])
    assert "num_retry" not in headers


def test_an_arrival_is_told_when_it_happens(ear: Ear) -> None:
    """Nothing is told before the message has reached the phone."""
    with telling(ear, delivery=0.3) as zalo:
        began = time.monotonic()
        send(zalo.url)
        until_heard(ear, 1)
        assert time.monotonic() - began >= 0.3


def test_what_never_arrives_is_never_told(ear: Ear) -> None:
    """There is no event for a message that stays away."""
    with telling(ear, delivery=None) as zalo:
        send(zalo.url, tracking_id="never")
        zalo.change(delivery=0.0)
        send(zalo.url, tracking_id="comes")
        until_heard(ear, 1)
    assert ["comes"] == [event["message"]["tracking_id"] for event in ear.events()]


def test_an_event_that_is_not_answered_well_comes_again(ear: Ear) -> None:
    """The ladder goes on until somebody says 200, and each step says which it is."""
    ear.statuses = [500, 503, 404]
    with telling(ear, ladder=(0.01, 0.01, 0.01, 0.01)) as zalo:
        send(zalo.url)
        until_heard(ear, 4)
    assert [None, "1", "2", "3"] == [headers.get("num_retry") for headers, _ in ear.heard]
    assert 1 == len({said for _, said in ear.heard})


def test_after_the_last_step_it_is_given_up(ear: Ear) -> None:
    """A sender that never answers well is not told for ever."""
    ear.statuses = [500] * 9
    with telling(ear, ladder=(0.0, 0.0)) as zalo:
        send(zalo.url, tracking_id="a")
        until_heard(ear, 3)
        ear.statuses = []
        send(zalo.url, tracking_id="b")
        until_heard(ear, 4)
    assert ["a", "a", "a", "b"] == [event["message"]["tracking_id"] for event in ear.events()]


def test_events_can_come_twice_and_out_of_order(ear: Ear) -> None:
    """For those who want to see that their receiver bears it."""
    sent = [f"z1-{seq}" for seq in range(1, 31)]
    with telling(ear, repeats=1.0, jitter=0.3) as zalo:
        for one in sent:
            send(zalo.url, tracking_id=one)
        until_heard(ear, 60)
    told = [event["message"]["tracking_id"] for event in ear.events()]
    assert sorted(sent * 2) == sorted(told)
    assert list(dict.fromkeys(told)) != sent


def test_a_hashed_phone_is_told_as_it_came(ear: Ear) -> None:
    """Who sends to a hash hears of the hash."""
    import httpx

    hashed = sha256(PHONE.encode()).hexdigest()
    message = body(hash_phone=hashed)
    del message["phone"]
    with telling(ear) as zalo:
        httpx.post(
            f"{zalo.url}/message/template/hashphone", json=message, headers=TOKEN, timeout=60
        )
        until_heard(ear, 1)
    assert hashed == ear.events()[0]["recipient"]["id"]


def test_it_can_be_switched_on_while_it_runs(ear: Ear) -> None:
    """A rehearsal may begin without a receiver and get one later."""
    with sandbox(SandboxConfig(delivery=0.0)) as zalo:
        zalo.change(webhook={"url": ear.url, "key": KEY, "app_id": APP})
        send(zalo.url)
        until_heard(ear, 1)
        end = time.monotonic() + 30
        while zalo.events_answered < 1 and time.monotonic() < end:
            time.sleep(0.01)
        assert 1 == zalo.events_answered


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://x"},
        {"url": "x"},
        {"key": ""},
        {"app_id": ""},
        {"repeats": 2.0},
        {"jitter": -1.0},
        {"ladder": (-1.0,)},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    """A stand-in does not begin with an address or a key that can't be."""
    right: dict[str, Any] = {"url": "http://127.0.0.1:1", "key": KEY, "app_id": APP}
    with pytest.raises(ValueError, match="webhook"):
        WebhookTarget(**right | wrong)
