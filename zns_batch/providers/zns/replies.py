"""Answers in Zalo's shape: an error number beside `data`, quotas, message ids, templates."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from zns_batch.domain.message import Quota
from zns_batch.domain.template import ProviderParam, ProviderTemplate
from zns_batch.providers.http.response import HttpResponse
from zns_batch.providers.parsing import JsonObject, count_of, int_of, object_of, text_of

_ID = re.compile(r"[!-~]{1,128}")
_MILLISECONDS = 1000
_LINK = re.compile(r"\s*https?://[^/?#<>]+[/?#](.*)", re.DOTALL | re.IGNORECASE)
_PLACE = re.compile(r"<([^<>\s]+)>")


class ZnsReply(NamedTuple):
    """The JSON object of an answer."""

    #: Zalo's number; 0 for success.
    error: int
    #: Zalo's words, as they came: to be redacted before they are shown.
    message: object
    #: The whole object.
    fields: JsonObject

    @property
    def data(self) -> JsonObject:
        """The object under `data`; empty when there is none."""
        data = self.fields.get("data")
        return data if isinstance(data, dict) else {}

    @property
    def items(self) -> list[Any]:
        """The list under `data`; empty when there is none."""
        data = self.fields.get("data")
        return data if isinstance(data, list) else []


def reply_of(answer: HttpResponse) -> ZnsReply | None:
    """Read an answer's body; `None` unless it is a JSON object with an error number."""
    fields = object_of(answer)
    error = int_of(fields.get("error")) if fields else None
    if fields is None or error is None:
        return None
    return ZnsReply(error=error, message=fields.get("message"), fields=fields)


def quota_of(data: object) -> Quota | None:
    """Read `dailyQuota` and `remainingQuota`; `None` when neither can be read.

    They are text in the answer to a message and numbers in the answer about the quota. What an OA
    without a limit gets is not documented, so a number below zero is taken for "not said".
    """
    if not isinstance(data, dict):
        return None
    daily, remaining = count_of(data.get("dailyQuota")), count_of(data.get("remainingQuota"))
    if daily is None and remaining is None:
        return None
    return Quota(daily=daily, remaining=remaining)


def message_id_of(data: Mapping[str, Any]) -> str | None:
    """Read `msg_id`, or `message_id` in its place; `None` when it is missing or can't be one."""
    value = data.get("msg_id", data.get("message_id"))
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _ID.fullmatch(text) else None


def template_of(fields: JsonObject, template_id: str = "") -> ProviderTemplate:
    """Read a template; what is missing is left out.

    Args:
        fields: The object of the answer (`templateId`, `templateName`, `listParams`, …).
        template_id: The requested id, if the answer does not repeat it.

    """
    timeout = int_of(fields.get("timeout"))
    listed = fields.get("listParams")
    params = listed if isinstance(listed, list) else []
    in_links = _params_in_links(fields.get("listButtons"))
    has_quota = fields.get("applyTemplateQuota") is True
    return ProviderTemplate(
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
        params=tuple(
            _param(param, in_links)
            for param in params
            if isinstance(param, dict) and text_of(param.get("name"))
        ),
        quota=Quota(
            daily=int_of(fields.get("templateDailyQuota")) if has_quota else None,
            remaining=int_of(fields.get("templateRemainingQuota")) if has_quota else None,
        ),
    )


def _params_in_links(buttons: object) -> frozenset[str]:
    """Return the parameters behind the host of a button's address: `https://shop.vn/don/<order_code>`."""
    contents = [
        text_of(button.get("content"))
        for button in (buttons if isinstance(buttons, list) else [])
        if isinstance(button, dict)
    ]
    links = [match for match in map(_LINK.match, contents) if match]
    return frozenset(name for link in links for name in _PLACE.findall(link[1]))


def _param(fields: JsonObject, in_links: frozenset[str]) -> ProviderParam:
    name = text_of(fields["name"])
    return ProviderParam(
        name=name,
        in_link=name in in_links,
        required=fields.get("require") is not False,
        type=text_of(fields.get("type")) or "STRING",
        max_length=int_of(fields.get("maxLength")) or None,
        min_length=int_of(fields.get("minLength")) or 0,
        accepts_empty=fields.get("acceptNull") is True,
    )


def _price(*values: object) -> int | None:
    for value in values:
        try:
            # `"800"` in one document, `300.0` in another.
            price = float(text_of(value))
            if price >= 0:
                return round(price)
        except (ValueError, OverflowError):
            continue
    return None
