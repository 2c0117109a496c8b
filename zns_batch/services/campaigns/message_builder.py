"""From a row that waits to the message that leaves."""

from collections.abc import Callable

import orjson

from zns_batch.domain.message import Address, Message, Sms
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import DueRow
from zns_batch.validation.row_extras import JOURNEY, SMS
from zns_batch.validation.sms import USUAL_DELAY


def message_builder(campaign: Campaign) -> Callable[[DueRow], Message]:
    """Return what makes the messages of a campaign.

    Args:
        campaign: The campaign; `address`, `beyond_quota`, `sms_brandname` and `sms_delay` of its
            options say how its messages go.

    """
    options = campaign.options
    template_id, mode = campaign.template.template_id, campaign.mode
    address = Address(str(options.get("address") or Address.PHONE))
    beyond_quota = bool(options.get("beyond_quota"))

    def compose(row: DueRow) -> Message:
        brought = orjson.loads(row.extras) if row.extras else {}
        return Message(
            phone=row.phone,
            template_id=template_id,
            data=row.data,
            tracking_id=row.tracking_id,
            mode=mode,
            address=address,
            beyond_quota=beyond_quota,
            journey=brought.get(JOURNEY),
            sms=_sms(campaign, brought[SMS]) if SMS in brought else None,
        )

    return compose


def _sms(campaign: Campaign, content: str) -> Sms:
    options = campaign.options
    delay = options.get("sms_delay")
    return Sms(
        brandname=str(options.get("sms_brandname") or ""),
        content=content,
        delay_seconds=USUAL_DELAY if delay is None else int(delay),
    )
