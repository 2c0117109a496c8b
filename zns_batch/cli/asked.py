"""From a command's options to what the rooms behind it understand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zns_batch.services.campaigns.prepare import CampaignRequest


def request_of(asked: Mapping[str, Any]) -> "CampaignRequest":
    """Return the request that a command's options describe."""
    from zns_batch.services.campaigns.prepare import CampaignRequest
    from zns_batch.validation.validator import DuplicatePolicy

    return CampaignRequest(
        file=asked["file"],
        template=asked["template"],
        account=asked["account"],
        sheet=asked["sheet"],
        phone=asked["phone"],
        mapping=dict(asked["mapping"]),
        duplicates=DuplicatePolicy(asked["duplicates"]),
        suppress=asked["suppress"],
        limit=asked["limit"],
        split_phones=asked.get("split_phones", False),
        users=asked.get("uid", False),
        journey_column=asked.get("journey_column"),
        sms_brandname=asked.get("sms_brandname"),
        sms_text=asked.get("sms_text") or "",
        **_given(sms_delay=asked.get("sms_delay")),
    )


def _given(**values: Any) -> dict[str, Any]:
    """Return what was given; the rest is left to what is usual."""
    return {name: value for name, value in values.items() if value is not None}
