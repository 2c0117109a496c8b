"""The options that say how messages go, where that is not the usual way."""

from collections.abc import Mapping
from typing import Any


def ways_of(provider: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the campaign's options for what was asked.

    Args:
        provider: The provider's word.
        asked: The command's options.

    Raises:
        UsageError: The provider has no journeys.

    """
    address = "user" if asked.get("uid") else "hash" if asked.get("hash_phone") else None
    found = {
        "address": address,
        "beyond_quota": asked.get("beyond_quota") or None,
        "journey": _journey(provider, asked.get("journey")),
        "journey_column": asked.get("journey_column"),
        "sms_brandname": asked.get("sms_brandname"),
        "sms_delay": asked.get("sms_delay"),
    }
    return {name: value for name, value in found.items() if value is not None}


def _journey(provider: str, kind: str | None) -> str | None:
    if kind is not None:
        from zns_batch.services.journeys.journey_sender import require_journeys

        require_journeys(provider)
    return kind
