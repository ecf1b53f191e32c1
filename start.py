#!/usr/bin/env python3
"""Mini Chat from a plain checkout: sets up what is missing, then runs, serves, tests or packs it.

Needs Python 3.11 and nothing else: no package, no root. All that it makes stays in `.venv` and `.qtlibs`.
"""

from __future__ import annotations

import hashlib
import html
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

USAGE = """usage: python3 start.py [run] [arguments of the desktop ...]
       python3 start.py server [arguments of the server ...]
       python3 start.py test [arguments of pytest ...]
       python3 start.py lint
       python3 start.py screens FOLDER [words of their names ...]
       python3 start.py build [FOLDER] [--freeze | --pack] [--quick]

run     start the desktop with its own server (the default)
server  start the server alone
test    run all tests; no screen is needed
lint    check style, types and the layers of the house
screens draw every screen and state from example data into PNG files
build   freeze both programs, try them, and make this system's packages of them (in dist/packages)

Each of them first sets up whatever is missing or has changed."""

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "minichat.stamp"
QT_STAMP = VENV / "minichat-qt.stamp"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / ("python.exe" if os.name == "nt" else "python"))
QTLIBS = ROOT / ".qtlibs"

LINT = (
    "ruff check",
    "ruff format --check",
    "mypy",
    "mypy start.py",
    "mypy packaging/build.py",
    "mypy packaging/icons.py",
    "lint-imports",
)
# What is left to test where Qt can't be loaded at all.
TESTS_WITHOUT_QT = ("tests/wire", "tests/backend", "tests/desktop/client")
QT_PROBE = "import sys; from PySide6.QtWidgets import QApplication; QApplication(sys.argv[:1])"

# What Qt's offscreen and xcb platforms load and a bare Debian lacks. No Mesa: nothing here needs a GPU.
DEBIAN_PACKAGES = """
libglib2.0-0 libpcre2-8-0 libgl1 libglx0 libglvnd0 libegl1 libdbus-1-3 libfontconfig1 fontconfig-config
fonts-dejavu-core libfreetype6 libpng16-16 libbrotli1 libexpat1 libxkbcommon0 xkb-data libx11-6 libx11-data
libx11-xcb1 libxcb1 libxau6 libxdmcp6 libbsd0 libmd0 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0
libcom-err2 libkeyutils1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0
libxcb-keysyms1 libxcb-randr0 libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1
libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libwayland-client0 libwayland-cursor0 libwayland-egl1
"""
QT_REMEDIES = {
    "debian": "sudo apt-get install -y --no-install-recommends libgl1 libegl1 libglib2.0-0 libdbus-1-3"
    " libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-xkb1",
    "fedora": "sudo dnf install -y libglvnd-glx libglvnd-egl glib2 dbus-libs fontconfig dejavu-sans-fonts"
    " libxkbcommon-x11 xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil xcb-util-wm",
    "suse": "sudo zypper install -y libglvnd libgthread-2_0-0 libdbus-1-3 fontconfig dejavu-fonts"
    " libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0",
    "arch": "sudo pacman -S --needed libglvnd glib2 dbus fontconfig ttf-dejavu libxkbcommon-x11"
    " xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil xcb-util-wm",
    "alpine": "none: PySide6 is not built for musl; use a glibc system (Debian, Fedora, Arch ...)",
}


class StartError(Exception):
    """Something that the person at the keyboard has to know or do."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks for; the exit code."""
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        print(USAGE)
        return 0
    commands = {"run": run, "server": server, "test": test, "lint": lint, "screens": screens, "build": build}
    name, rest = (
        (arguments[0], arguments[1:]) if arguments and arguments[0] in commands else ("run", arguments)
    )
    try:
        require_python(sys.version_info[:2])
        return commands[name](rest)
    except StartError as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """The desktop, which brings its own server along."""
    set_up()
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if sys.platform == "linux" and not (chosen or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ):
        raise StartError("no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set); `server` needs none")
    proven = f"{fingerprint()} {chosen}"
    if read(QT_STAMP) != proven:
        if trouble := mend_qt(os.environ):
            raise StartError(trouble)
        QT_STAMP.write_text(proven, encoding="utf-8")
    return become([PYTHON, "-m", "desktop", *arguments], qt_environment(os.environ))


def server(arguments: list[str]) -> int:
    """The server alone."""
    set_up()
    return become([PYTHON, "-m", "backend", "serve", *arguments], os.environ)


def test(arguments: list[str]) -> int:
    """All tests, on all cores, without a screen."""
    set_up()
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    trouble = mend_qt(offscreen)
    if trouble is None:
        workers = str(min(os.cpu_count() or 1, 8))
        return become([PYTHON, "-m", "pytest", "-n", workers, *arguments], qt_environment(offscreen))
    say(f"{trouble}\nOnly the tests that need no Qt run now.")
    # Without pytest-qt its settings in pyproject.toml are unknown, which must not be an error here.
    plain = ["-p", "no:pytest-qt", "-o", "addopts=-ra", "-W", "ignore::pytest.PytestConfigWarning"]
    folders = [folder for folder in TESTS_WITHOUT_QT if (ROOT / folder).is_dir()]
    subprocess.call([PYTHON, "-m", "pytest", *plain, *folders], cwd=ROOT, env=offscreen)
    raise StartError(f"FAILED: the tests of the window did not run. {trouble}")


def screens(arguments: list[str]) -> int:
    """Pictures of all screens."""
    if not arguments:
        raise StartError("screens needs a folder for its pictures")
    set_up()
    folder = str(Path(arguments[0]).absolute())
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if trouble := mend_qt(offscreen):
        raise StartError(trouble)
    command = [PYTHON, "-m", "tests.helpers.screens", folder, *arguments[1:]]
    return become(command, qt_environment(offscreen))


def lint(arguments: list[str]) -> int:
    """Style, format, types and layers; all of them, also after one has failed."""
    if arguments:
        raise StartError("lint takes no arguments")
    set_up()
    failed = []
    for check in LINT:
        say(check)
        tool, *options = check.split()
        if subprocess.call([str(BIN / tool), *options], cwd=ROOT):
            failed.append(check)
    if failed:
        raise StartError(f"FAILED: {', '.join(failed)}")
    return 0


def build(arguments: list[str]) -> int:
    """The frozen programs and their packages."""
    set_up()
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if trouble := mend_qt(offscreen):
        raise StartError(trouble)
    folder = [str(Path(each).absolute()) if not each.startswith("-") else each for each in arguments]
    return become([PYTHON, str(ROOT / "packaging" / "build.py"), *folder], qt_environment(offscreen))


def become(command: list[str], environment: Mapping[str, str]) -> int:
    """Turn into the command or, on Windows where nothing can, wait for it."""
    os.chdir(ROOT)
    if os.name != "nt":
        os.execve(command[0], command, dict(environment))
    with subprocess.Popen(command, env=dict(environment)) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the child got the same Ctrl+C and is closing in its own order


# The environment.


def require_python(version: tuple[int, int]) -> None:
    """Refuse a Python that is too old."""
    if version < (3, 11):
        raise StartError(f"Mini Chat needs Python 3.11 or later; this is {version[0]}.{version[1]}")


def fingerprint() -> str:
    """What the installed packages depend on, as one hash."""
    return hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def set_up() -> None:
    """Make `.venv` hold what the lock names; in the usual case a look at the stamp is all."""
    # A virtual environment is bound to its interpreter and to its folder: another of either needs a new one.
    home, wanted = f"{sys.implementation.cache_tag} {ROOT}", fingerprint()
    stamp = read(STAMP).splitlines()
    if stamp == [home, wanted] and Path(PYTHON).exists():
        return
    if not Path(PYTHON).exists() or stamp[:1] not in ([], [home]):
        say(f"making .venv with Python {platform.python_version()}")
        shutil.rmtree(QTLIBS, ignore_errors=True)
        if VENV.is_symlink():
            VENV.unlink()  # never empty what lies in another folder
        demand([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)], "could not make .venv")
    STAMP.unlink(missing_ok=True)
    QT_STAMP.unlink(missing_ok=True)
    install()
    STAMP.write_text(f"{home}\n{wanted}\n", encoding="utf-8")


def install() -> None:
    """Install the lock, then the checkout itself, with uv if it's there and else with pip."""
    say("installing what requirements.lock names (the first time this downloads some 150 MB)")
    uv = shutil.which("uv")
    if uv and install_with([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON]):
        return
    if not install_with([*pip(), "install", "--quiet", "--disable-pip-version-check"]):
        musl = f" Qt on this system: {QT_REMEDIES['alpine']}" if distribution() == "alpine" else ""
        raise StartError(f"the packages could not be installed (see above).{musl}")


def install_with(installer: list[str]) -> bool:
    """Both steps with this installer; whether they went well."""
    steps = (["--require-hashes", "-r", str(LOCK)], ["--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    return all(subprocess.call([*installer, *step], cwd=ROOT, stdout=sys.stderr) == 0 for step in steps)


def pip() -> list[str]:
    """A pip that installs into `.venv`, wherever this system keeps one."""
    if importlib.util.find_spec("ensurepip"):
        demand([PYTHON, "-m", "ensurepip", "--default-pip"], "could not put pip into .venv")
        return [PYTHON, "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    if has_apt():
        say("this Python has no pip: fetching one into .qtlibs with apt-get (no root needed)")
        fetch_debs(["python3-pip-whl"])
        for wheel in QTLIBS.glob("root/usr/share/python-wheels/pip-*.whl"):
            return [PYTHON, str(wheel / "pip")]
    raise StartError(
        "this Python has neither ensurepip nor pip. What helps: `sudo apt-get install python3-venv`"
        " (Debian, Ubuntu), `sudo dnf install python3-pip` (Fedora), `sudo pacman -S python-pip` (Arch)"
    )


# The libraries that Qt wants of a Linux system.


def mend_qt(environment: Mapping[str, str]) -> str | None:
    """Try Qt in a child process and bring what it lacks, if that can be; the trouble that stays."""
    trouble = qt_trouble(environment)
    if trouble is None or sys.platform != "linux" or "could not connect to display" in trouble:
        return trouble
    if has_apt() and not (QTLIBS / "fonts.conf").exists():
        say("Qt lacks libraries of this system: fetching them into .qtlibs with apt-get (no root needed)")
        try:
            fetch_qt_libraries()
        except StartError as failure:
            trouble = f"{trouble}\n{failure}"
        else:
            trouble = qt_trouble(environment)
    if trouble is None:
        return None
    remedy = QT_REMEDIES.get(distribution(), "install the libraries that are named above")
    return f"{trouble}\nWhat helps: {remedy}"


def qt_trouble(environment: Mapping[str, str]) -> str | None:
    """What Qt says when it can't make an application."""
    done = capture([PYTHON, "-c", QT_PROBE], environment=qt_environment(environment))
    words = [line for line in done.stderr.splitlines() if line.strip()]
    return "\n".join(["Qt does not start here:", *words[-6:]]) if done.returncode else None


def qt_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which Qt finds what lies in `.qtlibs`."""
    found, root = dict(environment), QTLIBS / "root"
    folders = [*map(str, root.glob("usr/lib/*-linux-gnu*")), *map(str, root.glob("lib/*-linux-gnu*"))]
    if folders:
        found["LD_LIBRARY_PATH"] = ":".join(filter(None, [*folders, environment.get("LD_LIBRARY_PATH")]))
    for variable, own, of_system in (
        ("FONTCONFIG_FILE", QTLIBS / "fonts.conf", "/etc/fonts/fonts.conf"),
        ("XKB_CONFIG_ROOT", root / "usr/share/X11/xkb", "/usr/share/X11/xkb"),
        ("XLOCALEDIR", root / "usr/share/X11/locale", "/usr/share/X11/locale"),
    ):
        if own.exists() and not Path(of_system).exists():
            found.setdefault(variable, str(own))
    return found


def fetch_qt_libraries() -> None:
    """Fill `.qtlibs` with the libraries, and with a font configuration that finds the fonts there."""
    fetch_debs(DEBIAN_PACKAGES.split())
    fonts = (QTLIBS / "root/etc/fonts/fonts.conf").read_text(encoding="utf-8")
    own = fonts.replace("<dir>/usr/share/fonts", f"<dir>{html.escape(str(QTLIBS))}/root/usr/share/fonts")
    (QTLIBS / "fonts.conf").write_text(own, encoding="utf-8")


def has_apt() -> bool:
    """Whether Debian packages can be had and unpacked here."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def fetch_debs(names: Iterable[str]) -> None:
    """Download Debian packages and unpack them in `.qtlibs/root`: any user may, and nothing is installed."""
    workshop = QTLIBS / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "debs"):
        (workshop / folder).mkdir(parents=True, exist_ok=True)
    options = [f"-oDir::State::lists={workshop / 'lists'}", f"-oDir::Cache={workshop / 'cache'}"]
    options += ["-oDebug::NoLocking=1", "-oAPT::Sandbox::User="]
    # One unreachable source of several is no reason to stop: what counts is whether the packages are found.
    update = capture(["apt-get", *options, "update", "-qq"])
    present = names_here(names, set(capture(["apt-cache", *options, "pkgnames"]).stdout.split()))
    if not present:
        raise StartError(f"apt-get does not find the packages:\n{update.stderr.strip()}")
    demand(
        ["apt-get", *options, "download", "-qq", *present], "apt-get could not download", workshop / "debs"
    )
    for deb in sorted(workshop.glob("debs/*.deb")):
        demand(["dpkg-deb", "-x", str(deb), str(QTLIBS / "root")], f"could not unpack {deb.name}")
    shutil.rmtree(workshop)


def names_here(names: Iterable[str], known: set[str]) -> list[str]:
    """The packages as this release calls them: Debian 13 and Ubuntu 24.04 put t64 behind some."""
    return [f"{name}t64" if f"{name}t64" in known else name for name in names if {name, f"{name}t64"} & known]


def distribution() -> str:
    """The family of this Linux, as QT_REMEDIES names it, or else its own name."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return sys.platform
    family = [release["ID"], *release.get("ID_LIKE", "").split()]
    return next((name for name in family if name in QT_REMEDIES), release["ID"])


# Small tools.


def say(text: str) -> None:
    """One short line on stderr, so that stdout stays the program's own."""
    print(f"start.py: {text}", file=sys.stderr, flush=True)


def read(path: Path) -> str:
    """The text of a file, or nothing."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def capture(
    command: list[str], folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in silence."""
    return subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, errors="replace"
    )


def demand(command: list[str], trouble: str, folder: Path = ROOT) -> None:
    """Run a command that has to succeed."""
    done = capture(command, folder)
    if done.returncode:
        raise StartError(f"{trouble}:\n{(done.stderr or done.stdout).strip()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
