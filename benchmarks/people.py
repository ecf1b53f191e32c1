"""Users and rooms for a load: made through a server's REST API, or numbers where a reference takes any."""

import http.client
import json
import secrets
from contextlib import closing
from typing import Any

from benchmarks.chat import Group, Pair
from benchmarks.processes import Address, ServerFailed


def numbered_pairs(_address: Address, count: int) -> list[Pair]:
    """Rooms of a reference, which takes every number for a room and every number for a token."""
    return [Pair(room, (str(2 * room), str(2 * room + 1))) for room in range(1, count + 1)]


def numbered_group(_address: Address, count: int) -> Group:
    """A room of a reference, and tokens of its members."""
    return Group(1, [str(number) for number in range(1, count + 1)])


def registered_pairs(address: Address, count: int) -> list[Pair]:
    """Two new users and their direct room for each pair."""
    with closing(Registry(address)) as registry:
        pairs = []
        for _ in range(count):
            _, caller = registry.register()
            peer_id, peer = registry.register()
            room = registry.post("/api/chat/create-direct-chat/", {"user_id": peer_id}, caller)["room"]
            pairs.append(Pair(room["id"], (caller, peer)))
        return pairs


def registered_group(address: Address, count: int) -> Group:
    """That many new users in one new group."""
    with closing(Registry(address)) as registry:
        _, owner = registry.register()
        room = registry.post("/api/chat/rooms/", {"name": "Everybody"}, owner)
        tokens = [owner]
        for _ in range(count - 1):
            user_id, token = registry.register()
            registry.post(f"/api/chat/rooms/{room['id']}/participants/", {"user_id": user_id}, owner)
            tokens.append(token)
        return Group(room["id"], tokens)


class Registry:
    """One connection over which accounts and rooms are made; names are new in each run."""

    def __init__(self, address: Address) -> None:
        self._connection = http.client.HTTPConnection(*address, timeout=30)
        self._run = secrets.token_hex(4)
        self._count = 0

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def register(self) -> tuple[int, str]:
        """The id and the access token of a new user."""
        self._count += 1
        password = secrets.token_urlsafe(12)
        body = {
            "username": f"load-{self._run}-{self._count}",
            "password": password,
            "password_confirm": password,
        }
        answer = self.post("/api/auth/register/", body)
        return answer["user"]["id"], answer["tokens"]["access"]

    def post(self, path: str, body: dict[str, Any], token: str | None = None) -> Any:
        """The JSON of an answer with status 201."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._connection.request("POST", path, json.dumps(body), headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 201:
            raise ServerFailed(f"POST {path} gave {response.status}: {answer[:300]!r}")
        return json.loads(answer)
