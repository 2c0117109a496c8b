"""Logging an account in through the pages: from the press of a button to tokens in the ledger.

What proves that the one who asked is the one who redeems (state and PKCE verifier) is kept with the
session on the server, for ten minutes, and used once. The browser that Zalo sends back only shows a
page; the tokens are asked for when a person presses its button.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from zns_batch.core.clock import Clock
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people.sessions import (
    SessionRecord,
    put_session_value,
    take_session_value,
)
from zns_batch.providers import capabilities
from zns_batch.settings.accounts import AccountSettings, load_account

if TYPE_CHECKING:
    # What asks a provider loads its client: a tenth of a second and megabytes, at each start of the pages.
    from zns_batch.providers.zalo.oauth import Consent

LOGIN_LIFE = timedelta(minutes=10)
"""How long an administrator has for the consent: Zalo's code lives as long."""

_KEY = "account-login"
_TEXTS = ("account", "app_id", "callback", "verifier", "state", "ends_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingLogin:
    """A login that waits for the consent."""

    account: str
    app_id: str
    callback: str
    verifier: str
    state: str
    ends_at: datetime

    @classmethod
    def load(cls, stored: object) -> "PendingLogin | None":
        """Read what a session keeps; `None` when that is no login."""
        if not isinstance(stored, Mapping):
            return None
        texts = {name: stored.get(name) for name in _TEXTS}
        if not all(isinstance(text, str) for text in texts.values()):
            return None
        account, app_id, callback, verifier, state, ends_at = map(str, texts.values())
        return cls(
            account=account,
            app_id=app_id,
            callback=callback,
            verifier=verifier,
            state=state,
            ends_at=datetime.fromisoformat(ends_at),
        )

    def dump(self) -> dict[str, str]:
        """Return what JSON can carry."""
        texts = {name: str(getattr(self, name)) for name in _TEXTS}
        return {**texts, "ends_at": self.ends_at.isoformat()}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedConsent:
    """What the address at which Zalo sent the browser back says. None of it is believed yet."""

    account: str
    #: The OA that consented, where it is named; empty otherwise.
    oa_id: str
    #: Nobody consented.
    denied: bool


def may_log_in(account: AccountSettings) -> bool:
    """Tell whether an account has what a login needs: a provider that has one, and an application."""
    has_app = bool(account.app_id and account.secrets.app_secret)
    return has_app and capabilities(account.provider).tokens


@dataclass(frozen=True, kw_only=True, slots=True)
class PageLogin:
    """Logs accounts in for the sessions of administrators."""

    ledger: Ledger
    clock: Clock

    def begin(self, session: SessionRecord, account: AccountSettings, callback: str) -> "Consent":
        """Keep a new request for consent with a session; an earlier one counts no more.

        Args:
            session: The administrator's.
            account: The account, with its secrets.
            callback: The pages' own address, where the settings name no other.

        Raises:
            UsageError: Nobody logs in at its provider.
            SettingsError: The application's id or secret is missing.

        """
        from zns_batch.services.accounts.login import consent_for

        consent = consent_for(account, account.callback or callback)
        pending = PendingLogin(
            account=account.name,
            app_id=consent.app_id,
            callback=consent.callback,
            verifier=consent.verifier,
            state=consent.state,
            ends_at=self.clock.now() + LOGIN_LIFE,
        )
        put_session_value(self.ledger, session.token_sha256, _KEY, pending.dump())
        return consent

    def look(self, session: SessionRecord, query: str) -> ReturnedConsent:
        """Return what came back with the browser, and change nothing.

        Args:
            session: The administrator's.
            query: What stands behind the `?` of the address.

        Raises:
            UsageError: No login waits for an answer, its time is over, or the answer is another's.

        """
        pending = self._waiting(session.data.get(_KEY))
        fields = {name: values[-1] for name, values in parse_qs(query).items()}
        if not hmac.compare_digest(fields.get("state", "").encode(), pending.state.encode()):
            raise UsageError("account.wrong-state")
        return ReturnedConsent(
            account=pending.account,
            oa_id=fields.get("oa_id", "")[:40],
            denied=not fields.get("code"),
        )

    def redeem(self, session: SessionRecord, answer: str, *, pasted: bool) -> str:
        """Exchange the code of a consent for tokens, which are in the ledger when this returns.

        Args:
            session: The administrator's.
            answer: The address at which the browser ended, or what stands behind its `?`.
            pasted: A person pasted it.

        Returns:
            The account.

        Raises:
            UsageError: No login waits, its time is over, the answer is another's, or another OA's.
            ZnsBatchError: Zalo did not take the code, or the tokens can't be kept.

        """
        from zns_batch.providers.zalo.oauth import Consent
        from zns_batch.services.accounts.login import log_in

        stored = take_session_value(self.ledger, session.token_sha256, _KEY)
        pending = self._waiting(stored)
        account = load_account(pending.account)
        if account.app_id != pending.app_id:
            raise UsageError("account.login-over")
        consent = Consent(
            app_id=pending.app_id,
            callback=pending.callback,
            verifier=pending.verifier,
            state=pending.state,
            oauth_url=account.oauth_url or account.base_url,
        )
        log_in(account, consent, consent.read(answer, pasted=pasted))
        return account.name

    def _waiting(self, stored: object) -> PendingLogin:
        pending = PendingLogin.load(stored)
        if pending is None or pending.ends_at <= self.clock.now():
            raise UsageError("account.login-over")
        return pending
