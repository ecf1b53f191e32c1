"""The way in: what needs no window loads no Qt, and a mistake on the command line is told in words."""

import subprocess
import sys

from backend.wire import __version__

SPY = """
import sys
from desktop.__main__ import main
sys.argv = ["minichat", "--version"]
try:
    main()
finally:
    assert not [name for name in sys.modules if name.startswith(("PySide6", "shiboken6", "aiohttp"))]
"""


def test_the_version_is_told_without_loading_qt():
    told = subprocess.run([sys.executable, "-c", SPY], capture_output=True, text=True, check=True)
    assert told.stdout == f"Mini Chat {__version__}\n"


def test_a_mistake_is_told_in_words():
    told = subprocess.run(
        [sys.executable, "-m", "desktop", "--server", "ftp://example.org"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "not the address of a server" in told.stderr
    assert "Traceback" not in told.stderr
