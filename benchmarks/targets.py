"""The servers that are compared, and how each gets its users and rooms."""

import http.client
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load import Pair, Protocol
from benchmarks.processes import Address, Running, ServerFailed, running


@dataclass(frozen=True, slots=True)
class Target:
    """A server under test: its command line for a data folder, what it sends back, how to make pairs."""

    name: str
    arguments: Callable[[Path], list[str]]
    protocol: Protocol
    make_pairs: Callable[[Address, int], list[Pair]]
    environment: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def running(self, folder: Path, *, core: int | None = None) -> Iterator[Running]:
        """The server on the data of `folder`, made where it is missing."""
        data = folder / self.name
        data.mkdir(exist_ok=True)
        with running(self.arguments(data), self.environment, folder, core=core) as server:
            yield server


def _numbered_pairs(_address: Address, count: int) -> list[Pair]:
    """Rooms of a reference, which takes every number for a room and every number for a token."""
    return [Pair(room, (str(2 * room), str(2 * room + 1))) for room in range(1, count + 1)]


def _registered_pairs(address: Address, count: int) -> list[Pair]:
    """Two new users and their direct room for each pair, through the REST API."""
    connection = http.client.HTTPConnection(*address, timeout=30)
    run = secrets.token_hex(4)

    def post(path: str, body: dict[str, Any], token: str | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request("POST", path, json.dumps(body), headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status != 201:
            raise ServerFailed(f"POST {path} gave {response.status}: {answer[:300]!r}")
        return json.loads(answer)

    def register(name: str) -> tuple[int, str]:
        password = secrets.token_urlsafe(12)
        body = {"username": name, "password": password, "password_confirm": password}
        answer = post("/api/auth/register/", body)
        return answer["user"]["id"], answer["tokens"]["access"]

    try:
        pairs = []
        for number in range(count):
            _, caller = register(f"load-{run}-{number}-a")
            peer_id, peer = register(f"load-{run}-{number}-b")
            room = post("/api/chat/create-direct-chat/", {"user_id": peer_id}, caller)["room"]
            pairs.append(Pair(room["id"], (caller, peer)))
        return pairs
    finally:
        connection.close()


ECHO = Target(
    name="echo",
    arguments=lambda _data: ["-m", "benchmarks.references.echo"],
    protocol=Protocol(echoes_to_sender=False, acknowledges=False),
    make_pairs=_numbered_pairs,
)
GROUP_COMMIT = Target(
    name="group-commit",
    arguments=lambda data: ["-m", "benchmarks.references.group_commit", "--data", str(data)],
    protocol=Protocol(echoes_to_sender=True, acknowledges=True),
    make_pairs=_numbered_pairs,
)
MINI_CHAT = Target(
    name="mini-chat",
    arguments=lambda data: [
        *("-m", "backend", "serve", "--host", "127.0.0.1", "--port", "0"),
        *("--data", str(data), "--limits", "off"),
    ],
    protocol=Protocol(echoes_to_sender=True, acknowledges=True),
    make_pairs=_registered_pairs,
    environment={"MINICHAT_BCRYPT_COST": "4"},  # the load is of messages, not of hashes
)
TARGETS = {target.name: target for target in (ECHO, GROUP_COMMIT, MINI_CHAT)}
