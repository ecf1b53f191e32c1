"""The file that makes this computer's server a hosted one: changed in place, never lost."""

import os
import socket
import tomllib

import pytest

from desktop.system.hosting_file import (
    HOSTED,
    HostingFile,
    find_free_port,
    is_port_free,
    lan_address,
    reach,
)
from desktop.system.server_trouble import BadHostingFile

BY_HAND = """\
# Our server
name = "Old"   # ask Ada before changing it
port=8001
public_url = "https://chat.example.org"
trusted_proxies = [
    "10.0.0.1",
]

[limits]
name = "not this one"
"""


@pytest.fixture
def file(tmp_path):
    return HostingFile(tmp_path / "server")


def test_a_first_file_has_what_was_written_and_its_folder_is_private(file):
    assert not file.exists
    assert file.read() == {}
    file.write({**HOSTED, "name": "Acme", "port": 8003})
    assert file.exists
    assert file.read() == {
        "host": "0.0.0.0",
        "tls": "self-signed",
        "registration": "invite",
        "announce": True,
        "name": "Acme",
        "port": 8003,
    }
    assert file.path.parent.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.path.parent.iterdir()] == ["server.toml"]


def test_a_file_that_an_editor_of_windows_wrote_is_read_and_changed(file):
    file.path.parent.mkdir()
    file.path.write_text('name = "Old"\r\nport = 8005\r\n', encoding="utf-8-sig")
    file.write({"name": "New"})
    assert file.read() == {"name": "New", "port": 8005}


def test_a_file_without_a_bottom_is_refused(file):
    file.path.parent.mkdir()
    file.path.write_text("x = " + "[" * 50_000)
    with pytest.raises(BadHostingFile, match="lie too deep"):
        file.read()


def test_a_change_keeps_each_line_that_it_isn_t_about(file):
    file.path.parent.mkdir()
    file.path.write_text(BY_HAND)
    file.write({"name": "New", "announce": False, "port": 9000})
    text = file.path.read_text()
    assert '# Our server\nname = "New"   # ask Ada before changing it\nport = 9000\npublic_url' in text
    assert 'announce = false\n\n[limits]\nname = "not this one"\n' in text
    assert tomllib.loads(text)["trusted_proxies"] == ["10.0.0.1"]


@pytest.mark.parametrize(
    "name", ['Say "hi"', "Team #1", "back\\slash", "Команда № 1", "two\nlines", "a # b", "\x7f\x00"]
)
def test_any_name_comes_back_as_it_was_written(file, name):
    file.write({"name": name})
    file.write({"port": 1})
    assert file.read() == {"name": name, "port": 1}
    file.write({"name": "Other"})
    assert file.path.read_text() == 'name = "Other"\nport = 1\n'


@pytest.mark.parametrize(
    "text", ['name = """\nOld\n"""\n', "name = [\n'x'\n]\n", "x = [\n[1]\n]\nname = 'a'\n"]
)
def test_what_can_t_be_changed_safely_stays_as_it_is(file, text):
    file.path.parent.mkdir()
    file.path.write_text(text)
    with pytest.raises(BadHostingFile, match="by hand"):
        file.write({"name": "New"})
    assert file.path.read_text() == text


def test_a_broken_file_is_told_and_kept(file):
    file.path.parent.mkdir()
    file.path.write_bytes(b"name = \xff")
    with pytest.raises(BadHostingFile, match=r"server\.toml can't be read"):
        file.read()
    file.path.write_text("name = ")
    with pytest.raises(BadHostingFile, match=r"server\.toml can't be read"):
        file.write({"name": "New"})
    assert file.path.read_text() == "name = "


def test_a_full_disk_or_a_closed_folder_is_one_sentence_and_the_old_file_stays(file, monkeypatch):
    file.write({"name": "Old"})

    def fail(_descriptor):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BadHostingFile, match="disk is full"):
        file.write({"name": "New"})
    assert file.read() == {"name": "Old"}
    assert [path.name for path in file.path.parent.iterdir()] == ["server.toml"]
    in_the_way = file.path.parent / "a file"
    in_the_way.touch()
    with pytest.raises(BadHostingFile, match="can't be read: Not a directory"):
        HostingFile(in_the_way / "server").write({"name": "New"})


def test_a_stop_is_kept_until_it_is_resumed(file):
    file.write({"name": "Acme"})
    assert not file.is_stopped
    file.set_stopped(True)
    assert HostingFile(file.path.parent).is_stopped
    file.set_stopped(False)
    file.set_stopped(False)
    assert not file.is_stopped
    file.remove()
    file.remove()
    assert not file.exists


def test_a_taken_port_is_passed_over():
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        assert not is_port_free(port)
        assert find_free_port(port) > port
    assert is_port_free(port)


def test_others_reach_a_wildcard_by_this_machine_s_address():
    here = lan_address() or "127.0.0.1"
    assert reach({**HOSTED, "port": 8005}) == f"https://{here}:8005"
    assert reach({"host": "::1", "port": 1}) == "http://[::1]:1"
    assert reach({"host": "10.1.1.1", "certificate": "x", "private_key": "y"}) == "https://10.1.1.1:8001"
    assert reach({**HOSTED, "public_url": "https://chat.example.org/"}) == "https://chat.example.org"
