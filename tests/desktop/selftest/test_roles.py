"""Two processes that know of each other by an invite: host and guest, on two machines where that can be."""

import os
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from backend.wire.invites import parse_invite
from desktop.settings import LINK_VARIABLE
from tests.helpers.machines import two_machines, why_not
from tests.helpers.servers import ROOT

START = [sys.executable, "-m", "desktop", "--selftest"]


def start(words: list[str], **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        cwd=ROOT,
        env=os.environ | {"MINICHAT_BCRYPT_COST": "4"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str], seconds: float = 100) -> list[str]:
    """What it says until it ends, without the times."""
    try:
        said, trouble = process.communicate(timeout=seconds)
    finally:
        process.kill()
    assert "Traceback" not in said + trouble
    return [re.sub(r" +[0-9.]+ s  ", " ", line) for line in said.splitlines()]


def test_a_guest_joins_a_host_by_the_invite_and_they_talk(tmp_path):
    link = tmp_path / "invite"
    with ExitStack() as stack:
        machines = () if why_not() else stack.enter_context(two_machines())
        here, there = (machine.command() for machine in machines) if machines else ([], [])
        host = start([*here, *START, "host", "--data", str(tmp_path / "host"), "--invite", str(link)])
        stack.callback(host.kill)
        assert host.stdout is not None
        lines = [host.stdout.readline() for _ in range(4)]
        assert lines[-1].rstrip().endswith(f"invite: in {link}"), lines
        assert link.stat().st_mode & 0o077 == 0
        guest = start([*there, *START, "join", "--data", str(tmp_path / "guest"), "--invite", str(link)])
        stack.callback(guest.kill)
        guest_said, host_said = told(guest), told(host)
    assert (guest.returncode, host.returncode) == (0, 0), (guest_said, host_said)
    assert "ok talk: sent, answered, sent" in guest_said
    assert "ok talk: received, answered, received" in host_said
    if machines:
        assert "ok nearby: Self-test was heard in this network" in guest_said
    pinned = [path.read_text() for path in tmp_path.glob("guest/profiles/1/servers/*/trust.json")]
    assert parse_invite(link.read_text().strip()).fingerprint in pinned[0]


@pytest.mark.parametrize(
    ("link", "reason"),
    [("", "invite: give it with --invite FILE"), ("minichat://join/nowhere", "Georg still waits")],
)
def test_a_guest_without_a_good_invite_says_what_is_missing(tmp_path, link, reason):
    hasty = "import sys; import desktop.selftest.person as p; p.Person.wait_for.__defaults__ = (1.0,)"
    hasty += "; from desktop.__main__ import main; sys.exit(main())"
    words = [sys.executable, "-c", hasty, "--selftest", "join"]
    guest = start(words, **{LINK_VARIABLE: link, "TMPDIR": str(tmp_path)})
    said = told(guest)
    assert guest.returncode == 1
    assert any(line.startswith("FAILED") and reason in line for line in said), said
    assert said[-1] == "FAILED"
    assert list(Path(tmp_path).iterdir()) == []
