"""The server behind real proxies, set up as docs/hosting.md says: nginx and Caddy."""

import asyncio
import os
import re
import shutil
import socket
import ssl
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import aiohttp
import msgspec
import pytest
from aiohttp.abc import AbstractResolver

from backend.self_signed import make_certificate
from backend.settings import Settings
from backend.store.migrate import migrate
from backend.wire.limits import Limits
from backend.wire.rest import GET_PROFILE
from tests.helpers.backends import PASSWORD, data_folder, running
from tests.helpers.installers import INSTALLERS, put
from tests.helpers.servers import ROOT

DOCS = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
HOST = "chat.example.org"
PROXIES = ("nginx", "caddy")


def block(kind, words=""):
    """The one example of that kind in the docs, and with those words in it."""
    (found,) = [each for each in re.findall(rf"```{kind}\n(.*?)```", DOCS, re.DOTALL) if words in each]
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def settings_of_the_docs(data):
    """What the docs write into server.toml, and a tight limit to see whom it counts."""
    told = msgspec.convert(tomllib.loads(block("toml", "trusted_proxies")), Settings)
    limits = Limits(registrations_per_hour=1)
    return msgspec.structs.replace(told, data=data, bcrypt_cost=4, registration="open", limits=limits)


@contextmanager
def nginx(folder, port, server_port) -> Iterator[None]:
    """nginx with the server block of the docs; only ports and paths are this test's."""
    site = block("nginx")
    site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")
    site = site.replace(f"/etc/ssl/{HOST}.pem", str(folder / "cert.pem"))
    site = site.replace(f"/etc/ssl/{HOST}.key", str(folder / "cert.key"))
    site = site.replace("127.0.0.1:8001", f"127.0.0.1:{server_port}")
    kept = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"user root;\npid {folder / 'pid'};\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{kept}{site}}}\n",
        encoding="utf-8",
    )
    with proxy(folder, "nginx", "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"):
        yield


@contextmanager
def caddy(folder, port, server_port) -> Iterator[None]:
    """Caddy with the site of the docs; only ports and the certificate are this test's."""
    site = block("caddy").replace("127.0.0.1:8001", f"127.0.0.1:{server_port}")
    own = (
        f"https://{HOST}:{port} {{\n    bind 127.0.0.1\n    tls {folder / 'cert.pem'} {folder / 'cert.key'}\n"
    )
    site = site.replace(f"{HOST} {{\n", own)
    quiet = "{\n    admin off\n    auto_https off\n    skip_install_trust\n}\n"
    (folder / "Caddyfile").write_text(quiet + site, encoding="utf-8")
    with proxy(folder, "caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"):
        yield


@contextmanager
def proxy(folder, *command) -> Iterator[None]:
    """A program that keeps what it remembers in the folder, while it runs."""
    own = {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with ExitStack() as held:
        process = subprocess.Popen(
            [str(word) for word in command], env=os.environ | own, stderr=subprocess.PIPE
        )
        held.callback(process.communicate, timeout=20)
        held.callback(process.terminate)
        yield


class Names(AbstractResolver):
    """Every name is this machine's."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            {"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}
        ]

    async def close(self):
        pass


@pytest.fixture(params=PROXIES)
def start_proxy(request):
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return {"nginx": nginx, "caddy": caddy}[request.param]


@pytest.fixture
async def behind(tmp_path, start_proxy):
    """A server behind a proxy; what opens a session with it from an address of one's own."""
    migrate(tmp_path / "template.sqlite3")
    data = data_folder(tmp_path / "data", tmp_path / "template.sqlite3")
    certificate, key = make_certificate(HOST, [], datetime.now(UTC))
    (tmp_path / "cert.pem").write_bytes(certificate)
    (tmp_path / "cert.key").write_bytes(key)
    port = free_port()
    trust = ssl.create_default_context(cadata=certificate.decode())
    async with running(settings_of_the_docs(data)) as server:
        with start_proxy(tmp_path, port, server.client.port):
            await until_it_listens(port)

            def visit(address):
                connector = aiohttp.TCPConnector(ssl=trust, resolver=Names(), local_addr=(address, 0))
                return aiohttp.ClientSession(f"https://{HOST}:{port}", connector=connector)

            yield visit, data


async def until_it_listens(port):
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return


async def register(http, username, **headers):
    body = {"username": username, "password": PASSWORD, "password_confirm": PASSWORD}
    async with http.post("/api/auth/register/", json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_people_chat_through_it_by_rest_and_sockets(behind):
    visit, _ = behind
    async with visit("127.0.0.2") as first, visit("127.0.0.3") as second:
        (_, alice), (_, bob) = await register(first, "alice"), await register(second, "bob")
        bobs = {"Authorization": f"Bearer {bob['tokens']['access']}"}
        async with second.ws_connect("/ws/", headers=bobs) as socket_of_bob:
            assert (await socket_of_bob.receive_json(timeout=5))["type"] == "welcome"
            hers = {"Authorization": f"Bearer {alice['tokens']['access']}"}
            async with first.get(GET_PROFILE.path, headers=hers) as answer:
                assert (await answer.json())["profile"]["avatar"].startswith(f"https://{HOST}/")
            path = "/api/chat/create-direct-chat/"
            async with first.post(path, json={"user_id": bob["user"]["id"]}, headers=hers) as answer:
                room = (await answer.json())["room"]["id"]
            message = {"room": room, "content": "through the proxy"}
            async with first.post("/api/chat/messages/", json=message, headers=hers) as answer:
                assert answer.status == 201
            heard = ""
            while "through the proxy" not in heard:
                heard = await socket_of_bob.receive_str(timeout=5)


async def test_limits_count_the_client_and_not_the_proxy_nor_what_the_client_claims(behind):
    visit, _ = behind
    async with visit("127.0.0.2") as first, visit("127.0.0.3") as second:
        assert (await register(first, "alice"))[0] == 201
        assert (await register(first, "anna"))[0] == 429
        claims = {"X-Forwarded-For": "127.0.0.9", "Forwarded": "for=127.0.0.9", "X-Real-IP": "127.0.0.9"}
        assert (await register(first, "anna", **claims))[0] == 429
        assert (await register(second, "bob"))[0] == 201


async def test_pages_and_installers_come_through(behind):
    visit, data = behind
    name = "minichat_1.4.0_amd64.deb"
    put(data / "downloads", name)
    async with visit("127.0.0.2") as http:
        async with http.get("/") as answer:
            assert answer.url.path == "/download/"
            assert f"<code>https://{HOST}</code>" in await answer.text()
        async with http.get(f"/download/files/{name}", headers={"Range": "bytes=8-"}) as answer:
            assert answer.status == 206
            assert await answer.read() == INSTALLERS[name][8:]
