"""The data folder: one process at a time serves or migrates what is in it. And why a program can't start."""

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from backend.auth.tokens import load_key
from backend.settings import Settings
from backend.store.folder_lock import FolderTaken, locked

KEY_FILE = "secret.key"


class CannotStart(Exception):
    """The program can't run here; the text is one plain sentence. `exit_code` is the program's."""

    exit_code = 1


class FolderUnusable(CannotStart):
    """The data folder can't be made or written, or its key isn't one."""

    exit_code = 4


class FolderInUse(CannotStart):
    """Another server works on the data folder."""

    exit_code = 5


def load_server_key(settings: Settings) -> bytes:
    """The server's key, made where there is none yet.

    Raises:
        FolderUnusable: it can't be read or made, or isn't one.
    """
    path = settings.data / KEY_FILE
    try:
        return load_key(path)
    except (OSError, ValueError) as error:
        raise FolderUnusable(f"the key {path} can't be used: {error}") from error


def require_writable(folder: Path) -> None:
    """Raise the PermissionError that making a file there would raise."""
    if not os.access(folder, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that its owner alone may read; after a crash there is none, or all of it."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)  # what another left there might be readable by all
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def close_to_strangers(database: Path) -> None:
    """An earlier program made its database as open as the system would have it; its group keeps its right."""
    for path in (database, *(database.with_name(f"{database.name}-{end}") for end in ("wal", "shm"))):
        with suppress(OSError):  # missing, or another user's
            mode = path.stat().st_mode
            if mode & 0o007:
                path.chmod(mode & 0o770)


@contextmanager
def locked_folder(settings: Settings) -> Iterator[None]:
    """Hold the folder, which is made where it is missing, and the database's own where that is another."""
    folder, database = settings.data, settings.database_path
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            require_writable(folder)
            held.enter_context(locked(folder / "server.lock"))
            if database.parent != folder:
                held.enter_context(locked(database.with_name(f"{database.name}.lock")))
        except FolderTaken:
            raise FolderInUse(f"another Mini Chat server works on {folder} or {database}") from None
        except OSError as error:
            raise FolderUnusable(f"the data folder {folder} can't be used: {error.strerror}") from error
        yield
