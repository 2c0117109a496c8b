"""The document as the page of the reference shows it: calls by group, and the models that they name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_METHODS = ("get", "post", "patch", "delete")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceField:
    """A parameter of a call, or a field of a model."""

    name: str
    place: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceAnswer:
    """What a call may answer."""

    status: str
    words: str
    model: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceCall:
    """One call."""

    id: str
    method: str
    path: str
    summary: str
    words: tuple[str, ...]
    fields: tuple[ReferenceField, ...]
    body: str
    answers: tuple[ReferenceAnswer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceGroup:
    """The calls about one thing."""

    name: str
    words: str
    calls: tuple[ReferenceCall, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceModel:
    """What is sent or answered."""

    name: str
    words: str
    fields: tuple[ReferenceField, ...]
    example: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """The whole page."""

    title: str
    version: str
    words: tuple[str, ...]
    groups: tuple[ReferenceGroup, ...]
    models: tuple[ReferenceModel, ...]


def reference(document: Mapping[str, Any]) -> Reference:
    """Return a document as the page shows it."""
    info = document["info"]
    calls = [
        (operation["tags"][0], _call(method, path, operation))
        for path, methods in document["paths"].items()
        for method, operation in sorted(methods.items(), key=lambda one: _METHODS.index(one[0]))
    ]
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    groups = [
        ReferenceGroup(
            name=tag["name"],
            words=tag["description"],
            calls=tuple(call for name, call in calls if name == tag["name"]),
        )
        for tag in document["tags"]
    ]
    return Reference(
        title=info["title"],
        version=info["version"],
        words=_paragraphs(info["description"]),
        groups=tuple(group for group in groups if group.calls),
        models=tuple(_model(name, schema) for name, schema in sorted(schemas.items())),
    )


def _call(method: str, path: str, operation: Mapping[str, Any]) -> ReferenceCall:
    body = operation.get("requestBody", {}).get("content", {})
    fields = [
        ReferenceField(
            name=one["name"],
            place=one["in"],
            kind=_kind(one["schema"]),
            required=one.get("required", False),
            words=one.get("description", ""),
        )
        for one in operation.get("parameters", ())
    ]
    for content in body.values():
        schema = content["schema"]
        if "properties" in schema:
            fields += _fields(schema, place="form")
    return ReferenceCall(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        words=_paragraphs(operation.get("description", "")),
        fields=tuple(fields),
        body=next((_kind(content["schema"]) for content in body.values()), ""),
        answers=tuple(
            ReferenceAnswer(
                status=status,
                words=answer["description"],
                model=next(
                    (
                        _kind(content.get("schema", {}))
                        for content in answer.get("content", {}).values()
                    ),
                    "",
                ),
            )
            for status, answer in sorted(operation["responses"].items())
        ),
    )


def _model(name: str, schema: Mapping[str, Any]) -> ReferenceModel:
    examples = schema.get("examples") or []
    shown = json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
    return ReferenceModel(
        name=name,
        words=schema.get("description", ""),
        fields=tuple(_fields(schema, place="")),
        example=shown,
    )


def _fields(schema: Mapping[str, Any], *, place: str) -> Iterator[ReferenceField]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield ReferenceField(
            name=name,
            place=place,
            kind=_kind(field),
            required=name in required,
            words=field.get("description", ""),
        )


def _kind(schema: Mapping[str, Any]) -> str:
    """Return in a few words what a value is."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    kind = str(schema.get("type", ""))
    if kind == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _paragraphs(text: str) -> tuple[str, ...]:
    blocks = text.replace("\n* ", "\n\n• ").split("\n\n")
    return tuple(" ".join(block.replace("**", "").split()) for block in blocks if block.strip())
