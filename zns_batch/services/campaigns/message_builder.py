"""Builds the message of a due row."""

from collections.abc import Callable

import orjson

from zns_batch.domain.message import Address, Message, Sms
from zns_batch.domain.planned_row import USER
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import DueRow
from zns_batch.validation.row_extras import JOURNEY, SMS
from zns_batch.validation.sms import USUAL_DELAY


def message_builder(campaign: Campaign) -> Callable[[DueRow], Message]:
    """Return the function that builds the messages of a campaign.

    Its options `address`, `beyond_quota`, `sms_brandname` and `sms_delay` say how they go.
    """
    options = campaign.options
    template_id, mode = campaign.template.template_id, campaign.mode
    address = Address(str(options.get("address") or Address.PHONE))
    beyond_quota = bool(options.get("beyond_quota"))
    brandname, delay = str(options.get("sms_brandname") or ""), options.get("sms_delay")
    delay_seconds = USUAL_DELAY if delay is None else int(delay)

    def compose(row: DueRow) -> Message:
        extras = orjson.loads(row.extras) if row.extras else {}
        sms = None
        if SMS in extras:
            sms = Sms(brandname=brandname, content=extras[SMS], delay_seconds=delay_seconds)
        user = extras.get(USER)
        return Message(
            phone=user or row.phone,
            template_id=template_id,
            data=row.data,
            tracking_id=row.tracking_id,
            mode=mode,
            address=Address.USER if user else address,
            beyond_quota=beyond_quota,
            journey=extras.get(JOURNEY),
            sms=sms,
        )

    return compose
