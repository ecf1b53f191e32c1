import asyncio

import psutil
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.pages import run_pages
from benchmarks.samples import LoadFailed


async def run_against(handler, check=lambda body: None):
    app = web.Application()
    app.router.add_get("/page", handler)
    async with TestServer(app, host="127.0.0.1") as server:
        return await asyncio.to_thread(
            run_pages,
            ("127.0.0.1", server.port),
            "/page?of=one",
            "a-token",
            check=check,
            connections=2,
            server=psutil.Process(),
            warm_up=0.05,
            duration=0.15,
            patience=5.0,
        )


async def test_asks_with_the_token_and_takes_answers_of_any_size():
    asked, checked = [], []

    async def page(request):
        asked.append((request.query_string, request.headers["Authorization"]))
        return web.Response(body=b"a" * 400_000)

    sample = await run_against(page, checked.append)
    assert set(asked) == {("of=one", "Bearer a-token")}
    assert checked == [b"a" * 400_000]
    assert 2 <= sample.answers < len(asked)
    assert 0 < sample.latency.p50 <= sample.latency.p99


async def test_an_answer_that_changes_fails_the_run():
    numbers = iter(range(1000))

    async def page(request):
        return web.Response(text=f"{next(numbers):5}")

    with pytest.raises(LoadFailed, match="two answers"):
        await run_against(page)


async def test_a_refusal_fails_the_run():
    async def page(request):
        raise web.HTTPForbidden(text="not for you")

    with pytest.raises(LoadFailed, match="not for you"):
        await run_against(page)


async def test_an_answer_that_the_check_refuses_fails_the_run():
    async def page(request):
        return web.Response(text="[]")

    def check(body):
        raise LoadFailed(f"{body} is no page")

    with pytest.raises(LoadFailed, match="is no page"):
        await run_against(page, check)
