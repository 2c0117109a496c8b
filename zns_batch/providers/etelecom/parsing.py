"""Tolerant readers of eTelecom's objects: numbers may be text, words in any case, keys missing.

Two versions of the message object are known (one with `response_data`, one with `sms`), and a writer
that leaves out whatever is empty is to be expected; so nothing here relies on a key that could be
missing. From eTelecom's pages on SendZNS, the list of messages, the OA and the journey tokens.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import RATED, REPLIED, GivenAnswer
from zns_batch.domain.journey import Journey
from zns_batch.domain.message import Outcome, OutcomeKind, Quota
from zns_batch.domain.template import ProviderTemplate
from zns_batch.providers.parsing import JsonObject, count_of, int_of, rfc3339_of, text_of
from zns_batch.providers.zns.answers import answer_id, answer_reasons, answer_text
from zns_batch.providers.zns.replies import template_of


class LocalQuotaCount:
    """Counts what was sent since the quota was told, because the next answer may be an old one.

    No answer to a message carries the quota, and whether `remaining_quota` is looked up anew each
    time is not documented. Within one day an answer only counts when it is lower; a new day or
    another daily quota begins the count anew.

    Args:
        clock: What day it is in Viet Nam.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._period: tuple[date, int | None] | None = None
        self._remaining: int | None = None

    def note(self, outcome: Outcome) -> None:
        """Count a message that was sent, or may have been."""
        sent = outcome.kind in {OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN}
        if sent and self._remaining is not None:
            self._remaining = max(self._remaining - 1, 0)

    def lower_of(self, quota: Quota) -> Quota:
        """Return a quota as eTelecom tells it, with the lower of its remainder and our count."""
        period = in_vietnam(self._clock.now()).date(), quota.daily
        if period != self._period or self._remaining is None or quota.remaining is None:
            self._period, self._remaining = period, quota.remaining
        else:
            self._remaining = min(self._remaining, quota.remaining)
        return Quota(daily=quota.daily, remaining=self._remaining)


# Zalo's two limits are 15 and 7,200 seconds; whatever is above is in milliseconds.
_LONGEST_SECONDS = 7_200

_ZALOS_NAMES = {
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


def word_of(value: object) -> str:
    """Return a word of an enum in small letters; empty for `unknown` and for what is none."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return "" if word == "unknown" else word


def error_of(fields: JsonObject) -> str:
    """Return the error number of an object as text; empty when it has none."""
    value = fields.get("error_code")
    number = int_of(value)
    return text_of(value) if number is None else str(number or "")


def oa_quota_of(oa: JsonObject) -> Quota:
    """Read what is left of an OA's quota of the day."""
    return Quota(
        daily=count_of(oa.get("daily_quota")), remaining=count_of(oa.get("remaining_quota"))
    )


def account_of(oa: JsonObject) -> AccountStatus:
    """Read an OA's quality, quotas and connection. `expires_at` is when eTelecom's refresh token for it ends."""
    return AccountStatus(
        oa_id=text_of(oa.get("oa_id")) or None,
        name=text_of(oa.get("name")) or None,
        quality=word_of(oa.get("current_quality")).upper() or None,
        week_quality=word_of(oa.get("last_week_quality")).upper() or None,
        quota=oa_quota_of(oa),
        promotion_quota=Quota(
            daily=count_of(oa.get("monthly_promotion_quota")),
            remaining=count_of(oa.get("remaining_monthly_promotion_quota")),
        ),
        connected={"p": True, "n": False}.get(word_of(oa.get("status"))),
        connected_until=rfc3339_of(oa.get("expires_at")),
    )


def provider_template_of(fields: JsonObject, template_id: str = "") -> ProviderTemplate:
    """Read a template; eTelecom's words are Zalo's, otherwise spelt.

    Args:
        fields: The object.
        template_id: The requested id, if the answer does not repeat it.

    """
    known = {
        key: value for key, value in fields.items() if not isinstance(value, str) or word_of(value)
    }
    params = fields.get("template_params")
    listed = params if isinstance(params, list) else []
    timeout = count_of(fields.get("timeout"))
    if timeout is not None and timeout <= _LONGEST_SECONDS:
        timeout *= 1000
    in_zalos_names = _rename_keys(known) | {
        "listParams": [_rename_keys(item) for item in listed if isinstance(item, dict)],
        "timeout": timeout,
    }
    template = template_of(in_zalos_names, template_id)
    return replace(template, journey=fields.get("is_journey") is True)


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
        created_at=rfc3339_of(fields.get("created_at")),
        # The samples have one name and the table beside them has the other.
        expires_at=rfc3339_of(fields.get("expired_at")) or rfc3339_of(fields.get("expires_at")),
    )


def answers_of(fields: JsonObject) -> list[GivenAnswer]:
    """Read what a customer answered to a message: a rating, a quick reply, both or nothing."""
    at = rfc3339_of(fields.get("submit_time"))
    message_id, tracking_id = answer_id(fields.get("msg_id")), answer_id(fields.get("tracking_id"))
    if at is None or (message_id or tracking_id) is None:
        return []
    rating = {
        "rate": int_of(fields.get("rate")) or None,
        "note": answer_text(fields.get("note")),
        "feedbacks": answer_reasons(fields.get("feedback")),
    }
    given = ((RATED, rating), (REPLIED, {"data": answer_text(fields.get("response_data"))}))
    # Whole seconds, where the webhook of Zalo has thousandths; eTelecom has no webhook of ours.
    return [
        GivenAnswer(
            name=name,
            at=at,
            submitted=str(int(at.timestamp() * 1000)),
            message_id=message_id,
            tracking_id=tracking_id,
            told=told,
        )
        for name, fields_of_it in given
        if (told := {key: value for key, value in fields_of_it.items() if value})
    ]


def _rename_keys(fields: JsonObject) -> dict[str, Any]:
    return {_ZALOS_NAMES.get(key, key): value for key, value in fields.items()}
