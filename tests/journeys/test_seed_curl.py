"""The curl commands of the first README, word for word: they work as they stand there.

What a reader fills in is filled in here: the access token and the id of the other user; so are the port that
this server got, and the doubled backslashes at the ends of lines.
"""

import json
import re
import shlex
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.helpers.servers import ServerProcess

EXAMPLES = Path(__file__).with_name("seed_examples.md")
REGISTER, SEARCH, CREATE_CHAT, SEND = re.findall(r"```bash\n(.*?)```", EXAMPLES.read_text("utf-8"), re.DOTALL)

CONTACT_FIELDS = {
    "id": int,
    "username": str,
    "first_name": str,
    "last_name": str,
    "full_name": str,
    "is_online": bool,
    "last_seen": str,
    "avatar": str,
}
ROOM_FIELDS = {
    "id": int,
    "name": str,
    "description": str,
    "chat_type": str,
    "created_at": str,
    "participants": list,
    "participants_count": int,
    "other_participant": dict,
    "unread_count": int,
}
MESSAGE_FIELDS = {
    "id": int,
    "room": int,
    "user": dict,
    "user_username": str,
    "content": str,
    "timestamp": str,
    "is_read": bool,
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class Answer(NamedTuple):
    status: int
    body: Any


Way = Callable[[list[str]], Answer]


def run_curl(arguments: list[str]) -> Answer:
    """The command itself."""
    extra = [
        "--silent",
        "--show-error",
        "--noproxy",
        "*",
        "--max-time",
        "20",
        "--write-out",
        "\n%{http_code}",
    ]
    done = subprocess.run([*arguments, *extra], capture_output=True, encoding="utf-8", check=True)
    body, _, status = done.stdout.rpartition("\n")
    return Answer(int(status), json.loads(body))


def send_as_curl_would(arguments: list[str]) -> Answer:
    """The same request where there is no curl."""
    method, headers, data, url = "GET", {}, None, ""
    words = iter(arguments[1:])
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = next(words).encode()
        else:
            url = word
    request = urllib.request.Request(url, data, headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as response:
            return Answer(response.status, json.load(response))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, json.load(error))


WAYS: list[Way] = [send_as_curl_would, run_curl] if shutil.which("curl") else [send_as_curl_would]


class Reader:
    """Somebody who copies commands from the document and fills in what it leaves open."""

    def __init__(self, server: ServerProcess, way: Way) -> None:
        self._server = server
        self._way = way
        self.token = ""

    def run(self, command: str, changes: dict[str, str] | None = None) -> Answer:
        address = f"127.0.0.1:{self._server.port}"
        filled = command.replace("127.0.0.1:8001", address).replace("YOUR_ACCESS_TOKEN", self.token)
        for old, new in (changes or {}).items():
            filled = filled.replace(old, new)
        return self._way(shlex.split(filled.replace("\\\\\n", " ")))


def check_fields(document: dict[str, Any], fields: dict[str, type]) -> None:
    """Each is there, of its type; more may be beside them."""
    assert {name: type(document.get(name)) for name in fields} == fields


@pytest.fixture
def server(tmp_path):
    with ServerProcess(tmp_path / "data") as server:
        yield server


@pytest.mark.parametrize("way", WAYS)
def test_the_commands_of_the_document_work_one_after_the_other(server, way):
    reader = Reader(server, way)
    me = {
        "id": 1,
        "username": "testuser",
        "email": "test@example.com",
        "first_name": "Test",
        "last_name": "User",
    }

    status, registered = reader.run(REGISTER)
    assert status == 201
    assert set(registered) >= {"user", "tokens", "message"}
    assert registered["user"] == me
    assert set(registered["tokens"]) == {"access", "refresh"}
    assert registered["message"]
    reader.token = registered["tokens"]["access"]

    status, again = reader.run(REGISTER)
    assert (status, set(again)) == (400, {"username", "email"})

    status, friend = reader.run(REGISTER, {"testuser": "testfriend", "test@example": "friend@example"})
    assert (status, friend["user"]["id"]) == (201, 2)

    status, found = reader.run(SEARCH)
    assert (status, set(found)) == (200, {"users"})
    (contact,) = found["users"]
    check_fields(contact, CONTACT_FIELDS)
    assert contact["username"] == "testfriend"
    assert contact["full_name"] == "Test User"
    assert contact["is_online"]
    assert TIME.fullmatch(contact["last_seen"])
    assert contact["avatar"].startswith(f"http://127.0.0.1:{server.port}/")

    status, made = reader.run(CREATE_CHAT)
    assert status == 201
    assert made["message"]
    room = made["room"]
    check_fields(room, ROOM_FIELDS)
    assert room["chat_type"] == "direct"
    assert (room["participants_count"], room["unread_count"]) == (2, 0)
    assert room["participants"] == [me, friend["user"]]
    assert room["other_participant"] == friend["user"]
    status, found = reader.run(CREATE_CHAT)
    assert (status, found["room"]) == (200, room)

    status, message = reader.run(SEND)
    assert status == 201
    check_fields(message, MESSAGE_FIELDS)
    assert message["content"] == "Привет! Как дела?"
    assert (message["room"], message["user"], message["user_username"]) == (room["id"], me, "testuser")
    assert not message["is_read"]
    assert TIME.fullmatch(message["timestamp"])


@pytest.mark.parametrize("way", WAYS)
def test_without_a_token_they_are_refused(server, way):
    reader = Reader(server, way)
    for command in (SEARCH, CREATE_CHAT, SEND):
        status, answer = reader.run(command)
        assert status == 401
        assert isinstance(answer["error"], str)
