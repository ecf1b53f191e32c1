"""Pictures of people and groups: asked for once, then kept on the disk as long as there is room.

An uploaded picture never changes at its address, so that what is kept stays true. A generated one (SVG)
changes with the name, and is drawn by whoever shows it: of these nothing is asked for.
"""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from desktop.client.api import Api
from desktop.client.errors import ChatError

_log = logging.getLogger(__name__)

KEPT_BYTES = 50 * 1024 * 1024
AT_ONCE = 4


class Pictures:
    """The pictures of one account's people and rooms, those of its own server alone."""

    def __init__(self, api: Api, folder: Path, kept_bytes: int = KEPT_BYTES) -> None:
        self._api = api
        self._folder = folder
        self._kept_bytes = kept_bytes
        self._missing: set[str] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._requests = asyncio.Semaphore(AT_ONCE)

    async def read(self, address: str) -> bytes | None:
        """The picture, from the disk or the server; None where there is none, or none now."""
        path = self._path_of(address)
        if path is None or path in self._missing:
            return None
        turn = self._turns.setdefault(path, asyncio.Lock())
        async with turn:
            kept = self._folder / _name_of(path)
            picture = await asyncio.to_thread(_read, kept)
            return picture if picture is not None else await self._fetch(path, kept)

    async def forget(self) -> None:
        """Nothing of them stays on the disk."""
        await asyncio.to_thread(_remove, self._folder)

    async def _fetch(self, path: str, kept: Path) -> bytes | None:
        try:
            async with self._requests:
                picture = await self._api.read_picture(path)
        except ChatError as trouble:
            _log.info("no picture now: %s", trouble)
            return None
        if picture is None:
            self._missing.add(path)
        else:
            await asyncio.to_thread(_keep, kept, picture, self._kept_bytes)
        return picture

    def _path_of(self, address: str) -> str | None:
        """Where on this server it lies; None if elsewhere, or if it is generated."""
        try:
            parts, here = urlsplit(address), urlsplit(self._api.address)
        except ValueError:
            return None
        is_here = not parts.scheme and not parts.netloc
        is_here = is_here or (parts.scheme in {"http", "https"} and parts.netloc == here.netloc)
        if not is_here or not parts.path.startswith("/") or parts.path.endswith(".svg"):
            return None
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _name_of(path: str) -> str:
    from hashlib import sha256  # noqa: PLC0415 - 1 ms that the first paint can do without

    return sha256(path.encode()).hexdigest()


def _remove(folder: Path) -> None:
    from shutil import rmtree  # noqa: PLC0415 - 2 ms that the first paint can do without

    rmtree(folder, ignore_errors=True)


def _read(kept: Path) -> bytes | None:
    try:
        picture = kept.read_bytes()
        kept.touch()  # the longest unused one goes first
    except OSError:
        return None
    return picture


def _keep(kept: Path, picture: bytes, most: int) -> None:
    """Put it on the disk whole or not at all, and make room for it. A disk that won't is no trouble."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        fresh.write_bytes(picture)
        fresh.replace(kept)
    except OSError as error:
        _log.warning("a picture can't be kept: %s", error)
        return
    known = []
    for path in kept.parent.iterdir():
        with suppress(OSError):
            facts = path.stat()
            known.append((facts.st_mtime, facts.st_size, path))
    total = sum(size for _, size, _ in known)
    for _, size, path in sorted(known):
        if total <= most:
            break
        with suppress(OSError):
            path.unlink()
        total -= size
