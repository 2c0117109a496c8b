"""Posting notices to a real server that has good and bad days."""

import hmac
import json
import logging
from base64 import b64encode
from hashlib import sha256

import pytest
from notices_help import HASTY, never_there, notice, receiver

from zns_batch.errors import NoticeError
from zns_batch.notifications.payload import as_object
from zns_batch.notifications.retry import RetryPolicy
from zns_batch.notifications.webhook import WebhookChannel


def webhook(
    url: str, patience: RetryPolicy = HASTY, secret: str | None = "s3cret"
) -> WebhookChannel:
    """A webhook whose clock goes on one second at each look."""
    seconds = iter(range(1_700_000_000, 1_700_009_999))
    return WebhookChannel(url=url, secret=secret, retry=patience, now=lambda: next(seconds))


def test_a_notice_is_posted_as_json_and_signed() -> None:
    """A receiver gets the JSON, whole, with a signature over exactly the bytes it got."""
    with receiver(204) as server:
        webhook(server.url).send(notice())
    (post,) = server.posts
    assert ("/hook?key=room-secret", "application/json") == (
        post.path,
        post.headers["content-type"],
    )
    assert as_object(notice()) == json.loads(post.body)
    assert (notice().id, "1700000000") == (
        post.headers["webhook-id"],
        post.headers["webhook-timestamp"],
    )
    content = f"{notice().id}.1700000000.".encode() + post.body
    digest = b64encode(hmac.digest(b"s3cret", content, sha256)).decode()
    assert f"v1,{digest}" == post.headers["webhook-signature"]


def test_passing_trouble_is_waited_out() -> None:
    """After 500, 503 and 429 the same notice comes again under the same id, signed anew."""
    waits: list[float] = []
    patience = RetryPolicy(tries=5, sleep=waits.append)
    with receiver(500, 503, 429, 200, **{"Retry-After": "41"}) as server:
        webhook(server.url, patience).send(notice())
    assert 4 == len(server.posts)
    assert 1 == len({(post.headers["webhook-id"], post.body) for post in server.posts})
    assert 4 == len({post.headers["webhook-signature"] for post in server.posts})
    assert [41.0] * 3 == waits


def test_the_pauses_grow_and_end() -> None:
    """A receiver that stays ill is tried five times, with longer and longer pauses, none above a minute."""
    waits: list[float] = []
    patience = RetryPolicy(tries=5, sleep=waits.append)
    never = {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    with receiver(500, **never) as server, pytest.raises(NoticeError) as caught:
        webhook(server.url, patience).send(notice())
    assert (5, 4, "notices.not-taken") == (len(server.posts), len(waits), caught.value.key)
    assert waits[0] < waits[2] < waits[3] <= 60


def test_nobody_makes_us_wait_for_ever() -> None:
    """A receiver that asks for an hour gets a minute."""
    waits: list[float] = []
    with receiver(503, 200, **{"Retry-After": "3600"}) as server:
        webhook(server.url, RetryPolicy(sleep=waits.append)).send(notice())
    assert [60.0] == waits


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    """Nothing is posted to an address that nobody has set up."""
    with (
        receiver(200) as elsewhere,
        receiver(status, Location=elsewhere.url) as server,
        pytest.raises(NoticeError) as caught,
    ):
        webhook(server.url).send(notice())
    assert ("notices.redirected", 1, 0) == (
        caught.value.key,
        len(server.posts),
        len(elsewhere.posts),
    )


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_a_definite_refusal_is_told_at_once(status: int) -> None:
    """What would be refused again is not tried again, and the error says which server said what."""
    with receiver(status) as server, pytest.raises(NoticeError) as caught:
        webhook(server.url).send(notice())
    assert 1 == len(server.posts)
    assert f"127.0.0.1 did not accept the notice (HTTP {status})" in caught.value.text("en")
    assert "room-secret" not in caught.value.text("en")


def test_silence_is_given_up_and_tried_again() -> None:
    """A receiver that says nothing is not waited for without end."""
    with receiver(0, 200) as server:
        patience = RetryPolicy(tries=20, timeout=0.5, sleep=lambda _: None)
        webhook(server.url, patience).send(notice())
    assert 2 <= len(server.posts)


def test_nobody_there_is_told() -> None:
    """A server that is down is tried again, and then named, without the secret part of its address."""
    waits: list[float] = []
    url = f"http://127.0.0.1:{never_there()}/room-secret"
    with pytest.raises(NoticeError) as caught:
        webhook(url, RetryPolicy(tries=3, sleep=waits.append)).send(notice())
    assert ("notices.unreachable", 2) == (caught.value.key, len(waits))
    assert "room-secret" not in str(caught.value)


def test_this_machine_is_reached_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receiver on this machine is reached, whatever proxy the system names."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{never_there()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with receiver(200) as server:
        webhook(server.url).send(notice())
    assert 1 == len(server.posts)


def test_the_address_is_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    """An address that leads into a chat room is a secret, and so is what signs, in any log too."""
    caplog.set_level(logging.INFO)
    with receiver(200) as server:
        hook = webhook(server.url)
        hook.send(notice())
    shown = f"{hook!r} {hook.where} {caplog.text}"
    assert [] == [secret for secret in ("room-secret", "s3cret") if secret in shown]
