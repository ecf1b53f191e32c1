"""A copy of all that a server is: its database, key, certificate, settings. For `rest` and `commands`."""

import errno
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from backend.settings import SETTINGS_FILE, Settings
from backend.store.backup import copy_database, database_bytes
from backend.wire.answers import DataCopy
from backend.wire.errors import ErrorCode, Refusal

FOLDER = "copies"
DATABASE = "minichat.sqlite3"
BESIDE = ("secret.key", "certificate.pem", "certificate.key", SETTINGS_FILE)
SPARE_BYTES = 16 * 1024 * 1024
"""Left free whatever is copied: the server itself must be able to go on."""


def default_target(settings: Settings, moment: datetime) -> Path:
    """Where a copy of that moment lies when nobody says where."""
    folder = settings.data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    stem = f"minichat-{moment.astimezone(UTC):%Y%m%d-%H%M%S}"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.zip" for number in range(1, 100_000))
    return next(folder / name for name in names if not (folder / name).exists())


def make_copy(settings: Settings, target: Path, moment: datetime, keep_on: Callable[[], None]) -> DataCopy:
    """Copy everything into one archive, beside a server that may be writing; all of it or nothing is there.

    What unpacks from it is a data folder. `keep_on` is asked now and then, and may raise.

    Raises:
        Refusal: storage_full.
        OSError, sqlite3.Error, CopyBroken: and what stands in the way.
    """
    wanted = 2 * database_bytes(settings.database_path) + SPARE_BYTES
    if shutil.disk_usage(target.parent).free < wanted:
        raise Refusal(ErrorCode.STORAGE_FULL, retry_after=60)
    try:
        with tempfile.TemporaryDirectory(prefix=".copy-", dir=target.parent) as scratch:
            copied, packed = Path(scratch, DATABASE), Path(scratch, "whole.zip")
            copy_database(settings.database_path, copied, keep_on)
            _pack(packed, [copied, *(settings.data / name for name in BESIDE)], keep_on)
            packed.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        if _is_full(error):
            raise Refusal(ErrorCode.STORAGE_FULL, retry_after=60) from error
        raise
    return DataCopy(name=target.name, bytes=target.stat().st_size, created_at=moment)


def _pack(packed: Path, files: list[Path], keep_on: Callable[[], None]) -> None:
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


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return "full" in str(error)
