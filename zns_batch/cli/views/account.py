"""Shows the state and tokens of an account, or of all."""

from datetime import datetime

from zns_batch.cli.console import output, output_json, table
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import in_vietnam
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.tokens import TokenPair
from zns_batch.i18n import format_datetime
from zns_batch.services.accounts.status import AccountOverview
from zns_batch.settings.accounts import AccountSettings


def until(moment: datetime | None) -> str:
    """Return the end of a token's or a connection's life in words."""
    return format_datetime(in_vietnam(moment), lang()) if moment is not None else "—"


def status_as_json(
    account: AccountSettings, status: AccountStatus, tokens: TokenPair | None
) -> dict[str, object]:
    """Return the object that `account status --json` prints."""
    return {
        "account": account.name,
        "provider": account.provider,
        "oa_id": status.oa_id or account.oa_id,
        "name": status.name,
        "connected": status.connected,
        "connected_until": _iso(status.connected_until),
        "token_until": _iso(tokens.expires_at if tokens else None),
        "quality": status.quality,
        "week_quality": status.week_quality,
        "tags": list(status.tags),
        "quota": {"daily": status.quota.daily, "remaining": status.quota.remaining},
        "promotion_quota": {
            "daily": status.promotion_quota.daily,
            "remaining": status.promotion_quota.remaining,
        },
    }


def _iso(moment: datetime | None) -> str | None:
    return in_vietnam(moment).isoformat() if moment is not None else None


def show_status(account: AccountSettings, status: AccountStatus, tokens: TokenPair | None) -> None:
    """Show what `account status` has found."""
    output(tr("account.shown", name=account.name, provider=account.provider))
    oa = " ".join(filter(None, (status.oa_id or account.oa_id, status.name)))
    if oa:
        output(tr("account.oa", oa=oa))
    if tokens is None:
        output(tr("account.key"))
    elif tokens.expires_at is None:
        output(tr("account.token-forever"))
    else:
        output(tr("account.token-until", until=until(tokens.expires_at)))
    if status.connected is False:
        output(tr("account.disconnected"))
    elif status.connected_until is not None:
        output(tr("account.connected", until=until(status.connected_until)))
    if status.quality or status.week_quality:
        words = {"now": status.quality or "—", "week": status.week_quality or "—"}
        output(tr("account.quality", **words))
    if status.tags:
        output(tr("account.tags", tags=", ".join(status.tags)))
    for key, quota in (("quota", status.quota), ("promotion", status.promotion_quota)):
        if quota.remaining is not None:
            daily = "—" if quota.daily is None else quota.daily
            output(tr(f"account.{key}", left=quota.remaining, daily=daily))


def show_overview(overviews: list[AccountOverview], *, as_json: bool) -> None:
    """Show what `account status --all` has found: a line, or an object, for each account."""
    if as_json:
        objects = []
        for overview in overviews:
            account, status = overview.account, overview.status or AccountStatus()
            error = overview.error
            stands = status_as_json(account, status, overview.tokens)
            objects.append(stands | {"error": error.text(lang()) if error else None})
        output_json({"accounts": objects})
        return
    lines = []
    for overview in overviews:
        status = overview.status or AccountStatus()
        quota, tokens = status.quota, overview.tokens
        left = "—"
        if quota.remaining is not None:
            left = f"{quota.remaining}/{'—' if quota.daily is None else quota.daily}"
        state = tr("account.disconnected" if status.connected is False else "account.ready")
        lines.append(
            [
                overview.account.name,
                " ".join(filter(None, (status.oa_id or overview.account.oa_id, status.name)))
                or "—",
                left,
                until(tokens.expires_at if tokens else None),
                overview.error.text(lang()) if overview.error else state,
            ]
        )
    heads = ("account", "oa", "quota", "token", "ready")
    output(table([tr(f"account.head.{name}") for name in heads], lines))
