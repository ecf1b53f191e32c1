"""The page of the contract: whole, without anything from elsewhere, and safe to open."""

import re

import pytest

from backend.rest.documentation import OPENAPI_PATH, PAGE_PATH, render_page
from backend.wire.rest import ENDPOINTS


@pytest.fixture
async def page(server):
    async with server.client.get(PAGE_PATH) as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        return await response.text()


def test_each_call_is_on_it(page):
    for endpoint in ENDPOINTS:
        assert f"<code>{endpoint.path}</code>" in page


def test_bodies_and_answers_stand_there_with_fields_and_an_example(page):
    assert "<summary>Body (application/json): SendMessage</summary>" in page
    assert "<code>client_id</code>" in page
    assert "string, at least 1, at most 4000" in page
    assert "&quot;content&quot;: &quot;@boris, see above&quot;" in page


def test_it_loads_nothing(page):
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == [OPENAPI_PATH]
    assert "@import" not in page


def test_what_a_text_says_is_never_markup():
    operation = {"tags": ["<b>"], "summary": "<i>", "operationId": "x", "parameters": []}
    operation["responses"] = {"204": {}}
    document = {
        "info": {"version": "<s>", "description": "<u>"},
        "tags": [{"name": "<b>"}],
        "paths": {"/<p>": {"get": operation}},
    }
    body = render_page(document).split("<body>")[1]
    assert not re.search(r"<(?:b|i|s|u|p)>(?=<)", body.replace("<p>&lt;", ""))
    assert "&lt;b&gt;" in body
