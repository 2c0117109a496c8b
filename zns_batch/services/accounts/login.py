"""Logging an account in: from an administrator's consent to a pair of tokens on disk."""

import os

from zns_batch.core.clock import SystemClock
from zns_batch.core.logging import redact_secret
from zns_batch.domain.tokens import RefreshRefused, TokenPair
from zns_batch.errors import (
    InternalError,
    ProviderError,
    RefusalError,
    SettingsError,
    UsageError,
)
from zns_batch.providers import HttpOptions, capabilities
from zns_batch.providers.http.response import TransportError
from zns_batch.providers.zalo.oauth import (
    VERIFIER,
    Consent,
    ConsentGrant,
    OAuthApp,
    ZaloTokenEndpoint,
    new_verifier,
)
from zns_batch.services.accounts.factory import login_of
from zns_batch.settings.accounts import AccountSettings, environment_name

CLAIM_SECONDS = 60.0
"""How long other processes wait before they take the account's tokens for abandoned."""


def consent_for(account: AccountSettings, callback: str) -> Consent:
    """Return the request for consent of an account.

    Args:
        account: The account.
        callback: Where the browser is sent afterwards.

    Raises:
        UsageError: Nobody logs in at its provider.
        SettingsError: The application's id or secret is missing, or the verifier can't be used.

    """
    if not capabilities(account.provider).tokens:
        params = {"account": account.name, "provider": account.provider}
        raise UsageError("account.no-login", **params)
    _app_of(account)
    verifier = os.environ.get("ZNS_CODE_VERIFIER") or new_verifier()
    if not VERIFIER.fullmatch(verifier):
        raise SettingsError("account.bad-verifier")
    redact_secret(verifier)
    return Consent(
        app_id=account.app_id or "",
        callback=callback,
        verifier=verifier,
        oauth_url=account.oauth_url or account.base_url,
    )


def log_in(account: AccountSettings, consent: Consent, granted: ConsentGrant) -> TokenPair:
    """Redeem a consent. The pair is on disk when this returns.

    Args:
        account: The account.
        consent: The request.
        granted: What came back.

    Raises:
        UsageError: Another OA consented than the settings say.
        ProviderError: Zalo did not take the code, or did not answer.
        LedgerError: The pair can't be kept; Zalo was not asked then.

    """
    if account.oa_id and granted.oa_id and granted.oa_id != account.oa_id:
        raise UsageError("account.another-oa", found=granted.oa_id, expected=account.oa_id)
    store = login_of(account)
    if store is None:
        raise InternalError("run.internal", what="login without an application")
    redact_secret(granted.code)
    # Claimed first, so that a ledger that can't be written is known before the code is used up.
    with store.exclusive(CLAIM_SECONDS):
        endpoint = ZaloTokenEndpoint(
            _app_of(account),
            address=account.oauth_url or account.base_url,
            http=HttpOptions(
                connect_timeout=account.connect_timeout, request_timeout=account.request_timeout
            ),
            clock=SystemClock(),
        )
        result = endpoint.exchange_code(granted.code, consent.verifier)
        if isinstance(result, RefreshRefused):
            if result.code is not None and result.code != "oauth-14005":
                raise RefusalError("zalo", result.code, result.provider_message)
            raise ProviderError("account.code-refused", said=result.provider_message)
        if isinstance(result, TransportError):
            raise ProviderError("account.code-unanswered", code=result.code)
        redact_secret(result.access, result.refresh or "")
        store.save(result)
        return result


def _app_of(account: AccountSettings) -> OAuthApp:
    if not (account.app_id and account.secrets.app_secret):
        middle = environment_name(account.name)
        raise SettingsError(
            "account.no-app",
            account=account.name,
            id=f"ZNS_{middle}APP_ID",
            secret=f"ZNS_{middle}APP_SECRET",
        )
    return OAuthApp(id=account.app_id, secret=account.secrets.app_secret)
