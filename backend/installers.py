"""What installers are, by the names and the content of files. For the downloads, their page and commands."""

import os
import re
import zipfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import BinaryIO

_NAME = re.compile(r"(?!.*\.\.)\w[\w .+~()\[\]-]{0,150}")
_ARCHITECTURES = {
    "x86_64": re.compile(r"(?<![a-z0-9])(?:amd64|x86[_-]64|x64|intel)(?![a-z0-9])", re.IGNORECASE),
    "arm64": re.compile(r"(?<![a-z0-9])(?:arm64|aarch64|apple)(?![a-z0-9])", re.IGNORECASE),
}

_PORTABLE = PurePosixPath("minichat/minichat.exe")
"""What the archive for Windows unpacks to."""
_OF_A_SERVER = {"minichat.sqlite3", "secret.key", "certificate.key", "server.toml", "first-invite.txt"}
"""What lies in a data folder, and in copies of one; such an archive is for nobody else."""


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


def kind_of_name(name: str) -> Kind | None:
    """What a file of that name would have to be; nothing where the name is no installer's."""
    if not _NAME.fullmatch(name):
        return None
    return next((kind for kind in Kind if name.lower().endswith(kind.value)), None)


def read_architecture(name: str) -> str:
    """The processor that a file's name speaks of."""
    return next((each for each, pattern in _ARCHITECTURES.items() if pattern.search(name)), "")


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


def _is_portable_archive(file: BinaryIO) -> bool:
    """An archive with the program for Windows in it, and nothing of a server's."""
    if file.read(4) != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            members = {PurePosixPath(name.replace("\\", "/").lower()) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    return _PORTABLE in members and not _OF_A_SERVER & {member.name for member in members}


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
    Kind.WINDOWS_PORTABLE: _is_portable_archive,
    Kind.MAC_IMAGE: _is_mac_image,
    Kind.DEBIAN: _is_debian_package,
    Kind.FEDORA: _is_rpm,
    Kind.LINUX_ARCHIVE: _is_xz,
    Kind.APP_IMAGE: _is_app_image,
}
