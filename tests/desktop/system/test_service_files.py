"""The files by which a system is told to run the server, checked by the systems' own readers."""

import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desktop.system.server_trouble import ServiceError
from desktop.system.service_files import (
    read_plist,
    read_task,
    read_unit,
    write_plist,
    write_task,
    write_unit,
)

COMMAND = [sys.executable, "-m", "backend", "serve", "--data", '/srv/a "team" 100% $HOME \\x']
FOLDER, LOG = Path("/tmp"), Path("/tmp/the log/100%.log")
NAMESPACE = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def test_a_unit_gives_its_command_back():
    assert read_unit(write_unit(COMMAND, FOLDER, LOG)) == COMMAND
    with pytest.raises(ValueError, match="no command"):
        read_unit(b"[Service]\n")


def test_a_program_s_own_name_is_taken_as_it_is():
    command = ["/opt/a$b $$ 100%/minichat-server", "serve", "$HOME"]
    unit = write_unit(command, FOLDER, LOG)
    assert b'ExecStart="/opt/a$b $$ 100%%/minichat-server" "serve" "$$HOME"\n' in unit
    assert read_unit(unit) == command


@pytest.mark.parametrize("control", ["\n", "\r", "\0", "\x1b", "\x85", "\u2028"])
def test_no_name_writes_lines_of_its_own(control):
    evil = f"/srv/x{control}ExecStartPre=/bin/evil"
    with pytest.raises(ServiceError, match=r"/srv/x\?Exec"):
        write_unit([sys.executable, "serve", evil], FOLDER, LOG)
    for folder, log in ((Path(evil), LOG), (FOLDER, Path(evil))):
        with pytest.raises(ServiceError):
            write_unit(COMMAND, folder, log)
        with pytest.raises(ServiceError):
            write_plist("chat.mini.server", COMMAND, folder, log)
    with pytest.raises(ServiceError):
        write_task("ada", COMMAND, Path(evil))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this system has no systemd")
def test_systemd_itself_finds_nothing_wrong_with_the_unit(tmp_path):
    unit = tmp_path / "minichat-server.service"
    program = tmp_path / "a$b c%d" / "server"
    program.parent.mkdir()
    program.symlink_to(sys.executable)
    unit.write_bytes(write_unit([str(program), *COMMAND[1:]], FOLDER, LOG))
    environment = {"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(unit)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_an_agent_gives_its_command_back_and_starts_again_only_after_a_failure():
    content = write_plist("chat.mini.server", COMMAND, FOLDER, LOG)
    agent = plistlib.loads(content)
    assert read_plist(content) == COMMAND
    assert agent["RunAtLoad"] is True
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert agent["StandardErrorPath"] == str(LOG)
    for broken in (b"", b"<plist>", plistlib.dumps({"Label": "other"})):
        with pytest.raises(ValueError, match="no agent"):
            read_plist(broken)


def test_a_task_runs_at_the_log_on_of_one_person_without_a_window():
    command = [
        r"C:\Program Files\Mini Chat\minichat-server.exe",
        "serve",
        "--data",
        r"C:\Users\Ада & Co\data",
    ]
    content = write_task(r"ACME\Ада & Co", command, Path(r"C:\Program Files\Mini Chat"))
    task = ET.fromstring(content)
    assert read_task(content) == command
    assert task.findtext("t:Actions/t:Exec/t:Command", "", NAMESPACE) == "conhost.exe"
    assert task.findtext("t:Actions/t:Exec/t:Arguments", "", NAMESPACE).startswith(
        r'--headless "C:\Program Files\Mini Chat\minichat-server.exe" serve --data'
    )
    for place in ("t:Triggers/t:LogonTrigger/t:UserId", "t:Principals/t:Principal/t:UserId"):
        assert task.findtext(place, "", NAMESPACE) == r"ACME\Ада & Co"
    assert task.findtext("t:Principals/t:Principal/t:RunLevel", "", NAMESPACE) == "LeastPrivilege"
    assert task.findtext("t:Settings/t:ExecutionTimeLimit", "", NAMESPACE) == "PT0S"


@pytest.mark.parametrize("content", [b"", "<Task/>".encode("utf-16"), b"ERROR: no such task"])
def test_what_is_no_task_has_no_command(content):
    with pytest.raises(ValueError, match="no "):
        read_task(content)
