"""`minichat-server copy`: everything in one archive, beside a running server."""

import zipfile

import pytest

from backend.store.folder_lock import locked
from tests.backend.test_commands import fail, succeed
from tests.helpers.servers import ServerProcess


@pytest.fixture
def served(data):
    """A folder that a server works on."""
    with ServerProcess(data, "--tls", "self-signed"):
        yield data


def test_a_copy_is_made_beside_a_running_server(served, tmp_path):
    target = tmp_path / "copy.zip"
    assert succeed(served, "copy", str(target)) == f"{target}: {target.stat().st_size} bytes\n"
    with zipfile.ZipFile(target) as archive:
        names = ["minichat.sqlite3", "secret.key", "certificate.pem", "certificate.key"]
        assert archive.namelist() == names
    said = succeed(served, "copy")
    (made,) = (served / "copies").iterdir()
    assert said.startswith(f"{made}: ")


def test_nothing_is_written_over_and_nothing_into_nowhere(data, tmp_path):
    (data / "secret.key").write_text("0" * 128)
    there = tmp_path / "there.zip"
    there.write_text("mine")
    code, line = fail(data, "copy", str(there))
    assert (code, there.read_text()) == (9, "mine")
    assert f"{there} is there already" in line
    code, line = fail(data, "copy", str(tmp_path / "nowhere" / "copy.zip"))
    assert code == 9
    assert "the copy can't be written: No such file or directory" in line


def test_what_a_copy_is_without_is_said(served, tmp_path):
    target = tmp_path / "copy.zip"
    lines = [f'certificate = "{tmp_path}/chat.pem"', f'private_key = "{tmp_path}/chat.key"']
    (served / "server.toml").write_text("\n".join(lines), encoding="utf-8")
    said = succeed(served, "copy", str(target)).splitlines()
    assert said[1:] == [f"not in it: {tmp_path}/chat.pem", f"not in it: {tmp_path}/chat.key"]


def test_a_copy_that_would_not_be_whole_is_refused(data, tmp_path):
    code, line = fail(data, "copy", str(tmp_path / "copy.zip"))
    assert code == 9
    assert "secret.key is missing" in line
    (data / "secret.key").write_text("0" * 128)
    with locked(data / "copying.lock"):
        code, line = fail(data, "copy")
    assert (code, line) == (9, "minichat-server: another copy of this data is being made\n")
