"""`minichat --selftest` as it is started: it says what works and what doesn't, and leaves nothing behind."""

import os
import subprocess
import sys

from backend.wire import __version__

BROKEN = """
import sys
from pathlib import Path
import desktop.selftest.installation as installation
from desktop.__main__ import main

installation.install_emoji_font = lambda: ""
installation.server_program = lambda: [sys.executable, "-c", "raise SystemExit('no certificate today')"]
sys.exit(main())
"""


def selftest(tmp_path, *command):
    folder = tmp_path / "temporary"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, *command, "--selftest", "--report", str(tmp_path / "report")],
        env=os.environ | {"TMPDIR": str(folder), "TEMP": str(folder), "MINICHAT_BCRYPT_COST": "4"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.stdout == (tmp_path / "report").read_text(encoding="utf-8")
    assert list(folder.iterdir()) == []
    return done


def test_all_is_well_here(tmp_path):
    done = selftest(tmp_path, "-m", "desktop")
    assert (done.returncode, done.stderr) == (0, "")
    first, *checks, last = done.stdout.splitlines()
    assert first == f"Mini Chat {__version__}, from source"
    assert [line for line in checks if not line.startswith("ok ")] == []
    told = [line.split("s  ", 1)[1].partition(":")[0] for line in checks]
    assert {"translations", "emoji font", "certificates", "talk", "uploaded picture"} <= set(told)
    assert last == "all is well"


def test_what_is_wrong_is_told_and_the_rest_is_tried(tmp_path):
    done = selftest(tmp_path, "-c", BROKEN)
    failed = [line.split("s  ", 1)[1] for line in done.stdout.splitlines() if line.startswith("FAILED  ")]
    assert failed == ["emoji font: the emoji font", "encrypted server: a server: no certificate today"]
    assert "talk: sent, received, answered" in done.stdout
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
