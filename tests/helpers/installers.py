"""Small files that are what installers are, by their first bytes and by their last."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

LONG_AGO = 1_700_000_000


def _windows_program() -> bytes:
    return b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(200)


def _zip() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("minichat/minichat.exe", _windows_program())
    return packed.getvalue()


def _debian_package() -> bytes:
    members = {"debian-binary": b"2.0\n", "control.tar.xz": b"control", "data.tar.xz": b"data" * 200}
    packed = b"!<arch>\n"
    for name, content in members.items():
        packed += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
        packed += content + b"\n" * (len(content) % 2)
    return packed


INSTALLERS = {
    "MiniChat-1.4.0-x64-setup.exe": _windows_program(),
    "MiniChat-1.4.0-x64-portable.zip": _zip(),
    "MiniChat-1.4.0-arm64.dmg": bytes(4_000) + b"koly" + bytes(508),
    "MiniChat-1.4.0-x86_64.dmg": bytes(5_000) + b"koly" + bytes(508),
    "minichat_1.4.0_amd64.deb": _debian_package(),
    "minichat-1.4.0-1.x86_64.rpm": b"\xed\xab\xee\xdb" + bytes(3_000),
    "minichat-1.4.0-linux-x86_64.tar.xz": b"\xfd7zXZ\0" + bytes(2_000) + b"YZ",
    "MiniChat-1.4.0-x86_64.AppImage": b"\x7fELF\2\1\1\0AI\2" + bytes(2_000),
}
"""One of each kind, two for Macs, by the names that releases give them."""


def put(folder: Path, name: str, content: bytes | None = None, changed: float = LONG_AGO) -> Path:
    """A file in the folder that was last written to long ago; without a content one of `INSTALLERS`."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(INSTALLERS[name] if content is None else content)
    os.utime(path, (changed, changed))
    return path


def put_all(folder: Path) -> None:
    """One file of each kind."""
    for name in INSTALLERS:
        put(folder, name)
