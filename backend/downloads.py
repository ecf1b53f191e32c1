"""Installers that an administrator offers the team: the folder `downloads` in the data folder.

For the page that shows them and the commands that fill the folder. A file is offered for what its name and
its content say together; whatever else lies there is nobody's to see.
"""

import asyncio
import hashlib
import logging
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import msgspec

log = logging.getLogger(__name__)

FOLDER = "downloads"
SETTLED_SECONDS = 3.0
"""A file that was written to so lately may still be growing."""

_NAME = re.compile(r"(?!.*\.\.)\w[\w .+~()\[\]-]{0,150}")
_ARCHITECTURES = {
    "x86_64": re.compile(r"(?<![a-z0-9])(?:amd64|x86[_-]64|x64|intel)(?![a-z0-9])", re.IGNORECASE),
    "arm64": re.compile(r"(?<![a-z0-9])(?:arm64|aarch64|apple)(?![a-z0-9])", re.IGNORECASE),
}


class Kind(StrEnum):
    """What sort of installer a file is, by how its name ends."""

    WINDOWS_SETUP = ".exe"
    WINDOWS_PORTABLE = ".zip"
    MAC_IMAGE = ".dmg"
    DEBIAN = ".deb"
    FEDORA = ".rpm"
    LINUX_ARCHIVE = ".tar.xz"
    APP_IMAGE = ".appimage"


class NoInstaller(ValueError):
    """What was given is no installer, or not all of one; the text says so in a sentence."""


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is offered."""

    name: str
    kind: Kind
    architecture: str
    """`x86_64`, `arm64`, or empty where the name doesn't say."""
    bytes: int
    changed_ns: int
    sha256: str


class _File(msgspec.Struct, frozen=True):
    """A file as it was found: another size or time makes it another file."""

    name: str
    bytes: int
    changed_ns: int


class Downloads:
    """The folder, as the running server knows it; what it read of a file it remembers until that changes."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._listing = asyncio.Lock()
        self._kinds: dict[_File, Kind | None] = {}
        self._sums: dict[_File, str] = {}

    async def offered(self) -> list[Download]:
        """All that is offered, the newest first. Reading new files takes a while, and a thread."""
        async with self._listing:
            return await asyncio.to_thread(self._read_all)

    async def find(self, name: str) -> Path | None:
        """Where the file of that name lies, if it is offered."""
        return await asyncio.to_thread(self._find, name)

    def _read_all(self) -> list[Download]:
        files = self._look()
        for known in (self._kinds.keys() | self._sums.keys()) - set(files):
            self._kinds.pop(known, None)
            self._sums.pop(known, None)
        offered = [
            Download(
                name=file.name,
                kind=kind,
                architecture=read_architecture(file.name),
                bytes=file.bytes,
                changed_ns=file.changed_ns,
                sha256=digest,
            )
            for file in files
            if (kind := self._identify(file)) and (digest := self._digest(file))
        ]
        return sorted(offered, key=lambda download: (-download.changed_ns, download.name))

    def _look(self) -> list[_File]:
        try:
            names = sorted(os.listdir(self._folder))  # noqa: PTH208  names, not paths
        except OSError:
            return []
        return [file for name in names if (file := self._stat(name)) is not None]

    def _stat(self, name: str) -> _File | None:
        """The file of that name; nothing where it is no installer by name, is no file or still grows."""
        path = self._folder / name
        if kind_of_name(name) is None or not path.is_file():
            return None
        try:
            found = path.stat()
        except OSError:
            return None
        if 0 <= self._clock() - found.st_mtime < SETTLED_SECONDS:
            return None
        return _File(name, found.st_size, found.st_mtime_ns)

    def _identify(self, file: _File) -> Kind | None:
        if file not in self._kinds:
            try:
                self._kinds[file] = identify(self._folder / file.name)
            except (NoInstaller, OSError) as error:
                self._kinds[file] = None
                log.warning("a file in the downloads folder isn't offered: %s", error)
        return self._kinds[file]

    def _digest(self, file: _File) -> str:
        """Its SHA-256; empty where it changed or went meanwhile."""
        if file not in self._sums:
            try:
                digest = read_digest(self._folder / file.name)
            except OSError:
                return ""
            if self._stat(file.name) != file:
                return ""
            self._sums[file] = digest
        return self._sums[file]

    def _find(self, name: str) -> Path | None:
        file = self._stat(name)
        return None if file is None or self._identify(file) is None else self._folder / name


def kind_of_name(name: str) -> Kind | None:
    """What a file of that name would have to be; nothing where the name is no installer's."""
    if not _NAME.fullmatch(name):
        return None
    return next((kind for kind in Kind if name.lower().endswith(kind.value)), None)


def read_architecture(name: str) -> str:
    """The processor that a file's name speaks of."""
    return next((each for each, pattern in _ARCHITECTURES.items() if pattern.search(name)), "")


def read_digest(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def identify(path: Path) -> Kind:
    """What the file is, by its name and by what is in it.

    Raises:
        NoInstaller: it is none, or not all of one.
        OSError: it can't be read.
    """
    kind = kind_of_name(path.name)
    if kind is None:
        raise NoInstaller(f"{path.name} is no installer by its name: {', '.join(Kind)} are")
    with path.open("rb") as file:
        if not _CHECKS[kind](file):
            raise NoInstaller(f"{path.name} is not what its name says, or not all of it")
    return kind


# --- what is in the files -----------------------------------------------------------------------------------


def _is_windows_program(file: BinaryIO) -> bool:
    head = file.read(64)
    if len(head) < 64 or not head.startswith(b"MZ"):
        return False
    file.seek(int.from_bytes(head[60:64], "little"))
    return file.read(4) == b"PE\0\0"


def _is_zip(file: BinaryIO) -> bool:
    return file.read(4) == b"PK\x03\x04" and zipfile.is_zipfile(file)


def _is_mac_image(file: BinaryIO) -> bool:
    if file.seek(0, os.SEEK_END) < 512:
        return False
    file.seek(-512, os.SEEK_END)
    return file.read(4) == b"koly"


def _is_debian_package(file: BinaryIO) -> bool:
    """An archive of `ar`, whose members follow each other up to the very end."""
    if file.read(8) != b"!<arch>\n":
        return False
    end = file.seek(0, os.SEEK_END)
    at, names = 8, []
    while at + 60 <= end:
        file.seek(at)
        head = file.read(60)
        if head[58:] != b"`\n" or not head[48:58].strip().isdigit():
            return False
        names.append(head[:16].rstrip(b" /"))
        size = int(head[48:58])
        at += 60 + size + size % 2
    return names[:1] == [b"debian-binary"] and len(names) >= 3 and at - 1 <= end <= at


def _is_rpm(file: BinaryIO) -> bool:
    return file.read(4) == b"\xed\xab\xee\xdb"


def _is_xz(file: BinaryIO) -> bool:
    if file.read(6) != b"\xfd7zXZ\0" or file.seek(0, os.SEEK_END) < 32:
        return False
    file.seek(-2, os.SEEK_END)
    return file.read(2) == b"YZ"


def _is_app_image(file: BinaryIO) -> bool:
    head = file.read(16)
    return head.startswith(b"\x7fELF") and head[8:10] == b"AI"


_CHECKS: dict[Kind, Callable[[BinaryIO], bool]] = {
    Kind.WINDOWS_SETUP: _is_windows_program,
    Kind.WINDOWS_PORTABLE: _is_zip,
    Kind.MAC_IMAGE: _is_mac_image,
    Kind.DEBIAN: _is_debian_package,
    Kind.FEDORA: _is_rpm,
    Kind.LINUX_ARCHIVE: _is_xz,
    Kind.APP_IMAGE: _is_app_image,
}


# --- what an administrator does to the folder ---------------------------------------------------------------


class Shelved(msgspec.Struct, frozen=True, kw_only=True):
    """A file in the folder, as the one who filled it sees it."""

    name: str
    bytes: int
    sha256: str
    trouble: str
    """Why it isn't offered; empty where it is."""


def shelve(folder: Path, file: Path) -> Path:
    """Copy an installer into the folder, whole or not at all; one of that name is replaced.

    Raises:
        NoInstaller: it is none.
        OSError: it can't be read, or the folder can't be written.
    """
    identify(file)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    goal, growing = folder / file.name, folder / f".{file.name}.{os.getpid()}.part"
    try:
        with file.open("rb") as source, growing.open("wb") as copy:
            found = os.fstat(source.fileno())
            shutil.copyfileobj(source, copy, 1024 * 1024)
            copy.flush()
            os.fsync(copy.fileno())
        changed = min(found.st_mtime, time.time() - SETTLED_SECONDS)  # it is whole: nobody has to wait for it
        os.utime(growing, (changed, changed))
        growing.chmod(0o600)
        growing.replace(goal)
    finally:
        growing.unlink(missing_ok=True)
    return goal


def unshelve(folder: Path, name: str) -> None:
    """Take a file out of the folder.

    Raises:
        NoInstaller: nothing of that name lies there.
        OSError: it can't be removed.
    """
    if kind_of_name(name) is None or not (folder / name).is_file():
        raise NoInstaller(f"there is no {name} among the downloads")
    (folder / name).unlink()


def list_shelved(folder: Path) -> list[Shelved]:
    """All files that are installers by name, and what keeps some of them from being offered."""
    names = sorted(path.name for path in folder.glob("*") if kind_of_name(path.name) and path.is_file())
    found = []
    for name in names:
        trouble = ""
        try:
            identify(folder / name)
        except (NoInstaller, OSError) as error:
            trouble = str(error)
        digest = "" if trouble else read_digest(folder / name)
        found.append(Shelved(name=name, bytes=(folder / name).stat().st_size, sha256=digest, trouble=trouble))
    return found
