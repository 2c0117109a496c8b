"""A sender account as its card shows it. Tokens and keys never come here: only when they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from zns_batch.domain.account import AccountStatus
from zns_batch.domain.message import Quota
from zns_batch.domain.tokens import TokenPair
from zns_batch.errors import SettingsError, UnknownCampaignError
from zns_batch.ledger import campaigns, leases, webhook_events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.providers import capabilities
from zns_batch.reports.destination import provider_name
from zns_batch.services.accounts.factory import account_client_of, known_tokens
from zns_batch.services.accounts.page_login import may_log_in
from zns_batch.services.accounts.status import AccountOverview
from zns_batch.services.campaigns.destination import destination_of
from zns_batch.services.people.shown_names import shown_name
from zns_batch.settings.accounts import load_account, load_accounts
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import duration_text, error_sentence, number_text

_SOON_DAYS = 14
_KNOWN_QUALITY = frozenset({"HIGH", "MEDIUM", "LOW", "UNDEFINED"})


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountCard:
    """What is known of an account without asking its provider."""

    name: str
    provider: str
    oa_name: str
    oa_id: str
    #: Messages go to a stand-in.
    practice: bool
    #: The host of a base URL that is set.
    host: str
    #: Why it can't send; empty when it can.
    missing: str
    #: What is known of the end of its connection, in words; empty where nothing is.
    connection: str
    #: It ends soon, or has ended.
    ends_soon: bool
    #: The campaign that is being sent, and its name; empty when the lane is free.
    campaign_id: str
    campaign: str
    #: Where the provider's events are received; empty where it sends none.
    webhook: str
    last_event: datetime | None
    #: A login through the pages is possible.
    may_log_in: bool
    #: It has tokens that can be renewed.
    has_tokens: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountLine:
    """An account in the list: what the settings and the ledger say, asked for all of them at once."""

    name: str
    provider: str = ""
    oa_name: str = ""
    oa_id: str = ""
    practice: bool = False
    #: The campaign that is being sent; empty when the lane is free.
    campaign: str = ""
    #: Why its settings can't be used; empty when they can.
    problem: str = ""


def account_lines(context: PageContext, ledger: Ledger, names: Sequence[str]) -> list[AccountLine]:
    """Return accounts as the list shows them."""
    sending = leases.sending_now(ledger, now=context.now)
    lines = []
    for name, account in load_accounts(names).items():
        if isinstance(account, SettingsError):
            lines.append(AccountLine(name=name, problem=error_sentence(account, context.lang)))
            continue
        lines.append(
            AccountLine(
                name=name,
                provider=provider_name(account.provider),
                oa_name=account.oa_name or "",
                oa_id=account.oa_id or "",
                practice=destination_of(account).is_practice,
                campaign=shown_name(sending.get(name, ""), whole=context.user.sees_phones(name)),
            )
        )
    return lines


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountAnswer:
    """What an account's provider says of it, in words; empty where it says nothing."""

    #: Why nothing is known.
    problem: str = ""
    oa: str = ""
    #: What the provider says of the connection.
    connection: str = ""
    connected: bool = True
    token: str = ""
    quota: str = ""
    month: str = ""
    quality: str = ""
    quality_kind: str = "neutral"
    tags: tuple[str, ...] = ()


def account_card(context: PageContext, ledger: Ledger, name: str) -> AccountCard:
    """Return the card of an account.

    Raises:
        SettingsError: It is not in the settings.

    """
    account = load_account(name)
    destination, now = destination_of(account), context.now
    missing, tokens, could = "", None, capabilities(account.provider)
    try:
        account_client_of(account)
        tokens = known_tokens(account)
    except SettingsError as error:
        missing = error_sentence(error, context.lang)
    lane, campaign = leases.inspect(ledger, name, now=now), ""
    if lane.held and lane.campaign_id:
        try:
            sent = campaigns.get(ledger, lane.campaign_id).name
            campaign = shown_name(sent, whole=context.user.sees_phones(name))
        except UnknownCampaignError:
            campaign = lane.campaign_id
    is_zalo = account.provider == "zalo"
    connection, ends_soon = _connection(context, tokens) if could.tokens else ("", False)
    return AccountCard(
        name=name,
        provider=provider_name(account.provider),
        oa_name=account.oa_name or "",
        oa_id=account.oa_id or "",
        practice=destination.is_practice,
        host=destination.host or "",
        missing=missing,
        connection=connection,
        ends_soon=ends_soon,
        campaign_id=lane.campaign_id or "" if campaign else "",
        campaign=campaign,
        webhook=context.url(f"/webhook/zalo/{quote(name)}") if is_zalo else "",
        last_event=webhook_events.last_event_at(ledger, name) if is_zalo else None,
        may_log_in=may_log_in(account),
        has_tokens=tokens is not None,
    )


def _connection(context: PageContext, tokens: TokenPair | None) -> tuple[str, bool]:
    """Return what is known of the end of a refresh token, and whether that is soon."""
    if tokens is None:
        return context.tr("web.accounts.fixed-token"), True
    ends_at = tokens.refresh_ends_at
    if ends_at is None:
        return context.tr("web.accounts.renewable"), False
    left = ends_at - context.now
    if left.total_seconds() <= 0:
        return context.tr("web.accounts.ended"), True
    span = duration_text(left, context.lang)
    return context.tr("web.accounts.good", span=span), left.days < _SOON_DAYS


def account_answer(context: PageContext, overview: AccountOverview | None) -> AccountAnswer:
    """Return what a provider answered, as a card shows it."""
    if overview is None:
        return AccountAnswer(problem=context.tr("web.accounts.silent"))
    if overview.error is not None:
        return AccountAnswer(problem=error_sentence(overview.error, context.lang), connected=False)
    status, tokens = overview.status or AccountStatus(), overview.tokens
    tr, lang = context.tr, context.lang
    connected, connection, token = status.connected is not False, "", ""
    if not connected:
        connection = tr("web.accounts.disconnected")
    elif status.connected_until is not None:
        span = duration_text(status.connected_until - context.now, lang)
        connection = tr("web.accounts.connected", span=span)
    if tokens is not None and tokens.expires_at is not None:
        left = tokens.expires_at - context.now
        token = tr("web.accounts.token", span=duration_text(left, lang))
    kinds = {"HIGH": "ok", "MEDIUM": "warn", "LOW": "bad"}
    return AccountAnswer(
        oa=" ".join(filter(None, (status.name, status.oa_id))),
        connection=connection,
        connected=connected,
        token=token,
        quota=_quota(context, status.quota),
        month=_quota(context, status.promotion_quota),
        quality=quality_words(context, status.quality),
        quality_kind=kinds.get(status.quality or "", "neutral"),
        tags=tuple(tag_words(context, tag) for tag in status.tags),
    )


def _quota(context: PageContext, quota: Quota) -> str:
    if quota.remaining is None:
        return ""
    left = number_text(quota.remaining, context.lang)
    if quota.daily is None:
        return context.tr("web.accounts.left", left=left)
    return context.tr("web.accounts.left-of", left=left, all=number_text(quota.daily, context.lang))


def quality_words(context: PageContext, quality: str | None) -> str:
    """Return a quality in words; empty when it is not told."""
    if not quality:
        return ""
    return context.tr(f"web.accounts.quality.{quality}") if quality in _KNOWN_QUALITY else quality


_TAGS = frozenset({"TRANSACTION", "CUSTOMER_CARE", "PROMOTION", "OTP"})


def tag_words(context: PageContext, tag: str) -> str:
    """Return a tag in words; one that is not known as the provider writes it."""
    return context.tr(f"web.accounts.tag.{tag}") if tag in _TAGS else tag
