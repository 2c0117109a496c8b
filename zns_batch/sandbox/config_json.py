"""Changes of a config as JSON has them, in the middle of a run."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from zns_batch.sandbox.config import EtelecomConfig, SandboxConfig, Seconds
from zns_batch.sandbox.templates import SandboxParam, SandboxTemplate
from zns_batch.sandbox.webhooks import LADDER, WebhookTarget

JsonReader = Callable[[Any], object]


def changed(config: SandboxConfig, fields: Mapping[str, Any]) -> SandboxConfig:
    """Return the config with some of its fields changed.

    Args:
        config: The config until now.
        fields: New values by name, as JSON has them: a list for a pair, ISO 8601 for a time.

    Raises:
        ValueError: No such field, or a value that makes no sense; the text names the field.

    """
    changes: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in _READERS:
            raise ValueError(f"no field is called {name}; there are {', '.join(_READERS)}")
        try:
            changes[name] = _READERS[name](value)
        except (TypeError, AttributeError) as error:
            raise ValueError(f"{name}: {value!r} is not of the kind that it takes") from error
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    return replace(config, **changes)


def _exactly(kind: type) -> JsonReader:
    def read(value: Any) -> object:
        # type() and not isinstance(): true is no number here, though Python takes it for one.
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _or_null(reader: JsonReader) -> JsonReader:
    return lambda value: None if value is None else reader(value)


def _number(value: Any) -> float:
    if type(value) not in {int, float}:
        raise TypeError
    return float(value)


def _seconds(value: Any) -> Seconds:
    if not isinstance(value, list | tuple):
        return _number(value)
    if len(value) != 2:
        raise TypeError
    return _number(value[0]), _number(value[1])


def _texts(value: Any) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return tuple(_text(item) for item in value)


def _shares(value: Any) -> dict[str, float]:
    return {str(name): _number(share) for name, share in value.items()}


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _templates(value: Any) -> dict[str, SandboxTemplate]:
    templates: dict[str, SandboxTemplate] = {}
    for name, template in value.items():
        if not isinstance(template, SandboxTemplate):
            params = {
                key: param if isinstance(param, SandboxParam) else SandboxParam(**param)
                for key, param in template.get("params", {}).items()
            }
            template = SandboxTemplate(**{**template, "params": params})  # noqa: PLW2901 - read from JSON
        templates[str(name)] = template
    return templates


def _etelecom(value: Any) -> EtelecomConfig:
    if isinstance(value, EtelecomConfig):
        return value
    until = value.get("consent_until")
    return EtelecomConfig(**{**value, "consent_until": until and _moment(until)})


def _webhook(value: Any) -> WebhookTarget:
    if isinstance(value, WebhookTarget):
        return value
    return WebhookTarget(**{**value, "ladder": tuple(map(_number, value.get("ladder", LADDER)))})


_whole = _exactly(int)
_text = _exactly(str)
_flag = _exactly(bool)

_READERS: Mapping[str, JsonReader] = {
    "quota": _or_null(_whole),
    "used": _whole,
    "others": _number,
    "limit": _or_null(_whole),
    "limit_answer": _text,
    "latency": _seconds,
    "faults": _shares,
    "by_suffix": _flag,
    "seed": _whole,
    "strict_phones": _flag,
    "token": _or_null(_text),
    "token_valid": _flag,
    "token_life": _number,
    "refresh_token": _or_null(_text),
    "app_id": _or_null(_text),
    "app_secret": _or_null(_text),
    "consent_oa": _or_null(_text),
    "proof_required": _flag,
    "night": _or_null(_flag),
    "clock": _or_null(_moment),
    "balance": _or_null(_whole),
    "price": _whole,
    "admins": _or_null(_texts),
    "templates": _templates,
    "described": _templates,
    "delivery": _or_null(_seconds),
    "renewal_faults": _texts,
    "query_fault": _or_null(_text),
    "quality": _text,
    "tags": _texts,
    "etelecom": _etelecom,
    "api_key": _or_null(_text),
    "key_header": _text,
    "quota_as_text": _flag,
    "quota_in_answer": _flag,
    "webhook": _or_null(_webhook),
    "ratings": _number,
    "replies": _number,
}
