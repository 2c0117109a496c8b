"""The signature of what is posted: that of the Standard Webhooks specification."""

import pytest

from zns_batch.notifications.webhook import headers, key_of

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_signature_is_the_specifications() -> None:
    """What a published example signs as, we sign as, so that every library can check it."""
    found = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', SECRET)
    assert {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    } == found


def test_a_secret_may_be_any_text() -> None:
    """A secret without `whsec_` is taken as it is, and without a secret nothing is signed."""
    assert "mật khẩu".encode() == key_of("mật khẩu")
    assert "webhook-signature" not in headers("a", 1, b"", None)


@pytest.mark.parametrize("secret", ["whsec_a", "whsec_*/*", "whsec_ab c"])
def test_a_broken_secret_is_noticed(secret: str) -> None:
    """A secret that was copied in part is not taken for another."""
    with pytest.raises(ValueError):
        key_of(secret)
