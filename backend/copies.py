"""A copy of all that a server is: its database, key, certificate, settings. For `rest` and `commands`."""

import errno
import hashlib
import os
import re
import shutil
import sqlite3
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from backend.data_folder import KEY_FILE, write_private
from backend.settings import SETTINGS_FILE, Settings
from backend.store.backup import CopyBroken, copy_database, database_bytes
from backend.store.folder_lock import FolderTaken, locked
from backend.wire.answers import DataCopy
from backend.wire.errors import ErrorCode, Refusal

FOLDER = "copies"
DATABASE = "minichat.sqlite3"
LOCK = "copying.lock"
BESIDE = (KEY_FILE, "certificate.pem", "certificate.key", SETTINGS_FILE)
SPARE_BYTES = 16 * 1024 * 1024
"""Left free whatever is copied: the server itself must be able to go on."""
_SCRATCH = ".copy-"
_NAMES_DATABASE = re.compile(r"""^[ \t]*(?:database|"database"|'database')[ \t]*=.*(?:\n|\Z)""", re.MULTILINE)


def make_copy(
    settings: Settings, target: Path | None, moment: datetime, keep_on: Callable[[], None]
) -> DataCopy:
    """Copy everything into one archive, beside a server that may be writing; all of it or nothing is there.

    What unpacks from it is a data folder. Without a target it lies in the folder of copies, by its moment.
    `keep_on` is asked now and then, and may raise.

    Raises:
        Refusal: storage_full.
        FolderTaken: somebody else is making one.
        FileExistsError: the target is there already.
        OSError, sqlite3.Error, CopyBroken: and what stands in the way.
    """
    try:
        with locked(settings.data / LOCK):
            made = target or _default_target(settings, moment)
            _make(settings, made, keep_on)
    except (OSError, sqlite3.OperationalError) as error:
        if _is_full(error):
            raise Refusal(ErrorCode.STORAGE_FULL, retry_after=60) from error
        raise
    return DataCopy(name=made.name, bytes=made.stat().st_size, created_at=moment)


def list_left_out(settings: Settings) -> list[Path]:
    """What the server is made of and no copy holds: a certificate of an administrator's, and its key."""
    held = {settings.data.absolute() / name for name in BESIDE}
    return [path for path in settings.certificate_files or () if path.absolute() not in held]


def remove_unfinished(settings: Settings) -> None:
    """Remove what copies left in their folder that were ended half-way, unless one is being made."""
    folder = settings.data / FOLDER
    if folder.is_dir():
        with suppress(FolderTaken, OSError), locked(settings.data / LOCK):
            _sweep(folder, _SCRATCH)


def _default_target(settings: Settings, moment: datetime) -> Path:
    """Where a copy of that moment lies when nobody says where."""
    folder = settings.data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    stem = f"minichat-{moment.astimezone(UTC):%Y%m%d-%H%M%S}"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.zip" for number in range(1, 100_000))
    return next(folder / name for name in names if not (folder / name).exists())


def _make(settings: Settings, target: Path, keep_on: Callable[[], None]) -> None:
    if not (settings.data / KEY_FILE).is_file():
        raise CopyBroken(f"{settings.data / KEY_FILE} is missing: start the server once")
    # Of this server alone: others may keep their copies in the same folder.
    own = f"{_SCRATCH}{hashlib.sha256(os.fsencode(settings.data.absolute())).hexdigest()[:8]}-"
    _sweep(target.parent, own)
    wanted = 2 * database_bytes(settings.database_path) + SPARE_BYTES
    if shutil.disk_usage(target.parent).free < wanted:
        raise Refusal(ErrorCode.STORAGE_FULL, retry_after=60)
    with tempfile.TemporaryDirectory(prefix=own, dir=target.parent) as name:
        scratch = Path(name)
        copied, packed = scratch / DATABASE, scratch / "whole.zip"
        copy_database(settings.database_path, copied, keep_on)
        beside = (_without_database(settings.data / each, scratch) for each in BESIDE)
        _pack(packed, [copied, *beside], keep_on)
        _put(packed, target)


def _without_database(path: Path, scratch: Path) -> Path:
    """The file itself; of settings that name a database, others: it lies in the folder that is unpacked."""
    if path.name != SETTINGS_FILE or not path.exists():
        return path
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = tomllib.loads(text)
    except (ValueError, RecursionError):  # edited since the server started: copied as it is
        return path
    if "database" not in found:
        return path
    left = _NAMES_DATABASE.sub("", text, count=1)
    del found["database"]
    if not _says(left, found):
        raise CopyBroken(f"{path} names a database in a way that a copy can't leave out: say it in one line")
    write_private(scratch / SETTINGS_FILE, left.encode())
    return scratch / SETTINGS_FILE


def _says(text: str, settings: dict[str, object]) -> bool:
    try:
        return tomllib.loads(text) == settings
    except tomllib.TOMLDecodeError:
        return False


def _pack(packed: Path, files: Iterable[Path], keep_on: Callable[[], None]) -> None:
    descriptor = os.open(packed, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for path in files:
                if path.exists():
                    keep_on()
                    archive.write(path, path.name)
        keep_on()
        with zipfile.ZipFile(file) as archive:
            broken = archive.testzip()
        if broken is not None:
            raise OSError(errno.EIO, f"what was written of {broken} can't be read back")
        file.flush()
        os.fsync(file.fileno())


def _put(packed: Path, target: Path) -> None:
    """Move it where it belongs, never over a file of somebody else's."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        packed.replace(target)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _sweep(folder: Path, prefix: str) -> None:
    for left in folder.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return "full" in str(error)
