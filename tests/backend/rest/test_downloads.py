"""The page of downloads as the server makes it, and the files behind it."""

import hashlib
import re

import pytest

from backend.downloads import Download
from backend.installers import Kind
from backend.rest.downloads import choose, show_size
from backend.rest.visitors import System, Visitor
from backend.settings import Settings
from tests.helpers.backends import running
from tests.helpers.installers import INSTALLERS, LONG_AGO, put, put_all

EXE, ZIP = "MiniChat-1.4.0-x64-setup.exe", "MiniChat-1.4.0-x64-portable.zip"
MAC, OLD_MAC = "MiniChat-1.4.0-arm64.dmg", "MiniChat-1.4.0-x86_64.dmg"
DEB, RPM = "minichat_1.4.0_amd64.deb", "minichat-1.4.0-1.x86_64.rpm"
IMAGE, ARCHIVE = "MiniChat-1.4.0-x86_64.AppImage", "minichat-1.4.0-linux-x86_64.tar.xz"
AGENTS = {
    "windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
    "mac": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
    "ubuntu": "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0)",
    "fedora": "Mozilla/5.0 (X11; Fedora; Linux x86_64; rv:133.0)",
    "linux": "Mozilla/5.0 (X11; Linux x86_64)",
    "arm": "Mozilla/5.0 (X11; Linux aarch64)",
    "phone": "Mozilla/5.0 (Linux; Android 10; K) Mobile",
    "other": "curl/8.9.1",
}


@pytest.fixture
def folder(data):
    return data / "downloads"


async def read(server, system="other", language="en"):
    headers = {"User-Agent": AGENTS[system], "Accept-Language": language}
    async with server.client.get("/download/", headers=headers) as response:
        assert response.status == 200
        return await response.text()


def buttons(text):
    """The files behind the large buttons."""
    return re.findall(r'class="button" href="files/([^"]+)"', text)


def rows(text):
    """The files below."""
    return re.findall(r'class="file" href="files/([^"]+)"', text)


# --- the page -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "first"),
    [
        ("windows", [EXE]),
        ("mac", [MAC, OLD_MAC]),
        ("ubuntu", [DEB]),
        ("fedora", [RPM]),
        ("linux", [DEB, RPM, IMAGE]),
        ("arm", []),
        ("phone", []),
        ("other", []),
    ],
)
async def test_right_file_comes_first_and_all_others_below(server, folder, system, first):
    put_all(folder)
    text = await read(server, system)
    assert buttons(text) == first
    assert sorted(first + rows(text)) == sorted(INSTALLERS)


async def test_next_best_is_offered_where_the_best_is_missing(server, folder):
    put(folder, ZIP)
    put(folder, ARCHIVE)
    assert buttons(await read(server, "windows")) == [ZIP]
    assert buttons(await read(server, "ubuntu")) == [ARCHIVE]


async def test_newest_of_a_kind_is_the_right_one(server, folder):
    put(folder, DEB)
    put(folder, "minichat_1.5.0_amd64.deb", INSTALLERS[DEB], LONG_AGO + 60)
    text = await read(server, "ubuntu")
    assert (buttons(text), rows(text)) == (["minichat_1.5.0_amd64.deb"], [DEB])


async def test_size_and_sum_stand_by_each_file(server, folder):
    put_all(folder)
    text = await read(server, "windows")
    for content in INSTALLERS.values():
        assert f"<code>{hashlib.sha256(content).hexdigest()}</code>" in text
    assert f"{MAC}</a> · 5 KB<br>" in text


async def test_processor_is_told_where_it_is_not_everybodys(server, folder):
    put(folder, EXE)
    put(folder, MAC)
    assert "<h3>Windows</h3>" in await read(server)
    assert "<h3>macOS · Apple silicon (M1 and later)</h3>" in await read(server)
    put(folder, "MiniChat-1.4.0-arm64-setup.exe", INSTALLERS[EXE])
    text = await read(server, "windows")
    assert re.findall("<h3>(Windows[^<]*)</h3>", text) == ["Windows · x86-64", "Windows · ARM64"]


async def test_command_of_a_package_names_the_file(server, folder):
    put(folder, "mini chat (1).deb", INSTALLERS[DEB])
    text = await read(server, "ubuntu")
    assert "sudo apt install ./&#x27;mini chat (1).deb&#x27;" in text
    assert 'href="files/mini%20chat%20%281%29.deb"' in text


@pytest.mark.parametrize(
    ("system", "words"),
    [
        ("windows", "no installer for Windows here yet"),
        ("mac", "no installer for macOS here yet"),
        ("arm", "no installer for your Linux here yet"),
    ],
)
async def test_system_without_an_installer_is_told_so(server, folder, system, words):
    put(folder, DEB)
    text = await read(server, system)
    assert words in text
    assert (buttons(text), rows(text)) == ([], [DEB])


async def test_empty_folder_is_told_of(server):
    for system in AGENTS:
        text = await read(server, system)
        assert "nothing to download here yet" in text
        assert "All files" not in text


async def test_phone_is_told_that_it_is_for_computers(server, folder):
    put_all(folder)
    assert "program for computers" in await read(server, "phone")


async def test_who_has_an_account_is_told_the_address(server, folder):
    assert f"<code>http://127.0.0.1:{server.client.port}</code>" in await read(server)


async def test_public_address_is_told_where_there_is_one(data):
    async with running(Settings(data=data, bcrypt_cost=4, public_url="https://chat.example.org")) as server:
        assert "<code>https://chat.example.org</code>" in await read(server)


async def test_page_in_russian_has_russian_numbers(server, folder):
    put(folder, EXE, INSTALLERS[EXE] + bytes(1_500_000))
    assert "1,5 МБ" in await read(server, "windows", "ru")
    assert "1.5 MB" in await read(server, "windows")


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "1 KB"), (1, "1 KB"), (999_499, "999 KB"), (999_500, "1.0 MB"), (42_123_456, "42.1 MB")],
)
def test_sizes_as_people_read_them(count, text):
    assert show_size(count, "en") == text


def test_nothing_is_chosen_for_who_says_nothing():
    mac = Download(
        name=MAC, kind=Kind.MAC_IMAGE, architecture="arm64", bytes=1, changed_ns=LONG_AGO, sha256="0" * 64
    )
    assert choose([mac], Visitor(System.UNKNOWN)) == []
    assert choose([mac], Visitor(System.MACOS)) == [mac]


# --- the files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INSTALLERS)
async def test_file_is_sent_whole_and_to_be_kept(server, folder, name):
    put_all(folder)
    async with server.client.get(f"/download/files/{name}") as response:
        assert response.status == 200
        assert await response.read() == INSTALLERS[name]
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_file_is_kept_by_its_name_in_any_script(server, folder):
    put(folder, "Мини чат (1).deb", INSTALLERS[DEB])
    async with server.client.get("/download/files/Мини чат (1).deb") as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"] == (
            'attachment; filename="____ ___ (1).deb"; '
            "filename*=UTF-8''%D0%9C%D0%B8%D0%BD%D0%B8%20%D1%87%D0%B0%D1%82%20%281%29.deb"
        )
        assert response.content_disposition.filename == "Мини чат (1).deb"


async def test_rest_of_a_file_can_be_fetched_later(server, folder):
    put(folder, EXE)
    path = f"/download/files/{EXE}"
    async with server.client.get(path, headers={"Range": "bytes=100-199"}) as response:
        assert response.status == 206
        assert response.headers["Content-Range"] == f"bytes 100-199/{len(INSTALLERS[EXE])}"
        assert await response.read() == INSTALLERS[EXE][100:200]
        tag = response.headers["ETag"]
    async with server.client.get(path, headers={"Range": "bytes=900000-"}) as response:
        assert response.status == 416
    async with server.client.get(path, headers={"If-None-Match": tag}) as response:
        assert response.status == 304
    async with server.client.head(path) as response:
        assert (response.status, response.content_length) == (200, len(INSTALLERS[EXE]))


async def test_packed_file_beside_it_is_not_sent_instead(server, folder):
    put(folder, DEB)
    put(folder, f"{DEB}.gz", b"something else")
    async with server.client.get(f"/download/files/{DEB}", headers={"Accept-Encoding": "gzip"}) as response:
        assert await response.read() == INSTALLERS[DEB]
        assert "Content-Encoding" not in response.headers


OUTSIDE = [
    "../minichat.sqlite3",
    "..%2Fsecret.key",
    "..%2Foutside.deb",
    "%2e%2e%2foutside.deb",
    "..%5Coutside.deb",
    "/etc/passwd",
]
UNKNOWN = [".hidden.deb", f"{DEB}.part", "notes.txt", "nothing.deb", "broken.rpm"]
JUNK = ["%2Fetc%2Fpasswd", "%00.deb", "%ff.deb", "", ".", "%0d%0aX-Evil:1.deb", "x" * 3_000 + ".deb"]


@pytest.mark.parametrize("name", [*OUTSIDE, *UNKNOWN, *JUNK])
async def test_nothing_else_is_sent(server, folder, data, name, caplog):
    put(folder, ".hidden.deb", INSTALLERS[DEB])
    put(folder, f"{DEB}.part", INSTALLERS[DEB])
    put(folder, "notes.txt", b"x")
    put(folder, "broken.rpm", b"no package")
    put(data, "outside.deb", INSTALLERS[DEB])
    async with server.client.get(f"/download/files/{name}", allow_redirects=False) as response:
        assert response.status == 404
        assert "Content-Disposition" not in response.headers
    caplog.clear()


async def test_link_that_is_out_of_date_leads_to_the_page(server, folder):
    async with server.client.get(f"/download/files/{DEB}") as response:
        assert (response.status, response.content_type) == (404, "text/html")
        text = await response.text()
    assert "This file is not here any more" in text
    assert 'href="../"' in text
    assert 'href="../../web/page.css"' in text
