"""An administrator's consent: the link that asks for it, and the code that comes back.

From Zalo's OAuth pages for Official Accounts (v4): the challenge is the unpadded base64url of the
verifier's SHA-256, and no other field of the standard is sent. Zalo's console may hold a challenge
and an address of its own; then the verifier that was used there has to be known here.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

import httpx

from zns_batch.errors import UsageError
from zns_batch.providers.address import below, read_address
from zns_batch.providers.zalo_oauth import OAUTH_URL

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""What a verifier may be (RFC 7636, section 4.1)."""

_CODE = re.compile(r"[!-~]{4,2048}")


def new_verifier() -> str:
    """Make a verifier: 43 characters, as Zalo's own kit makes it."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """What came back with the browser.

    Attributes:
        code: Buys the tokens, once, within ten minutes.
        oa_id: The OA that consented, where Zalo names it.

    """

    code: str = field(repr=False)
    oa_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """One request for consent.

    Attributes:
        app_id: The application's id.
        callback: Where the browser is sent afterwards; the same as in Zalo's console.
        verifier: Proves that the one who asked is the one who redeems.
        state: Comes back with the browser, so that nobody else's code is taken.
        oauth_url: Zalo's address for consent; `None` for its own.

    """

    app_id: str
    callback: str
    verifier: str = field(default_factory=new_verifier, repr=False)
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)
    oauth_url: str | None = None

    @property
    def link(self) -> str:
        """The page on which an administrator of the OA consents."""
        base = read_address(self.oauth_url or OAUTH_URL, example=OAUTH_URL, setting="oauth_url")
        query = {
            "app_id": self.app_id,
            "redirect_uri": self.callback,
            "code_challenge": challenge_of(self.verifier),
            "state": self.state,
        }
        return str(below(base, "/v4/oa/permission").copy_with(params=query))

    def read(self, text: str, *, pasted: bool) -> Granted:
        """Read what came back.

        Args:
            text: The address at which the browser ended; or, pasted, the code alone.
            pasted: A person pasted it. A link that Zalo's console made has no state of ours.

        Raises:
            UsageError: It holds no code, or another consent's.

        """
        text = text.strip()
        if "://" not in text and "?" not in text:
            return Granted(code=_code(text))
        fields = httpx.QueryParams(text.partition("?")[2].partition("#")[0])
        state = fields.get("state")
        if state is None and not pasted:
            raise UsageError("account.wrong-state")
        if state is not None and not hmac.compare_digest(state.encode(), self.state.encode()):
            raise UsageError("account.wrong-state")
        return Granted(code=_code(fields.get("code") or ""), oa_id=fields.get("oa_id"))


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise UsageError("account.no-code")
    return text
