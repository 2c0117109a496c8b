"""Tells those who may approve a campaign that one waits for them."""

from dataclasses import replace

from zns_batch.errors import UnknownCampaignError, ZnsBatchError
from zns_batch.i18n import Value, translate
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.people import users
from zns_batch.ledger.people.approvals import ApprovalRequest, find_request
from zns_batch.ledger.records import PAGE, Campaign
from zns_batch.notifications.notification import Notification, NotificationKind, RequiredAction
from zns_batch.services.approvals.approvers import approvers_emails
from zns_batch.services.unattended.notify import NotifyResult, deliver, notification_about
from zns_batch.settings.notifications import load_notices


def tell_approvers(ledger: Ledger, campaign: Campaign) -> NotifyResult:
    """Notify those who may approve a campaign, each by the own address and all by the settings' ways.

    It may take a while, and raises nothing: that nobody hears of it changes nothing for the campaign,
    which stands on their pages.
    """
    try:
        request = find_request(ledger, campaign.id)
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
