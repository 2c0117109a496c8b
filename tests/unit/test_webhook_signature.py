"""Who an event comes from."""

import hmac
from collections.abc import Callable

import pytest
from receipts_help import APP, KEY, MAILBOX, arrival, headers

from zns_batch.receipts.webhook.endpoint import WebhookEndpoint, is_genuine, read_signature, sign
from zns_batch.receipts.webhook.payload import parse_payload

BODY = b'{"event_name":"user_received_message","timestamp":"1626926349402"}'
MAC = "8c3641b4cb38b942eb069770fbf7064574d66e7ec3f43e6913882647780c1027"
"""Worked out with `sha256sum` from the application's id, the body, the moment and the key."""


def test_the_signature_is_a_plain_sha256_over_four_parts() -> None:
    """Application's id, body, moment and the OA's key, one after the other, nothing between."""
    assert MAC == sign("1234567890", BODY, "1626926349402", "s3cret")
    assert is_genuine(MAC, "1234567890", BODY, "1626926349402", "s3cret")


@pytest.mark.parametrize(
    "header, found",
    [
        (f"mac={MAC}", MAC),
        (f"  mac={MAC} ", MAC),
        (f"MAC={MAC.upper()}", MAC),
        (MAC, MAC),
        ("", None),
        ("mac=", None),
        (f"mac={MAC[:-1]}", None),
        (f"mac={MAC}0", None),
        (f"mac={MAC[:-1]}g", None),
        (f"sha256={MAC}", None),
        (f"mac={MAC}, mac={MAC}", None),
        ("mac=" + "٣" * 64, None),
    ],
)
def test_what_is_read_of_the_header(header: str, found: str | None) -> None:
    """Sixty-four hexadecimal digits behind `mac=`, and nothing else passes for a signature."""
    assert found == read_signature(header)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body + b" ",
        lambda body: b"\n" + body,
        lambda body: body.replace(b": ", b":"),
        lambda body: body.replace(b"84912345678", b"84912345679"),
        lambda body: body.replace(b"m-1", b"m-2"),
        lambda body: body.replace(b'"user', b'"\\u0075ser'),
    ],
    ids=["space", "line", "dense", "phone", "message", "escape"],
)
def test_not_one_byte_of_the_body_may_differ(change: Callable[[bytes], bytes]) -> None:
    """The signature is over the bytes that came, not over what they mean."""
    signed = arrival("z1-1")
    header = headers(signed)["X-ZEvent-Signature"]
    assert MAILBOX.verify(header, parse_payload(signed))
    changed = change(signed)
    assert signed != changed
    assert not MAILBOX.verify(header, parse_payload(changed))


@pytest.mark.parametrize(
    "first, key",
    [("9999999999", KEY), (APP, "another-key"), (APP, ""), ("", KEY), (KEY, APP)],
)
def test_another_application_or_key_makes_another_signature(first: str, key: str) -> None:
    """Whoever lacks the OA's key, or signs for another application, is not believed."""
    body = arrival("z1-1")
    forged = headers(body, first=first, key=key)["X-ZEvent-Signature"]
    assert not MAILBOX.verify(forged, parse_payload(body))


def test_no_time_tells_how_much_of_a_signature_was_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures are compared by the library's function for that, in one piece."""
    compared = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert is_genuine(MAC, "1234567890", BODY, "1626926349402", "s3cret")
    assert [(MAC, MAC)] == compared


def test_the_key_is_never_shown() -> None:
    """Not even by accident does the OA's key stand in a message or a log."""
    assert KEY not in repr(MAILBOX)


@pytest.mark.parametrize(
    "oa, accounts",
    [
        ("1", ("shop-1", "shop-2", "shop-3")),
        ("2", ("shop-2", "shop-1", "shop-3")),
        ("", ("shop-1", "shop-2", "shop-3")),
        ("77", ("shop-1", "shop-2", "shop-3")),
    ],
)
def test_an_application_has_one_address_for_all_its_oas(oa: str, accounts: tuple[str, ...]) -> None:
    """An event that comes to one account's address may be meant for another of the same application."""
    siblings = {"shop-1": "1", "shop-2": "2", "shop-3": ""}
    mailbox = WebhookEndpoint(account="shop-1", first=APP, key=KEY, siblings=siblings)
    assert accounts == mailbox.accounts(oa)
