"""Installers put on offer, looked at and taken back on the command line, beside a running server."""

import hashlib
import json

import aiohttp
import pytest

from tests.backend.test_commands import fail, succeed
from tests.helpers.installers import INSTALLERS, put
from tests.helpers.servers import ServerProcess

DEB, EXE = "minichat_1.4.0_amd64.deb", "MiniChat-1.4.0-x64-setup.exe"
UBUNTU = {"User-Agent": "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0)"}


async def test_what_was_added_is_offered_at_once_and_what_was_removed_no_more(data, tmp_path):
    deb = put(tmp_path / "built", DEB)
    with ServerProcess(data) as server:
        async with aiohttp.ClientSession(server.address, headers=UBUNTU) as http:
            assert "is offered now" in succeed(data, "downloads", "add", str(deb))
            async with http.get("/download/") as answer:
                assert hashlib.sha256(INSTALLERS[DEB]).hexdigest() in await answer.text()
            async with http.get(f"/download/files/{DEB}") as answer:
                assert await answer.read() == INSTALLERS[DEB]
            assert succeed(data, "downloads", "remove", DEB) == f"{DEB} is offered no more\n"
            async with http.get(f"/download/files/{DEB}") as answer:
                assert answer.status == 404


def test_list_says_what_there_is_and_what_is_broken(tmp_path):
    data = tmp_path / "data"
    assert succeed(data, "downloads", "list") == "NAME  BYTES  SHA-256\n"
    succeed(data, "downloads", "add", str(put(tmp_path / "built", EXE)))
    put(data / "downloads", DEB, b"cut off")
    head, exe, deb = succeed(data, "downloads", "list").splitlines()
    assert head.split() == ["NAME", "BYTES", "SHA-256"]
    assert exe.split() == [EXE, str(len(INSTALLERS[EXE])), hashlib.sha256(INSTALLERS[EXE]).hexdigest()]
    assert "not offered: " in deb
    listed = json.loads(succeed(data, "downloads", "list", "--json"))
    assert [(file["name"], bool(file["trouble"])) for file in listed] == [(EXE, False), (DEB, True)]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("notes.txt", b"x", "notes.txt is no installer by its name: .exe, .zip, .dmg, "),
        (DEB, b"no package", f"{DEB} is not what its name says, or not all of it"),
        (EXE, None, "No such file or directory"),
        ("folder.deb", None, "Is a directory"),
    ],
)
def test_what_is_no_installer_is_refused(tmp_path, name, content, complaint):
    (tmp_path / "folder.deb").mkdir()
    if content is not None:
        put(tmp_path, name, content)
    code, line = fail(tmp_path / "data", "downloads", "add", str(tmp_path / name))
    assert code == 9
    assert complaint in line
    assert not (tmp_path / "data" / "downloads").exists()


def test_what_is_not_there_can_not_be_removed(tmp_path):
    put(tmp_path / "data", "secret.deb", INSTALLERS[DEB])
    code, line = fail(tmp_path / "data", "downloads", "remove", "../secret.deb")
    assert (code, line) == (9, "minichat-server: there is no ../secret.deb among the downloads\n")
    assert (tmp_path / "data" / "secret.deb").exists()


def test_folder_that_can_not_be_made_is_named(tmp_path):
    deb = put(tmp_path / "built", DEB)
    (tmp_path / "data").write_bytes(b"a file")
    code, line = fail(tmp_path / "data", "downloads", "add", str(deb))
    assert (code, line) == (
        4,
        f"minichat-server: {tmp_path / 'data' / 'downloads'} can't be used: Not a directory\n",
    )
