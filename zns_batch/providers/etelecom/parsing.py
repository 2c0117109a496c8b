"""eTelecom's answers, read with patience: numbers may be text, words in any case, keys missing.

Two versions of the message object are known (one with `response_data`, one with `sms`), and a writer
that leaves out whatever is empty is to be expected; so nothing here relies on a key that could be
missing. From eTelecom's pages on SendZNS, the list of messages, the OA and the journey tokens.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.journey import Journey
from zns_batch.domain.message import Outcome, OutcomeKind, Quota
from zns_batch.domain.template import ProviderTemplate
from zns_batch.providers.http.client import HttpResponse
from zns_batch.providers.zalo.parsing import json_of, template_of, text_of, whole


class LocalQuotaCount:
    """Counts what was sent since the quota was told, because the next word may be an old one.

    No answer to a message carries the quota, and whether `remaining_quota` is looked up anew each
    time is not documented. Within one day the word only counts when it is lower; a new day or
    another daily quota begins the count anew.

    Args:
        clock: What day it is in Viet Nam.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: tuple[date, int | None] | None = None
        self._left: int | None = None

    def note(self, outcome: Outcome) -> None:
        """Count a message that was sent, or may have been."""
        sent = outcome.kind in {OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN}
        if sent and self._left is not None:
            self._left = max(self._left - 1, 0)

    def hear(self, quota: Quota) -> Quota:
        """Take eTelecom's word and return what to believe."""
        told = in_vietnam(self._clock.now()).date(), quota.daily
        if told != self._told or self._left is None or quota.remaining is None:
            self._told, self._left = told, quota.remaining
        else:
            self._left = min(self._left, quota.remaining)
        return Quota(daily=quota.daily, remaining=self._left)


JsonObject = Mapping[str, Any]

_SENSIBLE_FROM = 2000
# Zalo's two limits are 15 and 7,200 seconds; whatever is above is in milliseconds.
_LONGEST_SECONDS = 7_200

_AS_ZALO_SAYS = {
    "template_id": "templateId",
    "template_name": "templateName",
    "template_status": "status",
    "template_quality": "templateQuality",
    "template_tag": "templateTag",
    "template_daily_quota": "templateDailyQuota",
    "template_remaining_quota": "templateRemainingQuota",
    "apply_template_quota": "applyTemplateQuota",
    "preview_url": "previewUrl",
    "max_length": "maxLength",
    "min_length": "minLength",
    "accept_null": "acceptNull",
}


def object_of(answer: HttpResponse) -> JsonObject | None:
    """Return the JSON object of an answer; `None` when it has none."""
    kind = answer.headers.get(b"content-type", b"").lower() or b"json"
    found = json_of(answer.body) if b"json" in kind else None
    return found if isinstance(found, dict) else None


def word_of(value: object) -> str:
    """Return a word of an enum in small letters; empty for `unknown` and for what is none."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return "" if word == "unknown" else word


def moment_of(value: object) -> datetime | None:
    """Read a moment as RFC 3339 has it; `None` when it makes no sense, as the year 1 does."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None or found.year < _SENSIBLE_FROM:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def error_of(fields: JsonObject) -> str:
    """Return the error number of an object as text; empty when it has none."""
    value = fields.get("error_code")
    number = whole(value)
    return text_of(value) if number is None else str(number or "")


def count_of(value: object) -> int | None:
    """Return a whole number that is not below zero."""
    number = whole(value)
    return number if number is not None and number >= 0 else None


def quota_of(oa: JsonObject) -> Quota:
    """Read what is left of an OA's quota of the day."""
    return Quota(
        daily=count_of(oa.get("daily_quota")), remaining=count_of(oa.get("remaining_quota"))
    )


def account_of(oa: JsonObject) -> AccountStatus:
    """Read how an OA stands. `expires_at` is when eTelecom's refresh token for it ends."""
    return AccountStatus(
        oa_id=text_of(oa.get("oa_id")) or None,
        name=text_of(oa.get("name")) or None,
        quality=word_of(oa.get("current_quality")).upper() or None,
        week_quality=word_of(oa.get("last_week_quality")).upper() or None,
        quota=quota_of(oa),
        promotion_quota=Quota(
            daily=count_of(oa.get("monthly_promotion_quota")),
            remaining=count_of(oa.get("remaining_monthly_promotion_quota")),
        ),
        connected={"p": True, "n": False}.get(word_of(oa.get("status"))),
        connected_until=moment_of(oa.get("expires_at")),
    )


def account_template_of(fields: JsonObject, template_id: str = "") -> ProviderTemplate:
    """Read a template; eTelecom's words are Zalo's, otherwise spelt.

    Args:
        fields: The object.
        template_id: The id that was asked for, if the answer does not repeat it.

    """
    known = {
        key: value for key, value in fields.items() if not isinstance(value, str) or word_of(value)
    }
    params = fields.get("template_params")
    listed = params if isinstance(params, list) else []
    zalos = _respelt(known) | {
        "listParams": [_respelt(one) for one in listed if isinstance(one, dict)],
        "timeout": _milliseconds(fields.get("timeout")),
    }
    return replace(template_of(zalos, template_id), journey=fields.get("is_journey") is True)


def journey_of(fields: JsonObject) -> Journey | None:
    """Read a journey; `None` without an id.

    What a message carries is `journey_id`, by the name that SendZNSJourney has for it; which of the
    two ids it means is not documented.
    """
    journey_id = text_of(fields.get("journey_id")) or text_of(fields.get("id"))
    if not journey_id:
        return None
    return Journey(
        token=journey_id,
        journey_id=journey_id,
        created_at=moment_of(fields.get("created_at")),
        # The samples have one name and the table beside them has the other.
        expires_at=moment_of(fields.get("expired_at")) or moment_of(fields.get("expires_at")),
    )


def _respelt(fields: JsonObject) -> dict[str, Any]:
    return {_AS_ZALO_SAYS.get(key, key): value for key, value in fields.items()}


def _milliseconds(value: object) -> int | None:
    number = count_of(value)
    if number is None:
        return None
    return number if number > _LONGEST_SECONDS else number * 1000
