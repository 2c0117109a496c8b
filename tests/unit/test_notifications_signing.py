"""The signature of what is posted: that of the Standard Webhooks specification."""

import hmac
from base64 import b64encode
from hashlib import sha256

import pytest

from zns_batch.notifications.webhook import headers, is_plain, signing_keys

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = bytes.fromhex("31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0")


def test_the_signature_is_the_specifications() -> None:
    """What a published example signs as, we sign as, so that every library can check it."""
    found = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', SECRET)
    assert {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    } == found


@pytest.mark.parametrize("prefix", ["whsec_", ""])
@pytest.mark.parametrize("padding", ["", "=="])
def test_a_secret_is_base64_as_the_libraries_take_it(prefix: str, padding: str) -> None:
    """With or without `whsec_` and padding, the first key is what the base64 stands for."""
    key = bytes(range(25))
    secret = prefix + b64encode(key).decode().rstrip("=") + padding
    assert key == signing_keys(secret)[0]
    assert KEY == signing_keys(SECRET.removeprefix("whsec_"))[0] == signing_keys(SECRET)[0]


def test_a_receiver_that_takes_the_secret_as_plain_text_still_finds_its_signature() -> None:
    """A setting of the first version works until the next one, beside the specification's way."""
    secret, body = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b"{}"

    signatures = headers("a", 1, body, secret)["webhook-signature"].split()

    expected = [hmac.digest(key, b"a.1.{}", sha256) for key in (KEY, secret.encode())]
    assert [f"v1,{b64encode(digest).decode()}" for digest in expected] == signatures
    assert is_plain(secret)
    assert not is_plain(SECRET)
    assert not is_plain(None)


def test_a_secret_may_still_be_any_text() -> None:
    """A secret that is not the base64 of a key signs as it is, and without a secret nothing is signed."""
    assert ("mật khẩu".encode(),) == signing_keys("mật khẩu")
    assert (b"s3cret",) == signing_keys("s3cret")
    assert "webhook-signature" not in headers("a", 1, b"", None)


@pytest.mark.parametrize("secret", ["whsec_a", "whsec_*/*", "whsec_ab c"])
def test_a_broken_secret_is_noticed(secret: str) -> None:
    """A secret that was copied in part is not taken for another."""
    with pytest.raises(ValueError):
        signing_keys(secret)
