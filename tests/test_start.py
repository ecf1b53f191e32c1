"""start.py itself, in a small checkout of its own: a real environment, a real lock, and no network."""

import ast
import base64
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BACKEND = """
import zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "minichat-0.1.0-py3-none-any.whl"
    info = "minichat-0.1.0.dist-info"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("minichat.pth", HERE)
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: minichat\\nVersion: 0.1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""
SERVER = "import sys, tiny; print(tiny.VERSION, *sys.argv[1:]); sys.exit(7)"


class Checkout:
    """A project as small as can be that start.py sets up from local wheels."""

    python = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder.parent / "wheels"
        self.wheels.mkdir()
        (folder / "backend").mkdir(parents=True)
        (folder / "backend" / "__init__.py").touch()
        (folder / "backend" / "__main__.py").write_text(SERVER)
        (folder / "builder.py").write_text(BACKEND.replace("HERE", repr(str(folder))))
        (folder / "pyproject.toml").write_text(
            '[build-system]\nrequires = []\nbuild-backend = "builder"\nbackend-path = ["."]\n'
            '[project]\nname = "minichat"\nversion = "0.1.0"\n'
        )
        shutil.copy(ROOT / "start.py", folder)
        self.lock("1.0")

    def lock(self, version: str, digest: str | None = None) -> None:
        """Offer this version of the one dependency and lock it."""
        wheel = make_wheel(self.wheels, version)
        digest = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.folder / "requirements.lock").write_text(f"tiny=={version} \\\n    --hash=sha256:{digest}\n")

    def start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run start.py as a person does, with uv at hand and nothing to reach on the network."""
        tools = Path(sys.executable).parent
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))},
            "PATH": str(tools),
            "UV_OFFLINE": "1",
            "UV_FIND_LINKS": str(self.wheels),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "UV_CACHE_DIR": str(self.folder.parent / "cache"),
        }
        command = [sys.executable, str(self.folder / "start.py"), *arguments]
        return subprocess.run(command, check=False, env=environment, capture_output=True, text=True)


def make_wheel(folder: Path, version: str) -> Path:
    """A wheel of the package `tiny`, which knows its version and nothing else."""
    files = {
        "tiny.py": f"VERSION = {version!r}\n",
        f"tiny-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"tiny-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={digest(text)},{len(text)}" for name, text in files.items()]
    path = folder / f"tiny-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in {**files, f"tiny-{version}.dist-info/RECORD": "\n".join(record)}.items():
            wheel.writestr(name, text)
    return path


def digest(text: str) -> str:
    """A hash as RECORD files spell it."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def spent(action: Callable[[], object]) -> float:
    """The processor time of the children that an action starts: no clock that a busy machine stretches."""
    before = os.times()
    action()
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "mini chat")


@pytest.fixture
def start_module():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_first_start_sets_up_and_hands_over_arguments_and_exit_code(checkout):
    first = checkout.start("server", "--port", "0")
    assert (first.stdout, first.returncode) == ("1.0 serve --port 0\n", 7), first.stderr
    assert "making .venv" in first.stderr
    assert "installing" in first.stderr


def test_start_with_nothing_to_do_is_silent_and_costs_less_than_100_ms(checkout):
    checkout.start("server")
    python = [str(checkout.folder / Path(".venv", *checkout.python)), "-m", "backend", "serve"]
    alone = min(spent(lambda: subprocess.run(python, check=False, cwd=checkout.folder)) for _ in range(3))
    started = min(spent(lambda: checkout.start("server")) for _ in range(3))
    assert started - alone < 0.1
    assert checkout.start("server").stderr == ""


def test_changed_lock_is_installed_into_the_same_environment(checkout):
    checkout.start("server")
    checkout.lock("10.0")
    again = checkout.start("server")
    assert again.stdout == "10.0 serve\n"
    assert "making .venv" not in again.stderr


def test_moved_checkout_gets_a_new_environment(checkout, tmp_path):
    checkout.start("server")
    moved = tmp_path / "elsewhere"
    checkout.folder.rename(moved)
    checkout.folder = moved
    again = checkout.start("server")
    assert again.stdout == "1.0 serve\n", again.stderr
    assert "making .venv" in again.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few people make links")
def test_environment_that_is_a_link_elsewhere_is_left_alone(checkout, tmp_path):
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "precious").touch()
    (checkout.folder / ".venv").symlink_to(foreign)
    assert checkout.start("server").stdout == "1.0 serve\n"
    assert [path.name for path in foreign.iterdir()] == ["precious"]


def test_package_with_another_hash_is_refused_and_tried_anew_the_next_time(checkout):
    checkout.lock("1.0", digest="0" * 64)
    refused = checkout.start("server")
    assert (refused.stdout, refused.returncode) == ("", 1)
    assert "hash mismatch" in refused.stderr.lower()
    checkout.lock("1.0")
    assert checkout.start("server").stdout == "1.0 serve\n"


def test_help_needs_no_set_up(checkout):
    shown = checkout.start("--help")
    assert shown.returncode == 0
    assert all(
        f"\n{command} " in shown.stdout for command in ("run", "server", "test", "lint", "screens", "build")
    )
    assert not (checkout.folder / ".venv").exists()


def test_old_python_is_refused_in_one_line(start_module):
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    with pytest.raises(start_module.StartError, match=r"needs Python 3\.11 or later; this is 3\.10$"):
        start_module.require_python((3, 10))
    start_module.require_python((3, 11))


def test_packages_are_asked_for_under_the_names_of_the_release(start_module):
    known = {"libglib2.0-0t64", "libgl1", "libpng16-16", "libpng16-16t64"}
    wanted = ["libglib2.0-0", "libgl1", "libpng16-16", "libbsd0"]
    assert start_module.names_here(wanted, known) == ["libglib2.0-0t64", "libgl1", "libpng16-16t64"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lends Qt libraries of the system")
def test_qt_is_pointed_at_what_was_unpacked(start_module, tmp_path, monkeypatch):
    libraries = tmp_path / "root/usr/lib/x86_64-linux-gnu"
    libraries.mkdir(parents=True)
    monkeypatch.setattr(start_module, "QTLIBS", tmp_path)
    assert start_module.qt_environment({"HOME": "/h"})["LD_LIBRARY_PATH"] == str(libraries)
    both = start_module.qt_environment({"LD_LIBRARY_PATH": "/own"})
    assert both["LD_LIBRARY_PATH"] == f"{libraries}:/own"


@pytest.mark.skipif(os.name == "nt", reason="a shell script plays the interpreter")
def test_missing_qt_is_told_with_a_remedy(start_module, tmp_path, monkeypatch):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'ImportError: libEGL.so.1: cannot open' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(start_module, "PYTHON", str(broken))
    monkeypatch.setenv("PATH", str(tmp_path))  # no apt-get: nothing can be fetched
    trouble = start_module.mend_qt({"PATH": str(tmp_path)})
    assert "libEGL.so.1" in trouble
    assert sys.platform != "linux" or "What helps:" in trouble
