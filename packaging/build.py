"""Freeze both programs and make the packages of this system: `python3 start.py build [FOLDER]` runs it.

Linux: .deb, .rpm, .tar.xz. Windows: .zip, and an installer if makensis is there. macOS: .dmg. And SHA256SUMS.
`--freeze` stops before the packages and `--pack` begins with them: in between a release signs the programs.
"""

import argparse
import hashlib
import lzma
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from backend.wire import __version__

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "packaging"
FROZEN = ROOT / "dist" / "minichat"
APPLICATION = ROOT / "dist" / "Mini Chat.app"
WORK = ROOT / "build" / "packages"
MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
MACHINE = MACHINES.get(platform.machine().lower(), platform.machine().lower())
MAKENSIS = "C:/Program Files (x86)/NSIS/makensis.exe"
SELFTEST_SECONDS = 90


class BuildError(Exception):
    """Something that the person who builds has to know or do."""


def main(arguments: list[str]) -> int:
    """What the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(prog="start.py build", description="Freeze, test, pack both programs.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist" / "packages")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--freeze", action="store_true", help="freeze and test, and make no packages")
    only.add_argument("--pack", action="store_true", help="make packages of what is frozen already")
    parser.add_argument("--quick", action="store_true", help="pack in haste: bigger, for those who only try")
    asked = parser.parse_args(arguments)
    folder = asked.folder.absolute()
    try:
        if not asked.pack:
            freeze()
            check_frozen()
        if not asked.freeze:
            pack(folder, is_quick=asked.quick)
    except (BuildError, subprocess.CalledProcessError, OSError) as trouble:
        say(f"FAILED: {trouble}")
        return 1
    return 0


# --- freezing ----------------------------------------------------------------------------------------------


def freeze() -> None:
    """PyInstaller's folder, in `dist`."""
    for old in (FROZEN, APPLICATION):
        shutil.rmtree(old, ignore_errors=True)
    with Timed("freezing"):
        run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec"])
    if sys.platform == "linux":
        say(f"{FROZEN.relative_to(ROOT)}: {sum(path.lstat().st_size for path in FROZEN.rglob('*')) >> 20} MB")


def check_frozen() -> None:
    """The frozen window and server talk to each other."""
    program = {
        "win32": FROZEN / "minichat.exe",
        "darwin": APPLICATION / "Contents" / "MacOS" / "minichat",
    }.get(sys.platform, FROZEN / "minichat")
    report = WORK / "selftest.txt"
    WORK.mkdir(parents=True, exist_ok=True)
    with Timed("self-test of the frozen programs"):
        done = subprocess.run(
            [program, "--selftest", "--report", report],
            check=False,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SELFTEST_SECONDS,
        )
    said = report.read_text(encoding="utf-8") if report.exists() else done.stderr
    print(said, end="", flush=True)
    if done.returncode:
        raise BuildError(f"the self-test ended with code {done.returncode}")


# --- packing -----------------------------------------------------------------------------------------------


def pack(folder: Path, *, is_quick: bool = False) -> None:
    """All packages of this system, and their checksums."""
    if not FROZEN.is_dir():
        raise BuildError("nothing is frozen yet: leave out --pack")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("minichat[-_]*"):
        old.unlink()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    makers: dict[str, Callable[[Path], None]] = {
        "linux": partial(pack_for_linux, level=0 if is_quick else 6),
        "win32": pack_for_windows,
        "darwin": pack_for_macos,
    }
    makers[sys.platform](folder)
    write_checksums(folder)


def pack_for_linux(folder: Path, *, level: int) -> None:
    """Two packages of one description, and the folder itself."""
    stage_share(WORK / "share")
    nfpm = shutil.which("nfpm", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if nfpm is None:
        raise BuildError("nfpm is missing; it is among the dev extras on Linux")
    description = HERE / "linux" / "nfpm.yaml"
    environment = {"VERSION": __version__, "ARCH": debian_name(MACHINE), "SHARE": str(WORK / "share")}

    def make_package(kind: str) -> None:
        with Timed(f".{kind}"):
            command = [nfpm, "package", "-f", str(description), "-p", kind, "-t", str(folder)]
            run(command, **environment)

    def make_archive() -> None:
        with Timed(".tar.xz"):
            write_archive(folder / f"minichat-{__version__}-linux-{MACHINE}.tar.xz", level)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        making = [pool.submit(make_archive), *(pool.submit(make_package, kind) for kind in ("deb", "rpm"))]
        for made in making:
            made.result()


def stage_share(folder: Path) -> None:
    """What goes into /usr/share: how the desktop finds the program, and who may do what with it."""
    linux = HERE / "linux"
    place(linux / "minichat.desktop", folder / "applications")
    metainfo = folder / "metainfo" / "chat.mini.minichat.metainfo.xml"
    metainfo.parent.mkdir(parents=True)
    metainfo.write_text(filled(linux / "chat.mini.minichat.metainfo.xml"), encoding="utf-8")
    place(ROOT / "LICENSE", folder / "doc" / "minichat", "copyright")
    run([sys.executable, str(HERE / "icons.py"), str(folder / "icons" / "hicolor"), "--hicolor"])


def filled(template: Path) -> str:
    """The metadata of this version; without a home page on the web the line about it goes."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    values = {
        "@VERSION@": __version__,
        "@DATE@": datetime.fromtimestamp(seconds, UTC).date().isoformat(),
        "@HOMEPAGE@": os.environ.get("MINICHAT_HOMEPAGE", ""),
    }
    lines = template.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if values["@HOMEPAGE@"] or "@HOMEPAGE@" not in line)
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def write_archive(path: Path, level: int) -> None:
    """The folder as it is, with nobody's name on its files."""

    def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        return entry

    def write(packed: IO[bytes]) -> None:
        with tarfile.open(fileobj=packed, mode="w|") as archive:
            archive.add(FROZEN, f"minichat-{__version__}", filter=anonymous)

    if (xz := shutil.which("xz")) is None:
        with lzma.open(path, "wb", preset=level) as alone:
            write(alone)
        return
    with (
        path.open("wb") as file,
        subprocess.Popen([xz, f"-{level}", "-T0"], stdin=subprocess.PIPE, stdout=file) as all_cores,
    ):
        assert all_cores.stdin is not None  # it was asked for
        write(all_cores.stdin)
        all_cores.stdin.close()
    if all_cores.returncode:
        raise BuildError(f"xz ended with code {all_cores.returncode}")


def pack_for_windows(folder: Path) -> None:
    """A portable folder, and the installer."""
    name = f"minichat-{__version__}-windows-{'x64' if MACHINE == 'x86_64' else MACHINE}"
    with Timed(".zip"):
        shutil.make_archive(str(folder / name), "zip", FROZEN.parent, FROZEN.name)
    makensis = shutil.which("makensis") or (MAKENSIS if Path(MAKENSIS).exists() else None)
    if makensis is None:
        say("no installer: makensis is missing (https://nsis.sourceforge.io)")
        return
    run([sys.executable, str(HERE / "icons.py"), str(WORK / "icons")])
    with Timed("installer"):
        make_installer(makensis, FROZEN, WORK / "icons" / "minichat.ico", folder / f"{name}-setup.exe")


def make_installer(makensis: str, payload: Path, icon: Path, result: Path) -> None:
    """The installer of a payload; any system with makensis can make it."""
    values = {
        "VERSION": __version__,
        "PAYLOAD": payload,
        "ICON": icon,
        "LICENCE": ROOT / "LICENSE",
        "RESULT": result,
    }
    sign = "/D" if os.name == "nt" else "-D"
    script = str(HERE / "windows" / "minichat.nsi")
    quiet = "/V2" if os.name == "nt" else "-V2"
    run([makensis, quiet, *(f"{sign}{name}={value}" for name, value in values.items()), script])


def pack_for_macos(folder: Path) -> None:
    """A disk image with the application beside a way to the applications' folder."""
    stage = WORK / "image"
    stage.mkdir()
    shutil.copytree(APPLICATION, stage / APPLICATION.name, symlinks=True)
    (stage / "Applications").symlink_to("/Applications")
    image = folder / f"minichat-{__version__}-macos-{MACHINE}.dmg"
    with Timed(".dmg"):
        options = ["-volname", "Mini Chat", "-srcfolder", str(stage), "-format", "UDZO"]
        run(["hdiutil", "create", *options, str(image)])


def write_checksums(folder: Path) -> None:
    """SHA256SUMS, as sha256sum -c reads it; and each package with its size."""
    packages = sorted(path for path in folder.glob("minichat[-_]*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in packages]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")
    for path in packages:
        say(f"{path.stat().st_size / 1e6:6.1f} MB  {path}")


# --- small tools -------------------------------------------------------------------------------------------


def debian_name(machine: str) -> str:
    """How nfpm and Debian call a processor."""
    return {"x86_64": "amd64"}.get(machine, machine)


def place(source: Path, folder: Path, name: str = "") -> None:
    """A copy that everybody may read."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / (name or source.name)
    shutil.copyfile(source, copy)
    copy.chmod(0o644)


def run(command: Sequence[str], **environment: str) -> None:
    """A command that has to succeed, in the checkout's folder."""
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **environment})


class Timed:
    """Says how long a step took."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        say(f"{self._what}: {time.monotonic() - self._began:.0f} s")


def say(text: str) -> None:
    """One short line."""
    print(f"build: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
