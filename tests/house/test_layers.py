"""The layers of the house, as the import contracts of pyproject.toml state them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def test_import_contracts_are_kept():
    done = subprocess.run([LINT_IMPORTS, "--no-cache"], check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_server_starts_without_anything_of_the_desktop():
    # What the contracts can't see: that no third package drags Qt in.
    code = (
        "import sys, backend.__main__, backend.app\n"
        "print(*sorted(name for name in sys.modules\n"
        "    if name.partition('.')[0] in {'PySide6', 'shiboken6', 'qasync', 'desktop'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr
