"""Tells those who may approve a campaign that one waits for them, and who asked that nobody did."""

from dataclasses import replace
from datetime import datetime, timedelta

from zns_batch.core.clock import in_vietnam
from zns_batch.core.logging import log
from zns_batch.errors import UnknownCampaignError, ZnsBatchError
from zns_batch.i18n import Value, format_datetime, translate
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.notification_claims import claim, is_claimed
from zns_batch.ledger.people import users
from zns_batch.ledger.people.approvals import ApprovalRequest, find_request, list_expired
from zns_batch.ledger.records import PAGE, Campaign
from zns_batch.notifications.notification import Notification, NotificationKind, RequiredAction
from zns_batch.services.approvals.approvers import approvers_emails
from zns_batch.services.approvals.requests import expire_overdue
from zns_batch.services.unattended.notify import NotifyResult, deliver, lang_of, notification_about
from zns_batch.settings.notifications import load_notices

_EXPIRED = "approval-expired"
_TOLD_WITHIN = timedelta(days=2)
"""Of what expired longer ago nobody is told any more: no worker and no page ran all the time."""


def tell_approvers(ledger: Ledger, campaign: Campaign, *, now: datetime) -> NotifyResult:
    """Notify those who may approve a campaign, each by the own address and all by the settings' ways.

    It may take a while, and raises nothing: that nobody hears of it changes nothing for the campaign,
    which stands on their pages.
    """
    try:
        request = find_request(ledger, campaign.id, now=now)
        if request is None or not request.is_open:
            return NotifyResult()
        settings = load_notices()
        emails = [*settings.email, *approvers_emails(ledger, campaign.account, request)]
        options = {"emails": ";".join(dict.fromkeys(emails))} if settings.server and emails else {}
        return deliver(_notification(ledger, campaign, request), options)
    except UnknownCampaignError:
        return NotifyResult()
    except ZnsBatchError as error:
        return NotifyResult(settings_error=error)


def end_expired(ledger: Ledger, *, now: datetime) -> int:
    """Cancel the campaigns whose request has expired, and notify people of each once.

    Workers and pages call it now and then; it waits for whoever is notified.

    Returns:
        Of how many campaigns people were notified.

    Raises:
        LedgerError: The ledger can't be used.

    """
    expire_overdue(ledger, now=now)
    told = 0
    for campaign, request in list_expired(ledger, since=now - _TOLD_WITHIN, now=now):
        if is_claimed(ledger, _EXPIRED, campaign.id):
            continue
        if claim(ledger, _EXPIRED, campaign.id, now=now):
            _tell_expired(ledger, campaign, request)
            told += 1
    return told


def _tell_expired(ledger: Ledger, campaign: Campaign, request: ApprovalRequest) -> None:
    try:
        settings, lang = load_notices(), lang_of(campaign)
        with ledger.read() as connection:
            asker = users.find_user(connection, request.asked_by) if request.asked_by else None
        own = [asker.email] if asker is not None and asker.email else []
        emails = list(dict.fromkeys([*settings.email, *own]))
        about = notification_about(
            campaign, NotificationKind.CANCELLED, turn=_EXPIRED, when=request.ends_at
        )
        words: dict[str, Value] = {
            "n": request.messages,
            "when": format_datetime(in_vietnam(request.ends_at), lang),
        }
        notification = replace(
            about,
            state=campaign.state,
            reason=translate("approve.expired-notice", lang, **words),
            needs=(RequiredAction(reason=translate("approve.expired-remedy", lang)),),
            page=campaign.page,
        )
        result = deliver(
            notification, {"emails": ";".join(emails)} if settings.server and emails else {}
        )
        errors = list(result.errors())
    except ZnsBatchError as failure:
        errors = [failure]
    for error in errors:
        log().warning("approvals.not-told", campaign=campaign.id, key=error.key)


def approval_page(campaign: Campaign) -> str | None:
    """Return the address of the page on which a campaign is approved; `None` without pages."""
    address = campaign.options.get(PAGE)
    return f"{address}/approvals/{campaign.id}" if address else None


def _notification(ledger: Ledger, campaign: Campaign, request: ApprovalRequest) -> Notification:
    with ledger.read() as connection:
        asker = users.find_user(connection, request.asked_by) if request.asked_by else None
    words: dict[str, Value] = {"who": asker.name if asker else campaign.name, "n": request.messages}
    turn = str(to_ms(request.asked_at))
    about = notification_about(campaign, NotificationKind.HELD, turn=turn, when=request.asked_at)
    return replace(
        about,
        state=campaign.state,
        reason=translate("approve.notice", about.lang, **words),
        needs=(RequiredAction(reason=request.note),) if request.note else (),
        page=approval_page(campaign),
    )
