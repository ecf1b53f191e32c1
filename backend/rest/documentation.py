"""The contract for readers: `/api/openapi.json`, and `/api/docs/`, a page that loads nothing else."""

import json
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from aiohttp import web

from backend.rest.openapi import Document, describe
from backend.rest.router import Handler
from backend.wire.limits import Limits
from backend.wire.rest import Endpoint

OPENAPI_PATH = "/api/openapi.json"
PAGE_PATH = "/api/docs/"

_STYLE = files("resources") / "api" / "docs.css"


def make_routes(handlers: Mapping[Endpoint[Any], Handler], limits: Limits) -> list[web.RouteDef]:
    """The two routes; what they say is made at the first request."""

    @cache
    def document() -> Document:
        return describe(handlers, limits)

    @cache
    def page() -> str:
        return render_page(document())

    async def get_openapi(_request: web.Request) -> web.Response:
        return web.json_response(document(), headers={"Cache-Control": "no-store"})

    async def show_page(_request: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return web.Response(text=page(), content_type="text/html", headers=headers)

    return [web.get(OPENAPI_PATH, get_openapi), web.get(PAGE_PATH, show_page)]


def render_page(document: Document) -> str:
    """The whole document as one HTML page."""
    info = document["info"]
    calls = [
        (path, method, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    parts = []
    for tag in document["tags"]:
        name = tag["name"]
        parts.append(f"<h2>{escape(name)}</h2>")
        parts += [_render_call(document, *call) for call in calls if call[2]["tags"] == [name]]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Mini Chat API</title>'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body><main><h1>Mini Chat API</h1>"
        f'<p class="dim">Version {escape(info["version"])} \u00b7 <a href="{OPENAPI_PATH}">OpenAPI</a></p>'
        f"<p>{escape(info['description'])}</p>{''.join(parts)}</main></body></html>"
    )


def _render_call(document: Document, path: str, method: str, operation: Document) -> str:
    rows = [
        (parameter["name"], f"in the {parameter['in']}. {parameter.get('description', '')}")
        for parameter in operation["parameters"]
    ]
    access = "with a token" if "security" in operation else "for everybody"
    parts = [
        f'<section id="{escape(operation["operationId"])}">',
        f'<h3><code class="method">{method.upper()}</code><code>{escape(path)}</code></h3>',
        f"<p>{escape(operation['summary'])}</p>",
        f'<p class="dim">{access}; {escape(", ".join(_good_statuses(operation)))}</p>',
        _render_rows(rows),
    ]
    for title, schema in _schemas_of(operation):
        parts.append(_render_schema(document, title, schema))
    return "".join([*parts, "</section>"])


def _good_statuses(operation: Document) -> list[str]:
    return [status for status in operation["responses"] if status.startswith("2")]


def _schemas_of(operation: Document) -> list[tuple[str, Document]]:
    body = operation.get("requestBody", {}).get("content", {})
    found = [(f"Body ({kind})", part["schema"]) for kind, part in body.items()]
    answer = operation["responses"][_good_statuses(operation)[0]].get("content", {})
    return found + [("Answer", part["schema"]) for part in answer.values()]


def _render_schema(document: Document, title: str, schema: Document) -> str:
    reference = schema.get("$ref") or schema.get("items", {}).get("$ref")
    if reference is None:
        return f'<p class="dim">{escape(title)}</p>'
    described = document["components"]["schemas"][reference.rpartition("/")[2]]
    example = described["examples"][0]
    is_list = "items" in schema
    rows = [(name, _type_of(field)) for name, field in described.get("properties", {}).items()]
    text = json.dumps([example] if is_list else example, ensure_ascii=False, indent=2)
    return (
        f"<details><summary>{escape(title)}: {'list of ' if is_list else ''}{escape(described['title'])}"
        f"</summary><p>{escape(described['description'])}</p>{_render_rows(rows)}"
        f"<pre>{escape(text)}</pre></details>"
    )


def _type_of(field: Document) -> str:
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if "anyOf" in field:
        return " or ".join(map(_type_of, field["anyOf"]))
    if "enum" in field:
        return " or ".join(json.dumps(value) for value in field["enum"])
    if field.get("type") == "array" and "items" in field:
        return f"list of {_type_of(field['items'])}"
    bounds = [
        f"{words} {field[key]}"
        for key, words in {"minimum": "from", "minLength": "at least", "maxLength": "at most"}.items()
        if key in field
    ]
    return ", ".join([str(field.get("format") or field.get("type", "anything")), *bounds])


def _render_rows(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(text)}</td></tr>" for name, text in rows
    )
    return f"<table>{cells}</table>" if rows else ""
