"""What lets others in through this machine's firewall: a command to be copied, never run. For `hosting`.

Only Linux needs one: Windows and macOS ask the person by themselves when a program listens.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_UFW = Path("/etc/ufw/ufw.conf")
_ASK_SECONDS = 3.0


def find_hint(port: int, *, ufw: Path = _UFW) -> str:
    """The command that opens the port; empty where none is needed. It waits for programs: for a thread."""
    if not sys.platform.startswith("linux"):
        return ""
    if _is_ufw_on(ufw):
        return f"sudo ufw allow {port}/tcp"
    if _answer(["firewall-cmd", "--state"]) == "running":
        if _answer(["firewall-cmd", f"--query-port={port}/tcp"]) == "yes":
            return ""
        return f"sudo firewall-cmd --permanent --add-port={port}/tcp && sudo firewall-cmd --reload"
    return ""


def _is_ufw_on(path: Path) -> bool:
    try:
        return re.search(r"^ENABLED=yes\b", path.read_text(encoding="utf-8"), re.MULTILINE) is not None
    except (OSError, UnicodeDecodeError):
        return False


def _answer(command: Sequence[str]) -> str:
    """What a program says, in one word; nothing where it isn't there or takes too long."""
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            [program, *command[1:]], capture_output=True, text=True, timeout=_ASK_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
