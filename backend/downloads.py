"""Installers that an administrator offers the team: the folder `downloads` in the data folder.

For the page that shows them and the commands that fill the folder. A file is offered for what its name and
its content say together; whatever else lies there is nobody's to see.
"""

import asyncio
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from stat import S_ISREG

import msgspec

from backend.installers import Kind, NoInstaller, identify, kind_of_name, read_architecture

log = logging.getLogger(__name__)

FOLDER = "downloads"
SETTLED_SECONDS = 3.0
"""A file that was written to so lately may still be growing."""
PATIENCE_SECONDS = 3.0
"""So long whoever asks waits for sums; what isn't there then is on the next one's list."""


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

    def __init__(
        self, folder: Path, clock: Callable[[], float] = time.time, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._patience = patience
        self._looking = asyncio.Lock()
        self._summing: asyncio.Future[None] | None = None
        self._kinds: dict[_File, Kind | None] = {}
        self._sums: dict[_File, str] = {}

    async def offered(self) -> list[Download]:
        """All that is offered, the newest first; a file whose sum takes long is, once that is there."""
        async with self._looking:
            files = await asyncio.to_thread(self._look_closely)
        if not self._sums.keys() >= set(files):
            if self._summing is None or self._summing.done():
                self._summing = asyncio.get_running_loop().run_in_executor(None, self._sum_up, files)
            await asyncio.wait([self._summing], timeout=self._patience)
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
            if (kind := self._kinds.get(file)) and (digest := self._sums.get(file))
        ]
        return sorted(offered, key=lambda download: (-download.changed_ns, download.name))

    async def find(self, name: str) -> Path | None:
        """Where the file of that name lies, if it is offered."""
        return await asyncio.to_thread(self._find, name)

    def _look_closely(self) -> list[_File]:
        """Those that are what their names say; what was known of others is forgotten."""
        files = self._look()
        here = set(files)
        for known in [*self._kinds, *self._sums]:  # a copy: sums are made meanwhile
            if known not in here:
                self._kinds.pop(known, None)
                self._sums.pop(known, None)
        return [file for file in files if self._identify(file)]

    def _sum_up(self, files: list[_File]) -> None:
        """Make the sums that are missing, one by one: each file is offered as soon as there is its own."""
        for file in files:
            if file not in self._sums and (digest := self._digest(file)):
                self._sums[file] = digest

    def _look(self) -> list[_File]:
        try:
            names = sorted(os.listdir(self._folder))  # noqa: PTH208  names, not paths
        except OSError:
            return []
        return [file for name in names if (file := self._stat(name)) is not None]

    def _stat(self, name: str) -> _File | None:
        """The file of that name; nothing where it is no installer by name, is no file or still grows."""
        if kind_of_name(name) is None:
            return None
        try:
            found = (self._folder / name).lstat()  # a link may lead to what is nobody's to see
        except OSError:
            return None
        if not S_ISREG(found.st_mode) or 0 <= self._clock() - found.st_mtime < SETTLED_SECONDS:
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
        try:
            digest = read_digest(self._folder / file.name)
        except OSError:
            return ""
        return digest if self._stat(file.name) == file else ""

    def _find(self, name: str) -> Path | None:
        file = self._stat(name)
        return None if file is None or self._identify(file) is None else self._folder / name


def read_digest(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
            if (folder / name).is_symlink():
                trouble = f"{name} is a link: put the file itself there"
        except (NoInstaller, OSError) as error:
            trouble = str(error)
        digest = "" if trouble else read_digest(folder / name)
        found.append(Shelved(name=name, bytes=(folder / name).stat().st_size, sha256=digest, trouble=trouble))
    return found
