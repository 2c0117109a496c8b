"""A template as Zalo's list and detail tell it; GobySend's list speaks the same way."""

from collections.abc import Mapping
from typing import Any

from zns_batch.domain.message import Quota
from zns_batch.domain.template import AccountParam, AccountTemplate
from zns_batch.providers.zalo_reply import whole

_MILLISECONDS = 1000


def template_of(fields: Mapping[str, Any], template_id: str = "") -> AccountTemplate:
    """Read a template; what is missing is left out.

    Args:
        fields: The object of the answer (`templateId`, `templateName`, `listParams`, …).
        template_id: The id that was asked for, if the answer does not repeat it.

    """
    timeout = whole(fields.get("timeout"))
    return AccountTemplate(
        template_id=text_of(fields.get("templateId")) or template_id,
        name=text_of(fields.get("templateName")),
        status=text_of(fields.get("status")).upper(),
        reason=text_of(fields.get("reason")),
        quality=text_of(fields.get("templateQuality")) or None,
        tag=text_of(fields.get("templateTag")) or None,
        price=_price(fields.get("price_sdt"), fields.get("price")),
        price_by_user=_price(fields.get("price_uid")),
        timeout_seconds=timeout / _MILLISECONDS if timeout else None,
        preview_url=text_of(fields.get("previewUrl")),
        params=_params(fields.get("listParams")),
        quota=_quota(fields),
    )


def text_of(value: object) -> str:
    """Return a text or a number as text; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _params(found: object) -> tuple[AccountParam, ...]:
    listed = found if isinstance(found, list) else []
    named = [one for one in listed if isinstance(one, dict) and text_of(one.get("name"))]
    return tuple(_param(one) for one in named)


def _param(fields: Mapping[str, Any]) -> AccountParam:
    return AccountParam(
        name=text_of(fields["name"]),
        required=fields.get("require") is not False,
        type=text_of(fields.get("type")) or "STRING",
        max_length=whole(fields.get("maxLength")) or None,
        min_length=whole(fields.get("minLength")) or 0,
        accepts_empty=fields.get("acceptNull") is True,
    )


def _price(*values: object) -> int | None:
    for value in values:
        number = _number(value)
        if number is not None and number >= 0:
            return round(number)
    return None


def _number(value: object) -> float | None:
    # `"800"` in one document, `300.0` in another.
    try:
        return float(text_of(value))
    except ValueError:
        return None


def _quota(fields: Mapping[str, Any]) -> Quota:
    if fields.get("applyTemplateQuota") is not True:
        return Quota()
    return Quota(
        daily=whole(fields.get("templateDailyQuota")),
        remaining=whole(fields.get("templateRemainingQuota")),
    )
