"""Whether a request that changes something comes from a page of ours: the whole truth table."""

from itertools import product

import pytest

from zns_batch.settings.web import WebSettings
from zns_batch.web.rendering import own_path
from zns_batch.web.security.cross_site import is_own_request
from zns_batch.web.security.hosts import KnownHosts
from zns_batch.web.security.proxies import TrustedProxies
from zns_batch.web.security.request_rate import RequestRate
from zns_batch.web.security.tokens import mask_token, new_form_token, token_matches

HOSTS = KnownHosts.of(WebSettings(url="https://zns.example.vn", hosts=("zns",)), 8484)

SITES = (None, "same-origin", "same-site", "cross-site", "none", "Same-Origin")
ORIGINS = (
    None,
    "null",
    "",
    "http://127.0.0.1:8484",
    "http://localhost:8484",
    "https://zns.example.vn",
    "https://zns.example.vn:443",
    "http://127.0.0.1:8485",
    "http://127.0.0.1",
    "https://127.0.0.1:8484",
    "http://zns.example.vn",
    "https://zns.example.vn.evil.test",
    "https://evil.test",
    "http://evil.test:8484",
    "https://zns",
    "http://zns",
)
OWN = {"http://127.0.0.1:8484", "http://localhost:8484", "https://zns.example.vn", "https://zns"}


@pytest.mark.parametrize("site, origin", list(product(SITES, ORIGINS)))
def test_only_our_own_pages_change_something(site: str | None, origin: str | None) -> None:
    """A page of another site, or of another port of this machine, can make no browser send anything."""
    headers = {"sec-fetch-site": site, "origin": origin}
    given = {name: value for name, value in headers.items() if value is not None}
    site_ours = site in {None, "same-origin"}
    wanted = site_ours and (origin in OWN if origin is not None else site == "same-origin")
    assert wanted == is_own_request(given, HOSTS)


@pytest.mark.parametrize(
    "host, known",
    [
        ("127.0.0.1:8484", True),
        ("localhost:8484", True),
        ("LOCALHOST:8484", True),
        ("[::1]:8484", True),
        ("zns.example.vn", True),
        ("zns.example.vn:443", True),
        ("zns", True),
        ("127.0.0.1", False),
        ("127.0.0.1:8485", False),
        ("evil.test", False),
        ("evil.test:8484", False),
        ("127.0.0.1:8484.evil.test", False),
        ("zns.example.vn@evil.test", False),
        ("zns.example.vn:8484", False),
        ("192.168.1.7:8484", False),
        ("", False),
    ],
)
def test_only_our_own_names_are_answered(host: str, known: bool) -> None:
    """A name of another site that leads to this machine gets nothing."""
    assert known == HOSTS.knows(host)


@pytest.mark.parametrize(
    "host, own",
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.2", "127.0.0.2"),
        ("::1", "[::1]"),
        ("localhost", "localhost"),
        ("0.0.0.0", "127.0.0.1"),
    ],
)
def test_the_address_that_is_listened_at_is_ours(host: str, own: str) -> None:
    """Whichever of this machine's addresses is chosen, the printed one leads to the pages."""
    hosts = KnownHosts.of(WebSettings(), 8484, host)
    assert own == hosts.own
    assert hosts.knows(f"{own}:8484")
    assert hosts.is_own_origin(f"http://{own}:8484")


def test_a_token_is_another_text_each_time_and_the_same_secret() -> None:
    """The size of a compressed page tells nothing about the token in it."""
    token = new_form_token()
    masked = {mask_token(token) for _ in range(20)}
    assert 20 == len(masked)
    assert {True} == {token_matches(token, one) for one in masked}


@pytest.mark.parametrize("given", ["", "x", "é", "=" * 88, "A" * 88, "A" * 10_000, "\0", "a" * 64])
def test_nothing_else_passes_for_a_token(given: str) -> None:
    """Whatever a form carries in place of the token is refused, and nothing breaks."""
    assert not token_matches(new_form_token(), given)
    assert not token_matches("", given)


def test_a_token_that_was_cut_is_none() -> None:
    """Not even a token without its last sign is taken."""
    token = new_form_token()
    masked = mask_token(token)
    assert not token_matches(token, masked[:-4])
    assert not token_matches(token, masked[4:])
    assert not token_matches(new_form_token(), masked)


@pytest.mark.parametrize(
    "target, wanted",
    [
        ("/lists/1/columns?x=1", "/lists/1/columns?x=1"),
        ("/", "/"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("\\\\evil.test", "/"),
        ("https:evil.test", "/"),
        ("https://evil.test/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("/\t/evil.test", "/"),
        ("/a\\b", "/"),
        ("", "/"),
    ],
)
def test_a_sign_in_leads_to_our_pages_only(target: str, wanted: str) -> None:
    """A link to the login page can't send people to another site afterwards."""
    assert wanted == own_path(target)


@pytest.mark.parametrize(
    "client, forwarded, wanted",
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "no address", "127.0.0.1"),
        ("198.51.100.7", "127.0.0.1", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
    ],
)
def test_only_a_known_server_tells_who_asks(client: str, forwarded: str, wanted: str) -> None:
    """Nobody escapes the throttle, or looks like this machine, by inventing a header."""
    scope = {
        "type": "http",
        "client": (client, 5),
        "scheme": "http",
        "headers": [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", b"https")],
    }
    TrustedProxies(["127.0.0.1/32", "10.0.0.0/8"]).resolve(scope)
    assert wanted == scope["client"][0]
    assert ("https" if client == "127.0.0.1" else "http") == scope["scheme"]


class _Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        """Return the seconds."""
        return self.seconds


def test_a_flood_waits_and_others_do_not() -> None:
    """A script that asks a thousand times a second keeps nobody else waiting."""
    clock = _Clock()
    rate = RequestRate(clock, per_second=10, burst=20, most=3)  # type: ignore[arg-type]  # only its seconds are read
    assert 20 == sum(rate.take("a") for _ in range(1_000))
    assert rate.take("b")
    clock.seconds = 1
    assert 10 == sum(rate.take("a") for _ in range(1_000))
    for subject in "cdefg":
        assert rate.take(subject)
