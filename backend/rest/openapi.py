"""OpenAPI 3.1, made of the wire's own list of endpoints: no call is known by name here."""

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from inspect import getdoc
from typing import Any, get_args, get_type_hints

import msgspec

from backend.rest.router import Handler
from backend.wire import __version__
from backend.wire.answers import Fault, Nothing
from backend.wire.bodies import Number, Text
from backend.wire.limits import Limits
from backend.wire.rest import Endpoint
from backend.wire.types import Seq

Document = dict[str, Any]

_SCHEMA = "#/components/schemas/{name}"
_FIELD_ERRORS = {
    "title": "FieldErrors",
    "description": "What is wrong with a body, by field; what belongs to none under `non_field_errors`.",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}},
}
_PLACE = {"type": "integer", "minimum": 0, "maximum": 2**53}
_TIME = {"type": "string", "format": "date-time"}
_QUERY: dict[str, tuple[str, Document]] = {
    "limit": ("How many at most.", _PLACE),
    "offset": ("How many to leave out first.", _PLACE),
    "q": ("What to look for.", {"type": "string"}),
    "room": ("Of this room alone.", _PLACE),
    "from": ("By this person alone.", _PLACE),
    "before_seq": ("Below this place of the room's log.", _PLACE),
    "after_seq": ("Above this place of the room's log.", _PLACE),
    "around_seq": ("Around this place of the room's log.", _PLACE),
    "before_id": ("Before the message of this id.", _PLACE),
    "at": ("Around this moment.", _TIME),
    "before": ("Before this moment.", _TIME),
    "after": ("After this moment.", _TIME),
}
_TAGS = {
    "auth": "Accounts, sessions, people",
    "chat": "Rooms and messages",
    "invites": "Invites",
    "": "The server",
}


def describe(handlers: Mapping[Endpoint[Any], Handler], limits: Limits) -> Document:
    """The OpenAPI document of these endpoints under these limits."""
    endpoints = list(handlers)
    answers, components = msgspec.json.schema_components(
        [endpoint.answer for endpoint in endpoints] + [Fault], ref_template=_SCHEMA
    )
    bodies = {endpoint.body for endpoint in endpoints if endpoint.body is not None}
    _, taken = msgspec.json.schema_components(bodies, ref_template=_SCHEMA)
    for name, schema in components.items():
        if name != Fault.__name__ and "properties" in schema:
            schema["required"] = list(schema["properties"])
    for body in bodies:
        _add_rules(taken[body.__name__], body, limits)
    components |= taken
    for name, schema in components.items():
        _polish(schema, name)
    names = [handler.__name__ for handler in handlers.values()]
    paths: dict[str, Document] = {}
    for (endpoint, handler), answer in zip(handlers.items(), answers, strict=False):
        operation = _describe_call(endpoint, handler, answer)
        if names.count(handler.__name__) > 1:
            operation["operationId"] += f"_by_{endpoint.method.lower()}"
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mini Chat",
            "version": __version__,
            "description": "Bodies and answers are JSON. Times are ISO 8601 in UTC, ids positive integers. "
            "Texts for people follow Accept-Language (English, Russian). The sockets, /ws/ and "
            "/ws/chat/{room_id}/, are described in docs/websocket.md.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "tags": [{"name": name} for name in _TAGS.values()],
        "paths": paths,
        "components": {
            "schemas": dict(sorted({**components, "FieldErrors": _FIELD_ERRORS}.items())),
            "securitySchemes": {"access": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _describe_call(endpoint: Endpoint[Any], handler: Handler, answer: Document) -> Document:
    good: Document = {"description": "Done."}
    if endpoint.answer is not Nothing:
        good["content"] = {"application/json": {"schema": answer}}
    operation: Document = {
        "tags": [_tag_of(endpoint)],
        "summary": (getdoc(handler) or "").split("\n\n")[0].replace("\n", " "),
        "operationId": handler.__name__,
        "parameters": _describe_parameters(endpoint),
        "responses": {str(status): good for status in endpoint.statuses}
        | ({"400": _refusal("Wrong fields, or a refusal.", "FieldErrors", "Fault")})
        | {"4XX": _refusal("A refusal.", "Fault"), "5XX": _refusal("Not now.", "Fault")},
    }
    if not endpoint.is_public:
        operation["security"] = [{"access": []}]
    if endpoint.body is not None:
        schema = {"$ref": _SCHEMA.format(name=endpoint.body.__name__)}
        is_needed = any(field.required for field in msgspec.structs.fields(endpoint.body))
        operation["requestBody"] = {
            "required": is_needed,
            "content": {"application/json": {"schema": schema}},
        }
    elif endpoint.takes_picture:
        picture = {"type": "string", "contentMediaType": "image/*"}
        form = {"type": "object", "properties": {"avatar": picture}, "required": ["avatar"]}
        operation["requestBody"] = {
            "required": True,
            "content": {"image/*": {"schema": picture}, "multipart/form-data": {"schema": form}},
        }
    return operation


def _tag_of(endpoint: Endpoint[Any]) -> str:
    return next(text for part, text in _TAGS.items() if endpoint.path.startswith(f"/api/{part}/") or not part)


def _describe_parameters(endpoint: Endpoint[Any]) -> list[Document]:
    ids = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
        for name in re.findall(r"{(\w+)}", endpoint.path)
    ]
    return ids + [
        {"name": name, "in": "query", "description": _QUERY[name][0], "schema": _QUERY[name][1]}
        for name in endpoint.query
    ]


def _refusal(description: str, *names: str) -> Document:
    schemas = [{"$ref": _SCHEMA.format(name=name)} for name in names]
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _add_rules(schema: Document, body: type[msgspec.Struct], limits: Limits) -> None:
    """What validation asks of each field, beyond its type."""
    for name, hint in get_type_hints(body, include_extras=True).items():
        field = schema["properties"][name]
        rule = _find_rule(hint)
        if rule is not None:
            field["maxLength"] = getattr(limits, rule.limit)
            if rule.min_limit is not None:
                field["minLength"] = getattr(limits, rule.min_limit)
            elif not rule.allow_blank:
                field["minLength"] = 1
            if rule.kind in {"email", "uuid"} and not rule.allow_blank:
                field["format"] = rule.kind
            if rule.same_as is not None:
                field["description"] = f"The same as `{rule.same_as}`."
        for part in (field, *field.get("anyOf", ())):
            if part.get("type") == "integer":
                part["minimum"] = 0 if Seq in (hint, *get_args(hint)) else 1
        bounds = next((extra for extra in get_args(hint) if isinstance(extra, Number)), None)
        if bounds is not None:
            field["minimum"], field["maximum"] = bounds.least, getattr(limits, bounds.limit)


def _find_rule(hint: object) -> Text | None:
    if isinstance(hint, Text):
        return hint
    return next((rule for part in get_args(hint) if (rule := _find_rule(part))), None)


def _polish(schema: Document, name: str) -> None:
    """One line of description, and the example that the wire's own tests keep true."""
    schema["description"] = re.sub(r"\s+", " ", schema.get("description", ""))
    example = files("resources") / "api" / "examples" / f"{name}.json"
    schema["examples"] = [json.loads(example.read_text(encoding="utf-8"))]
