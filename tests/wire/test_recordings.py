"""Clients of earlier versions, as recorded: today's contract and today's server still serve them."""

import asyncio
import json
import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from backend.wire import PROTOCOL_VERSION, codec
from backend.wire.errors import Refusal
from backend.wire.limits import Limits
from backend.wire.rest import ENDPOINTS, Endpoint
from backend.wire.validation import validate
from tests.helpers.servers import ServerProcess
from tests.wire.contract import RECORDINGS
from tests.wire.recording import Recording, Step, check_reads, fill_in, load_recording, values_at

PATIENCE_SECONDS = 15.0
CLIENTS = [load_recording(path) for path in sorted(RECORDINGS.glob("*.json"))]
EACH_CLIENT = pytest.mark.parametrize("recording", CLIENTS, ids=lambda recording: recording.client)


def endpoint_of(call: str) -> Endpoint[Any]:
    method, url = call.split(" ")
    path, _, query = url.partition("?")
    (endpoint,) = [
        endpoint
        for endpoint in ENDPOINTS
        if endpoint.method == method and re.fullmatch(re.sub(r"\{\w+\}", "[$\\\\w]+", endpoint.path), path)
    ]
    assert {item.partition("=")[0] for item in query.split("&") if item} <= set(endpoint.query)
    return endpoint


def stand_ins(recording: Recording) -> dict[str, Any]:
    """Something for each name that a run would have kept."""
    names = [name for step in recording.steps for name in step.keeps]
    return {name: "token" if name.endswith(("access", "refresh")) else 1 for name in names}


def test_the_first_client_is_there() -> None:
    assert "Mini Chat 0.1.0" in {recording.client for recording in CLIENTS}
    assert PROTOCOL_VERSION in {recording.protocol for recording in CLIENTS}


@EACH_CLIENT
def test_its_calls_and_bodies_are_in_the_contract(recording: Recording) -> None:
    calls = [step for step in recording.steps if step.call]
    assert {endpoint_of(step.call) for step in calls if step.call} <= set(ENDPOINTS)
    for step in calls:
        endpoint = endpoint_of(str(step.call))
        if step.body is not None and endpoint.body is not None:
            body = fill_in(step.body, stand_ins(recording))
            if step.status != 400:
                validate(endpoint.body, codec.decode_object(codec.encode(body)), Limits())
            assert set(body) <= set(endpoint.body.__struct_fields__)


@EACH_CLIENT
def test_its_frames_are_in_the_contract(recording: Recording) -> None:
    understood = set()
    for step in recording.steps:
        if step.says:
            try:
                command = codec.decode_command(codec.encode(fill_in(step.says, stand_ins(recording))))
            except Refusal:
                assert step.says["type"] == "no such command"
            else:
                understood.add(type(command).__name__)
    assert understood == {"Authenticate", "SetTyping", "ReportActivity"}


class Actor:
    """One recorded device: its token, and what its socket told and nobody has waited for yet."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._heard: list[dict[str, Any]] = []

    async def call(self, call: str, body: Any, token: str | None) -> tuple[aiohttp.ClientResponse, Any]:
        method, url = call.split(" ")
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | bearer(token)
        async with self._http.request(method, url, data=data, headers=headers) as response:
            return response, await response.json()

    async def open(self, path: str, token: str | None, stack: AsyncExitStack) -> None:
        connecting = self._http.ws_connect(path, headers=bearer(token))
        self._socket = await stack.enter_async_context(connecting)

    async def say(self, frame: Any) -> None:
        assert self._socket is not None
        await self._socket.send_json(frame)

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next event of the kind; others wait for their own turn."""
        assert self._socket is not None
        while True:
            for event in self._heard:
                if event["type"] == kind:
                    self._heard.remove(event)
                    return event
            self._heard.append(await self._socket.receive_json())

    async def hear_close(self) -> int | None:
        assert self._socket is not None
        async for _ in self._socket:
            pass
        return self._socket.close_code


def bearer(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}


async def replay(recording: Recording, address: str) -> None:
    kept: dict[str, Any] = {}
    async with aiohttp.ClientSession(address) as http, AsyncExitStack() as stack:
        actors = {step.who: Actor(http) for step in recording.steps}
        for number, step in enumerate(recording.steps):
            try:
                await take_step(step, actors[step.who], kept, stack)
            except (AssertionError, LookupError, TimeoutError) as error:
                error.add_note(f"at step {number}: {step}")
                raise


async def take_step(step: Step, actor: Actor, kept: dict[str, Any], stack: AsyncExitStack) -> None:
    token = kept.get(f"{step.who}_access")
    document: Any = None
    if step.call:
        response, document = await actor.call(fill_in(step.call, kept), fill_in(step.body, kept), token)
        assert response.status == step.status, document
        assert step.reads_header is None or response.headers[step.reads_header] in {"true", "false"}
    elif step.opens:
        await actor.open(step.opens, None if step.without_header else token, stack)
    elif step.says:
        await actor.say(fill_in(step.says, kept))
    elif step.hears:
        async with asyncio.timeout(PATIENCE_SECONDS):
            document = await actor.hear(step.hears)
    else:
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await actor.hear_close() == step.hears_close
    check_reads(document, step.reads)
    kept |= {name: values_at(document, path)[0] for name, path in step.keeps.items()}


@EACH_CLIENT
async def test_the_real_server_still_serves_it(recording: Recording, tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        await replay(recording, server.address)
